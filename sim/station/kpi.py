"""What a KPI is: its name, its words, which way is better, how much it matters, and how it is read from a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

from sim.engine import Balance, Channel, Summary
from sim.scenario.base_names import split_base
from sim.station.outcome import Event, Outcome

V = TypeVar("V")

KpiValue = float | int | str | None

MEMBER = "*"
"""Stands in the name of a KPI for its members where there is one for each of several: ``shelter.*.complete``."""


@dataclass(frozen=True)
class Kpi:
    """One figure that sums a run up.

    Attributes:
        value: A number, a UTC date (ISO 8601 text), or None where the run has none.
        unit: Unit of ``value``: ``"1"`` for shares and counts, ``"UTC date"`` for dates.
        label: Short name for tables and figures.
        definition: One line that says what it is.
    """

    value: KpiValue
    unit: str
    label: str
    definition: str


class Group(IntEnum):
    """What KPIs tell, in the order in which people ask: outcomes, means to these, costs, and the rest.

    Changes of a date, of a charge and of a mass have no measure in common but how much each matters (:class:`Scale`):
    lists are in this order, and by that it is said which change leads.
    """

    LIVES = 0
    BUILT = 1
    VITAL_POWER = 2
    DATA_HOME = 3
    MACHINES = 4
    POWER = 5
    CHARGE = 6
    LINKS = 7
    LIGHT = 8
    LANDED = 9
    EFFICIENCY = 10
    DETAIL = 11
    HOURS = 12


class Detail(IntEnum):
    """How much room there must be for a KPI to be shown; what has less needs less."""

    CHIEF = 0
    """Stands for a run where there is no room for all."""
    WIDE = 1
    """A column in the map of many runs."""
    FIGURE = 2
    """A row in the table of a figure."""
    ALL = 3
    """In full tables only."""


@dataclass(frozen=True)
class Scale:
    """The size of a change of a KPI that matters: what makes changes of a date and of a mass comparable.

    Attributes:
        amount: The size [d for dates, else the KPI's unit, or a share where ``relative``].
        why: Why a change of this size matters, in a few words.
        relative: Whether it is a share of the larger value, or of the KPI that this one is a part of.
    """

    amount: float
    why: str
    relative: bool = False


A_MONTH = Scale(30.0, "about one standard deviation of a date over random draws")
"""Of dates."""
A_TWENTIETH = Scale(0.05, "a twentieth of it is within the margins of any plan", relative=True)
"""Of amounts of which no more is known."""
FIVE_POINTS = Scale(0.05, "a twentieth of all there could be")
"""Of shares of which no more is known."""


@dataclass(frozen=True)
class KpiSpec:
    """The declaration of a KPI, or of a family of them with one for each of several members.

    Attributes:
        name: ``system.quantity``, stable; a family has :data:`MEMBER` in the place of the member.
        unit: Unit of its values.
        label: Short name; ``{}`` stands for the member.
        definition: One line; ``{}`` stands for the member.
        group: What it tells.
        read: Reads it from a run; of a family, a value for each member. Without it, it is the fact of its own name, or
            of a family the facts whose names are of it.
        counts: Whether such a fact is a whole number.
        reads: Channels that it is read from, for runs that keep nothing else; a name that ends in a dot stands for all
            that begin with it.
        better: 1 where more is better, -1 where less is, 0 where neither is.
        grows: Whether it adds up over a run, or is its extreme: of unequal spans it says nothing side by side.
        part_of: The KPI that it is a part of, or would be had it been served: how much it changed is seen against that.
        scale: How large a change of it matters.
        detail: How much room there must be for it.
        hide_zero: Whether it is left out of lists for people where it is zero.
        covered_by: The family whose members say it better: where there are any, short lists leave this one out.
    """

    name: str
    unit: str
    label: str
    definition: str
    group: Group
    read: Callable[[Record], KpiValue] | Callable[[Record], Mapping[str, KpiValue]] | None = None
    reads: tuple[str, ...] = ()
    better: int = 0
    grows: bool = False
    part_of: str | None = None
    scale: Scale = A_TWENTIETH
    detail: Detail = Detail.ALL
    hide_zero: bool = False
    covered_by: str | None = None
    counts: bool = False

    @property
    def family(self) -> bool:
        """Whether it stands for several."""
        return MEMBER in self.name

    def matches(self, name: str) -> bool:
        """Whether a KPI of this name is this one, or a member of this family."""
        if not self.family:
            return name == self.name
        before, after = self.name.split(MEMBER)
        return len(name) > len(before) + len(after) and name.startswith(before) and name.endswith(after)

    def kpis(self, record: Record) -> dict[str, Kpi]:
        """The KPI, or those of all members, by name."""
        found = self._facts(record) if self.read is None else self.read(record)
        members = found if isinstance(found, Mapping) else {"": found}
        return {
            self.name.replace(MEMBER, member): Kpi(
                value, self.unit, self.label.format(member), self.definition.format(member)
            )
            for member, value in members.items()
        }

    def _facts(self, record: Record) -> Mapping[str, KpiValue]:
        if not self.family:
            return {"": self._fact(record.fact(self.name))}
        before, after = self.name.split(MEMBER)
        return {
            name.removeprefix(before).removesuffix(after): self._fact(value)
            for name, value in record.facts.items()
            if self.matches(name)
        }

    def _fact(self, value: float | None) -> KpiValue:
        return round(value) if self.counts and value is not None else value


@dataclass(frozen=True)
class Record:
    """What a run left behind of one base, as KPIs read it; None where the run does not have it.

    Attributes:
        channels: Histories by name, or what was kept of them.
        balances: Closed ledgers by commodity.
        facts: Single figures that no channel tells exactly.
        events: What happened.
        hours: Span that was run [h].
        start: Its first moment (UTC).
    """

    channels: Mapping[str, Channel | Summary]
    balances: Mapping[str, Balance]
    facts: Mapping[str, float | None]
    events: Sequence[Event]
    hours: float
    start: dt.datetime

    @staticmethod
    def of(outcome: Outcome, base: str, hours: float, start: dt.datetime) -> Record:
        """What a run left behind of the base of a name, the main one's being empty."""
        return Record(
            of_base({**outcome.summaries, **outcome.channels}, base),
            of_base(outcome.balances, base),
            of_base(outcome.facts, base),
            [event for event in outcome.events if event.base == base],
            hours,
            start,
        )

    def fact(self, name: str, otherwise: float | None = None) -> float | None:
        """A figure that the station knows exactly, else ``otherwise``."""
        known = self.facts.get(name)
        return otherwise if known is None else known

    def integral(self, channel: str) -> float | None:
        """Integral of a channel over the run [unit h]."""
        return self.channels[channel].integral() if channel in self.channels else None

    def mean(self, channel: str) -> float | None:
        """Time mean of a channel over the run."""
        return self.channels[channel].mean() if channel in self.channels else None

    def last(self, channel: str) -> float | None:
        """Value of a channel at the end of the run."""
        return self.channels[channel].last if channel in self.channels else None

    def booked(self, commodity: str, accounts: str) -> float | None:
        """Sum of the accounts of a ledger whose names start with ``accounts``."""
        balance = self.balances.get(commodity)
        if balance is None:
            return None
        return sum((amount for name, amount in balance.accounts.items() if name.startswith(accounts)), 0.0)

    def counted(self, commodity: str, account: str) -> int | None:
        """An account of whole pieces."""
        balance = self.balances.get(commodity)
        return None if balance is None else round(balance.accounts.get(account, 0))

    def happened(self, *events: str) -> int:
        """How often any of these events happened."""
        return sum(event.event in events for event in self.events)

    def date(self, hours: float | None) -> KpiValue:
        """The UTC date at a time after the start [h]."""
        return None if hours is None else (self.start + dt.timedelta(hours=hours)).date().isoformat()


def of_base(named: Mapping[str, V], base: str) -> dict[str, V]:
    """What belongs to a base, under names without the base's."""
    there = ((*split_base(name), value) for name, value in named.items())
    return {own: value for place, own, value in there if place == base}

"""What differs between two runs: what their machines lost, what got worse or better, what happened only in one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sim.result import kpis
from sim.scenario import Difference
from sim.station import KpiValue
from sim.station.kpi import Group
from sim.study.noise import Noise, Spread


class _Lost:
    """Machine hours lost to something in either run, and by how much they differ."""

    first_h: float
    this_h: float
    first_share: float
    this_share: float

    @property
    def difference_h(self) -> float:
        """Machine hours that this run lost more [h]."""
        return self.this_h - self.first_h

    @property
    def difference_share(self) -> float:
        """How much larger a share of its machine hours this run lost."""
        return self.this_share - self.first_share


@dataclass(frozen=True)
class CauseChange(_Lost):
    """Machine hours lost to one root in either run.

    Attributes:
        must_have: The must-have they count for.
        kind: Kind of the machines at the root.
        state: State of the machines at the root.
        first_h: Machine hours that the first run lost to it [h].
        this_h: Machine hours that this run lost to it [h].
        first_share: Share of the first run's machine hours in service.
        this_share: Share of this run's machine hours in service.
    """

    must_have: str
    kind: str
    state: str
    first_h: float
    this_h: float
    first_share: float
    this_share: float


@dataclass(frozen=True)
class LossChange(_Lost):
    """Machine hours lost to one must-have in either run.

    Attributes:
        must_have: The must-have.
        first_h: Machine hours that the first run lost to it [h].
        this_h: Machine hours that this run lost to it [h].
        first_share: Share of the first run's machine hours in service.
        this_share: Share of this run's machine hours in service.
        pace_first_h: Machine hours that the pace-setting machines of the first run lost to it [h]; None unless both
            runs have the same kind of them and ran equally long.
        pace_this_h: The same of this run [h].
        causes: Its roots, by how much their shares changed, largest change first.
        pace_causes: The roots of what the pace-setting machines lost until the last structure stood, by how much the
            hours changed; shares are of their hours in service. Empty where ``pace_first_h`` is None.
        within_noise: Whether the change of the share is known to lie within the noise of random draws.
    """

    must_have: str
    first_h: float
    this_h: float
    first_share: float
    this_share: float
    pace_first_h: float | None
    pace_this_h: float | None
    causes: tuple[CauseChange, ...]
    pace_causes: tuple[CauseChange, ...] = ()
    within_noise: bool = False

    @property
    def pace_difference_h(self) -> float | None:
        """Machine hours that the pace-setting machines of this run lost more [h]; None where that is unknown."""
        if self.pace_first_h is None or self.pace_this_h is None:
            return None
        return self.pace_this_h - self.pace_first_h


@dataclass(frozen=True)
class KpiChange:
    """A KPI in which the runs differ.

    Attributes:
        name: Name of the KPI.
        label: Short name for tables and figures.
        unit: Unit of the values.
        first: Value of the first run.
        this: Value of this run.
        difference: ``this`` less ``first``, in ``difference_unit``; None where one is missing.
        difference_unit: Unit of the difference: ``"d"`` for dates.
        weight: How much the change matters, in sizes of a change that does (:class:`~sim.station.kpi.Scale`): positive
            where this run is worse. A date that never came is late by the whole run. Where it is known how far apart
            draws lie, that is the size if it is larger.
        noise: What it is seen against, where it is known to lie within the noise of random draws: nothing explains it.
    """

    name: str
    label: str
    unit: str
    first: KpiValue
    this: KpiValue
    difference: float | int | None
    difference_unit: str
    weight: float
    noise: Spread | None = None

    @property
    def of_lives(self) -> bool:
        """Whether it is about lives, which come before whatever changed by more."""
        return kpis.rank(self.name)[0] == Group.LIVES


@dataclass(frozen=True)
class EventChange:
    """How often something happened in either run, in the time that both cover.

    Attributes:
        system: System it happened in.
        subject: What it happened to: a unit, or where merged its group.
        event: What happened.
        first_count: How often in the first run.
        this_count: How often in this run.
        first_utc: When first in the first run (UTC); None where never.
        this_utc: When first in this run (UTC); None where never.
    """

    system: str
    subject: str
    event: str
    first_count: int
    this_count: int
    first_utc: dt.datetime | None
    this_utc: dt.datetime | None


@dataclass(frozen=True)
class Changes:
    """Why the outcome of one run differs from that of the first, in figures.

    Attributes:
        first: Label of the run that it is compared with.
        label: Label of the run.
        losses: Machine hours lost to each must-have, largest change first: of what the pace-setting machines lost,
            where both runs have the same kind of them, else of the share.
        worsened: KPIs that are worse than in the first run: those that stand for a run first, then by how much the
            change matters. Of runs that did not run
            equally long, amounts that add up are left out, and so are dates after the end of a run that has none.
        improved: KPIs that are better, in the same order.
        events: What happened more or less often, by unit: what only this run had first, then by change.
        event_groups: The same with the units of a group (``solar-1``, ``solar-2``) taken together.
        inputs: What the inputs differ in.
        service_first_h: Machine hours in service of the first run [h].
        service_this_h: Machine hours in service of this run [h].
        pace: Kind of machine that set the pace of the first run and of this one; None where none did.
        equal_spans: Whether both ran equally long, so that hours and amounts can be compared.
        remarks: What keeps the two from being like for like.
        pace_service_h: Machine hours in service of the pace-setting machines, of the run where they are more [h]; None
            where their losses cannot be compared.
    """

    first: str
    label: str
    losses: tuple[LossChange, ...]
    worsened: tuple[KpiChange, ...]
    improved: tuple[KpiChange, ...]
    events: tuple[EventChange, ...]
    event_groups: tuple[EventChange, ...]
    inputs: tuple[Difference, ...]
    service_first_h: float
    service_this_h: float
    pace: tuple[str | None, str | None]
    equal_spans: bool
    remarks: tuple[str, ...] = field(default=())
    pace_service_h: float | None = None
    noise: Noise | None = None

    @property
    def only_here(self) -> tuple[EventChange, ...]:
        """Groups of events that only this run had."""
        return tuple(change for change in self.event_groups if not change.first_count)

    @property
    def only_there(self) -> tuple[EventChange, ...]:
        """Groups of events that only the first run had."""
        return tuple(change for change in self.event_groups if not change.this_count)

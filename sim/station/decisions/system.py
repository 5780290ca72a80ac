"""Decisions: each is taken by what is believed at its moment, and brings what it chose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Protocol

from sim.engine import Ledger, Recorder
from sim.scenario.schema.decisions import RATE, Decision
from sim.station.base import Base
from sim.station.context import Context
from sim.station.decisions.events import BELIEVED, CHOICE, OPEN, TRUE
from sim.station.decisions.rules import Option, Rule, decide
from sim.station.exploration.belief import Belief
from sim.station.verdict import Verdict


class Believed(Protocol):
    """Something that is so and is believed to be so."""

    @property
    def unit(self) -> str:
        """Base unit of the figure."""

    @property
    def truth(self) -> float:
        """What is so, in the base unit."""

    @property
    def prior(self) -> Belief:
        """What is believed beforehand."""

    @property
    def belief(self) -> Belief:
        """What is believed now."""


def verdict(context: Context, believed: Mapping[str, Believed], name: str, time: float) -> Verdict:
    """Return what a decision chooses now.

    Args:
        context: The run.
        believed: All that is believed, as BASE/NAME.
        name: The decision.
        time: When it is taken [h].
    """
    table = context.scenario.decisions[name]
    options, units = [], set()
    for key in sorted(table.alternatives):
        about, alternative = table.about_of(key), table.alternatives[key]
        cost = 0.0 if alternative.cost is None else float(alternative.cost)
        if about is None:
            options.append(Option(key, cost=cost, count=int(alternative.count)))
            continue
        one = believed[about]
        units.add(one.unit)
        options.append(Option(key, one.prior, one.belief, one.truth, int(alternative.count), cost))
    (unit,) = units  # checked on loading
    rule, unit = _rule(context, table, unit, time)
    return decide(rule, options, time=time, heeds=table.heeds, unit=unit)


def _rule(context: Context, table: Decision, unit: str, time: float) -> tuple[Rule, str]:
    """The rule with its numbers, and the unit of worths."""
    if table.rule == "most":
        return Rule("most"), unit
    assert table.need is not None
    assert table.unit_cost is not None
    assert table.probability is not None  # checked on loading
    hours = 1.0
    if unit.endswith(RATE):
        assert table.by is not None
        begins = time if table.begins is None else max(time, context.hours_of(table.begins))
        share = 1.0 if table.share is None else float(table.share)
        hours = max(0.0, context.hours_of(table.by) - begins) * share
    rule = Rule("enough", hours, float(table.need), float(table.unit_cost), float(table.probability))
    return rule, unit.removesuffix(RATE)


class Decisions:
    """The decisions of a run; what each chooses was found out beforehand, for what they bring is planned with.

    Args:
        base: The main base.
    """

    def __init__(self, base: Base) -> None:
        self._base = base
        self._table = base.context.scenario.decisions
        self._verdicts = base.context.verdicts
        self._choices: dict[str, Recorder] = {}
        for name in sorted(self._table):
            labels = (OPEN, *sorted(self._table[name].alternatives))
            self._choices[name] = base.recorder(CHOICE + name, "state", labels=labels)
            self._choices[name].record(0.0, 0)
        for name in sorted(self._verdicts):
            self._plan(name, self._verdicts[name])

    def ledgers(self) -> Iterator[Ledger]:
        """None: what is decided is no commodity."""
        return iter(())

    def facts(self) -> Mapping[str, float | None]:
        """What each decision chose, what that is worth, what it cost not to know, and what observing was worth."""
        found: dict[str, float | None] = {}
        for name in sorted(self._table):
            one = self._verdicts.get(name)
            found[f"decisions.{name}.choice"] = None if one is None else self._code(name, one)
            found[f"decisions.{name}.worth"] = None if one is None else one.true[one.chosen] / one.scale
            found[f"decisions.{name}.regret"] = None if one is None else one.regret / one.scale
            found[f"decisions.{name}.gain"] = None if one is None else one.gain / one.scale
        taken = self._verdicts.values()
        found["decisions.taken"] = float(len(taken))
        found["decisions.right"] = float(sum(one.regret <= 0.0 for one in taken))
        found["decisions.changed"] = float(sum(one.chosen != one.unobserved for one in taken))
        return found

    def _plan(self, name: str, one: Verdict) -> None:
        """Let a decision be taken at its moment, if that is within the run."""
        base = self._base
        if one.time >= base.hours:
            return
        for key in sorted(one.true):
            for channel, worths in ((BELIEVED, one.believed), (TRUE, one.true)):
                # What it rests on is one figure for the whole run: a history begins with that.
                base.recorder(f"{channel}{name}.{key}", one.unit).record(0.0, worths[key])
        base.context.at(one.time, partial(self._take, name, one))

    def _take(self, name: str, one: Verdict) -> None:
        self._choices[name].record(self._base.env.now, self._code(name, one))
        believed, true = (
            ", ".join(f"{key} {_amount(value, one.unit)}" for key, value in sorted(worths.items()))
            for worths in (one.believed, one.true)
        )
        cost = "nothing" if one.regret <= 0.0 else f"{_amount(one.regret, one.unit)} less than {one.best}"
        self._base.log("decisions", name, "decided", f"{one.chosen}; believed: {believed}; true: {true}; cost: {cost}")

    def _code(self, name: str, one: Verdict) -> float:
        """What was chosen as the history of the choice has it: 0 before it, then from 1 on in the order of names."""
        return 1.0 + sorted(self._table[name].alternatives).index(one.chosen)


def _amount(value: float, unit: str) -> str:
    """A worth in words: shares in percent."""
    return f"{100 * value:.3g} %" if unit == "1" else f"{value:.4g} {unit}"

"""Whether the goals of a scenario measure what its runs have, and those of its stages what a run can see on its way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from weakref import ref

from sim.result.kpis import specs
from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.base_names import split_base
from sim.scenario.problems import nearest, suggestion
from sim.scenario.schema.goals import MeasureGoal
from sim.scenario.units import TABLE
from sim.station import Station
from sim.station.systems import SYSTEMS
from sim.station.topology import all_stocks

_STATE = "state"
"""Unit of histories whose values are codes of states."""


def require_known(scenario: Scenario) -> None:
    """Refuse goals that measure what no run has, and gates of stages that wait for what only the end can tell.

    Raises:
        ScenarioError: Names each.
    """
    stocks = {goods.channel: goods.unit for goods in all_stocks(scenario)}
    units = {spec.name: spec.unit for spec in specs() if not spec.family} | stocks
    of_bases = stocks.keys() | {spec.name for system in SYSTEMS for spec in system.kpis}
    of_gates = {name for stage in scenario.stages.values() for name in stage.goals}

    @cache
    def histories() -> dict[str, str]:
        return {name: unit for name, unit in _histories(scenario).items() if unit != _STATE}

    problems = []
    for name, goal in scenario.goals.items():
        if not isinstance(goal, MeasureGoal):
            continue
        base, measure = split_base(goal.measure)
        unit = units.get(measure)
        message = None
        if base and base not in scenario.bases:
            message = f'there is no base "{base}"{suggestion(base, scenario.bases)}'
        elif unit is None and goal.measure not in histories():
            known = {*units, *histories()}
            message = f'there is no KPI, stock or history "{goal.measure}"{suggestion(goal.measure, known)}'
        elif unit is None:
            unit = _base_unit(histories()[goal.measure])
        elif base and measure not in of_bases and goal.measure not in histories():
            message = f"{measure} is of the whole station, not of a base"
        if message is None and unit != goal.limit.unit:
            what = "a date" if unit == "UTC date" else "a pure number" if unit == "1" else f"in {unit}"
            message = f"{measure} is {what}, and its limit, {goal.limit}, does not convert to that"
        if message is None and name in of_gates and goal.measure not in histories():
            message = f"only the end can tell {measure}, and {_gate_of(scenario, name)} opens before; " + _instead(
                goal.measure, histories()
            )
        if message is not None:
            problems.append(Problem(scenario.shown, None, f"goals.{name}.measure", message))
    if problems:
        raise ScenarioError(problems)


_LAST: list[tuple[ref[Scenario], Mapping[str, str]]] = []
"""The scenario that was asked for last, and its histories: it is looked at when it is loaded, and when it is run."""


def _histories(scenario: Scenario) -> Mapping[str, str]:
    """The unit of every history that a run has from its first hour on, or would have if a goal asked for it."""
    if not _LAST or _LAST[0][0]() is not scenario:
        units = Station(scenario, seed=0, replicate=0, hours=1.0, everything=True).context.trace.units()
        _LAST[:] = [(ref(scenario), units)]
    return _LAST[0][1]


def _base_unit(unit: str) -> str:
    """The base unit of a history's unit, which may be one that people read, such as days."""
    return next((base for base, units in TABLE.items() if unit in units), unit)


def _gate_of(scenario: Scenario, goal: str) -> str:
    """A gate that waits for a goal, in words."""
    return f"the gate of {next(name for name, stage in scenario.stages.items() if goal in stage.goals)}"


def _instead(measure: str, histories: Collection[str]) -> str:
    """What has a history instead: the nearest name, or what the same system has."""
    near = nearest(measure, sorted(histories))
    if near is not None:
        return f'take a measure that has a history, such as "{near}"'
    return f"take a measure that has a history, such as {', '.join(_of_system(measure, histories))}"


def _of_system(measure: str, histories: Collection[str]) -> Iterator[str]:
    """A few histories of a measure's system, or of any where it has none."""
    base, own = split_base(measure)
    mine = [name for name in sorted(histories) if split_base(name)[1].partition(".")[0] == own.partition(".")[0]]
    yield from ([name for name in mine if split_base(name)[0] == base] or mine or sorted(histories))[:8]

"""Whether the goals of a scenario measure what its runs have."""

from __future__ import annotations

from sim.result.kpis import specs
from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.base_names import split_base
from sim.scenario.problems import suggestion
from sim.scenario.schema.goals import MeasureGoal
from sim.station.systems import SYSTEMS
from sim.station.topology import all_stocks


def require_known(scenario: Scenario) -> None:
    """Refuse goals that measure what no run has.

    Raises:
        ScenarioError: Names each.
    """
    stocks = {goods.channel: goods.unit for goods in all_stocks(scenario)}
    units = {spec.name: spec.unit for spec in specs() if not spec.family} | stocks
    of_bases = stocks.keys() | {spec.name for system in SYSTEMS for spec in system.kpis}
    problems = []
    for name, goal in scenario.goals.items():
        if not isinstance(goal, MeasureGoal):
            continue
        base, measure = split_base(goal.measure)
        unit = units.get(measure)
        message = None
        if base and base not in scenario.bases:
            message = f'there is no base "{base}"{suggestion(base, scenario.bases)}'
        elif unit is None:
            message = f'there is no KPI or stock "{measure}"{suggestion(measure, units)}'
        elif base and measure not in of_bases:
            message = f"{measure} is of the whole station, not of a base"
        elif unit != goal.limit.unit:
            what = "a date" if unit == "UTC date" else "a pure number" if unit == "1" else f"in {unit}"
            message = f"{measure} is {what}, and its limit, {goal.limit}, does not convert to that"
        if message is not None:
            problems.append(Problem(scenario.shown, None, f"goals.{name}.measure", message))
    if problems:
        raise ScenarioError(problems)

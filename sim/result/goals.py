"""What a run was for: its goals, when each was reached, and which machines lie upstream of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.engine import Channel
from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.problems import suggestion
from sim.scenario.schema.goals import MeasureGoal, StructureGoal
from sim.scenario.schema.tools import BUILT, Goods
from sim.station import Kpi, Topology
from sim.station.shelter.system import bricks_needed
from sim.station.systems import SYSTEMS
from sim.station.topology import kinds_making

PROGRESS = "shelter.progress"
LAID = "bricks.laid"


@dataclass(frozen=True)
class Goal:
    """A goal of a scenario, ready to be looked for in a run.

    Attributes:
        name: Its name; empty where the scenario names none and it is that the last structure stands.
        channel: The history that shows it.
        level: Value at which it is reached.
        at_least: Whether that is reached from below; else from above.
        unit: Unit of the level.
        goods: What must be made for it; None where no chain of machines makes it.
        bricks: Bricks that the structures in its way take, by channel of their progress; of the last structure, None.
        due: By when it is to be reached [h]; None for no such date.
    """

    name: str
    channel: str
    level: float
    at_least: bool = True
    unit: str = "1"
    goods: Goods | None = None
    bricks: Mapping[str, int] | None = None
    due: float | None = None

    @property
    def builds(self) -> bool:
        """Whether it is reached by laying bricks."""
        return self.goods == BUILT

    def reached(self, channels: Mapping[str, Channel]) -> float | None:
        """When it was reached first [h]; None where it was not, or its history is not there."""
        channel = channels.get(self.channel)
        if channel is None:
            return None
        there = channel.values >= self.level if self.at_least else channel.values <= self.level
        if not there.any():
            return None
        at = int(np.argmax(there))
        if channel.kind == "step" or at == 0 or channel.values[at] == channel.values[at - 1]:
            return float(channel.times[at])
        # Straight between its points: the crossing lies within the piece that ends here.
        share = (self.level - channel.values[at - 1]) / (channel.values[at] - channel.values[at - 1])
        return float(channel.times[at - 1] + share * (channel.times[at] - channel.times[at - 1]))

    def missing(self, channels: Mapping[str, Channel]) -> float:
        """Bricks that are still to be laid for it at the end [1]; 0 for what is not built."""
        if not self.builds:
            return 0.0
        if self.bricks is not None:
            return sum(count * (1.0 - float(channels[name].values[-1])) for name, count in self.bricks.items())
        laid, progress = float(channels[LAID].values[-1]), 1.0
        if PROGRESS in channels:
            progress = float(channels[PROGRESS].values[-1])
        return max(0.0, laid / progress - laid) if progress > 0 else 0.0

    def upstream(self, topology: Topology) -> tuple[str, ...]:
        """The machines of the main base whose work it takes: what makes its goods, and all that feeds these."""
        makers = kinds_making(self.goods)
        chain = [unit for unit, kind in topology.kinds.items() if kind in makers and "/" not in unit]
        for unit in chain:
            chain += [other for other in topology.upstream.get(unit, ()) if other not in chain]
        return tuple(unit for unit in topology.kinds if unit in set(chain))

    def words(self) -> str:
        """What it is, in words."""
        if self.builds and self.channel.startswith(f"{PROGRESS}."):
            return f"{self.channel.removeprefix(f'{PROGRESS}.')} stands"
        if not self.name:
            return "the last structure stands"
        unit = "" if self.unit == "1" else f" {self.unit}"
        return f"{self.channel} {'at least' if self.at_least else 'at most'} {self.level:,.10g}{unit}"


LAST_STRUCTURE = Goal("", PROGRESS, 1.0, goods=BUILT)
"""The goal of a scenario that names none."""


def goals_of(scenario: Scenario) -> tuple[Goal, ...]:
    """The goals of a scenario, the chief one first; that the last structure stands where it names none."""
    return tuple(_goal(scenario, name, goal) for name, goal in scenario.goals.items()) or (LAST_STRUCTURE,)


def _goal(scenario: Scenario, name: str, goal: StructureGoal | MeasureGoal) -> Goal:
    due = None if goal.by is None else scenario.hours_of(goal.by)
    if isinstance(goal, StructureGoal):
        needed = bricks_needed(scenario)
        way, waiting = [goal.structure], [goal.structure]
        while waiting:
            before = scenario.shelter.structures[waiting.pop()].after
            waiting += [one for one in before if one not in way]
            way += [one for one in before if one not in way]
        bricks = {f"{PROGRESS}.{one}": needed[one] for one in needed if one in way}
        return Goal(name, f"{PROGRESS}.{goal.structure}", 1.0, goods=BUILT, bricks=bricks, due=due)
    limit = goal.at_least if goal.at_least is not None else goal.at_most
    assert limit is not None  # the checks of the scenario see to it
    goods = next((one for one in _all_goods(scenario) if f"{one.commodity}.{one.store}" == goal.measure), None)
    return Goal(name, goal.measure, limit.value, goal.at_least is not None, limit.unit, goods, due=due)


def _all_goods(scenario: Scenario) -> list[Goods]:
    return [goods for machine in scenario.tools.machines().values() for goods in machine.gives]


def require_known(scenario: Scenario) -> None:
    """Refuse goals that measure what no run has.

    Raises:
        ScenarioError: Names each.
    """
    families = [spec for system in SYSTEMS for spec in system.kpis]
    problems = []
    for name, goal in scenario.goals.items():
        if not isinstance(goal, MeasureGoal):
            continue
        limit = goal.at_least if goal.at_least is not None else goal.at_most
        key = f"goals.{name}.measure"
        spec = next((one for one in families if one.matches(goal.measure)), None)
        if spec is None and not goal.measure.startswith(tuple(f"{system.name}." for system in SYSTEMS) + _STORES):
            known = [one.name for one in families if not one.family]
            message = f'there is no KPI or channel "{goal.measure}"{suggestion(goal.measure, known)}'
            problems.append(Problem(scenario.name, None, key, message))
        elif spec is not None and limit is not None and spec.unit != limit.unit:
            what = "a date" if spec.unit == "UTC date" else f"[{spec.unit}]"
            problems.append(Problem(scenario.name, None, key, f"{goal.measure} is {what}, not [{limit.unit}]"))
    if problems:
        raise ScenarioError(problems)


_STORES = ("regolith.", "bricks.", "sunlight.")


def value_at_end(goal: Goal, channels: Mapping[str, Channel], kpis: Mapping[str, Kpi]) -> float | None:
    """What a goal's measure came to at the end of a run; None where the run has it not."""
    kpi = kpis.get(goal.channel)
    if kpi is not None and isinstance(kpi.value, int | float):
        return float(kpi.value)
    channel = channels.get(goal.channel)
    return None if channel is None else float(channel.values[-1])

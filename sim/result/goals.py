"""What a run was for: its goals, when each was reached, and which machines lie upstream of it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.engine import Channel
from sim.result.lacks import Lacks, lacks_of
from sim.scenario import Scenario
from sim.scenario.base_names import split_base
from sim.scenario.brickwork import bricks_needed
from sim.scenario.schema.goals import MeasureGoal, StructureGoal
from sim.scenario.schema.goods import BUILT, Goods
from sim.scenario.schema.tools import all_goods
from sim.scenario.units import from_base
from sim.station import Kpi, Topology
from sim.station.topology import all_stocks, kinds_making, stock_behind

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
        bricks: Bricks that the structures in its way take, by channel of their progress; None unless it is one of them.
        what: What it asks for, in words.
        base: Where its goods are made; empty for the main base.
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
    what: str = "the last structure stands"
    base: str = ""

    @property
    def builds(self) -> bool:
        """Whether it is reached by laying bricks."""
        return self.goods == BUILT

    def reached(self, channels: Mapping[str, Channel]) -> float | None:
        """When it was reached first [h]; None where it was not, or its history is not there.

        Whether something stayed at most so much, only the end can say.
        """
        channel = channels.get(self.channel)
        if channel is None:
            return None
        # A history may be in a unit that people read, such as days; a goal is in base units.
        level = self.level if channel.unit == self.unit else from_base(self.level, channel.unit)
        if not self.at_least:
            return float(channel.times[-1]) if channel.values[-1] <= level else None
        there = channel.values >= level
        if not there.any():
            return None
        at = int(np.argmax(there))
        if channel.kind == "step" or at == 0 or channel.values[at] == channel.values[at - 1]:
            return float(channel.times[at])
        # Straight between its points: the crossing lies within the piece that ends here.
        share = (level - channel.values[at - 1]) / (channel.values[at] - channel.values[at - 1])
        return float(channel.times[at - 1] + share * (channel.times[at] - channel.times[at - 1]))

    def missing(self, channels: Mapping[str, Channel]) -> float:
        """Bricks that are still to be laid for it at the end [1]; 0 for what is not built."""
        if not self.builds:
            return 0.0
        if self.bricks is not None:
            return sum(count * (1.0 - float(channels[name].values[-1])) for name, count in self.bricks.items())
        laid, progress = float(channels[LAID].values[-1]), 1.0
        if self.channel == LAID:
            return max(0.0, self.level - laid)
        if PROGRESS in channels:
            progress = float(channels[PROGRESS].values[-1])
        return max(0.0, laid / progress - laid) if progress > 0 else 0.0

    def upstream(self, topology: Topology) -> tuple[str, ...]:
        """The machines of its base whose work it takes: what makes its goods, and all that feeds these."""
        makers = kinds_making(self.goods)
        chain = [
            unit
            for unit, kind in topology.kinds.items()
            if (kind in makers or self.goods in topology.makes.get(unit, ())) and split_base(unit)[0] == self.base
        ]
        known = set(chain)
        # Machines of one kind take from the same ones: each such tuple is looked through once.
        seen: set[int] = set()
        for unit in chain:
            givers = topology.upstream.get(unit, ())
            if id(givers) not in seen:
                seen.add(id(givers))
                chain += [other for other in dict.fromkeys(givers) if other not in known]
                known.update(givers)
        return tuple(unit for unit in topology.kinds if unit in known)


LAST_STRUCTURE = Goal("", PROGRESS, 1.0, goods=BUILT)
"""The goal of a scenario that names none."""


def goals_of(scenario: Scenario) -> tuple[Goal, ...]:
    """The goals of a scenario, the chief one first; that the last structure stands where it names none."""
    return tuple(_goal(scenario, name, goal) for name, goal in scenario.goals.items()) or (LAST_STRUCTURE,)


def _goal(scenario: Scenario, name: str, goal: StructureGoal | MeasureGoal) -> Goal:
    due = None if goal.by is None else scenario.hours_of(goal.by)
    if isinstance(goal, StructureGoal):
        needed = bricks_needed(scenario)
        way = [goal.structure]
        for structure in way:
            way += [one for one in scenario.shelter.structures[structure].after if one not in way]
        bricks = {f"{PROGRESS}.{one}": needed[one] for one in needed if one in way}
        return Goal(name, f"{PROGRESS}.{goal.structure}", 1.0, goods=BUILT, bricks=bricks, due=due, what=goal.words())
    base, measure = split_base(goal.measure)
    # Of another base only what its processes make has a chain.
    stocks = all_stocks(scenario) if not base else [one for one in all_stocks(scenario) if one not in all_goods()]
    goods = next((one for one in stocks if one.channel == stock_behind(measure)), None)
    return Goal(
        name,
        goal.measure,
        goal.limit.value,
        goal.at_least is not None,
        goal.limit.unit,
        goods,
        due=due,
        what=goal.words(),
        base=base if goods is not None else "",
    )


@dataclass(frozen=True)
class Judged:
    """What came of a goal in a run.

    Attributes:
        goal: The goal.
        reached: When it was reached [h]; at the end where only the end can judge; None where it was not.
        value: What its measure came to at the end; None where the run has it not.
        lacks: Of a goal that no machines work for and that was not reached: which conditions are missing.
    """

    goal: Goal
    reached: float | None
    value: float | None
    lacks: Lacks | None = None

    def words(self, start: dt.datetime) -> str:
        """What it is and what came of it, in a line: the date, how late, or the condition that is missing.

        Args:
            start: First moment of the run (UTC).
        """
        if self.reached is None:
            value = "nothing of it" if self.value is None else measured(self.goal, self.value)
            lacks = "" if self.lacks is None else f"; {self.lacks.words(start)}"
            return f"{self.goal.what}: not by the end, {value} then{self._due(start)}{lacks}"
        return f"{self.goal.what}: {start + dt.timedelta(hours=self.reached):%Y-%m-%d}{self._due(start)}"

    def _due(self, start: dt.datetime) -> str:
        """How it lies to its due date, if it has one."""
        if self.goal.due is None:
            return ""
        due = f"{start + dt.timedelta(hours=self.goal.due):%Y-%m-%d}"
        if self.reached is None:
            return f" (due {due})"
        days = math.ceil((self.reached - self.goal.due) / 24.0)
        return f" ({days:,d} day{'' if days == 1 else 's'} after {due})" if days > 0 else f" (in time for {due})"


def judge(goal: Goal, channels: Mapping[str, Channel], kpis: Mapping[str, Kpi], hours: float) -> Judged:
    """Judge a goal by its history, or where it has none by the KPI of its name at the end of a run.

    Args:
        goal: The goal.
        channels: Histories of the run.
        kpis: Its KPIs.
        hours: Its length [h].
    """
    value = _at_end(goal, channels, kpis)
    if goal.channel in channels or value is None:
        reached = goal.reached(channels)
    else:
        holds = value >= goal.level if goal.at_least else value <= goal.level
        reached = hours if holds else None
    lacks = lacks_of(goal.channel, channels) if reached is None and goal.goods is None else None
    return Judged(goal, reached, value, lacks)


def _at_end(goal: Goal, channels: Mapping[str, Channel], kpis: Mapping[str, Kpi]) -> float | None:
    """What a goal's measure came to at the end of a run; None where the run has it not."""
    kpi = kpis.get(goal.channel)
    if kpi is not None and isinstance(kpi.value, int | float):
        return float(kpi.value)
    channel = channels.get(goal.channel)
    return None if channel is None else float(channel.values[-1])


def measured(goal: Goal, value: float) -> str:
    """A value of a goal's measure as people read it."""
    if goal.channel.startswith(PROGRESS):
        return f"{100 * value:.1f} % laid"
    if goal.unit == "1" and goal.level <= 1 and isinstance(value, float):
        return f"{100 * value:.5g} %"
    return f"{value:,.6g}" + ("" if goal.unit == "1" else f" {goal.unit}")

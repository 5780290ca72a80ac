"""What a run is for: its goals, when each was reached, and which machines lie upstream of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.engine import Channel
from sim.scenario import Scenario
from sim.scenario.base_names import at_base, split_base
from sim.scenario.brickwork import bricks_needed
from sim.scenario.schema.goals import MeasureGoal, StructureGoal
from sim.scenario.schema.goods import BUILT, Goods
from sim.scenario.schema.machines import machines_at
from sim.scenario.schema.stages import gates_of_missions, in_order
from sim.scenario.schema.tools import all_goods
from sim.scenario.units import from_base
from sim.station.base import unit_names
from sim.station.topology import Topology, all_stocks, kinds_making, stock_behind

PROGRESS = "shelter.progress"
LAID = "bricks.laid"

ROUNDING = 1e-9
"""Share of its level by which a history may miss it and has reached it all the same."""


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
        opens_for: Machines that wait behind a gate until it is reached: they do not work for it.
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
    opens_for: frozenset[str] = frozenset()

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
        # What happens at the crossing itself may leave a point there that misses the level by a rounding.
        there = channel.values >= level - ROUNDING * abs(level)
        if not there.any():
            return None
        at = int(np.argmax(there))
        if channel.kind == "step" or at == 0 or channel.values[at] == channel.values[at - 1]:
            return float(channel.times[at])
        # Straight between its points: the crossing lies within the piece that ends here.
        share = min(1.0, (level - channel.values[at - 1]) / (channel.values[at] - channel.values[at - 1]))
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
        return tuple(unit for unit in topology.kinds if unit in known and unit not in self.opens_for)


LAST_STRUCTURE = Goal("", PROGRESS, 1.0, goods=BUILT)
"""The goal of a scenario that names none."""


def goals_of(scenario: Scenario) -> tuple[Goal, ...]:
    """The goals of a scenario, the chief one first; that the last structure stands where it names none."""
    waits = _waiting(scenario) if scenario.stages else {}
    found = [_goal(scenario, name, goal) for name, goal in scenario.goals.items()]
    return tuple(replace(goal, opens_for=waits.get(goal.name, frozenset())) for goal in found) or (LAST_STRUCTURE,)


def _waiting(scenario: Scenario) -> dict[str, frozenset[str]]:
    """The machines that wait behind a gate until a goal is reached, by the goal."""
    needs: dict[str, set[str]] = {}
    for name in in_order(scenario.stages):
        stage = scenario.stages[name]
        needs[name] = set(stage.goals).union(*(needs[one] for one in stage.after))
    missions = gates_of_missions(scenario)
    found: dict[str, set[str]] = {}
    for base, tables in scenario.all_bases():
        for key, machine in machines_at(tables).items():
            gates = {machine.behind, *missions.get(machine.arrives_with or "", ())} - {None}
            units = [at_base(base, unit) for unit in unit_names(key, int(machine.count))]
            for goal in {goal for gate in gates for goal in needs.get(str(gate), ())}:
                found.setdefault(goal, set()).update(units)
    return {goal: frozenset(units) for goal, units in found.items()}


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

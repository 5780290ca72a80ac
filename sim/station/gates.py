"""When the gates of stages open: read from the histories that show the goals of these stages."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from sim.engine import Channel
from sim.scenario import Scenario
from sim.scenario.base_names import split_base
from sim.scenario.schema.stages import Stage, behind_gates, in_order
from sim.station.goals import goals_of
from sim.station.opening import Opening
from sim.station.states import TRANSPORT
from sim.station.systems import SYSTEMS

SPAN_H = 90 * 24.0
"""How long a run goes on before it is looked whether a gate has opened [h]; the moment found does not depend on it."""

_BESIDE = {"sunlight": "energy", "station": TRANSPORT}
"""What histories count for that belong to no system."""


class Gates:
    """The gates of a scenario.

    Args:
        scenario: What has stages.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        named = {name for stage in scenario.stages.values() for name in stage.goals}
        self._goals = {goal.name: goal for goal in goals_of(scenario) if goal.name in named} if named else {}
        self._order = in_order(scenario.stages)
        self.waited_for = frozenset(str(part.behind) for part in behind_gates(scenario))
        """Stages behind whose gates something waits."""

    def watched(self, but: Collection[str] = ()) -> frozenset[str]:
        """Names of the histories that show when goals of stages are reached, ``but`` those of some goals."""
        return frozenset(goal.channel for name, goal in self._goals.items() if name not in but)

    def reached(self, channels: Mapping[str, Channel], until: float) -> dict[str, float]:
        """When goals of stages were reached before a moment [h], of those whose histories are there."""
        times = ((name, goal.reached(channels)) for name, goal in self._goals.items() if goal.channel in channels)
        return {name: time for name, time in times if time is not None and time < until}

    def openings(
        self, reached: Mapping[str, float], until: float, known: Mapping[str, Opening] | None = None
    ) -> dict[str, Opening]:
        """What came of each gate before a moment.

        Args:
            reached: When goals were reached until then [h].
            until: The moment [h].
            known: What is known of some gates, and stands.
        """
        known = {} if known is None else known
        found: dict[str, Opening] = {}
        for name in self._order:
            found[name] = known.get(name) or self._opening(self._scenario.stages[name], reached, found, until)
        return found

    def _opening(
        self, stage: Stage, times: Mapping[str, float], before: Mapping[str, Opening], until: float
    ) -> Opening:
        """What came of a gate, given those that must be open before."""
        earlier = [before[one] for one in stage.after]
        reached = {one: times.get(one, math.inf) for one in stage.goals}
        natural = max(*reached.values(), *(one.time for one in earlier), -math.inf)
        latest = math.inf if stage.latest is None else max(0.0, self._scenario.hours_of(stage.latest))
        time = min(natural, latest)
        time = time if time < until else math.inf
        if time == natural < math.inf:
            # Of what came at one moment the goals of the stage itself are named, in their order.
            last = next((one for one in stage.goals if reached[one] == natural), None)
            if last is None:
                held = next(one for one in earlier if one.time == natural)
                return Opening(time, held.last, held.blame)
            return Opening(time, last, self._must_have(last))
        known = min(time, until)
        own = [one for one in stage.goals if reached[one] >= known]
        missing = (*own, *(name for one in earlier if one.time >= known for name in one.missing))
        if not own:
            held = max(earlier, key=lambda one: one.time)
            return Opening(time, held.last, held.blame, missing)
        last = max(own, key=lambda one: (self._planned(one), stage.goals.index(one)))
        return Opening(time, last, self._must_have(last), missing)

    def _planned(self, goal: str) -> float:
        """When a goal is planned to be reached [h]; minus infinity where nothing says it."""
        due = self._scenario.goals[goal].due
        return -math.inf if due is None else self._scenario.hours_of(due)

    def _must_have(self, goal: str) -> str:
        """The must-have that a goal is of: that of the system whose history shows it."""
        word = split_base(self._goals[goal].channel)[1].partition(".")[0]
        found = {system.name: system.must_have for system in SYSTEMS} | _BESIDE
        return found.get(word, "tools")

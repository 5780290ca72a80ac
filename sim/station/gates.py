"""When the gates of stages open: read from the histories that show the goals of these stages."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sim.engine import Channel
from sim.scenario import Scenario
from sim.scenario.base_names import split_base
from sim.scenario.schema.stages import Stage, behind_gates, in_order
from sim.station.goals import Goal, goals_of
from sim.station.opening import Opening
from sim.station.states import TRANSPORT
from sim.station.systems import SYSTEMS

SPAN_H = 90 * 24.0
"""How long a run goes on before it is looked whether a gate has opened [h]; the moment found does not depend on it."""

_BESIDE = {"sunlight": "energy", "station": TRANSPORT}
"""What histories count for that belong to no system."""


def watched(scenario: Scenario) -> frozenset[str]:
    """Names of the histories that show when gates open."""
    return frozenset(goal.channel for goal in _goals(scenario).values())


def waited_for(scenario: Scenario) -> frozenset[str]:
    """Stages behind whose gates something waits, in whatever way: by itself, or behind one that is after it."""
    return frozenset(str(part.behind) for part in behind_gates(scenario))


def openings(
    scenario: Scenario,
    channels: Mapping[str, Channel],
    until: float,
    known: Mapping[str, Opening] | None = None,
) -> dict[str, Opening]:
    """What came of each gate before a moment.

    Args:
        scenario: Whose gates.
        channels: Histories of its goals until then.
        until: The moment [h].
        known: What is known of some gates, and stands.
    """
    known = {} if known is None else known
    goals = _goals(scenario)
    times = {name: goal.reached(channels) for name, goal in goals.items()}
    reached = {name: math.inf if time is None else time for name, time in times.items()}
    found: dict[str, Opening] = {}
    for name in in_order(scenario.stages):
        found[name] = known.get(name) or _opening(scenario, scenario.stages[name], goals, reached, found, until)
    return found


def _opening(
    scenario: Scenario,
    stage: Stage,
    goals: Mapping[str, Goal],
    reached: Mapping[str, float],
    before: Mapping[str, Opening],
    until: float,
) -> Opening:
    """What came of a gate, given those that must be open before."""
    earlier = [before[one] for one in stage.after]
    natural = max(*(reached[one] for one in stage.goals), *(one.time for one in earlier), -math.inf)
    latest = math.inf if stage.latest is None else max(0.0, scenario.hours_of(stage.latest))
    time = min(natural, latest)
    time = time if time < until else math.inf
    if time == natural < math.inf:
        # Of what came at one moment the goals of the stage itself are named, in their order.
        last = next((one for one in stage.goals if reached[one] == natural), None)
        if last is None:
            held = next(one for one in earlier if one.time == natural)
            return Opening(time, held.last, held.blame)
        return Opening(time, last, _must_have(goals[last]))
    known = min(time, until)
    own = [one for one in stage.goals if reached[one] >= known]
    missing = (*own, *(name for one in earlier if one.time >= known for name in one.missing))
    if not own:
        held = max(earlier, key=lambda one: one.time)
        return Opening(time, held.last, held.blame, missing)
    last = max(own, key=lambda one: (_planned(scenario, one), stage.goals.index(one)))
    return Opening(time, last, _must_have(goals[last]), missing)


def _goals(scenario: Scenario) -> dict[str, Goal]:
    """The goals of all stages by name."""
    named = {name for stage in scenario.stages.values() for name in stage.goals}
    return {goal.name: goal for goal in goals_of(scenario) if goal.name in named} if named else {}


def _planned(scenario: Scenario, goal: str) -> float:
    """When a goal is planned to be reached [h]; minus infinity where nothing says it."""
    due = scenario.goals[goal].due
    return -math.inf if due is None else scenario.hours_of(due)


def _must_have(goal: Goal) -> str:
    """The must-have that a goal is of: that of the system whose history shows it."""
    word = split_base(goal.channel)[1].partition(".")[0]
    found = {system.name: system.must_have for system in SYSTEMS} | _BESIDE
    return found.get(word, "tools")

"""Milestones of a run: when each was reached, when the published plan has it, and what held it back.

A milestone is a goal of which a published plan gives the date; where a scenario has stages, every stage and every goal
is one. The figure, the page, the terminal and studies derive from here what they say of milestones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine import Channel
from sim.result import wording
from sim.result.goals import Goal, Judged, goals_of, judge
from sim.result.lacks import lacks_of
from sim.result.number_text import percent
from sim.result.result import Result
from sim.scenario import Scenario
from sim.scenario.base_names import split_base
from sim.scenario.manifests import manifest
from sim.scenario.schema.base import Milestone as Table
from sim.scenario.schema.stages import in_order
from sim.station.gates import Gates
from sim.station.opening import Opening

MONTH_D, YEAR_D = 30.4375, 365.25
"""Days of a mean month and a mean year of the calendar."""
_MOST_D, _MOST_MONTHS = 60.0, 36.0
"""Longest time that is said in days, and in months [d, months]."""


@dataclass(frozen=True)
class Planned:
    """A milestone as a scenario has it.

    Attributes:
        name: Its name: that of the goal or of the stage.
        title: What it is called.
        published: When published plans have it, the earliest first [h].
        source: Key of the reference that says so; None where none does.
        due: By when the scenario itself wants it [h]; None for no such date.
        goal: The goal; None of a stage.
    """

    name: str
    title: str
    published: tuple[float, ...]
    source: str | None
    due: float | None
    goal: Goal | None = None

    @property
    def key(self) -> str:
        """A name that no other milestone has: stages and goals may share theirs."""
        return self.name if self.goal is not None else f"stage {self.name}"

    @property
    def plan(self) -> tuple[float, ...]:
        """What it is measured by: the published dates, else its own due date [h]."""
        return self.published or (() if self.due is None else (self.due,))

    @property
    def plan_word(self) -> str:
        """What these dates are called."""
        return "plan" if self.published else "due date"

    def late_words(self, reached: float | None, end: float) -> str:
        """How a date lies to the plan: ``15 months after plan``; empty where there is no plan.

        Args:
            reached: When it was reached [h]; None for not by the end.
            end: The end of the run [h].
        """
        if not self.plan:
            return ""
        first, last = self.plan[0], self.plan[-1]
        if reached is None:
            if end <= first:
                return ""
            if end <= last:
                return f"{length_words((end - first) / 24.0)} after the first plan by then"
            return f"{length_words((end - last) / 24.0)} late by then"
        if last > first and first < reached <= last:
            return f"between the plans, {_before_after(reached - first, 'the first')}"
        return _before_after(reached - (first if reached <= first else last), self.plan_word)


@dataclass(frozen=True)
class Milestone:
    """What came of a milestone.

    Attributes:
        planned: The milestone.
        reached: When it was reached [h]; None where it was not by the end.
        held: What held it back, in words; empty where nothing tells.
        end: The end of the run [h].
        start: Its first moment (UTC).
        dated: Whether a history tells when it was reached; else only the end can say whether it holds.
    """

    planned: Planned
    reached: float | None
    held: str
    end: float
    start: dt.datetime
    dated: bool = True

    @property
    def late_words(self) -> str:
        """How it lies to the plan; empty where there is none, or where no history tells."""
        return self.planned.late_words(self.reached, self.end) if self.dated or self.reached is None else ""

    @property
    def date_words(self) -> str:
        """The day on which it was reached, or that it was not."""
        if self.reached is None:
            return f"not by {self.date(self.end)}"
        return self.date(self.reached) if self.dated else f"holds at the end, {self.date(self.reached)}"

    @property
    def plan_words(self) -> str:
        """The dates of the plan; empty where there is none."""
        return " or ".join(self.date(hours) for hours in self.planned.plan)

    @property
    def is_late(self) -> bool:
        """Whether it is late by the last of its dates, or was not reached by the end."""
        plan = self.planned.plan
        return self.reached is None or (self.dated and bool(plan) and self.reached >= plan[-1] + 24.0)

    @property
    def sentence(self) -> str:
        """What came of it in a line; of one that is late or missing, what held it back.

        ``First overnight crew: 2034-04-15, 3 months after plan; missing before: shielding for 433.5 d``.
        """
        late = f", {self.late_words}" if self.late_words else ""
        held = f"; {self.held}" if self.held and self.is_late else ""
        return f"{self.planned.title}: {self.date_words}{late}{held}"

    def date(self, hours: float) -> str:
        """A day of the run: ``2034-05-02``."""
        return f"{self.start + dt.timedelta(hours=hours):%Y-%m-%d}"


def planned(scenario: Scenario) -> tuple[Planned, ...]:
    """The milestones of a scenario: its stages in the order in which they can open, then its goals as it names them."""
    stages = [
        _planned(scenario, name, scenario.stages[name], scenario.stages[name].planned)
        for name in in_order(scenario.stages)
    ]
    found = []
    # A scenario without goals is for its last structure, of which no plan is published.
    for goal in goals_of(scenario) if scenario.goals else ():
        table = scenario.goals[goal.name]
        if table.published or stages:
            found.append(_planned(scenario, goal.name, table, table.by, goal))
    return (*stages, *found)


def _planned(scenario: Scenario, name: str, table: Table, due: dt.date | None, goal: Goal | None = None) -> Planned:
    dates = tuple(sorted(scenario.hours_of(day) for day in table.published))
    return Planned(name, table.shown, dates, table.source, None if due is None else scenario.hours_of(due), goal)


def milestones(result: Result) -> tuple[Milestone, ...]:
    """The milestones of a run: those that were reached in their order in time, then the others by their plan."""
    there = planned(result.scenario)
    gates = _gates(result) if result.scenario.stages else {}
    found = [
        _of_goal(one, result) if one.goal is not None else _of_stage(one, gates[one.name], result) for one in there
    ]
    # A gate opens with its last goal: that comes first.
    return tuple(sorted(found, key=lambda one: (_place(one), one.planned.goal is None)))


def _gates(result: Result) -> dict[str, Opening]:
    """What came of each gate of a run."""
    gates = Gates(result.scenario)
    return gates.openings(gates.reached(result.channels, result.until_h), result.until_h)


def _of_goal(one: Planned, result: Result) -> Milestone:
    goal = one.goal
    assert goal is not None
    judged = judge(goal, result.channels, result.kpis, result.until_h)
    dated = goal.at_least and goal.channel in result.channels
    return Milestone(one, judged.reached, _held(judged, result), result.until_h, result.start, dated)


def _of_stage(one: Planned, gate: Opening, result: Result) -> Milestone:
    """What came of a stage: its gate opened with the goal that came last, or waits for those that are missing."""
    goals = result.scenario.goals
    missing = ", ".join(goals[name].shown for name in dict.fromkeys(gate.missing))
    if not gate.is_open:
        return Milestone(one, None, f"waits for {missing}", result.until_h, result.start)
    held = f"opened at its latest, without {missing}" if missing else f"{goals[gate.last].shown} came last"
    return Milestone(one, gate.time, held, result.until_h, result.start)


def chief(found: Sequence[Planned], reached: Callable[[str], object]) -> Planned:
    """The milestone that stands for all: the last stage that is reached, else the first one; without any, a goal.

    Args:
        found: The milestones, one at least, in any order.
        reached: When one is reached, by its key; None where it is not.
    """
    stages = [one for one in found if one.goal is None]
    there = [(when, one.key) for one in stages if isinstance(when := reached(one.key), float)]
    last = max(there, default=(0.0, ""))[1]
    return next((one for one in stages if one.key == last), (stages or list(found))[0])


def answer(result: Result, found: Sequence[Milestone]) -> str:
    """What became of the milestones of a run in a few words: the chief one with its date, and how many there are.

    Args:
        result: The run.
        found: Its milestones, one at least.
    """
    times = {one.planned.key: one.reached for one in found}
    key = chief(planned(result.scenario), times.get).key
    first = next(one for one in found if one.planned.key == key)
    reached = sum(one.reached is not None for one in found)
    count = f"{reached} of {_counted(len(found), 'milestone')} by {result.end:%B %Y}"
    if first.reached is None:
        return f"{count}; not among them: {first.planned.title}"
    if not first.dated:
        return f"{count}, among them: {first.planned.title}"
    when = f"{first.start + dt.timedelta(hours=first.reached):%B %Y}"
    late = f", {first.late_words}" if first.late_words else ""
    text = f"{first.planned.title} in {when}{late}"
    return f"{text}; {count}" if len(found) > 1 else text


def _place(one: Milestone) -> tuple[bool, float]:
    if one.reached is not None:
        return False, one.reached
    return True, one.planned.plan[0] if one.planned.plan else one.end


def _held(judged: Judged, result: Result) -> str:
    """What held a goal back until it was reached, or to the end: a must-have, missing conditions, its own slowness."""
    goal = judged.goal
    pace = result.bottlenecks.paces.get(goal.name)
    if pace is not None:
        return wording.held_phrase(pace)
    lacks = lacks_of(goal.channel, result.channels, judged.reached)
    if lacks is not None:
        return lacks.words(result.start) if judged.reached is None else lacks.before
    said = (_progress(judged, result.channels, result.start), _latest_mission(result, judged))
    return ", ".join(text for text in said if text)


def _latest_mission(result: Result, judged: Judged) -> str:
    """The mission that was latest of those that bring what a goal measures; empty for none.

    Only those that were to land before it was reached, or before the end; of what others bring it says nothing.
    """
    end = result.until_h if judged.reached is None else judged.reached
    base, measure = split_base(judged.goal.channel)
    system = measure.partition(".")[0]
    late = {
        name: float(result.kpis[kpi].value or 0.0)
        for name, planned in result.scenario.planned_landings().items()
        if planned < end
        and (kpi := f"campaign.mission.{name}.late") in result.kpis
        and any((where, path[0]) == (base, system) for where, path, _ in manifest(result.scenario, name))
    }
    name = max(late, key=lambda one: late[one], default="")
    if not name or late[name] < 1.0:
        return ""
    # What has not landed by the end is late until then at least, and may never come.
    landed = any((event.event, event.subject) == ("landed", name) for event in result.events)
    return f"mission {name} {length_words(late[name])} late" if landed else f"mission {name} not landed by the end"


def _progress(judged: Judged, channels: Mapping[str, Channel], start: dt.datetime) -> str:
    """How a measure grew that nothing is known to hold back: when it began, and how far it came."""
    goal, channel = judged.goal, channels.get(judged.goal.channel)
    if channel is None or not goal.at_least or goal.level <= 0:
        return ""
    begun = np.flatnonzero(channel.values > channel.values[0])
    if not begun.size:
        return "nothing of it by the end" if judged.reached is None else ""
    hours = float(channel.times[max(begun[0] - (channel.kind != "step"), 0)])
    since = f"nothing before {start + dt.timedelta(hours=hours):%Y-%m-%d}" if hours >= 24.0 else ""
    if judged.reached is not None:
        # What is there at once says nothing by the day on which it began.
        return since if judged.reached - hours >= 24.0 else ""
    if judged.value is None:
        return since
    came = f"{percent(judged.value, of=goal.level)} of it by the end"
    return f"{came}, {since}" if since else came


def _before_after(hours: float, what: str) -> str:
    days = hours / 24.0
    if abs(days) < 1.0:
        return f"on the day of {what}" if what != "plan" else "on the day planned"
    return f"{length_words(abs(days))} {'after' if days > 0 else 'before'} {what}"


def length_words(days: float) -> str:
    """A length of time as people say it: ``31 days``, ``15 months``, ``4.5 years``.

    Args:
        days: The length [d].
    """
    months = days / MONTH_D
    if days < _MOST_D:
        return _counted(round(days), "day")
    return _counted(round(months), "month") if months < _MOST_MONTHS else f"{days / YEAR_D:.1f} years"


def _counted(number: int, what: str) -> str:
    return f"{number:,d} {what}{'' if number == 1 else 's'}"

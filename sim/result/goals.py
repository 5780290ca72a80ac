"""What came of the goals of a run, and how it is said."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass

from sim.engine import Channel
from sim.result.lacks import Lacks, lacks_of
from sim.station import Kpi
from sim.station.goals import LAID, LAST_STRUCTURE, PROGRESS, Goal, goals_of

__all__ = ["LAID", "LAST_STRUCTURE", "PROGRESS", "Goal", "Judged", "goals_of", "judge", "measured"]


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

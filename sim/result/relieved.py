"""What a limit really cost: the same case run again without it, and what came of that.

Only a run tells: lifted hours are spent on what comes next, on night, wear or a full store. The outcome is kept in few
numbers, so that it lies with the run and is not made twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sim.result.goals import Goal, measured
from sim.station.relief import ALL, SEVERAL, how_of
from sim.station.states import HOLD_BACK


@dataclass(frozen=True)
class Came:
    """What came of the chief goal of a run, and where its machine hours went.

    Attributes:
        reached: When the goal was reached [h]; None where it was not.
        value: What its measure came to at the end; None where the run has it not.
        laid: Bricks laid [1].
        last: The structure that stood last; None where not all stand.
        worst: The must-have that held the run back most; None where none did.
        lost: Machine hours lost by must-have, over all machines [h].
    """

    reached: float | None
    value: float | None
    laid: float
    last: str | None
    worst: str | None
    lost: Mapping[str, float]


@dataclass(frozen=True)
class Relieved:
    """A run beside the same run with a limit lifted.

    Attributes:
        relief: What was lifted, a key of :data:`~sim.station.relief.RELIEFS`.
        goal: The chief goal.
        start: First moment of the run (UTC).
        before: What came of the run.
        after: What came of it without the limit.
    """

    relief: str
    goal: Goal
    start: dt.datetime
    before: Came
    after: Came

    @property
    def days(self) -> float | None:
        """Days by which the goal was reached sooner without the limit [d]; None where not both runs reached it."""
        if self.before.reached is None or self.after.reached is None:
            return None
        return (self.before.reached - self.after.reached) / 24.0

    @property
    def bricks(self) -> int:
        """Bricks laid more without the limit."""
        return round(self.after.laid - self.before.laid)

    @property
    def later(self) -> bool:
        """Whether the goal is farther without the limit, which only the random draw can be the reason of."""
        if self.days is not None:
            return round(self.days) < 0
        if self.after.reached is None and self.before.reached is None:
            return self.goal.builds and self.bricks < 0
        return self.after.reached is None

    @property
    def gains(self) -> bool:
        """Whether the goal is nearer without the limit."""
        if self.days is not None:
            return round(self.days) > 0
        return not self.later and (self.after.reached is not None or self.bricks > 0 or not self.goal.builds)

    @property
    def sentence(self) -> str:
        """What the run without the limit brought to the goal, and that this is no sum of single causes."""
        text = f"{self._without()} {self._goal()} {self._brought()}."
        if self.relief in SEVERAL and self.gains:
            text += " That is for all its causes together: one alone may bring much less."
        return text

    @property
    def brief(self) -> str:
        """The same in a table's words: ``wall 2034-05-05, 415 days sooner``."""
        if self.after.reached is None:
            return f"not by the end, {self.bricks:+,d} bricks" if self.goal.builds else "not by the end"
        what = self.goal.name or self.after.last or "last structure"
        return f"{what} {self._date(self.after.reached)}" + (f", {in_days(self.days)}" if self.days is not None else "")

    def lines(self) -> list[str]:
        """What lifting it brought, a line each."""
        before, after = self.before, self.after
        reached = f"{self._date(before.reached)} -> {self._date(after.reached)}"
        what = f"goal {self.goal.name}" if self.goal.name else "last structure stands"
        rows = [(what, reached + (f"  ({in_days(self.days)})" if self.days is not None else ""))]
        if self.goal.builds or before.laid or after.laid:
            rows.append(("bricks laid", f"{before.laid:,.0f} -> {after.laid:,.0f}  ({self.bricks:+,d})"))
        rows.append(("held back most by", f"{before.worst or 'nothing'} -> {after.worst or 'nothing'}"))
        lines = [f"With {self.relief} relieved ({how_of(self.relief)}):"]
        lines += [f"  {label:<22} {text}" for label, text in rows]
        if self.later:
            lines.append(f"  {NOISE}")
        held = [one for one in HOLD_BACK if one in before.lost or one in after.lost]
        lines.append("  machine hours lost, all machines (waits for slower ones count for tools):")
        hours = [(one, before.lost.get(one, 0.0), after.lost.get(one, 0.0)) for one in held]
        lines += [f"    {one:<20} {earlier:,.0f} -> {later:,.0f} h" for one, earlier, later in hours]
        return lines

    def _without(self) -> str:
        how = how_of(self.relief)
        if self.relief == ALL:
            return f"Without any limit ({how})"
        must_have, _, cause = self.relief.partition(":")
        whose = f"{must_have}'" if must_have.endswith("s") else f"{must_have}'s"
        return f"Without {whose} limit{'' if cause else 's'} ({how.partition(';')[0]})"

    def _goal(self) -> str:
        """The goal as what would come about."""
        if self.goal.name:
            return f"the goal {self.goal.name} would"
        last = self.after.last or self.before.last
        return f"the {last} would" if last is not None else "the last structure would"

    def _brought(self) -> str:
        """What came of it, to follow the goal."""
        verb = "be reached" if self.goal.name else "stand"
        if self.after.reached is not None:
            date = f"{verb} on {self._date(self.after.reached)}"
            if self.days is None:
                return f"{date} instead of not by the end"
            return f"{date}, {in_days(self.days)}" + (f"; {NOISE}" if self.later else "")
        still = "still not" if self.before.reached is None else "not"
        text = f"{still} {verb} by the end, with "
        if self.goal.builds and not self.bricks:
            text += f"{self.after.laid:,.0f} bricks laid as before"
        elif self.goal.builds:
            text += f"{self.after.laid:,.0f} bricks laid instead of {self.before.laid:,.0f}"
        else:
            text += f"{self._measure(self.after.value)} instead of {self._measure(self.before.value)}"
        return text + (f"; {NOISE}" if self.later else "")

    def _measure(self, value: float | None) -> str:
        return "nothing of it" if value is None else measured(self.goal, value)

    def _date(self, hours: float | None) -> str:
        return "not by the end" if hours is None else f"{self.start + dt.timedelta(hours=hours):%Y-%m-%d}"


NOISE = "that it comes out worse is within the noise of one draw"
"""Of a limit that is lifted: nothing is harder without it, but lives and repairs fall on other dates."""


def in_days(days: float | None) -> str:
    """How much sooner or later: ``415 days sooner``; nothing where that is unknown."""
    if days is None:
        return ""
    whole = round(abs(days))
    if not whole:
        return "the same day"
    return f"{whole:,d} day{'' if whole == 1 else 's'} {'sooner' if days > 0 else 'later'}"

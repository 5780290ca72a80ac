"""What a limit really cost: the same run again with that limit lifted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from sim.result import CaseError, Result, simulate
from sim.result.pace import Limit, completion
from sim.result.wording import rounded
from sim.station import RELIEFS, Relief
from sim.station.relief import HOW


class ReliefError(CaseError):
    """There is nothing to lift; the text says why."""


@dataclass(frozen=True)
class Relieved:
    """A run beside the same run with one limit lifted, and what was expected of that.

    Attributes:
        must_have: The limit that was lifted.
        before: The run as it was.
        after: The run without the limit.
        expected: What the pace of the first run made one expect; None where it had no pace.
    """

    must_have: Relief
    before: Result
    after: Result
    expected: Limit | None

    @property
    def bricks(self) -> int:
        """Bricks laid more without the limit."""
        return round(_last(self.after, "bricks.laid") - _last(self.before, "bricks.laid"))

    @property
    def days(self) -> float | None:
        """Days by which the last structure stood earlier [d]; None where not all stood in both runs."""
        before, after = completion(self.before.channels), completion(self.after.channels)
        return None if before is None or after is None else (before - after) / 24.0

    def lines(self) -> list[str]:
        """What the relief brought, beside what was expected, a line each."""
        before, after = self.before.bottlenecks, self.after.bottlenecks
        laid = f"{_last(self.before, 'bricks.laid'):,.0f} -> {_last(self.after, 'bricks.laid'):,.0f}"
        rows = [
            ("last structure stands", f"{_stands(self.before)} -> {_stands(self.after)}", self._days()),
            ("bricks laid", laid, self._bricks()),
            ("held back most by", f"{before.worst or 'nothing'} -> {after.worst or 'nothing'}", ""),
        ]
        lines = [f"With {self.must_have} relieved ({HOW[self.must_have]}):"]
        lines += [f"  {label:<22} {what}{f'  ({beside})' if beside else ''}" for label, what, beside in rows]
        lines.append("  machine hours lost, all machines (waits for slower ones count for tools):")
        lines += [f"    {one:<20} {before.totals[one]:,.0f} -> {after.totals[one]:,.0f} h" for one in RELIEFS]
        return lines

    def _days(self) -> str:
        """Days won beside those expected, in words; a date where the run itself had none."""
        came = "" if self.days is None else f"{abs(self.days):,.0f} days {'earlier' if self.days >= 0 else 'later'}; "
        if self.expected is None:
            return came.removesuffix("; ")
        if self.expected.days is not None:
            return f"{came}expected: about {rounded(self.expected.days)}"
        stands = self.expected.stands
        return f"{came}expected: {'not by the end' if stands is None else f'about {_date(self.before, stands)}'}"

    def _bricks(self) -> str:
        """Bricks laid more beside those expected, in words."""
        pace = self.before.bottlenecks.pace
        came = f"{self.bricks:+,d}"
        if self.expected is None or pace is None:
            return came
        if pace.missing < 1:
            return "no more were to be laid"
        missing = round(pace.missing)
        if self.expected.bricks >= missing:
            return f"{came}; expected: +{missing:,d}, all that were missing"
        return f"{came}; expected: about {rounded(self.expected.bricks)} of the {missing:,d} missing"


def relieve(
    result: Result, must_have: Relief | None = None, progress: Callable[[float], None] | None = None
) -> Relieved:
    """Run a result's case again with one limit lifted.

    Args:
        result: The run.
        must_have: The limit to lift (default: the one that held the station back most).
        progress: Called with the share that is done, 0 to 1.

    Raises:
        ReliefError: No must-have held the station back, or there is no such must-have.
    """
    chosen = must_have or cast("Relief | None", result.bottlenecks.worst)
    if chosen is None:
        raise ReliefError(f"{result.name}: nothing held the station back, so there is no limit to lift")
    if chosen not in RELIEFS:
        raise ReliefError(f"'{chosen}' cannot be lifted; one of {', '.join(RELIEFS)}")
    after = simulate(
        result.scenario,
        seed=result.seed,
        replicate=result.replicate,
        until=result.until_h,
        relief=chosen,
        progress=progress,
    )
    pace = result.bottlenecks.pace
    return Relieved(chosen, result, after, pace.limit(chosen) if pace is not None else None)


def _last(result: Result, channel: str) -> float:
    return float(result.channels[channel].values[-1]) if channel in result.channels else 0.0


def _stands(result: Result) -> str:
    """Date of the last structure's completion."""
    complete = completion(result.channels)
    if complete is None:
        return "not by the end"
    return _date(result, complete)


def _date(result: Result, hours: float) -> str:
    return f"{result.start + dt.timedelta(hours=hours):%Y-%m-%d}"

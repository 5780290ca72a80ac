"""What a limit really cost: the same run again with that limit lifted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.result import CaseError, Result
from sim.result.lifting import lift
from sim.result.relieved import Relieved as Brought
from sim.station import RELIEFS


class ReliefError(CaseError):
    """There is nothing to lift; the text says why."""


@dataclass(frozen=True)
class Relieved:
    """A run beside the same run with a limit lifted, with the whole of both.

    Attributes:
        relief: What was lifted: a must-have, one of its causes, or all.
        before: The run as it was.
        after: The run without the limit.
        brought: What that brought, in few numbers and in words.
    """

    relief: str
    before: Result
    after: Result
    brought: Brought

    @property
    def bricks(self) -> int:
        """Bricks laid more without the limit."""
        return self.brought.bricks

    @property
    def days(self) -> float | None:
        """Days by which the chief goal was reached sooner [d]; None where not both runs reached it."""
        return self.brought.days

    def lines(self) -> list[str]:
        """What the relief brought, a line each."""
        return self.brought.lines()


def relieve(result: Result, relief: str | None = None, progress: Callable[[float], None] | None = None) -> Relieved:
    """Run a result's case again with a limit lifted.

    Args:
        result: The run.
        relief: What to lift, a key of :data:`~sim.station.relief.RELIEFS` (default: the must-have that held the
            station back most).
        progress: Called with the share that is done, 0 to 1.

    Raises:
        ReliefError: No must-have held the station back, or there is no such relief.
    """
    if relief is not None and relief not in RELIEFS:
        raise ReliefError(f"'{relief}' cannot be lifted; one of {', '.join(RELIEFS)}")
    lifted = lift(result, relief, progress)
    if lifted is None:
        raise ReliefError(f"{result.name}: nothing held the station back, so there is no limit to lift")
    brought, after = lifted
    return Relieved(brought.relief, result, after, brought)

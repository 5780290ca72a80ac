"""What came of the gate of a stage."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Opening:
    """When a gate opened, and what kept it shut until then.

    Attributes:
        time: When it opened [h]; infinity where it did not.
        last: The goal that came last; of those that were missing when it opened, or are at the end, the one that was
            planned last.
        blame: The must-have that this goal is of, or what stands beside them: hours count for it that were lost to the
            gate.
        missing: Goals that had not been reached when it opened, or have not been by the end, of stages before it too.
    """

    time: float
    last: str
    blame: str
    missing: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it opened."""
        return self.time < math.inf

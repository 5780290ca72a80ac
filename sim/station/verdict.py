"""What came of a decision."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """What was decided, and what it cost not to know.

    Attributes:
        time: When [h].
        chosen: Name of the alternative that was chosen.
        unobserved: Name of the one that would have been, had nothing been observed.
        best: Name of the one that is worth most by what is true.
        believed: Expected worth of each alternative by name.
        true: Its worth by what is true.
        unit: Unit of these worths.
        scale: What a worth is divided by to be compared with others: the need, where there is one.
    """

    time: float
    chosen: str
    unobserved: str
    best: str
    believed: dict[str, float]
    true: dict[str, float]
    unit: str
    scale: float

    @property
    def regret(self) -> float:
        """How much more the best alternative is worth than the chosen one, by what is true."""
        return self.true[self.best] - self.true[self.chosen]

    @property
    def gain(self) -> float:
        """How much more the chosen alternative is worth than the one that prior beliefs would have chosen."""
        return self.true[self.chosen] - self.true[self.unobserved]

"""Hours of people: what each does now, and how much time has gone where."""

from __future__ import annotations

from collections.abc import Mapping

from sim.engine import Meter
from sim.station.base import Base

SLEEP, REST, EXERCISE, HOUSEKEEPING = "sleep", "rest", "exercise", "housekeeping"
SUPERVISE, REPAIR, BUILD, SCIENCE = "supervise", "repair", "build", "science"
OVERHEAD, SAFETY = "overhead", "safety"

USES: Mapping[str, str] = {
    SLEEP: "sleep",
    REST: "rest",
    EXERCISE: "exercise",
    HOUSEKEEPING: "work",
    SUPERVISE: "work",
    REPAIR: "work",
    BUILD: "work",
    SCIENCE: "work",
    OVERHEAD: "work",
    SAFETY: "rest",
}
"""What people use their time for, with the activity that it is to their bodies inside; outside all is an EVA."""

CHANNEL = "crew.hours."
"""What the names of the channels of person-hours begin with, before the use."""


class Hours:
    """Person-hours by use, outside, and at supervision without a link.

    Args:
        base: The base.
    """

    def __init__(self, base: Base) -> None:
        self._uses = {use: Meter(base.env, base.recorder(CHANNEL + use, "h", "linear")) for use in USES}
        self.outside = Meter(base.env, base.recorder("crew.hours_outside", "h", "linear"))
        """Person-hours outside."""
        self.unlinked = Meter(base.env)
        """Person-hours of supervision while there was no link."""

    def change(self, old: str | None, new: str | None) -> None:
        """Somebody does something else from now on; None for somebody who came, or went."""
        if old is not None:
            self._uses[old].add_rate(-1.0)
        if new is not None:
            self._uses[new].add_rate(1.0)

    def of(self, use: str) -> float:
        """Person-hours so far [h]."""
        return self._uses[use].total

    def people_at(self, use: str) -> int:
        """How many people are at something now."""
        return int(self._uses[use].rate)

    def close(self) -> None:
        """Record all of them as they are at the end."""
        for meter in (*self._uses.values(), self.outside):
            meter.mark()

    def facts(self) -> dict[str, float]:
        """Person-hours at the end [h]."""
        found = {CHANNEL + use: meter.total for use, meter in self._uses.items()}
        return found | {"crew.hours_outside": self.outside.total, "crew.hours_unlinked": self.unlinked.total}

"""Hours of people: what each does now, and how much time has gone where."""

from __future__ import annotations

from collections.abc import Mapping

from sim.engine import Recorder
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


class Total:
    """Person-hours that grow with the number of people at something.

    Args:
        recorder: Where they are recorded, a linear channel; None for nowhere.
    """

    __slots__ = ("_people", "_recorder", "_since", "_total")

    def __init__(self, recorder: Recorder | None = None) -> None:
        self._recorder = recorder
        self._people = 0
        self._since = 0.0
        self._total = 0.0
        if recorder is not None:
            recorder.record(0.0, 0.0)

    @property
    def people(self) -> int:
        """How many people are at it."""
        return self._people

    def at(self, now: float) -> float:
        """Person-hours up to ``now`` [h], which is not before the last change."""
        return self._total + self._people * (now - self._since)

    def set(self, now: float, people: int) -> None:
        """Have so many people at it from ``now`` [h] on."""
        if people != self._people:
            self.note(now)
            self._people = people

    def note(self, now: float) -> None:
        """Bring it up to ``now`` [h] and record that."""
        self._total = self.at(now)
        self._since = now
        if self._recorder is not None:
            self._recorder.record(now, self._total)


class Hours:
    """Person-hours by use, outside, and at supervision without a link.

    Args:
        base: The base.
    """

    def __init__(self, base: Base) -> None:
        self._env = base.env
        self._uses = {use: Total(base.recorder(CHANNEL + use, "h", "linear")) for use in USES}
        self.outside = Total(base.recorder("crew.hours_outside", "h", "linear"))
        """Person-hours outside."""
        self.unlinked = Total()
        """Person-hours of supervision while there was no link."""

    def change(self, old: str | None, new: str | None) -> None:
        """Somebody does something else from now on; None for somebody who came, or went."""
        now = self._env.now
        if old is not None:
            self._uses[old].set(now, self._uses[old].people - 1)
        if new is not None:
            self._uses[new].set(now, self._uses[new].people + 1)

    def of(self, use: str) -> float:
        """Person-hours so far [h]."""
        return self._uses[use].at(self._env.now)

    def close(self) -> None:
        """Record all of them as they are at the end."""
        for total in (*self._uses.values(), self.outside, self.unlinked):
            total.note(self._env.now)

    def facts(self) -> dict[str, float]:
        """Person-hours at the end [h]."""
        now = self._env.now
        found = {CHANNEL + use: total.at(now) for use, total in self._uses.items()}
        return found | {"crew.hours_outside": self.outside.at(now), "crew.hours_unlinked": self.unlinked.at(now)}

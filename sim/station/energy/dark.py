"""Power through the dark: how long a darkness has lasted in which every vital load was served."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.engine import LoadClass
from sim.moon import Sunlight
from sim.moon.sunlight import DARK_BELOW
from sim.station.base import Base

SERVED = "energy.dark_served"
"""Name of its history, which is kept where a goal asks for it."""


class ServedDark:
    """How long the present darkness has lasted with all loads of some classes served; 0 from where one was not.

    Dark is what it is for the longest dark: less than half of the disc in view at the arrays. A darkness in which no
    such load asks for anything counts for nothing.

    Args:
        base: The base.
        sunlight: At its arrays.
        classes: The classes.
    """

    def __init__(self, base: Base, sunlight: Sunlight, classes: Sequence[LoadClass]) -> None:
        self._env = base.env
        self._classes = classes
        self._since: float | None = None  # of a darkness in which all were served so far
        self._fell = -1.0
        self._recorder = base.recorder(SERVED, "h", "linear")
        self._recorder.record(0.0, 0.0)
        dark = np.concatenate(([False], sunlight.fraction < DARK_BELOW, [False])).astype(int)
        for begin in sunlight.times[np.flatnonzero(np.diff(dark) > 0)].tolist():
            base.context.at(begin, self._begin)
        for end in sunlight.times[np.flatnonzero(np.diff(dark) < 0)].tolist():
            base.context.at(end, self._end)

    def look(self) -> None:
        """Take note that grants or demands have changed."""
        if self._since is not None and not self._served:
            self._end()
        elif self._since is None and self._fell == self._env.now:
            # What loads ask for by night was granted at nightfall itself.
            self._start()

    def close(self) -> None:
        """Record how long it has been until now."""
        if self._since is not None:
            self._recorder.record(self._env.now, self._env.now - self._since)

    @property
    def _served(self) -> bool:
        wants = sum(one.demand for one in self._classes) > 0.0
        return wants and all(one.granted >= one.demand for one in self._classes)

    def _begin(self) -> None:
        self._fell = self._env.now
        self._start()

    def _start(self) -> None:
        if self._served:
            self._since = self._env.now
            self._recorder.record(self._env.now, 0.0)

    def _end(self) -> None:
        if self._since is not None:
            self.close()
            self._recorder.record(self._env.now, 0.0)
            self._since = None

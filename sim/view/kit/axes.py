"""Axes that draw the ticks of an axis at once.

matplotlib makes five artists for each tick and draws them tick by tick, and asks twice a drawing where the ticks are
and how large their names. Here the first tick lends its artists to all: grid lines are one line, marks one row of
markers, and its label draws one name after the other. The pixels are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis, Tick, XAxis, YAxis
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedFormatter
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

TOLERANCE = 1e-10
"""Share of the span of an axis by which a tick may lie outside of it."""


_TICKS = ("majorTicks", "minorTicks")


class _AtOnce(Axis):
    """An axis along either side."""

    axis_name: str
    _autolabelpos: bool
    _update_label_position: Callable[..., None]
    _update_offset_text_position: Callable[..., None]

    def set_tick_params(
        self, which: Literal["major", "minor", "both"] = "major", reset: bool = False, **looks: Any
    ) -> None:
        """Say how ticks look.

        matplotlib would make a tick here for each time that it is said, to change its looks.
        """
        unmade = [name for name in _TICKS if name not in vars(self)]
        for name in unmade:
            setattr(self, name, [])
        super().set_tick_params(which, reset, **looks)
        for name in unmade:
            vars(self).pop(name, None)

    def set_clip_path(self, path: Any, transform: Any = None) -> None:
        """Say where grid lines end, also of ticks that are made later."""
        Artist.set_clip_path(self, path, transform)
        for name in _TICKS:
            for tick in vars(self).get(name, ()):
                tick.set_clip_path(path, transform)

    def _get_tick(self, major: bool) -> Tick:
        tick: Tick = super()._get_tick(major)  # type: ignore[misc]
        tick.set_clip_path(self.axes.patch)
        return tick

    def draw(self, renderer: Any) -> None:
        """Draw ticks, their names and the name of the axis."""
        if not self.get_visible():
            return
        renderer.open_group("matplotlib.axis", gid=self.get_gid())
        boxes = [*self._ticks(renderer, minor=False), *self._ticks(renderer, minor=True)]
        if self.get_label_text():
            self._place_name(renderer, boxes)
            self.label.draw(renderer)
        # What all names leave out, such as a power of ten.
        self.offsetText.set_text(self.get_major_formatter().get_offset())
        if self.offsetText.get_text():
            self._update_offset_text_position(boxes, [])
            self.offsetText.draw(renderer)
        renderer.close_group("matplotlib.axis")
        self.stale = False

    def _ticks(self, renderer: Any, *, minor: bool) -> list[Bbox]:
        """Draw the major or the minor ticks; returns where their names are [pixel], if anything is placed by them."""
        places = np.asarray(self.get_ticklocs(minor=minor), dtype=float)
        low, high = sorted(self.get_view_interval())
        near = TOLERANCE * (high - low)
        seen = np.flatnonzero((places >= low - near) & (places <= high + near))
        if not len(seen):
            return []
        formatter = self.get_minor_formatter() if minor else self.get_major_formatter()
        names = formatter.format_ticks(places)  # type: ignore[arg-type]  # takes arrays, too
        first = self.get_minor_ticks(1)[0] if minor else self.get_major_ticks(1)[0]
        at = places[seen]
        if first.gridline.get_visible():
            self._draw(renderer, first.gridline, np.repeat(at, 3), np.tile([0.0, 1.0, np.nan], len(at)))
        for marks, side in ((first.tick1line, 0.0), (first.tick2line, 1.0)):
            if marks.get_visible() and marks.get_markersize() > 0:
                self._draw(renderer, marks, at, np.full(len(at), side))
        asked = (self._autolabelpos and self.get_label_text()) or self.get_major_formatter().get_offset()
        # Where there are more than the first, they were made for names that look unlike each other.
        made = self.minorTicks if minor else self.majorTicks
        boxes = []
        for i in seen:
            tick = made[i if i < len(made) else 0]
            for label in (tick.label1, tick.label2):
                if names[i] and label.get_visible():
                    label.set_parse_math(not isinstance(formatter, FixedFormatter))
                    (label.set_x if self.axis_name == "x" else label.set_y)(places[i])
                    label.set_text(names[i])
                    label.draw(renderer)
                    if asked:
                        boxes.append(label.get_window_extent(renderer))
        return boxes

    def _draw(self, renderer: Any, line: Line2D, along: FloatArray, across: FloatArray) -> None:
        """Draw a line of a tick at other places than its own: along the axis [unit of the data], across it [1]."""
        own = line.get_data(orig=True)
        line.set_data(*((along, across) if self.axis_name == "x" else (across, along)))
        line.draw(renderer)
        line.set_data(*own)

    def _place_name(self, renderer: Any, boxes: list[Bbox]) -> None:
        """Put the name of the axis beyond the names of its ticks, unless it has a place of its own."""
        if not boxes or self.get_label_position() not in {"bottom", "left"}:
            self._update_label_position(renderer)
        elif self._autolabelpos:
            across = "y" if self.axis_name == "x" else "x"
            edge = min(getattr(box, f"{across}0") for box in boxes)
            away = renderer.points_to_pixels(self.labelpad)
            self.label.set(**{across: edge - away})


class _AtOnceX(_AtOnce, XAxis):
    """A horizontal axis."""


class _AtOnceY(_AtOnce, YAxis):
    """A vertical axis."""


class SheetAxes(Axes):
    """Axes of a sheet."""

    def _init_axis(self) -> None:
        self.xaxis = _AtOnceX(self, clear=False)
        self.yaxis = _AtOnceY(self, clear=False)
        for axis, sides in ((self.xaxis, ("bottom", "top")), (self.yaxis, ("left", "right"))):
            for side in sides:
                self.spines[side].register_axis(axis)

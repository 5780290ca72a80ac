"""What every panel of a sheet shares: the run, its time axis and the bins that its span is shown in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine import Channel
from sim.result import Result
from sim.view.kit import binning
from sim.view.kit.axis import TimeAxis

if TYPE_CHECKING:  # matplotlib takes most of a second to import: only figures pay for it
    from matplotlib.axes import Axes

FloatArray = NDArray[np.float64]

MOST_POINTS = 4000
"""Change points above which even a short span is shown in narrow bins."""


@dataclass(frozen=True)
class Scene:
    """A run over a span.

    Attributes:
        run: The run.
        axis: Its time axis.
        bins: Bins that the span is shown in; None: as recorded.
    """

    run: Result
    axis: TimeAxis
    bins: binning.Bins | None

    @staticmethod
    def of(run: Result, first: float = 0.0, last: float | None = None) -> Scene:
        """The scene of a run from ``first`` to ``last`` [h], default all of it."""
        end = run.until_h if last is None else last
        return Scene(run, TimeAxis(run.start, first, end), binning.natural_bins(first, end))

    @property
    def first(self) -> float:
        """Left end [h]."""
        return self.axis.first

    @property
    def last(self) -> float:
        """Right end [h]."""
        return self.axis.last

    @property
    def per(self) -> str:
        """How a description says what one value is: ``mean of each lunar day``, empty where it is as recorded."""
        return f"mean of each {self.bins.label}" if self.bins else ""

    def channel(self, name: str) -> Channel:
        """Channel of the run by name."""
        return self.run.channels[name]

    def has(self, *names: str) -> bool:
        """Whether the run has all these channels."""
        return all(name in self.run.channels for name in names)

    def edges(self, channels: Sequence[Channel]) -> FloatArray:
        """Common edges [h] for drawing channels as areas: the bins, or every change point of a short span."""
        if self.bins is not None:
            return self.bins.edges
        points = [c.times[(c.times > self.first) & (c.times < self.last)] for c in channels]
        edges = np.unique(np.concatenate([[self.first, self.last], *points]))
        return edges if len(edges) <= MOST_POINTS else np.linspace(self.first, self.last, MOST_POINTS // 2)

    def means(self, channel: Channel, edges: FloatArray | None = None) -> FloatArray:
        """Mean of a channel between edges (default: the bins) [unit]."""
        if edges is None:
            edges = self.edges([channel])
        return binning.means(channel, edges)

    def steps(self, edges: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Outline of values that hold between edges, without points inside level stretches: x [date], y [unit]."""
        changes = np.concatenate(([True], np.diff(values) != 0))
        corners = np.append(edges[:-1][changes], edges[-1])
        return np.repeat(self.axis.x(corners), 2)[1:-1], np.repeat(values[changes], 2)

    def curve(self, channel: Channel) -> tuple[FloatArray, FloatArray]:
        """Outline of a channel: means in the bins, or as recorded: x [date], y [unit]."""
        if self.bins is not None:
            return self.steps(self.bins.edges, self.means(channel))
        return self.recorded(channel)

    def recorded(self, channel: Channel) -> tuple[FloatArray, FloatArray]:
        """Outline of a channel as recorded, thinned to the pixels without losing an extreme: x [date], y [unit]."""
        times, values = binning.line(channel, self.first, self.last)
        return self.axis.x(times), values

    def bars(self, channel: Channel) -> list[tuple[float, float]]:
        """Where a channel of 0 and 1 is up within the span, for ``broken_barh``: left end [date] and width [d]."""
        return [
            (float(self.axis.x(begin)), (end - begin) / 24)
            for begin, end in channel.spells(above=0.5, start=self.first, end=self.last)
        ]


def outline_from(x: FloatArray, base: float, y: FloatArray) -> FloatArray:
    """Corners of the area between a level and an outline, shape (n, 2)."""
    return np.column_stack((np.concatenate((x[:1], x, x[-1:])), np.concatenate(([base], y, [base]))))


def fill_all(ax: Axes, areas: Sequence[tuple[FloatArray, str]]) -> None:
    """Fill areas, corners of shape (n, 2) and colour, one over the other; as one artist, as each takes its time."""
    from matplotlib.collections import PolyCollection

    corners, colours = [corners for corners, _ in areas], [colour for _, colour in areas]
    ax.add_collection(PolyCollection(corners, facecolors=colours, linewidths=0), autolim=False)


def fill(ax: Axes, x: FloatArray, base: float, y: FloatArray, colour: str, alpha: float = 1.0) -> None:
    """Fill between a level and an outline: half the points of ``fill_between``, which counts in an SVG."""
    from matplotlib.patches import Polygon

    outline = outline_from(x, base, y)
    # As an artist, not a patch: the limits are set by each panel, and working them out of long outlines is slow.
    ax.add_artist(Polygon(outline, closed=True, color=colour, alpha=alpha, linewidth=0))


@dataclass(frozen=True)
class Panel:
    """One panel of a sheet.

    Attributes:
        key: Its name; also the label of its axes, by which it can be found in the figure.
        title: Heading.
        describe: How to read it; from the scene where it depends on it.
        height: Height [in]; from the scene where it depends on it.
        needs: Channels without which the panel is left out.
        draw: Draws it.
        raised: Room between heading and panel for colour chips [in]; from the scene where it depends on it.
        drawn_for: Whether it says anything about a scene that has the channels.
        names: Names beside its rows, for which the sheet leaves room.
    """

    key: str
    title: str
    describe: str | Callable[[Scene], str]
    height: float | Callable[[Scene], float]
    needs: tuple[str, ...]
    draw: Callable[[Axes, Scene], None]
    raised: float | Callable[[Scene], float] = 0.0
    drawn_for: Callable[[Scene], object] = lambda _: True
    names: Callable[[Scene], Sequence[str]] = lambda _: ()

    def description(self, scene: Scene) -> str:
        """How to read the panel in a scene."""
        return self.describe if isinstance(self.describe, str) else self.describe(scene)

    def inches(self, scene: Scene) -> float:
        """Height of the panel in a scene [in]."""
        return self.height(scene) if callable(self.height) else self.height

    def gap(self, scene: Scene) -> float:
        """Room between heading and panel in a scene [in]."""
        return self.raised(scene) if callable(self.raised) else self.raised

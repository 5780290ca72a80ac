"""The sky over a site as a panorama, by direction, and in true proportions: what the sky chart is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.moon import SiteSky, SkyTable
from sim.scenario import Scenario
from sim.station import array_mast, sky_of
from sim.view.kit import style
from sim.view.kit.axis import ticks_at
from sim.view.kit.labels import Label, label_right
from sim.view.kit.text import day

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FloatArray = NDArray[np.float64]

SPACE = "#0b1020"
"""The sky, which is black on the Moon by day."""
ROCK = "#77726b"
"""Terrain."""
SKYLINE = "#ded8cc"
"""Edge of the terrain."""
PALE = "#eceae4"
"""Text on sky and terrain."""
SUNS = ("#b0481c", "#e8891c", "#ffe39a")
"""The Sun's paths from the lowest through the middle to the highest."""
EARTH = "#6db7e8"
NOTE_WIDTH = 145
"""Width of the note on the Sun's disc [deg]."""
NOTE_SHARE = 0.17
"""Share of the height of the panorama that the note takes at its top."""


@dataclass(frozen=True)
class View:
    """What the panels share: the year, the horizons, the window of elevations and where the seam of azimuth lies.

    Attributes:
        year: Sun and Earth, hour by hour.
        sky: The site with its horizons.
        heights: Measured masts, the one that is looked from first [m].
        low: Lowest elevation shown [deg].
        high: Highest elevation shown [deg].
        left: Azimuth of the left edge of the panorama [deg].
        paths: Turns of the Sun around the site, as slices of the year.
        highest: The turn in which the Sun is highest.
        lowest: The turn in which it is lowest.
    """

    year: SkyTable
    sky: SiteSky
    heights: tuple[float, ...]
    low: float
    high: float
    left: float
    paths: tuple[slice, ...]
    highest: slice
    lowest: slice

    def wrapped(self, azimuth: FloatArray, centre: float | None = None) -> FloatArray:
        """Azimuths on the axis [deg], within half a turn of ``centre`` (default: that of the panorama)."""
        start = self.left if centre is None else centre - 180.0
        return np.asarray((azimuth - start) % 360.0 + start, dtype=float)


def view_of(scenario: Scenario, mast: float | None) -> View:
    """What the sky chart of a scenario shows, from the measured mast nearest to ``mast`` [m] (default: the arrays')."""
    site_sky = sky_of(scenario.site, scenario.start, scenario.hours)
    first = array_mast(site_sky, scenario.energy.arrays) if mast is None else mast
    heights = site_sky.masts_from(first)
    year = site_sky.year(heights[0])
    terrain = [site_sky.horizon(height).elevation for height in heights]
    rim = year.sun_radius.max()
    low = min(float(year.sun.elevation.min() - rim), *(float(e.min()) for e in terrain)) - 0.35
    high = max(float(year.sun.elevation.max() + rim), *(float(e.max()) for e in terrain))
    high = max(high, float((year.earth.elevation + year.earth_radius).max())) + 0.35
    # The Earth stands near the middle, clear of the seam; the middle is one of the four quarters.
    left = 90.0 * round(year.mean_earth_azimuth / 90.0) - 180.0
    # The note in the sky stays clear of terrain that rises as high as the Sun's path.
    across = (np.arange(NOTE_WIDTH) + left + _note_at(year, left)) % 360.0
    summit = max(float(site_sky.horizon(height).at(across).max()) for height in heights)
    high = max(high, (summit + 0.35 - NOTE_SHARE * low) / (1 - NOTE_SHARE))
    paths = tuple(year.sun_turns(left))
    whole = [path for path in paths if path.stop - path.start > 600] or list(paths)
    means = [float(year.sun.elevation[path].mean()) for path in whole]
    return View(
        year, site_sky, heights, low, high, left, paths, whole[int(np.argmax(means))], whole[int(np.argmin(means))]
    )


def _eastern(year: SkyTable, left: float) -> bool:
    """Whether the Earth stands right of the middle of a panorama that begins at ``left`` [deg]."""
    return (year.mean_earth_azimuth - left) % 360.0 >= 180.0


def _note_at(year: SkyTable, left: float) -> float:
    """Where the note on the Sun's disc begins, from the left edge [deg]: on the side that the Earth leaves free."""
    return 8.0 if _eastern(year, left) else 213.0


def _pieces(x: FloatArray, y: FloatArray) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Stretches of a path without a jump across the seam."""
    cuts = [0, *(np.flatnonzero(np.abs(np.diff(x)) > 180.0) + 1).tolist(), len(x)]
    for a, b in pairwise(cuts):
        if b - a > 1:
            yield x[a:b], y[a:b]


def _colour(view: View, path: slice) -> str:
    """Colour of a path by its mean elevation between the lowest and the highest of the year."""
    from matplotlib.colors import LinearSegmentedColormap, to_hex

    elevation = view.year.sun.elevation
    low, high = (float(elevation[p].mean()) for p in (view.lowest, view.highest))
    share = (float(elevation[path].mean()) - low) / max(high - low, 1e-9)
    return str(to_hex(LinearSegmentedColormap.from_list("suns", SUNS)(min(max(share, 0.0), 1.0))))


def _space(ax: Axes, view: View) -> None:
    """Black sky and the frame of a view."""
    ax.set_facecolor(SPACE)
    ax.set_ylim(view.low, view.high)
    ax.set_ylabel("elevation [deg]")
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    ax.axhline(0, color=PALE, linewidth=0.5, linestyle=(0, (1, 3)), alpha=0.7, zorder=4)


def _terrain(ax: Axes, view: View, left: float) -> None:
    """The terrain's silhouette, and the skylines of other masts."""
    for i, height in enumerate(view.heights):
        x, y = view.sky.horizon(height).once_around(left)
        if i == 0:
            ax.fill_between(x, y, view.low, color=ROCK, alpha=0.9, linewidth=0, zorder=3)
        ax.plot(
            x,
            y,
            color=SKYLINE,
            linewidth=1.0 if i == 0 else 0.8,
            linestyle="solid" if i == 0 else (0, (2.5, 1.5)),
            zorder=3.5,
            label=f"horizon from {height:g} m",
        )


def panorama(ax: Axes, view: View) -> None:
    """All around: paths of Sun and Earth, behind the terrain."""
    year = view.year
    _space(ax, view)
    for path in (view.lowest, view.highest):
        part = slice(path.start, path.stop, 3)
        x, rim = view.wrapped(year.sun.azimuth[part]), year.sun_radius[part]
        for (px, bottom), (_, top) in zip(
            _pieces(x, year.sun.elevation[part] - rim), _pieces(x, year.sun.elevation[part] + rim), strict=True
        ):
            ax.fill_between(px, bottom, top, color=_colour(view, path), alpha=0.38, linewidth=0, zorder=1)
    for path in view.paths:
        part = slice(path.start, path.stop, 3)
        for x, y in _pieces(view.wrapped(year.sun.azimuth[part]), year.sun.elevation[part]):
            extreme = path in (view.lowest, view.highest)
            ax.plot(x, y, color=_colour(view, path), linewidth=1.5 if extreme else 0.8, zorder=2, label="Sun")
    for x, y in _pieces(view.wrapped(year.earth.azimuth[::3]), year.earth.elevation[::3]):
        ax.plot(x, y, color=EARTH, linewidth=0.8, zorder=2.5, label="Earth")
    _terrain(ax, view, view.left)
    ax.set_xlim(view.left, view.left + 360.0)
    _compass(ax, view.left, view.left + 360.0, 30.0)
    _name(ax, view)
    labels = [
        _path_label(view, view.highest, "highest"),
        _path_label(view, view.lowest, "lowest"),
    ]
    for height in view.heights:
        at = float(view.sky.horizon(height).at(view.left))
        labels.append(Label(at, f"horizon from {height:g} m", style.MUTED))
    label_right(ax, labels)


def _path_label(view: View, path: slice, which: str) -> Label:
    year = view.year
    at = path.start if abs(view.wrapped(year.sun.azimuth[path.start]) - view.left) > 180 else path.stop - 1
    middle = year.utc[(path.start + path.stop) // 2]
    return Label(
        float(year.sun.elevation[at]),
        f"Sun's {which} path,\naround {day_of(middle)}",
        SUNS[2 if which == "highest" else 0],
    )


def _name(ax: Axes, view: View) -> None:
    """Name what is in the sky where it stands."""
    year = view.year
    x = view.wrapped(year.earth.azimuth)
    # The Earth's name and the note lie on either side of the Earth.
    eastern = _eastern(year, view.left)
    side = float(x.max()) + 3 if eastern else float(x.min()) - 3
    top = float(year.earth.elevation.max())
    share = 100 * float(year.earth_visible.mean())
    hidden = float(view.sky.horizon(view.heights[0]).at(np.array([year.mean_earth_azimuth]))[0]) > top
    ax.text(
        side,
        top,
        f"Earth's centre, swinging with the\nlibration; in view {share:.0f} % of the time",
        color=PALE if hidden else EARTH,
        fontsize=8.5,
        va="top",
        ha="left" if eastern else "right",
        zorder=5,
    )
    # The disc as it would stand in this panel: a sliver, for the heights are stretched.
    from matplotlib.patches import Ellipse

    radius = float(year.sun_radius.mean())
    at, height = view.left + _note_at(year, view.left), view.high - 0.3 - 2 * radius
    ax.add_patch(Ellipse((at, height), 2 * radius, 2 * radius, color=SUNS[2], zorder=5, label="disc"))
    ax.text(
        at + 4,
        view.high - 0.3,
        f"Sun's disc, {2 * radius:.2f}° high, as stretched as the rest.\n"
        "One line a lunar day, from red in winter to pale in\nsummer; bands: what the disc sweeps at the extremes",
        color=PALE,
        fontsize=8.5,
        va="top",
        linespacing=1.3,
        zorder=5,
    )


def _compass(ax: Axes, low: float, high: float, step: float, *, named: bool = True) -> None:
    """Ticks of azimuth, the quarters by their letters."""
    ticks = np.arange(np.ceil(low / step) * step, high + 1e-6, step)
    letters = {0: "N", 90: "E", 180: "S", 270: "W"}
    ax.set_xticks(ticks, [letters.get(int(t) % 360, f"{int(t) % 360}°") if named else "" for t in ticks])
    for tick, text in zip(ticks, ax.get_xticklabels(), strict=True):
        if int(tick) % 90 == 0:
            text.set_fontweight("bold")


def directions(ax: Axes, view: View) -> None:
    """Share of the disc in view while the Sun stands in each direction."""
    edges, lit = view.year.light_by_azimuth()
    order = np.argsort(view.wrapped(edges[:-1]))
    x = np.append(view.wrapped(edges[:-1])[order], view.left + 360.0)
    ax.stairs(100 * lit[order], x, fill=True, color=style.SYSTEMS["sunlight"], linewidth=0)
    ax.set_xlim(view.left, view.left + 360.0)
    ax.set_ylim(0, 100)
    ticks_at(ax.yaxis, [0, 50, 100])
    ax.set_ylabel("in view [%]")
    _compass(ax, view.left, view.left + 360.0, 30.0)
    ax.set_xlabel("azimuth, clockwise from lunar north [deg]")
    mean = 100 * float(view.year.lit_fraction.mean())
    label_right(ax, [Label(mean, f"mean {mean:.0f} %", style.SYSTEMS["sunlight"])])


def proportions(ax: Axes, view: View, across: float) -> None:
    """``across`` [deg] of the horizon around the Earth, as high as wide, with discs of Sun and Earth to scale."""
    from matplotlib.collections import EllipseCollection

    year, centre = view.year, view.year.mean_earth_azimuth
    _space(ax, view)

    def discs(chosen: slice, body: Any, radius: FloatArray, colour: str, **more: Any) -> None:
        x, y, size = view.wrapped(body.azimuth[chosen], centre), body.elevation[chosen], 2 * radius[chosen]
        near = np.abs(x - centre) < across / 2 + 2
        ax.add_collection(
            EllipseCollection(
                size[near],
                size[near],
                np.zeros(int(near.sum())),
                units="xy",
                offsets=np.column_stack((x[near], y[near])),
                offset_transform=ax.transData,
                facecolors=colour,
                **more,
            )
        )

    for path in (view.lowest, view.highest):
        colour = _colour(view, path)
        x = view.wrapped(year.sun.azimuth[path], centre)
        for px, py in _pieces(x, year.sun.elevation[path]):
            ax.plot(px, py, color=colour, linewidth=0.6, zorder=1, alpha=0.8)
        noon = int(np.argmin(np.abs(x - centre)))
        discs(slice(path.start + noon % 12, path.stop, 12), year.sun, year.sun_radius, colour, zorder=2, label="Sun")
    month = slice(0, 27 * 24 + 8, 48)
    loop = slice(0, 27 * 24 + 8)
    ax.plot(
        view.wrapped(year.earth.azimuth[loop], centre), year.earth.elevation[loop], color=EARTH, linewidth=0.6, zorder=2
    )
    discs(month, year.earth, year.earth_radius, "#2f6f9f", edgecolors=EARTH, linewidths=0.8, zorder=2.5, label="Earth")
    _terrain(ax, view, centre - 180.0)
    ax.set_xlim(centre - across / 2, centre + across / 2)
    _compass(ax, centre - across / 2, centre + across / 2, 10.0 if across < 70 else 30.0)
    ax.set_xlabel("azimuth, clockwise from lunar north [deg]")
    _name_discs(ax, view, centre, across)


def _name_discs(ax: Axes, view: View, centre: float, across: float) -> None:
    """Name Sun and Earth beside a disc of each."""
    year = view.year
    x, path = view.wrapped(year.sun.azimuth, centre), view.highest
    near = path.start + int(np.argmin(np.abs(x[path] - (centre - across / 2 + 1.0))))
    size = 2 * float(year.sun_radius.mean())
    up: dict[str, Any] = {"color": PALE, "fontsize": 8.5, "zorder": 5}
    ax.text(centre - across / 2 + 0.6, float(year.sun.elevation[near]) + 0.5, f"Sun, {size:.2f}° across", **up)
    month = slice(0, 27 * 24, 48)
    top = int(np.argmax(year.earth.elevation[month])) * 48
    size = 2 * float(year.earth_radius.mean())
    ax.text(
        float(view.wrapped(year.earth.azimuth[month], centre).max()) + 2.0,
        min(float(year.earth.elevation[top]), view.high - 0.9),
        f"Earth, {size:.1f}° across,\nfrom {day_of(year.utc[0])} on",
        va="center",
        **up,
    )


def day_of(moment: np.datetime64) -> str:
    """Date of a moment as figures write it."""
    return day(moment.astype("datetime64[us]").astype(object))

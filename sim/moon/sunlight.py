"""Sunlight at a site: how much of the Sun's disc is in view, and when.

The visible fraction is that of a disc cut by a straight edge, at the height of the skyline in the azimuth of the Sun's
centre, less what of it stands behind the Earth. Over a run it is sampled at the middle of equal cells of a few minutes,
and each cell keeps its sample: that sum is the integral which everything below is exact to (midpoint rule; with five
minutes as good as continuous).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.moon.between_moments import SUN_CURVATURE, cubic, height_bounds, members
from sim.moon.constants import AU_KM, SUN_RADIUS_KM, SYNODIC_MONTH_D
from sim.moon.eclipse import eclipse_spans, hidden_by_earth
from sim.moon.ephemeris import Moment, pieces, to_utc, utc_hours
from sim.moon.geometry import AzEl, Observer
from sim.moon.horizon import Horizon

Array = NDArray[np.float64]

_CHUNK = 1 << 13
"""Samples worked on at a time: keeps intermediate arrays in the processor's cache and the peak memory low."""

_GROUP_H = 1.0
"""Length of the groups of cells for which it is asked first whether they are lit or dark throughout [h]."""

_REACH = 2.0
"""Difference in elevation beyond which the Earth hides nothing [deg]: the radii of both discs make 1.4 at most."""

_RADIUS_GROWTH = 1.0001
"""The Sun's distance changes by 1.6 km/s at most, so within an hour its disc grows by less than this factor."""


def disc_fraction(height: ArrayLike, radius: ArrayLike) -> Array:
    """Visible fraction of a disc behind a straight edge: the area of a circular segment.

    Parameters
    ----------
    height : of the disc's centre above the edge, any shape [deg]
    radius : apparent radius of the disc, positive, same shape or scalar [deg]

    Returns
    -------
    0..1, exactly 0 and 1 where the disc is wholly below or above
    """
    x = np.clip(np.asarray(height, dtype=np.float64) / np.asarray(radius, dtype=np.float64), -1.0, 1.0)
    return np.asarray(0.5 + (x * np.sqrt(1.0 - x * x) + np.arcsin(x)) / np.pi)


def lit_fraction(observer: Observer, horizon: Horizon, utc: ArrayLike) -> Array:
    """Visible fraction of the solar disc: above the skyline and not behind the Earth.

    Parameters
    ----------
    observer : where
    horizon : skyline as seen from there
    utc : (n,) datetime64

    Returns
    -------
    (n,) 0..1

    Raises
    ------
    EphemerisRangeError : a time lies outside the ephemeris
    """
    return lit_fraction_of(observer.sun(utc), observer.earth(utc), horizon)


def lit_fraction_of(sun: AzEl, earth: AzEl, horizon: Horizon) -> Array:
    """Visible fraction of the solar disc (n,), 0..1, where Sun and Earth stand (n,); see :func:`lit_fraction`."""
    fraction, height = _over_skyline(sun, horizon)
    # Bodies whose elevations differ by so much are further apart than that, whatever their azimuths.
    near = np.flatnonzero((fraction > 0.0) & (np.abs(sun.elevation - earth.elevation) < _REACH))
    if near.size:
        fraction[near] = _less_hidden(fraction[near], height[near], sun.take(near), earth.take(near))
    return fraction


def _over_skyline(sun: AzEl, horizon: Horizon) -> tuple[Array, Array]:
    """Fraction of the solar disc above the skyline, 0..1, and the height of its centre over it [deg], (n,) each."""
    height = sun.elevation - horizon.at(sun.azimuth)
    radius = sun.apparent_radius(SUN_RADIUS_KM)
    fraction = (height >= radius).astype(np.float64)
    # The disc is cut by the skyline in a few percent of all samples: only there is the formula needed.
    cut = np.flatnonzero(np.abs(height) < radius)
    fraction[cut] = disc_fraction(height[cut], radius[cut])
    return fraction, height


def _less_hidden(fraction: Array, height: Array, sun: AzEl, earth: AzEl) -> Array:
    """Fractions above the skyline (n,), less what the Earth hides of them."""
    return np.maximum(0.0, fraction - hidden_by_earth(sun, earth, height))


def spans_below(samples: Array, level: float) -> NDArray[np.intp]:
    """Unbroken stretches of samples (m,) below a level: the first of each and the one after its last, (n, 2)."""
    below = np.concatenate([[False], samples < level, [False]])
    return np.flatnonzero(below[1:] != below[:-1]).reshape(-1, 2)


DARK_BELOW = 0.5
"""Visible fraction of the disc below which it counts as dark [1]."""


@dataclass(frozen=True, eq=False)
class Sunlight:
    """Sunlight over a run, cut into segments of constant fraction.

    Attributes
    ----------
    times : (n + 1,) edges of the segments, from 0 to the end of the run [h]
    fraction : (n,) mean visible fraction of the solar disc within each segment, 0..1
    irradiance_factor : (n,) mean of the fraction times (1 AU / distance)^2: multiplies the irradiance at 1 AU, on a
        surface that faces the Sun
    upright_factor : (n,) mean of that product times the cosine of the Sun's elevation: the same on an upright surface
        that turns after the Sun
    samples : (m,) visible fraction in the middle of each of m equal cells
    step : length of a cell [h]
    """

    times: Array
    fraction: Array
    irradiance_factor: Array
    upright_factor: Array
    samples: Array
    step: float

    @property
    def hours(self) -> float:
        """Length of the run [h]."""
        return float(self.times[-1])

    @property
    def middles(self) -> Array:
        """Times of the samples (m,) [h]."""
        return np.asarray((np.arange(self.samples.size) + 0.5) * self.step, dtype=np.float64)

    def mean(self) -> float:
        """Mean visible fraction of the disc over the run."""
        return float(self.samples.mean())

    def half_share(self) -> float:
        """Share of the time with at least half of the disc in view."""
        return float(np.count_nonzero(self.samples >= DARK_BELOW) / self.samples.size)

    def longest_below(self, level: float = DARK_BELOW) -> float:
        """Longest unbroken time with less than `level` of the disc [h]; crossings interpolated between samples."""
        edges = spans_below(self.samples, level).ravel()
        if edges.size == 0:
            return 0.0
        # Edge k lies between samples k - 1 and k: at k - 1/2 steps and the interpolated part. The run's ends are exact.
        inner = (edges > 0) & (edges < self.samples.size)
        before, after = self.samples[edges[inner] - 1], self.samples[edges[inner]]
        at = edges.astype(np.float64)
        at[inner] += (level - before) / (after - before) - 0.5
        return float((at[1::2] - at[0::2]).max() * self.step)

    def longest_span_below(self, level: float = DARK_BELOW) -> tuple[float, float] | None:
        """Begin and end of the longest unbroken time with less than `level` of the disc [h], to a cell; None if none.

        The first of equally long ones. :meth:`longest_below` says how long it is within the cells at its ends.
        """
        spans = spans_below(self.samples, level)
        if len(spans) == 0:
            return None
        begin, end = spans[int(np.argmax(spans[:, 1] - spans[:, 0]))]
        return float(begin * self.step), float(end * self.step)

    def darkest_lunation(self) -> tuple[float, float] | None:
        """The synodic month (29.53 d) within the run with the lowest mean fraction.

        Returns
        -------
        Its begin [h] and its mean, 0..1; None if the run is shorter than a synodic month
        """
        cells = round(SYNODIC_MONTH_D * 24.0 / self.step)
        if cells > self.samples.size:
            return None
        total = np.concatenate([[0.0], np.cumsum(self.samples)])
        means = (total[cells:] - total[:-cells]) / cells
        first = int(np.argmin(means))
        return first * self.step, float(means[first])

    def until(self, hours: float) -> Sunlight:
        """Sunlight up to `hours` [h]; the segment that is cut keeps its mean."""
        if hours >= self.hours:
            return self
        begun = int(np.searchsorted(self.times, hours, side="left"))
        return Sunlight(
            times=np.append(self.times[:begun], hours),
            fraction=self.fraction[:begun],
            irradiance_factor=self.irradiance_factor[:begun],
            upright_factor=self.upright_factor[:begun],
            samples=self.samples[: max(1, round(hours / self.step))],
            step=self.step,
        )


def segments(
    observer: Observer,
    horizon: Horizon,
    start: Moment,
    hours: float,
    *,
    tolerance: float,
    max_length: float = 168.0,
    step: float = 1.0 / 12.0,
) -> Sunlight:
    """Sunlight over a run, as few constant segments as the tolerance allows.

    Cells of full light and cells of full darkness are never joined with others, so night and day are exactly 0 and 1.
    In between, a segment grows while every sample within it stays within the tolerance of its mean.

    The tolerance holds at the samples. Up to half a cell away the disc has moved on: at the shipped sites, looked at
    every half minute for five years with cells of five minutes, by up to 0.013 beyond the tolerance, for 0.2 % of the
    time with one of 0.05 and 0.6 % with one of 0.02; what counts as full or dark misses it by up to 0.0015.

    Parameters
    ----------
    observer, horizon : where, and the skyline as seen from there
    start : of the run (UTC; a date means its midnight)
    hours : length of the run [h]
    tolerance : largest difference between a sample and the mean of its segment, 0..1
    max_length : of a segment [h]
    step : length of a cell [h]; shortened if needed so that a whole number of cells fills the run

    Returns
    -------
    Sunlight, whose segment means equal the means of their samples

    Raises
    ------
    ValueError : hours, max_length or step is not positive, the step exceeds max_length, or the tolerance is negative
    EphemerisRangeError : the run leaves the ephemeris
    """
    if not (np.isfinite(hours) and hours > 0.0):
        raise ValueError(f"a run of {hours:g} h has no sunlight to compute")
    if not (np.isfinite(step) and 0.0 < step <= max_length):
        raise ValueError(f"step {step:g} h must be positive and at most max_length, {max_length:g} h")
    if not tolerance >= 0.0:
        raise ValueError(f"tolerance {tolerance:g} must not be negative")
    count = max(1, int(np.ceil(hours / step - 1e-9)))
    cell = hours / count
    samples, facing, upright = _sample(observer, horizon, to_utc(start), cell, count)
    edges = _cut(samples, tolerance, max(1, int(min(max_length, hours) / cell + 1e-9)))
    lengths = np.diff(edges)
    times = edges * hours / count
    # The division can miss the end of the run by the last digit.
    times[-1] = hours
    return Sunlight(
        times=times,
        fraction=np.add.reduceat(samples, edges[:-1]) / lengths,
        irradiance_factor=np.add.reduceat(facing, edges[:-1]) / lengths,
        upright_factor=np.add.reduceat(upright, edges[:-1]) / lengths,
        samples=samples,
        step=cell,
    )


def _sample(
    observer: Observer, horizon: Horizon, start: np.datetime64, cell: float, count: int
) -> tuple[Array, Array, Array]:
    """Visible fraction f at the middle of each cell, the same times (1 AU / distance)^2, and that times cos(elevation).

    Where the Sun stands at every hour says of most cells that they are wholly lit or dark; only the others, and those
    of spans in which there may be an eclipse, are looked at one by one. What multiplies f in wholly lit cells is
    interpolated: good to 2e-12, with the cosine to 2e-9 at any latitude.
    """
    samples, facing, upright = np.zeros(count), np.zeros(count), np.zeros(count)
    size = max(1, int(_GROUP_H / cell + 1e-9))
    # Longer cells are looked at one by one: the bounds hold for an hour.
    groups = count // size if cell <= _GROUP_H else 0
    edges = utc_hours(start, np.arange(groups + 1) * (size * cell))
    sun = observer.sun(edges)
    lowest, highest = height_bounds(sun, horizon, size * cell, SUN_CURVATURE)
    radius = sun.apparent_radius(SUN_RADIUS_KM)
    radius = _RADIUS_GROWTH * np.maximum(radius[1:], radius[:-1])
    lit = lowest > radius
    # The distance of the lit is interpolated, so all four edges that this takes must lie in one piece of the table.
    piece = pieces(edges)
    lit[:1] = lit[-1:] = False
    lit[1:-1] &= piece[:-3] == piece[3:]
    # One more span, so that rounding at the end of the run finds one.
    eclipsed, span = eclipse_spans(observer, start, count * cell)
    eclipsed = np.append(eclipsed, eclipsed[-1:])
    at_edges = eclipsed[(np.arange(groups + 1) * (size * cell / span)).astype(np.intp)]
    lit &= ~(at_edges[:-1] | at_edges[1:])
    groups_lit = np.flatnonzero(lit)
    factor = (AU_KM / sun.distance) ** 2
    for values, at_edge in ((facing, factor), (upright, factor * np.cos(np.radians(sun.elevation)))):
        values[: groups * size].reshape(groups, size)[groups_lit] = cubic(at_edge, groups_lit, size)
    samples[: groups * size].reshape(groups, size)[groups_lit] = 1.0
    unsure = members(np.flatnonzero(~(lit | (highest < -radius))), size)
    unsure = np.concatenate([unsure, np.arange(groups * size, count)])
    for begin in range(0, unsure.size, _CHUNK):
        part = unsure[begin : begin + _CHUNK]
        hours = (part + 0.5) * cell
        utc = utc_hours(start, hours)
        sun = observer.sun(utc)
        fraction, height = _over_skyline(sun, horizon)
        near = np.flatnonzero(eclipsed[(hours / span).astype(np.intp)] & (fraction > 0.0))
        if near.size:
            earth = observer.earth(utc[near])
            fraction[near] = _less_hidden(fraction[near], height[near], sun.take(near), earth)
        samples[part] = fraction
        fraction = fraction * (AU_KM / sun.distance) ** 2
        facing[part], upright[part] = fraction, fraction * np.cos(np.radians(sun.elevation))
    return samples, facing, upright


def _cut(samples: Array, tolerance: float, longest: int) -> NDArray[np.int64]:
    """Edges of the segments, as indices of cells, the first 0 and the last the number of cells."""
    kind = (samples > 0.0).astype(np.int8) + (samples >= 1.0)
    bounds = [0, *(np.flatnonzero(np.diff(kind)) + 1).tolist(), samples.size]
    edges = [0]
    for begin, end in pairwise(bounds):
        if kind[begin] == 1:
            edges.extend(_cut_partial(samples[begin:end].tolist(), begin, tolerance, longest))
        else:
            edges.extend(range(begin + longest, end, longest))
        edges.append(end)
    return np.array(edges, dtype=np.int64)


def _cut_partial(values: list[float], offset: int, tolerance: float, longest: int) -> list[int]:
    """Inner edges of one stretch of partial light: each segment is grown from the left as far as it may."""
    edges = []
    lowest = highest = values[0]
    total, size = 0.0, 0
    # A loop over every partly lit sample of years: comparisons cost a third of what calls of min and max do.
    for k, value in enumerate(values, start=offset):
        total += value
        size += 1
        if value > highest:
            highest = value
        elif value < lowest:
            lowest = value
        mean = total / size
        if highest - mean > tolerance or mean - lowest > tolerance or size > longest:
            edges.append(k)
            lowest = highest = total = value
            size = 1
    return edges

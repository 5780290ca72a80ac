"""What the figures of a sweep show of its variants: a value of each with its interval, and which of them are best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.result.number_text import amount, typeset
from sim.study.replicates.measures import FloatArray, Measure
from sim.study.statistics import Estimate
from sim.study.sweeps.sweep import Sweep
from sim.view.kit.text import plain

MOST = 6
"""Most figures of a variant that are shown."""


@dataclass(frozen=True)
class Shown:
    """A figure of all variants.

    Attributes:
        title: What it is.
        unit: Its unit, as the axis names it.
        how: How to read it.
        better: Which way is better: 1 more, -1 less, 0 neither.
        values: The values, shape (variants,); not a number where there is none.
        lows, highs: Ends of their 95 % intervals.
        best: Places of those that are best, or that the draws do not tell from the best.
        text: Writes a value.
        whole: Whether it is a share of the draws: an axis of such shows all from 0 to 100 %.
    """

    title: str
    unit: str
    how: str
    better: int
    values: FloatArray
    lows: FloatArray
    highs: FloatArray
    best: frozenset[int]
    text: Callable[[float], str]
    whole: bool = False


def shown_of(sweep: Sweep) -> list[Shown]:
    """What is shown of a sweep, what it is ranked by first."""
    lead = sweep.lead
    found = []
    if lead.is_date:
        shares = [sweep.reached(lead.name, place) for place in range(len(sweep.samples))]
        found.append(_share(f"{plain(lead.label)} by {sweep.tellings[0].end}", "share of the draws", 1, shares, sweep))
    else:
        found.append(_measure(sweep, lead))
    won = [sweep.race.best[place] if place in sweep.race.order else None for place in range(len(sweep.samples))]
    name = "First of all" if lead.is_date else f"Best by {plain(lead.label)[:1].lower()}{plain(lead.label)[1:]}"
    found.append(_share(name, "share of the draws", 1, won, sweep))
    for number, requirement in enumerate(sweep.requirements):
        title = plain(sweep.required(requirement))
        how = f"share of the draws; required: {100 * requirement.share:g} %"
        found.append(_share(title, how, 1, [met[number] for met in sweep.met], sweep, requirement.share))
    required = {requirement.measure for requirement in sweep.requirements}
    rest = [one for one in sweep.chief if one.name not in required and one != lead and not one.is_date]
    for measure in sorted(rest, key=lambda one: _WANTED.get(one.name, 1)):
        if len(found) < MOST:
            found.append(_measure(sweep, measure))
    return found


_WANTED = {"station.landed_mass": 0, "shelter.progress": 2}
"""What it costs is shown beside what it brings; of bricks and of their share of all, one is enough."""


def _measure(sweep: Sweep, measure: Measure) -> Shown:
    middles = [sweep.middle(measure.name, place) for place in range(len(sweep.samples))]
    values, lows, highs = _arrays(middles)
    share = measure.unit == "1" and not measure.count
    scale = 100.0 if share else 1.0
    # The interval of a mean knows nothing of what there can be: no less than nothing, no more than all.
    if not any((sample[measure.name] < 0.0).any() for sample in sweep.samples):
        lows = np.maximum(lows, 0.0)
    if share:
        highs = np.minimum(highs, np.maximum(values, 1.0))
    best: frozenset[int] = frozenset()
    if measure.better and sweep.alive:
        race = sweep.race_by(measure.name)
        best = frozenset((race.leader, *race.rivals))
    unit = "%" if share else "" if measure.unit == "1" else measure.unit
    text = _percent if share else lambda value: typeset(amount(value))
    how = "mean of the draws"
    return Shown(
        plain(measure.label), unit, how, measure.better, scale * values, scale * lows, scale * highs, best, text
    )


def _share(
    title: str, how: str, better: int, shares: Sequence[Estimate | None], sweep: Sweep, enough: float | None = None
) -> Shown:
    values, lows, highs = _arrays(shares)
    among = [place for place in sweep.race.order if not np.isnan(values[place])]
    bar = enough if enough is not None else max((values[place] for place in among), default=np.nan)
    # Of those whose interval reaches up to the best, it is not known that they are worse.
    best = frozenset(place for place in among if (highs[place] if enough is None else values[place]) >= bar)
    return Shown(title, "%", how, better, 100.0 * values, 100.0 * lows, 100.0 * highs, best, _whole, whole=True)


def _whole(value: float) -> str:
    return f"{value:.0f}"


def _percent(value: float) -> str:
    return f"{value:.3g}" if value < 99.95 or value >= 100 else f"{value:.2f}"


def _arrays(estimates: Sequence[Estimate | None]) -> tuple[FloatArray, FloatArray, FloatArray]:
    def of(pick: Callable[[Estimate], float | None]) -> FloatArray:
        found = [None if one is None else pick(one) for one in estimates]
        return np.array([np.nan if value is None else value for value in found], dtype=float)

    return of(lambda one: one.value), of(lambda one: one.low), of(lambda one: one.high)

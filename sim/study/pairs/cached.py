"""Studies that lie under a root of results, asked how far apart the draws of scenarios lie."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.result import Result, program
from sim.result.relieved import in_days
from sim.study.ensembles.telling import Telling
from sim.study.errors import StudyError
from sim.study.folder import STUDY
from sim.study.noise import STUDIES, Noise, PairSpread, Spread
from sim.study.pairs.difference import Difference, differences
from sim.study.replicates.measures import FloatArray, Measure, goal_measure
from sim.study.replicates.sample import Sample, paired, sample
from sim.study.replicates.store import STORE, Store
from sim.study.replicates.variants import Variant
from sim.study.statistics.estimate import cut_at
from sim.study.study_folder import FORMAT

LEAST = 8
"""Fewest draws that say how far apart draws lie."""
_KINDS = frozenset({"ensemble", "compare"})
"""Kinds of studies whose replicates are draws of their scenarios as they are."""


@dataclass(frozen=True)
class _Cached:
    """A study that lies there: its folder, how many draws it has of each of its scenarios, and their keys."""

    folder: Path
    draws: int
    keys: frozenset[str]


def find(results: Sequence[Result], labels: Sequence[str], root: Path) -> Noise | None:
    """What studies say of how far apart draws lie; None where they say nothing.

    Those count that draw nothing but lives, repairs and rejects, ran as long with the same program, and have at least
    :data:`LEAST` draws; of several the one with the most. What cannot be read is passed over: it is no part of this.

    Args:
        results: Single runs, which are compared with the first.
        labels: What each is called.
        root: Root under which results lie.
    """
    first = results[0]
    studies = sorted(_studies(root / STUDIES, first.until_h), key=lambda one: (-one.draws, one.folder.name))
    variants = [Variant(label, result.scenario) for label, result in zip(labels, results, strict=True)]
    there = [study for study in studies if variants[0].key in study.keys]
    alone, pairs, sources = {}, {}, []
    for study in there:
        (found,) = _samples(study, variants[:1]) or (None,)
        if found is not None:
            alone = {name: _alone(found[name], measure, first) for name, measure in found.measures.items()}
            sources.append(study.folder)
            break
    for variant, result in zip(variants[1:], results[1:], strict=True):
        both = [study for study in there if variant.key in study.keys and result.until_h == first.until_h]
        for study in both:
            samples = _samples(study, (variants[0], variant))
            if samples is not None:
                told = differences(samples[0], samples[1], first.until_h, samples[0].measures)
                telling = Telling(first.start, first.end)
                pairs[variant.label] = {name: _paired(one, telling) for name, one in told.items()}
                sources.append(study.folder)
                break
    if not sources:
        return None
    source = sources[-1].relative_to(root).as_posix()
    return Noise(source, {name: one for name, one in alone.items() if one is not None}, pairs)


def relief_words(result: Result, relief: str | None, root: Path) -> str | None:
    """That what lifting a limit brought to the chief goal may be luck, with how far apart draws lie.

    Args:
        result: The run.
        relief: What was lifted (None: the must-have that held it back most).
        root: Root under which results lie.

    Returns:
        A sentence; None if it is beyond the noise, was not tried, or nothing is known of the draws.
    """
    brought = result.without_worst if relief is None else result.relieved.get(relief)
    if brought is None or brought.days is None:
        return None
    noise = find([result], [result.name], root)
    if noise is None:
        return None
    spread = noise.alone.get(goal_measure(brought.goal))
    if spread is None or not spread.holds(brought.days):
        return None
    return (
        f"That date has a standard deviation of {spread.deviation:,.0f} d over {spread.draws:,d} draws "
        f"({noise.source}): {in_days(brought.days)} may be luck."
    )


def _studies(folder: Path, until_h: float) -> Iterator[_Cached]:
    """Studies of a folder whose draws are those of single runs of a span."""
    for path in (path for kind in _KINDS for path in folder.glob(f"{kind}-*/{STUDY}")):
        try:
            told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if (told["format"], told["vary"], told["until_h"]) != (FORMAT, "random", until_h):
                continue
            if told["kind"] in _KINDS and told["settings"]["n"] >= LEAST:
                keys = frozenset(one["key"] for one in told["variants"] if one["relief"] is None)
                yield _Cached(path.parent, int(told["settings"]["n"]), keys)
        except (OSError, ValueError, KeyError, TypeError):
            continue


def _samples(study: _Cached, variants: Sequence[Variant]) -> tuple[Sample, ...] | None:
    """Draws of some scenarios that ended well in all of them; None where there are too few, or of another program."""
    try:
        with Store(study.folder / STORE, write=False) as store:
            if store.about.get("program") != program.source_digest():
                return None
            found = paired(*(sample(store, variant, range(study.draws)) for variant in variants))
    except (StudyError, OSError):
        return None
    return found if len(found[0]) >= LEAST else None


def _alone(values: FloatArray, measure: Measure, run: Result) -> Spread | None:
    values = values[~np.isnan(values)]
    if values.size < LEAST:
        return None
    late = np.isinf(values)
    placed = cut_at(values, run.until_h if measure.is_date else None)[0]
    return Spread(_deviation(placed, measure), int(values.size), unlike=bool(late.any() and not late.all()))


def _paired(one: Difference, telling: Telling) -> PairSpread:
    never = [np.isinf(values) for values in (one.first, one.this)]
    mean = one.paired.mean
    return PairSpread(
        _deviation(one.values, one.measure),
        one.paired.n,
        unlike=any(bool(late.any() and not late.all()) for late in never) and one.within_noise,
        said=f"{telling.difference(one.measure, mean.value)} ({telling.differences(one.measure, mean)})",
        noisy=one.within_noise,
    )


def _deviation(values: FloatArray, measure: Measure) -> float:
    if np.ptp(values) == 0.0:
        return 0.0
    return float(np.std(values, ddof=1)) / (24.0 if measure.is_date else 1.0)

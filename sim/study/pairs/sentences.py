"""What paired scenarios differ in, in sentences: what is beyond the noise first, and what is within it by name only."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.result import kpis
from sim.result.number_text import number, percent
from sim.study.ensembles.telling import share_text
from sim.study.explanation.words import LITTLE_WEIGHT
from sim.study.pairs.difference import Difference
from sim.study.pairs.pairing import Pairing
from sim.study.replicates.measures import CHIEF, Measure
from sim.study.statistics import Estimate, share_up_to
from sim.study.wording import counted, joined, listed

_MOST = 3
"""Most measures that are worse, and that are better, in the first sentence."""
_NAMED = 6
"""Most measures within the noise that are named."""


def of(found: Pairing) -> Iterator[str]:
    """The sentences, for each other scenario in its order."""
    for label, differences in found.differences.items():
        yield _lead(found, label)
        goal = differences.get(found.goal)
        if goal is not None:
            yield _goal(found, label, goal)
        if noise := _noise(found, label):
            yield noise
        if goal is not None and (saved := _saved(found, goal)):
            yield saved


def _lead(found: Pairing, label: str) -> str:
    """What is better and worse beyond the noise, the side that differs more first."""
    there = _chief(found, label)
    sides = []
    for heading, sign in (("better", 1), ("worse", -1)):
        side = sorted((one for one in there if one.better == sign), key=lambda one: -abs(one.weight))
        if side:
            sides.append((heading, side[:_MOST]))
    sides.sort(key=lambda side: -abs(side[1][0].weight))
    who = f"{label} against {found.labels[0]}, over {counted(len(found), 'pair')} of draws: "
    if not sides:
        return who + "nothing that stands for a run differs beyond the noise of these draws by as much as matters."
    return who + "; ".join(f"{how} in {joined([_named(one) for one in side])}" for how, side in sides) + "."


def _chief(found: Pairing, label: str) -> list[Difference]:
    """Differences that stand for a run and are worth a word, one of a kind: the goals, and the most of each group."""
    chosen: dict[object, Difference] = {}
    differences = found.differences[label]
    there = [differences[name] for name in found.chief if name in differences]
    for one in sorted(there, key=lambda one: -abs(one.weight)):
        if abs(one.weight) < LITTLE_WEIGHT:
            continue
        if found.goal == CHIEF and kpis.is_completion(one.measure.name):
            # The structure that stands last is the goal; the others are on the way to it.
            continue
        chosen.setdefault(_kind(one.measure), one)
    return list(chosen.values())


def _kind(measure: Measure) -> object:
    group = kpis.rank(kpis.GOAL.name if measure.name == CHIEF else measure.name)[0]
    return measure.name if kpis.GOAL.matches(measure.name) else group


def _named(one: Difference) -> str:
    """A difference in words: ``Mass landed (4,927 kg less in every pair)``."""
    return f"{one.measure.label} ({how_much(one)})"


def how_much(one: Difference) -> str:
    """How large a difference is, in words with its interval: ``16 d earlier, 95 % interval 12 to 20 d``."""
    paired, measure = one.paired, one.measure
    if one.reached is not None and not one.reached.holds(0.0) and one.reached.value:
        change = f"by the end in {100 * abs(one.reached.value):.0f} % {'more' if one.reached.value > 0 else 'fewer'}"
        return f"{change} of the draws"
    text = f"{_size(measure, paired.mean.value)} {_way(measure, paired.mean.value)}"
    if one.constant:
        return f"{text} in every pair"
    return text + _interval(measure, paired.mean)


def _interval(measure: Measure, mean: Estimate) -> str:
    """The interval of a difference, in words."""
    if mean.low is None or mean.high is None:
        return ", of one pair"
    if mean.low * mean.high < 0:
        ends = [f"{_size(measure, end)} {_way(measure, end)}" for end in (mean.low, mean.high)]
        return f", {percent(mean.level)} interval {' to '.join(ends)}"
    small, large = (_size(measure, end) for end in sorted((mean.low, mean.high), key=abs))
    unit = large.rpartition(" ")[2]
    return f", {percent(mean.level)} interval {small.removesuffix(f' {unit}')} to {large}"


def _size(measure: Measure, value: float) -> str:
    size = abs(value)
    if measure.is_date:
        return f"{size / 24.0:,.{0 if size >= 24.0 else 1}f} d"
    if measure.count:
        return f"{size:,.1f}" if size < 100 else f"{size:,.0f}"
    if measure.unit == "1":
        return f"{100 * size:.2g} pt" if size < 0.1 else f"{100 * size:.0f} pt"
    return number(size, measure.unit)


def _way(measure: Measure, value: float) -> str:
    if measure.is_date:
        return "earlier" if value < 0 else "later"
    return "less" if value < 0 else "more"


def _goal(found: Pairing, label: str, one: Difference) -> str:
    """How likely both come to the goal of the first, and when."""
    first = found.each[0]
    goal = next(goal for goal, measure in first.goals if measure.name == one.measure.name)
    until = found.header.drawing.until_h
    due = goal.due if goal.due is not None and goal.due < until else None
    mine, others = share_up_to(one.this, due or until), share_up_to(one.first, due or until)
    what = f"The goal {goal.name} is reached" if goal.name else f"{goal.what[0].upper()}{goal.what[1:]}"
    by = f"{what} by {found.telling.date(due or until)} in"
    if mine.value == others.value == 1.0:
        text = f"{by} all draws of both"
    elif mine.value == others.value == 0.0:
        return f"{by} none of the draws of either, so that nothing can be said of when."
    else:
        text = f"{by} {share_text(mine)} of the draws of {label} and {share_text(others)} of those of {found.labels[0]}"
    if one.same:
        return f"{text}, always at the same time."
    when = f"{_size(one.measure, one.paired.mean.value)} {_way(one.measure, one.paired.mean.value)}"
    when += " in every pair" if one.constant else _interval(one.measure, one.paired.mean)
    cut = f" (or more: in {counted(one.paired.cut, 'pair')} one is not there by the end)" if one.paired.cut else ""
    if one.paired.within_noise is not False:
        return f"{text}; when is within noise: {when}{cut}."
    better = one.paired.better
    sooner = "" if better is None else f"; it is sooner there in {share_text(better)} of the pairs"
    return f"{text}; for {label} it is {when}{cut}{sooner}."


def _noise(found: Pairing, label: str) -> str:
    """What is within the noise, by name."""
    differences = found.differences[label]
    names = [name for name in found.listed if name in differences and name != found.goal]
    inside = [differences[name].measure.label for name in names if differences[name].within_noise]
    return f"Within noise, so that nothing is said of it: {listed(inside, _NAMED)}." if inside else ""


def _saved(found: Pairing, one: Difference) -> str:
    """How many runs pairing saved for the date of the goal."""
    saved, alone = one.paired.runs_saved, one.paired.unpaired_runs
    if saved is None or alone is None or len(found) < 2:
        return ""
    if math.isinf(saved):
        return "Pairing left no noise in that difference: it is the same in every pair."
    if saved <= 0:
        return (
            f"Pairing saved no runs here: {counted(max(2, round(alone)), 'independent run')} of each would tell that "
            "date as precisely."
        )
    return (
        f"Pairing saved {counted(round(saved), 'run')} of each: without the same draws it took {round(alone):,d} of "
        "each to tell the difference of that date as precisely."
    )

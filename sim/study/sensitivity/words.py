"""The sentences of a sensitivity study."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist

from sim.result.number_text import percent, spelt, whole_percent
from sim.scenario.provenance import KNOWN
from sim.study.ensembles.telling import Telling
from sim.study.replicates.measures import Measure
from sim.study.sensitivity.names import Assumption
from sim.study.sensitivity.outcomes import Outcome
from sim.study.statistics import Estimate
from sim.study.wording import counted, joined

NAMED = 3
"""Assumptions that are named at most: what decides is few."""
SMALL = 0.05
"""Share of the variance below which, luck taken off, parameters together may be anything in their ranges."""


def decisive(outcome: Outcome) -> tuple[str, ...]:
    """Parameters that surely have a share: one by themselves, or one with others that is more than luck.

    Of many intervals of 95 %, some miss by luck: all of them together are to hold at their level (Bonferroni). What has
    the largest total share comes first.
    """
    luck = outcome.luck_share
    noise = luck.value if luck.high is None else luck.high
    count = len(outcome.ranked)
    return tuple(
        name
        for name in outcome.ranked
        if _above(outcome.first(name), 0.0, count) or _above(outcome.total(name), noise, count)
    )


def _above(share: Estimate | None, value: float, count: int) -> bool:
    """Whether a share is surely above a value, as one of so many."""
    if share is None or share.low is None or share.high is None:
        return False
    beyond = (1.0 - share.level) / 2.0
    normal = NormalDist()
    wider = normal.inv_cdf(1.0 - beyond / count) / normal.inv_cdf(1.0 - beyond)
    # The upper half: the lower one of a total share is cut at zero.
    return share.value - wider * (share.high - share.value) > value


def sentences_of(
    outcome: Outcome, assumptions: Mapping[str, Assumption], others: Sequence[str], telling: Telling
) -> tuple[str, ...]:
    """What was found of one figure, what matters most first."""
    if not outcome.varies:
        return (*_instead(outcome, telling), _nothing(outcome, len(assumptions), telling))
    return (
        *_instead(outcome, telling),
        _deciding(outcome, assumptions, telling),
        *_next(outcome, assumptions, telling),
        *_left(outcome, assumptions, others, telling),
        _luck(outcome, telling),
    )


def subject(measure: Measure) -> str:
    """A figure within a sentence: ``when the last structure stands``, ``bricks laid``."""
    low = measure.said
    if not measure.is_date:
        return low
    return f"when {'the ' if low.split()[0] in {'last', 'first', 'goal'} else ''}{low}"


def size(measure: Measure, value: float, telling: Telling) -> str:
    """How large a difference is, without a sign: ``38 d``, ``31,000``, ``4.1 pt``."""
    return telling.difference(measure, abs(value)).removeprefix("+")


def _instead(outcome: Outcome, telling: Telling) -> tuple[str, ...]:
    """That a date is not reached by the end, and what is made of that."""
    if not outcome.late:
        return ()
    late = whole_percent(outcome.late)
    if outcome.measure.name != outcome.asked.name:
        return (
            f"{outcome.asked.label}: not by {telling.end} in {late} of the draws, too many to say what moves the date; "
            f"so it is {subject(outcome.measure)} by {telling.end} that is looked at, on which the date depends. "
            "How early the others are it does not say.",
        )
    return (
        f"{outcome.asked.label}: not by {telling.end} in {late} of the draws; they count as if it were that day, so "
        "what is said of the date holds up to there.",
    )


def _nothing(outcome: Outcome, count: int, telling: Telling) -> str:
    said = telling.value(outcome.measure, outcome.nominal)
    moved = outcome.screening is not None and not outcome.screening.constant
    if moved or (outcome.indices is not None and not outcome.indices.constant):
        return (
            f"What decides {subject(outcome.measure)} cannot be said: it hardly ever changes, and is the same in every "
            "draw over the ranges; more samples might tell."
        )
    return (
        f"None of {counted(count, 'assumption')} moves {subject(outcome.measure)} within its range: it is {said} in "
        "every run."
    )


def _deciding(outcome: Outcome, assumptions: Mapping[str, Assumption], telling: Telling) -> str:
    measure = outcome.measure
    names = decisive(outcome)
    about = (
        f"over all ranges its mean is {telling.value(measure, outcome.mean)} and its standard deviation "
        f"{size(measure, outcome.spread, telling)}"
    )
    if not names:
        return (
            f"No assumption surely decides {subject(measure)} by itself: {about}, and every share is within its "
            "noise; more samples would tell."
        )
    named = names[:NAMED]
    told = "; ".join(_named(outcome, name, assumptions[name], place == 0) for place, name in enumerate(named))
    number = spelt(len(named)).capitalize()
    verb = "assumption decides" if len(named) == 1 else "assumptions decide"
    most = "" if len(names) <= NAMED else " most"
    return f"{number} {verb} {subject(measure)}{most}: {told}; {about}."


def _named(outcome: Outcome, name: str, assumption: Assumption, lead: bool) -> str:
    first, total = outcome.first(name), outcome.total(name)
    assert first is not None
    assert total is not None
    alone = _above(first, 0.0, len(outcome.ranked))
    of = " of the variance" if lead else ""
    said = percent(first.value if alone else total.value) + of + ("" if alone else " together with others")
    shown = first if alone else total
    level = f"{percent(shown.level)} interval " if lead else ""
    said += f", {level}{ends_text(shown)}"
    return f"{assumption.what} ({assumption.asset}; {said})"


def _left(
    outcome: Outcome, assumptions: Mapping[str, Assumption], others: Sequence[str], telling: Telling
) -> tuple[str, ...]:
    """What the parameters without a share of their own do together."""
    total = outcome.others
    if total is None or math.isnan(total.value):
        return ()
    measure, luck = outcome.measure, outcome.luck_share
    moved = size(measure, math.sqrt(max(0.0, total.value)) * outcome.spread, telling)
    still = sum(1 for name in others if (effect := outcome.effect(name)) is not None and effect[0].value == 0.0)
    none = f"; {still} of them change nothing at all" if still else ""
    high = total.value if total.high is None else total.high
    part = f"{whole_percent(max(0.0, total.value))} of the variance (interval {ends_text(total)})"
    amount = f"{part}, a standard deviation of {moved}"
    head = f"{len(others)} of {len(assumptions)}"
    if still == len(others):
        return (f"{head} could be anything in their ranges: they change nothing at all.",)
    if high <= SMALL or high <= SMALL + luck.value:
        with_luck = ", luck included" if luck.value >= 0.005 else ""
        return (f"{head} could be anything in their ranges: together they make {amount}{with_luck}{none}.",)
    if total.value <= SMALL + luck.value:
        return (
            f"{head} seem to matter little: together they make {amount}, luck included, but more samples would be "
            f"needed to be sure{none}.",
        )
    return (f"{head} matter little one by one, but together they make {amount}, luck included{none}.",)


def ends_text(share: Estimate) -> str:
    """The ends of the interval of a share [%]: ``33 to 50``."""
    if share.low is None or share.high is None:
        return "not known"
    return f"{100 * min(1.0, max(0.0, share.low)):.0f} to {100 * min(1.0, max(0.0, share.high)):.0f}"


def _luck(outcome: Outcome, telling: Telling) -> str:
    measure, deviation, part = outcome.measure, outcome.luck, outcome.luck_share
    pairs = f"{counted(deviation.n, 'pair')} of runs that differ in lives, repairs and rejects alone"
    if deviation.low is None or deviation.high is None:
        return "Luck is not known: too few runs ended well."
    if not deviation.value > 0.0:
        return f"Luck plays no part: {pairs} are alike."
    ends = f"{size(measure, deviation.low, telling)} to {size(measure, deviation.high, telling)}"
    return (
        f"Luck alone, seen in {pairs}, has a standard deviation of {size(measure, deviation.value, telling)} "
        f"({percent(deviation.level)} interval {ends}): {whole_percent(part.value)} of that variance. The shares are "
        "those of one draw of luck, and of a total share so much may be luck."
    )


def _next(outcome: Outcome, assumptions: Mapping[str, Assumption], telling: Telling) -> tuple[str, ...]:
    """What to find out next: of what decides, what is known least, and what knowing it is worth."""
    count = len(outcome.ranked)
    named = decisive(outcome)[:NAMED]
    if not named:
        return ()
    order = {str(known): place for place, known in enumerate(KNOWN)}
    places = [order.get(assumptions[name].known, -1) for name in named]
    least = [name for name, place in zip(named, places, strict=True) if place == max(places)]
    known = assumptions[least[0]].known
    they = {1: "it", 2: "both"}.get(len(named), f"all {spelt(NAMED)}")
    if len(named) == 1:
        lead = f"It is {known}, so it is what to find out next"
    elif len(least) == len(named):
        lead = f"{they.capitalize()} are {known}, so they are what to find out next"
    else:
        what = joined([assumptions[name].what for name in least])
        lead = f"Of these, {what} {'is' if len(least) == 1 else 'are'} only {known}: find out that first"
    if not all(_above(outcome.first(name), 0.0, count) for name in named):
        # What a share together with others would take away if it were known is not known.
        return (f"{lead}.",)
    left = size(outcome.measure, outcome.spread * math.sqrt(_left_if_known(outcome, named)), telling)
    return (f"{lead}; were {they} known, the standard deviation would be about {left}.",)


def _left_if_known(outcome: Outcome, names: Sequence[str]) -> float:
    """Share of the variance that would be left if some parameters were known.

    It is at most what their shares by themselves leave, and at least the largest total share of any other.
    """
    assert outcome.indices is not None
    taken = sum(one.value for name in names if (one := outcome.first(name)) is not None)
    rest = [one.value for name in outcome.indices.names if name not in names and (one := outcome.total(name))]
    return min(1.0, max(0.0, 1.0 - taken, *rest))

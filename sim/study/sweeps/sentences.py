"""What a sweep says: which variant to take, in how many draws it is best, and how far the draws tell."""

from __future__ import annotations

import math

import numpy as np

from sim.result.number_text import percent
from sim.study.ensembles.telling import share_text
from sim.study.statistics import Estimate, paired, proportion
from sim.study.sweeps.contest import LANDED, Contest
from sim.study.sweeps.race import Race
from sim.study.wording import counted, few, joined

_NAMED = 4
"""Most variants that a sentence names."""


def sentences(sweep: Contest) -> tuple[str, ...]:
    """All that it says, what matters most first."""
    if not sweep.alive or not sweep.n:
        return ("No replicate ended well in all variants: nothing can be compared.",)
    # Who asks for the worst chooses none to land.
    found = [_worst(sweep), _answer(sweep)] if sweep.asks_worst else [_answer(sweep), _lightest(sweep)]
    found += [*_ahead(sweep), *_by_last_axis(sweep), *_unfit(sweep)]
    return tuple(text for text in found if text)


def _answer(sweep: Contest) -> str:
    race, label = sweep.race, sweep.labels[sweep.race.leader]
    among = _among(sweep)
    best = f"{_quoted(label)} is best on average of {among}: {_outcome(sweep, race.leader)}"
    return f"Over {counted(race.n, 'draw')} of {sweep.drawn}: {best}; {_won(sweep, race, race.leader)}."


def _worst(sweep: Contest) -> str:
    """Which variant is worst, by how much against the first, in how many draws, and of which it is not told."""
    others = [place for place in sweep.alive if place != 0]
    if 0 not in sweep.alive or not others:
        return ""
    race = sweep.race_of_worst(others)
    worst, first = race.leader, _quoted(sweep.labels[0])
    apart = difference(sweep, sweep.lead.name, 0, worst)
    text = f"Worst of {counted(len(others), 'variant')} is {_quoted(sweep.labels[worst])}: {_outcome(sweep, worst)}"
    if apart is not None and apart.value != 0.0:
        text += f", behind {first} by {_size(sweep, apart)}"
    text += f"; it is the worst in {share_text(race.best[worst])} of the draws"
    if race.rivals:
        names = [_quoted(sweep.labels[place]) for place in race.rivals]
        text += f", and the draws do not tell it from {joined(few(names, _NAMED))}"
    return f"{text}."


def _among(sweep: Contest) -> str:
    """Among which variants one is best, in words."""
    all_of, fit = len(sweep.samples), len(sweep.fit)
    if not sweep.requirements:
        return "both variants" if all_of == 2 else f"{all_of} variants"
    if not fit:
        return f"{all_of} variants, none of which meets {_asked(sweep)}"
    if fit == all_of:
        return f"{all_of} variants, all of which meet {_asked(sweep)}"
    return f"the {fit} of {all_of} variants that meet{'s' if fit == 1 else ''} {_asked(sweep)}"


def _won(sweep: Contest, race: Race, place: int) -> str:
    """In how many draws a variant is best."""
    text = f"it is {_first(sweep)} in {share_text(race.best[place])} of the draws"
    if race.nobody.value > 0:
        text += f", none gets there in {percent(race.nobody.value)}"
    return text


def _first(sweep: Contest) -> str:
    return "the first to get there" if sweep.lead.is_date else "the best"


def _outcome(sweep: Contest, place: int) -> str:
    """What comes of a variant, in words."""
    lead, telling = sweep.lead, sweep.tellings[place]
    middle = sweep.middle(lead.name, place)
    assert middle is not None  # a variant that was raced has values
    if not lead.is_date:
        interval = telling.interval(lead, middle)
        sure = "" if interval == "-" else f" (95 % interval {interval})"
        return f"{lead.said} {telling.value(lead, middle.value)} on average{sure}"
    reached = sweep.reached(lead.name, place)
    assert reached is not None
    text = f"{lead.said} by {telling.end} in {share_text(reached)}"
    return text if math.isinf(middle.value) else f"{text}, in half by {telling.date(middle.value)}"


def _ahead(sweep: Contest) -> list[str]:
    """How far the leader is ahead of the next, and of which the draws do not tell it."""
    race = sweep.race
    if len(race.order) < 2:
        return []
    found = []
    next_ = race.order[1]
    estimate = difference(sweep, sweep.lead.name, race.leader, next_)
    if estimate is not None and next_ not in race.rivals:
        found.append(f"It is ahead of the next, {_quoted(sweep.labels[next_])}, by {_size(sweep, estimate)}.")
    if race.rivals:
        names = [_quoted(sweep.labels[place]) for place in race.rivals]
        if race.n == 1:
            found.append("One draw each says nothing of luck: every difference may be that; give more with -n.")
        else:
            found.append(f"{race.n:,d} draws do not tell it from {joined(few(names, _NAMED))}.")
            if estimate is not None and next_ in race.rivals:
                same = estimate.low == estimate.high == 0.0
                apart = "is the same in every draw" if same else f"differs by {_size(sweep, estimate)}"
                found.append(f"The next, {_quoted(sweep.labels[next_])}, {apart}.")
    return found


def _lightest(sweep: Contest) -> str:
    """Of those that are as good as the best, the one that lands least, and how sure that is."""
    places = sweep.alike
    if len(places) < 2 or LANDED not in sweep.measures or sweep.lead.name == LANDED:
        return ""
    mass = sweep.values(LANDED)[list(places)]
    if np.isnan(mass).any() or np.ptp(mass.mean(axis=1)) == 0.0:
        return ""
    at = places.index(sweep.choice)
    least = proportion(int(np.sum(mass[at] <= mass.min(axis=0) + 1e-9)), mass.shape[1])
    telling, measure = sweep.tellings[places[at]], sweep.measures[LANDED]
    within = _difference_text(sweep, sweep.matters(float(sweep.values(sweep.lead.name)[places[0]].mean())))
    others = "is one other" if len(places) == 2 else f"are {len(places) - 1} others"
    text = f"Within {within} of it on average, or not told from it, {others}"
    if at == 0:
        return (
            f"{text}, and it takes least to land of these: {telling.value(measure, float(mass[0].mean()))} on average."
        )
    lands = telling.value(measure, float(mass[at].mean()))
    saved = telling.value(measure, float(mass[0].mean() - mass[at].mean()))
    so = (
        "Land that first."
        if _settled(sweep)
        else "So few draws leave open whether it is as good and meets all: run more."
    )
    return (
        f"{text}; of all these {_quoted(sweep.labels[places[at]])} takes least to land, {lands} on average and {saved} "
        f"less than the best, and least of them in {share_text(least)} of the draws. {so}"
    )


def _settled(sweep: Contest) -> bool:
    """Whether the draws suffice to say that the choice meets all, and is as good as the best within what matters."""
    race, choice = sweep.race, sweep.choice
    open_ = [
        share is None or share.holds(one.share)
        for one, share in zip(sweep.requirements, sweep.met[choice], strict=True)
    ]
    apart = difference(sweep, sweep.lead.name, choice, race.leader)
    if any(open_) or apart is None or apart.low is None or apart.high is None:
        return False
    return max(abs(apart.low), abs(apart.high)) < sweep.matters(
        float(sweep.values(sweep.lead.name)[race.leader].mean())
    )


def _difference_text(sweep: Contest, size: float) -> str:
    return sweep.tellings[0].difference(sweep.lead, size).lstrip("+")


def difference(sweep: Contest, measure: str, place: int, other: int) -> Estimate | None:
    """Mean difference of a measure between two variants over the same draws; None where one has it not.

    Dates after the end are put at the end, so that the true difference of these is larger.
    """
    values = sweep.values(measure)[[place, other]]
    if values.size == 0 or np.isnan(values).any():
        return None
    end = sweep.header.drawing.until_h if sweep.measures[measure].is_date else None
    return paired(values[0], values[1], end=end).mean


def _size(sweep: Contest, estimate: Estimate) -> str:
    """The size of a difference, whichever way it is better: ``45 d (95 % interval 30 to 60)``."""
    lead = sweep.lead
    telling = sweep.tellings[0]
    ends = () if estimate.low is None or estimate.high is None else (estimate.low, estimate.high)
    low, high = sorted(lead.better * end for end in ends) or (None, None)
    toward = Estimate(lead.better * estimate.value, low, high, estimate.level, estimate.n)
    text = telling.difference(lead, toward.value).lstrip("+")
    if low is not None and low == high:
        return f"{text} in every draw"
    interval = telling.differences(lead, toward)
    return f"{text} on average" if interval == "-" else f"{text} on average (95 % interval {interval})"


def _by_last_axis(sweep: Contest) -> list[str]:
    """Of a grid of two axes or more: the best at each point of the last."""
    if len(sweep.axes) < 2:
        return []
    last, wide = sweep.axes[-1], sweep.shape[-1]
    among = sweep.fit or sweep.alive
    told = []
    for at, point in enumerate(last.labels):
        places = [place for place in among if place % wide == at]
        where = f"{last.name} {point}" if last.key else point
        if not places:
            told.append(f"{where}: none")
            continue
        race = sweep.race_by(sweep.lead.name, places)
        label = sweep.labels[race.leader].removesuffix(f", {where}")
        text = f"{where}: {label} ({percent(race.best[race.leader].value)} of the draws"
        if race.nobody.value > 0:
            text += f", none in {percent(race.nobody.value)}"
        if len(places) == 1:
            text = f"{where}: {label} (the only one that qualifies"
        elif race.rivals:
            rest = [sweep.labels[place].removesuffix(f", {where}") for place in race.rivals]
            text += f"; not told from {joined(few(rest, 2))}"
        told.append(f"{text})")
    return [f"Best by {last.name}: {'; '.join(told)}."]


def _unfit(sweep: Contest) -> list[str]:
    """Which variants do not meet a requirement, and of which that is not sure."""
    found = []
    for number, one in enumerate(sweep.requirements):
        shares = {place: sweep.met[place][number] for place in sweep.alive}
        failing = [place for place, share in shares.items() if share is None or share.value < one.share]
        if failing:
            names = [f"{_quoted(sweep.labels[place])} ({_met(shares[place])})" for place in failing]
            found.append(f"{one.text} is not met by {joined(few(names, _NAMED))}.")
        unsure = [place for place, share in shares.items() if share is not None and share.holds(one.share)]
        if unsure:
            names = [_quoted(sweep.labels[place]) for place in unsure]
            found.append(f"Whether {one.text} is met, the draws leave open of {joined(few(names, _NAMED))}.")
    return found


def _met(share: Estimate | None) -> str:
    return "not measured" if share is None else percent(share.value)


def _asked(sweep: Contest) -> str:
    texts = [one.text for one in sweep.requirements]
    return texts[0] if len(texts) == 1 else "all requirements"


def _quoted(label: str) -> str:
    return f"'{label}'"

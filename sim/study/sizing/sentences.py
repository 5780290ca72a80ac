"""What a search of sizes found, in sentences."""

from __future__ import annotations

import math

from sim.study.ensembles.telling import share_text
from sim.study.requirement import Requirement
from sim.study.sizing.asked import Objective
from sim.study.sizing.found import Found
from sim.study.sizing.tried import Tried
from sim.study.statistics import Paired
from sim.study.wording import counted, joined


def of(found: Found) -> tuple[str, ...]:
    """The sentences, what matters most first."""
    if found.chosen is None:
        return _none_is_enough(found)
    if found.fronted:
        return _front(found)
    return tuple(text for text in (_answer(found), *_freshly(found), *_tightness(found), _as_written(found)) if text)


def sizes_text(found: Found, design: Tried) -> str:
    """Its sizes: ``620 kWh of energy.batteries.main.capacity``."""
    return joined(
        [f"{one.key} = {one.text(size)}" for one, size in zip(found.variables, found.sizes(design), strict=True)]
    )


def bound_text(found: Found, requirement: Requirement) -> str:
    """What a requirement asks for, without the share: ``Survival power served of at least 99.9 %``."""
    measure = found.measures[requirement.measure]
    value = found.telling.value(measure, requirement.bound)
    if measure.is_date:
        return f"{measure.label} by {value}"
    return f"{measure.label} {'at least' if requirement.at_least else 'at most'} {value}"


def objective_text(found: Found, objective: Objective, design: Tried) -> str:
    """What a design comes to in an objective: ``Mass landed 12,873 kg (95 % interval 12,500 to 13,200 kg)``."""
    measure, estimate = found.measures[objective.measure], found.estimate(objective, design)
    if estimate is None:
        return f"{measure.label} -"
    text = f"{measure.label} {found.telling.value(measure, estimate.value)}"
    if estimate.low is None or estimate.width == 0.0:
        return text
    return f"{text} ({100 * estimate.level:.0f} % interval {found.telling.interval(measure, estimate)})"


def difference_text(found: Found, objective: Objective, paired: Paired | None) -> str:
    """A difference in an objective; one within its noise is said to be so."""
    if paired is None:
        return "-"
    measure = found.measures[objective.measure]
    text = found.telling.difference(measure, paired.mean.value)
    if paired.same or paired.standard_error in {None, 0.0}:
        return text
    text = f"{text} ({found.telling.differences(measure, paired.mean)})"
    return f"{text}, within noise" if paired.within_noise else text


def _asked_text(requirement: Requirement) -> str:
    return "all" if requirement.share >= 1.0 else f"{100 * requirement.share:g} %"


def _answer(found: Found) -> str:
    chosen, asked = found.chosen, found.asked
    assert chosen is not None
    objective = asked.objectives[0]
    measure = found.measures[objective.measure]
    word = "most" if objective.maximise else "least"
    enough = "is enough with" if found.holds is not False else "is enough with the draws of the search and"
    lead = f"{sizes_text(found, chosen)} {enough if asked.requirements else 'gives'} the {word} {measure.said}"
    met = [
        f"{bound_text(found, one)} in {share_text(share)} of {counted(share.n, 'draw')}, asked: {_asked_text(one)}"
        for one, share in zip(asked.requirements, chosen.shares(asked), strict=True)
    ]
    cost = objective_text(found, objective, chosen).removeprefix(measure.label).strip()
    return f"{lead}, {cost}{': ' if met else ''}{'; '.join(met)}."


def _freshly(found: Found) -> tuple[str, ...]:
    """How the best fares with draws that the search has not seen, on which it could not be fitted."""
    chosen = found.chosen
    if not found.fresh or chosen is None or chosen.point is None:
        return ()
    number = counted(max(len(one) for one in found.fresh.values()), "fresh draw")
    lead = f"With {number}, which the search has not seen,"
    told = _fresh_shares(found, found.fresh[chosen.point])
    failed = sorted(found.failed_freshly, key=lambda one: (found.scores[one].order, one))
    if not found.holds:
        text = f"{lead} that does not hold: {told}."
        if len(failed) > 1:
            text += f" Nor does any other of the {len(failed)} designs that were checked so."
        return (f"{text} Ask for more draws with -n, or allow larger sizes.",)
    if not failed:
        return (f"{lead} that holds: {told}.",)
    # The last of them lies next to what holds.
    short = (
        f"{_short_sizes(found, found.by_point[failed[-1]])} does not ({_fresh_shares(found, found.fresh[failed[-1]])})"
    )
    return (f"{lead} that holds: {told}; {short}, though it is enough with those of the search.",)


def _fresh_shares(found: Found, fresh: Tried) -> str:
    return "; ".join(
        f"{bound_text(found, one)} in {share_text(share)}"
        for one, share in zip(found.asked.requirements, fresh.shares(found.asked), strict=True)
    )


def _short_sizes(found: Found, design: Tried) -> str:
    return joined([one.text(size) for one, size in zip(found.variables, found.sizes(design), strict=True)])


def _tightness(found: Found) -> tuple[str, ...]:
    """Whether the next smaller of each size is enough as well, and what is missing."""
    chosen = found.chosen
    assert chosen is not None
    told = []
    for variable, way, one in found.beside(chosen):
        assert one.point is not None
        if way > 0 or found.scores[one.point].feasible or not len(one):
            continue
        told.append(
            f"{variable.text(found.sizes(one)[found.variables.index(variable)])} of {variable.key}: {_lack(found, one)}"
        )
    return (f"One step less is not enough with the draws of the search: {'; '.join(told)}.",) if told else ()


def _lack(found: Found, design: Tried) -> str:
    """Which requirements a design misses, and by how much."""
    told = []
    for requirement, share in zip(found.asked.requirements, design.shares(found.asked), strict=True):
        values = design.values[requirement.measure]
        if requirement.shortfall(values, surely=found.asked.surely) <= 0:
            continue
        measure, reached = found.measures[requirement.measure], requirement.reached(values)
        asked = "all draws" if requirement.share >= 1.0 else f"{100 * requirement.share:g} % of draws"
        value = found.telling.value(measure, reached)
        if measure.is_date:
            value = f"{asked} are there {value if math.isinf(reached) else f'by {value}'}"
        else:
            value = f"{asked} come to {value}"
        told.append(f"{bound_text(found, requirement)} in {share_text(share)} of draws, {value}")
    return "; ".join(told)


def _as_written(found: Found) -> str:
    """How the chosen design differs from the scenario as it was written."""
    chosen, objective = found.chosen, found.asked.objectives[0]
    assert chosen is not None
    if chosen.key == found.written.key:
        return "That is what the scenario says already."
    if not len(found.written):
        return ""
    measure = found.measures[objective.measure]
    enough = found.written.score(found.asked, found.measures).feasible
    lack = "" if enough or not found.asked.requirements else f", which is not enough ({_lack(found, found.written)})"
    change = difference_text(found, objective, chosen.less(found.written, measure, found.header.drawing.until_h))
    return f"Against the scenario as written, {_short_sizes(found, found.written)}{lack}: {measure.label} {change}."


def _none_is_enough(found: Found) -> tuple[str, ...]:
    nearest = found.nearest
    tried = counted(len(found.tried), "design")
    if nearest is None or not len(nearest):
        return (f"No size within the ranges is enough: none of {tried} could be run.",)
    largest = found.by_point.get(tuple(len(one.sizes) - 1 for one in found.variables))
    told = [f"No size within the ranges is enough, as far as {tried} of {_designs_there(found):,d} show."]
    if largest is not None and len(largest):
        told.append(f"The largest, {sizes_text(found, largest)}, fails at {_lack(found, largest)}.")
    if largest is None or nearest.point != largest.point:
        told.append(f"Nearest comes {sizes_text(found, nearest)}, which fails at {_lack(found, nearest)}.")
    return tuple(told)


def _designs_there(found: Found) -> int:
    return math.prod(len(variable.sizes) for variable in found.variables)


def _front(found: Found) -> tuple[str, ...]:
    front, objectives = found.front, found.asked.objectives
    labels = joined([found.measures[one.measure].said for one in objectives])
    verb = "is" if len(front) == 1 else "are"
    told = [
        f"{counted(len(front), 'design')} of {len(found.tried):,d} tried {verb} such that none is better in {labels}."
    ]
    for objective, design in zip(objectives, (front[0], front[-1]), strict=True):
        word = "Most" if objective.maximise else "Least"
        other = objectives[1] if objective is objectives[0] else objectives[0]
        told.append(
            f"{word} {found.measures[objective.measure].said}: {sizes_text(found, design)}; "
            f"{objective_text(found, objective, design)}, {objective_text(found, other, design)}."
        )
    bend = bend_of(found)
    if bend is not None:
        told.append(
            f"The bend of the front: {sizes_text(found, bend)}; "
            f"{', '.join(objective_text(found, one, bend) for one in objectives)}."
        )
    if len(front) == 1:
        return tuple(told[:2])
    told.insert(1, _sure(found))
    return tuple(told)


def _sure(found: Found) -> str:
    """How many designs of a front differ by more than noise."""
    label, sure = found.measures[found.asked.objectives[1].measure].said, len(found.sure_front)
    if sure == 1:
        return (
            f"What they differ in {label} is within noise: these runs do not show that more than the first is of use."
        )
    if sure == len(found.front):
        return f"They all differ in {label} by more than noise."
    return f"By more than noise {label} changes along {sure} of them only; the others are within noise of one of these."


def bend_of(found: Found) -> Tried | None:
    """The design of the front farthest from the straight line between its ends, towards less cost; None of a short one.

    Objectives count in shares of what they span on the front.
    """
    costs = [found.scores[one.point].costs for one in found.front if one.point is not None]
    if len(costs) < 3:
        return None
    (a, b), (c, d) = costs[0], costs[-1]
    if not (c > a and b > d) or max(map(abs, (a, b, c, d))) == float("inf"):
        return None
    gains = [1.0 - (x - a) / (c - a) - (y - d) / (b - d) for x, y in costs]
    place = max(range(len(gains)), key=lambda i: (gains[i], -i))
    return found.front[place] if gains[place] > 0 else None


def remarks_of(found: Found) -> tuple[str, ...]:
    """What to mind: how far the search went, where larger is worse, sizes at an end of their range, what failed."""
    told = []
    there, settings = _designs_there(found), found.header.settings
    if settings["spent"]:
        told.append(
            f"the search ended at its budget of {settings['budget']:,d} designs of {there:,d}: there may be a better "
            "one; go on with a larger --budget"
        )
    pair = found.larger_fails
    if pair is not None:
        small, large = pair
        told.append(
            f"larger is not always better: {_short_sizes(found, small)} is enough and {_short_sizes(found, large)} is "
            f"not ({_lack(found, large)})"
        )
    told += _at_ends(found)
    decided = [one for one in found.variables if one.basis != "design"]
    if decided:
        names, verb = joined([one.key for one in decided]), "is" if len(decided) == 1 else "are"
        bases = joined(sorted({one.basis for one in decided}))
        told.append(f"{names} {verb} no decision in the scenario (basis: {bases}): sizes are not drawn")
    failed = sum(one.failed for one in found.tried)
    if failed:
        runs = failed + sum(len(one) for one in found.tried)
        errors = [record.error for one in found.samples.values() for record in one.failures]
        told.append(
            f"{failed:,d} of {runs:,d} replicates failed and count for nothing" + (f": {errors[0]}" if errors else "")
        )
    unfit = [one for one in found.tried if one.error is not None]
    if unfit:
        told.append(f"{counted(len(unfit), 'design')} could not be run: {unfit[0].error}")
    return tuple(told)


def _at_ends(found: Found) -> list[str]:
    chosen = found.chosen
    if chosen is None or chosen.point is None or found.fronted:
        return []
    low = [one.key for one, place in zip(found.variables, chosen.point, strict=True) if place == 0]
    high = [
        one.key for one, place in zip(found.variables, chosen.point, strict=True) if place == len(one.sizes) - 1 > 0
    ]
    told = [f"{joined(low)} is the smallest of its range: a smaller one may do" for _ in low[:1]]
    return told + [f"{joined(high)} is the largest of its range: a larger one may be better" for _ in high[:1]]

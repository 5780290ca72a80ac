"""The search for the best design by one objective: all where they are few, else scan, halve, exchange, look around."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise, product

from sim.study.sizing.trials import Point, SpentError, Trials, moved

_SCAN = 9
"""Sizes of a single variable that are tried first."""
_STARTS = 3
"""Designs of the first scan from which the search goes on."""


def find_best(trials: Trials) -> None:
    """Search the best design by the first objective; what was tried stays in ``trials``.

    No step concludes from a design to one that was not tried, but each decides by those that were where to try next:
    a wrong guess costs a better design, never a wrong statement about one.
    """
    try:
        if trials.few:
            trials.ask_all()
            return
        trials.ask(scan(trials.shape))
        ranked = sorted(trials.found, key=lambda point: (trials.found[point].order, point))
        done: set[Point] = set()
        for start in ranked[:_STARTS]:
            point = _improved(trials, start, done)
            done.add(point)
    except SpentError:
        return


def scan(shape: tuple[int, ...]) -> list[Point]:
    """The designs that are tried first: they lie evenly. The largest comes first: where that fails, much is said."""
    smallest, largest = tuple(0 for _ in shape), tuple(number - 1 for number in shape)
    if len(shape) <= 2:
        others = list(product(*(_evenly(number, _SCAN if len(shape) == 1 else 3) for number in shape)))
    else:
        middle = tuple((number - 1) // 2 for number in shape)
        others = [middle, *(moved(middle, i, place) for i, last in enumerate(largest) for place in (0, last))]
    return list(dict.fromkeys([largest, smallest, *others]))


def _evenly(number: int, most: int) -> list[int]:
    """At most so many places among a number of them, the first and the last among these."""
    count = min(number, most)
    return sorted({round(i * (number - 1) / max(1, count - 1)) for i in range(count)})


def _improved(trials: Trials, point: Point, done: Iterable[Point]) -> Point:
    """The design to which no step leads a better one; ends early where another start has led already."""
    while True:
        before = point
        for variable in range(len(trials.shape)):
            point = _along(trials, point, variable)
        if point in done:
            return point
        if point == before:
            point = _exchanged(trials, point)
        if point == before:
            trials.ask(trials.neighbours(point))
            point = _better(trials, [point, *trials.neighbours(point)])
        if point == before:
            return point


def _better(trials: Trials, points: Iterable[Point]) -> Point:
    return min(points, key=lambda one: (trials.found[one].order, one))


def _along(trials: Trials, point: Point, variable: int) -> Point:
    """The best design along one variable: halve what lies between the best that is known and its neighbours there."""
    last = trials.shape[variable] - 1
    trials.ask([moved(point, variable, 0), moved(point, variable, last), point])
    while True:
        places = [place for place in range(last + 1) if moved(point, variable, place) in trials.found]
        best = _better(trials, [moved(point, variable, place) for place in places])
        at = places.index(best[variable])
        costs = [trials.found[moved(point, variable, place)].costs[0] for place in places]
        sides = [place for place in (at - 1, at + 1) if 0 <= place < len(places)]
        # Where cost has only risen or only fallen along the line so far, the dearer side is left alone: of designs
        # that meet all, the one there is no better.
        if trials.found[best].feasible and _one_way(costs):
            sides = [place for place in sides if costs[place] <= costs[at]]
        middles = [(places[side] + places[at]) // 2 for side in sides if abs(places[side] - places[at]) > 1]
        if not middles:
            return best
        trials.ask([moved(point, variable, place) for place in middles])


def _one_way(costs: list[float]) -> bool:
    return all(a <= b for a, b in pairwise(costs)) or all(a >= b for a, b in pairwise(costs))


def _exchanged(trials: Trials, point: Point) -> Point:
    """A better design in which one variable is smaller and another larger; the same where none is found.

    Steps begin with a quarter of the range and are halved until they are single.
    """
    steps = [max(1, number // 4) for number in trials.shape]
    while True:
        for given, taken in product(range(len(steps)), repeat=2):
            if given == taken:
                continue
            for way in (-1, 1):
                place = point[given] + way * steps[given]
                if 0 <= place < trials.shape[given]:
                    found = _made_up_for(trials, point, moved(point, given, place), taken)
                    if found is not None:
                        return found
        if max(steps) == 1:
            return point
        steps = [max(1, step // 2) for step in steps]


def _made_up_for(trials: Trials, best: Point, point: Point, variable: int) -> Point | None:
    """A design on a line that is better than the best, by halving; None where halving finds none.

    What meets all but costs as much is halved towards less cost, what misses something towards more; what misses
    something and costs more ends the search.
    """
    goal, low, high = trials.found[best].order, 0, trials.shape[variable] - 1
    ends = trials.ask([moved(best, variable, low), moved(best, variable, high)])
    dearer = 1 if ends[0].costs[0] <= ends[1].costs[0] else -1
    while low <= high:
        middle = (low + high) // 2
        tried = moved(point, variable, middle)
        score = trials.score(tried)
        if score.order < goal:
            return tried
        if not trials.found[best].feasible:
            return None
        if not score.feasible and score.costs[0] >= goal[1]:
            return None
        if score.feasible == (dearer > 0):
            high = middle - 1
        else:
            low = middle + 1
    return None

"""Designs that a search has tried. What is searched is a grid; what is tried may be a station or a formula."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Protocol, TypeAlias

Point: TypeAlias = tuple[int, ...]
"""A design: the place of each variable's size among those that it may have, 0 the smallest."""

FEW = 30
"""Designs of which all are tried, where there are no more."""


@dataclass(frozen=True)
class Score:
    """What came of a design.

    Attributes:
        shortfalls: How far each requirement is from being met, 0 where it is.
        costs: Values of the objectives, so that less is better; infinite where there is none.
    """

    shortfalls: tuple[float, ...]
    costs: tuple[float, ...]

    @cached_property
    def shortfall(self) -> float:
        """How far all requirements together are from being met, 0 where they are."""
        return math.fsum(self.shortfalls)

    @property
    def feasible(self) -> bool:
        """Whether all requirements are met."""
        return self.shortfall <= 0.0

    @property
    def order(self) -> tuple[float, float]:
        """By which designs are ordered by one objective: those that meet all first, by cost; then by what is missing.

        K. Deb, 2000, An efficient constraint handling method for genetic algorithms, Computer Methods in Applied
        Mechanics and Engineering 186, 311-338, section 3.
        """
        return (0.0, self.costs[0]) if self.feasible else (1.0 + self.shortfall, self.costs[0])


class Evaluator(Protocol):
    """Tries designs."""

    def __call__(self, points: Sequence[Point]) -> Sequence[Score]:
        """What comes of each; the same for the same design however often it is asked."""


class SpentError(Exception):
    """The search has tried as many designs as it may."""


class Trials:
    """The designs tried, each once.

    Args:
        shape: How many sizes each variable may have.
        evaluate: Tries designs.
        budget: Most designs that are tried.
    """

    def __init__(self, shape: Sequence[int], evaluate: Evaluator, budget: int) -> None:
        self.shape = tuple(shape)
        self.budget = budget
        self.spent = False
        """Whether the search was cut short."""
        self._evaluate = evaluate
        self._found: dict[Point, Score] = {}

    @property
    def found(self) -> Mapping[Point, Score]:
        """What came of the designs, in the order in which they were tried."""
        return self._found

    @property
    def left(self) -> int:
        """How many more may be tried."""
        return self.budget - len(self._found)

    @property
    def size(self) -> int:
        """How many designs there are."""
        return math.prod(self.shape)

    @property
    def few(self) -> bool:
        """Whether there are so few designs that all of them are tried."""
        return self.size <= min(self.budget, FEW)

    @property
    def likely(self) -> int:
        """How many designs a search will try, about."""
        if self.few:
            return self.size
        return min(self.budget, 10 + math.ceil(math.log2(self.size))) if len(self.shape) == 1 else self.budget

    def ask(self, points: Sequence[Point]) -> list[Score]:
        """What comes of some designs; those that were tried already are not tried again.

        Raises:
            SpentError: There are more new ones than may be tried; the first of them have been.
        """
        new = [point for point in dict.fromkeys(points) if point not in self._found]
        fitting = new[: max(0, self.left)]
        if fitting:
            self._found.update(zip(fitting, self._evaluate(fitting), strict=True))
        if len(fitting) < len(new):
            self.spent = True
            raise SpentError
        return [self._found[point] for point in points]

    def score(self, point: Point) -> Score:
        """What comes of one design."""
        return self.ask([point])[0]

    def ask_all(self) -> None:
        """Try every design that there is."""
        self.ask(list(product(*(range(number) for number in self.shape))))

    @property
    def best(self) -> Point | None:
        """The best design by the first objective, that which misses least where none meets all; of equals the smallest.

        None where nothing was tried.
        """
        return min(self._found, key=lambda point: (self._found[point].order, point), default=None)

    def neighbours(self, point: Point, step: int = 1) -> list[Point]:
        """The designs in which one variable is ``step`` places smaller or larger, as far as there are such."""
        return [
            moved(point, variable, place)
            for variable, number in enumerate(self.shape)
            for place in (point[variable] - step, point[variable] + step)
            if 0 <= place < number
        ]


def moved(point: Point, variable: int, place: int) -> Point:
    """A design with another place of one variable."""
    return (*point[:variable], place, *point[variable + 1 :])

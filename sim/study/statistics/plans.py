"""What sensitivity studies have in common: a table of quantiles to evaluate, and values of which some may be missing.

A study has two halves, with days between them if need be: a plan says at which quantiles of the parameters' ranges to
run, and its analysis takes one value a row. A plan depends on its arguments only, and a larger one begins with the
rows of a smaller one, so that what was run already counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.study.statistics.estimate import Floats, Sample, StatisticsError

EXTRA = "study"
"""The extra that brings the libraries for plans and their analysis."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Where to evaluate.

    Attributes:
        names: The parameters.
        quantiles: A row an evaluation, a column a parameter, shape (rows, names); all between 0 and 1, neither
            included.
        seed: What the plan was drawn from; the intervals of its analysis are too.
    """

    names: tuple[str, ...]
    quantiles: Floats
    seed: int

    @property
    def block(self) -> int:
        """Rows that stand or fall together: without one, the others say nothing."""
        raise NotImplementedError

    @property
    def blocks(self) -> int:
        """How many there are."""
        return len(self.quantiles) // self.block


@dataclass(frozen=True, slots=True)
class Usable:
    """What can be analysed of the values of a plan.

    Attributes:
        values: A row a block, shape (blocks that are whole, rows of a block).
        whole: Which blocks are, shape (blocks,).
        cut: How many of their values were put at the end.
        constant: Whether they are all the same, but for rounding.
    """

    values: Floats
    whole: NDArray[np.bool_]
    cut: int
    constant: bool

    @property
    def dropped(self) -> int:
        """Blocks in which a value is missing."""
        return int(np.sum(~self.whole))


def checked_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names of parameters.

    Raises:
        StatisticsError: There is none, or one comes twice.
    """
    twice = sorted({name for name in names if list(names).count(name) > 1})
    if not names or twice:
        raise StatisticsError(f"parameter {twice[0]} comes twice" if twice else "there are no parameters to vary")
    return tuple(names)


def checked_seed(seed: int) -> int:
    """A seed.

    Raises:
        StatisticsError: It is negative.
    """
    if seed < 0:
        raise StatisticsError(f"a seed is a whole number from 0, not {seed}")
    return seed


def usable(plan: Plan, values: Sample, end: float | None, least: int, what: str) -> Usable:
    """Sort out which values of a plan can be analysed.

    Args:
        plan: The plan.
        values: A value a row of it, shape (rows,); not a number where the evaluation failed, infinite what was not
            reached.
        end: Where values after the end are put; ``None`` if nothing has one.
        least: Whole blocks that are needed.
        what: What blocks are called.

    Raises:
        StatisticsError: Their number is not that of the rows, something is after an end that is not given, or too few
            blocks are whole.
    """
    table = np.asarray(values, dtype=float)
    if table.shape != (len(plan.quantiles),):
        raise StatisticsError(f"a plan of {len(plan.quantiles)} rows needs as many values, {table.size} given")
    table = table.reshape(plan.blocks, plan.block)
    whole = ~(np.isnan(table) | np.isneginf(table)).any(axis=1)
    table = table[whole]
    if len(table) < least:
        raise StatisticsError(
            f"{len(table)} of {plan.blocks} {what} have all their values, {least} are needed: "
            "see why the others failed, or make the plan larger"
        )
    late = int(np.isinf(table).sum())
    if end is None and late:
        raise StatisticsError(f"{late} values are after the end, and have no variance: say where the end is")
    if end is not None:
        late = int(np.sum(table > end))
        table = np.minimum(table, end)
    spread, largest = float(np.ptp(table)), float(np.max(np.abs(table)))
    return Usable(table, whole, late, spread <= 1e-12 * largest)

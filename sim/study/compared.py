"""Single runs side by side, seen against what studies say of the draws of their scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.result import Result
from sim.study import comparison
from sim.study.comparison import Comparison
from sim.study.noise import STUDIES, Noise


def compare(
    results: Sequence[Result], labels: Sequence[str] | None = None, root: Path | str | None = None
) -> Comparison:
    """Compare results with the first of them; as :func:`sim.study.comparison.compare`.

    Args:
        results: The results.
        labels: What each is called, in the same order.
        root: Root under which results lie, whose studies may say how far apart draws of the scenarios lie.

    Raises:
        ComparisonError: As there.
    """

    def noise_of(runs: Sequence[Result], called: Sequence[str]) -> Noise | None:
        if root is None or not (Path(root) / STUDIES).is_dir():
            return None
        # What reads studies is imported where there are some.
        from sim.study.pairs.cached import find

        return find(runs, called, Path(root))

    return comparison.compare(results, labels, noise_of)

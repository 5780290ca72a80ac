"""What a study adds to its simulations, counted and never timed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import replicates


def test_a_replicate_calls_hardly_more_than_its_simulation() -> None:
    assert replicates.calls(180) <= 1.03


@pytest.mark.slow
def test_the_parent_of_a_study_does_not_grow_with_it() -> None:
    if not Path("/proc/self/statm").exists():
        pytest.skip("reads its memory from /proc")
    early, late = replicates.growth(300)
    assert late - early < 1.0

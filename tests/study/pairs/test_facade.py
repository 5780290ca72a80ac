"""``sim.compare`` with many draws."""

from pathlib import Path

import pytest

import sim
from sim.study import ComparisonError
from sim.study.pairs.pairs import Pairs

pytestmark = pytest.mark.slow

ITEMS = ["ilrs:baseline", "ilrs:one-technician"]


def test_scenarios_are_compared_under_the_same_draws(tmp_path: Path) -> None:
    found = sim.compare(ITEMS, n=2, vary="random", until=3000.0, labels=["two", "one"], workers=1, out=tmp_path)
    assert isinstance(found, Pairs)
    assert found.labels == ("two", "one")
    assert len(found) == 2
    assert found.differences["one"]["station.landed_mass"].paired.mean.value == -200.0
    (folder,) = (tmp_path / "studies").iterdir()
    assert (folder / "differences.csv").is_file()


def test_a_run_cannot_be_drawn_anew() -> None:
    run = sim.run("ilrs:baseline", until=300.0)
    with pytest.raises(ComparisonError, match="number 2 is one run, and n=3 draws anew: give its scenario"):
        sim.compare(["ilrs:baseline", run], n=3)

"""Studies under a root of results say how far apart draws lie; what does not fit or cannot be read says nothing."""

from pathlib import Path

import pytest

from sim.result import Result, simulate
from sim.scenario import load
from sim.study import compare, with_noise
from sim.study.ensembles.run import ensemble
from sim.study.noise import PairSpread
from sim.study.pairs.run import pairs
from sim.study.replicates.study import Execution
from sim.study.replicates.variants import Drawing

pytestmark = pytest.mark.slow

HOURS = 2000.0
NAMES = ("baseline", "one-technician")
RANDOM = Drawing(1, "random", HOURS)


@pytest.fixture(scope="module")
def runs() -> list[Result]:
    return [simulate(load(f"ilrs:{name}"), until=HOURS) for name in NAMES]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results with an ensemble of the baseline."""
    out = tmp_path_factory.mktemp("results")
    ensemble(load("ilrs:baseline"), RANDOM, 9, execution=Execution(out, 1))
    return out


def test_an_ensemble_of_the_first_says_how_far_apart_its_draws_lie(runs: list[Result], root: Path) -> None:
    noise = with_noise(compare(runs), root).noise
    assert noise is not None
    assert noise.source.startswith("studies/ensemble-baseline-")
    assert noise.alone["tools.failures"].draws == 9
    assert noise.alone["tools.failures"].deviation > 0.0
    assert noise.alone["station.landed_mass"].deviation == 0.0
    assert noise.pairs == {}
    # It is the first whose draws are there: compared the other way round, nothing is known.
    assert with_noise(compare(runs[::-1]), root).noise is None


def test_pairs_say_how_far_apart_their_differences_lie(runs: list[Result], tmp_path: Path) -> None:
    pairs([load(f"ilrs:{name}") for name in NAMES], RANDOM, 8, execution=Execution(tmp_path, 1))
    comparison = with_noise(compare(runs), tmp_path)
    assert comparison.noise is not None
    spread = comparison.noise.spread(comparison.labels[1], "tools.failures")
    assert isinstance(spread, PairSpread)
    assert spread.draws == 8
    assert comparison.noise.spread("another", "tools.failures") is comparison.noise.alone["tools.failures"]
    # Mass differs by the same in every pair.
    assert not comparison.within_noise(comparison.labels[1], "station.landed_mass")


def test_other_draws_spans_and_damaged_studies_say_nothing(runs: list[Result], tmp_path: Path) -> None:
    one = load("ilrs:baseline")
    for number, (drawing, n) in enumerate(
        [(RANDOM, 7), (Drawing(1, "both", HOURS), 8), (Drawing(1, "random", 900.0), 8)]
    ):
        out = tmp_path / str(number)
        ensemble(one, drawing, n, execution=Execution(out, 1))
        assert with_noise(compare(runs), out).noise is None
    assert with_noise(compare(runs), tmp_path / "nowhere").noise is None
    (damaged,) = (tmp_path / "0" / "studies").iterdir()
    (damaged / "study.json").write_text("{")
    assert with_noise(compare(runs), tmp_path / "0").noise is None
    ensemble(one, RANDOM, 8, execution=Execution(tmp_path / "0", 1))
    assert with_noise(compare(runs), tmp_path / "0").noise is not None
    (damaged / "study.sqlite").write_bytes(b"no database")
    assert with_noise(compare(runs), tmp_path / "0").noise is None

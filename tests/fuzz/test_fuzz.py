"""Scenarios from dice run by the laws or are refused in words; never anything else.

Sixty are part of the tests. A campaign takes as many as are asked for, from any seed:
``pytest -m campaign tests/fuzz --fuzz-cases 10000 --fuzz-seed 7``. A case that failed is run again by its number:
``python -m tests.fuzz 7 1234`` writes it and says what comes.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from sim.scenario.assets import kinds
from sim.study import default_workers
from tests.fuzz.generator import make, touched
from tests.fuzz.laws import TooLongError, judge

pytestmark = pytest.mark.slow

SEED = 1
CASES = 60


@pytest.mark.parametrize("number", range(CASES))
def test_a_scenario_runs_by_the_laws_or_is_refused(number: int, tmp_path: Path) -> None:
    assert judge(make(SEED, number), tmp_path) in {"ran", "refused"}


def test_the_generator_looks_everywhere() -> None:
    forms = [make(SEED, number).changes for number in range(CASES)]
    assert {changes[0] for changes in forms} == {"whole", "extends", "settings"}
    assert len({one for changes in forms for one in changes}) > 12


@pytest.mark.slow
def test_every_kind_of_asset_is_changed_at_some_time() -> None:
    """What a new system declares is drawn without another list."""
    paths = [path for number in range(400) for path in touched(SEED, number)]
    drawn = {(path[2:] if path[0] == "bases" else path)[:2] for path in paths}
    assert {(kind.system, kind.key) for kind in kinds()} <= drawn


def test_a_case_is_decided_by_seed_and_number() -> None:
    assert make(3, 5) == make(3, 5)
    assert make(3, 5) != make(4, 5)


def outcome(seed: int, folder: Path, number: int) -> str:
    """What came of a case; that of one that fails is what was raised."""
    case = make(seed, number)
    try:
        return judge(case, folder)
    except (Exception, TooLongError) as error:
        return f"{number}: {type(error).__name__}: {str(error)[:300]} [{', '.join(case.changes)}]"


@pytest.mark.campaign
def test_a_campaign(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    seed, cases = pytestconfig.getoption("fuzz_seed"), pytestconfig.getoption("fuzz_cases")
    with ProcessPoolExecutor(default_workers()) as pool:
        came = list(pool.map(partial(outcome, seed, tmp_path), range(cases), chunksize=8))
    ran, refused = came.count("ran"), came.count("refused")
    print(f"seed {seed}: {ran} ran, {refused} were refused, {cases - ran - refused} failed")  # noqa: T201
    failed = [one for one in came if one not in {"ran", "refused"}]
    assert not failed, "\n".join(failed)
    # A generator whose cases are all refused, or all run, looks into half of the program.
    assert cases < 100 or min(ran, refused) > cases / 10

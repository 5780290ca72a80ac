"""What comes out does not depend on how many processes run it."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.result import Case, CaseError, Produced, produce
from sim.scenario import Scenario, load
from sim.study import default_workers, run_all

UNTIL = dt.date(2031, 1, 11)


def contents(out: Path) -> dict[tuple[str, str], bytes]:
    """Every file but run.json, which tells wall times, by scenario and name."""
    paths = (path for path in out.rglob("*") if path.is_file() and path.name != "run.json")
    return {(path.relative_to(out).parts[0], path.name): path.read_bytes() for path in paths}


@pytest.mark.slow
def test_one_process_or_two_give_the_same_bytes_in_the_same_order(tmp_path: Path) -> None:
    cases = [Case(load(f"ilrs:{name}"), until=UNTIL) for name in ("nuclear", "baseline", "ridge-crest")]
    told: list[str] = []
    alone = run_all(cases, tmp_path / "1", workers=1)
    together = run_all(cases, tmp_path / "2", workers=2, done=lambda case, _cached: told.append(case.scenario.name))
    assert [one.result.name for one in together] == ["nuclear", "baseline", "ridge-crest"]
    assert sorted(told) == ["baseline", "nuclear", "ridge-crest"]
    assert [one.result for one in alone] == [one.result for one in together]
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert len(contents(tmp_path / "1")) == 18
    again = run_all(cases, tmp_path / "2", workers=2)
    assert all(one.cached for one in again)
    assert [one.result for one in again] == [one.result for one in together]


def test_a_case_given_twice_is_run_once(
    baseline: Scenario, tmp_path: Path, made_up_station: list[dict[str, object]]
) -> None:
    case = Case(baseline, until=100.0)
    first, second = run_all([case, case], tmp_path)
    assert first.folder == second.folder
    assert len(made_up_station) == 1


@pytest.mark.slow
def test_a_fault_in_a_process_comes_back_as_itself(baseline: Scenario, tmp_path: Path) -> None:
    cases = [Case(baseline, seed=seed, until=24.0) for seed in (-1, -2)]
    with pytest.raises(CaseError, match="negative"):
        run_all(cases, tmp_path, workers=2)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_a_killed_process_took_with_it_is_run_here(
    baseline: Scenario, tmp_path: Path, made_up_station: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [Case(baseline, seed=seed, until=100.0) for seed in (1, 2, 3)]

    def broken(*_args: object) -> dict[int, Produced]:
        return {1: produce(cases[1], tmp_path)}

    monkeypatch.setattr("sim.study.executor._in_processes", broken)
    produced = run_all(cases, tmp_path, workers=2)
    assert [one.result.seed for one in produced] == [1, 2, 3]
    assert [call["seed"] for call in made_up_station] == [2, 1, 3]


TWO_RUNS = """
import sys
from pathlib import Path
from sim.result import Case
from sim.scenario import load
from sim.study import run_all
long = load("ilrs:large")
run_all([Case(long, seed=1), Case(long, seed=2)], Path(sys.argv[1]), workers=2)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="age tells there who is dead")
def test_the_workers_of_a_killed_process_end_and_publish_nothing(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", TWO_RUNS, str(tmp_path)], stderr=subprocess.PIPE)
    for _ in range(600):
        time.sleep(0.05)
        if len(list(tmp_path.glob(".staging/*.lock"))) == 2:
            break
    process.kill()
    # The workers have this end of the pipe too: it is closed when the last of them has ended.
    process.communicate(timeout=5)
    assert list(tmp_path.rglob("run.json")) == []


def test_who_asks_is_told_what_is_to_be_run(
    baseline: Scenario, tmp_path: Path, made_up_station: list[dict[str, object]]
) -> None:
    cases = [Case(baseline, seed=seed, until=100.0) for seed in (1, 2, 2)]
    told: list[list[int | None]] = []
    run_all(cases[:1], tmp_path, begin=lambda waiting: told.append([case.seed for case in waiting]))
    run_all(cases, tmp_path, begin=lambda waiting: told.append([case.seed for case in waiting]))
    run_all(cases, tmp_path, begin=lambda waiting: told.append([case.seed for case in waiting]))
    assert told == [[1], [2]]


def test_there_is_at_least_one_worker() -> None:
    assert default_workers() >= 1

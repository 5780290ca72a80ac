"""A case is run once, a failure leaves a folder that says so, and what stands is what was asked for."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine import LedgerError
from sim.result import (
    Case,
    CaseError,
    DamagedRunWarning,
    Result,
    RunFailedError,
    RunFolderError,
    find,
    load,
    produce,
    program,
    simulate,
)
from sim.result.simulation import resolve_until, run_id
from sim.scenario import Scenario
from sim.scenario import load as load_scenario

Calls = list[dict[str, object]]


def test_an_unchanged_case_is_not_run_twice(baseline: Scenario, tmp_path: Path, made_up_station: Calls) -> None:
    case = Case(baseline, until=500.0)
    first = produce(case, tmp_path)
    again = produce(case, tmp_path)
    assert (first.cached, again.cached) == (False, True)
    assert len(made_up_station) == 1
    assert again.result == first.result
    assert again.folder == first.folder
    forced = produce(case, tmp_path, force=True)
    assert not forced.cached
    assert len(made_up_station) == 2
    assert forced.folder == first.folder
    assert find(case, tmp_path) is not None


def test_the_end_of_the_scenario_is_the_same_case_as_no_end(baseline: Scenario) -> None:
    assert run_id(baseline) == run_id(baseline, until=baseline.end)
    assert run_id(baseline) == run_id(baseline, seed=baseline.seed)


def test_whatever_decides_the_outcome_decides_the_folder(baseline: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = load_scenario("ilrs:baseline", ["bricks.reject_fraction=0.2"])
    ids = {
        run_id(baseline),
        run_id(baseline, seed=baseline.seed + 1),
        run_id(baseline, replicate=1),
        run_id(baseline, until=dt.date(2031, 2, 1)),
        run_id(changed),
    }
    monkeypatch.setattr(program, "source_digest", lambda: "another program")
    ids.add(run_id(baseline))
    assert len(ids) == 6


def test_a_damaged_folder_is_run_again_and_replaced(baseline: Scenario, tmp_path: Path, made_up_station: Calls) -> None:
    case = Case(baseline, until=500.0)
    folder = produce(case, tmp_path).folder
    (folder / "kpis.json").unlink()
    with pytest.warns(DamagedRunWarning, match=f"{folder}: .*; it is run again"):
        again = produce(case, tmp_path)
    assert not again.cached
    assert load(folder) == again.result
    (folder / "run.json").write_bytes(b"\xff")
    with pytest.warns(DamagedRunWarning, match="run.json cannot be read"):
        assert not produce(case, tmp_path).cached
    # Whole, but in the place of another run.
    other = produce(Case(baseline, seed=5, until=500.0), tmp_path).folder
    shutil.rmtree(folder)
    shutil.copytree(other, folder)
    with pytest.warns(DamagedRunWarning, match="those of another run"):
        assert not produce(case, tmp_path).cached
    assert produce(case, tmp_path).cached


def test_figures_are_added_to_a_run_without_any(baseline: Scenario, tmp_path: Path, made_up_station: Calls) -> None:
    drawn: list[str] = []

    def draw(result: Result, folder: Path) -> None:
        drawn.append(result.name)
        (folder / "overview.svg").write_text("<svg/>")

    case = Case(baseline, until=500.0)
    folder = produce(case, tmp_path).folder
    assert list((folder / "plots").iterdir()) == []
    for _ in range(2):
        assert produce(case, tmp_path, figures=draw).cached
        assert (folder / "plots" / "overview.svg").read_text() == "<svg/>"
    assert drawn == ["baseline"]
    assert len(made_up_station) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["baseline"]


def test_a_failed_run_leaves_a_whole_folder_marked_failed(
    baseline: Scenario, tmp_path: Path, made_up_station: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise LedgerError("ledgers that do not close: energy:\n residual 1 kWh")

    case = Case(baseline, until=500.0)
    with monkeypatch.context() as patch:
        patch.setattr("sim.result.simulation.run_station", fail)
        with pytest.raises(RunFailedError, match="LedgerError") as caught:
            produce(case, tmp_path)
    folder = caught.value.folder
    assert folder == case.place(tmp_path)
    names = {
        "run.json",
        "bottlenecks.json",
        "scenario.toml",
        "kpis.json",
        "trace.npz",
        "events.csv",
        "ledger.json",
        "plots",
    }
    assert {path.name for path in folder.iterdir()} == names
    about = json.loads((folder / "run.json").read_text())
    assert about["status"] == "failed"
    assert about["error"] == "LedgerError: ledgers that do not close: energy: residual 1 kWh"
    assert any("LedgerError" in line for line in about["traceback"])
    assert load_scenario(folder / "scenario.toml").content_hash() == baseline.content_hash()
    with pytest.raises(RunFolderError, match="failed: LedgerError"):
        load(folder)
    # It does not stand in the way of a run that works.
    assert not produce(case, tmp_path).cached
    assert load(folder).until_h == 500.0


def test_an_interrupted_run_leaves_nothing(baseline: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.result.simulation.run_station", interrupt)
    with pytest.raises(KeyboardInterrupt):
        produce(Case(baseline), tmp_path)
    assert list(tmp_path.rglob("*")) == []


def test_ends_outside_the_scenario_are_refused(baseline: Scenario) -> None:
    assert resolve_until(baseline, dt.date(2031, 1, 2)) == 24
    assert resolve_until(baseline, dt.datetime(2031, 1, 1, 1, 30)) == 1.5
    assert resolve_until(baseline, dt.datetime(2031, 1, 1, 1, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))) == 0.5
    assert resolve_until(baseline, None) == baseline.hours
    for wrong in (dt.date(2031, 1, 1), dt.date(2030, 1, 1), 0.0, -1.0, float("nan")):
        with pytest.raises(CaseError, match="not after the start"):
            resolve_until(baseline, wrong)
    for wrong in (dt.date(2036, 1, 2), 1e9, float("inf")):
        with pytest.raises(CaseError, match="after the end"):
            resolve_until(baseline, wrong)


def test_negative_seeds_and_replicates_are_refused(baseline: Scenario, made_up_station: Calls) -> None:
    for wrong in ({"seed": -1}, {"replicate": -1}):
        with pytest.raises(CaseError, match="negative"):
            simulate(baseline, **wrong)
    assert made_up_station == []


def test_whole_numbers_and_dates_of_numpy_are_those_of_python(baseline: Scenario) -> None:
    """The same run, with the same id, whoever made the numbers."""
    plain = Case(baseline, 3, 2, dt.datetime(2031, 1, 2, 12)).run_id
    assert Case(baseline, np.int64(3), np.int32(2), np.datetime64("2031-01-02T12")).run_id == plain
    assert Case(baseline, np.uint8(3), np.int64(2), np.float64(36)).run_id == plain
    day = simulate(baseline, seed=np.int64(3), until=np.datetime64("2031-01-02", "ns"))
    assert (day.seed, type(day.seed), day.until_h) == (3, int, 24)


@pytest.mark.parametrize("case", [{"seed": 3.0}, {"seed": "3"}, {"replicate": 1.5}])
def test_what_is_no_whole_number_is_refused_in_words(baseline: Scenario, case: dict[str, Any]) -> None:
    with pytest.raises(CaseError, match="not a whole number"):
        simulate(baseline, until=24.0, **case)
    with pytest.raises(CaseError, match="not a whole number"):
        _ = Case(baseline, **case).run_id
    with pytest.raises(CaseError, match="not a date"):
        simulate(baseline, until=np.datetime64("NaT"))

"""The folder of a run: what is in it, that it reads back, and that the same run gives the same bytes."""

from __future__ import annotations

import csv
import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from sim.engine import Channel
from sim.result import Result, RunFolderError, attribute, load, save, simulate
from sim.result.folder import folder_name, status
from sim.result.goals import goals_of
from sim.scenario import Scenario
from sim.scenario import load as load_scenario
from sim.station import topology

SAME_BYTES = ("kpis.json", "bottlenecks.json", "events.csv", "ledger.json", "trace.npz", "scenario.toml")
FILES = {"run.json", *SAME_BYTES, "plots"}

pytestmark = pytest.mark.usefixtures("made_up_station")


@pytest.fixture
def result(made_up_station: object, baseline: Scenario) -> Result:
    return simulate(baseline, until=1000.0)


def test_the_files_are_those_of_the_design(result: Result, tmp_path: Path) -> None:
    folder = save(result, tmp_path)
    assert folder == tmp_path / "baseline" / result.info.run_id
    assert {path.name for path in folder.iterdir()} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["baseline"]
    about = json.loads((folder / "run.json").read_text())
    assert about["status"] == "done"
    assert about["error"] is None
    assert about["seed"] == result.scenario.seed
    assert about["replicate"] == 0
    assert about["simulated_hours"] == 1000.0
    assert about["simpy_events"] == 1234
    assert about["scenario_hash"] == result.scenario.content_hash()
    assert about["peak_memory_mib"] is None or about["peak_memory_mib"] > 1
    assert {"python", "numpy", "simpy", "ilrs-sim"} <= set(about["versions"])
    assert set(about["wall_s"]) == {"sky", "simulate", "attribute", "write", "plot"}


def test_a_result_reads_back_as_it_was(result: Result, tmp_path: Path) -> None:
    folder = save(result, tmp_path)
    again = load(folder)
    assert again == result
    assert again.name == again.scenario.name == "baseline"
    assert again.info.run_id == result.info.run_id
    assert load(folder / "run.json") == result


def without_digests(folder: Path) -> None:
    """Make it a folder of an earlier version, or one that somebody made up: nothing says how its files were written."""
    about = json.loads((folder / "run.json").read_text())
    del about["digests"]
    (folder / "run.json").write_text(json.dumps(about))


WITH_GOALS = """
title = "Goals"
summary = "Two of them"
extends = "ilrs:baseline.toml"
[goals.most]
kind = "measure"
measure = "bricks.laid"
at_least = { value = 50, unit = "1", basis = "design" }
[goals.first]
kind = "structure"
structure = "pad"
"""


def test_what_held_machines_back_is_read_and_not_found_again(
    baseline: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "with-goals.toml"
    path.write_text(WITH_GOALS)
    for scenario in (baseline, load_scenario(path)):
        made = simulate(scenario, until=3000.0)
        laid = Channel("bricks.laid", "1", "step", np.array([0.0, 2e3, 3e3]), np.array([0.0, 60.0, 60.0]))
        channels = made.channels | {"bricks.laid": laid}
        held = attribute(channels, topology(scenario), goals_of(scenario))
        assert held.pace is not None
        folder = save(dataclasses.replace(made, channels=channels, bottlenecks=held), tmp_path)
        with monkeypatch.context() as patch:
            patch.setattr("sim.result.folder.attribute", lambda *_: pytest.fail("found again"))
            again = load(folder).bottlenecks
        assert again == held
        assert again.sentences == held.sentences
        assert [list(by) for by in (again.hours, again.paces)] == [list(by) for by in (held.hours, held.paces)]
        assert list(again.hours["digger"]) == list(held.hours["digger"])
        # A folder of an earlier version does not have it.
        (folder / "bottlenecks.json").unlink()
        without_digests(folder)
        assert load(folder).bottlenecks == held


def test_equality_sees_every_part(result: Result) -> None:
    name = next(iter(result.channels))
    channel = result.channels[name]
    moved = dataclasses.replace(channel, values=channel.values + 1e-12)
    kpi = dataclasses.replace(result.kpis["bricks.laid"], value=91)
    others = [
        dataclasses.replace(result, seed=result.seed + 1),
        dataclasses.replace(result, replicate=1),
        dataclasses.replace(result, until_h=999.0),
        dataclasses.replace(result, name="other"),
        dataclasses.replace(result, channels=result.channels | {name: moved}),
        dataclasses.replace(result, kpis=result.kpis | {"bricks.laid": kpi}),
        dataclasses.replace(result, events=result.events[:-1]),
        dataclasses.replace(result, ledgers={}),
    ]
    for other in others:
        assert result != other
    assert result == dataclasses.replace(result)
    assert result == dataclasses.replace(result, info=dataclasses.replace(result.info, wall_s={}))


def test_the_same_run_gives_the_same_bytes(baseline: Scenario, tmp_path: Path) -> None:
    one = save(simulate(baseline, until=1000.0), tmp_path / "one")
    two = save(simulate(baseline, until=1000.0), tmp_path / "two")
    for name in SAME_BYTES:
        assert (one / name).read_bytes() == (two / name).read_bytes(), name
    other = save(simulate(baseline, until=1000.0, seed=baseline.seed + 1), tmp_path / "two")
    assert other != two
    assert (one / "kpis.json").read_bytes() != (other / "kpis.json").read_bytes()


def test_events_and_kpis_are_written_exactly(result: Result, tmp_path: Path) -> None:
    folder = save(result, tmp_path)
    with (folder / "events.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["time_h", "utc", "system", "subject", "event", "detail"]
    assert float(rows[0]["time_h"]) == 0.1 + 0.2
    assert rows[0]["utc"] == f"{result.scenario.start}T00:18:00"
    assert rows[0]["detail"] == 'worn, "badly"'
    kpis = json.loads((folder / "kpis.json").read_text())
    assert list(kpis) == sorted(kpis)
    assert set(kpis["bricks.laid"]) == {"value", "unit", "label", "definition"}
    ledger = json.loads((folder / "ledger.json").read_text())
    assert ledger["energy"]["unit"] == "kWh"
    assert {"in", "out", "stock_start", "stock_end", "throughput", "residual", "accounts"} <= set(ledger["energy"])
    assert ledger["bricks"]["accounts"]["in.printed"] == 110


def test_the_trace_is_plain_numpy(result: Result, tmp_path: Path) -> None:
    folder = save(result, tmp_path)
    with np.load(folder / "trace.npz", allow_pickle=False) as trace:
        index = json.loads(str(trace["channels"]))
        assert set(index) == set(result.channels)
        assert index["bricks.heat"] == {"unit": "kWh", "kind": "linear", "labels": []}
        assert np.array_equal(trace["bricks.heat/value"], result.channels["bricks.heat"].values)


def test_what_is_not_a_whole_run_is_refused(result: Result, tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="not a run folder"):
        load(tmp_path)
    folder = save(result, tmp_path)
    for name in SAME_BYTES:
        broken = tmp_path / "broken"
        shutil.copytree(folder, broken)
        (broken / name).write_bytes(b"\x00nonsense")
        with pytest.raises(RunFolderError, match="broken"):
            load(broken)
        (broken / name).write_text('{"machines": [], "paces": 3}')
        with pytest.raises(RunFolderError, match="broken"):
            load(broken)
        shutil.rmtree(broken)
    for name in set(SAME_BYTES) - {"bottlenecks.json"}:
        shutil.copytree(folder, broken)
        (broken / name).unlink()
        with pytest.raises(RunFolderError, match="broken"):
            load(broken)
        shutil.rmtree(broken)
    assert status(folder) == "done"
    (folder / "run.json").write_text('{"status": "done"}')
    with pytest.raises(RunFolderError, match="damaged"):
        load(folder)
    (folder / "run.json").write_text("[]")
    assert status(folder) is None


def test_a_failure_while_drawing_leaves_nothing(result: Result, tmp_path: Path) -> None:
    def draw(_result: Result, folder: Path) -> None:
        (folder / "half.svg").write_text("<svg")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save(result, tmp_path, figures=draw)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("baseline", "baseline"),
        ("a/b", "a_b"),
        ("..", "__"),
        (".hidden", "_hidden"),
        ("", "_"),
        ("a\nb:c", "a_b_c"),
        ("站" * 90, "站" * 66),
    ],
)
def test_names_of_scenarios_become_names_of_folders(name: str, folder: str) -> None:
    assert folder_name(name) == folder

"""The package as a library: ``import sim`` and go."""

from __future__ import annotations

import datetime as dt
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.export import ExportError
from sim.result import CaseError, Result, RunFolderError
from sim.scenario import ScenarioError
from sim.study import Comparison, ComparisonError
from sim.study.errors import StudyError

HOURS = 4000.0
"""Long enough for machines to have arrived."""


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sim, sys; sys.exit(bool({'numpy', 'pydantic', 'matplotlib', 'simpy', 'click'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.slow
def test_a_run_in_memory_has_kpis_channels_and_figures() -> None:
    r = sim.run("ilrs:baseline", set=["energy.batteries.main.capacity=1500 kWh"], seed=4, until="2031-01-20")
    assert r.kpis["bricks.laid"].unit == "1"
    assert r.channels["energy.capacity"].values.max() == 1500
    assert (r.seed, r.until_h) == (4, 19 * 24)
    assert r.end.isoformat() == "2031-01-20T00:00:00"
    assert str(r.utc([0.5])[0]) == "2031-01-01T00:30:00.000000"
    assert repr(r).startswith("<Result baseline seed 4")
    assert type(r.plot("overview")).__name__ == "Figure"


@pytest.mark.slow
def test_a_run_with_a_folder_reads_back(tmp_path: Path) -> None:
    r = sim.run("ilrs:baseline", until=240.0, out=tmp_path, plots=False)
    (folder,) = tmp_path.glob("baseline/*")
    assert sim.load_result(folder) == r
    comparison = sim.compare([folder, r.scenario, "ilrs:one-technician"][::2], until=240.0)
    assert isinstance(comparison, Comparison)
    assert comparison == sim.compare([folder / "run.json", "ilrs:one-technician"], until=240.0)
    assert comparison.labels == ("Baseline", "One technician")
    assert type(comparison.plot()).__name__ == "Figure"


def test_every_ledger_of_a_real_run_closes_and_hours_add_up() -> None:
    r = sim.run("ilrs:baseline", until=HOURS)
    assert set(r.ledgers) == {"bricks", "data", "energy", "regolith"}
    assert all(balance.closes for balance in r.ledgers.values())
    for unit, hours in r.bottlenecks.hours.items():
        assert sum(hours.values()) == pytest.approx(sum(r.bottlenecks.states[unit].values()))
        assert sum(hours.values()) <= HOURS + 1e-9
    for name, kpi in r.kpis.items():
        assert kpi.value is not None or name.endswith("complete"), name


def test_mistakes_raise_what_is_documented(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError):
        sim.load_scenario(tmp_path / "missing.toml")
    loaded = sim.load_scenario("ilrs:baseline")
    assert sim.load_scenario(loaded) is loaded
    with pytest.raises(ScenarioError, match="cannot be changed"):
        sim.load_scenario(loaded, ["bricks.reject_fraction=0"])
    with pytest.raises(CaseError, match="someday"):
        sim.run(loaded, until="someday")
    with pytest.raises(RunFolderError):
        sim.load_result(tmp_path)
    with pytest.raises(ComparisonError):
        sim.compare(["ilrs:baseline"])
    with pytest.raises(AttributeError, match="nonsense"):
        _ = sim.nonsense


def test_only_public_names_are_listed() -> None:
    assert dir(sim) == [
        "__version__",
        "compare",
        "ensemble",
        "levers",
        "load_result",
        "load_scenario",
        "load_study",
        "run",
        "sensitivity",
        "size",
        "sweep",
    ]
    assert all(hasattr(sim, name) for name in dir(sim))


def test_changes_are_given_by_key_as_python_has_them() -> None:
    changes = {
        "energy.batteries.main.capacity": "900 kWh",
        "bricks.reject_fraction": 0.25,
        "tools.technicians.repair.count": np.int64(3),
        "tools.technicians.repair.until": dt.date(2032, 1, 1),
        "seed": 7,
        "title": "Mine",
    }
    as_texts = [
        "energy.batteries.main.capacity=900 kWh",
        "bricks.reject_fraction=0.25",
        "tools.technicians.repair.count=3",
        "tools.technicians.repair.until=2032-01-01",
        "seed=7",
        "title=Mine",
    ]
    loaded = sim.load_scenario("ilrs:baseline", changes)
    assert loaded.to_toml() == sim.load_scenario("ilrs:baseline", as_texts).to_toml()
    assert (loaded.seed, loaded.title, int(loaded.tools.technicians["repair"].count)) == (7, "Mine", 3)
    whole = {"bricks.reject_fraction": {"value": 10, "unit": "%", "basis": "design"}}
    assert float(sim.load_scenario("ilrs:baseline", whole).bricks.reject_fraction) == 0.1
    again = {"bricks.reject_fraction": loaded.bricks.reject_fraction}
    assert sim.load_scenario("ilrs:baseline", again).bricks.reject_fraction == loaded.bricks.reject_fraction
    with pytest.raises(ScenarioError, match=r'--set: energy\.batteries\.main\.capacity: "900" has no unit'):
        sim.load_scenario("ilrs:baseline", {"energy.batteries.main.capacity": 900})
    with pytest.raises(ScenarioError, match='did you mean "reject_fraction"'):
        sim.load_scenario("ilrs:baseline", {"bricks.reject_fractoin": 0.1})


@pytest.mark.usefixtures("made_up_station")
def test_what_a_result_has_says_what_there_is_and_what_is_near(first: Result) -> None:
    with pytest.raises(KeyError, match=r"^no KPI 'bricks\.lade'; did you mean .bricks\.laid") as caught:
        first.kpis["bricks.lade"]
    assert str(caught.value).startswith("no KPI")
    with pytest.raises(KeyError, match=r"^no history 'energy\.unserve'; did you mean .energy\.unserved"):
        first.channels["energy.unserve"]
    assert first.kpis.get("bricks.lade") is None
    assert "bricks.lade" not in first.kpis
    lines = repr(first.kpis).splitlines()
    assert len(lines) == len(first.kpis)
    assert next(line for line in lines if line.startswith("bricks.laid ")).endswith("Bricks laid")
    assert repr(first.channels).splitlines()[0].split()[:3] == ["bricks.electricity", "kWh", "linear"]
    assert pickle.loads(pickle.dumps(first)) == first


@pytest.mark.usefixtures("made_up_station")
def test_what_a_comparison_has_says_so_too(first: Result, second: Result) -> None:
    comparison = sim.compare([first, second], labels=["before", "after"])
    assert comparison.labels == ("before", "after")
    with pytest.raises(KeyError, match=r"did you mean .bricks\.laid"):
        comparison.kpis["bricks.lade"]
    with pytest.raises(KeyError, match=r"did you mean .energy\.unserved"):
        comparison.channels["energy.unserve"]
    assert len(repr(comparison.kpis).splitlines()) == len(comparison.kpis)
    assert repr(comparison.channels).splitlines()[0].endswith("before, after")
    with pytest.raises(ComparisonError, match="1 label for 2 runs"):
        sim.compare(["ilrs:baseline", "missing.toml"], labels=["one"])


@pytest.mark.usefixtures("made_up_station")
def test_a_grid_is_given_as_on_the_command_line(first: Result) -> None:
    pytest.importorskip("pandas")
    days = first.to_frame("channels", grid="24h")
    assert days.equals(first.to_frame("channels", grid=24.0))
    assert len(first.to_frame("channels", grid="1 d")) == len(days)
    for wrong, message in (("24", "is not a width such as 1h"), ("0h", "not longer than nothing")):
        with pytest.raises(ExportError, match=message):
            first.to_frame("channels", grid=wrong)


def test_an_ensemble_reads_back_and_is_the_same_as_in_memory(tmp_path: Path) -> None:
    change = {"energy.batteries.main.capacity": "1500 kWh"}
    kept = sim.ensemble("ilrs:baseline", 3, set=change, until="2031-02-01", workers=1, out=tmp_path, plots=False)
    (folder,) = (tmp_path / "studies").iterdir()
    there = sim.load_study(folder)
    assert there.sentences == kept.sentences
    assert there.header.command == (
        "ilrs ensemble ilrs:baseline -n 3 --vary both --set 'energy.batteries.main.capacity=1500 kWh' "
        "--until 2031-02-01"
    )
    changed = sim.load_scenario("ilrs:baseline", change)
    alone = sim.ensemble(changed, np.int64(3), until=31 * 24.0, workers=1)  # type: ignore[arg-type]
    assert len(alone) == 3
    np.testing.assert_array_equal(alone["station.landed_mass"], kept["station.landed_mass"])
    assert there.to_frame().equals(kept.to_frame())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"n": 0}, "n is 0: a study takes 1 replicate at least"),
        ({"n": 2.5}, "n"),
        ({"vary": "all"}, r"vary 'all' is none of what can be drawn; there are"),
        ({"until": "2099-01-01"}, "until"),
        ({"until_width": "bricks.laid"}, "does not say how narrow"),
    ],
)
def test_an_ensemble_that_cannot_be_run_says_why(options: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        sim.ensemble("ilrs:baseline", **{"workers": 1, **options})  # type: ignore[arg-type]
    with pytest.raises(StudyError, match="cannot be read"):
        sim.load_study("no such folder")

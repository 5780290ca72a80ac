"""The package as a library: ``import sim`` and go."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.result import CaseError, RunFolderError
from sim.scenario import ScenarioError
from sim.study import Comparison, ComparisonError

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

"""A sweep end to end: the same for any number of workers, gone on with, and read again from its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.scenario import files, load
from sim.study.replicates.study import Execution, Watch
from sim.study.replicates.task import Record
from sim.study.study_folder import REPLICATES, open_study
from sim.study.sweeps.run import plan, plan_of, sweep
from sim.study.sweeps.sweep import Sweep

HOURS = 1200.0
SET = ("energy.batteries.main.capacity=300,1400 kWh", "tools.technicians.repair.count=1,2")
STUDIES = sorted(path.stem for path in (files.shipped_folder() / "studies").glob("*.toml"))


class Counting(Watch):
    def __init__(self) -> None:
        self.ran: list[tuple[str, int]] = []

    def done(self, record: Record) -> None:
        self.ran.append((record.variant, record.number))


def run(out: Path, n: int, workers: int = 1, watch: Watch | None = None) -> tuple[Sweep, Path]:
    asked = plan("ilrs:baseline", SET, n=n, until=HOURS, require=["energy.survival_availability >= 0.9 in 50 %"])
    found, folder = sweep(asked, execution=Execution(out, workers), watch=watch)
    assert found is not None
    assert folder is not None
    return found, folder


@pytest.mark.slow
def test_it_is_the_same_for_any_number_of_workers_and_goes_on(tmp_path: Path) -> None:
    first = Counting()
    _, folder = run(tmp_path / "a", 1, watch=first)
    assert len(first.ran) == 4
    more = Counting()
    found, again = run(tmp_path / "a", 3, watch=more)
    assert again == folder
    assert len(more.ran) == 8
    assert not set(more.ran) & set(first.ran)
    none = Counting()
    run(tmp_path / "a", 3, watch=none)
    assert none.ran == []
    two, other = run(tmp_path / "b", 3, workers=2)
    for name in (REPLICATES, *(f"{table.name}.csv" for table in found.tables)):
        assert (folder / name).read_bytes() == (other / name).read_bytes(), name
    assert two.sentences == found.sentences
    read = open_study(folder)
    assert isinstance(read, Sweep)
    assert read.sentences == found.sentences
    assert [table.rows for table in read.tables] == [table.rows for table in found.tables]
    assert read.axes[0].values == (300.0, 1400.0)
    assert read.axes[0].unit == "kWh"


def test_scenarios_that_are_not_equally_long_are_run_as_long_as_all_last() -> None:
    short = load("ilrs:baseline", ["end=2033-01-01"])
    asked = plan_of({"long": load("ilrs:baseline"), "short": short}, n=1)
    assert asked.drawing.until_h == short.hours
    assert plan_of({"long": load("ilrs:baseline"), "short": short}, n=1, until=100.0).drawing.until_h == 100.0


@pytest.mark.slow
def test_from_python_it_takes_a_scenario_a_study_or_scenarios_by_name() -> None:
    short = {"n": 2, "until": 400.0, "workers": 1}
    grid = sim.sweep("ilrs:baseline", set={"energy.batteries.main.capacity": ["600 kWh", "1400 kWh"]}, **short)
    assert grid.labels == ("capacity 600 kWh", "capacity 1400 kWh")
    named = sim.sweep({"sun": "ilrs:baseline", "reactor": load("ilrs:nuclear")}, **short)
    assert named.labels == ("sun", "reactor")
    assert named.n == 2


@pytest.mark.slow
@pytest.mark.parametrize("name", STUDIES)
def test_every_shipped_study_runs(name: str) -> None:
    from sim.study.study_file import study_at

    found = study_at(f"ilrs:{name}")
    assert found is not None
    if found[0].table.get("kind", "sweep") != "sweep":
        pytest.skip("a study of another kind, run by its own tests")
    # Within a month nothing is decided yet that the variants of the forerunners differ in.
    asked = plan(f"ilrs:{name}", n=2, until=None if name == "forerunners" else 700.0)
    result, _ = sweep(asked, execution=Execution(None, 1))
    assert result is not None
    assert result.n == 2
    assert not [one for one in result.samples if one.failures]
    assert result.sentences
    assert all(table.rows for table in result.tables)

"""Runs side by side: differences to the first, what the inputs differ in, and what is not like for like."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path

import pytest

import sim
from sim.result import Kpi, Result, simulate
from sim.scenario import Scenario, load
from sim.study import Comparison, ComparisonError, compare, save

pytestmark = pytest.mark.usefixtures("made_up_station")


def with_kpis(result: Result, **values: Kpi) -> Result:
    return dataclasses.replace(result, kpis={name.replace("__", "."): kpi for name, kpi in values.items()})


def test_fewer_than_two_are_refused(first: Result) -> None:
    with pytest.raises(ComparisonError, match="at least two scenarios or runs, 1 given"):
        compare([first])
    with pytest.raises(ComparisonError, match="0 given"):
        compare([])
    with pytest.raises(ComparisonError, match="numbers 1 and 2 are the same run"):
        compare([first, first])
    with pytest.raises(ComparisonError, match="1 given"):
        sim.compare([first])


def test_differences_are_to_the_first(first: Result, second: Result) -> None:
    def kpi(value: float | str | None, unit: str = "kWh") -> Kpi:
        return Kpi(value, unit, "Label", "Definition.")

    one = with_kpis(
        first, a__x=kpi(2.0), b__count=kpi(7, "1"), c__date=kpi("2031-03-01", "UTC date"), d__none=kpi(None)
    )
    two = with_kpis(
        second, a__x=kpi(3.5), b__count=kpi(5, "1"), c__date=kpi("2031-02-27", "UTC date"), d__none=kpi(1.0)
    )
    three = dataclasses.replace(with_kpis(second, c__date=kpi(None, "UTC date")), name="three")
    rows = compare([one, two, three]).kpis
    assert rows["a.x"].values == (2.0, 3.5, None)
    assert rows["a.x"].differences == (0.0, 1.5, None)
    assert rows["b.count"].differences == (0, -2, None)
    assert rows["c.date"].differences == (0, -2, None)
    assert rows["c.date"].difference_unit == "d"
    assert rows["d.none"].differences == (None, None, None)
    assert rows["a.x"].difference_unit == "kWh"
    assert rows["a.x"].differs


def test_changed_inputs_come_with_their_provenance(first: Result, second: Result) -> None:
    comparison = compare([first, second])
    assert list(comparison.changes) == ["One technician"]
    changes = {change.key: change for change in comparison.changes["One technician"]}
    assert set(changes) == {"tools.technicians.repair.count"}
    assert changes["tools.technicians.repair.count"].b.basis == "design"
    assert comparison.remarks == ()


def test_what_is_not_like_for_like_is_named(baseline: Scenario, first: Result) -> None:
    elsewhere = simulate(load("ilrs:ridge-crest"), until=900.0, seed=baseline.seed + 1, replicate=2)
    remarks = compare([first, elsewhere]).remarks
    assert [remark.split(" differ")[0] for remark in remarks] == ["sites", "spans", "seeds", "replicates"]
    assert f"Baseline: {baseline.seed}; Ridge crest: {baseline.seed + 1}" in remarks[2]
    other_program = dataclasses.replace(elsewhere.info, versions={"source": "other"})
    remarks = compare([first, dataclasses.replace(elsewhere, info=other_program)]).remarks
    assert remarks[-1].startswith("versions of the program differ")


def test_runs_of_one_scenario_are_told_apart(baseline: Scenario, first: Result) -> None:
    reseeded = simulate(baseline, until=1000.0, seed=77)
    assert compare([first, reseeded]).labels == (f"Baseline seed {baseline.seed}", "Baseline seed 77")
    shorter = simulate(baseline, until=480.0)
    assert compare([first, shorter]).labels == ("Baseline to 2031-02-11", "Baseline to 2031-01-21")
    changed = simulate(load("ilrs:baseline", ["bricks.reject_fraction=0.3"]), until=1000.0)
    assert compare([first, changed]).labels == ("Baseline", "reject_fraction = 0.3")
    assert compare([changed, first]).labels[0] == "Baseline"


def test_a_comparison_wears_the_interface_of_a_result(first: Result, second: Result) -> None:
    comparison = compare([first, second])
    assert len(comparison) == 2
    assert comparison["Baseline"] is first
    assert comparison.channels["bricks.heat"]["One technician"] is second.channels["bricks.heat"]
    assert comparison.bottlenecks["Baseline"] == first.bottlenecks
    assert set(comparison.sentences) == {"Baseline", "One technician"}
    public = {name for name in (*dir(first), *vars(first)) if not name.startswith("_")}
    assert {name for name in public if not hasattr(comparison, name)} == set()
    times = comparison.utc([0.0, 1.5])
    assert list(times) == ["Baseline", "One technician"]
    assert times["One technician"].tolist() == second.utc([0.0, 1.5]).tolist()


def test_a_comparison_reads_like_a_mapping_of_its_results(first: Result, second: Result) -> None:
    comparison = compare([first, second])
    assert list(comparison) == list(comparison.keys()) == ["Baseline", "One technician"]
    assert comparison.values() == (first, second)
    assert dict(comparison) == dict(comparison.items()) == {"Baseline": first, "One technician": second}
    assert "Baseline" in comparison
    assert "nuclear" not in comparison
    assert 0 not in comparison
    assert comparison.get("One technician") is second
    assert comparison.get("nuclear") is None
    assert comparison.get("nuclear", first) is first
    with pytest.raises(KeyError, match="no run 'nuclear'"):
        comparison["nuclear"]


def test_comparisons_of_equal_results_are_equal(first: Result, second: Result) -> None:
    comparison = compare([first, second])
    elsewhere = dataclasses.replace(second, info=dataclasses.replace(second.info, wall_s={"simulate": 9.0}))
    assert comparison == compare([dataclasses.replace(first), elsewhere])
    assert comparison != compare([second, first])
    assert comparison != compare([first, dataclasses.replace(second, kpis={})])
    assert comparison != (first, second)
    with pytest.raises(TypeError, match="unhashable"):
        hash(comparison)


def test_its_folder_is_whole_and_the_same_each_time(first: Result, second: Result, tmp_path: Path) -> None:
    comparison = compare([first, second])
    seen: list[Comparison] = []

    def draw(drawn: Comparison, folder: Path) -> None:
        seen.append(drawn)
        (folder / "comparison.svg").write_text("<svg/>")

    folder = save(comparison, tmp_path, figures=draw)
    assert folder == tmp_path / "comparisons" / comparison.id
    names = ["comparison.json", "kpis.csv", "plots", "plots/comparison.svg"]
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")) == names
    content = {name: (folder / name).read_bytes() for name in ("comparison.json", "kpis.csv")}
    assert save(comparison, tmp_path) == folder
    assert {name: (folder / name).read_bytes() for name in content} == content
    assert [path.name for path in tmp_path.iterdir()] == ["comparisons"]

    about = json.loads(content["comparison.json"])
    assert [run["label"] for run in about["runs"]] == ["Baseline", "One technician"]
    assert about["changes"]["One technician"][0]["this"]["basis"] == "design"
    assert about["changes"]["One technician"][0]["this"]["known"] is None
    with (folder / "kpis.csv").open(newline="") as stream:
        rows = {row["kpi"]: row for row in csv.DictReader(stream)}
    assert list(rows) == list(comparison.kpis)
    assert float(rows["energy.generated"]["Baseline"]) == first.kpis["energy.generated"].value
    assert rows["bricks.laid"]["One technician - Baseline"] == "0"


def test_an_interrupted_comparison_leaves_nothing(first: Result, second: Result, tmp_path: Path) -> None:
    def draw(_comparison: Comparison, _folder: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save(compare([first, second]), tmp_path, figures=draw)
    assert list(tmp_path.rglob("*")) == []

"""What the runs of a comparison are called: titles, what was changed, labels that are given; never twice the same."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest

from sim.result import Result, save, simulate
from sim.scenario import load
from sim.study import ComparisonError, compare, open_results
from sim.study import save as save_comparison
from sim.study.labels import labels

BATTERY = "energy.batteries.main.capacity"


def made(source: str | Path, *settings: str, seed: int | None = None, until: float = 100.0) -> Result:
    return simulate(load(source, settings), seed=seed, until=until)


def written(folder: Path, name: str, text: str = "") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(f'{text}\nextends = "ilrs:baseline.toml"\n')
    return path


@pytest.mark.usefixtures("made_up_station")
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ((), ["Baseline", "Baseline (2)"]),
        ((f"{BATTERY}=900 kWh",), ["Baseline", "capacity = 900 kWh"]),
        (("tools.technicians.repair.count=3",), ["Baseline", "repair.count = 3"]),
        ((f"{BATTERY}=900 kWh", "seed=4"), ["Baseline seed 1", "capacity = 900 kWh and seed 4"]),
        (
            (f"{BATTERY}=900 kWh", "bricks.reject_fraction=0.3", "tools.technicians.repair.count=3"),
            ["Baseline", "capacity = 900 kWh and repair.count = 3 and 1 more"],
        ),
    ],
)
def test_of_two_runs_of_a_file_the_second_is_called_by_what_was_changed(
    settings: Sequence[str], expected: list[str]
) -> None:
    assert list(labels([made("ilrs:baseline"), made("ilrs:baseline", *settings)])) == expected


@pytest.mark.usefixtures("made_up_station")
def test_the_order_is_the_order_given_and_no_label_comes_twice() -> None:
    capacities = ["1200 kWh", "600 kWh", "900 kWh"]
    runs = [made("ilrs:ridge-crest"), made("ilrs:baseline")]
    runs += [made("ilrs:baseline", f"{BATTERY}={capacity}") for capacity in capacities]
    assert labels(runs) == (
        "Ridge crest",
        "Baseline",
        *(f"Baseline: capacity = {capacity}" for capacity in capacities),
    )


@pytest.mark.usefixtures("made_up_station")
def test_as_many_changes_are_named_as_tell_runs_apart() -> None:
    shared = (f"{BATTERY}=900 kWh", "energy.batteries.main.charge_power=20 kW")
    runs = [made("ilrs:baseline", *shared, f"bricks.reject_fraction={share}") for share in ("0.2", "0.3")]
    first, second, third = labels([made("ilrs:baseline"), *runs])
    assert first == "Baseline"
    assert (second[-21:], third[-21:]) == ("reject_fraction = 0.2", "reject_fraction = 0.3")


@pytest.mark.usefixtures("made_up_station")
def test_files_that_inherit_a_title_go_by_their_names(tmp_path: Path) -> None:
    silent, own = written(tmp_path, "silent"), written(tmp_path, "own", 'title = "My own"')
    assert labels([made("ilrs:baseline"), made(silent), made(own)]) == ("baseline", "silent", "My own")


@pytest.mark.usefixtures("made_up_station")
def test_a_title_of_several_lines_is_one_line_and_steers_no_terminal(tmp_path: Path) -> None:
    odd = written(tmp_path, "odd", 'title = "a\\n\\u001b[31m\\tb"')
    assert labels([made("ilrs:nuclear"), made(odd)]) == ("Nuclear", r"a \x1b[31m b")


@pytest.mark.usefixtures("made_up_station")
def test_labels_that_are_given_are_kept_with_the_comparison(tmp_path: Path) -> None:
    runs = [made("ilrs:nuclear"), made("ilrs:baseline")]
    comparison = compare(runs, ["after", " before "])
    assert list(comparison) == ["after", "before"]
    assert comparison != compare(runs)
    for run in runs:
        save(run, tmp_path)
    assert open_results([save_comparison(comparison, tmp_path)]) == comparison


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["one"], "1 label for 2 runs"),
        (["one", " one"], "labels 1 and 2 are both 'one'"),
        (["one", "\n"], "label 2 is empty"),
    ],
)
def test_labels_that_are_no_names_are_refused(first: Result, given: list[str], message: str) -> None:
    second = dataclasses.replace(first, info=dataclasses.replace(first.info, run_id="another"))
    with pytest.raises(ComparisonError, match=message):
        compare([first, second], given)

"""The verb ``size``."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from tests.cli.running import Captured, errors, printed

BATTERY = "energy.batteries.main.capacity"
SIZE = ("size", "ilrs:baseline", "--until", "2031-04-01", "--quiet", "--workers", "1")


@pytest.mark.slow
def test_it_says_how_large_and_how_sure_that_is(capsys: Captured, tmp_path: Path) -> None:
    asked = ("--vary", f"{BATTERY}=100:700:200 kWh", "--meet", "energy.survival_availability >= 99.9 % in 60 %")
    text = printed(capsys, *SIZE, *asked, "-n", "2", "--fresh", "2", "--out", str(tmp_path))
    assert "with the least mass landed" in text
    assert "95 % interval" in text
    assert "as written" in text
    (folder,) = (tmp_path / "studies").iterdir()
    assert {path.name for path in folder.iterdir()} >= {
        "study.json",
        "study.sqlite",
        "sizes.csv",
        "outcomes.csv",
        "designs.csv",
        "replicates.csv",
        "scenarios",
        "plots",
    }
    assert {path.name for path in (folder / "plots").iterdir()} == {"size.png", "size.svg"}
    found = sim.size(
        "ilrs:baseline",
        {BATTERY: "100:700:200 kWh"},
        meet=["energy.survival_availability >= 99.9 % in 60 %"],
        n=2,
        fresh=2,
        until="2031-04-01",
        workers=1,
    )
    assert text.startswith(found.sentences[0])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--vary", f"{BATTERY}=100:700"), 'error: --vary: energy.batteries.main.capacity: "700" has no unit'),
        (("--vary", f"{BATTERY}=100:700 kWh", "--meet", "nonsense"), "error: --meet 'nonsense' is no requirement"),
        (("--vary", f"{BATTERY}=100:700 kWh", "--minimise", "station.mass"), "error: --minimise: there is no KPI"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_run(capsys: Captured, options: tuple[str, ...], says: str) -> None:
    assert errors(capsys, *SIZE, *options)[0].startswith(says)


@pytest.mark.slow
def test_a_kpi_that_the_scenario_has_not_is_refused(capsys: Captured, tmp_path: Path) -> None:
    asked = ("--vary", f"{BATTERY}=100:700 kWh", "--meet", "shelter.wal.complete <= 2031-03-01", "-n", "1")
    (line,) = errors(capsys, *SIZE, *asked, "--out", str(tmp_path))
    assert "there is no figure 'shelter.wal.complete'" in line
    assert 'did you mean "shelter.wall.complete"?' in line

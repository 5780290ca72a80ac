"""The verb ``sensitivity`` as people use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sim
from sim.cli import main
from sim.study.study_folder import open_study
from tests.cli.running import errors

SIZES = ("--trajectories", "2", "--samples", "2")
SHORT = ("--until", "2031-01-04", "--workers", "1")


@pytest.mark.slow
def test_a_study_is_run_printed_kept_and_gone_on_with(capsys, tmp_path: Path) -> None:
    command = ("sensitivity", "ilrs:baseline", "--kpi", "energy.delivered", *SIZES, *SHORT, "--out", str(tmp_path))
    assert main(command) == 0
    out, err = capsys.readouterr()
    assert "200 replicates to run on 1 worker" in err
    assert "of 99 parameters get a share of their own, the others one together" in err
    assert "Luck" in out
    assert "Shares of the variance" in out
    assert "Effects from end to end of a range" in out
    (folder,) = (tmp_path / "studies").iterdir()
    assert folder.name.startswith("sensitivity-baseline-")
    assert {path.name for path in (folder / "plots").iterdir()} == {"sensitivity.png", "sensitivity.svg"}
    about = json.loads((folder / "study.json").read_text())
    assert about["command"].startswith("ilrs sensitivity ilrs:baseline --kpi energy.delivered")
    assert (about["settings"]["trajectories"], about["settings"]["samples"]) == (2, 2)
    before = {path: path.read_bytes() for path in folder.rglob("*.csv")}
    assert main(command) == 0
    again, told = capsys.readouterr()
    assert again == out
    assert "to run" not in told
    assert {path: path.read_bytes() for path in folder.rglob("*.csv")} == before
    found = open_study(folder)
    assert list(found.sentences) == about["sentences"]
    same = sim.sensitivity(
        "ilrs:baseline", "energy.delivered", trajectories=2, samples=2, until="2031-01-04", workers=1, out=tmp_path
    )
    assert same.tables == found.tables


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--time", "soon"), "error: 'soon' is no time that a study may take: write 90s, 20min or 1.5h"),
        (("--samples", "48"), "error: samples come in powers of two, not 48: take 32 or 64"),
        (
            ("--workers", "2", "--cluster", "tcp://x:1"),
            "error: --workers are processes on this machine and --cluster runs elsewhere: give one of them",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_run(capsys, tmp_path: Path, arguments, message) -> None:
    assert errors(capsys, "sensitivity", "ilrs:baseline", *arguments, "--out", str(tmp_path)) == [message]
    assert list(tmp_path.iterdir()) == []

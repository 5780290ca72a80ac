"""The command ``ilrs ensemble`` from end to end, and what reads the folder that it makes."""

from __future__ import annotations

import csv
import json
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.cli import main
from tests.cli.running import Captured, errors, printed

SPAN = ("--until", "2031-02-01", "--workers", "1", "--no-plots")
MONTH = ("ensemble", "ilrs:baseline", *SPAN)
WIDE = 'energy.batteries.main.last_reserve={ value = 0.05, basis = "assumption", note = "wide", range = [0, 0.5] }'
"""A range whose upper part does not go with another parameter."""


def run(capsys: Captured, out: Path, *arguments: str) -> tuple[str, str]:
    """What a study that does its work prints, and what it tells meanwhile."""
    assert main([*MONTH, "--out", str(out), *arguments]) == 0
    return capsys.readouterr()


def folder(out: Path) -> Path:
    (found,) = (out / "studies").iterdir()
    return found


def replicates(out: Path) -> list[dict[str, str]]:
    with (folder(out) / "replicates.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_it_says_where_it_runs_what_it_takes_and_what_it_found(tmp_path: Path, capsys: Captured) -> None:
    said, told = run(capsys, tmp_path, "-n", "3")
    lines = [line for line in told.splitlines() if not line.startswith("note: ")]
    assert lines[0] == "Baseline: 3 replicates to run on 1 worker"
    assert lines[1].startswith("Baseline: one takes ")
    assert said.startswith("Over 3 draws of lives, repairs and rejects and of ")
    assert "in 0 % (95 % interval 0 to 56) of runs: in none of them by the end." in said
    assert f"All of it: {folder(tmp_path)}" in said
    assert "Landed mass" not in said
    assert "Energy on offer" not in said
    everything, _ = run(capsys, tmp_path, "-n", "3", "--all")
    assert "Energy on offer" in everything


def test_it_goes_on_where_it_was_and_grows(tmp_path: Path, capsys: Captured) -> None:
    run(capsys, tmp_path, "-n", "3")
    three = replicates(tmp_path)
    _, told = run(capsys, tmp_path, "-n", "5")
    assert "Baseline: 2 replicates to run on 1 worker (3 are there already)" in told
    assert replicates(tmp_path)[:3] == three
    said, told = run(capsys, tmp_path, "-n", "5")
    assert "to run" not in told
    again, _ = run(capsys, tmp_path, "-n", "5", "--quiet")
    assert again == said
    fewer, told = run(capsys, tmp_path, "-n", "2")
    assert fewer.startswith("Over 2 draws")
    assert len(replicates(tmp_path)) == 5


@pytest.mark.slow
def test_two_workers_find_what_one_does(tmp_path: Path, capsys: Captured) -> None:
    run(capsys, tmp_path / "one", "-n", "6")
    _, told = run(capsys, tmp_path / "two", "-n", "6", "--workers", "2")
    assert "6 replicates to run on 2 workers" in told
    for name in ("goals.csv", "quantiles.csv", "replicates.csv", "study.json"):
        one, two = ((folder(tmp_path / place) / name).read_bytes() for place in ("one", "two"))
        assert one == two, name


@pytest.mark.slow
def test_it_stops_when_an_interval_is_narrow_enough(tmp_path: Path, capsys: Captured) -> None:
    said, _ = run(capsys, tmp_path, "--until-width", "station.landed_mass=2500", "-n", "60")
    count = json.loads((folder(tmp_path) / "study.json").read_text())["settings"]["n"]
    assert 30 <= count < 60
    assert said.startswith(f"Over {count} draws")
    # What cannot be narrow goes on to the number that was given.
    run(capsys, tmp_path / "most", "--until-width", "station.landed_mass=0.001", "-n", "4")
    assert json.loads((folder(tmp_path / "most") / "study.json").read_text())["settings"]["n"] == 4


@pytest.mark.slow
def test_it_keeps_histories_of_some_from_the_best_to_the_worst(tmp_path: Path, capsys: Captured) -> None:
    said, _ = run(capsys, tmp_path, "-n", "3", "--keep-traces", "2")
    paths = [line.rpartition(": ")[2] for line in said.splitlines() if line.startswith("with its histories: ")]
    assert len(paths) == 2
    rows = {row["replicate"]: row for row in replicates(tmp_path)}
    for path in paths:
        kept = json.loads((Path(path) / "run.json").read_text())
        kpis = json.loads((Path(path) / "kpis.json").read_text())
        mass = float(rows[str(kept["replicate"])]["station.landed_mass"])
        assert kpis["station.landed_mass"]["value"] == pytest.approx(mass, rel=1e-9)


def test_parts_are_put_together_to_the_same(tmp_path: Path, capsys: Captured) -> None:
    run(capsys, tmp_path / "whole", "-n", "4")
    for part in ("1/2", "2/2"):
        said, _ = run(capsys, tmp_path / "parts", "-n", "4", "--shard", part)
        assert "this part is done" in said
        assert not (folder(tmp_path / "parts") / "study.json").exists()
    assert errors(capsys, "report", str(folder(tmp_path / "parts")), "--quiet")[0].endswith(
        "a study was begun there: the command that began it goes on with it"
    )
    _, told = run(capsys, tmp_path / "parts", "-n", "4")
    assert "to run" not in told
    for name in ("quantiles.csv", "replicates.csv"):
        whole, parts = ((folder(tmp_path / place) / name).read_bytes() for place in ("whole", "parts"))
        assert whole == parts, name


def test_a_replicate_that_failed_is_said_with_a_command_that_repeats_it(tmp_path: Path, capsys: Captured) -> None:
    said, _ = run(capsys, tmp_path, "-n", "8", "--set", WIDE)
    note = next(line for line in said.splitlines() if line.startswith("Note: "))
    failed = [row for row in replicates(tmp_path) if row["error"]]
    assert failed
    assert f"{len(failed)} replicate" in note
    command = shlex.split(note.partition("Alone: ")[2])
    assert command[:2] == ["ilrs", "run"]
    assert command[command.index("--replicate") + 1] == failed[0]["replicate"]
    (error,) = errors(capsys, *command[1:], "--out", str(tmp_path / "alone"), "--quiet")
    assert "reserve_resume: must exceed last_reserve" in error
    assert "reserve_resume: must exceed last_reserve" in failed[0]["error"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-n", "0"], "0 is not in the range"),
        (["--vary", "all"], "'all' is not one of"),
        (["--shard", "3/2", "-n", "4"], "'3/2' is not a part such as 1/4"),
        (["--until-width", "bricks.laud=3", "-n", "4"], 'bricks.laud\' of this scenario; did you mean "bricks.laid"'),
        (["--until-width", "bricks.laid", "-n", "4"], "does not say how narrow"),
        (["--until-width", "bricks.laid=3 d", "-n", "4"], "'bricks.laid=3 d': Bricks laid is given in pieces"),
        (["--cluster", "tcp://127.0.0.1:1"], "give one of them"),
        (["--set", "energy.batteries.main.capacty=1 kWh"], "capacity"),
    ],
)  # fmt: skip
def test_what_cannot_be_run_as_asked(tmp_path: Path, capsys: Captured, arguments: list[str], said: str) -> None:
    assert main([*MONTH, "--out", str(tmp_path), "--quiet", *arguments]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_an_interruption_keeps_what_is_there(tmp_path: Path, capsys: Captured) -> None:
    command = [sys.executable, "-m", "sim", *MONTH, "-n", "2000", "--out", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if "one takes" in line:
            break
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted" in err
    assert "Traceback" not in err
    assert main([*MONTH, "-n", "1", "--out", str(tmp_path)]) == 0
    there = capsys.readouterr()
    assert there.out.startswith("Over 1 draw")
    # The first was measured before it was interrupted: it is not run again.
    assert "to run" not in there.err


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a study of three replicates."""
    out = tmp_path_factory.mktemp("study")
    assert main([*MONTH, "-n", "3", "--out", str(out), "--quiet"]) == 0
    return folder(out)


def test_its_tables_are_exported_by_name(study: Path, tmp_path: Path, capsys: Captured) -> None:
    assert printed(capsys, "export", "table", str(study), "goals") == (study / "goals.csv").read_text()
    assert printed(capsys, "export", "table", str(study)) == (study / "goals.csv").read_text()
    assert printed(capsys, "export", "kpis", str(study)) == (study / "quantiles.csv").read_text()
    assert printed(capsys, "export", "table", str(study), "replicates") == (study / "replicates.csv").read_text()
    target = tmp_path / "goals.md"
    assert printed(capsys, "export", "table", str(study / "study.json"), "goals", "-o", str(target)) == (
        f"{target}: Goals as markdown\n"
    )
    assert "| Last structure stands |" in target.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", "table", "STUDY", "gaols"], "no table 'gaols' of this study; did you mean \"goals\"?"),
        (["export", "table", "STUDY", "replicates", "--format", "latex"], "replicates are exported as csv"),
        (["export", "channels", "STUDY"], "is a study, which keeps no histories"),
        (["show", "STUDY", "--at", "2031-01-03"], "is a study, which keeps no histories"),
        (["list", "channels", "STUDY"], "is a study, which keeps no histories"),
        (["plot", "STUDY", "overview"], "no figure 'overview' of a study"),
        (["report", "STUDY", "STUDY"], "is a study: give it alone, or give runs"),
    ],
)
def test_what_a_study_does_not_have(study: Path, capsys: Captured, arguments: list[str], said: str) -> None:
    (line,) = errors(capsys, *(str(study) if one == "STUDY" else one for one in arguments))
    assert said in line


@pytest.mark.slow
def test_its_report_and_figure_are_drawn_from_its_folder(study: Path, capsys: Captured) -> None:
    (path,) = printed(capsys, "report", str(study), "--quiet").splitlines()
    assert Path(path) == study.resolve() / "report.html"
    text = Path(path).read_text(encoding="utf-8")
    (drawn,) = printed(capsys, "plot", str(study), "ensemble").splitlines()
    assert Path(drawn) == study / "plots" / "ensemble.png"
    printed(capsys, "report", str(study), "--quiet")
    assert Path(path).read_text(encoding="utf-8") == text


def test_a_study_of_another_format_is_refused(study: Path, tmp_path: Path, capsys: Captured) -> None:
    about = json.loads((study / "study.json").read_text())
    (tmp_path / "study.json").write_text(json.dumps({**about, "format": 99}))
    (line,) = errors(capsys, "report", str(tmp_path), "--quiet")
    assert "its format is 99" in line
    assert "read it with the program that wrote it" in line

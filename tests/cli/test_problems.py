"""What goes wrong is one clear message a problem, with the status that says so, and leaves nothing behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli import main
from sim.engine import LedgerError
from tests.cli.running import SHORT, Calls, Captured, errors


def test_a_failed_run_says_where_to_look(capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise LedgerError("ledgers that do not close: energy")

    monkeypatch.setattr("sim.result.simulation.run_station", fail)
    (line,) = errors(capsys, "run", "ilrs:baseline", *SHORT, "--out", str(tmp_path), status=1)
    assert "LedgerError: ledgers that do not close: energy" in line
    (about,) = tmp_path.glob("baseline/*/run.json")
    assert str(about) in line
    assert json.loads(about.read_text())["status"] == "failed"
    (line,) = errors(capsys, "compare", str(about.parent), "ilrs:nuclear", "--out", str(tmp_path))
    assert "this run failed: LedgerError" in line


def test_an_interrupted_run_leaves_nothing(capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.result.simulation.run_station", interrupt)
    assert main(["run", "ilrs:baseline", *SHORT, "--out", str(tmp_path / "out")]) == 130
    out, err = capsys.readouterr()
    assert (out, err) == ("", "interrupted\n")
    assert list(tmp_path.rglob("*")) in ([], [tmp_path / "out"])


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["run", "missing.toml"], ["missing.toml", "no such file"]),
        (["run", "."], ["folder"]),
        (["run", "ilrs:baselin"], ["baseline"]),
        (["run"], ["Missing argument"]),
        (["rum", "ilrs:baseline"], ["rum"]),
        (["run", "ilrs:baseline", "--sed", "1"], ["--sed", "--seed"]),
        (["run", "ilrs:baseline", "--seed", "-1"], ["--seed", "'-1' is not a whole number, 0 or more"]),
        (["run", "ilrs:baseline", "--seed", "x"], ["--seed", "'x' is not a whole number, 0 or more"]),
        (["run", "ilrs:baseline", "--seed", "9" * 9999], ["--seed", "is not a whole number, 0 or more"]),
        (["run", "ilrs:baseline", "--replicate", "1.5"], ["--replicate", "'1.5' is not a whole number, 0 or more"]),
        (["run", "ilrs:baseline", "--until", "someday"], ["--until", "someday", "2031-01-31"]),
        (["run", "ilrs:baseline", "--until", "2031-02-30"], ["--until", "2031-02-30"]),
        (["run", "ilrs:baseline", "--until", "2031-01-01"], ["2031-01-01", "not after the start"]),
        (["run", "ilrs:baseline", "--until", "2040-01-01"], ["2040-01-01", "after the end"]),
        (["run", "ilrs:baseline", "--set", "bricks.reject_fractoin=0.1"], ["reject_fractoin", "reject_fraction"]),
        (["run", "ilrs:baseline", "--set", "nonsense"], ["nonsense"]),
        (["compare"], ["at least two", "0 given"]),
        (["compare", "ilrs:baseline"], ["at least two", "1 given"]),
        (["compare", "ilrs:baseline", "missing.toml"], ["missing.toml"]),
        (["check"], ["Missing argument"]),
        (["show", "missing.toml"], ["missing.toml"]),
        (["show", "ilrs:baseline", "--diff", "missing.toml"], ["missing.toml"]),
        (["assumptions", "ilrs:baseline", "--format", "xml"], ["xml", "csv"]),
        (["sky", "ilrs:baseline", "--from", "1990-01-01", "--to", "1990-01-02"], ["1990"]),
        (["sky", "ilrs:baseline", "--from", "2032-01-01", "--to", "2032-01-01"], ["not after"]),
        (["sky", "ilrs:baseline", "--from", "2070-01-01"], ["2070-01-01", "outside the ephemeris"]),
        (["sky", "ilrs:baseline", "--from", "2040-01-01"], ["scenario's end, 2036-01-01", "--to"]),
        (["sky", "ilrs:baseline", "--step", "0h"], ["--step", "0h"]),
        (["sky", "ilrs:baseline", "--step", "1 fortnight"], ["--step", "fortnight"]),
        (["sky", "ilrs:baseline", "--step", "1e9d"], ["--step"]),
        (["sky", "ilrs:baseline", "--csv", "--step", "0.000001s"], ["longer step"]),
        (["sky", "ilrs:baseline", "--mast", "tall"], ["--mast", "tall"]),
        (["sky", "ilrs:baseline", "--mast", "10"], ["--mast", "'10' has no unit", "'10 m'"]),
        (["sky", "ilrs:baseline", "--step", "1h"], ["--step", "add --csv"]),
        (["sky", "ilrs:baseline", "--csv", "mine.toml"], ["write over a scenario"]),
        (["sky", "ilrs:baseline", "missing.toml"], ["missing.toml: no such file"]),
        (["sky"], ["Missing argument"]),
        (["sky", "ilrs:baseline", "--step", "30d", "--csv", "missing/sky.csv"], ["missing/sky.csv: no such file"]),
    ],
)
def test_mistakes_get_one_clear_message(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], parts: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (line,) = errors(capsys, *arguments)
    for part in parts:
        assert part in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("place", ["file", "file/deeper", "/proc/nowhere"])
@pytest.mark.parametrize("verb", [("run", "ilrs:baseline"), ("compare", "ilrs:baseline", "ilrs:nuclear")])
def test_an_output_folder_that_cannot_be_written_is_refused_before_the_run(
    capsys: Captured, tmp_path: Path, made_up_station: Calls, place: str, verb: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("")
    line = errors(capsys, *verb, *SHORT, "--out", str(tmp_path / place))[0]
    assert Path(place).name in line
    assert made_up_station == []


def test_each_problem_of_a_file_has_its_line(capsys: Captured, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('extends = "ilrs:baseline.toml"\nend = "later"\nsead = 1\n')
    lines = errors(capsys, "run", str(wrong), "--out", str(tmp_path / "out"))
    assert len(lines) == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("verb", [["compare"], ["show", "--diff"]])
def test_what_is_wrong_with_any_scenario_is_said_at_once(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    head = 'title = "T"\nextends = "ilrs:baseline.toml"\n'
    (tmp_path / "one.toml").write_text(f"{head}sed = 1\n")
    (tmp_path / "two.toml").write_text(f"{head}[energy]\nbateries = 1\n")
    verb, options = verb[:1], verb[1:]
    assert main([*verb, "one.toml", *options, "two.toml"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(": ")[1] for line in err.splitlines()] == ["one.toml:3", "two.toml:4"]

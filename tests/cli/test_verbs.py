"""The command line: what it prints where, its exit statuses, and one clear message a problem."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import main
from sim.cli.compared import comparison_summary
from sim.engine import LedgerError
from sim.result import load, simulate
from sim.scenario import Scenario
from sim.scenario import load as load_scenario
from sim.study import compare
from sim.study.wording import held_back

Captured = pytest.CaptureFixture[str]
Calls = list[dict[str, object]]

SHORT = ("--until", "2031-02-01", "--quiet")
HELD_BACK = ["run", "held", "back", "by", "cost", "about"]


def errors(capsys: Captured, *arguments: str, status: int = 2) -> list[str]:
    """The error lines of a command that must fail, and that prints nothing else."""
    assert main(arguments) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    lines = err.splitlines()
    assert lines
    assert all(line.startswith("error: ") for line in lines)
    return lines


def test_help_names_every_verb_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from sim.cli import main; status = main(['--help'])\n"
        "heavy = {'numpy', 'pydantic', 'matplotlib', 'pint', 'rich', 'simpy'} & set(sys.modules)\n"
        "sys.exit(f'heavy imports: {heavy}' if heavy else status)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for verb in ("run", "compare", "check", "show", "assumptions", "sky", "new", "gallery"):
        assert f"\n  {verb} " in done.stdout


def test_no_arguments_show_the_help(capsys: Captured) -> None:
    assert main([]) == 0
    assert "Usage: ilrs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("verb", "options"),
    [
        (
            "run",
            {"--set", "--seed", "--replicate", "--until", "--out", "--force", "--no-plots", "--relieve", "--quiet"},
        ),
        ("compare", {"--set", "--seed", "--until", "--out", "--quiet"}),
        ("check", {"--quiet"}),
        ("show", {"--diff", "--quiet"}),
        ("assumptions", {"--format", "--quiet"}),
        ("sky", {"--from", "--to", "--step", "--mast", "--csv", "--quiet"}),
        ("new", {"--full", "--quiet"}),
        ("gallery", {"--out", "--quiet"}),
    ],
)
def test_each_verb_has_the_options_of_the_design(capsys: Captured, verb: str, options: set[str]) -> None:
    assert main([verb, "--help"]) == 0
    out = capsys.readouterr().out
    named = {word.strip(",.") for word in out.split() if word.startswith("--")}
    assert named - {"--help"} == options


def test_the_version(capsys: Captured) -> None:
    import sim

    assert main(["--version"]) == 0
    assert sim.__version__ in capsys.readouterr().out


def test_a_run_prints_its_folder_its_kpis_and_how_sure_it_is(
    capsys: Captured, tmp_path: Path, made_up_station: Calls
) -> None:
    arguments = ["run", "ilrs:baseline", "--no-plots", "--out", str(tmp_path), "--until", "2031-02-01"]
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    folder = Path(out.splitlines()[0])
    assert (folder / "run.json").is_file()
    assert folder.parent == tmp_path / "baseline"
    assert "Bricks laid" in out
    assert "held the station back" in out
    assert "parameters are assumptions; this is one random draw (seed 1, replicate 0)" in out
    assert "\x1b" not in out + err
    assert err.splitlines() == ["baseline: simulating"]
    assert main([*arguments, "--quiet"]) == 0
    again = capsys.readouterr()
    assert (again.out, again.err) == (out, "")
    assert len(made_up_station) == 1
    assert main([*arguments, "--force"]) == 0
    assert len(made_up_station) == 2
    wall = json.loads((folder / "run.json").read_text())["wall_s"]
    assert set(wall) == {"load", "sky", "simulate", "write", "plot"}


def test_seed_replicate_and_set_reach_the_run(capsys: Captured, tmp_path: Path, made_up_station: Calls) -> None:
    options = ("--seed", "9", "--replicate", "3", "--set", "bricks.reject_fraction=0.25")
    assert main(["run", "ilrs:baseline", *SHORT, *options, "--no-plots", "--out", str(tmp_path)]) == 0
    assert made_up_station == [{"scenario": "baseline", "seed": 9, "replicate": 3, "hours": 744.0}]
    folder = Path(capsys.readouterr().out.splitlines()[0])
    about = json.loads((folder / "run.json").read_text())
    assert (about["seed"], about["replicate"], about["end"]) == (9, 3, "2031-02-01T00:00:00")
    assert "0.25" in (folder / "scenario.toml").read_text()


def test_a_comparison_of_scenarios_and_of_their_run_folders(
    capsys: Captured, tmp_path: Path, made_up_station: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.study.default_workers", lambda: 1)
    out_option = ("--out", str(tmp_path))
    assert main(["compare", "ilrs:baseline", "ilrs:one-technician", *SHORT, *out_option]) == 0
    first = capsys.readouterr()
    assert first.err == ""
    assert "bricks.laid" in first.out
    assert "one-technician against baseline: 1 input changed" in first.out
    assert "tools.technicians.repair.count: 2 (design) -> 1 (design)" in first.out
    figures = [Path(line.removeprefix("figure: ")) for line in first.out.splitlines() if line.startswith("figure: ")]
    assert figures
    assert all(figure.stat().st_size > 1000 for figure in figures)
    folders = [str(next((tmp_path / name).iterdir())) for name in ("baseline", "one-technician")]
    assert main(["compare", *folders, *out_option, "--quiet"]) == 0
    assert capsys.readouterr().out == first.out
    assert len(made_up_station) == 2
    (line,) = errors(capsys, "compare", *folders, *out_option, "--seed", "3")
    assert "has been run already" in line


def test_a_comparison_of_many_says_in_a_line_a_run_what_held_it_back(
    capsys: Captured, tmp_path: Path, made_up_station: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.study.default_workers", lambda: 1)
    names = ["baseline", "nuclear", "one-technician", "relay-lost"]
    assert main(["compare", *(f"ilrs:{name}" for name in names), *SHORT, "--out", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    head = next(number for number, line in enumerate(lines) if line.split()[:6] == HELD_BACK)
    told = lines[head + 1 : head + 1 + len(names)]
    assert lines[head + 1 + len(names)] == ""
    for name, line in zip(names, told, strict=True):
        run = load(next((tmp_path / name).iterdir()))
        assert [cell.strip() for cell in line.split("  ") if cell][:3] == [name, *held_back(run.bottlenecks)[:2]]


@pytest.mark.parametrize(
    ("screen", "width", "letters", "roots"),
    [
        (False, 100, 1, True),
        (False, 100, 30, False),
        (True, 80, 1, False),
        (True, 80, 30, False),
        (True, 120, 1, True),
        (True, 120, 30, True),
    ],
)
def test_what_held_thirty_runs_back_takes_a_line_each(
    capsys: Captured,
    tmp_path: Path,
    made_up_station: Calls,
    baseline: Scenario,
    monkeypatch: pytest.MonkeyPatch,
    screen: bool,
    width: int,
    letters: int,
    roots: bool,
) -> None:
    name = "x" * letters
    runs = [dataclasses.replace(simulate(baseline, until=480.0, seed=n), name=f"{name}{n:02d}") for n in range(30)]
    comparison = compare(runs)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: screen)
    monkeypatch.setenv("COLUMNS", str(width))
    comparison_summary(comparison, tmp_path, [])
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in capsys.readouterr().out.splitlines()]
    head = next(number for number, line in enumerate(lines) if line.split()[:6] == HELD_BACK)
    assert ("chiefly" in lines[head]) is roots
    told = lines[head + 1 + screen : head + 31 + screen]
    assert [line.split()[0] for line in told] == list(comparison)
    assert max(len(line) for line in told) <= width


def test_on_a_terminal_no_table_of_many_runs_folds(
    capsys: Captured, tmp_path: Path, made_up_station: Calls, baseline: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    comparison = compare([simulate(baseline, until=480.0, seed=seed) for seed in range(4)])
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    for width in range(60, 130):
        monkeypatch.setenv("COLUMNS", str(width))
        comparison_summary(comparison, tmp_path, [])
        lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in capsys.readouterr().out.splitlines()]
        heads = [number for number, line in enumerate(lines) if line.split()[:1] == ["run"]]
        assert len(heads) > 1
        for head in heads:
            told = [" ".join(line.split()[:3]) for line in lines[head + 2 : head + 6]]
            assert (told, lines[head + 6].strip()) == (list(comparison), ""), width


def test_on_a_terminal_a_comparison_breaks_its_lines_between_words(
    capsys: Captured, tmp_path: Path, made_up_station: Calls, baseline: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    comparison = compare([simulate(baseline, until=480.0), simulate(load_scenario("ilrs:nuclear"), until=480.0)])
    sentence = f"nuclear: {comparison.sentences['nuclear']}"
    assert " %)" in sentence
    comparison_summary(comparison, tmp_path, [])
    assert sentence in capsys.readouterr().out.splitlines()
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    for width in range(60, 90):
        monkeypatch.setenv("COLUMNS", str(width))
        comparison_summary(comparison, tmp_path, [])
        lines = capsys.readouterr().out.splitlines()
        first = next(n for n, line in enumerate(lines) if line.startswith("nuclear: "))
        wrapped = [lines[first]]
        for line in lines[first + 1 :]:
            if not line.startswith("    "):
                break
            wrapped.append(line)
        assert " ".join(line.strip() for line in wrapped) == sentence
        assert all(len(line) < width for line in wrapped)
        assert not any(line.strip().startswith("%") for line in wrapped)


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


def test_check_prints_what_a_scenario_describes_and_judges_all(capsys: Captured, tmp_path: Path) -> None:
    assert main(["check", "ilrs:baseline", "ilrs:nuclear"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "baseline: " in out
    assert "nuclear: " in out
    broken = tmp_path / "broken.toml"
    broken.write_text('extends = "ilrs:baseline.toml"\n[energy]\nbateries = 1\n')
    assert main(["check", str(broken), "ilrs:baseline", str(tmp_path / "missing.toml")]) == 2
    out, err = capsys.readouterr()
    assert "baseline: " in out
    lines = err.splitlines()
    assert len(lines) == 2
    assert "broken.toml:3" in lines[0]
    assert "missing.toml" in lines[1]
    assert main(["check", "ilrs:baseline", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_show_stands_alone(capsys: Captured, tmp_path: Path) -> None:
    assert main(["show", "ilrs:baseline"]) == 0
    shown = tmp_path / "shown.toml"
    shown.write_text(capsys.readouterr().out)
    assert main(["show", "ilrs:baseline", "--diff", str(shown)]) == 0
    assert capsys.readouterr().out == "shown has the same inputs as baseline.\n"
    assert main(["show", "ilrs:baseline", "--diff", "ilrs:one-technician"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:] == ["  tools.technicians.repair.count: 2 (design) -> 1 (design)"]


def test_assumptions_in_three_forms(capsys: Captured) -> None:
    assert main(["assumptions", "ilrs:baseline", "--format", "json"]) == 0
    register = json.loads(capsys.readouterr().out)
    assert main(["assumptions", "ilrs:baseline", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert main(["assumptions", "ilrs:baseline"]) == 0
    out, err = capsys.readouterr()
    assert [row["key"] for row in rows] == [row["key"] for row in register]
    assert len(out.splitlines()) == len(rows) + 1
    assert {row["basis"] for row in rows} <= {"assumption", "sourced", "derived", "design"}
    assumed = sum(row["basis"] == "assumption" for row in rows)
    assert f"{assumed} of {len(rows)} parameters are assumptions" in err


def test_sky_prints_csv_or_writes_it(capsys: Captured, tmp_path: Path) -> None:
    asked = ["sky", "ilrs:baseline", "--from", "2040-06-01", "--to", "2040-06-02T00:00Z", "--step", "6h"]
    assert main(asked) == 0
    out, err = capsys.readouterr()
    assert err == ""
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["utc"][11:13] for row in rows] == ["00", "06", "12", "18"]
    target = tmp_path / "sky.csv"
    assert main([*asked, "--csv", str(target), "--mast", "10 m"]) == 0
    assert target.read_text() == out
    assert "4 times" in capsys.readouterr().out
    assert main([*asked, "--mast", "2m"]) == 0
    assert "no horizon was measured from 2 m" in capsys.readouterr().err


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
        (["sky", "ilrs:baseline", "--step", "0.000001s"], ["longer step"]),
        (["sky", "ilrs:baseline", "--mast", "tall"], ["--mast", "tall"]),
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

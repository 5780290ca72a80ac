"""Each verb: its options, what it prints, and that its options reach what it does."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import main
from tests.cli.running import SHORT, Calls, Captured


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
            {"--set", "--seed", "--replicate", "--until", "--out", "--force", "--no-plots", "--relieve", "--quiet"}
            | {"--no-relief", "--vary"},
        ),
        (
            "compare",
            {"--label", "--set", "--seed", "--until", "--out", "--no-relief", "--all", "--quiet", "--vary"}
            | {"--until-width", "--workers", "--cluster", "--shard", "--no-plots"},
        ),
        (
            "ensemble",
            {"--vary", "--until-width", "--keep-traces", "--set", "--seed", "--until", "--out", "--workers"}
            | {"--cluster", "--shard", "--no-plots", "--all", "--quiet"},
        ),
        ("check", {"--quiet"}),
        ("show", {"--at", "--diff", "--quiet"}),
        ("assumptions", {"--format", "--quiet"}),
        ("sky", {"--from", "--to", "--step", "--mast", "--csv", "--quiet"}),
        ("list", {"--quiet"}),
        ("plot", {"--output", "--quiet"}),
        ("new", {"--full", "--quiet"}),
        ("gallery", {"--out", "--results", "--with-studies", "--quiet"}),
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
    told = r"parameters are assumptions \(known: .+% guessed\); this is one random draw \(seed 1, replicate 0\)"
    assert re.search(told, out)
    assert "\x1b" not in out + err
    assert err.splitlines() == [
        "note: energy.arrays.modules: no horizon was measured at 6 m; uses the one at 10 m",
        "baseline: simulating",
    ]
    assert main([*arguments, "--quiet"]) == 0
    again = capsys.readouterr()
    assert (again.out, again.err) == (out, "")
    assert len(made_up_station) == 2
    assert main([*arguments, "--force"]) == 0
    assert len(made_up_station) == 4
    wall = json.loads((folder / "run.json").read_text())["wall_s"]
    assert set(wall) == {"load", "sky", "simulate", "attribute", "relieve", "write", "plot"}


def test_seed_replicate_and_set_reach_the_run(capsys: Captured, tmp_path: Path, made_up_station: Calls) -> None:
    options = ("--seed", "9", "--replicate", "3", "--set", "bricks.reject_fraction=0.25")
    assert main(["run", "ilrs:baseline", *SHORT, *options, "--no-plots", "--out", str(tmp_path)]) == 0
    # Once as it is, and once without what held it back most.
    assert made_up_station == 2 * [{"scenario": "baseline", "seed": 9, "replicate": 3, "hours": 744.0}]
    folder = Path(capsys.readouterr().out.splitlines()[0])
    about = json.loads((folder / "run.json").read_text())
    assert (about["seed"], about["replicate"], about["end"]) == (9, 3, "2031-02-01T00:00:00")
    assert "0.25" in (folder / "scenario.toml").read_text()


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
    assert [row["known"] for row in rows] == [row["known"] or "" for row in register]
    assert {row["known"] for row in rows} == {"measured", "published", "estimated", "guessed", ""}
    assert all((row["basis"] == "design") == (row["known"] == "") for row in rows)
    assert " known " in out.splitlines()[0]
    assert re.search(r"^bricks\.heat_capacity_model .* ledlow-1992 +assumption +estimated ", out, flags=re.MULTILINE)
    assert next(row["unit"] for row in rows if row["key"] == "bricks.heat_capacity_model") == ""
    assert {row["basis"] for row in rows} <= {"assumption", "sourced", "derived", "design"}
    assumed = sum(row["basis"] == "assumption" for row in rows)
    assert f"{assumed} of {len(rows)} parameters are assumptions (known: " in err


def test_sky_prints_csv_or_writes_it(capsys: Captured, tmp_path: Path) -> None:
    asked = ["sky", "ilrs:baseline", "--from", "2040-06-01", "--to", "2040-06-02T00:00Z", "--step", "6h"]
    assert main([*asked, "--csv"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["utc"][11:13] for row in rows] == ["00", "06", "12", "18"]
    target = tmp_path / "sky.csv"
    assert main([*asked, "--csv", str(target), "--mast", "10 m"]) == 0
    assert target.read_text() == out
    assert "4 times" in capsys.readouterr().out
    assert main([*asked, "--csv", "--mast", "200cm"]) == 0
    assert "no horizon was measured from 2 m" in capsys.readouterr().err
    assert main([*asked, "--csv", "-", "--mast", "10m"]) == 0
    assert capsys.readouterr().out == out


def test_csv_of_several_places_says_which(capsys: Captured) -> None:
    asked = ["--from", "2040-06-01", "--to", "2040-06-02", "--step", "12h", "--csv"]
    assert main(["sky", "ilrs:sites/mons-mouton", "ilrs:baseline", *asked]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["site"] for row in rows] == ["Mons Mouton (Leibnitz beta)"] * 2 + ["de Gerlache rim 2"] * 2
    assert rows[0]["utc"] == rows[2]["utc"]


def test_sky_sums_a_site_up(capsys: Captured) -> None:
    assert main(["sky", "ilrs:baseline"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.strip() == "de Gerlache rim 2"
    assert dict(re.split(r"  +", line) for line in lines) == {
        "time": "2031-01-01 to 2036-01-01",
        "mast": "10 m",
        "lit": "76.6%",
        "longest dark": "150.8 h",
        "worst lunation": "42.0% from 2032-12-22",
        "Earth in view": "56.5%",
        "longest without Earth": "310.2 h",
    }


def test_sky_compares_sites_and_scenarios_in_the_order_given(capsys: Captured) -> None:
    places = ["ilrs:sites/shackleton-floor", "ilrs:baseline", "ilrs:nuclear", "ilrs:nuclear"]
    assert main(["sky", *places, "--from", "2031-02-20", "--to", "2031-03-01"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert re.split(r"  +", head)[:5] == ["site", "time", "mast", "lit", "longest dark"]
    assert [re.split(r"  +", line)[0] for line in lines] == [
        "Shackleton floor (permanent shadow)",
        "de Gerlache rim 2 (baseline)",
        "de Gerlache rim 2 (nuclear)",
        "de Gerlache rim 2 (nuclear) (2)",
    ]
    assert re.split(r"  +", lines[0])[3:6] == ["0.0%", "216.0 h", "no whole one"]


def test_a_quiet_sky_says_nothing(capsys: Captured, tmp_path: Path) -> None:
    asked = ["sky", "ilrs:baseline", "--step", "300d", "--csv", str(tmp_path / "sky.csv")]
    assert main(asked) == 0
    assert "7 times" in capsys.readouterr().out
    assert main([*asked, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_the_words_for_what_is_drawn_are_those_of_studies() -> None:
    from sim.cli import inputs
    from sim.study.replicates.variants import VARY

    assert inputs.VARY == VARY

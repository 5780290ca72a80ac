"""``ilrs compare -n``: scenarios under the same draws."""

from pathlib import Path

import pytest

from tests.cli.running import SHORT, Captured, Folders, errors, printed

pytestmark = pytest.mark.slow

BOTH = ("compare", "ilrs:baseline", "ilrs:nuclear")


def test_many_draws_are_told_with_their_intervals(capsys: Captured, tmp_path: Path) -> None:
    more = ("-n", "3", "--workers", "1", "--no-plots", "--out", str(tmp_path))
    out = printed(capsys, *BOTH, *SHORT, *more, "--label", "sun", "--label", "atom").splitlines()
    assert out[0].startswith("atom against sun, over 3 pairs of draws: better in Energy unserved (")
    heads = next(line for line in out if line.lstrip().startswith("sun "))
    assert heads.split("  ")[-1]
    assert all(word in heads for word in ("difference", "95 % interval", "better in", "saved"))
    (folder,) = (tmp_path / "studies").iterdir()
    assert f"All of it: {folder}" in out
    assert "--label sun --label atom -n 3" in (folder / "study.json").read_text()


def test_a_run_folder_holds_one_draw_only(capsys: Captured, folders: Folders) -> None:
    (line,) = errors(capsys, "compare", folders[0], "ilrs:nuclear", "-n", "5")
    assert "is one run, and -n draws anew: give the scenario it was run from" in line


def test_what_is_for_many_draws_says_so_where_there_is_one(capsys: Captured) -> None:
    for option in (("--vary", "both"), ("--workers", "2"), ("--no-plots",), ("--shard", "1/2")):
        (line,) = errors(capsys, *BOTH, *option)
        assert f"{option[0]} is for many draws: say how many with -n" in line


def test_single_runs_are_seen_against_the_draws_there_are(capsys: Captured, tmp_path: Path) -> None:
    until = ("--until", "2031-05-01", "--quiet", "--no-relief", "--out", str(tmp_path))
    alone = printed(capsys, "compare", "ilrs:baseline", "ilrs:one-technician", *until)
    assert "what tells them apart may be luck." in alone
    assert "How sure a difference is: compare the scenarios with -n 20." in alone
    assert "within noise" not in alone
    draws = ("-n", "8", "--vary", "random", "--until", "2031-05-01", "--quiet", "--no-plots", "--workers", "1")
    printed(capsys, "ensemble", "ilrs:baseline", *draws, "--out", str(tmp_path))
    known = printed(capsys, "compare", "ilrs:baseline", "ilrs:one-technician", *until)
    (folder,) = (tmp_path / "studies").iterdir()
    assert f"Noise is known from draws in studies/{folder.name}." in known
    row = next(line for line in known.splitlines() if line.startswith("Machine availability"))
    assert row in alone or row.endswith("within noise")

"""``ilrs levers``: what would help most, as it is printed."""

from pathlib import Path

import pytest

from tests.cli.running import Captured, errors, printed
from tests.study.few_levers import FEW, few_levers

few = pytest.fixture(few_levers)

ARGUMENTS = ("levers", "ilrs:baseline", "-n", "2", "--workers", "1", "--no-plots", "--quiet", "--until", "2031-05-01")


@pytest.mark.slow
@pytest.mark.usefixtures("few")
def test_it_says_what_pays_what_limits_cost_and_how_sure_that_is(capsys: Captured, tmp_path: Path) -> None:
    shown = printed(capsys, *ARGUMENTS, "--out", str(tmp_path))
    assert "7 changes were tried one by one over the same 2 draws of lives, repairs and rejects" in shown
    assert "The goal itself is reached by 2031-05-01 in none of the runs" in shown
    assert "Note: not tried: a higher mast of array modules" in shown
    assert "What can be decided. Within noise: as one of 7 that were tried." in shown
    lines = shown.splitlines()
    assert all(any(line.startswith(label) for line in lines) for label in FEW)
    assert "All of it: " in lines[-2]
    # Where levers have been tried, the sentence of a run of the same scenario and its report say what pays.
    run = (
        "run",
        "ilrs:baseline",
        "--until",
        "2031-05-01",
        "--no-plots",
        "--no-relief",
        "--quiet",
        "--out",
        str(tmp_path),
    )
    ran = printed(capsys, *run)
    assert f"{lines[0].removesuffix('.')} (levers, 2 draws of each)." in ran
    folder = ran.splitlines()[0]
    printed(capsys, "report", folder, "--quiet")
    assert "(levers, 2 draws of each)" in (Path(folder) / "report.html").read_text()
    assert "(levers, " not in printed(capsys, *run, "--seed", "7")


def test_two_draws_are_the_fewest(capsys: Captured, tmp_path: Path) -> None:
    (line,) = errors(capsys, "levers", "ilrs:baseline", "-n", "1", "--out", str(tmp_path))
    assert "1 is not in the range" in line


@pytest.mark.slow
@pytest.mark.usefixtures("few")
def test_where_no_change_makes_a_difference_there_is_no_figure_and_the_rest_stands(
    capsys: Captured, tmp_path: Path
) -> None:
    shown = printed(
        capsys, "levers", "ilrs:baseline", "-n", "2", "--until", "2031-01-02", "--quiet", "--out", str(tmp_path)
    )
    (folder,) = (tmp_path / "studies").iterdir()
    assert "none helps beyond noise" in shown
    assert (folder / "study.json").is_file()
    assert not list(folder.glob("plots/*"))

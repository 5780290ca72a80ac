"""From folders to runs and comparisons, and back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.result import Result, RunFolderError, simulate
from sim.result import save as save_run
from sim.scenario import Scenario, load
from sim.study import Comparison, ComparisonError, compare, open_results, open_runs, save
from sim.study.replicates.store import StoreError
from sim.study.stored import folder_of_study
from sim.study.writing import replacing, write_text

pytestmark = pytest.mark.usefixtures("made_up_station")


@pytest.fixture
def runs(made_up_station: object, baseline: Scenario, tmp_path: Path) -> list[Path]:
    results = [simulate(scenario, until=100.0) for scenario in (baseline, load("ilrs:one-technician"))]
    folders = [save_run(result, tmp_path) for result in results]
    save(compare(results), tmp_path)
    return folders


def test_runs_and_comparisons_read_back(runs: list[Path], tmp_path: Path) -> None:
    one = open_results([runs[0]])
    assert isinstance(one, Result)
    assert open_results([runs[0] / "run.json"]) == one
    two = open_results([str(run) for run in runs])
    assert isinstance(two, Comparison)
    (folder,) = (tmp_path / "comparisons").iterdir()
    for path in (folder, folder / "comparison.json"):
        again = open_results([path])
        assert isinstance(again, Comparison)
        assert again.id == two.id
        assert again.results == two.results


def test_what_is_neither_says_what_to_do(runs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder,) = (tmp_path / "comparisons").iterdir()
    cases = {
        (): "is needed",
        ("missing",): "there is no such folder; `ilrs run SCENARIO`",
        ("ilrs:baseline",): "is a scenario, not a run",
        (str(runs[0].parent),): f"did you mean {runs[0]}",
        (str(folder), str(runs[0])): "is a comparison: give it alone",
        (str(tmp_path),): "neither a run folder",
    }
    for paths, message in cases.items():
        with pytest.raises(ComparisonError, match=message):
            open_results(paths)
    (runs[1] / "trace.npz").unlink()
    with pytest.raises(RunFolderError, match=rf"^{folder}: .*{runs[1]}"):
        open_results([folder])
    shutil.rmtree(runs[1])
    gone = (
        "the run folders of One technician are not in .*: name the run folders instead, or compare the scenarios again"
    )
    with pytest.raises(ComparisonError, match=gone):
        open_results([folder])
    (folder / "comparison.json").write_text("{}")
    with pytest.raises(ComparisonError, match="damaged"):
        open_results([folder])
    (runs[0] / "trace.npz").unlink()
    with pytest.raises(RunFolderError):
        open_results([runs[0]])


def test_a_study_is_told_from_runs_and_given_alone(runs: list[Path], tmp_path: Path) -> None:
    study = tmp_path / "studies" / "ensemble-baseline-1"
    study.mkdir(parents=True)
    with pytest.raises(ComparisonError, match=r"neither a run folder .* nor that of a study"):
        open_results([study])
    (study / "study.sqlite").touch()
    with pytest.raises(ComparisonError, match="a study was begun there: the command that began it goes on with it"):
        open_results([study])
    (study / "study.json").write_text("{}")
    assert folder_of_study(study / "study.json") == folder_of_study(study) == study
    with pytest.raises(StoreError, match="its format is None"):
        open_results([study])
    for paths in ([study, runs[0]], [runs[0], study]):
        with pytest.raises(ComparisonError, match="is a study: give it alone, or give runs"):
            open_results(paths)
    with pytest.raises(ComparisonError, match=f"did you mean {study}"):
        open_results([study.parent])
    with pytest.raises(ComparisonError, match="is a study, which keeps no histories: give a run folder"):
        open_runs([study])
    assert isinstance(open_runs([runs[0]]), Result)


def test_a_file_is_replaced_whole_or_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / f"{'n' * 240}.csv"
    write_text(path, lambda stream: stream.write("old"))

    def fails(stream: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_text(path, fails)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    with replacing(Path("/dev/null")) as there:
        assert there == Path("/dev/null")


def test_a_folder_of_runs_is_told_from_a_run(runs: list[Path]) -> None:
    with pytest.raises(ComparisonError, match="did you mean"):
        open_results([runs[0].parent])


def test_a_comparison_whose_runs_are_gone(runs: list[Path], tmp_path: Path) -> None:
    (whole,) = (tmp_path / "comparisons").iterdir()
    folder = tmp_path / "elsewhere" / "comparisons" / "abc"
    folder.mkdir(parents=True)
    (folder / "comparison.json").write_bytes((whole / "comparison.json").read_bytes())
    with pytest.raises(ComparisonError, match="name the run folders instead, or compare the scenarios again"):
        open_results([folder])

"""From folders on disk to the run, the comparison or the study in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.result import Result, RunFolderError, files, load
from sim.result.folder import RUN, native
from sim.scenario.files import PREFIX
from sim.study.comparison import Comparison, compare
from sim.study.errors import ComparisonError
from sim.study.folder import COMPARISON, STUDY, holder
from sim.study.noise import STUDIES

if TYPE_CHECKING:
    from sim.study.findings import Findings


def open_results(paths: Sequence[Path | str]) -> Result | Comparison | Findings:
    """The run in a folder, the comparison in a folder or of several run folders, or what the study in a folder found.

    Args:
        paths: A run folder (or its ``run.json``), a comparison folder (or its ``comparison.json``), the folder of a
            study (or its ``study.json``), or several run folders.

    Raises:
        ComparisonError: A path is none of these, or the runs cannot be compared.
        RunFolderError: A run folder is not whole.
        StoreError: A study cannot be read.
    """
    given = [Path(path) for path in paths]
    if not given:
        raise ComparisonError("a run folder or a comparison folder is needed")
    if len(given) == 1 and (there := comparison_folder(given[0])) is not None:
        return _comparison_in(there)
    if len(given) == 1 and (there := folder_of_study(given[0])) is not None:
        # Whoever reads a run pays nothing for what reads studies.
        from sim.study.study_folder import open_study

        return open_study(there)
    results = [load(_run_folder(path)) for path in given]
    return results[0] if len(results) == 1 else compare(results)


def open_runs(paths: Sequence[Path | str]) -> Result | Comparison:
    """The run or the comparison in folders, as of :func:`open_results`, for those who need histories.

    Raises:
        ComparisonError: It is a study, or none of these, or the runs cannot be compared.
        RunFolderError: A run folder is not whole.
    """
    if len(paths) == 1 and folder_of_study(paths[0]) is not None:
        raise ComparisonError(
            f"{paths[0]} is a study, which keeps no histories: give a run folder, such as those that `ilrs ensemble` "
            "makes with --keep-traces"
        )
    found = open_results(paths)
    assert isinstance(found, Result | Comparison)
    return found


def with_noise(comparison: Comparison, root: Path | str) -> Comparison:
    """A comparison of single runs that knows how far apart draws lie, if studies under a root of results say so.

    Args:
        comparison: The comparison.
        root: Root under which results lie.
    """
    if not (Path(root) / STUDIES).is_dir():
        return comparison
    # What reads studies is imported where there are some.
    from sim.study.pairs.cached import find

    noise = find(comparison.results, comparison.labels, Path(root))
    return comparison if noise is None else replace(comparison, noise=noise)


def run_folder(path: Path | str) -> Path | None:
    """The run folder that a path names, itself or by its ``run.json``; None if it names none."""
    return holder(Path(path), RUN)


def comparison_folder(path: Path | str) -> Path | None:
    """The comparison folder that a path names, itself or by its ``comparison.json``; None if it names none."""
    return holder(Path(path), COMPARISON)


def folder_of_study(path: Path | str) -> Path | None:
    """The folder of a study that a path names, itself or by its ``study.json``; None if it names none."""
    return holder(Path(path), STUDY)


def _run_folder(path: Path) -> Path:
    folder = run_folder(path)
    if folder is not None:
        return folder
    if comparison_folder(path) is not None:
        raise ComparisonError(f"{path} is a comparison: give it alone, or give runs")
    if folder_of_study(path) is not None:
        raise ComparisonError(f"{path} is a study: give it alone, or give runs")
    if path.suffix == ".toml" or str(path).startswith(PREFIX):
        raise ComparisonError(f"{path} is a scenario, not a run: `ilrs run {path}` runs it and prints the folder")
    if not path.exists():
        raise ComparisonError(f"{path}: there is no such folder; `ilrs run SCENARIO` prints the folder that it makes")
    inside = sorted([*path.glob(f"*/{RUN}"), *path.glob(f"*/{STUDY}")])
    hint = f"; did you mean {inside[0].parent}?" if inside else ""
    begun = "; a study was begun there: the command that began it goes on with it" if any(path.glob("*.sqlite")) else ""
    raise ComparisonError(
        f"{path}: neither a run folder (with {RUN}), a comparison folder (with {COMPARISON}) nor that of a study (with "
        f"{STUDY}){hint}{begun}"
    )


def _comparison_in(folder: Path) -> Comparison:
    """The comparison in a folder, from the run folders under the same root."""
    root = folder.resolve().parents[1]
    try:
        runs = [
            (root / native(str(run["folder"])), str(run["label"]))
            for run in files.read_json(folder / COMPARISON)["runs"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ComparisonError(f"{folder}: its {COMPARISON} is damaged ({error})") from error
    if not all(path.resolve().is_relative_to(root) for path, _ in runs):
        raise ComparisonError(f"{folder}: its {COMPARISON} is damaged (it names a run outside {root})")
    gone = [label for path, label in runs if not (path / RUN).is_file()]
    if gone:
        raise ComparisonError(
            f"{folder}: the run folders of {', '.join(gone)} are not in {root}: name the run folders instead, "
            "or compare the scenarios again"
        )
    try:
        return with_noise(compare([load(path) for path, _ in runs], [label for _, label in runs]), root)
    except RunFolderError as error:
        raise RunFolderError(f"{folder}: {error}") from error

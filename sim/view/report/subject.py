"""What a report is about: one run, or several held against the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sim.result import Result, RunFolderError, files, load
from sim.result.folder import RUN
from sim.study import Comparison, compare
from sim.study.folder import COMPARISON
from sim.view.kit import reading

SCENARIO_ENDINGS = {".toml"}
LABEL_LETTERS = 48
"""Longest name of a scenario in tables and buttons; the whole name is in the inputs."""


class ReportError(RunFolderError):
    """What was given is nothing to report on; its text says why and what to do."""


@dataclass(frozen=True)
class Subject:
    """What a report is about.

    Attributes:
        runs: The runs, the first of which is the reference.
        labels: A name for each, one line, all different.
        comparison: The comparison; None where there is one run only.
    """

    runs: tuple[Result, ...]
    labels: tuple[str, ...]
    comparison: Comparison | None

    @property
    def first(self) -> Result:
        """The run that the others are held against."""
        return self.runs[0]

    @property
    def offsets(self) -> tuple[float, ...]:
        """Start of each run after the first one's [h]."""
        return tuple((run.start - self.first.start) / timedelta(hours=1) for run in self.runs)

    @property
    def end(self) -> float:
        """Latest end of a run after the first one's start [h]."""
        return max(offset + run.until_h for offset, run in zip(self.offsets, self.runs, strict=True))


def subject_of(what: Result | Comparison) -> Subject:
    """The subject of a report on a run or a comparison."""
    if isinstance(what, Result):
        return Subject((what,), (_label(what.name),), None)
    labels: list[str] = []
    for label in what.labels:
        short = _label(label)
        # Names that are alike to their 48th letter must still be told apart.
        labels.append(short if short not in labels else f"{short} ({len(labels) + 1})")
    return Subject(tuple(what.results), tuple(labels), what)


def read(paths: Sequence[Path]) -> Result | Comparison:
    """The run in a folder, or the comparison in a folder or of several run folders.

    Args:
        paths: A run folder (or its ``run.json``), a comparison folder (or its ``comparison.json``), or several run
            folders.

    Raises:
        ReportError: A path is nothing to report on.
        RunFolderError: A run folder is not whole.
        ComparisonError: The runs cannot be compared.
    """
    if len(paths) == 1 and (there := comparison_folder(paths[0])) is not None:
        return _compared(there)
    results = [load(_run_folder(path)) for path in paths]
    return results[0] if len(results) == 1 else compare(results)


def comparison_folder(path: Path) -> Path | None:
    """The comparison folder that a path names, if it names one."""
    if path.name == COMPARISON and path.is_file():
        return path.parent
    return path if (path / COMPARISON).is_file() else None


def _run_folder(path: Path) -> Path:
    if path.name == RUN and path.is_file():
        return path.parent
    if (path / RUN).is_file():
        return path
    if comparison_folder(path) is not None:
        raise ReportError(f"{path} is a comparison: a report takes one comparison, or runs")
    if path.suffix in SCENARIO_ENDINGS or str(path).startswith("ilrs:"):
        raise ReportError(
            f"{path} is a scenario, not a run: `ilrs run {path}` runs it and prints the folder to report on"
        )
    if not path.exists():
        raise ReportError(f"{path}: there is no such folder; `ilrs run SCENARIO` prints the folder that it makes")
    inside = sorted(path.glob(f"*/{RUN}"))
    hint = f"; did you mean {inside[0].parent}?" if inside else ""
    raise ReportError(f"{path}: neither a run folder (with {RUN}) nor a comparison folder (with {COMPARISON}){hint}")


def _compared(folder: Path) -> Comparison:
    """The comparison in a folder, from the run folders beside it."""
    root = folder.resolve().parents[1]
    try:
        entries = [
            (root / str(run["folder"]), str(run["scenario"])) for run in files.read_json(folder / COMPARISON)["runs"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReportError(f"{folder}: its {COMPARISON} is damaged ({error})") from error
    gone = [name for path, name in entries if not (path / RUN).is_file()]
    if gone:
        raise ReportError(
            f"{folder}: the run folders of {', '.join(gone)} are not in {root} any more: compare the scenarios again"
        )
    try:
        return compare([load(path) for path, _ in entries])
    except RunFolderError as error:
        raise RunFolderError(f"{folder}: {error}") from error


def _label(name: str) -> str:
    return reading.short(reading.plain(name), LABEL_LETTERS) or "run"

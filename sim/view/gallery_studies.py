"""Studies in the gallery: short ones, and those that are shipped, drawn from what was found as they take minutes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sim.scenario import files, load
from sim.study import default_workers
from sim.study.asking import drawing_of
from sim.study.ensembles.run import ensemble as run_ensemble
from sim.study.findings import Findings
from sim.study.folder import STUDY
from sim.study.levers.asked import asked as levers_asked
from sim.study.levers.run import levers as run_levers
from sim.study.noise import STUDIES
from sim.study.pairs.run import pairs as run_pairs
from sim.study.replicates.study import Execution, Watch
from sim.study.replicates.variants import Drawing, Variant
from sim.study.study_file import FOLDER, USUAL
from sim.study.study_folder import open_study
from sim.study.sweeps.run import plan
from sim.study.sweeps.run import sweep as run_sweep

CHIEF = "baseline"
"""The scenario of which figures of single runs and of short studies are drawn."""
OTHER = "nuclear"
"""What it is compared with in a short study."""
REPLICATES, PAIRS = 60, 20
"""Draws of the short studies: few, so that the gallery is drawn in a minute."""
SHORT: Mapping[str, str] = {
    "ensemble": f"ilrs ensemble {files.PREFIX}{CHIEF} -n {REPLICATES}",
    "compare": f"ilrs compare {files.PREFIX}{CHIEF} {files.PREFIX}{OTHER} -n {PAIRS}",
}
"""Commands of the short studies by their kinds."""


@cache
def short_study(kind: str) -> Findings:
    """A short study of :data:`SHORT`; it is run once, and not kept."""
    scenarios = [load(files.PREFIX + name) for name in ((CHIEF,) if kind == "ensemble" else (CHIEF, OTHER))]
    here = Execution(workers=default_workers())
    found: Findings | None
    if kind == "ensemble":
        found, _ = run_ensemble(scenarios[0], drawing_of(scenarios[0], "both", None, None), REPLICATES, execution=here)
    else:
        found, _ = run_pairs(scenarios, drawing_of(scenarios, "both", None, None), PAIRS, execution=here)
    assert found is not None  # only of a shard there is nothing
    return found


@dataclass(frozen=True)
class Shipped:
    """A study that comes with the program.

    Attributes:
        name: What it is called.
        kind: Kind of study.
        title: The same for people.
        summary: What it answers.
    """

    name: str
    kind: str
    title: str
    summary: str

    @property
    def source(self) -> str:
        """As commands name it."""
        return files.PREFIX + self.name

    @property
    def command(self) -> str:
        """The command that runs it."""
        return f"ilrs {self.kind} {self.source}"

    @property
    def file(self) -> str:
        """Name of its picture."""
        return f"{self.name}.png"

    def asked(self) -> Asked:
        """What it asks today.

        Raises:
            ScenarioError: The study is wrong.
        """
        return _KINDS[self.kind][0](self.source)


@dataclass(frozen=True)
class Asked:
    """What a study asks: its draws, how many, and the variants that its file names, by label."""

    drawing: Drawing
    n: int
    variants: Mapping[str, str]

    def answered_by(self, found: Mapping[str, Any]) -> bool:
        """Whether a ``study.json`` answers just that; with more draws than are asked for it is another study."""
        there = [one["key"] for one in found["variants"]]
        drawing = Drawing(found["seed"], found["vary"], found["until_h"])
        return (
            drawing == self.drawing
            and found["settings"]["n"] == self.n
            and there[: len(self.variants)] == list(self.variants.values())
        )

    @property
    def facts(self) -> dict[str, Any]:
        """The same as a gallery keeps it."""
        return asked_facts(self.drawing, self.n, list(self.variants))


def asked_facts(drawing: Drawing, n: int, labels: Sequence[str]) -> dict[str, Any]:
    """What a study was asked, in words and numbers."""
    return {
        "draws": n,
        "seed": drawing.seed,
        "vary": drawing.vary,
        "hours": drawing.until_h,
        "variants": list(labels),
    }


def shipped() -> list[Shipped]:
    """The studies that come with the program, by name."""
    found = []
    for path in sorted((files.shipped_folder() / FOLDER).glob("*.toml")):
        table = files.read_toml(path).table
        summary = " ".join(table.get("summary", "").split())
        found.append(Shipped(path.stem, table.get("kind", USUAL), table.get("title", path.stem), summary))
    return found


def found_of(study: Shipped, root: Path) -> Findings | None:
    """What a shipped study found, as it lies under a root of results: the newest that answers what it asks today.

    Results of an earlier version of the program count too: a figure is drawn anew more often than the station changes.

    Raises:
        ScenarioError: The study is wrong.
        StoreError: What lies there cannot be read.
    """
    asked = study.asked()
    folders = []
    for path in (root / STUDIES).glob(f"{study.kind}-*/{STUDY}"):
        try:
            if asked.answered_by(json.loads(path.read_text(encoding="utf-8"))):
                folders.append((path.stat().st_mtime, path.parent))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return open_study(max(folders)[1]) if folders else None


def run(study: Shipped, root: Path, watch: Watch | None = None) -> Path:
    """Run what of a shipped study is not there yet.

    Returns:
        Its folder under the root of results.

    Raises:
        ScenarioError: The study is wrong.
        StudyError: It cannot go on; what was run is kept.
    """
    return _KINDS[study.kind][1](study, Execution(root), watch)


def _asked_sweep(source: str) -> Asked:
    found = plan(source)
    return Asked(found.drawing, found.n, {one.label: one.key for one in found.variants})


def _asked_levers(source: str) -> Asked:
    found = levers_asked(source)
    base = Variant.of(found.scenario)
    return Asked(found.drawing, found.n, {base.label: base.key})


def _run_sweep(study: Shipped, execution: Execution, watch: Watch | None) -> Path:
    _, folder = run_sweep(plan(study.source), execution=execution, watch=watch, command=study.command)
    assert folder is not None
    return folder


def _run_levers(study: Shipped, execution: Execution, watch: Watch | None) -> Path:
    what = levers_asked(study.source)
    _, folder = run_levers(what.scenario, what.drawing, what.n, execution=execution, watch=watch, command=study.command)
    assert folder is not None
    return folder


_KINDS: Mapping[str, tuple[Callable[[str], Asked], Callable[[Shipped, Execution, Watch | None], Path]]] = {
    "sweep": (_asked_sweep, _run_sweep),
    "levers": (_asked_levers, _run_levers),
}
"""The kinds of studies that files can ask for: what one asks, and how it is run."""

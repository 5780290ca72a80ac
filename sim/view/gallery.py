"""The gallery: every kind of figure, drawn from the shipped scenarios of one size, with a page that shows them.

Beside the pictures stands what they show in numbers (`gallery.json`): by that, a gallery is found to be out of date
without drawing it again. The shipped studies take minutes: a gallery keeps what it has of them until it is given them
anew.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import study
from sim.result import Result
from sim.scenario import counts, shipped_names
from sim.study.findings import Findings
from sim.study.writing import replacing
from sim.view.gallery_studies import CHIEF, SHORT, Shipped, asked_facts, shipped, short_study
from sim.view.kit.png import reduce_colours
from sim.view.save import COMPARISON_KINDS, OF_PEOPLE, RUN_KINDS, STUDY_KINDS, figure, save_figure

PAGE = "README.md"
FACTS = "gallery.json"
APART = frozenset(
    {
        "large.toml",
        "ice-mine.toml",
        "ice-mine-alone.toml",
        "first-crew.toml",
        "core-2035.toml",
        "extended.toml",
        "mars-hub.toml",
    }
)
"""Shipped scenarios that are not shown: beside a station of ten times the size, or of another purpose, what others
differ in is a line.
"""
INSTEAD: Mapping[str, str] = {
    "flows": "oxygen-from-regolith",
    "campaign": "cargo-campaign",
    "hops": "change-7",
    "belief": "change-7",
    "measured": "change-8",
    "decisions": "forerunners",
    **dict.fromkeys(OF_PEOPLE, "resident-crew"),
    "orbit": "orbital-station",
    "crew_flight": "first-landing",
    "partners": "partners",
    "ground": "ground",
    "timeline": "programme",
}
"""Scenarios of which figures are drawn that the chief one has not, by kind; they are compared with no others."""

ELSEWHERE: Mapping[str, str] = {
    "sensitivity": "it takes hundreds of runs",
    "size": "it takes hundreds of runs",
}
"""Kinds of studies that are not shown, and why; `tests/view/figures/pictures` has a small picture of each."""
UNSEEN = frozenset({"ensemble_milestones"})
"""Kinds of figures of studies that none of those here has; `tests/view/figures/pictures` has a picture of each."""

COMMAND = "ilrs gallery"
#: Figures that a reader should see first; others follow in their own order.
_FIRST = ("comparison", "overview")


@dataclass(frozen=True)
class Exhibit:
    """One picture: its file, the kind of figure, and of what: several runs, a study, else one run."""

    kind: str
    several: bool
    study: bool = False

    @property
    def file(self) -> str:
        """Name of its file."""
        return f"{self.kind.replace('_', '-')}.png"


def scenarios() -> list[str]:
    """Files of the shipped scenarios that it is drawn from."""
    return [name for name in shipped_names() if name not in APART]


def exhibits() -> list[Exhibit]:
    """Every kind of figure there is: of one run, of the chief scenario; of several, of all shipped scenarios.

    Of studies, those of :data:`SHORT`; the shipped studies are no part of them.
    """
    found = [Exhibit(kind, True) for kind in COMPARISON_KINDS] + [
        Exhibit(kind, False) for kind in RUN_KINDS if kind not in ELSEWHERE
    ]
    found += [Exhibit(kind, False, study=True) for kind in STUDY_KINDS if kind.partition("_")[0] in SHORT]
    found = [one for one in found if one.kind not in UNSEEN]
    return sorted(found, key=lambda each: _FIRST.index(each.kind) if each.kind in _FIRST else len(_FIRST))


def draw(exhibit: Exhibit, results: Sequence[Result], path: Path) -> Path:
    """Draw one picture; the same results give the same bytes.

    Args:
        exhibit: Which.
        results: Runs of the shipped scenarios, the chief one among them.
        path: Where to.
    """
    chief = next(result for result in results if result.name == INSTEAD.get(exhibit.kind, CHIEF))
    several = exhibit.several and not exhibit.study
    subject = short_study(exhibit.kind) if exhibit.study else study.compare(_in_order(results)) if several else chief
    save_figure(figure(exhibit.kind, subject), path)
    reduce_colours(path)
    return path


def draw_study(found: Findings, path: Path) -> Path:
    """Draw the picture of a shipped study; the same findings give the same bytes."""
    save_figure(figure(found.kind, found), path)
    reduce_colours(path)
    return path


def write(
    results: Sequence[Result],
    folder: Path,
    wrote: Callable[[Path], None] | None = None,
    studies: Mapping[str, Findings] | None = None,
) -> list[Path]:
    """Draw the whole gallery into a folder, which is made if it is not there; pictures it no longer has are removed.

    Args:
        results: Runs of the shipped scenarios, the chief one among them.
        folder: Where to.
        wrote: Called with each file that is written.
        studies: What shipped studies found, by name; pictures and facts of the others stay as they are there.

    Returns:
        The files.

    Raises:
        OSError: The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before, studies = _pictures_named_in(folder / FACTS), studies or {}
    known = {**_shipped_facts_in(folder), **{name: facts_of_study(found) for name, found in studies.items()}}
    shown = [study for study in shipped() if study.name in known]
    written = []

    def put(name: str, drawing: Callable[[Path], object]) -> None:
        with replacing(folder / name) as part:
            drawing(part)
        written.append(folder / name)
        if wrote is not None:
            wrote(written[-1])

    for exhibit in exhibits():
        put(exhibit.file, lambda part, exhibit=exhibit: draw(exhibit, results, part))  # type: ignore[misc]
    for study_ in shown:
        if study_.name in studies:
            put(study_.file, lambda part, found=studies[study_.name]: draw_study(found, part))  # type: ignore[misc]
    now = facts(results, shown)
    now["shipped"] = {study_.name: known[study_.name] for study_ in shown}
    texts = {
        PAGE: page(results, shown),
        FACTS: json.dumps({**now, "drawn_with": drawn_with()}, indent=1, ensure_ascii=False, sort_keys=True) + "\n",
    }
    for name, text in texts.items():
        with replacing(folder / name) as part:
            part.write_text(text, encoding="utf-8", newline="\n")
        written.append(folder / name)
    for name in before - set(now["figures"]):
        (folder / name).unlink(missing_ok=True)
    return written


def facts(results: Sequence[Result], shown: Sequence[Shipped] | None = None) -> dict[str, Any]:
    """What the pictures show, in numbers that do not depend on how they are drawn: titles, spans, key figures.

    Args:
        results: Runs of the shipped scenarios.
        shown: The shipped studies that have a picture (default: all).
    """
    figures = {exhibit.file: exhibit.kind for exhibit in exhibits()}
    return {
        "figures": figures | {study.file: study.kind for study in (shipped() if shown is None else shown)},
        "scenarios": {result.name: _facts_of(result) for result in results},
        "studies": {one.kind: facts_of_study(short_study(one.kind)) for one in exhibits() if one.study},
    }


def drawn_with() -> dict[str, str]:
    """Versions of what the look of a picture depends on beside this program."""
    from importlib.metadata import version

    return {name: version(name) for name in ("matplotlib", "pillow")}


def stale(there: Mapping[str, Any], due: Mapping[str, Any], tolerance: float = 1e-6) -> list[str]:
    """In what two sets of facts differ, one line each; numbers may differ by `tolerance`, relative.

    Args:
        there: Facts of a gallery.
        due: Facts of fresh runs.
        tolerance: Room for what another computer rounds otherwise.
    """
    keys = ("figures", "scenarios", "studies")
    return [line for key in keys for line in _differences(key, there.get(key), due.get(key), tolerance)]


def page(results: Sequence[Result], shown: Sequence[Shipped] | None = None) -> str:
    """The page that shows the pictures; of the shipped studies those in ``shown``, else all."""
    names = ", ".join(f"`{result.name}`" for result in _in_order(results))
    lines = [
        "# Gallery",
        "",
        f"Every figure here is drawn from the shipped scenarios by `{COMMAND}`; a test fails when one is out of date.",
        f"Figures of one run show `{CHIEF}`, those of several show {names}; over those of studies stands the command "
        "that runs them.",
        *(f"That of {kind.replace('_', ' ')} shows `{name}`." for kind, name in INSTEAD.items()),
        *(f"Not shown: `ilrs {kind}`, as {why}." for kind, why in ELSEWHERE.items()),
    ]
    for exhibit in exhibits():
        kinds = STUDY_KINDS if exhibit.study else COMPARISON_KINDS if exhibit.several else RUN_KINDS
        words = " ".join((kinds[exhibit.kind].__doc__ or "").split("\n\n", maxsplit=1)[0].split())
        title = exhibit.kind.replace("_", " ").capitalize()
        lines += ["", f"## {title}", "", words, ""]
        lines += [f"`{SHORT[exhibit.kind]}`", ""] if exhibit.study else []
        lines += [f"![{title}]({exhibit.file})"]
    for one in shipped() if shown is None else shown:
        lines += ["", f"## {one.title}", "", one.summary, "", f"`{one.command}`", "", f"![{one.title}]({one.file})"]
    return "\n".join(lines) + "\n"


def _in_order(results: Sequence[Result]) -> list[Result]:
    """The chief scenario first: comparisons are with the first. Those that are not compared are left out."""
    compared = [result for result in results if result.name not in INSTEAD.values()]
    return sorted(compared, key=lambda result: (result.name != CHIEF, result.name))


def _facts_of(result: Result) -> dict[str, Any]:
    numbers = counts(result.scenario)
    return {
        "title": result.scenario.title,
        "site": result.scenario.site.name,
        "start": result.start.isoformat(),
        "hours": result.until_h,
        "seed": result.seed,
        "parameters": dict(numbers),
        "kpis": {name: _rounded(kpi.value) for name, kpi in result.kpis.items()},
        "means": {name: _rounded(channel.mean()) for name, channel in result.channels.items() if not channel.labels},
    }


def facts_of_study(found: Findings) -> dict[str, Any]:
    """What a study was asked, its sentences, and the chief rows of its tables."""
    tables = {
        table.name: [
            {name: _rounded(value) for name, value in record.items()}  # type: ignore[arg-type]
            for place, record in enumerate(table.records)
            if table.chief is None or place in table.chief
        ]
        for table in found.tables
    }
    return {"asked": _asked_of(found), "sentences": list(found.sentences), **tables}


def _asked_of(found: Findings) -> dict[str, Any]:
    header = found.header
    return asked_facts(header.drawing, header.settings["n"], [one.label for one in header.variants])


def _rounded(value: float | str | None) -> float | int | str | None:
    """A number to nine digits: what lies beyond is the rounding of one computer; no number of JSON is infinite."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return float(f"{value:.9g}") if isinstance(value, float) else value


def _differences(key: str, there: Any, due: Any, tolerance: float) -> Iterator[str]:
    if isinstance(there, list) and isinstance(due, list):
        there, due = dict(enumerate(there)), dict(enumerate(due))
    if isinstance(there, Mapping) and isinstance(due, Mapping):
        for name in sorted(there.keys() | due.keys()):
            yield from _differences(f"{key}.{name}", there.get(name), due.get(name), tolerance)
    elif isinstance(there, float) and isinstance(due, float):
        if abs(there - due) > tolerance * max(abs(there), abs(due)) + 1e-9:
            yield f"{key}: {there} in the gallery, {due} now"
    elif there != due:
        yield f"{key}: {there} in the gallery, {due} now"


def _shipped_facts_in(folder: Path) -> dict[str, Any]:
    """What the gallery that is there says of shipped studies whose pictures are there too."""
    try:
        there = json.loads((folder / FACTS).read_text(encoding="utf-8"))["shipped"]
        return {one.name: there[one.name] for one in shipped() if one.name in there and (folder / one.file).is_file()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _pictures_named_in(path: Path) -> set[str]:
    """Pictures of the gallery that is there; only plain file names count."""
    try:
        named = json.loads(path.read_text(encoding="utf-8"))["figures"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {name for name in named if name.endswith(".png") and Path(name).name == name}

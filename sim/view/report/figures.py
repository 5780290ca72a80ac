"""The figures of a report, drawn and made part of the page, each with what it shows and how to read it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.study.findings import Findings
from sim.view import save
from sim.view.kit import style
from sim.view.kit.text import plain
from sim.view.report.captions import caption
from sim.view.report.subject import Subject
from sim.view.report.svg import inline

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FIRST_KINDS = ("timeline", "overview", "bottlenecks", "structures", "winter", "sky", "machines")
"""Kinds of figures in the order in which a report shows them, and gives them room; others follow in their own."""
OF_THE_SITE = ("sky", "year", "light")
"""Kinds that show the site only: one for each site is enough."""
ROOM = 2_600_000
"""Most bytes that figures may take up in a comparison."""
ROOM_ALONE = 3_000_000
"""Most bytes that figures may take up in the report on one run."""


@dataclass(frozen=True)
class Picture:
    """One figure of the page.

    Attributes:
        id: Id of its element.
        kind: Its name among the figures.
        run: Number of the run it shows; None where it shows all.
        title: Heading.
        caption: What it shows and how to read it.
        markup: SVG.
    """

    id: str
    kind: str
    run: int | None
    title: str
    caption: str
    markup: str


@dataclass(frozen=True)
class Gallery:
    """The figures of a report, and what there was no room for."""

    together: tuple[Picture, ...]
    single: tuple[Picture, ...]
    left_out: tuple[str, ...]


def gallery(subject: Subject) -> Gallery:
    """Draw the figures of a report.

    All that show the comparison; of each run the same kinds, as many as there is room for.
    """
    together: list[Picture] = []
    if subject.comparison is not None:
        for kind in _ordered(save.COMPARISON_KINDS):
            drawn = save.figure(kind, subject.comparison)
            together.append(_picture(drawn, kind, None, "all scenarios", f"all-{kind}"))
    room = ROOM if subject.comparison else ROOM_ALONE
    room -= sum(len(picture.markup) for picture in together)
    single: list[Picture] = []
    left_out: list[str] = []
    seen: set[tuple[str, ...]] = set()
    for kind in _ordered(save.RUN_KINDS):
        drawn_now: list[Picture] = []
        for picture in _of_each(subject, kind, seen):
            drawn_now.append(picture)
            # Judged by the first: runs of one comparison are much alike.
            if len(picture.markup) * (1 if kind in OF_THE_SITE else len(subject.runs)) > room:
                left_out.append(kind)
                break
        else:
            single += drawn_now
            room -= sum(len(picture.markup) for picture in drawn_now)
    order = list(_ordered(save.RUN_KINDS))
    single.sort(key=lambda picture: (picture.run or 0, order.index(picture.kind)))
    return Gallery(tuple(together), tuple(single), tuple(left_out))


def of_study(findings: Findings) -> tuple[Picture, ...]:
    """The figures of a study that say something."""
    return tuple(
        _picture(save.figure(kind, findings), kind, None, plain(findings.title), f"study-{kind}")
        for kind in save.study_kinds(findings)
    )


def _of_each(subject: Subject, kind: str, seen: set[tuple[str, ...]]) -> Iterator[Picture]:
    """The figure ``kind`` of each run that has it."""
    for number, (run, label) in enumerate(zip(subject.runs, subject.labels, strict=True)):
        site = (kind, run.scenario.site.name, str(run.start), str(run.end))
        if kind in OF_THE_SITE and site in seen:
            continue
        seen.add(site)
        try:
            drawn = save.figure(kind, run)
        except (KeyError, ValueError):
            # A run without the machines or channels that a figure needs has no such figure.
            continue
        yield _picture(drawn, kind, number, label, f"run{number}-{kind}")


def _picture(drawn: Figure, kind: str, run: int | None, label: str, identity: str) -> Picture:
    draws = save.RUN_KINDS if run is not None else {**save.COMPARISON_KINDS, **save.STUDY_KINDS}
    about = caption(kind, draws.get(kind))
    stream = io.BytesIO()
    with style.applied(svg_fonttype="none"):
        drawn.savefig(stream, format="svg", metadata=dict(style.FILE_METADATA["svg"]))
    text = stream.getvalue().decode()
    markup = inline(text, f"{identity}-", f"{about.title}, {label}", f"{identity}-caption")
    return Picture(identity, kind, run, about.title, about.text, markup)


def _ordered(kinds: Mapping[str, object]) -> tuple[str, ...]:
    known = [kind for kind in FIRST_KINDS if kind in kinds]
    return (*known, *(kind for kind in kinds if kind not in known))

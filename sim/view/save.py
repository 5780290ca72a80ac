"""Figures by name, and figures as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.result import Result
from sim.result.milestones import milestones
from sim.study import Comparison
from sim.study.findings import Findings
from sim.view import crew_facts, partner_facts, run_facts
from sim.view.crew_flows import loop
from sim.view.decided import decided, measured
from sim.view.explored import craters, outings
from sim.view.figures.belief import belief_figure
from sim.view.figures.bottlenecks import bottlenecks_figure
from sim.view.figures.campaign import campaign_figure
from sim.view.figures.comparison import comparison_figure
from sim.view.figures.consumables import consumables
from sim.view.figures.crew_flight import crew_flight
from sim.view.figures.crew_time import crew_time, uses
from sim.view.figures.decisions import decisions_figure
from sim.view.figures.dose import dose, exposed
from sim.view.figures.duration import duration
from sim.view.figures.ensemble import ensemble_figure
from sim.view.figures.ensemble_milestones import ensemble_milestones
from sim.view.figures.flows import flows_figure
from sim.view.figures.ground import ground_figure
from sim.view.figures.habitat import habitat
from sim.view.figures.hops import hops_figure
from sim.view.figures.levers import differ, levers
from sim.view.figures.light_year import SHORTEST_H, light_year
from sim.view.figures.link import link
from sim.view.figures.machines import machines_figure
from sim.view.figures.measured import measured_figure
from sim.view.figures.orbit import orbit_figure
from sim.view.figures.overview import overview
from sim.view.figures.paired import paired_figure
from sim.view.figures.partners import partners_figure
from sim.view.figures.sensitivity import sensitivity_figure
from sim.view.figures.sizing import sizing_figure
from sim.view.figures.sky import sky
from sim.view.figures.structures import structures_figure
from sim.view.figures.sweep import sweep_figure
from sim.view.figures.timeline import timeline
from sim.view.figures.winter import winter
from sim.view.flown_people import flown as flown_people
from sim.view.flows import network
from sim.view.kit import style
from sim.view.orbit_facts import orbiting
from sim.view.panels.campaign import flown

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RUN_KINDS: Mapping[str, Callable[..., Figure]] = {
    "overview": overview,
    "winter": winter,
    "sky": sky,
    "light_year": light_year,
    "duration": duration,
    "link": link,
    "ground": ground_figure,
    "structures": structures_figure,
    "machines": machines_figure,
    "flows": flows_figure,
    "habitat": habitat,
    "consumables": consumables,
    "crew_time": crew_time,
    "dose": dose,
    "campaign": campaign_figure,
    "partners": partners_figure,
    "orbit": orbit_figure,
    "crew_flight": crew_flight,
    "bottlenecks": bottlenecks_figure,
    "hops": hops_figure,
    "belief": belief_figure,
    "measured": measured_figure,
    "decisions": decisions_figure,
    "timeline": timeline,
}
"""Figures of one run by name."""

OF_PEOPLE: tuple[str, ...] = ("habitat", "consumables", "crew_time", "dose")
"""Figures of a station with habitats."""

DEFAULT_KINDS: tuple[str, ...] = (
    "overview", "winter", "sky", "bottlenecks", "flows", "campaign", "hops", "belief", "measured", "decisions",
    "orbit", "crew_flight", *OF_PEOPLE, "partners", "ground", "timeline",
)  # fmt: skip
"""Figures that go with every run: how it went, its hardest month, its sky, what held it back, what flowed and flew,
what was found, measured and decided, what goes around the Moon and who flies, people, partners, Earth, milestones.
"""

NEEDS: Mapping[str, tuple[Callable[[Any], object], str]] = {
    "winter": (lambda run: "sunlight.lit_fraction" in run.channels, "its sunlight was not recorded"),
    "light_year": (lambda run: run.until_h >= SHORTEST_H, f"it is shorter than {SHORTEST_H / 24:.0f} d"),
    "link": (lambda run: "communication.link_up" in run.channels, "its links were not recorded"),
    "ground": (lambda run: "ground.archived" in run.channels, "it has no ground facility"),
    "structures": (run_facts.builds, "it builds none"),
    "machines": (run_facts.units, "it has none"),
    "flows": (lambda run: loop(run) or network(run), "no process moves a liquid or a gas"),
    "campaign": (flown, "no mission flies"),
    "habitat": (crew_facts.crewed, "it has no habitats"),
    "consumables": (crew_facts.crewed, "it has no habitats"),
    "crew_time": (uses, "nobody came"),
    "dose": (exposed, "nobody came"),
    "hops": (outings, "no hopper left its base"),
    "belief": (craters, "it has no crater to be explored"),
    "measured": (measured, "nothing is measured"),
    "decisions": (decided, "nothing was decided"),
    "partners": (partner_facts.partnered, "it has no partners"),
    "orbit": (orbiting, "it has no base in orbit"),
    "crew_flight": (flown_people, "nobody flies step by step"),
    "timeline": (milestones, "it has no milestone: no stages, and no goal has a published date"),
    "bottlenecks": (lambda run: sum(run.bottlenecks.totals.values()) > 0, "no machine was in service"),
    "ensemble": (len, "none of its replicates ended well"),
    "ensemble_milestones": (
        lambda study: study.milestones and len(study),
        "its scenario has no milestones, or none of its replicates ended well",
    ),
    "compare": (len, "no replicate ended well in all scenarios"),
    "sweep": (lambda study: study.alive and study.n, "no replicate ended well in all variants"),
    "levers": (differ, "no change makes a difference, or no replicate ended well"),
}
"""What a run or a study must have for a figure to say anything, and why there is none where it does not."""

COMPARISON_KINDS: Mapping[str, Callable[..., Figure]] = {"comparison": comparison_figure}
"""Figures of several runs by name."""

STUDY_KINDS: Mapping[str, Callable[..., Figure]] = {
    "ensemble": ensemble_figure,
    "ensemble_milestones": ensemble_milestones,
    "compare": paired_figure,
    "levers": levers,
    "sweep": sweep_figure,
    "sensitivity": sensitivity_figure,
    "size": sizing_figure,
}
"""Figures of studies by name; the figure of a kind of study is called as the kind."""

KINDS: tuple[str, ...] = (*RUN_KINDS, *COMPARISON_KINDS, *STUDY_KINDS)
"""Names of all figures."""

FORMATS = ("png", "svg", "pdf")
"""File formats."""


def kinds_of(subject: Result | Comparison | Findings) -> tuple[str, Mapping[str, Callable[..., Figure]]]:
    """What something is called, and the figures that there are of it."""
    if isinstance(subject, Findings):
        own = {kind: draw for kind, draw in STUDY_KINDS.items() if kind.partition("_")[0] == subject.kind}
        return "study", own
    return ("comparison", COMPARISON_KINDS) if hasattr(subject, "results") else ("run", RUN_KINDS)


def figure(kind: str, subject: Result | Comparison | Findings, **options: Any) -> Figure:
    """The figure ``kind`` of a run, of a comparison or of a study.

    Args:
        kind: One of :data:`RUN_KINDS` for a run, of :data:`COMPARISON_KINDS` for a comparison, of :data:`STUDY_KINDS`
            for a study.
        subject: A run, a comparison or what a study found.
        options: Passed on to the function that draws it.

    Raises:
        ValueError: There is no such figure of such a subject, and the text lists those there are; or it would be
            empty, and the text says why.
    """
    what, kinds = kinds_of(subject)
    if kind not in kinds:
        raise ValueError(f"no figure '{kind}' of a {what}; there are: {', '.join(kinds)}")
    if kind in NEEDS:
        has, lack = NEEDS[kind]
        if not has(subject):
            raise ValueError(f"no figure '{kind}' of this {what}: {lack}")
    return kinds[kind](subject, **options)


def default_kinds(result: Result) -> tuple[str, ...]:
    """The figures of :data:`DEFAULT_KINDS` that say something about a run."""
    return tuple(kind for kind in DEFAULT_KINDS if _says(kind, result))


def study_kinds(findings: Findings) -> tuple[str, ...]:
    """The figures of a study that say something: that of milestones first, then that of its kind."""
    own = [kind for kind in kinds_of(findings)[1] if _says(kind, findings)]
    return tuple(sorted(own, key=lambda kind: (not kind.endswith("_milestones"), kind != findings.kind)))


def _says(kind: str, subject: object) -> bool:
    return kind not in NEEDS or bool(NEEDS[kind][0](subject))


def save_figure(drawn: Figure, path: Path, *, svg_text: bool = False) -> Path:
    """Write a figure; the ending of ``path`` says how. The same figure gives the same bytes.

    Args:
        drawn: A figure.
        path: Where to.
        svg_text: Keep text in an SVG as text, to be searched and read aloud, at the mercy of the reader's fonts;
            else as outlines that look the same everywhere.

    Raises:
        ValueError: The ending is not one of :data:`FORMATS`.
    """
    ending = path.suffix.removeprefix(".")
    if ending not in FORMATS:
        raise ValueError(f"no figures in format '{ending}'; there are: {', '.join(FORMATS)}")
    with style.applied(svg_fonttype="none" if svg_text else "path"):
        drawn.savefig(path, format=ending)
    return path


def save_run_figures(
    result: Result,
    folder: Path,
    formats: Sequence[str] = ("png", "svg"),
    kinds: Sequence[str] | None = None,
) -> list[Path]:
    """Draw figures of a run and write each in each format into ``folder``, which is made if it is not there.

    Args:
        result: A run.
        folder: Where the files go.
        formats: Some of :data:`FORMATS`.
        kinds: Names of figures, of :data:`RUN_KINDS`; default: those of :data:`DEFAULT_KINDS` that say something about
            the run.

    Returns:
        The files, in the order of ``kinds`` and ``formats``.
    """
    return _save(result, Path(folder), formats, default_kinds(result) if kinds is None else kinds)


def save_comparison_figures(
    comparison: Comparison,
    folder: Path,
    formats: Sequence[str] = ("png", "svg"),
    kinds: Sequence[str] = ("comparison",),
) -> list[Path]:
    """Draw figures of a comparison and write each in each format into ``folder``, which is made if it is not there.

    Returns:
        The files, in the order of ``kinds`` and ``formats``.
    """
    return _save(comparison, Path(folder), formats, kinds)


def save_study_figures(findings: Findings, folder: Path, formats: Sequence[str] = ("png", "svg")) -> list[Path]:
    """Draw all figures of a study that say something into ``folder``, which is made if it is not there.

    Returns:
        The files, in the order of the figures and ``formats``.
    """
    return _save(findings, Path(folder), formats, study_kinds(findings))


def _save(
    subject: Result | Comparison | Findings, folder: Path, formats: Sequence[str], kinds: Sequence[str]
) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in kinds:
        drawn = figure(kind, subject)
        written += [save_figure(drawn, folder / f"{kind}.{ending}") for ending in formats]
    return written

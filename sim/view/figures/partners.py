"""Partners in one run: who joined, against what is published and the goals, and what their experiments waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.result import Result
from sim.view import partner_facts, run_facts
from sim.view.figures.panel_sheet import panel_sheet
from sim.view.kit import binning
from sim.view.kit.axis import group_thousands
from sim.view.kit.labels import Label, label_right
from sim.view.kit.style import ALARM, INK, MUTED, PAPER, SYSTEMS
from sim.view.kit.text import day
from sim.view.panels import Panel, Scene
from sim.view.panels.partners import COLOUR, STAGE_COLOURS, chip_room, goal_line, goal_text, recorded_text, stacked
from sim.view.panels.scene import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PUBLISHED = ((2024, 7, 30.0, "nearly 30 in July 2024"), (2025, 4, 50.0, "over 50 in April 2025"))
"""Numbers of institutions that are published: year, month, number, words."""
RESEARCHERS = SYSTEMS["communication"]
_ALL = tuple(STAGE_COLOURS)


def partners_figure(result: Result) -> Figure:
    """Institutions and researchers against published numbers and goals, experiments by stage, waiting times.

    Args:
        result: A run with partners.
    """
    past = partner_facts.before(result)
    first = 0.0 if past is None else float(past.times[0])
    panels = (
        Panel("joined", "Institutions", _describe, 1.7, (), _joined),
        Panel("researchers", "Researchers who take part", recorded_text("partners.researchers"), 0.9, (), _researchers),
        Panel(
            "stages",
            "Where experiments are",
            "mean number, from the station outwards",
            1.6,
            (),
            stacked(_ALL),
            raised=chip_room(_ALL),
            drawn_for=lambda scene: partner_facts.stages(scene.run),
        ),
        Panel("brought", "Flown, and what came of it", "since the start", 0.9, (), _brought, drawn_for=_flew),
        Panel(
            "waited",
            "How long they had waited",
            "mean of those that began to run in a year: for a call, a landing, hands and a place",
            0.9,
            (),
            _waited,
            drawn_for=_flew,
        ),
    )
    title = f"{run_facts.title(result)}: {answer(result)}"
    return panel_sheet(Scene.of(result, first), panels, title=title)


def answer(run: Result) -> str:
    """Who takes part, in a few words: when the goal was reached, or how many there are."""
    joined = partner_facts.channel(run, "partners.institutions")
    assert joined is not None  # the figure is not drawn without
    goal = partner_facts.goal(run, "partners.institutions")
    if goal is not None and (reached := goal.reached(run.channels)) is not None:
        return f"{goal.level:,.0f} institutions on {day(run_facts.utc(run, reached))}"
    return f"{joined.values[-1]:,.0f} institutions at the end"


def _describe(scene: Scene) -> str:
    before = "dots: published; dotted: the law until the run begins" if scene.first < 0.0 else "as recorded"
    return before + goal_text(scene, "partners.institutions")


def _run_line(ax: Axes, scene: Scene, name: str, colour: str) -> tuple[FloatArray, FloatArray]:
    """A history from the start of the run on, as recorded: x [date] and y."""
    channel = partner_facts.channel(scene.run, name)
    assert channel is not None
    times, values = binning.line(channel, max(scene.first, 0.0), scene.last)
    x = scene.axis.x(times)
    ax.plot(x, values, color=colour, linewidth=1.5)
    return x, values


def _joined(ax: Axes, scene: Scene) -> None:
    _, y = _run_line(ax, scene, "partners.institutions", COLOUR)
    countries = partner_facts.kpi_value(scene.run, "partners.countries")
    labels = [Label(float(y[-1]), f"{y[-1]:,.0f} institutions\nof {countries:,.0f} countries", COLOUR)]
    labels += goal_line(ax, scene, "partners.institutions")
    top = 1.1 * max(label.y for label in labels)
    past = partner_facts.before(scene.run)
    if past is not None:
        ax.plot(scene.axis.x(past.times), past.joined, color=COLOUR, linewidth=1.3, linestyle=(0, (1, 1.5)))
    for index, (year, month, number, words) in enumerate(PUBLISHED):
        moment = np.datetime64(f"{year}-{month:02d}-15")
        hours = float((moment - np.datetime64(scene.run.start)) / np.timedelta64(1, "h"))
        if not scene.first <= hours <= scene.last:
            continue
        at = float(scene.axis.x(hours))
        ax.plot([at], [number], marker="o", markersize=5, color=INK, markeredgecolor=PAPER, zorder=5, clip_on=False)
        ax.annotate(
            words,
            xy=(at, number),
            xytext=(10, 39 if index == 0 else 20),
            textcoords="offset points",
            fontsize=8,
            color=MUTED,
            va="center",
            arrowprops={"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "shrinkB": 3},
        )
    ax.set_ylim(0, top)
    ax.set_ylabel("institutions")
    group_thousands(ax.yaxis)
    label_right(ax, labels)


def _researchers(ax: Axes, scene: Scene) -> None:
    _, y = _run_line(ax, scene, "partners.researchers", RESEARCHERS)
    labels = [Label(float(y[-1]), f"{y[-1]:,.0f} researchers", RESEARCHERS)]
    labels += goal_line(ax, scene, "partners.researchers")
    ax.set_ylim(0, 1.1 * max(1.0, *(label.y for label in labels)))
    ax.set_ylabel("researchers")
    group_thousands(ax.yaxis)
    label_right(ax, labels)


def _flew(scene: Scene) -> object:
    return partner_facts.kpi_value(scene.run, "partners.flown")


def _brought(ax: Axes, scene: Scene) -> None:
    labels = []
    for name, words, colour in (
        ("partners.flown", "flown", STAGE_COLOURS["wait for a landing"]),
        ("partners.experiments.result", "results", COLOUR),
        ("partners.experiments.lost", "lost", ALARM),
    ):
        found = partner_facts.channel(scene.run, name)
        if words == "lost" and (found is None or found.last == 0.0):
            continue
        _, y = _run_line(ax, scene, name, colour)
        labels.append(Label(float(y[-1]), f"{y[-1]:,.0f} {words}", colour))
    ax.set_ylim(0, 1.1 * max(1.0, *(label.y for label in labels)))
    ax.set_ylabel("experiments")
    group_thousands(ax.yaxis)
    label_right(ax, labels)


def _waited(ax: Axes, scene: Scene) -> None:
    """Mean wait of those that began to run in each year [yr], as bars; a year in which none did has none."""
    begun, waited = (partner_facts.channel(scene.run, f"partners.{name}") for name in ("begun", "waited"))
    assert begun is not None
    assert waited is not None
    first = max(scene.first, 0.0)
    edges = binning.bins(first, scene.last, partner_facts.YEAR_H, "year").edges
    numbers, hours = binning.increments(begun, edges), binning.increments(waited, edges)
    there = numbers > 0.0
    years = hours[there] / numbers[there] / partner_facts.YEAR_H
    left, right = scene.axis.x(edges[:-1][there]), scene.axis.x(edges[1:][there])
    ax.bar(left, years, width=0.9 * (right - left), align="edge", color=COLOUR, linewidth=0)
    mean, late = (partner_facts.kpi_value(scene.run, f"partners.wait_{name}") for name in ("mean", "p90"))
    labels = []
    if mean is not None and late is not None:
        labels = [
            Label(mean / partner_facts.YEAR_H, f"mean {mean / partner_facts.YEAR_H:.1f} yr", COLOUR),
            Label(late / partner_facts.YEAR_H, f"a tenth: {late / partner_facts.YEAR_H:.1f} yr\nor longer", INK),
        ]
    ax.set_ylim(0, 1.15 * max([0.1, *years.tolist(), *(label.y for label in labels)]))
    ax.set_ylabel("wait [yr]")
    label_right(ax, labels, size=8)

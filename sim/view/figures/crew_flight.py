"""Flights of people step by step: what was flown when, what failed, and where people were."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.result import Result
from sim.result.number_text import spelt
from sim.scenario.schema.crew_flights import HOMEWARD, UNCREWED
from sim.view import crew_facts, run_facts
from sim.view.figures.panel_sheet import panel_sheet
from sim.view.flown_people import STEPS, Flown, Taken, flown
from sim.view.kit.labels import chips, chips_height, text_beside
from sim.view.kit.sheet import name_rows
from sim.view.kit.style import ALARM, INK, MUTED, SYSTEMS, WARNING
from sim.view.kit.text import day, length_text
from sim.view.panels import Panel, Scene
from sim.view.panels.crew import PEOPLE
from sim.view.panels.scene import fill

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 12
"""Flights that have a row, the first ones."""
ROW = 0.25
"""Height of a row [in]."""
MARGIN_H = 24.0
"""How long the figure shows before and after the flights [h]."""
GROUND = "on the ground"
WAITS = "waits"
FAILED = "failed"
COLOURS = {
    "nobody aboard": MUTED,
    "out": SYSTEMS["crew"],
    GROUND: SYSTEMS["shelter"],
    "home": SYSTEMS["communication"],
    WAITS: WARNING,
    FAILED: ALARM,
}
"""Colours of what people do, in the order of a flight."""


def crew_flight(result: Result) -> Figure:
    """Flights of people: the steps of one flight, a row each flight where there are several, and people under way.

    The steps are those of the first flight of which one failed, else of the first.

    Args:
        result: A run in which people fly step by step.

    Returns:
        A matplotlib figure; its axes are labelled ``steps``, ``flights`` where there are several, ``under-way`` and
        ``people``.
    """
    found = flown(result)
    shown = next((one for one in found if one.failures or one.aborted or one.lost), found[0])
    span = (min(one.span[0] for one in found), max(one.span[1] for one in found))
    chief = Panel(
        "steps",
        f"Steps of {shown.rotation}",
        "share: its chance of success"
        + "".join(f"; {one.step.verb} failed: {one.failed}" for one in shown.failures[-1:]),
        ROW * (len(STEPS) + 1),
        (),
        partial(_steps, shown),
        raised=chips_height(list(COLOURS)),
        names=lambda _: [one.verb for one in STEPS],
    )
    every = Panel(
        "flights",
        "Flights",
        "red: a step failed" + (f"; the first {MOST} of {len(found)}" if len(found) > MOST else ""),
        ROW * max(min(len(found), MOST), 2),
        (),
        partial(_flights, found[:MOST]),
        drawn_for=lambda _: len(found) > 1,
        names=lambda _: [one.rotation for one in found[:MOST]],
    )
    under_way = Panel("under-way", "People under way", "those who wait in the ship too", 0.6, (), _under_way)
    # The steps of one flight fill the sheet; of several, each has its row on the axis of all.
    first, last = span if len(found) > 1 else shown.span
    scene = Scene.of(result, max(0.0, first - MARGIN_H), min(result.until_h, last + MARGIN_H))
    title = f"{run_facts.title(result)}: {answer(result)}"
    return panel_sheet(scene, (chief, every, under_way, PEOPLE), title=title)


def answer(run: Result) -> str:
    """Whether people landed and came home, in a few words."""
    found = flown(run)
    lost = round(crew_facts.kpi_value(run, "crew.lost") or 0.0)
    landed, returned = (round(crew_facts.kpi_value(run, f"crew.{name}") or 0.0) for name in ("landed", "returned"))
    failures = [step.step.verb for one in found for step in one.failures]
    if lost:
        why = f", as the {failures[-1]} failed" if failures else ""
        return f"{spelt(lost)} died{why}"
    if not landed:
        aborted = next((one.aborted for one in found if one.aborted), "").partition("; ")[2]
        why = f", as the {failures[-1]} failed" if failures else f": {aborted}" if aborted else " so far"
        home = sum(one.home for one in found)
        return f"nobody landed{why}" + (f"; {spelt(home)} came home" if home else "")
    if returned < landed:
        why = f", as the {failures[-1]} failed" if failures else ""
        return f"{spelt(landed)} landed, {spelt(returned) if returned else 'none'} of them came home so far{why}"
    after = f", although the {failures[-1]} failed" if failures else ""
    return f"{spelt(landed)} landed and came home{after}"


def _steps(one: Flown, ax: Axes, scene: Scene) -> None:
    """A row a step: a bar while it lasted, red where it failed; what was waited for in the row before which it was."""
    spec = crew_facts.crewed(scene.run)
    assert spec is not None  # who flies has habitats
    rotation = spec[1].rotations[one.rotation]
    flight = spec[1].flights[rotation.flight or ""]
    rows = [*STEPS[: -len(HOMEWARD)], None, *HOMEWARD]
    for index, step in enumerate(rows):
        y = len(rows) - 1 - index
        if step is None:
            if one.ground is not None:
                _bar(ax, scene, y, one.ground, COLOURS[GROUND])
                text_beside(ax, y, f"{length_text(one.ground[1] - one.ground[0])}", size=8)
            continue
        tries = [each for each in one.taken if each.step is step]
        for each in tries:
            _bar(ax, scene, y, each.span, _colour(each))
        chance = f"{100.0 * float(getattr(flight, step.key).success):.3g} %"
        text, colour = (f"{chance}: {_told(scene.run, tries[-1])}", INK) if tries else (f"{chance}: not flown", MUTED)
        failed = bool(tries and tries[-1].failed)
        text_beside(ax, y, text, colour=ALARM if failed else colour, size=8)
    for span, why in one.waits:
        key = "descent" if why.startswith("they wait in orbit") else "crew_launch"
        y = next(len(rows) - 1 - index for index, step in enumerate(rows) if step is not None and step.key == key)
        _bar(ax, scene, y, span, COLOURS[WAITS])
    ax.set_xlim(*scene.axis.x(np.array([scene.first, scene.last])))
    name_rows(ax, [GROUND if step is None else step.verb for step in rows], room=0.6)
    chips(ax, list(COLOURS.items()))


def _told(run: Result, taken: Taken) -> str:
    """When a step was done, or that it failed."""
    when = day(run_facts.utc(run, taken.span[1]))
    return f"failed {when}" if taken.failed else when


def _colour(taken: Taken) -> str:
    if taken.failed:
        return COLOURS[FAILED]
    if taken.step in UNCREWED:
        return COLOURS["nobody aboard"]
    return COLOURS["home" if taken.step in HOMEWARD else "out"]


def _bar(ax: Axes, scene: Scene, y: float, span: tuple[float, float], colour: str) -> None:
    """A bar that is seen however short it is."""
    begin, end = max(span[0], scene.first), min(span[1], scene.last)
    if end >= begin:
        bar = (float(scene.axis.x(begin)), (end - begin) / 24.0)
        ax.broken_barh([bar], (y - 0.32, 0.64), facecolors=colour, edgecolors=colour, linewidth=1.2)


def _flights(found: Sequence[Flown], ax: Axes, scene: Scene) -> None:
    """A row a flight: all its steps, its time on the ground and its waits."""
    for index, one in enumerate(found):
        y = len(found) - 1 - index
        if one.ground is not None:
            _bar(ax, scene, y, one.ground, COLOURS[GROUND])
        for span, _ in one.waits:
            _bar(ax, scene, y, span, COLOURS[WAITS])
        for taken in one.taken:
            _bar(ax, scene, y, taken.span, _colour(taken))
        text_beside(ax, y, _outcome(one), colour=ALARM if one.lost else INK, size=8)
    ax.set_xlim(*scene.axis.x(np.array([scene.first, scene.last])))
    name_rows(ax, [one.rotation for one in found], room=0.6)


def _outcome(one: Flown) -> str:
    if one.lost:
        return f"{one.lost} died"
    if one.ground is None:
        return f"did not land; {one.home} home" if one.home else "did not land"
    return f"landed; {one.home} home" if one.home else "landed"


def _under_way(ax: Axes, scene: Scene) -> None:
    """How many people are under way, of all flights."""
    found = list(crew_facts.channels(scene.run, "crew.under_way.").values())
    edges = np.unique(np.concatenate([one.times for one in found] + [np.array([scene.first, scene.last])]))
    edges = edges[(edges >= scene.first) & (edges <= scene.last)]
    number = np.sum([one.at(edges[:-1]) for one in found], axis=0)
    x, y = scene.steps(edges, number)
    fill(ax, x, 0, y, COLOURS["out"], alpha=0.22)
    ax.plot(x, y, color=COLOURS["out"], linewidth=1.3)
    most = max(1, round(float(number.max())))
    ax.set_ylim(0, 1.12 * most)
    ax.locator_params(axis="y", nbins=min(most, 4), integer=True)
    ax.set_ylabel("people")
    home = crew_facts.kpi_value(scene.run, "crew.came_home") or 0.0
    text_beside(ax, 0.5 * most, f"{home:.0f} came home", colour=INK)

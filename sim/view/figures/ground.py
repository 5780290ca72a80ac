"""The ground facility of one run: who listens in full resolution, what waits, what is archived, and the projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import longest
from sim.result import Result
from sim.result.number_text import data_amount, percent
from sim.view import run_facts
from sim.view.figures.link import link_span
from sim.view.kit import style
from sim.view.kit.axis import time_axis
from sim.view.kit.labels import heading
from sim.view.kit.sheet import Sheet, Tile, left_for
from sim.view.kit.style import SYSTEMS
from sim.view.panels import Scene
from sim.view.panels.ground import ARCHIVE, PROJECTS, ROW, WAITING, lanes, length_text, projects, stations

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def ground_figure(result: Result, *, days: float = 7.0) -> Figure:
    """Which station hears the Moon over a week, and data, archive and projects through the whole run.

    The week is the one around the longest time in which no station hears it.

    Args:
        result: A run with a ground facility.
        days: Length of the span of the stations [d].

    Returns:
        A matplotlib figure; its axes are labelled ``stations`` and with the keys of the panels below.
    """
    whole = Scene.of(result)
    names = stations(result)
    first, last = _span(result, days) if names else (0.0, result.until_h)
    scene = Scene.of(result, first, last)
    below = [panel for panel in (WAITING, ARCHIVE, PROJECTS) if whole.has(*panel.needs) and panel.drawn_for(whole)]
    heights = [ROW * (len(names) + 1)] if names else []
    apart = scene.axis.band + 0.12 if names else 0.0
    with style.applied():
        sheet = Sheet(
            heights + [panel.inches(whole) for panel in below],
            title=f"{run_facts.title(result)}: {_answer(result)}",
            subtitle=run_facts.where_text(result),
            footer=[run_facts.footer_text(result)],
            tiles=_tiles(result),
            axis_band=whole.axis.band,
            left=left_for([*names, "any of them", *PROJECTS.names(whole)]),
            gaps=[*(0.0 for _ in heights), *([apart] if below else []), *(0.0 for _ in below[1:])],
        )
        if names:
            ax = sheet.axes[0]
            ax.set_label("stations")
            heading(ax, "Stations", f"while each hears the Moon, {run_facts.span_text(result, first, last)}")
            lanes(ax, scene)
            time_axis(ax, scene.axis, labelled=True)
        for ax, panel in zip(sheet.axes[len(heights) :], below, strict=True):
            ax.set_label(panel.key)
            heading(ax, panel.title, panel.description(whole))
            panel.draw(ax, whole)
            time_axis(ax, whole.axis, labelled=panel is below[-1])
        sheet.align_labels()
    return sheet.figure


def _span(run: Result, days: float) -> tuple[float, float]:
    gap = longest(run.channels["ground.heard"].spells(below=0.5))
    if gap is None:
        return link_span(run, days)
    return run_facts.days_around(run, (gap[0] + gap[1]) / 2, min(24.0 * days, run.until_h))


def _answer(run: Result) -> str:
    """The title's answer: how much of the time somebody on Earth hears the Moon, and what projects came to."""
    coverage, rows = run_facts.kpi_value(run, "ground.coverage"), projects(run)
    done = sum(one.done is not None for one in rows)
    said = [f"the Earth hears the Moon {percent(coverage, 1)} of the time"] if coverage is not None else []
    said += [f"{done} of {len(rows)} projects done"] if rows else []
    return ", ".join(said) or "the ground facility"


def _tiles(run: Result) -> list[Tile]:
    blue, found = SYSTEMS["communication"], []
    coverage, gap = (run_facts.kpi_value(run, f"ground.{name}") for name in ("coverage", "longest_gap"))
    if coverage is not None and gap is not None:
        caption = f"of the time a ground station\nlongest gap {length_text(gap)}"
        found.append(Tile(percent(coverage, 1), caption, blue))
    archived, delay = (run_facts.kpi_value(run, f"ground.{name}") for name in ("archived", "longest_delay"))
    if archived is not None:
        late = "" if not delay else f"\nwaited {length_text(delay)} at most"
        found.append(Tile(data_amount(archived), f"in the archive{late}", blue))
    studied, waiting = (run_facts.kpi_value(run, f"ground.samples_{name}") for name in ("studied", "waiting"))
    if studied or waiting:
        found.append(Tile(f"{studied:,.0f}", f"samples studied\n{waiting:,.0f} wait", blue))
    rows = projects(run)
    if rows:
        done = sum(one.done is not None for one in rows)
        found.append(Tile(f"{done} of {len(rows)}", "projects have\nall they need", SYSTEMS["shelter"]))
    return found

"""The overview of one run: everything that decides whether the station works, on one time axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.result import Result
from sim.result.number_text import data_amount, percent, served_percent, whole_percent
from sim.view import run_facts
from sim.view.figures.panel_sheet import panel_sheet
from sim.view.kit import binning, style
from sim.view.kit.sheet import Tile
from sim.view.panels import Scene, bricks, data, energy, machines, sky, structures

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LONG = (
    sky.CARPET,
    sky.SHARES,
    energy.POWER,
    energy.CHARGE,
    bricks.BRICKS,
    structures.STRUCTURES,
    machines.MACHINES,
    data.RATES,
    data.BUFFER,
)
SHORT = (sky.FULL, *LONG[2:])


def overview(result: Result) -> Figure:
    """Overview of one run.

    Up to 60 d everything is drawn as recorded; up to 400 d as daily means; beyond, as means over lunar days, with the
    extremes of stored energy and buffer as bands. The figure says which.

    Args:
        result: A run.

    Returns:
        A matplotlib figure; its axes are labelled with the keys of the panels.
    """
    scene = Scene.of(result)
    panels = LONG if scene.last - scene.first > binning.DAILY_DETAIL_H else SHORT
    return panel_sheet(scene, panels, title=run_facts.title(result), tiles=tiles(result))


def tiles(run: Result) -> list[Tile]:
    """Headline figures of a run, as far as it has them."""
    colours = style.SYSTEMS
    found: list[Tile] = []

    def add(value: str, caption: str, system: str) -> None:
        found.append(Tile(value, caption, colours[system]))

    lit, dark = run_facts.kpi_value(run, "sunlight.lit_fraction"), run_facts.kpi_value(run, "energy.longest_dark")
    if lit is not None:
        add(
            percent(lit, 1),
            "sunlit" if dark is None else f"sunlit\nlongest dark {run_facts.longest_dark_text(run)}",
            "sunlight",
        )
    survival = run_facts.kpi_value(run, "energy.survival_availability")
    if survival is not None:
        add(served_percent(survival), "of survival power served", "energy")
    available = run_facts.kpi_value(run, "tools.availability")
    failures = run_facts.kpi_value(run, "tools.failures")
    if available is not None and run_facts.units(run):
        caption = "machines fit for work" + ("" if failures is None else f"\n{failures:,.0f} failures")
        add(percent(available, 1), caption, "tools")
    laid = run_facts.kpi_value(run, "bricks.laid")
    if laid or (laid is not None and run_facts.units(run)):
        add(f"{laid:,.0f}", "bricks laid", "bricks")
    sent, lost = run_facts.kpi_value(run, "communication.delivered"), run_facts.kpi_value(run, "communication.lost")
    if sent is not None:
        made = sent + (lost or 0.0)
        caption = "sent to Earth" + ("" if not lost else f"\n{percent(lost, 1, of=made)} lost")
        add(data_amount(sent), caption, "communication")
    progress = run_facts.kpi_value(run, "shelter.progress")
    if progress is not None and run_facts.builds(run):
        standing = [b for b in run_facts.builds(run) if b.complete is not None]
        add(whole_percent(progress), f"of shelter\n{len(standing)} of {len(run_facts.builds(run))} stand", "shelter")
    return found

"""The sky chart of a site: Sun and Earth over the measured horizon through a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.result import Result
from sim.scenario import Scenario, assumed
from sim.view import run_facts
from sim.view.figures.panorama import View, day_of, directions, panorama, proportions, view_of
from sim.view.kit import style
from sim.view.kit.labels import heading
from sim.view.kit.sheet import Sheet, Tile
from sim.view.kit.text import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANORAMA = 4.1
"""Height of the panorama [in]."""
TRUE_SCALE = 0.19
"""Inches a degree in the view of true proportions."""
MOST_TRUE = 24.0
"""Largest range of elevations that is shown in true proportions [deg]."""


def sky(subject: Result | Scenario, *, mast: float | None = None) -> Figure:
    """The sky chart of a site through the year with which a scenario begins.

    Args:
        subject: A run or a scenario.
        mast: Height of the eye [m]; the nearest measured one is taken (default: that of the first array).

    Returns:
        A matplotlib figure; its axes are labelled ``panorama``, ``directions`` and, where the paths lie low enough to
        be drawn so, ``proportions``.
    """
    run: Any = subject if hasattr(subject, "scenario") else None
    scenario: Any = subject if run is None else run.scenario
    view = view_of(scenario, mast)
    true = view.high - view.low <= MOST_TRUE
    with style.applied():
        sheet = Sheet(
            [PANORAMA, 0.62, *([TRUE_SCALE * (view.high - view.low)] if true else [])],
            gaps=[0.0, 0.24, *([0.42] if true else [])],
            title=f"{plain(scenario.title or scenario.name)}: the sky over the site",
            subtitle=f"{run_facts.place_text(scenario)}, {day_of(view.year.utc[0])} to {day_of(view.year.utc[-1])}",
            tiles=_tiles(view),
            footer=[*_origin(scenario, view.heights[0]), _footer(scenario, run)],
            axis_band=0.36,
        )
        around, below, *rest = sheet.axes
        around.set_label("panorama")
        stretch = _stretch(sheet, around, view)
        heading(
            around,
            "Sun and Earth over the horizon",
            f"all around, heights stretched {stretch:.0f} times; what the terrain hides shows faintly through it",
        )
        panorama(around, view)
        below.set_label("directions")
        heading(below, "Sunlight by direction", "share of the Sun's disc in view while it stands there")
        directions(below, view)
        for ax in rest:
            ax.set_label("proportions")
            every = "Sun every 12 h along its highest and lowest path, Earth every 2 d through a month"
            heading(ax, "Towards Earth, in true proportions", f"discs to scale: {every}")
            proportions(ax, view, (sheet.width - sheet.left - sheet.right) / TRUE_SCALE)
        sheet.align_labels()
    return sheet.figure


def _stretch(sheet: Sheet, ax: Axes, view: View) -> float:
    """How much taller than wide a degree is drawn."""
    box = ax.get_position()
    across = box.width * sheet.width / 360.0
    return float(box.height * sheet.height / (view.high - view.low) / across)


def _tiles(view: View) -> list[Tile]:
    year, colours = view.year, style.SYSTEMS
    terrain = view.sky.horizon(view.heights[0]).elevation
    height = f"from {view.heights[0]:g} m above the ground"
    low, high = float(year.sun.elevation.min()), float(year.sun.elevation.max())
    down, up = float(year.earth.elevation.min()), float(year.earth.elevation.max())
    return [
        Tile(
            f"{100 * float(year.lit_fraction.mean()):.1f} %",
            f"of the Sun's disc in view,\n{height}",
            colours["sunlight"],
        ),
        Tile(
            f"{_signed(low)}° to {_signed(high)}°", "elevation of the Sun's centre\nthrough the year", colours["energy"]
        ),
        Tile(
            f"{100 * float(year.earth_visible.mean()):.1f} %",
            f"of the time Earth's centre in view,\nbetween {_signed(down)}° and {_signed(up)}°",
            colours["communication"],
        ),
        Tile(
            f"{_signed(float(terrain.min()))}° to {_signed(float(terrain.max()))}°",
            "elevation of the horizon\naround the site",
            style.MUTED,
        ),
    ]


def _signed(angle: float) -> str:
    return f"{angle:+.1f}".replace("-", "−")


def _origin(scenario: Scenario, mast: float) -> list[str]:
    """Where the horizon comes from, as its file says, from the first line on that speaks of a horizon."""
    lines = scenario.site.horizon(mast).origin.splitlines()
    first = next((i for i, text in enumerate(lines) if "horizon" in text.lower()), None)
    notes = [] if first is None else [plain(" ".join(lines[first:]))]
    return [*notes, "Sun and Earth: JPL DE421. Elevations are geometric; the Moon has no air to bend light."]


def _footer(scenario: Scenario, run: Any) -> str:
    return assumed(scenario.parameters()) if run is None else run_facts.footer_text(run)

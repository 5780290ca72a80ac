"""How tests look at figures: their panels, words and where texts are."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from sim.view.kit import style

DPI = 100


def panels(figure: Figure) -> dict[str, Axes]:
    return {str(ax.get_label()): ax for ax in figure.axes if ax.get_label() != "tile"}


def words(figure: Figure) -> str:
    found = [t.get_text() for t in figure.texts]
    for ax in figure.axes:
        found += [t.get_text() for t in ax.texts]
        found += [t.get_text() for t in ax.get_yticklabels()]
        if ax.get_legend() is not None:
            found += [t.get_text() for t in ax.get_legend().get_texts()]
    return "\n".join(found)


def box_of(text: Text) -> Bbox:
    """Where a text is [pixel], without its leader line."""
    if isinstance(text, Annotation):
        text.arrowprops = text.arrow_patch = None
    return text.get_window_extent()


def drawn_texts(figure: Figure) -> list[tuple[str, Bbox]]:
    """Every text that comes out when a figure is drawn, and where [in]: not those of ticks beyond an axis."""
    found: list[tuple[str, Bbox]] = []
    draw = Text.draw

    def told(text: Text, renderer: Any, *more: Any, **options: Any) -> None:
        draw(text, renderer, *more, **options)
        if text.get_visible() and text.get_text().strip():
            box = Text.get_window_extent(text, renderer)
            found.append((text.get_text(), Bbox(box.get_points() / DPI)))

    with style.applied():
        figure.set_dpi(DPI)
        canvas = FigureCanvasAgg(figure)
        Text.draw = told  # type: ignore[method-assign]
        try:
            canvas.draw()
        finally:
            Text.draw = draw  # type: ignore[method-assign]
    return found


def faults(figure: Figure) -> list[str]:
    """Texts outside the page, and texts over others; an empty list where all is well."""
    width, height = figure.get_size_inches()
    texts = drawn_texts(figure)
    found = [
        f"off the page: {text!r}"
        for text, box in texts
        if box.x0 < -0.01 or box.y0 < -0.01 or box.x1 > width + 0.01 or box.y1 > height + 0.01
    ]
    for (a, here), (b, there) in combinations(texts, 2):
        across = min(here.x1, there.x1) - max(here.x0, there.x0)
        along = min(here.y1, there.y1) - max(here.y0, there.y0)
        # A line of text is higher than its letters.
        if across > 0.015 and along > 0.025:
            found.append(f"{a!r} over {b!r}, by {across:.2f} in and {along:.2f} in")
    return found


def assert_units(figure: Figure, without: tuple[str, ...] = ("structures", "machines", "kpis", "bottlenecks")) -> None:
    for key, ax in panels(figure).items():
        if key not in without:
            # What is counted is its own unit; lunar time has names for its hours.
            assert ax.get_ylabel() in {"bricks", "lunar time"} or re.search(r"\[.+\]", ax.get_ylabel()), key
            assert "[1]" not in ax.get_ylabel(), key

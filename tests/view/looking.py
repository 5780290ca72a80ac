"""How tests look at figures: their panels, words and where texts are."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox


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


def assert_units(figure: Figure, without: tuple[str, ...] = ("structures", "machines", "kpis", "bottlenecks")) -> None:
    for key, ax in panels(figure).items():
        if key not in without:
            assert "[" in ax.get_ylabel(), key
            assert "]" in ax.get_ylabel(), key

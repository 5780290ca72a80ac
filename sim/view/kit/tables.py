"""Tables within a figure, across the whole sheet: places along a row are inches from the left edge of the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.view.kit import text_width
from sim.view.kit.sheet import EDGE
from sim.view.kit.style import RULE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.205
"""Height of a row [in]."""
COLUMN_GAP = 0.12
"""Between a cell and the next [in]."""


@dataclass(frozen=True)
class Cell:
    """One text of a row.

    Attributes:
        x: Where it begins [in]; where it ends if ``right``; its middle if ``middle``.
        text: What it says.
        colour: Its colour.
        room: Width that it is cut to [in]; None: as it is.
        kept: Letters at its end that are not cut.
        size: Its type [pt].
        align: Where ``x`` is in it: ``"left"``, ``"right"`` or ``"center"``.
        bold: Whether it is bold.
        label: Label of the artist, by which tests find it.
    """

    x: float
    text: str
    colour: str
    room: float | None = None
    kept: int = 0
    size: float = 8.0
    align: str = "left"
    bold: bool = False
    label: str = ""


class Table:
    """Axes as a table: rows from 0 down, places along them in inches of the sheet."""

    def __init__(self, ax: Axes, rows: float) -> None:
        """Give axes over which nothing was drawn yet the scale of the sheet, and ``rows`` rows."""
        figure = ax.get_figure(root=True)
        assert figure is not None
        across = float(figure.get_size_inches()[0])
        box = ax.get_position()
        ax.set_xlim(float(box.x0) * across, float(box.x1) * across)
        ax.set_ylim(rows, 0)
        ax.axis("off")
        self.ax = ax
        self.left, self.right = EDGE, across - EDGE

    def write(self, y: float, cells: Sequence[Cell]) -> None:
        """Texts in the row with its middle at ``y``."""
        for cell in cells:
            text = cell.text
            if cell.room is not None:
                text = text_width.cut(text, cell.room, cell.size, bold=cell.bold, kept=cell.kept)
            more: dict[str, Any] = {"label": cell.label} if cell.label else {}
            self.ax.text(
                cell.x,
                y,
                text,
                fontsize=cell.size,
                fontweight="bold" if cell.bold else "normal",
                color=cell.colour,
                ha=cell.align,
                va="center",
                parse_math=False,
                **more,
            )

    def rule(self, y: float, left: float | None = None, right: float | None = None) -> None:
        """A thin line across the table."""
        ends = [self.left if left is None else left, self.right if right is None else right]
        self.ax.plot(ends, [y, y], color=RULE, linewidth=0.5, clip_on=False)

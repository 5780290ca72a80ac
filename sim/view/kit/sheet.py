"""A sheet: panels in a column, with title, headline figures and footer.

Everything is placed in inches, so that type keeps its size whatever the number of panels, and nothing depends on
measuring text while drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.view.kit import text_width
from sim.view.kit.axis import AXIS_BAND, ticks_at
from sim.view.kit.style import MUTED, text_colour
from sim.view.kit.text import plain

if TYPE_CHECKING:  # matplotlib takes most of a second to import: only figures pay for it
    from matplotlib.axes import Axes

LEFT = 1.2
"""Left margin [in]: tick labels and axis names."""
MOST_LEFT = 2.6
"""Left margin of a sheet with long names beside its rows [in]."""
RIGHT = 2.0
"""Right margin [in]: direct labels."""
EDGE = 0.35
"""Where text that spans a sheet begins and ends [in]."""
NAMES = 8.5
"""Size of the names beside rows [pt]."""
NAME_GAP = 0.15
"""Left of a name and between it and its row [in]."""
AXIS_NAME = 0.72
"""From the name of a vertical axis to the axis [in]."""
TITLE_BAND = 0.78
DATES = 28
"""Letters at the end of a subtitle that stay: when."""
SUBJECT = 50
"""Letters at the end of a title that stay."""
TITLE_SIZES = (16.0, 13.0, 11.0)
"""Type of a title [pt]: at most, at least on one line, at least on two."""
TILE_BAND = 0.72
LINE = 0.18
FOOTER_BAND = 0.42
HEADER = 0.26
"""Height above each panel for its heading [in]."""
GAP = 0.09
"""Height between a panel and the heading of the next [in]."""


@dataclass(frozen=True)
class Tile:
    """A headline figure: a number with what it is, in the colour of its system."""

    value: str
    caption: str
    colour: str


class Sheet:
    """A figure of stacked panels.

    Args:
        heights: Height of each panel [in].
        title: What the figure shows.
        subtitle: Where and when.
        footer: Lines under the last panel.
        tiles: Headline figures under the title.
        note: A sentence under the headline figures.
        axis_band: Height under the last panel for its ticks and their name [in].
        width: Width of the figure [in].
        left: Left margin [in].
        right: Right margin [in].
        gaps: Extra height above each panel [in], default none.
    """

    def __init__(
        self,
        heights: Sequence[float],
        *,
        title: str,
        subtitle: str,
        footer: Sequence[str],
        tiles: Sequence[Tile] = (),
        note: str = "",
        axis_band: float = AXIS_BAND,
        width: float = 12.0,
        left: float = LEFT,
        right: float = RIGHT,
        gaps: Sequence[float] | None = None,
    ) -> None:
        from sim.view.kit import figure

        extra = list(gaps) if gaps is not None else [0.0] * len(heights)
        room = width - 2 * EDGE
        titles, size = _title(title, room)
        raised = 1.3 * size / 72 * (len(titles) - 1)
        notes = text_width.balanced(note, room, 9)
        feet = [line for text in footer for line in text_width.balanced(text, room, 8)]
        note_band = 0.1 + LINE * len(notes) if notes else 0.0
        top = TITLE_BAND + raised + (TILE_BAND if tiles else 0.0) + note_band
        self.height = top + sum(heights) + sum(extra) + (HEADER + GAP) * len(heights) + axis_band
        self.height += FOOTER_BAND + LINE * (len(feet) - 1)
        self.width, self.left, self.right = width, left, right
        self.figure = figure.Figure(figsize=(width, self.height))
        self.axes: list[Axes] = []
        cursor = self.height - top
        for height, more in zip(heights, extra, strict=True):
            cursor -= HEADER + more + height
            self.axes.append(self.place(left, cursor, width - left - right, height))
            cursor -= GAP
        for i, line in enumerate(titles):
            y = self.height - 0.42 - raised / max(len(titles) - 1, 1) * i
            self.text(EDGE, y, line, fontsize=size, fontweight="bold", va="baseline", parse_math=False)
        self._head(text_width.cut(subtitle, room, 9.5, kept=DATES), raised, tiles)
        for i, line in enumerate(reversed(notes)):
            y = self.height - top + 0.12 + LINE * i
            self.text(EDGE, y, line, fontsize=9, va="baseline", parse_math=False)
        for i, line in enumerate(reversed(feet)):
            self.text(EDGE, 0.16 + LINE * i, line, fontsize=8, color=MUTED, va="baseline", parse_math=False)

    def place(self, x: float, y: float, width: float, height: float) -> Axes:
        """New axes with their lower left corner at (x, y) [in]."""
        from sim.view.kit.axes import SheetAxes

        return self.figure.add_axes(SheetAxes(self.figure, self._share(x, y, width, height)))

    def _share(self, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
        """A place on the sheet [in] as shares of its width and height [1]."""
        return x / self.width, y / self.height, width / self.width, height / self.height

    def text(self, x: float, y: float, text: str, **style: object) -> None:
        """Text at (x, y) [in]."""
        self.figure.text(x / self.width, y / self.height, text, **style)  # type: ignore[arg-type]

    def _head(self, subtitle: str, raised: float, tiles: Sequence[Tile]) -> None:
        from matplotlib.patches import Rectangle

        top = self.height - raised
        self.text(EDGE, top - 0.66, subtitle, fontsize=9.5, color=MUTED, va="baseline", parse_math=False)
        if not tiles:
            return
        step = (self.width - 2 * EDGE) / len(tiles)
        for i, tile in enumerate(tiles):
            x = EDGE + i * step
            colour = text_colour(tile.colour)
            self.text(x + 0.1, top - 1.04, tile.value, fontsize=14, fontweight="bold", color=colour, va="baseline")
            # Of many headlines one has little room: what is longer than that goes on on a further line.
            caption = "\n".join(
                part for line in tile.caption.split("\n") for part in text_width.wrapped(line, step - 0.15, 8)
            )
            self.text(x + 0.1, top - 1.11, caption, fontsize=8, color=MUTED, va="top", linespacing=1.25)
            left, bottom, wide, high = self._share(x, top - 1.41, 0.035, 0.56)
            bar = Rectangle((left, bottom), wide, high, color=tile.colour, transform=self.figure.transFigure)
            self.figure.add_artist(bar)

    def align_labels(self, distance: float = AXIS_NAME) -> None:
        """Put the names of all y axes on one vertical line, ``distance`` [in] from the axes."""
        for ax in self.axes:
            ax.yaxis.set_label_coords(-distance / (self.width - self.left - self.right), 0.5)


def _title(title: str, room: float) -> tuple[list[str], float]:
    """Lines of a title and the size of its type [pt]: smaller where it is long, and on two lines before it is small."""
    most, alone, least = TITLE_SIZES
    size = min(most, most * room / max(text_width.width(title, most, bold=True), 1e-9))
    if size >= alone:
        return [title], size
    sizes = (least + 0.5 * step for step in range(int(2 * (alone - least)), -1, -1))
    for size in sizes:
        lines = text_width.balanced(title, room, size, bold=True)
        if len(lines) <= 2:
            return lines, size
    # What a title is about stands at its end.
    shorter = text_width.cut(title, 1.9 * room, least, bold=True, kept=SUBJECT)
    return text_width.wrapped(shorter, room, least, bold=True, most=2), least


def left_for(names: Iterable[str], least: float = LEFT, most: float = MOST_LEFT) -> float:
    """Left margin [in] in which names beside rows have room, as far as it goes."""
    return min(max([least, *(text_width.width(plain(name), NAMES) + 2 * NAME_GAP for name in names)]), most)


def beside(ax: Axes, names: Sequence[str]) -> list[str]:
    """Names as they fit between the left edge of the sheet and a panel, all different."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    room = float(ax.get_position().x0 * figure.get_size_inches()[0]) - 2 * NAME_GAP
    # The margin may have been made for these very names.
    return text_width.distinct([plain(name) for name in names], room + 1e-6, NAMES)


def name_rows(ax: Axes, names: Sequence[str], *, room: float = 0.5) -> None:
    """Make a panel one of rows, the first on top, the last at 0: their names at the left, and no axis.

    Args:
        ax: The panel.
        names: A name a row.
        room: From the middle of an outer row to the edge of the panel [rows].
    """
    ax.set_ylim(-room, len(names) - 1 + room)
    ticks_at(ax.yaxis, range(len(names)), beside(ax, names)[::-1])
    ax.grid(visible=False, axis="y")
    ax.spines["left"].set_visible(False)

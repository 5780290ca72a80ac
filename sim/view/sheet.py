"""A sheet: panels in a column, with title, headline figures, line samples of scenarios and footer.

Everything is placed in inches, so that type keeps its size whatever the number of panels, and nothing depends on
measuring text while drawing.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from sim.view.axis import AXIS_BAND
from sim.view.reading import short
from sim.view.style import MUTED, ScenarioStyle, text_colour

if TYPE_CHECKING:  # matplotlib takes most of a second to import: only figures pay for it
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT = 1.2
"""Left margin [in]: tick labels and axis names."""
RIGHT = 2.0
"""Right margin [in]: direct labels."""
TITLE_BAND = 0.78
TILE_BAND = 0.72
KEY_BAND = 0.26
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
        keys: Names and styles of scenarios, shown as a row of line samples.
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
        keys: Sequence[tuple[str, ScenarioStyle]] = (),
        axis_band: float = AXIS_BAND,
        width: float = 12.0,
        left: float = LEFT,
        right: float = RIGHT,
        gaps: Sequence[float] | None = None,
    ) -> None:
        from matplotlib.figure import Figure

        extra = list(gaps) if gaps is not None else [0.0] * len(heights)
        notes = wrap(note, 0.065, width)
        feet = [line for text in footer for line in wrap(text, 0.061, width)]
        note_band = 0.1 + LINE * len(notes) if notes else 0.0
        names = [short(name, 40) for name, _ in keys]
        columns = max(1, int((width - 0.7) / (0.75 + 0.075 * max(map(len, names), default=1))))
        key_band = KEY_BAND * ceil(len(keys) / columns)
        top = TITLE_BAND + (TILE_BAND if tiles else 0.0) + note_band + key_band
        self.height = top + sum(heights) + sum(extra) + (HEADER + GAP) * len(heights) + axis_band
        self.height += FOOTER_BAND + LINE * (len(feet) - 1)
        self.width, self.left, self.right = width, left, right
        self.figure: Figure = Figure(figsize=(width, self.height))
        self.axes: list[Axes] = []
        cursor = self.height - top
        for height, more in zip(heights, extra, strict=True):
            cursor -= HEADER + more + height
            self.axes.append(self.place(left, cursor, width - left - right, height))
            cursor -= GAP
        self._head(title, subtitle, tiles)
        if keys:
            self._keys(names, [look for _, look in keys], self.height - TITLE_BAND - key_band / 2, columns)
        for i, line in enumerate(reversed(notes)):
            y = self.height - top + 0.12 + LINE * i
            self.text(0.35, y, line, fontsize=9, va="baseline", parse_math=False)
        for i, line in enumerate(reversed(feet)):
            self.text(0.35, 0.16 + LINE * i, line, fontsize=8, color=MUTED, va="baseline", parse_math=False)

    def place(self, x: float, y: float, width: float, height: float) -> Axes:
        """New axes with their lower left corner at (x, y) [in]."""
        return self.figure.add_axes((x / self.width, y / self.height, width / self.width, height / self.height))

    def text(self, x: float, y: float, text: str, **style: object) -> None:
        """Text at (x, y) [in]."""
        self.figure.text(x / self.width, y / self.height, text, **style)  # type: ignore[arg-type]

    def _head(self, title: str, subtitle: str, tiles: Sequence[Tile]) -> None:
        top = self.height
        self.text(
            0.35,
            top - 0.42,
            title,
            fontsize=min(16.0, 16.0 * 68 / max(len(title), 1)),
            fontweight="bold",
            va="baseline",
            parse_math=False,
        )
        self.text(0.35, top - 0.66, subtitle, fontsize=9.5, color=MUTED, va="baseline", parse_math=False)
        if not tiles:
            return
        step = (self.width - 0.7) / len(tiles)
        for i, tile in enumerate(tiles):
            x = 0.35 + i * step
            colour = text_colour(tile.colour)
            self.text(x + 0.1, top - 1.04, tile.value, fontsize=14, fontweight="bold", color=colour, va="baseline")
            self.text(x + 0.1, top - 1.11, tile.caption, fontsize=8, color=MUTED, va="top", linespacing=1.25)
            bar = self.place(x, top - 1.41, 0.035, 0.56)
            bar.set_facecolor(tile.colour)
            bar.set(xticks=[], yticks=[])
            for spine in bar.spines.values():
                spine.set_visible(False)
            bar.set_label("tile")

    def _keys(self, names: Sequence[str], looks: Sequence[ScenarioStyle], y: float, columns: int) -> None:
        from matplotlib.lines import Line2D

        handles = [
            Line2D([], [], color=look.colour, linestyle=look.dashes, linewidth=look.width + 0.4, label=name)
            for name, look in zip(names, looks, strict=True)
        ]
        legend = self.figure.legend(
            handles=handles,
            loc="center left",
            bbox_to_anchor=(0.35 / self.width, y / self.height),
            ncols=columns,
            frameon=False,
            fontsize=9,
            handlelength=2.8,
            handletextpad=0.5,
            columnspacing=1.8,
            borderpad=0.0,
            borderaxespad=0.0,
        )
        for text in legend.get_texts():
            text.set_parse_math(False)

    def align_labels(self) -> None:
        """Put the names of all y axes on one vertical line."""
        for ax in self.axes:
            ax.yaxis.set_label_coords(-(self.left - 0.48) / (self.width - self.left - self.right), 0.5)


def wrap(text: str, letter: float, width: float) -> list[str]:
    """Lines of a text that fit a sheet of ``width`` [in] at a mean ``letter`` width [in], of about one length each."""
    limit = int((width - 0.7) / letter)
    count = len(textwrap.wrap(text, limit))
    shortest = next((n for n in range(max(limit // 2, 1), limit) if len(textwrap.wrap(text, n)) <= count), limit)
    return textwrap.wrap(text, shortest)

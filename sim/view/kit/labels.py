"""Words beside the data: headings, direct labels, colour chips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.view.kit import text_width
from sim.view.kit.style import INK, MUTED, PAPER, RULE, text_colour

if TYPE_CHECKING:  # matplotlib takes most of a second to import: only figures pay for it
    from matplotlib.axes import Axes
    from matplotlib.transforms import ScaledTranslation, Transform


LEADER = 13
"""From a panel to the labels at its right [pt]."""
MARGIN = 0.08
"""Right of the labels at least [in]."""
CHIP_ROOM = 9.2
"""Longest row of colour chips above a panel [in]."""
CHIP = (1.3, 1.1)
"""Room of a chip with the gap to its name, and between columns, as shares of the size of the type."""
CHIP_CLEAR = 0.07 * 72
"""Between a panel and its lowest row of chips [pt]."""
CHIP_BASE, CHIP_PITCH = 0.24, 1.5
"""Baseline of the lowest row of chips, and from row to row, as shares of the size of the type."""


@dataclass(frozen=True)
class Label:
    """A direct label at the right end of a line: data y, text, colour."""

    y: float
    text: str
    colour: str


def heading(ax: Axes, title: str, description: str = "", *, raised: float = 0.0, moved: float = 0.0) -> None:
    """Heading above a panel: what it shows in bold, how to read it beside; ``raised`` and ``moved`` right [in]."""
    above = ax.transAxes + _points(ax, 72 * moved, 5 + 72 * raised)
    text = ax.text(0.0, 1.0, title, transform=above, fontsize=10, fontweight="bold", va="bottom", ha="left")
    if description:
        ax.annotate(
            description,
            xy=(1, 0),
            xycoords=text,
            xytext=(8, 0),
            textcoords="offset points",
            fontsize=8.5,
            color=MUTED,
            va="bottom",
            annotation_clip=False,
            parse_math=False,
        )


def text_from(ax: Axes, scale: Transform, x: float, y: float, text: str, *, right: float, **looks: Any) -> None:
    """Text ``right`` [pt] of a place of a scale; a text is drawn faster than an annotation."""
    ax.text(x, y, text, transform=scale + _points(ax, right, 0.0), **looks)


def text_beside(ax: Axes, y: float, text: str, *, colour: str = INK, size: float = 8.5, **looks: Any) -> None:
    """Text right of a panel, at the height of one of its rows."""
    looks = {"fontsize": size, "color": colour, "va": "center", **looks}
    text_from(ax, ax.get_yaxis_transform(), 1, y, text, right=LEADER, **looks)


def _points(ax: Axes, x: float, y: float) -> ScaledTranslation:
    from matplotlib.transforms import ScaledTranslation

    figure = ax.get_figure(root=True)
    return ScaledTranslation(x / 72, y / 72, figure.dpi_scale_trans)  # type: ignore[union-attr]


def _points_from(ax: Axes, across: float, along: float) -> Transform:
    """Points right of a corner of a panel, and above it; shares of its width and height say which corner."""
    from matplotlib.transforms import Affine2D, ScaledTranslation

    figure, box = ax.get_figure(root=True), ax.get_position()
    assert figure is not None
    x, y = box.x0 + across * box.width, box.y0 + along * box.height
    corner = ScaledTranslation(x, y, figure.transFigure)  # type: ignore[arg-type]
    return Affine2D().scale(1 / 72) + figure.dpi_scale_trans + corner


def spread(positions: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Move positions apart until neighbours of the given sizes do not overlap, as little as possible.

    Args:
        positions: Wanted centres, any order.
        sizes: Room that each needs around its centre.
        low: Lower limit of the first edge; high: upper limit of the last edge (given up if there is no room).

    Returns:
        Centres in the order of ``positions``.
    """
    # Of equals the first comes out on top.
    order = sorted(range(len(positions)), key=lambda i: (positions[i], -i))
    # Pool neighbours that overlap into blocks that keep their mean place.
    blocks: list[tuple[float, float, list[int]]] = []
    for i in order:
        centre, size, members = positions[i], sizes[i], [i]
        while True:
            centre = min(max(centre, low + size / 2), max(high - size / 2, low + size / 2))
            if not blocks or blocks[-1][0] + blocks[-1][1] / 2 <= centre - size / 2 + 1e-9:
                break
            before, room, others = blocks.pop()
            centre = (before * len(others) + centre * len(members)) / (len(others) + len(members))
            size, members = size + room, others + members
        blocks.append((centre, size, members))
    found = [0.0] * len(positions)
    for centre, size, members in blocks:
        edge = centre - size / 2
        for i in members:
            found[i] = edge + sizes[i] / 2
            edge += sizes[i]
    return found


def label_right(ax: Axes, labels: Sequence[Label], *, size: float = 8.5) -> None:
    """Name lines at their right end, moved apart where they would overlap. Call after the y limits are set.

    A text too long for the margin goes on on a further line.
    """
    from matplotlib.lines import Line2D

    if not labels:
        return
    figure = ax.get_figure(root=True)
    assert figure is not None
    points = ax.get_position().height * figure.get_size_inches()[1] * 72
    bottom, top = ax.get_ylim()
    wanted = [
        (min(max(label.y, min(bottom, top)), max(bottom, top)) - bottom) / (top - bottom) * points for label in labels
    ]
    across = float((1 - ax.get_position().x1) * figure.get_size_inches()[0]) - LEADER / 72 - MARGIN
    texts = [
        "\n".join(part for line in label.text.split("\n") for part in text_width.wrapped(line, across, size))
        for label in labels
    ]
    rooms = [1.28 * size * (1 + text.count("\n")) for text in texts]
    placed = spread(wanted, rooms, -0.4 * size, points + 0.4 * size)
    # Leaders are lines of the figure: an annotation's arrow is slow.
    in_points = _points_from(ax, 1.0, 0.0)
    for label, text, want, place in zip(labels, texts, wanted, placed, strict=True):
        leader = Line2D([1, 10], [want, place], color=label.colour, linewidth=0.8, solid_capstyle="butt")
        leader.set_transform(in_points)
        figure.add_artist(leader)
        ax.text(
            LEADER,
            place,
            text,
            transform=in_points,
            fontsize=size,
            color=text_colour(label.colour),
            va="center",
            ha="left",
            linespacing=1.15,
            parse_math=False,
        )


def chip_columns(names: Sequence[str], size: float = 8.5, room: float = CHIP_ROOM) -> int:
    """Columns of colour chips with these names: in as few rows as fit ``room`` [in]."""
    for rows in range(1, len(names)):
        count = -(-len(names) // rows)
        widest = (max(text_width.width(name, size) for name in column) for column in _shared_out(names, count))
        if sum(widest) + (count * CHIP[0] + (count - 1) * CHIP[1]) * size / 72 <= room:
            return count
    return 1


def chips_height(names: Sequence[str], size: float = 8.5) -> float:
    """Room for rows of colour chips between a panel and its heading [in]."""
    return 0.02 + 0.18 * -(-len(names) // chip_columns(names, size)) if names else 0.0


def chips(
    ax: Axes,
    entries: Sequence[tuple[str, str]],
    *,
    size: float = 8.5,
    room: float = CHIP_ROOM,
) -> None:
    """Rows of colour chips with their names right above a panel, under a heading that leaves room for them.

    For areas that cannot be named in place.
    """
    from matplotlib.collections import PolyCollection

    if not entries:
        return
    names = [name for name, _ in entries]
    right_of = _points_from(ax, 0.0, 1.0)
    corners = np.array([(0.0, -0.07), (0.9, -0.07), (0.9, 0.76), (0.0, 0.76)])
    places = [(x, CHIP_CLEAR + size * y) for x, y in _chip_places(names, size, room)]
    boxes = PolyCollection(
        [size * corners + place for place in places],
        facecolors=[colour for _, colour in entries],
        edgecolors=[RULE if colour == PAPER else "none" for _, colour in entries],
        linewidths=[0.6 if colour == PAPER else 0.0 for _, colour in entries],
        transform=right_of,
        clip_on=False,
    )
    ax.add_artist(boxes)
    for name, (x, y) in zip(names, places, strict=True):
        at = x + CHIP[0] * size, y
        ax.text(*at, name, transform=right_of, fontsize=size, color=INK, va="baseline", parse_math=False)


def _chip_places(names: Sequence[str], size: float, room: float) -> Iterator[tuple[float, float]]:
    """Where chips begin: right of the panel's corner [pt], and their baselines above the lowest [size of the type]."""
    columns, left = _shared_out(names, chip_columns(names, size, room)), 0.0
    for column in columns:
        for row, _ in enumerate(column):
            yield left, CHIP_BASE + CHIP_PITCH * (len(columns[0]) - 1 - row)
        left += size * (CHIP[0] + CHIP[1]) + 72 * max(text_width.pixel_width(name, size) for name in column)


def _shared_out(names: Sequence[str], count: int) -> list[Sequence[str]]:
    """Names in columns that are filled one after the other, the first ones with one more."""
    short, longer = divmod(len(names), count)
    starts = [k * short + min(k, longer) for k in range(count + 1)]
    return [names[a:b] for a, b in pairwise(starts)]

"""Words beside the data: headings, direct labels, colour chips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.view.kit import text_width
from sim.view.kit.style import INK, MUTED, PAPER, RULE, text_colour

if TYPE_CHECKING:  # matplotlib takes most of a second to import: only figures pay for it
    from matplotlib.axes import Axes
    from matplotlib.transforms import ScaledTranslation


LEADER = 13
"""From a panel to the labels at its right [pt]."""
MARGIN = 0.08
"""Right of the labels at least [in]."""
CHIP_ROOM = 9.2
"""Longest row of colour chips above a panel [in]."""
CHIP = (1.3, 1.1)
"""Room of a chip with the gap to its name, and between columns, as shares of the size of the type."""


@dataclass(frozen=True)
class Label:
    """A direct label at the right end of a line: data y, text, colour."""

    y: float
    text: str
    colour: str


def heading(ax: Axes, title: str, description: str = "", *, raised: float = 0.0, moved: float = 0.0) -> None:
    """Heading above a panel: what it shows in bold, how to read it beside; ``raised`` and ``moved`` right [in]."""
    text = ax.text(
        0.0, 1.0, title, transform=ax.transAxes, fontsize=10, fontweight="bold", va="bottom", ha="left", clip_on=False
    )
    text.set_transform(ax.transAxes + _points(ax, 72 * moved, 5 + 72 * raised))
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


def _points(ax: Axes, x: float, y: float) -> ScaledTranslation:
    from matplotlib.transforms import ScaledTranslation

    figure = ax.get_figure(root=True)
    return ScaledTranslation(x / 72, y / 72, figure.dpi_scale_trans)  # type: ignore[union-attr]


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
    from matplotlib.transforms import Affine2D, ScaledTranslation

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
    # Leaders are lines of the figure, in points from the panel's lower right corner: an annotation's arrow is slow.
    corner = ScaledTranslation(ax.get_position().x1, ax.get_position().y0, figure.transFigure)  # type: ignore[arg-type]
    in_points = Affine2D().scale(1 / 72) + figure.dpi_scale_trans + corner
    for label, text, want, place in zip(labels, texts, wanted, placed, strict=True):
        leader = Line2D([1, 10], [want, place], color=label.colour, linewidth=0.8, solid_capstyle="butt")
        leader.set_transform(in_points)
        figure.add_artist(leader)
        ax.annotate(
            text,
            xy=(1, want / points),
            xycoords="axes fraction",
            xytext=(LEADER, place - want),
            textcoords="offset points",
            fontsize=size,
            color=text_colour(label.colour),
            va="center",
            ha="left",
            linespacing=1.15,
            annotation_clip=False,
            parse_math=False,
        )


def chip_columns(names: Sequence[str], size: float = 8.5, room: float = CHIP_ROOM) -> int:
    """Columns of colour chips with these names: in as few rows as fit ``room`` [in]."""
    ems = [text_width.width(name, size) * 72 / size + CHIP[0] for name in names]
    for rows in range(1, len(names)):
        count = -(-len(names) // rows)
        # A legend fills its columns one after the other, the first ones with one more.
        short, longer = divmod(len(names), count)
        starts = [k * short + min(k, longer) for k in range(count + 1)]
        wide = sum(max(ems[a:b]) for a, b in pairwise(starts)) + CHIP[1] * (count - 1)
        if wide * size / 72 <= room:
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
    from matplotlib.patches import Patch

    if not entries:
        return
    figure = ax.get_figure(root=True)
    assert figure is not None
    clear = 1 + 0.07 / (ax.get_position().height * figure.get_size_inches()[1])
    handles = [Patch(facecolor=c, edgecolor=RULE if c == PAPER else "none", linewidth=0.6, label=n) for n, c in entries]
    legend = ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.0, clear),
        ncols=chip_columns([name for name, _ in entries], size, room),
        frameon=False,
        fontsize=size,
        handlelength=0.9,
        handleheight=0.9,
        handletextpad=CHIP[0] - 0.9,
        columnspacing=CHIP[1],
        borderpad=0.0,
        borderaxespad=0.0,
        labelcolor=INK,
    )
    for text in legend.get_texts():
        text.set_parse_math(False)

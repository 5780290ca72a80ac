"""Words beside the data: headings, direct labels, colour chips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.view.style import INK, MUTED, PAPER, RULE, text_colour

if TYPE_CHECKING:  # matplotlib takes most of a second to import: only figures pay for it
    from matplotlib.axes import Axes
    from matplotlib.transforms import ScaledTranslation


@dataclass(frozen=True)
class Label:
    """A direct label at the right end of a line: data y, text, colour."""

    y: float
    text: str
    colour: str


def heading(ax: Axes, title: str, description: str = "", *, raised: float = 0.0) -> None:
    """Heading above a panel, ``raised`` [in] more: what it shows in bold, how to read it beside."""
    text = ax.text(
        0.0, 1.0, title, transform=ax.transAxes, fontsize=10, fontweight="bold", va="bottom", ha="left", clip_on=False
    )
    text.set_transform(ax.transAxes + _points(ax, 0, 5 + 72 * raised))
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
    """Name lines at their right end, moved apart where they would overlap. Call after the y limits are set."""
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
    rooms = [1.28 * size * (1 + label.text.count("\n")) for label in labels]
    placed = spread(wanted, rooms, -0.4 * size, points + 0.4 * size)
    # Leaders are lines of the figure, in points from the panel's lower right corner: an annotation's arrow is slow.
    corner = ScaledTranslation(ax.get_position().x1, ax.get_position().y0, figure.transFigure)  # type: ignore[arg-type]
    in_points = Affine2D().scale(1 / 72) + figure.dpi_scale_trans + corner
    for label, want, place in zip(labels, wanted, placed, strict=True):
        leader = Line2D([1, 10], [want, place], color=label.colour, linewidth=0.8, solid_capstyle="butt")
        leader.set_transform(in_points)
        figure.add_artist(leader)
        ax.annotate(
            label.text,
            xy=(1, want / points),
            xycoords="axes fraction",
            xytext=(13, place - want),
            textcoords="offset points",
            fontsize=size,
            color=text_colour(label.colour),
            va="center",
            ha="left",
            linespacing=1.15,
            annotation_clip=False,
            parse_math=False,
        )


def chips(
    ax: Axes,
    entries: Sequence[tuple[str, str]],
    *,
    size: float = 8.5,
    left: bool = False,
    columns: int = 0,
) -> None:
    """A row of colour chips with their names above a panel: for areas that cannot be named in place.

    Right-aligned beside the heading, or ``left``: right above the panel, under a heading that leaves room. In rows
    of ``columns`` chips, default all in one.
    """
    from matplotlib.patches import Patch

    figure = ax.get_figure(root=True)
    assert figure is not None
    clear = 1 + 0.07 / (ax.get_position().height * figure.get_size_inches()[1])
    handles = [Patch(facecolor=c, edgecolor=RULE if c == PAPER else "none", linewidth=0.6, label=n) for n, c in entries]
    legend = ax.legend(
        handles=handles,
        loc="lower left" if left else "lower right",
        bbox_to_anchor=(0.0 if left else 1.0, clear),
        ncols=columns or len(entries),
        frameon=False,
        fontsize=size,
        handlelength=0.9,
        handleheight=0.9,
        handletextpad=0.4,
        columnspacing=1.1,
        borderpad=0.0,
        borderaxespad=0.0,
        labelcolor=INK,
    )
    for text in legend.get_texts():
        text.set_parse_math(False)

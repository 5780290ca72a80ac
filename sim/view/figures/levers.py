"""What would help most: bars of what each change brings, with its interval, and the mass that lands for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.result.number_text import typeset
from sim.scenario import assumed
from sim.station.states import HOLD_BACK
from sim.study.levers.effects import Effect, Together
from sim.study.levers.findings import Levers
from sim.study.levers.telling import mass_text
from sim.view.kit import style
from sim.view.kit.axis import AXIS_BAND, group_thousands
from sim.view.kit.labels import chips, chips_height, heading, text_from
from sim.view.kit.sheet import Sheet, left_for, name_rows
from sim.view.kit.style import INK, MUTED, PAPER, held_colour, text_colour
from sim.view.kit.text import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 0.235
"""Height of a row [in]."""
MOST_ROWS = 18
"""Most rows of a panel."""
MOST_PAIRS = 3
"""Most pairs of each sort that have a row."""
RIGHT = 2.3
"""Right margin: what lands and what that brings for each tonne [in]."""
NOISE = "#cfd5db"
"""Bars of what lies within noise."""
SEVERAL = "#3f566f"
"""Bars of what is about several must-haves."""
_LANDED, _TONNE = 0.42, 0.95
"""Where the columns at the right end, as shares of the margin [1]."""


@dataclass(frozen=True)
class _Row:
    """A bar: its name, its colour and what it shows."""

    name: str
    effect: Effect
    colour: str
    mark: float | None = None


def differ(found: Levers) -> bool:
    """Whether any change makes a difference, so that there is something to draw."""
    return bool(_groups(found))


def levers(found: Levers) -> Figure:
    """What each change brings to the chief goal, what limits cost, and what the best pairs bring.

    Args:
        found: What the study found; some of it makes a difference (:func:`differ`).

    Returns:
        A matplotlib figure; its axes are labelled ``decisions``, ``limits``, ``losses`` and ``pairs``, as far as there
        are such.
    """
    shown = _groups(found)
    names = [row.name for *_, rows in shown for row in rows]
    seen = {row.colour for *_, rows in shown for row in rows}
    known = [*((name, held_colour(name)) for name in HOLD_BACK), ("several", SEVERAL)]
    entries = [(name, colour) for name, colour in known if colour in seen]
    entries += [("within noise", NOISE)]
    raised = chips_height([name for name, _ in entries])
    with style.applied():
        sheet = Sheet(
            [ROW * len(rows) + 0.1 for *_, rows in shown],
            gaps=[raised + 0.06, *(AXIS_BAND + 0.06 for _ in shown[1:])],
            title=f"{plain(found.title)}: what would help most",
            subtitle=f"{plain(found.header.variants[0].scenario.site.name)}, "
            f"{found.header.start:%Y-%m-%d} to {found.header.end:%Y-%m-%d}",
            note=_typeset(found.sentences[0]),
            footer=_footer(found),
            axis_band=0.42,
            left=left_for(names, most=4.2),
            right=RIGHT,
        )
        low, high = _limits([row for *_, rows in shown for row in rows])
        for ax, (label, title, text, rows) in zip(sheet.axes, shown, strict=True):
            ax.set_label(label)
            heading(ax, title, text, raised=raised if ax is sheet.axes[0] else 0.0)
            _bars(ax, found, rows, low, high)
            _columns(ax, found, rows, ax is sheet.axes[0])
            ax.set_xlabel(f"{found.words.axis}, with 95 % interval")
        chips(sheet.axes[0], entries)
    return sheet.figure


def _groups(found: Levers) -> list[tuple[str, str, str, list[_Row]]]:
    """The panels that have anything to show: label, title, how to read it, rows."""
    groups = [
        ("decisions", "What can be decided", "one change at a time", _rows(found.decisions)),
        ("limits", "What limits cost", "each lifted or made milder: nobody can buy that", _rows(found.limits)),
        ("losses", "What a lost mission costs", "its cargo flies once more", _rows(found.losses)),
        ("pairs", "Two together", "the best pairs; line: what each brings alone, added up", _pairs(found.pairs)),
    ]
    return [group for group in groups if group[3]]


def _rows(effects: Sequence[Effect]) -> list[_Row]:
    """Rows of the levers: where there are too many, of those that stand out, or bring most."""
    there = [one for one in effects if one.paired is not None and not one.same]
    if len(there) > MOST_ROWS:
        clear = [one for one in there if one.stands_out]
        kept = {id(one) for one in (clear + [one for one in there if not one.stands_out])[:MOST_ROWS]}
        there = [one for one in there if id(one) in kept]
    return [_Row(_typeset(one.lever.label), one, _colour(one)) for one in there]


def _colour(one: Effect) -> str:
    if not one.stands_out:
        return NOISE
    return _of(one.lever.must_have)


def _of(must_have: str) -> str:
    return held_colour(must_have) if must_have else SEVERAL


def _pairs(pairs: Sequence[Together]) -> list[_Row]:
    rows = []
    for buyable in (True, False):
        there = [one for one in pairs if one.one.buyable == buyable and one.effect.paired is not None][:MOST_PAIRS]
        for pair in there:
            gain = pair.effect.gain
            clear = gain.holds(0.0) is False
            one, other = pair.one.must_have, pair.other.must_have
            colour = NOISE if not clear else _of(one) if one == other else SEVERAL
            rows.append(
                _Row(
                    _typeset(f"{pair.one.label} + {pair.other.label}"),
                    pair.effect,
                    colour,
                    gain.value - pair.more.value,
                )
            )
    return rows


def _limits(rows: Sequence[_Row]) -> tuple[float, float]:
    """Ends of the common axis: bars and intervals, but no interval as of two draws that dwarfs every bar."""
    bars = [row.effect.gain.value for row in rows]
    bars += [row.mark for row in rows if row.mark is not None]
    size = max(1e-9, *map(abs, bars))
    ends = [end for row in rows for end in (row.effect.gain.low, row.effect.gain.high) if end is not None]
    low = min(0.0, *bars, *(max(end, -0.6 * size) for end in ends))
    high = max(0.0, *bars, *(min(end, 1.4 * size) for end in ends))
    return low - 0.02 * (high - low), high + 0.1 * (high - low)


def _bars(ax: Axes, found: Levers, rows: Sequence[_Row], low: float, high: float) -> None:
    from matplotlib.ticker import MaxNLocator

    places = [len(rows) - 1 - i for i in range(len(rows))]
    gains = [row.effect.gain for row in rows]
    ax.barh(places, [one.value for one in gains], height=0.66, color=[row.colour for row in rows], linewidth=0)
    for place, row, one in zip(places, rows, gains, strict=True):
        if one.low is not None and one.high is not None:
            # A light rim, so that it reads on dark bars.
            for colour, width in ((PAPER, 3.0), (INK if row.effect.stands_out else MUTED, 1.3)):
                ax.plot(
                    [one.low, one.high], [place, place], color=colour, linewidth=width, solid_capstyle="butt", zorder=4
                )
        if row.colour != NOISE:
            end = max(one.value, one.high or 0.0, row.mark or 0.0) if one.value >= 0 else max(0.0, one.high or 0.0)
            size = typeset(found.words.size(one.value))
            text_from(ax, ax.transData, min(end, high), place, size, right=5, fontsize=8, va="center_baseline")
        if row.mark is not None:
            ax.plot([row.mark, row.mark], [place - 0.42, place + 0.42], color=INK, linewidth=1.4, zorder=5)
    ax.axvline(0.0, color=INK, linewidth=0.8, zorder=3)
    ax.set_xlim(low, high)
    ax.xaxis.set_major_locator(MaxNLocator(9, integer=True))
    group_thousands(ax.xaxis)
    name_rows(ax, [row.name for row in rows], room=0.7)
    for text, row in zip(ax.get_yticklabels()[::-1], rows, strict=True):
        text.set_color(MUTED if row.colour == NOISE else text_colour(row.colour))


def _columns(ax: Axes, found: Levers, rows: Sequence[_Row], first: bool) -> None:
    """What lands for each change, and what it brings for each tonne, right of the bars."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    room = (1.0 - ax.get_position().x1) / ax.get_position().width
    for text, at in (("landed", _LANDED), ("per tonne", _TONNE)):
        if first or any(abs(row.effect.lever.mass) >= 0.5 for row in rows):
            ax.text(
                1.0 + at * room * 0.95,
                1.0,
                text,
                transform=ax.transAxes,
                fontsize=8.5,
                color=MUTED,
                ha="right",
                va="bottom",
            )
    for i, row in enumerate(rows):
        cells = (mass_text(row.effect.lever.mass), found.words.per_tonne(row.effect))
        for text, at in zip(cells, (_LANDED, _TONNE), strict=True):
            if text == "-" or (at == _TONNE and math.isnan(row.effect.gain.value)):
                continue
            ax.text(
                1.0 + at * room * 0.95,
                (len(rows) - 1 - i + 0.7) / (len(rows) + 0.4),
                typeset(text),
                transform=ax.transAxes,
                fontsize=8,
                color=INK if row.colour != NOISE else MUTED,
                ha="right",
                va="center_baseline",
            )


def _typeset(text: str) -> str:
    return plain(text).replace("^2", "²")


def _footer(found: Levers) -> list[str]:
    n, tried = len(found.base), len(found.levers)
    return [
        f"{tried} changes, {n} draws of each with the same random numbers; grey: within noise as one of {tried} tried "
        "(Holm), changes of no effect are left out",
        assumed(*(one.scenario.parameters() for one in found.variants[:1])),
    ]

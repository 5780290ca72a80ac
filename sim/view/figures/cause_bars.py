"""Where machine hours went: shares by must-have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sim.result import CATEGORIES, LOSSES, MUST_HAVES, Bottlenecks
from sim.result.number_text import percent
from sim.result.wording import cause_phrase
from sim.station.states import AT_WORK, NOTHING_TO_DO
from sim.view.kit.axis import group_thousands, ticks_at
from sim.view.kit.labels import chips, text_from
from sim.view.kit.sheet import beside
from sim.view.kit.style import INK, MUTED, PAPER, STATE_GROUPS, text_colour, text_on

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STATES = {group.name: group.colour for group in STATE_GROUPS}
COLOURS: Mapping[str, str] = {name: _STATES[name] for name in (AT_WORK, NOTHING_TO_DO, *LOSSES)}
"""Colour of each category of machine hours, in stacking order."""

LEAST = 0.0005
"""Share below which a category is not named [1]: it would be 0.0 %, and its bar thinner than a line."""


def height(count: int) -> float:
    """Height of the bars of ``count`` rows [in]."""
    return 0.27 * max(count, 2)


def shares_of(hours: Mapping[str, float]) -> dict[str, float]:
    """Hours by category as shares of their sum [1]; all 0 where there are none."""
    total = sum(hours.values())
    return {name: (hours.get(name, 0.0) / total if total > 0 else 0.0) for name in COLOURS}


def seen(rows: Sequence[Mapping[str, float]]) -> list[str]:
    """Categories of which a row shows anything."""
    return [name for name in COLOURS if any(row[name] >= LEAST for row in rows)]


def chips_of(rows: Sequence[Mapping[str, float]]) -> list[tuple[str, str]]:
    """Text and colour of each category of which a row shows anything."""
    return [(CATEGORIES[name].hours, COLOURS[name]) for name in seen(rows)]


def share_bars(ax: Axes, rows: Sequence[Mapping[str, float]], least: float = 3.5) -> None:
    """Stacked bars of shares [1], one row each from the top down; a share of ``least`` [%] or more says its percent."""
    count = len(rows)
    bars: list[tuple[int, float, float, str]] = []
    for i, row in enumerate(rows):
        base = 0.0
        for name, colour in COLOURS.items():
            share = 100 * row[name]
            if share <= 0:
                continue
            bars.append((count - 1 - i, share, base, colour))
            if share >= least:
                ax.text(
                    base + share / 2,
                    count - 1 - i,
                    percent(row[name]),
                    ha="center",
                    va="center_baseline",
                    fontsize=8,
                    color=text_on(colour),
                )
            base += share
        if not base:
            ax.text(0.6, count - 1 - i, "no machine in service", va="center_baseline", fontsize=8, color=MUTED)
    if bars:
        y, shares, left, colours = zip(*bars, strict=True)
        ax.barh(y, shares, left=left, height=0.74, color=colours, linewidth=0)
    ax.set_xlim(0, 100)
    ax.set_ylim(-0.55, count - 0.45)
    ax.set_xlabel("share of machine hours in service [%]")
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)


MOST_CAUSES = 3
"""Causes of one must-have that have a bar of their own."""


def _cause_rows(found: Bottlenecks) -> list[tuple[str, str, float]]:
    """Rows of (must-have, text, hours): for each must-have its total, then its largest causes and the rest."""
    service = max(sum(found.totals.values()), 1e-9)
    rows: list[tuple[str, str, float]] = []
    for name in LOSSES:
        total = found.totals.get(name, 0.0)
        if name not in MUST_HAVES and total < 0.5:
            continue
        share = percent(total, 1, of=service) if total >= LEAST * service else "<0.1 %"
        rows.append((name, f"{total:,.0f} h, {share} of all" if total >= 0.5 else "nothing", total))
        own = [cause for cause in found.causes if cause.must_have == name and cause.hours >= 0.002 * service]
        rows += [("", f"{c.hours:,.0f} h {cause_phrase(c.kind, c.state)}", c.hours) for c in own[:MOST_CAUSES]]
        rest = total - sum(cause.hours for cause in own[:MOST_CAUSES])
        if own and rest >= 0.002 * service:
            rows.append(("", f"{rest:,.0f} h for other reasons", rest))
    return rows


def causes_height(found: Bottlenecks) -> float:
    """Height of the bars of the must-haves and their causes [in]."""
    return 0.235 * len(_cause_rows(found))


def _tint(colour: str, share: float) -> str:
    """A colour mixed with white: 1 the colour itself, 0 white."""
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - share * (255 - part)):02x}" for part in parts)


def cause_bars(ax: Axes, found: Bottlenecks) -> None:
    """For each must-have the machine hours it cost, and under it those of its causes."""
    from matplotlib.ticker import MaxNLocator

    rows = _cause_rows(found)
    longest = max(*(hours for _, _, hours in rows), 1.0)
    colour = PAPER
    for i, (name, text, hours) in enumerate(rows):
        y = len(rows) - 1 - i
        colour = _STATES[name] if name else colour
        bar = colour if name else _tint(colour, 0.5)
        ax.barh(y, hours, height=0.8 if name else 0.62, color=bar, linewidth=0, label=name or text)
        text_from(
            ax,
            ax.transData,
            hours,
            y,
            text,
            right=6,
            va="center_baseline",
            fontsize=8.5 if name else 8,
            fontweight="bold" if name else "normal",
            color=INK if name else MUTED,
        )
    ax.set_xlim(0, 1.45 * longest)
    ax.set_ylim(-0.55, len(rows) - 0.45)
    named = [(len(rows) - 1 - i, name) for i, (name, _, _) in enumerate(rows) if name]
    ticks_at(ax.yaxis, [y for y, _ in named], [name for _, name in named])
    ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    group_thousands(ax.xaxis)
    ax.set_xlabel("machine hours lost [h]")
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)


def named_bars(
    ax: Axes, rows: Sequence[Mapping[str, float]], names: Sequence[str], colours: Sequence[str] = ()
) -> None:
    """Stacked bars of shares [1] with a name beside each, in a colour of its own where there are ``colours``."""
    share_bars(ax, rows)
    ticks_at(ax.yaxis, range(len(rows)), beside(ax, names)[::-1])
    if colours:
        for text, colour in zip(ax.get_yticklabels()[::-1], colours, strict=True):
            text.set_color(text_colour(colour))
    chips(ax, chips_of(rows))

"""The comparison of many runs: ranked rows, key figures as a heat map, and what held each back."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.study import Comparison, KpiRow
from sim.view import binning, reading, style
from sim.view.axis import TimeAxis, time_axis
from sim.view.kpis import BETTER, SHOWN, WORSE, cell_text, unit_text
from sim.view.labels import Label, chips, heading, label_right
from sim.view.panels import Scene, bottlenecks
from sim.view.sheet import Sheet
from sim.view.style import INK, MUTED, PAPER, RULE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = (
    "sunlight.lit_fraction",
    "energy.longest_dark",
    "energy.unserved",
    "energy.survival_availability",
    "energy.lowest_state_of_charge",
    "tools.availability",
    "bricks.laid",
    "shelter.progress",
    "shelter.first_complete",
    "communication.link_availability",
    "communication.delivered",
    "communication.lost",
    "station.landed_mass",
)
"""KPIs of the columns in their order; the date on which all stands comes after the first structure's."""
MOST_ROWS = 60
"""Most runs that have a row."""
NAMED = 3
"""Best runs whose line is named, beside the reference and the last."""
LEFT, RIGHT = 2.4, 2.5


def ranking(comparison: Comparison) -> list[int]:
    """Places of the runs in the comparison: the reference first, the others by bricks laid, then by when all stood."""
    laid = comparison.kpis.get("bricks.laid")
    last = _last_complete(comparison)

    def key(i: int) -> tuple[float, str, int]:
        value = laid.values[i] if laid else None
        done = last.values[i] if last else None
        bricks = float(value) if isinstance(value, int | float) else -1.0
        return (-bricks, done if isinstance(done, str) else "~", i)

    return [0, *sorted(range(1, len(comparison.results)), key=key)]


def _last_complete(comparison: Comparison) -> KpiRow | None:
    """The row of the structure that the reference finished last, or did not finish."""
    rows = [r for n, r in comparison.kpis.items() if n.startswith("shelter.") and n.endswith(".complete")]
    return max(rows, key=lambda row: (row.values[0] is None, str(row.values[0] or ""), row.label), default=None)


def columns_of(comparison: Comparison) -> tuple[list[tuple[str, KpiRow]], list[str]]:
    """Columns of the heat map, and the labels of those that are left out because all runs have the same."""
    found = [(name, comparison.kpis[name]) for name in COLUMNS if name in comparison.kpis]
    last = _last_complete(comparison)
    if last is not None:
        place = next((i + 1 for i, (name, _) in enumerate(found) if name == "shelter.first_complete"), len(found))
        found.insert(place, (last.name, last))
    shown = [(name, row) for name, row in found if len(set(row.values)) > 1]
    return shown, [row.label for _, row in found if len(set(row.values)) == 1]


def many_figure(comparison: Comparison) -> Figure:
    """The comparison of many runs.

    Args:
        comparison: The runs, the first of which is the reference.

    Returns:
        A matplotlib figure; its axes are labelled ``bricks``, ``kpis`` and ``bottlenecks``.
    """
    order = ranking(comparison)[:MOST_ROWS]
    labels = [reading.plain(label) for label in comparison.labels]
    columns, same = columns_of(comparison)
    runs = [comparison.results[i] for i in order]
    first = comparison.results[0]
    offsets = [(run.start - first.start).total_seconds() / 3600 for run in comparison.results]
    ends = [o + run.until_h for o, run in zip(offsets, comparison.results, strict=True)]
    axis = TimeAxis(first.start, min(offsets), max(ends))
    row = 0.25 if len(order) <= 36 else 0.19
    heads = 0.74
    drawn = any("bricks.laid" in run.channels for run in comparison.results)
    with style.applied():
        sheet = Sheet(
            [*([2.0] if drawn else []), heads + row * len(order)],
            gaps=[*([0.0] if drawn else []), (axis.band + 0.22) if drawn else 0.2],
            title=f"Comparison: {reading.short(labels[0], 30)} and {len(labels) - 1} others",
            subtitle=_where(comparison, axis),
            note=_note(comparison, same, len(order)),
            footer=_footer(comparison),
            axis_band=0.42,
            left=LEFT,
            right=RIGHT,
        )
        table = sheet.axes[-1]
        if drawn:
            curves = sheet.axes[0]
            curves.set_label("bricks")
            heading(curves, "Bricks laid", "named: the reference, the best and the last; grey: the others")
            _curves(curves, comparison, order, labels)
            time_axis(curves, axis, labelled=True)
        table.set_label("kpis")
        how = "ranked by bricks laid; colour: against the reference, blue better, red worse"
        heading(table, "Key figures", how)
        _heat(table, columns, order, labels, heads / row)
        box = table.get_position()
        bars = sheet.place(sheet.width - RIGHT + 0.15, box.y0 * sheet.height, RIGHT - 0.5, row * len(order))
        bars.set_label("bottlenecks")
        shares = [bottlenecks.shares_of(run.bottlenecks.totals) for run in runs]
        bottlenecks.share_bars(bars, shares, [""] * len(order), least=12.0)
        bars.get_legend().remove()  # type: ignore[union-attr]
        _name_bars(bars, heads / (row * len(order)))
    return sheet.figure


def _curves(ax: Axes, comparison: Comparison, order: Sequence[int], labels: Sequence[str]) -> None:
    named = list(dict.fromkeys([*order[: NAMED + 1], order[-1]]))
    found, top = [], 1.0
    for i in reversed(order):
        run = comparison.results[i]
        if "bricks.laid" not in run.channels:
            continue
        scene = Scene.of(run)
        times, y = binning.line(scene.channel("bricks.laid"), 0.0, run.until_h, 1400 if i in named else 300)
        x = scene.axis.x(times)
        top = max(top, float(y.max()))
        if i in named:
            look = style.scenario_style(named.index(i))
            ax.plot(x, y, color=look.colour, linestyle=look.dashes, linewidth=look.width, zorder=3, label=labels[i])
            found.append(Label(float(y[-1]), f"{reading.short(labels[i], 22)} {y[-1]:,.0f}", look.colour))
        else:
            ax.plot(x, y, color="#c3c9d0", linewidth=0.8, zorder=2, label=labels[i])
    ax.set_ylim(0, 1.06 * top)
    ax.yaxis.set_major_formatter(lambda v, _: f"{v:,.0f}")
    ax.set_ylabel("bricks [1]")
    label_right(ax, found[::-1], size=8)


def _heat(
    ax: Axes, columns: Sequence[tuple[str, KpiRow]], order: Sequence[int], labels: Sequence[str], heads: float
) -> None:
    """One row a run, one column a KPI: the value, on the colour of its difference to the reference."""
    from matplotlib.patches import Rectangle

    heading_words = [[*row.label.split(), *([f"[{unit_text(row)}]"] if unit_text(row) else [])] for _, row in columns]
    rooms = [
        max(4.0, *(len(cell_text(row, row.values[i])) for i in order), *(0.75 * len(word) for word in words)) + 1.8
        for (_, row), words in zip(columns, heading_words, strict=True)
    ]
    edges = np.concatenate(([0.0], np.cumsum(rooms)))
    ax.set_xlim(0, max(float(edges[-1]), 1.0))
    ax.set_ylim(len(order), -heads)
    ax.axis("off")
    for k, words in enumerate(heading_words):
        lines = textwrap.wrap(" ".join(words), int(1.2 * rooms[k]), break_long_words=False)
        middle = float(edges[k] + edges[k + 1]) / 2
        ax.text(middle, -0.25, "\n".join(lines), ha="center", va="bottom", fontsize=7, color=MUTED, parse_math=False)
    for place, i in enumerate(order):
        y = place + 0.5
        name = f"{place}  {reading.short(labels[i], 30)}" if place else f"{reading.short(labels[i], 22)} (reference)"
        weight = "normal" if place else "bold"
        ax.annotate(
            name,
            xy=(0, y),
            xytext=(-6, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=8.5,
            fontweight=weight,
            annotation_clip=False,
            parse_math=False,
        )
        for k, (kpi, row) in enumerate(columns):
            colour = heat_colour(kpi, row, i)
            if colour != PAPER:
                ax.add_patch(Rectangle((edges[k], place), rooms[k], 1, facecolor=colour, linewidth=0, label=kpi))
            text = cell_text(row, row.values[i])
            ax.text(edges[k + 1] - 0.4, y, text, ha="right", va="center", fontsize=7.2, fontweight=weight, color=INK)
        ax.plot(edges[[0, -1]], [place, place], color=RULE, linewidth=0.5, clip_on=False)


def heat_colour(name: str, row: KpiRow, index: int) -> str:
    """Colour of a cell: paper for no difference, the fuller the larger it is among all runs; better blue, worse red."""
    change = row.differences[index]
    largest = max((abs(d) for d in row.differences if d is not None), default=0)
    if not change or not largest:
        return PAPER
    good = SHOWN.get(name, -1) * change
    full = BETTER if good > 0 else WORSE if good < 0 else MUTED
    return _mixed(full, float(np.interp(abs(change) / largest, [0, 1], [0.08, 0.5])))


def _mixed(colour: str, share: float) -> str:
    """A colour on paper: 0 paper, 1 the colour."""
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 + share * (part - 255)):02x}" for part in parts)


def _name_bars(ax: Axes, raised: float) -> None:
    """Heading and colours above the bars of machine hours."""
    ax.set_xticks([0, 50, 100])
    ax.set_xlabel("share of machine hours [%]")
    ax.tick_params(axis="y", length=0)
    ax.text(0, 1 + raised, "What held it back", transform=ax.transAxes, fontsize=10, fontweight="bold", va="bottom")
    short = {"working": "at work", "idle": "idle", "communication": "comms"}
    chips(ax, [(short.get(n, n), c) for n, c in bottlenecks.CATEGORIES.items()], left=True, columns=3, size=7.5)


def _where(comparison: Comparison, axis: TimeAxis) -> str:
    sites = list(dict.fromkeys(reading.site_text(run) for run in comparison.results))
    place = sites[0] if len(sites) == 1 else f"{len(sites)} sites"
    begin, end = (reading.utc(comparison.results[0], h) for h in (axis.first, axis.last))
    return f"{place}, {reading.day(begin)} to {reading.day(end)}"


def _note(comparison: Comparison, same: Sequence[str], shown: int) -> str:
    """What is not like for like, what all share and what is left out."""
    parts = []
    if comparison.remarks:
        remarks = "; ".join(reading.short(remark, 150) for remark in comparison.remarks)
        parts.append(f"Not like for like: {remarks}.")
    if same:
        parts.append(f"The same in all: {', '.join(same)}.")
    if shown < len(comparison.results):
        parts.append(f"Left out: the {len(comparison.results) - shown} runs that laid fewest bricks.")
    parts.append("Left out with so many: histories but that of bricks, structures, and what was changed in each.")
    return " ".join(parts)


def _footer(comparison: Comparison) -> list[str]:
    """How many inputs are assumptions, and which draws the runs are, over all of them."""
    counts = [reading.assumption_text(run) for run in comparison.results]
    shares = [tuple(int(word) for word in text.split() if word.isdecimal())[:2] for text in counts]
    low, high = min(shares), max(shares)
    if low == high:
        assumed = f"{counts[0]} in each"
    else:
        assumed = f"Of the parameters of a run {low[0]} of {low[1]} to {high[0]} of {high[1]} are assumptions"
    draws = sorted({reading.draw_text(run) for run in comparison.results})
    draw = f"each is one random draw {draws[0]}" if len(draws) == 1 else f"{len(draws)} random draws"
    return [f"{assumed}; {draw}"]

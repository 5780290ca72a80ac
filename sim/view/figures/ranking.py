"""The comparison of many runs: ranked rows, key figures as a heat map, and what held each back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sim.result import CATEGORIES, LOSSES
from sim.scenario import assumed
from sim.study import Comparison, KpiRow
from sim.view import run_facts
from sim.view.figures import cause_bars
from sim.view.figures.heat_map import columns_of, heat_map, last_complete, widths_of
from sim.view.kit import binning, style, text_width
from sim.view.kit.axis import ticks_at, time_axis
from sim.view.kit.labels import LEADER, MARGIN, Label, chips, heading, label_right
from sim.view.kit.sheet import NAME_GAP, NAMES, Sheet
from sim.view.kit.style import INK
from sim.view.kit.text import plain, short
from sim.view.panels import Scene

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_ROWS = 60
"""Most runs that have a row."""
NAMED = 3
"""Best runs whose line is named, beside the reference and the last."""
RIGHT = 2.5
"""Right margin: the bars of machine hours [in]."""
RANK = "ref.   "
"""As wide as what stands before a name."""
MOST_NAMES = 3.4
"""Most room for the names of the rows [in]."""


def ranking(comparison: Comparison) -> list[int]:
    """Places of the runs in the comparison: the reference first, the others by bricks laid, then by when all stood."""
    laid = comparison.kpis.get("bricks.laid")
    last = last_complete(comparison)

    def key(i: int) -> tuple[float, str, int]:
        value = laid.values[i] if laid else None
        done = last.values[i] if last else None
        bricks = float(value) if isinstance(value, int | float) else -1.0
        return (-bricks, done if isinstance(done, str) else "~", i)

    return [0, *sorted(range(1, len(comparison.results)), key=key)]


def many_figure(comparison: Comparison) -> Figure:
    """The comparison of many runs.

    Args:
        comparison: The runs, the first of which is the reference.

    Returns:
        A matplotlib figure; its axes are labelled ``bricks``, ``kpis`` and ``bottlenecks``.
    """
    order = ranking(comparison)[:MOST_ROWS]
    labels = [plain(label) for label in comparison.labels]
    columns, same = columns_of(comparison)
    axis = run_facts.common_axis(comparison.results)
    row = 0.25 if len(order) <= 36 else 0.19
    heads = 0.74
    drawn = any("bricks.laid" in run.channels for run in comparison.results)
    with style.applied():
        names = [labels[i] for i in order]
        beside = 2 * NAME_GAP + text_width.width(RANK, NAMES, bold=True)
        left = min(beside + max(text_width.width(name, NAMES, bold=True) for name in names), MOST_NAMES)
        widths = widths_of(columns, order)
        sheet = Sheet(
            [*([2.0] if drawn else []), heads + row * len(order)],
            gaps=[*([0.0] if drawn else []), (axis.band + 0.22) if drawn else 0.2],
            title=f"Comparison: {short(labels[0], 60)} and {len(labels) - 1} others",
            subtitle=run_facts.sites_text(comparison.results, axis.first, axis.last),
            note=_note(comparison, columns, same, len(order)),
            footer=_footer(comparison),
            axis_band=0.42,
            width=max(12.0, left + sum(widths) + RIGHT),
            left=left,
            right=RIGHT,
        )
        table = sheet.axes[-1]
        named = _named(comparison, order)
        if drawn:
            curves = sheet.axes[0]
            curves.set_label("bricks")
            heading(curves, "Bricks laid", "named: the reference, the best and the last; grey: the others")
            _curves(curves, comparison, order, named, labels)
            time_axis(curves, axis, labelled=True)
        table.set_label("kpis")
        how = "ranked by bricks laid; colour: against the reference (ref.), blue better, red worse"
        heading(table, "Key figures", how)
        heat_map(table, columns, widths, comparison, order, heads / row)
        looks = [style.scenario_style(i).colour if i in named else INK for i in order]
        fitting = text_width.distinct(names, left - beside + 1e-6, NAMES, bold=True)
        ranked = [f"{rank}  {name}" for rank, name in zip(_ranks(len(order)), fitting, strict=True)]
        _row_names(table, ranked, looks)
        box = table.get_position()
        bars = sheet.place(sheet.width - RIGHT + 0.15, box.y0 * sheet.height, RIGHT - 0.5, row * len(order))
        bars.set_label("bottlenecks")
        shares = [cause_bars.shares_of(comparison.results[i].bottlenecks.totals) for i in order]
        cause_bars.share_bars(bars, shares, least=15.0)
        _name_bars(bars, shares, heads / (row * len(order)))
    return sheet.figure


def _ranks(count: int) -> list[str]:
    """What stands before the name of each row."""
    return ["ref.", *(str(place) for place in range(1, count))]


def _named(comparison: Comparison, order: Sequence[int]) -> list[int]:
    """Runs whose line is named: the reference, the best and the last of those that laid bricks or could."""
    laid = [i for i in order if "bricks.laid" in comparison.results[i].channels]
    return list(dict.fromkeys([*laid[: NAMED + 1], *laid[-1:]]))


def _curves(
    ax: Axes, comparison: Comparison, order: Sequence[int], named: Sequence[int], labels: Sequence[str]
) -> None:
    texts, found, top = [f" {comparison.results[i].channels['bricks.laid'].values[-1]:,.0f}" for i in named], [], 1.0
    room = RIGHT - LEADER / 72 - MARGIN - max((text_width.width(text, 8) for text in texts), default=0.0)
    fitting = dict(zip(named, text_width.distinct([labels[i] for i in named], room, 8), strict=True))
    for i in reversed(order):
        run = comparison.results[i]
        if "bricks.laid" not in run.channels:
            continue
        scene = Scene.of(run)
        times, y = binning.line(scene.channel("bricks.laid"), 0.0, run.until_h, 1400 if i in named else 300)
        x = scene.axis.x(times)
        top = max(top, float(y.max()))
        if i in named:
            look = style.scenario_style(i)
            # The colours of a comparison come again, thinner each time; here few lines are in colour.
            width = max(look.width, 1.3)
            ax.plot(x, y, color=look.colour, linestyle=look.dashes, linewidth=width, zorder=3, label=labels[i])
            found.append(Label(float(y[-1]), f"{fitting[i]} {y[-1]:,.0f}", look.colour))
        else:
            ax.plot(x, y, color="#c3c9d0", linewidth=0.8, zorder=2, label=labels[i])
    ax.set_ylim(0, 1.06 * top)
    ax.yaxis.set_major_formatter(lambda v, _: f"{v:,.0f}")
    ax.set_ylabel("bricks")
    label_right(ax, found[::-1], size=8)


def _row_names(ax: Axes, names: Sequence[str], colours: Sequence[str]) -> None:
    """Name of each row left of it; of the reference in bold."""
    for place, (name, colour) in enumerate(zip(names, colours, strict=True)):
        ax.annotate(
            name,
            xy=(0, place + 0.5),
            xytext=(-6, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=NAMES,
            fontweight="normal" if place else "bold",
            color=style.text_colour(colour),
            annotation_clip=False,
            parse_math=False,
        )


def _name_bars(ax: Axes, shares: Sequence[Mapping[str, float]], raised: float) -> None:
    """Heading and colours above the bars of machine hours."""
    ticks_at(ax.xaxis, [0, 50, 100])
    ax.set_xlabel("share of machine hours [%]")
    ticks_at(ax.yaxis, [])
    ax.text(0, 1 + raised, "What held it back", transform=ax.transAxes, fontsize=10, fontweight="bold", va="bottom")
    entries = [(_in_short(name), cause_bars.COLOURS[name]) for name in cause_bars.seen(shares)]
    chips(ax, entries, size=7.5, room=RIGHT - 0.3)


def _in_short(category: str) -> str:
    """What machine hours count for, where there is little room: the must-have alone."""
    if category in LOSSES:
        return {"communication": "comms"}.get(category, category)
    return CATEGORIES[category].hours


def _note(comparison: Comparison, columns: Sequence[tuple[str, KpiRow]], same: Sequence[str], shown: int) -> str:
    """What is not like for like, what all share, what a dash means and what is left out."""
    parts = []
    if comparison.remarks:
        remarks = "; ".join(short(remark, 150) for remark in comparison.remarks)
        parts.append(f"Not like for like: {remarks}.")
    if same:
        parts.append(f"The same in all: {', '.join(same)}.")
    if any(row.unit == "UTC date" and None in row.values for _, row in columns):
        parts.append("A dash for a date: not by the end.")
    if shown < len(comparison.results):
        parts.append(f"Left out: the {len(comparison.results) - shown} runs that laid fewest bricks.")
    parts.append("Left out with so many: histories but that of bricks, structures, and what was changed in each.")
    return " ".join(parts)


def _footer(comparison: Comparison) -> list[str]:
    """How many inputs are assumptions, how well all are known, and which draws the runs are, over all of them."""
    inputs = f"{assumed(*(run.scenario.parameters() for run in comparison.results))} in each"
    draws = sorted({run_facts.draw_text(run) for run in comparison.results})
    draw = f"each is one random draw {draws[0]}" if len(draws) == 1 else f"{len(draws)} random draws"
    draw += "; what tells them apart may be luck"
    return [f"{inputs}; {draw}"]

"""The comparison of several runs: the same quantities overlaid, where machine hours went, and key figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from sim.result import Result
from sim.study import Comparison
from sim.view import binning, differences, reading, style
from sim.view.axis import TimeAxis, time_axis
from sim.view.kpis import kpi_panel, kpi_rows
from sim.view.labels import Label, heading, label_right
from sim.view.many import many_figure
from sim.view.overlays import DATA_LOST, OVERLAYS, Line, Overlay
from sim.view.panels import Scene, bottlenecks, structures
from sim.view.sheet import Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


MOST_LABELS = 8
"""Most labels beside one inch of a panel."""
MOST_LINES = 6
"""Most runs that are overlaid; more are ranked in rows."""


def comparison_figure(comparison: Comparison) -> Figure:
    """The comparison of two or more runs.

    Up to six are overlaid, each with a line of its own; two are shown in most detail, with the inputs that were
    changed and the events that only one had. More than six are ranked in rows (:mod:`sim.view.many`).

    Args:
        comparison: The runs, the first of which is the reference.

    Returns:
        A matplotlib figure; its axes are labelled ``sunlight``, ``power``, ``charge``, ``machines``, ``bricks``,
        ``structures``, ``data``, ``bottlenecks``, ``kpis`` and ``differences``, as far as the runs have them.
    """
    if len(comparison.results) > MOST_LINES:
        return many_figure(comparison)
    runs, labels = list(comparison.results), [reading.plain(label) for label in comparison.labels]
    first = runs[0]
    offsets = [(run.start - first.start).total_seconds() / 3600 for run in runs]
    axis = TimeAxis(first.start, min(offsets), max(o + r.until_h for o, r in zip(offsets, runs, strict=True)))
    # One kind of bins for all, from the longest span: unlike averages would not compare.
    longest = max(runs, key=lambda run: run.until_h)
    binned = binning.natural_bins(0.0, longest.until_h)
    scenes = []
    for run in runs:
        bins = None if binned is None else binning.bins(0.0, run.until_h, binned.width, binned.label)
        scenes.append(Scene(run, TimeAxis(run.start, 0.0, run.until_h), bins))
    loses = any("communication.lost" in r.channels and r.channels["communication.lost"].values[-1] > 0 for r in runs)
    overlays = [DATA_LOST if loses and o.key == "data" else o for o in OVERLAYS]
    shown = [o for o in overlays if any(o.drawn_for(scene) for scene in scenes)]
    lanes = structures.names_of(runs)
    rows = kpi_rows(comparison.kpis)
    pair = len(runs) == 2
    changes = comparison.changes[comparison.labels[1]] if pair else ()
    events = differences.event_rows(*runs) if pair else []
    with style.applied():
        sheet = Sheet(
            [
                *(o.height for o in shown),
                *([structures.lanes_height(lanes, len(runs))] if lanes else []),
                bottlenecks.height(len(runs)),
                0.205 * (len(rows) + 1.35),
                *([differences.height(changes, events)] if pair else []),
            ],
            gaps=[*(0.0 for _ in shown), *([0.0] if lanes else []), axis.band + 0.24, 0.42, *([0.0] if pair else [])],
            title="Comparison: " + _listing(labels),
            subtitle=_where(runs, axis),
            footer=_footer(comparison),
            axis_band=0.0,
            keys=[(label, style.scenario_style(i)) for i, label in enumerate(labels)],
            note="Not like for like: " + "; ".join(comparison.remarks) if comparison.remarks else "",
        )
        *panels, bars, table = sheet.axes[:-1] if pair else sheet.axes
        for ax, overlay in zip(panels, shown, strict=False):
            ax.set_label(overlay.key)
            heading(
                ax,
                overlay.title,
                overlay.describe if isinstance(overlay.describe, str) else overlay.describe(scenes[0]),
            )
            _overlay(ax, overlay, scenes, labels)
        if lanes:
            panels[-1].set_label("structures")
            heading(panels[-1], "Structures", "from first brick to last; a diamond where one is complete")
            structures.lanes(panels[-1], scenes, lanes)
        for ax in panels:
            time_axis(ax, axis, labelled=ax is panels[-1])
        sheet.align_labels()
        bars.set_label("bottlenecks")
        heading(bars, "What held the machines back", "share of machine hours in service", raised=0.2)
        bottlenecks.bars(bars, [run.bottlenecks for run in runs], labels)
        table.set_label("kpis")
        heading(table, "Key figures", f"difference to {labels[0]}: blue is better, red is worse, grey is neither")
        counts = [None, *(len(comparison.changes.get(label, ())) for label in comparison.labels[1:])]
        kpi_panel(table, rows, labels, counts)
        if pair:
            tables = sheet.axes[-1]
            tables.set_label("differences")
            heading(tables, "What was changed, and what happened in one only", "or unlike often in both")
            differences.tables(tables, changes, events, runs, labels)
    return sheet.figure


def _overlay(ax: Axes, overlay: Overlay, scenes: Sequence[Scene], labels: Sequence[str]) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    texts: list[tuple[int, Line, str]] = []
    for i, scene in enumerate(scenes):
        if not overlay.drawn_for(scene):
            continue
        look = style.scenario_style(i)
        x, y = overlay.line(scene)
        # The reference lies below, so that the gaps of dashed lines show where two agree.
        ax.plot(
            x, y, color=look.colour, linestyle=look.dashes, linewidth=look.width, label=labels[i], zorder=2 + 0.01 * i
        )
        texts.append((i, (x, y), overlay.last(scene, (x, y))))
    highest = max(float(y.max()) for _, (_, y), _ in texts)
    ax.set_ylim(0, overlay.top or (1.08 * highest if highest > 0 else 1.0))
    if overlay.top:
        ax.set_yticks([0, 50, 100])
    else:
        ax.yaxis.set_major_locator(MaxNLocator(3))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.10g}"))
    ax.set_ylabel(overlay.ylabel)
    label_right(ax, _labels(texts, labels, int(overlay.height * MOST_LABELS)), size=8)


def _labels(texts: Sequence[tuple[int, Line, str]], labels: Sequence[str], room: int) -> list[Label]:
    """One label a line, ``room`` at most; runs whose lines are the same share one."""
    groups: list[list[int]] = []
    for k, (_, (x, y), _) in enumerate(texts):
        for group in groups:
            other_x, other_y = texts[group[0]][1]
            if np.array_equal(x, other_x) and np.allclose(y, other_y, rtol=1e-9, atol=1e-9):
                group.append(k)
                break
        else:
            groups.append([k])
    found = []
    for group in groups:
        i, (_, y), text = texts[group[0]]
        if len(group) == len(texts) > 1:
            name = "all the same,"
        else:
            names = [labels[texts[k][0]] for k in group]
            name = (
                f"{reading.short(names[0], 18)}"
                if len(names) == 1
                else f"{reading.short(names[0], 12)} and {len(names) - 1} more,"
            )
        found.append(Label(float(y[-1]), f"{name} {text}", style.scenario_style(i).colour))
    if len(found) <= room:
        return found
    # Too many to read: the reference, the extremes and the first others stay.
    order = sorted(range(len(found)), key=lambda n: found[n].y)
    kept = list(dict.fromkeys([0, order[-1], order[0], *range(len(found))]))[: room - 1]
    middle = float(np.median([label.y for label in found]))
    return [*(found[n] for n in kept), Label(middle, f"and {len(found) - len(kept)} more", style.MUTED)]


def _listing(labels: Sequence[str]) -> str:
    if len(labels) > 6:
        return f"{labels[0]} and {len(labels) - 1} others"
    return f"{', '.join(reading.short(label, 24) for label in labels[:-1])} and {reading.short(labels[-1], 24)}"


def _where(runs: Sequence[Result], axis: TimeAxis) -> str:
    begin, end = (axis.start + timedelta(hours=h) for h in (axis.first, axis.last))
    sites = list(dict.fromkeys(reading.site_text(run) for run in runs))
    place = sites[0] if len(sites) == 1 else f"{len(sites)} sites"
    return f"{place}, {reading.day(begin)} to {reading.day(end)}"


def _footer(comparison: Comparison) -> list[str]:
    """How many inputs are assumptions and which draw each run is; said once where all agree."""
    labels = [reading.plain(label) for label in comparison.labels]
    counts = {label: reading.assumption_text(run) for label, run in zip(labels, comparison.results, strict=True)}
    draws = {label: reading.draw_text(run) for label, run in zip(labels, comparison.results, strict=True)}
    if len(set(draws.values())) == 1:
        draw = f"each is one random draw {next(iter(draws.values()))}"
    else:
        draw = "each is one random draw: " + ", ".join(f"{label} {text}" for label, text in draws.items())
    if len(set(counts.values())) == 1:
        return [f"{next(iter(counts.values()))} in each; {draw}"]
    short = ", ".join(f"{label} {text.split(' parameters')[0]}" for label, text in counts.items())
    return [f"Parameters that are assumptions: {short}", draw[0].upper() + draw[1:]]

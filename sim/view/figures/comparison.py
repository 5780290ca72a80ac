"""The comparison of several runs: the same quantities overlaid, where machine hours went, and key figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.result import Result
from sim.scenario import assumed, assumptions, known_text
from sim.study import Comparison
from sim.study.wording import joined
from sim.view import run_facts
from sim.view.figures import cause_bars, pair, run_list
from sim.view.figures.kpi_table import kpi_height, kpi_panel, kpi_rows
from sim.view.figures.ranking import many_figure
from sim.view.kit import binning, style, text_width
from sim.view.kit.axis import TimeAxis, group_thousands, percent_axis, time_axis
from sim.view.kit.labels import LEADER, MARGIN, Label, chips_height, heading, label_right
from sim.view.kit.sheet import EDGE, RIGHT, Sheet, left_for
from sim.view.kit.text import distinct_short, plain, short
from sim.view.panels import VIEWS, Scene, shelter
from sim.view.panels.system_view import Line, Overlay

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


MOST_LABELS = 8
"""Most labels beside one inch of a panel."""
LABEL = 8
"""Size of the labels beside the panels [pt]."""
MOST_LETTERS = 150
"""Letters of the names in the title."""
MOST_NAMES = 2.0
"""Most room for the names beside the rows [in]; the list at the top gives them more."""
MOST_LINES = 6
"""Most runs that are overlaid; more are ranked in rows."""


@dataclass(frozen=True)
class Part:
    """One panel of the sheet.

    Attributes:
        key: Label of its axes.
        title: Heading.
        describe: How to read it.
        height: Height [in].
        draw: Draws it.
        raised: Room between heading and panel for colour chips [in].
        band: Height under it for its own axis [in].
        wide: Whether it is a table across the whole sheet.
    """

    key: str
    title: str
    describe: str
    height: float
    draw: Callable[[Axes], None]
    raised: float = 0.0
    band: float = 0.0
    wide: bool = False


def comparison_figure(comparison: Comparison) -> Figure:
    """The comparison of two or more runs.

    Up to six are overlaid, each with a line of its own; two are shown in most detail, with the inputs that were
    changed and the events that only one had. More than six are ranked in rows (:mod:`sim.view.figures.ranking`).

    Args:
        comparison: The runs, the first of which is the reference.

    Returns:
        A matplotlib figure; its axes are labelled ``runs``, ``sunlight``, ``power``, ``charge``, ``machines``,
        ``bricks``, ``structures``, ``data``, ``bottlenecks``, ``kpis`` and ``differences``, as far as the runs have
        them.
    """
    if len(comparison.results) > MOST_LINES:
        return many_figure(comparison)
    runs, labels = list(comparison.results), [plain(label) for label in comparison.labels]
    axis = run_facts.common_axis(runs)
    timed = _histories(runs, labels)
    if timed:
        timed[-1] = replace(timed[-1], band=axis.band + 0.06)
    parts = [_list(comparison, labels), *timed, *_shares(runs, labels), *_tables(comparison, labels)]
    gaps = [part.raised + before.band for part, before in zip(parts[1:], parts[:-1], strict=True)]
    with style.applied():
        sheet = Sheet(
            [part.height for part in parts],
            gaps=[0.0, *gaps],
            title="Comparison: " + joined(distinct_short(labels, MOST_LETTERS // len(labels))),
            subtitle=run_facts.sites_text(runs, axis.first, axis.last),
            footer=_footer(comparison),
            axis_band=parts[-1].band,
            left=left_for([*labels, *shelter.names_of(runs)], most=MOST_NAMES),
            note="Not like for like: " + "; ".join(comparison.remarks) if comparison.remarks else "",
        )
        for ax, part in zip(sheet.axes, parts, strict=True):
            ax.set_label(part.key)
            moved = EDGE - sheet.left if part.wide else 0.0
            heading(ax, part.title, part.describe, raised=part.raised, moved=moved)
            part.draw(ax)
            if part in timed:
                time_axis(ax, axis, labelled=part is timed[-1])
        sheet.align_labels()
    return sheet.figure


def _list(comparison: Comparison, labels: Sequence[str]) -> Part:
    """Which line is which run, what held it back, what was changed in it."""
    return Part(
        "runs",
        "What held each run back",
        "and what was changed in it, against the first",
        run_list.height(len(labels)),
        lambda ax: run_list.panel(ax, comparison, labels),
        wide=True,
    )


def _histories(runs: Sequence[Result], labels: Sequence[str]) -> list[Part]:
    """What the runs went through, over the same time axis."""
    # One kind of bins for all, from the longest span: unlike averages would not compare.
    binned = binning.natural_bins(0.0, max(run.until_h for run in runs))
    scenes = []
    for run in runs:
        bins = None if binned is None else binning.bins(0.0, run.until_h, binned.width, binned.label)
        scenes.append(Scene(run, TimeAxis(run.start, 0.0, run.until_h), bins))
    overlays = [overlay for view in VIEWS for overlay in view.overlays if overlay.when(runs)]
    parts = [
        Part(
            overlay.key,
            overlay.title,
            overlay.describe if isinstance(overlay.describe, str) else overlay.describe(scenes[0]),
            overlay.height,
            partial(_overlay, overlay=overlay, scenes=scenes, labels=labels),
        )
        for overlay in overlays
        if any(overlay.has(scene) and overlay.says(scene) for scene in scenes)
    ]
    names = shelter.names_of(runs)
    if any(build.first is not None for run in runs for build in run_facts.builds(run)):
        how = "from first brick to last; a diamond where one is complete"
        height = shelter.lanes_height(names, len(runs))
        parts.append(Part("structures", "Structures", how, height, lambda ax: shelter.lanes(ax, scenes, names)))
    return parts


def _shares(runs: Sequence[Result], labels: Sequence[str]) -> list[Part]:
    """Where the machine hours went, if any machine was in service."""
    bars = [cause_bars.shares_of(run.bottlenecks.totals) for run in runs]
    if not cause_bars.seen(bars):
        return []
    colours = [style.scenario_style(i).colour for i in range(len(runs))]
    return [
        Part(
            "bottlenecks",
            "Machine hours",
            "all in service, of all machines of a run",
            cause_bars.height(len(runs)),
            lambda ax: cause_bars.named_bars(ax, bars, labels, colours),
            raised=chips_height([text for text, _ in cause_bars.chips_of(bars)]),
            band=0.42,
        )
    ]


def _tables(comparison: Comparison, labels: Sequence[str]) -> list[Part]:
    """Key figures; of two runs also what was changed and what happened in one only."""
    runs, rows = comparison.results, kpi_rows(comparison.kpis)
    alike = [run_list.alike(run, runs[0]) for run in runs]
    noisy = {
        (name, place)
        for name, _ in rows
        for place, label in enumerate(comparison.labels)
        if comparison.within_noise(label, name)
    }
    parts = [
        Part(
            "kpis",
            "Key figures",
            _legend(labels[0], all(alike), known=comparison.noise is not None),
            kpi_height(len(rows)),
            lambda ax: kpi_panel(ax, rows, labels, run_list.remarks(comparison), alike, noisy),
            wide=True,
        )
    ]
    if len(runs) == 2:
        changed, events = comparison.changes[comparison.labels[1]], pair.event_rows(*runs)
        parts.append(
            Part(
                "differences",
                "What was changed, and what happened in one only",
                "or unlike often in both",
                pair.height(changed, events),
                lambda ax: pair.tables(ax, changed, events, runs, labels),
                wide=True,
            )
        )
    return parts


def _legend(first: str, alike: bool, *, known: bool = False) -> str:
    """What the colours of differences mean; of those whose noise is known, grey is within it too."""
    rule = f"difference to {short(first, 40)}: blue is better, red is worse, grey is neither"
    if known:
        rule += " or within noise"
    return rule if alike else f"{rule} or, over another span, not comparable"


def _overlay(ax: Axes, overlay: Overlay, scenes: Sequence[Scene], labels: Sequence[str]) -> None:
    from matplotlib.ticker import MaxNLocator

    texts: list[tuple[int, Line, str]] = []
    for i, scene in enumerate(scenes):
        if not overlay.has(scene):
            continue
        look = style.scenario_style(i)
        x, y = overlay.line(scene)
        # The reference lies below, so that the gaps of dashed lines show where two agree.
        ax.plot(
            x, y, color=look.colour, linestyle=look.dashes, linewidth=look.width, label=labels[i], zorder=2 + 0.01 * i
        )
        texts.append((i, (x, y), overlay.last(scene, (x, y))))
    highest = max(float(y.max()) for _, (_, y), _ in texts)
    if overlay.whole:
        percent_axis(ax, overlay.ylabel)
    else:
        ax.set_ylim(0, 1.08 * highest if highest > 0 else 1.0)
        ax.yaxis.set_major_locator(MaxNLocator(3, integer=overlay.counted))
        group_thousands(ax.yaxis)
        ax.set_ylabel(overlay.ylabel)
    label_right(ax, _labels(texts, labels, int(overlay.height * MOST_LABELS)), size=LABEL)


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
    widest = max(text_width.width(f" {text}", LABEL) for _, _, text in texts)
    names = text_width.distinct(labels, RIGHT - LEADER / 72 - MARGIN - widest, LABEL)
    found = []
    for group in groups:
        i, (_, y), text = texts[group[0]]
        name = names[i]
        if len(group) == len(texts) > 1:
            name = "all the same,"
        elif len(group) > 1:
            name = f"{name} and {len(group) - 1} more,"
        found.append(Label(float(y[-1]), f"{name} {text}", style.scenario_style(i).colour))
    if len(found) <= room:
        return found
    # Too many to read: the reference, the extremes and the first others stay.
    order = sorted(range(len(found)), key=lambda n: found[n].y)
    kept = list(dict.fromkeys([0, order[-1], order[0], *range(len(found))]))[: room - 1]
    middle = float(np.median([label.y for label in found]))
    return [*(found[n] for n in kept), Label(middle, f"and {len(found) - len(kept)} more", style.MUTED)]


def _footer(comparison: Comparison) -> list[str]:
    """How many inputs are assumptions, how well all are known, which draw each run is; said once where all agree."""
    named = [(plain(label), run) for label, run in zip(comparison.labels, comparison.results, strict=True)]
    registers = {label: run.scenario.parameters() for label, run in named}
    counts = {label: assumptions(register) for label, register in registers.items()}
    draws = {label: run_facts.draw_text(run) for label, run in named}
    if len(set(draws.values())) == 1:
        draw = f"each is one random draw {next(iter(draws.values()))}"
    else:
        draw = "each is one random draw: " + ", ".join(f"{label} {text}" for label, text in draws.items())
    draw += "; what tells them apart may be luck"
    if len(set(counts.values())) == 1:
        return [f"{assumed(*registers.values())} in each; {draw}"]
    short = ", ".join(f"{label} {few} of {every}" for label, (few, every) in counts.items())
    shares = known_text(*registers.values())
    inputs = f"Parameters that are assumptions: {short}" + (f" ({shares})" if shares else "")
    return [inputs, draw[0].upper() + draw[1:]]

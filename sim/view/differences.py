"""Two runs side by side: the inputs that were changed, and the events that only one of them had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sim.result import Result
from sim.scenario import Difference
from sim.view.reading import day, plain, short
from sim.view.style import INK, MUTED, RULE, scenario_style, text_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_ROWS = 9
"""Most rows of each of the two tables; how many more there are is said."""
FOLLOWERS = frozenset(
    {"repair_started", "repaired", "restored", "buffer_freed", "outage_ended", "storage_resumed", "survival_restored"}
)
"""Events that follow from another sort that is told already."""
ROW = 0.205
"""Height of a row [in]."""


@dataclass(frozen=True)
class EventRow:
    """Events of one sort in two runs.

    Attributes:
        text: What happened, to what.
        counts: How often in each.
        first: When first, in the run that alone had it [h]; None where both had it.
    """

    text: str
    counts: tuple[int, int]
    first: float | None


def event_rows(a: Result, b: Result) -> list[EventRow]:
    """Sorts of events that two runs had unlike often: those only ``b`` had, those only ``a`` had, then by difference.

    Events that both runs had are counted over all subjects; those that one alone had, subject by subject.
    """
    told = [[e for e in run.events if e.event not in FOLLOWERS] for run in (a, b)]
    sorts = [Counter((e.system, e.event) for e in events) for events in told]
    single = [Counter((e.system, e.subject, e.event) for e in events) for events in told]
    alone: tuple[list[EventRow], list[EventRow]] = ([], [])
    covered = set()
    for own, (mine, other, run) in ((1, (single[1], single[0], b)), (0, (single[0], single[1], a))):
        for (system, subject, event), count in sorted(mine.items()):
            if (system, subject, event) in other:
                continue
            covered.add((system, event))
            first = min(e.time_h for e in run.events if (e.system, e.subject, e.event) == (system, subject, event))
            counts = (0, count) if own else (count, 0)
            alone[own].append(EventRow(_phrase(subject, event), counts, first))
    for rows in alone:
        rows.sort(key=lambda row: (row.first or 0.0, row.text))
    both = []
    for key in sorted(sorts[0].keys() | sorts[1].keys()):
        counts = (sorts[0][key], sorts[1][key])
        if counts[0] != counts[1] and key not in covered:
            both.append(EventRow(_phrase("", key[1]), counts, None))
    both.sort(key=lambda row: -abs(row.counts[1] - row.counts[0]))
    return [*alone[1], *alone[0], *both]


def _phrase(subject: str, event: str) -> str:
    words = event.replace("_", " ")
    return f"{plain(subject)}: {words}" if subject else words


def height(changes: Sequence[Difference], events: Sequence[EventRow]) -> float:
    """Height of the tables [in]."""
    return ROW * (max(_shown(len(changes)), _shown(len(events)), 1) + 1.2)


def _shown(count: int) -> int:
    """Rows of a table: its own, or as many as are allowed and one that counts the rest."""
    return count if count <= MOST_ROWS else MOST_ROWS + 1


def tables(
    ax: Axes, changes: Sequence[Difference], events: Sequence[EventRow], runs: Sequence[Result], labels: Sequence[str]
) -> None:
    """Changed inputs at the left, events at the right, across the whole sheet."""
    rows = max(_shown(len(changes)), _shown(len(events)), 1)
    ax.set_xlim(0, 1)
    ax.set_ylim(rows + 1.2, 0)
    ax.axis("off")
    left, gap, right = -0.095, 0.52, 1.2
    before, after = (text_colour(scenario_style(i).colour) for i in (0, 1))
    _line(
        ax, 0.45, left, gap - 0.03, [(left, "changed input", MUTED), (0.2, labels[0], before), (0.36, labels[1], after)]
    )
    for i, change in enumerate(changes[:MOST_ROWS]):
        cells = [(left, short(change.key, 44), INK), (0.2, _side(change, 0), before), (0.36, _side(change, 1), after)]
        _line(ax, i + 1.45, left, gap - 0.03, cells)
    if len(changes) > MOST_ROWS:
        _line(ax, MOST_ROWS + 1.45, left, gap - 0.03, [(left, f"and {len(changes) - MOST_ROWS} more", MUTED)])
    columns = (0.86, 0.98)
    heads = [(gap, "event", MUTED), (columns[0], labels[0], before), (columns[1], labels[1], after)]
    _line(ax, 0.45, gap, right, [*heads, (1.09, "first", MUTED)])
    for i, row in enumerate(events[:MOST_ROWS]):
        cells = [
            (gap, short(row.text, 46), INK),
            (columns[0], f"{row.counts[0]:,d}" if row.counts[0] else "–", before),
            (columns[1], f"{row.counts[1]:,d}" if row.counts[1] else "–", after),
        ]
        if row.first is not None:
            run = runs[1] if row.counts[1] else runs[0]
            cells.append((1.09, day(run.start + timedelta(hours=row.first)), MUTED))
        _line(ax, i + 1.45, gap, right, cells)
    if len(events) > MOST_ROWS:
        _line(ax, MOST_ROWS + 1.45, gap, right, [(gap, f"and {len(events) - MOST_ROWS} more", MUTED)])
    if not events:
        _line(ax, 1.45, gap, right, [(gap, "the same sorts of events, equally often", MUTED)])


def _side(change: Difference, side: int) -> str:
    """One side of a change with where it comes from: ``0 kW (design)``."""
    value = (change.a, change.b)[side]
    text = short(plain((change.a_text, change.b_text)[side]), 15)
    basis = getattr(value, "basis", None)
    return text if basis is None else f"{text} ({basis})"


def _line(ax: Axes, y: float, left: float, right: float, cells: Sequence[tuple[float, str, str]]) -> None:
    """A row of a table with the rule under it."""
    for x, text, colour in cells:
        ax.text(x, y, short(text, 46), fontsize=8, color=colour, va="center", parse_math=False)
    ax.plot([left, right], [y + 0.5, y + 0.5], color=RULE, linewidth=0.5, clip_on=False)

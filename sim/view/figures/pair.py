"""Two runs side by side: the inputs that were changed, and the events that only one of them had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.result import Result
from sim.scenario import Difference
from sim.station.systems import event_kinds
from sim.view.kit import text_width
from sim.view.kit.style import INK, MUTED, scenario_style, text_colour
from sim.view.kit.tables import COLUMN_GAP, ROW, Cell, Table
from sim.view.kit.text import day, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_ROWS = 9
"""Most rows of each of the two tables; how many more there are is said."""
FOLLOWERS = frozenset(name for name, kind in event_kinds().items() if kind.follows == "event")
"""Events that follow from another sort that is there already."""
BASES = {"assumption": "assumed"}
"""Where a value comes from, in a word that is shorter than its own."""
HEAD = 1.1
"""Rows of the head of a table."""
BETWEEN = 0.6
"""Rows between the two tables."""
KEY_END = 20
"""Letters at the end of a key that are not cut."""
BASIS_END = 10
"""Letters at the end of a value that are not cut: its basis."""


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
    chief = [[e for e in run.events if e.event not in FOLLOWERS] for run in (a, b)]
    sorts = [Counter((e.system, e.event) for e in events) for events in chief]
    single = [Counter((e.system, e.subject, e.event) for e in events) for events in chief]
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
    """Height of the two tables [in]."""
    return ROW * (2 * HEAD + BETWEEN + _shown(len(changes)) + _shown(len(events)))


def _shown(count: int) -> int:
    """Rows of a table: its own, or as many as are allowed and one that counts the rest; one that says there is none."""
    return max(count if count <= MOST_ROWS else MOST_ROWS + 1, 1)


def tables(
    ax: Axes, changes: Sequence[Difference], events: Sequence[EventRow], runs: Sequence[Result], labels: Sequence[str]
) -> None:
    """Changed inputs, and below them the events, each across the whole sheet."""
    table = Table(ax, 2 * HEAD + BETWEEN + _shown(len(changes)) + _shown(len(events)))
    colours = [text_colour(scenario_style(i).colour) for i in (0, 1)]
    _changes(table, 0.0, changes, labels, colours)
    _events(table, HEAD + _shown(len(changes)) + BETWEEN, events, runs, labels, colours)


def _changes(
    table: Table, top: float, changes: Sequence[Difference], labels: Sequence[str], colours: Sequence[str]
) -> None:
    """Key, and the value in either run with where it comes from."""
    at = [table.left, 4.4, 8.1]
    rooms = [b - a - COLUMN_GAP for a, b in pairwise([*at, table.right])]
    heads = ["changed input", *text_width.distinct(labels, min(rooms[1:]), 8)]
    lines = [[plain(change.key), *(_side(change, side) for side in (0, 1))] for change in changes[:MOST_ROWS]]
    if not changes:
        lines = [["no input differs", "", ""]]
    if len(changes) > MOST_ROWS:
        lines.append([f"and {len(changes) - MOST_ROWS} more", "", ""])
    for k, line in enumerate([heads, *lines]):
        y = top + 0.45 + k
        first = INK if 0 < k <= len(changes[:MOST_ROWS]) else MUTED
        # The last words of a key say what it is of.
        kept = [KEY_END, BASIS_END, BASIS_END]
        table.write(
            y,
            [Cell(*cell) for cell in zip(at, line, [first, *colours], rooms, kept if k else [0, 0, 0], strict=True)],
        )
        table.rule(y + 0.5)


def _events(
    table: Table,
    top: float,
    events: Sequence[EventRow],
    runs: Sequence[Result],
    labels: Sequence[str],
    colours: Sequence[str],
) -> None:
    """What happened, how often in either run, and when first where only one of them had it."""
    at = [table.left, 6.0, 8.1, 10.2]
    rooms = [b - a - COLUMN_GAP for a, b in pairwise([*at, table.right])]
    lines = [["event", *text_width.distinct(labels, min(rooms[1:]), 8), "first"]]
    for row in events[:MOST_ROWS]:
        run = runs[1] if row.counts[1] else runs[0]
        first = "" if row.first is None else day(run.start + timedelta(hours=row.first))
        lines.append([row.text, *(f"{count:,d}" if count else "–" for count in row.counts), first])
    if not events:
        lines.append(["the same sorts of events, equally often", "", "", ""])
    if len(events) > MOST_ROWS:
        lines.append([f"and {len(events) - MOST_ROWS} more", "", "", ""])
    for k, line in enumerate(lines):
        y = top + 0.45 + k
        first = INK if 0 < k <= len(events[:MOST_ROWS]) else MUTED
        table.write(y, [Cell(*cell) for cell in zip(at, line, [first, *colours, MUTED], rooms, strict=True)])
        table.rule(y + 0.5)


def value_texts(change: Difference) -> tuple[str, str]:
    """What either side of a change says, on one line each; ``-`` for what is not there."""
    return plain(change.a_text), plain(change.b_text)


def basis_text(value: object) -> str:
    """Where a value comes from, in brackets, empty for what has no provenance (an asset, a date)."""
    basis = getattr(value, "basis", None)
    return "" if basis is None else f" ({BASES.get(str(basis), str(basis))})"


def _side(change: Difference, side: int) -> str:
    """One side of a change with where it comes from: ``0 kW (design)``."""
    return value_texts(change)[side] + basis_text((change.a, change.b)[side])

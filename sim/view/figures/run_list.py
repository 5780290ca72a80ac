"""The runs of a comparison: the line of each, what held it back, and what was changed in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.result import Result
from sim.result.number_text import percent
from sim.scenario import Difference
from sim.station.topology import machine_words
from sim.study import Comparison
from sim.view.figures import pair
from sim.view.kit import text_width
from sim.view.kit.style import INK, MUTED, SYSTEMS, scenario_style, text_colour
from sim.view.kit.tables import ROW, Cell, Table
from sim.view.kit.text import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE = 8.5
"""Size of the type [pt]."""
SAMPLE = 0.42
"""Length of a line sample [in]."""
MOST_NAME = 2.6
"""Room for the name of a run [in]."""
APART = 0.35
"""Rows between two runs."""


def height(count: int) -> float:
    """Height of the list of ``count`` runs [in]."""
    return ROW * (2 + APART) * count


def remarks(comparison: Comparison) -> list[str]:
    """In what each run differs from the first, in a few words."""
    first = comparison.results[0]
    found = ["reference"]
    for label, run in zip(comparison.labels[1:], comparison.results[1:], strict=True):
        count = len(comparison.changes.get(label, ()))
        inputs = "no input differs" if not count else "1 input differs" if count == 1 else f"{count} inputs differ"
        found.append(", ".join([inputs, *others(run, first)]))
    return found


def others(run: Result, first: Result) -> list[str]:
    """What sets a run apart from the first beside its inputs."""
    found = []
    if not alike(run, first):
        found.append("other span")
    if run.seed != first.seed:
        found.append("other seed")
    if run.replicate != first.replicate:
        found.append("other replicate")
    return found


def alike(run: Result, first: Result) -> bool:
    """Whether two runs cover the same span."""
    return (run.start, run.until_h) == (first.start, first.until_h)


def held(run: Result) -> tuple[str, str]:
    """The must-have that held a run back most, empty if none did; and by how much."""
    found = run.bottlenecks
    total = sum(found.totals.values())
    if found.pace is None or found.pace.worst is None:
        worst = found.worst
        if worst is None or total <= 0:
            return "", "nothing held it back" if total > 0 else "no machine was in service"
        return worst, f"{found.totals[worst]:,.0f} machine hours ({percent(found.totals[worst], of=total)})"
    worst = found.pace.worst
    limit = next(one for one in found.pace.limits if one.must_have == worst)
    share = percent(limit.hours, of=found.pace.service_hours)
    whose = machine_words(found.pace.kind)
    return (
        worst,
        f"{limit.hours:,.0f} h of the {whose}, which set the pace ({share}), chiefly {limit.chief}" + _without(run),
    )


def _without(run: Result) -> str:
    """When the chief goal was reached without what held the run back, where that was tried."""
    return "" if run.without_worst is None else f"; without it {run.without_worst.brief}"


def changed(changes: Sequence[Difference], room: float) -> str:
    """The first changed keys with their values and where these come from, as many as fit ``room`` [in]."""
    parts = [_change(change) for change in changes]
    for count in range(len(parts), 0, -1):
        rest = f" and {len(parts) - count} more" if count < len(parts) else ""
        text = ", ".join(parts[:count]) + rest
        if text_width.width(text, SIZE) <= room:
            return text
    rest = f" and {len(parts) - 1} more" if len(parts) > 1 else ""
    return text_width.cut(parts[0], room - text_width.width(rest, SIZE), SIZE) + rest if parts else ""


def _change(change: Difference) -> str:
    (before, after), key = pair.value_texts(change), plain(change.key)
    if change.a is None:
        return f"{key} new: {after}{pair.basis_text(change.b)}"
    if change.b is None:
        return f"{key} gone: {before}"
    return f"{key} {before} → {after}{pair.basis_text(change.b)}"


def panel(ax: Axes, comparison: Comparison, labels: Sequence[str]) -> None:
    """Two lines a run: its line sample and name with what held it back, and what was changed in it.

    Args:
        ax: Axes to fill.
        comparison: The runs, the first of which is the reference.
        labels: Their names on one line each.
    """
    table = Table(ax, (2 + APART) * len(labels))
    names = text_width.distinct(labels, MOST_NAME, SIZE, bold=True)
    first = comparison.results[0]
    begin = table.left + SAMPLE + 0.12
    text = begin + max(text_width.width(name, SIZE, bold=True) for name in names) + 0.2
    room = table.right - text
    for i, (label, run) in enumerate(zip(comparison.labels, comparison.results, strict=True)):
        look, y = scenario_style(i), (2 + APART) * i + 0.5
        ax.plot(
            [table.left, table.left + SAMPLE],
            [y, y],
            color=look.colour,
            linestyle=look.dashes,
            linewidth=look.width + 0.4,
            clip_on=False,
        )
        worst, why = held(run)
        at = text + (text_width.width(f"{worst}:", SIZE, bold=True) + 0.06 if worst else 0.0)
        cells = [
            Cell(begin, names[i], text_colour(look.colour), size=SIZE, bold=True),
            Cell(at, why, INK, table.right - at, size=SIZE),
        ]
        if worst:
            cells.append(Cell(text, f"{worst}:", text_colour(SYSTEMS[worst]), size=SIZE, bold=True))
        table.write(y, cells)
        if i == 0:
            difference = "the reference"
        else:
            apart = "; ".join(["", *others(run, first)])
            difference = (
                changed(comparison.changes.get(label, ()), room - text_width.width(apart, SIZE)) or "no input differs"
            )
            difference += apart
        table.write(y + 1, [Cell(text, difference, MUTED, size=SIZE)])

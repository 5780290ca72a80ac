"""What ``ilrs compare`` prints: two runs in detail, three side by side, many in a table with a row each."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import output

if TYPE_CHECKING:
    from sim.study import Comparison

WIDTH = 100
"""Width that tables of many runs keep to where there is no terminal [characters]."""

NAME = 32
"""Longest name of a run in a table of many [characters]."""

ITEMS = 4
"""Most items under each heading of what differs between two runs."""

KEYS = 2
"""Most changed inputs that are named of each of many runs."""

_UNIT = re.compile(r"(?<=\d) (?=%|(?:d|h|pt|kg|kWh|Gbit)\b)")
"""A blank between a number and its unit, where no line is broken."""


def comparison_summary(
    comparison: Comparison,
    folder: Path,
    figures: Sequence[Path],
    runs: Sequence[Path] = (),
    *,
    everything: bool = False,
) -> None:
    """KPIs, changed inputs, why each run differs from the first, what held it back, and where the figures are.

    Args:
        comparison: What to say.
        folder: Its folder.
        figures: The figures in it.
        runs: The folders of its runs, where these do not lie beside it and its report is made from them.
        everything: Whether all KPIs are shown, not only those that stand for a run.
    """
    from sim.export import layout

    few = len(comparison) <= layout.DETAILED
    for remark in comparison.remarks:
        _say(f"not like for like: {remark}")
    if comparison.remarks:
        click.echo()
    if few:
        _few(comparison, everything)
        for label, run in comparison.items():
            for luck in output.relief_luck(run, None, folder.parents[1]):
                _say(f"{label}: {luck}")
    else:
        _many(comparison, everything)
    click.echo()
    for line in layout.caveats(comparison):
        _say(line)
    if comparison.noise is not None:
        _say(f"Noise is known from draws in {comparison.noise.source}.")
    else:
        _say("How sure a difference is: compare the scenarios with -n 20.")
    click.echo()
    for figure in figures:
        click.echo(f"figure: {figure}")
    click.echo(f"comparison: {folder}")
    click.echo(output.report_hint(*(runs or [folder])))


def _few(comparison: Comparison, everything: bool) -> None:
    """KPIs with differences, those that stand for a run first; all changed inputs, and why; two runs in detail."""
    from sim.export import layout
    from sim.study.explanation import words
    from sim.study.noise import WITHIN

    first, *others = comparison.labels
    rows = {row.name: row for row in layout.kpi_rows(comparison)}
    shown = [row.name for row in layout.headlines(comparison)]
    if everything:
        shown += [name for name, row in rows.items() if row.tells and name not in shown]
    kpis = layout.kpi_layout(comparison, shown)
    noisy = {name: [label for label in others if comparison.within_noise(label, name)] for name in shown}
    if any(noisy.values()):
        marks = [_noise(noisy[name], others) for name in shown]
        faint = [place for place, mark in enumerate(marks) if mark == WITHIN and sys.stdout.isatty()]
        cells = [(*row, mark) for row, mark in zip(kpis.rows, marks, strict=True)]
        output.table((*kpis.headers, ""), cells, right=kpis.right, faint=faint)
    else:
        output.table(kpis.headers, kpis.rows, right=kpis.right)
    if not everything:
        click.echo(f"({len(shown)} of {len(rows)} KPIs; --all shows the others)")
    for label in others:
        click.echo()
        output.differences(comparison.changes[label], first, label)
    for label in others:
        click.echo()
        why = comparison.explain(label)
        if len(others) > 1:
            _say(f"{label} against {first}: {words.brief(why)}")
            continue
        _say(words.sentence(why))
        for heading, items in words.sections(why, ITEMS):
            _say(f"{heading}:", 1)
            for item in items:
                _say(item, 2)
    click.echo()
    for label, sentence in comparison.sentences.items():
        _say(f"{label}: {sentence}")


def _noise(noisy: Sequence[str], others: Sequence[str]) -> str:
    """Of which runs a difference is within noise."""
    from sim.study.noise import WITHIN

    if len(noisy) == len(others):
        return WITHIN
    return f"{WITHIN}: {', '.join(noisy)}" if noisy else ""


def _many(comparison: Comparison, everything: bool) -> None:
    """KPIs that stand for a run, a row a run, in blocks that fit the width; what held each back; two lines a run."""
    from sim.export import layout
    from sim.result.number_text import number
    from sim.study.explanation import words
    from sim.study.wording import counted, held_back, listed

    rows = layout.headlines(comparison)
    if everything:
        chief = {row.name for row in rows}
        rows += tuple(row for row in layout.kpi_rows(comparison) if row.name not in chief)
    same = [row for row in rows if not row.differs]
    if same:
        _say("the same in all: " + ", ".join(f"{row.label} {number(row.values[0], row.unit)}" for row in same))
        click.echo()
    kpis = layout.kpi_layout(comparison, [row.name for row in rows if row.differs], by_run=True)
    cells = [(_short(name), *values) for name, *values in kpis.rows]
    for headers, block in _blocks(kpis.headers, cells, _width()):
        output.table(headers, block, right=range(1, len(headers)))
        click.echo()
    if len(rows) < len(comparison.kpis):
        click.echo(f"({len(rows)} of {len(comparison.kpis)} KPIs; --all shows the others)")
    click.echo()
    heads: Sequence[str] = ("run", "held back by", "lost", "without it", "chiefly")
    held: Sequence[Sequence[str]] = [(_short(label), *held_back(run)) for label, run in comparison.items()]
    if not any(run.without_worst for run in comparison.values()):
        heads, held = _columns(heads, held, (1, 2, 4))
    while len(heads) > 3 and len(list(_blocks(heads, held, _width()))) > 1:
        # A line a run is worth more than what most of it was lost to.
        heads, held = heads[:-1], [row[:-1] for row in held]
    output.table(heads, held)
    first, *others = comparison.labels
    click.echo()
    click.echo(f"against {first}:")
    for label in others:
        changes = comparison.changes[label]
        named = listed([output.changed(change) for change in changes], KEYS)
        inputs = f"{counted(len(changes), 'input')} changed: {named}" if changes else "the same inputs"
        _say(f"{label}: {inputs}")
        _say(words.brief(comparison.explain(label)), 1)


def _blocks(
    headers: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> Iterator[tuple[list[str], list[list[str]]]]:
    """The table in blocks of columns that fit ``width`` [characters]; the first column begins each."""
    # A ruled table has three characters between columns, and one at either side.
    gap, sides = (3, 2) if sys.stdout.isatty() else (2, 0)
    widths = [max(len(headers[i]), *(len(row[i]) for row in rows)) + gap for i in range(len(headers))]
    room = width + gap - sides
    chosen: list[int] = []
    for index in range(1, len(headers)):
        if chosen and widths[0] + sum(widths[i] for i in chosen) + widths[index] > room:
            yield _columns(headers, rows, chosen)
            chosen = []
        chosen.append(index)
    if chosen:
        yield _columns(headers, rows, chosen)


def _columns(
    headers: Sequence[str], rows: Sequence[Sequence[str]], chosen: Sequence[int]
) -> tuple[list[str], list[list[str]]]:
    places = (0, *chosen)
    return [headers[i] for i in places], [[row[i] for i in places] for row in rows]


def _say(text: str, level: int = 0) -> None:
    """Print a line; on a terminal wrapped between words, under a hanging indent.

    Args:
        text: The line.
        level: How deep it is indented.
    """
    lines = ["  " * level + text]
    if sys.stdout.isatty():
        whole = _UNIT.sub("\N{NO-BREAK SPACE}", lines[0])
        hanging = "  " * level + "    "
        lines = textwrap.wrap(whole, _width() - 1, subsequent_indent=hanging, break_on_hyphens=False)
    for line in lines:
        click.echo(line.replace("\N{NO-BREAK SPACE}", " "))


def _width() -> int:
    """Width of the terminal, or what tables keep to where there is none [characters]."""
    return shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH


def _short(label: str) -> str:
    from sim.view.kit.text import short

    return short(label, NAME)

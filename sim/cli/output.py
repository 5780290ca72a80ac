"""What the verbs print on standard output."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import shutil
import sys
import textwrap
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.texts import cell, visible

if TYPE_CHECKING:
    from rich.text import Text

    from sim.result import Result
    from sim.result.relieved import Relieved
    from sim.scenario import Difference, Parameter

_WIDE = 100_000


def table(
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Sequence[int] = (),
    faint: Collection[int] = (),
) -> None:
    """Print a table: ruled to the terminal's width on one, else of plain unwrapped lines.

    Args:
        headers: Heads of the columns.
        rows: Cells.
        right: Columns that are set to the right.
        faint: Rows that are grey on a terminal.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table

    terminal = sys.stdout.isatty()
    console = Console(
        file=sys.stdout,
        width=None if terminal else _WIDE,
        no_color=not terminal,
        force_terminal=None if terminal else False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    drawn = Table(box=box.SIMPLE_HEAD if terminal else None, pad_edge=False)
    for index, header in enumerate(headers):
        drawn.add_column(_text(header), justify="right" if index in right else "left", overflow="fold")
    for number, row in enumerate(rows):
        drawn.add_row(*(_text(cell) for cell in row), style="bright_black" if number in faint else None)
    with console.capture() as captured:
        console.print(drawn, soft_wrap=not terminal)
    # A padded last column would end every line in blanks; rules of nothing are above and below.
    lines = "\n".join(line.rstrip() for line in captured.get().splitlines()).strip("\n")
    # The cells are visible, and what is left is how rich sets them.
    click.echo(lines, file=getattr(sys.stdout, "raw", sys.stdout) if terminal else None)


def _text(content: str) -> Text:
    """A cell in which rich finds no markup."""
    from rich.text import Text

    return Text(visible(content))


def run_summary(result: Result, folder: Path) -> None:
    """Where a run is, its key figures and charts, what held it back, and how sure it is."""
    from sim.export.layout import caveats
    from sim.view import terminal

    width, screen = shutil.get_terminal_size((terminal.WIDTH, 24)).columns, sys.stdout.isatty()
    blocks = terminal.can_show_blocks(sys.stdout.encoding, os.environ.get("TERM", "") if screen else "")
    click.echo(str(folder))
    click.echo()
    shown = min(width, terminal.WIDTH) if screen else terminal.WIDTH
    for line in terminal.summary(result, width=shown, blocks=blocks):
        click.echo(line)
    click.echo()
    for sentence in (*result.sentences, *relief_luck(result, None, folder.parents[1]), *caveats(result)):
        click.echo(textwrap.fill(sentence, min(width, 100)) if screen else sentence)
    click.echo(report_hint(folder))


def relief_luck(result: Result, relief: str | None, root: Path) -> list[str]:
    """That what lifting a limit brought may be luck, where draws under a root of results say so.

    Args:
        result: The run.
        relief: What was lifted (None: the must-have that held it back most).
        root: Root under which results lie.
    """
    from sim.study.noise import STUDIES

    if not (root / STUDIES).is_dir():
        return []
    # What reads studies is imported where there are some.
    from sim.study.pairs.cached import relief_words

    words = relief_words(result, relief, root)
    return [] if words is None else [words]


def report_hint(*folders: Path) -> str:
    """The command that makes the report of what lies in a folder, or of the runs in several."""
    return f"for the report: ilrs report {shlex.join(map(str, folders))}"


def relief_summary(relieved: Relieved | None) -> None:
    """What lifting a limit brought; None where there was none to lift."""
    click.echo()
    for line in relieved.lines() if relieved is not None else ["There is no limit to lift."]:
        click.echo(line)


def differences(found: Sequence[Difference], first: str, other: str) -> None:
    """What differs in the inputs, one line a key."""
    if not found:
        click.echo(f"{other} has the same inputs as {first}.")
        return
    click.echo(f"{other} against {first}: {len(found)} input{'s' if len(found) > 1 else ''} changed")
    for change in found:
        click.echo(f"  {changed(change)}")


def changed(change: Difference) -> str:
    """One key in which inputs differ: both values with their provenance."""
    return f"{change.key}: {change.a_text}{_provenance(change.a)} -> {change.b_text}{_provenance(change.b)}"


def _provenance(value: object) -> str:
    """Where a parameter comes from, in brackets; nothing for anything else."""
    from sim.scenario import Provenance

    return f" ({value.origin})" if isinstance(value, Provenance) else ""


def register(parameters: Sequence[Parameter], form: str) -> None:
    """The assumption register as ``table``, ``csv`` or ``json``."""
    rows = [_register_row(parameter) for parameter in parameters]
    if form == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif form == "csv":
        stream = io.StringIO()
        writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows([{key: "" if value is None else cell(value) for key, value in row.items()} for row in rows])
        click.echo(stream.getvalue(), nl=False)
    else:
        shown = [
            (p.key, p.label, p.quantity.text(), p.quantity.basis, p.quantity.known or "-", _origin(p))
            for p in parameters
        ]
        table(("key", "meaning", "value", "basis", "known", "source or note"), shown)


def _origin(parameter: Parameter) -> str:
    """Source, note and remark of a parameter in one line."""
    parts = (parameter.quantity.source, parameter.quantity.note, parameter.remark)
    return "; ".join(" ".join(part.split()) for part in parts if part)


def _register_row(parameter: Parameter) -> dict[str, object]:
    """A parameter as the keys of a JSON object, or the columns of a CSV file."""
    quantity = parameter.quantity
    low, high = parameter.given_range or (None, None)
    given = quantity.given()
    return {
        "key": parameter.key,
        "label": parameter.label,
        "value": given["value"],
        "unit": given.get("unit"),
        "basis": quantity.basis,
        "known": quantity.known,
        "source": quantity.source,
        "note": quantity.note,
        "range_low": low,
        "range_high": high,
        "remark": parameter.remark,
    }

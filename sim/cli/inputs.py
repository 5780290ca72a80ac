"""How options are read from text."""

from __future__ import annotations

import datetime as dt
import glob
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

WORST = "what-cost-most"
"""Stands for the must-have that held a run back most, where no limit is named."""

VARY = ("random", "parameters", "both")
"""What replicates draw anew: :data:`sim.study.replicates.variants.VARY`, which takes long to import."""

_PER_METRE = {"m": 1.0, "cm": 100.0}
_NUMBER = r"(\d+(?:\.\d*)?|\.\d+)"


def moment(text: str) -> dt.datetime:
    """Read a UTC date or time: ``2031-01-01`` (00:00), ``2031-01-01T12:00`` or ``2031-01-01 12:00Z``.

    Raises:
        click.BadParameter: It is none.
    """
    try:
        found = dt.datetime.fromisoformat(text.strip())
        return found if found.tzinfo is None else found.astimezone(dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise click.BadParameter(f"'{text}' is not a UTC date or time such as 2031-01-31 or 2031-01-31T12:00") from None


def step(text: str) -> dt.timedelta:
    """Read a length of time: ``1h``, ``30 min``, ``1.5 d``, ``90s``.

    Raises:
        click.BadParameter: It is none, or is too short or too long.
    """
    from sim import durations

    try:
        return durations.read(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def grid(text: str) -> Any:
    """Read the width of a cell of a time grid: ``1h``, ``30 min``, ``1.5 d``, ``1month``, ``1year``.

    Raises:
        click.BadParameter: It is none.
    """
    from sim.export import ExportError
    from sim.export.grid import grid_of

    try:
        return grid_of(text)
    except ExportError as error:
        raise click.BadParameter(str(error)) from None


def mast(text: str) -> float:
    """Read a height above the ground [m]: ``10 m``, ``10m``, ``1000 cm``; a unit is due, as in a scenario.

    Raises:
        click.BadParameter: It is none, or more than 1000 m.
    """
    match = re.fullmatch(_NUMBER + r"\s*(m|cm)?", text.strip())
    if match is None or not float(match[1]) / _PER_METRE.get(match[2], 1.0) <= 1000:
        raise click.BadParameter(f"'{text}' is not a mast height such as '10 m' (at most 1000 m)")
    if match[2] is None:
        raise click.BadParameter(f"'{text}' has no unit; write for instance '{match[1]} m'")
    return float(match[1]) / _PER_METRE[match[2]]


def natural(text: str) -> int:
    """Read a whole number, 0 or more.

    Raises:
        click.BadParameter: It is none.
    """
    match = re.fullmatch(r"\+?[0-9]+", text.strip())
    try:
        if match is not None:
            return int(match[0])
    except ValueError:  # thousands of digits
        pass
    raise click.BadParameter(f"'{text}' is not a whole number, 0 or more")


def relief(text: str) -> str:
    """Read the name of a limit that can be lifted: ``tools``, ``tools:in_repair``, ``all``.

    Raises:
        click.BadParameter: There is none of that name.
    """
    if text == WORST:
        return text
    # What knows the station is imported where there is something to look up.
    from sim.station.relief import RELIEFS

    if text in RELIEFS:
        return text
    raise click.BadParameter(
        f"'{text}' cannot be lifted; one of {', '.join(RELIEFS)}. For what cost most, write --relieve alone, after the "
        "scenario"
    )


def names(text: str) -> list[str]:
    """Read a list of names: ``a,b``.

    Raises:
        click.BadParameter: It names nothing.
    """
    found = [name.strip() for name in text.split(",") if name.strip()]
    if not found:
        raise click.BadParameter("no name is given")
    return found


def files(_context: click.Context, _argument: click.Parameter, begun: str) -> list[CompletionItem]:
    """What a shell completes where files or folders are due."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="file")]


def scenarios(context: click.Context, argument: click.Parameter, begun: str) -> list[CompletionItem]:
    """What a shell completes where scenarios are due: files, and those that come with the program."""
    from click.shell_completion import CompletionItem

    from sim.scenario.files import PREFIX, shipped_folder

    folder = shipped_folder()
    names = sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.glob("*.toml"))
    names += sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.glob("sites/*.toml"))
    shipped = [CompletionItem(PREFIX + name) for name in names if (PREFIX + name).startswith(begun)]
    if not shipped:
        return files(context, argument, begun)
    # Where there is something else to offer, shells add no files by themselves.
    there = sorted(Path().glob(glob.escape(begun) + "*")) if not begun.startswith(("/", "~", ".")) else []
    own = [f"{path}/" if path.is_dir() else str(path) for path in there if path.is_dir() or path.suffix == ".toml"]
    return [CompletionItem(name) for name in own if not name.startswith(".")] + shipped


def figures(_context: click.Context, _argument: click.Parameter, begun: str) -> list[CompletionItem]:
    """What a shell completes where the name of a figure is due."""
    from click.shell_completion import CompletionItem

    from sim.view import KINDS

    return [CompletionItem(kind) for kind in KINDS if kind.startswith(begun)]

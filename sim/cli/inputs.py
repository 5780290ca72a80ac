"""How options are read from text."""

from __future__ import annotations

import datetime as dt
import re

import click

_STEPS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
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
    match = re.fullmatch(_NUMBER + r"\s*(s|min|h|d)", text.strip())
    if match is None:
        raise click.BadParameter(f"'{text}' is not a length of time such as 1h, 30min, 90s or 1d")
    try:
        length = dt.timedelta(seconds=float(match[1]) * _STEPS[match[2]])
    except OverflowError:
        raise click.BadParameter(f"'{text}' is too long") from None
    if not length:
        raise click.BadParameter(f"'{text}' is not longer than nothing")
    return length


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


def names(text: str) -> list[str]:
    """Read a list of names: ``a,b``.

    Raises:
        click.BadParameter: It names nothing.
    """
    found = [name.strip() for name in text.split(",") if name.strip()]
    if not found:
        raise click.BadParameter("no name is given")
    return found

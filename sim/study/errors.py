"""What goes wrong when runs are compared."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


class ComparisonError(ValueError):
    """What was given cannot be compared or aligned; its text says why."""


class StudyError(ValueError):
    """A study cannot be run or read as asked; its text says why."""


class UnknownNameError(ComparisonError, KeyError):
    """There is no run or history of this name; its text says what there is."""

    __str__ = ValueError.__str__  # that of KeyError shows its text in quotes


def too_few(number: int) -> ComparisonError:
    """That ``number`` scenarios or runs are too few for a comparison."""
    return ComparisonError(f"a comparison needs at least two scenarios or runs, {number} given")


def place(what: str, name: str, there: Sequence[str]) -> int:
    """Place of a name among those there are.

    Raises:
        UnknownNameError: There is no ``what`` of that name.
    """
    if name not in there:
        raise unknown(what, name, there)
    return there.index(name)


def unknown(what: str, name: object, there: Iterable[str]) -> UnknownNameError:
    """That there is no ``what`` of that name, with the nearest that there are."""
    names = list(there)
    near = difflib.get_close_matches(str(name), names, n=3)
    if near:
        hint = f"did you mean {' or '.join(near)}?"
    elif names:
        hint = f"there are {', '.join(names[:8])}{', ...' if len(names) > 8 else ''}"
    else:
        hint = "there are none"
    return UnknownNameError(f"no {what} '{name}'; {hint}")

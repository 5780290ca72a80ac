"""What goes wrong in exporting."""

from __future__ import annotations

from typing import Any

from sim import extras


class ExportError(ValueError):
    """What was asked for cannot be exported; its text says why."""


class MissingExtraError(ExportError, extras.MissingExtraError):
    """A library is missing that comes with the extra ``export``; the text says how to install it."""


def need(module: str) -> Any:
    """A library of the extra ``export``, imported only when it is asked for.

    Raises:
        MissingExtraError: It is not installed.
    """
    return extras.need(module, "export", MissingExtraError)

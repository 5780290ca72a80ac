"""What goes wrong in exporting."""

from __future__ import annotations

import importlib
from typing import Any


class ExportError(ValueError):
    """What was asked for cannot be exported; its text says why."""


class MissingExtraError(ExportError, ImportError):
    """A library is missing that comes with the extra ``export``; the text says how to install it."""


def need(module: str) -> Any:
    """A library of the extra ``export``, imported only when it is asked for.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        library = module.partition(".")[0]
        raise MissingExtraError(
            f"{library} is not installed; it comes with the extra export: python -m pip install 'ilrs-sim[export]'"
        ) from error

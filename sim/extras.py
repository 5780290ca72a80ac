"""Libraries that come with an extra, imported when they are needed; where one is missing, the error names its extra."""

from __future__ import annotations

import importlib
from typing import Any


class MissingExtraError(ValueError, ImportError):
    """A library is missing that comes with an extra; the text says how to install it."""


def need(module: str, extra: str, kind: type[MissingExtraError] = MissingExtraError) -> Any:
    """A library of an extra, imported only when it is asked for.

    Args:
        module: Name of the module.
        extra: Name of the extra that brings it.
        kind: What is raised where it is missing.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        library = module.partition(".")[0]
        raise kind(
            f"{library} is not installed; it comes with the extra {extra}: python -m pip install 'ilrs-sim[{extra}]'"
        ) from error

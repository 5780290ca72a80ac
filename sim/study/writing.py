"""Files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to instead of ``path``; it takes its place when all went well.

    What cannot be replaced, a pipe or a device, is handed out itself.

    Raises:
        OSError: The file cannot be put there.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        yield path
        return
    # A name as long as names may be has no room for more.
    part = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_text(path: Path, write: Callable[[TextIO], object]) -> None:
    """Write a text file in UTF-8 with what ``write`` puts into it; what stood there is replaced.

    Raises:
        OSError: The file cannot be written.
    """
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as stream:
        write(stream)

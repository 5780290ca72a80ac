"""Files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

_NO_WRITING = {errno.EACCES, errno.EPERM, errno.EROFS}
"""How systems say that nothing can be written into a folder."""


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to instead of ``path``; it takes its place when all went well.

    What cannot be replaced, a pipe or a device, is handed out itself. The path has the ending of ``path``, by which
    some writers choose the format.

    Raises:
        OSError: The file cannot be put there; it names ``path``, or its folder where nothing can be written.
    """
    # Before links are followed: that of /dev/stdout leads to a pipe without a name.
    if path.exists() and not path.is_file():
        yield path
        return
    final = path.resolve()
    # A name as long as names may be has no room for more.
    part = final.with_name(f".{final.stem[:100]}.{secrets.token_hex(4)}.part{final.suffix[:20]}")
    try:
        yield part
        part.replace(final)
    except OSError as error:
        if error.errno is None or error.filename not in {None, part, str(part)}:
            raise
        # The system names the file beside it, of which the user knows nothing. Where none can be made, the
        # folder is at fault.
        named = path.parent if error.errno in _NO_WRITING else path
        raise OSError(error.errno, os.strerror(error.errno), str(named)) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def write_text(path: Path, write: Callable[[TextIO], object]) -> None:
    """Write a text file in UTF-8 with what ``write`` puts into it; what stood there is replaced.

    Raises:
        OSError: The file cannot be written.
    """
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as stream:
        write(stream)

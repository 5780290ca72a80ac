"""Channels in one file: a NumPy ``.npz`` whose bytes depend on its content alone.

For each channel the arrays ``<name>/time_h`` [h] and ``<name>/value``, and one text ``channels``: JSON with unit, kind
and labels of each.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from sim.engine import Channel

INDEX = "channels"
_EPOCH = (1980, 1, 1, 0, 0, 0)
# Level 1 of deflate takes a third of the default's time for a tenth more bytes.
_LEVEL = 1
_PIECE = 1024
"""Length of the piece that tells whether an array is worth compressing [bytes]."""
_WORTH = 0.6
"""Largest share of its length that is left of an array worth compressing."""


def write(path: Path, channels: Mapping[str, Channel]) -> None:
    """Write ``channels`` to ``path``.

    Raises:
        OSError: The file cannot be written.
    """
    index = {name: {"unit": c.unit, "kind": c.kind, "labels": list(c.labels)} for name, c in channels.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        _add(archive, INDEX, np.array(json.dumps(index, sort_keys=True, ensure_ascii=True)))
        for name in sorted(channels):
            _add(archive, f"{name}/time_h", channels[name].times)
            _add(archive, f"{name}/value", channels[name].values)


def read(path: Path) -> dict[str, Channel]:
    """The channels in ``path``, by name, sorted.

    Raises:
        OSError: The file cannot be read.
        ValueError: It does not hold channels.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            index = json.loads(str(archive[INDEX]))
            return {
                name: Channel(
                    name,
                    about["unit"],
                    about["kind"],
                    archive[f"{name}/time_h"],
                    archive[f"{name}/value"],
                    tuple(about["labels"]),
                )
                for name, about in sorted(index.items())
            }
    except (zipfile.BadZipFile, KeyError, TypeError, EOFError) as error:
        raise ValueError(f"{path}: not a file of channels ({error})") from error


def _add(archive: zipfile.ZipFile, name: str, values: np.ndarray) -> None:
    """Add one array under ``name``, stamped with a fixed time."""
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, values, allow_pickle=False)
    content = buffer.getbuffer()
    member = zipfile.ZipInfo(f"{name}.npy", date_time=_EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED if _shrinks(content) else zipfile.ZIP_STORED
    archive.writestr(member, content, compresslevel=_LEVEL)


def _shrinks(content: memoryview) -> bool:
    """Whether an array is worth compressing: a piece of its middle gets much shorter.

    Half of the arrays are times and amounts whose digits are as good as random. To compress them takes most of the time
    of writing a run, for a fifth off the file.
    """
    begin = len(content) // 2
    piece = content[begin : begin + _PIECE]
    return len(content) < 4 * _PIECE or len(zlib.compress(piece, _LEVEL)) < _WORTH * len(piece)

"""Channels in one file: a NumPy ``.npz`` whose bytes depend on its content alone.

For each channel the arrays ``<name>/time_h`` [h] and ``<name>/value``, and one text ``channels``: JSON with unit, kind
and labels of each.
"""

from __future__ import annotations

import io
import json
import math
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import numpy as np

from sim.engine import Channel
from sim.engine.channel import Kind
from sim.result.conform import check
from sim.texts import visible_all

INDEX = "channels"
MOST_BYTES = 4 * 1024**3
"""Largest sum of the arrays of a file that is read [bytes]: far more than years of a large station have."""
_MOST_SHRUNK = 1200
"""By how much deflate can shorten at most."""
_SMALL = 1024**2
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    LookupError,
    TypeError,
    AttributeError,
    EOFError,
    NotImplementedError,  # another way of compressing
    RuntimeError,  # encrypted, or nested without end
    OverflowError,
    MemoryError,
    SyntaxError,
    ValueError,
)
"""What zip files and arrays that are damaged raise."""
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

    Nothing in the file is believed: no more is read than it can hold, and every checksum counts.

    Raises:
        OSError: The file cannot be read.
        ValueError: It does not hold channels, or is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
            most = min(MOST_BYTES, _MOST_SHRUNK * path.stat().st_size + _SMALL)
            if size > most:
                raise ValueError(f"it says that it holds {size:,} bytes; at most {most:,} are read")
            index = visible_all(json.loads(str(_get(archive, INDEX, "U"))))
            return {name: _channel(archive, name, about) for name, about in sorted(index.items())}
    except _DAMAGES as error:
        raise ValueError(f"{path}: not a file of channels ({error})") from error


def _channel(archive: zipfile.ZipFile, name: str, about: dict[str, Any]) -> Channel:
    """One channel, sound in itself."""
    times, values = _get(archive, f"{name}/time_h", "f"), _get(archive, f"{name}/value", "f")
    labels = check(tuple(about["labels"]), tuple[str, ...], f"{name}: labels")
    unit = check(about["unit"], str, f"{name}: unit")
    if about["kind"] not in get_args(Kind):
        raise ValueError(f"{name}: no kind of channel")
    if times.ndim != 1 or times.shape != values.shape or not times.size:
        raise ValueError(f"{name}: times of shape {times.shape}, values of shape {values.shape}")
    if not (np.isfinite(times).all() and (np.diff(times) >= 0).all()):
        raise ValueError(f"{name}: its times do not rise")
    if labels and not (np.isin(values, np.arange(len(labels))) | np.isnan(values)).all():
        raise ValueError(f"{name}: codes without a label")
    return Channel(name, unit, about["kind"], times, values, labels)


def _get(archive: zipfile.ZipFile, name: str, kind: str) -> Any:
    """One array of a kind of numbers or text; read to its end, where its checksum is compared."""
    content = archive.read(f"{name}.npy")
    stream = io.BytesIO(content)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError(f"{name}: of another version")
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(stream)
    begin = stream.tell()
    # In whole numbers: a header may claim any shape.
    if dtype.kind != kind or fortran or math.prod(shape) * dtype.itemsize != len(content) - begin:
        raise ValueError(f"{name}: {dtype} of shape {shape} in {len(content) - begin} bytes")
    if not math.prod(shape):
        return np.empty(shape, dtype)
    return np.frombuffer(content, dtype, offset=begin).reshape(shape).copy()


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

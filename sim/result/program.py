"""Which program computed a result: a digest of its own source, and the versions of what it computes with."""

from __future__ import annotations

import functools
import hashlib
import platform
import sys
from importlib import metadata
from pathlib import Path

_NOT_SOURCE = {"__pycache__", "_shipped"}
_NOT_SOURCE_ENDINGS = {".pyc", ".pyo", ".md"}


@functools.cache
def source_digest() -> str:
    """Digest of every file of the package, so that a changed program never serves old results.

    The shipped scenarios do not count: what matters of them is in the resolved scenario. Nor do pages about the model.
    """
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if path.is_file() and _NOT_SOURCE.isdisjoint(inside.parts) and path.suffix not in _NOT_SOURCE_ENDINGS:
            digest.update(inside.as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@functools.cache
def version(distribution: str = "ilrs-sim") -> str:
    """Version of an installed distribution; ``unknown`` where it is not installed as one."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "unknown"


def versions() -> dict[str, str]:
    """Versions of Python, the program and what it computes with."""
    return dict(_versions())


@functools.cache
def _versions() -> dict[str, str]:
    # What has been imported stays as it is, whatever is installed meanwhile.
    found = {name: version(name) for name in ("ilrs-sim", "matplotlib", "numpy", "pydantic", "simpy")}
    return found | {"python": platform.python_version(), "platform": sys.platform, "source": source_digest()[:16]}


def peak_memory_mib() -> float | None:
    """Largest resident memory of this process so far [MiB]; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # not on Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts in KiB, macOS in bytes.
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10

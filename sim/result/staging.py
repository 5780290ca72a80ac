"""Folders that appear whole or not at all.

What is to appear is written into a hidden folder under the same root (``<out>/.staging``) and renamed to its place when
it is complete; a rename is atomic. A process that is interrupted removes what it began. One that is killed cannot, so
every writer first sweeps what the dead have left. A lock says who is dead: each staging folder has a lock file
beside it that its writer holds locked, and the system frees a lock when its holder dies. A lock file is older than its
folder and outlives it, so a folder whose lock can be had, or has no lock file, is nobody's.
"""

from __future__ import annotations

import contextlib
import errno
import os
import random
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sim.interrupts import interrupts_held

try:
    import fcntl
except ImportError:  # not on Windows: there, age tells
    fcntl = None  # type: ignore[assignment]

STAGING = ".staging"
_STALE_AFTER_S = 24 * 3600.0
_ATTEMPTS = 500
_TAKEN = {errno.EEXIST, errno.ENOTEMPTY, errno.EACCES}
"""How systems say that a folder cannot be renamed to one that exists (the last is Windows)."""


@contextlib.contextmanager
def staging(out: Path) -> Iterator[Path]:
    """An empty folder to write in, gone afterwards unless it was published.

    Args:
        out: Root under which results go; made if it is missing.

    Raises:
        OSError: ``out`` cannot be made or written to.
    """
    root = out / STAGING
    sweep(out)
    held: tuple[int, Path] | None = None
    try:
        # No interruption between making something and knowing of it, nor while tidying up.
        with interrupts_held(), _named_by(out):
            held = _new_lock(root)
            stage = root / held[1].stem
            stage.mkdir()
        yield stage
    finally:
        with interrupts_held():
            if held is not None:
                descriptor, lock = held
                _clear(root / lock.stem, lock)
                os.close(descriptor)
            # Fails, as it should, while another process writes here.
            with contextlib.suppress(OSError):
                root.rmdir()


@contextlib.contextmanager
def _named_by(out: Path) -> Iterator[None]:
    """Let errors name the folder that was given, not what is hidden in it."""
    try:
        yield
    except OSError as error:
        if error.errno is None or error.filename is None or STAGING not in Path(error.filename).parts:
            raise
        raise OSError(error.errno, os.strerror(error.errno), str(out)) from error


def publish(stage: Path, final: Path, *, keep: Callable[[Path], bool]) -> bool:
    """Move a complete staging folder to its place.

    Args:
        stage: Folder made by :func:`staging`.
        final: Where it belongs.
        keep: Whether what stands at ``final`` already is to stay there.

    Returns:
        Whether the folder was moved; False where another was kept.

    Raises:
        OSError: It cannot be moved.
    """
    for attempt in range(_ATTEMPTS):
        final.parent.mkdir(parents=True, exist_ok=True)
        # No interruption between taking away what stood there and putting the new in its place.
        with interrupts_held():
            if final.exists():
                if keep(final):
                    return False
                # A folder that is not empty cannot be renamed over: move it out of the way, beside the stage.
                with contextlib.suppress(FileNotFoundError):
                    final.rename(_trash(stage) / f"{attempt}")
            try:
                stage.rename(final)
            except OSError as error:
                # Another process was quicker: look again at what it put there.
                if attempt == _ATTEMPTS - 1 or error.errno not in _TAKEN:
                    raise
            else:
                return True
        time.sleep(random.uniform(0, 0.01))
    raise AssertionError("the last attempt returns or raises")


def sweep(out: Path) -> None:
    """Remove what dead processes have left under ``out``; what cannot be removed stays."""
    root = out / STAGING
    with contextlib.suppress(OSError):
        for lock in root.glob("*.lock"):
            _sweep_one(root / lock.stem, lock)
        for folder in root.iterdir():
            if folder.is_dir() and not (root / f"{folder.name.split('.')[0]}.lock").exists():
                shutil.rmtree(folder, ignore_errors=True)


def _sweep_one(stage: Path, lock: Path) -> None:
    """Remove a staging folder if its writer is dead."""
    with contextlib.suppress(OSError):
        descriptor = os.open(lock, os.O_RDWR)
        try:
            if _take(descriptor) if fcntl else time.time() - lock.stat().st_mtime > _STALE_AFTER_S:
                _clear(stage, lock)
        finally:
            os.close(descriptor)


def _new_lock(root: Path) -> tuple[int, Path]:
    """A new lock file that this process holds."""
    for attempt in range(_ATTEMPTS):
        lock = root / f"{secrets.token_hex(6)}.lock"
        try:
            # Python says that it is there also of a folder that went while it looked whether it is one.
            root.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
        except (FileExistsError, FileNotFoundError):
            # The last writer has just removed the empty staging root.
            if attempt == _ATTEMPTS - 1 or (root.exists() and not root.is_dir()):
                raise
            continue
        # A sweeper may have locked, and may have removed, the file before this process could lock it.
        with contextlib.suppress(FileNotFoundError):
            if _take(descriptor) and os.path.samestat(os.fstat(descriptor), lock.stat()):
                return descriptor, lock
        os.close(descriptor)
    raise OSError(f"no lock file could be held in {root}")


def _take(descriptor: int) -> bool:
    """Lock an open file, without waiting; whether that worked."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _trash(stage: Path) -> Path:
    """A folder for what a published one replaces; it goes when the stage goes."""
    trash = stage.with_name(f"{stage.name}.trash")
    trash.mkdir(exist_ok=True)
    return trash


def _clear(stage: Path, lock: Path) -> None:
    """Remove a staging folder, then its lock file: in this order, see the module's text."""
    shutil.rmtree(stage, ignore_errors=True)
    shutil.rmtree(stage.with_name(f"{stage.name}.trash"), ignore_errors=True)
    lock.unlink(missing_ok=True)

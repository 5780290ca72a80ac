"""What `ilrs compare` begins before it has read anything: a worker takes as long to start as this process."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from sim import workers
from sim.interrupts import interrupts_held
from sim.workers import Workers

_DRAWING = (
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "sim.export.layout",
    "sim.study.explanation.words",
    "sim.view.kit.figure",
)
"""What draws a comparison, and what tells of it."""


@contextlib.contextmanager
def team_for(items: Sequence[str], out: Path) -> Iterator[Workers | None]:
    """Workers for the runs of a comparison, where it is plain that there is something to run for them.

    Args:
        items: Scenarios and run folders.
        out: Root under which results go.
    """
    new = {item for item in items if _is_new(item, out)}
    number = min(workers.default_workers(), len(new)) - 1
    if number < 1:
        yield None
        return
    with Workers(number, workers.RUN) as team:
        yield team


def _is_new(item: str, out: Path) -> bool:
    """Whether something is a scenario of whose name nothing has been run before; what is not sure is not."""
    shipped = item.startswith("ilrs:")
    if not shipped and not Path(item).is_file():
        return False
    name = item.removeprefix("ilrs:").removesuffix(".toml")
    return Path(item).suffix != ".json" and not (out / Path(name).name).exists()


def import_drawing() -> None:
    """Import what draws a comparison and what tells of it, while workers run.

    An interruption waits for it: in the midst of a library in C it would look like a fault of that.
    """
    with interrupts_held():
        for name in _DRAWING:
            import_module(name)

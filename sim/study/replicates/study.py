"""The folder of a study and what it takes to run it: what is there already is not run again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.interrupts import heed
from sim.study.noise import STUDIES
from sim.study.replicates.pools import Pool, pool
from sim.study.replicates.running import run
from sim.study.replicates.store import (
    STORE,
    BusyError,
    EmptyError,
    ReadOnlyError,
    Store,
    StoreError,
    shard_name,
    shards,
)
from sim.study.replicates.task import Record, Task, Tasks, evaluate
from sim.study.replicates.variants import Drawing, Variant, digest


@dataclass(frozen=True)
class Execution:
    """Where and how a study runs; none of it changes what comes out.

    Attributes:
        out: Root under which results go; None keeps all in memory.
        workers: Processes on this machine (None: one for each core).
        cluster: Address of the scheduler of a Dask cluster, to run there instead.
        shard: Which part of the replicates this process runs, ``(1, 4)`` for the first of four; all without it.
    """

    out: Path | None = None
    workers: int | None = None
    cluster: str | None = None
    shard: tuple[int, int] | None = None


@dataclass(frozen=True)
class Wanted:
    """A replicate that a study needs.

    Attributes:
        variant: What is run.
        number: Its number.
        quantiles: Quantiles of parameters that are given, by name; else they are drawn as the study says.
    """

    variant: Variant
    number: int
    quantiles: Mapping[str, float] | None = None


class Watch:
    """Is told how a study goes on; this one says nothing."""

    def begin(self, waiting: int, there: int, where: str, workers: int) -> None:
        """So many replicates are to be run, so many are there already, and where they run, so many at a time."""

    def measured(self, seconds: float) -> None:
        """One replicate takes so long [s]."""

    def done(self, record: Record) -> None:  # noqa: ARG002
        """A replicate has been run and kept."""
        heed()


class Study:
    """A study that is being run: its store, and where its replicates run.

    Args:
        store: Where replicates are kept.
        drawing: How they are drawn.
        execution: Where they run.
        watch: Told how it goes on.
        folder: Its folder; None where all is in memory.
        elsewhere: Numbers of replicates that are kept in another file, by key of the variant.
    """

    def __init__(
        self,
        store: Store,
        drawing: Drawing,
        execution: Execution,
        watch: Watch,
        folder: Path | None = None,
        elsewhere: Mapping[str, set[int]] | None = None,
    ) -> None:
        self.store = store
        self.drawing = drawing
        self.folder = folder
        self.watch = watch
        self._execution = execution
        self._tasks = Tasks(drawing)
        self._pool: Pool | None = None
        self._measured = False
        self._elsewhere = {} if elsewhere is None else elsewhere
        self._stack = contextlib.ExitStack()

    def need(self, wanted: Sequence[Wanted]) -> None:
        """Run what of these replicates is not there yet.

        Raises:
            StoreError, PoolError, ProgramError: It cannot go on; what was run is kept.
        """
        known = {key: self._known(key) for key in dict.fromkeys(one.variant.key for one in wanted)}
        asked = {(one.variant.key, one.number): one for one in wanted}
        missing = [one for (key, number), one in asked.items() if number not in known[key]]
        there = len(asked) - len(missing)
        if self._execution.shard is not None:
            this, of = self._execution.shard
            missing = [one for one in missing if one.number % of == this - 1]
        if not missing:
            return
        self.store.require_writable()
        where = self._where(len(missing))
        where.ready(len(missing) - 1)
        self.watch.begin(len(missing), there, where.words, where.workers)
        if self._measured:
            run(self.store, map(self._task, missing), where, self.watch.done)
            return
        first, *rest = missing
        if where.window == 1:
            self._measure(first)
            run(self.store, map(self._task, rest), where, self.watch.done)
        else:
            run(self.store, map(self._task, rest), where, self.watch.done, lambda: self._measure(first))

    def _measure(self, one: Wanted) -> None:
        """Run a replicate in this process, which tells how long the others will take."""
        record = evaluate(self._task(one), heed)
        self.store.add(record)
        self._measured = True
        self.watch.measured(record.seconds)
        self.watch.done(record)

    def _known(self, key: str) -> set[int]:
        return self.store.known(key) | self._elsewhere.get(key, set())

    def _task(self, one: Wanted) -> Task:
        return self._tasks.task(one.variant, one.number, one.quantiles)

    def _where(self, missing: int) -> Pool:
        if self._pool is None:
            workers = self._execution.workers
            # One replicate is run here anyway: nobody need start for it.
            single = missing < 2 and self._execution.cluster is None
            there = pool(1 if single else workers, self._execution.cluster)
            if single:
                with there as here:
                    return here
            self._pool = self._stack.enter_context(there)
        return self._pool


@contextlib.contextmanager
def opened(
    kind: str, name: str, drawing: Drawing, content: object, execution: Execution, watch: Watch | None = None
) -> Iterator[Study]:
    """A study, begun or gone on with where its folder is there.

    Args:
        kind: What kind of study.
        name: What it is about: name of a scenario or of a study file.
        drawing: How replicates are drawn.
        content: What else tells it from others of its kind, as JSON can hold it.
        execution: Where it runs.
        watch: Told how it goes on.

    Raises:
        StoreError: Its folder cannot be used.
        PoolError: There is nowhere to run.
    """
    folder = None if execution.out is None else study_folder(execution.out, kind, name, drawing, content)
    about = {"kind": kind, "content": digest(content), **drawing.about}
    path = None
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{folder}: cannot be made: {error.strerror}; give another folder with --out") from error
        path = folder / (STORE if execution.shard is None else shard_name(*execution.shard))
    with _store(path, about) as store:
        elsewhere = None
        if folder is not None and execution.shard is not None:
            elsewhere = _kept(folder / STORE, about)
        elif folder is not None and store.write:
            for one in shards(folder):
                store.take_in(one)
        study = Study(store, drawing, execution, watch or Watch(), folder, elsewhere)
        with study._stack:
            yield study


def _store(path: Path | None, about: Mapping[str, str]) -> Store:
    """The file of a study, to be written; only to be read where that cannot be, as what is done may lie anywhere."""
    try:
        return Store(path, about)
    except ReadOnlyError:
        if path is None or not path.is_file():
            raise
        return Store(path, about, write=False)


def _kept(path: Path, about: Mapping[str, str]) -> dict[str, set[int]] | None:
    """What a study's own file holds, which its shards need not run; None where nobody can tell just now."""
    if not path.is_file():
        return None
    with contextlib.suppress(BusyError, EmptyError), Store(path, about, write=False) as store:
        return store.known_by_variant()
    return None


def study_folder(out: Path, kind: str, name: str, drawing: Drawing, content: object) -> Path:
    """The folder of a study under the root of results."""
    return out / STUDIES / f"{kind}-{name}-{digest([kind, content, drawing.about])}"


def each(variants: Sequence[Variant], numbers: Sequence[int]) -> list[Wanted]:
    """The same replicates of several variants: pairs come together, so that what there is when it is stopped pairs."""
    return [Wanted(variant, number) for number in numbers for variant in variants]

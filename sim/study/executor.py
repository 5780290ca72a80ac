"""Many cases at once, in several processes; what comes out does not depend on how many."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from sim.result import Case, Produced, find, produce
from sim.result.folder import load
from sim.result.interrupts import interrupts_held

Done = Callable[[Case, bool], None]
"""Told of each case that is done, and whether it had been run before."""

Begin = Callable[[Sequence[Case]], None]
"""Told of the cases that have not been run before, if there are any, before they are run."""


def default_workers() -> int:
    """Number of processes that suits this machine: one for each core that the process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def run_all(
    cases: Sequence[Case],
    out: Path,
    *,
    workers: int = 1,
    force: bool = False,
    begin: Begin | None = None,
    done: Done | None = None,
) -> list[Produced]:
    """Run every case into its folder under ``out``, unless it is there already.

    Args:
        cases: What to run.
        out: Root under which results go.
        workers: Largest number of processes. With more than one, a calling script needs the usual
            ``if __name__ == "__main__":``, for each process imports it.
        force: Whether to run again what is there.
        begin: Called before the first of the cases that are not there is run.
        done: Called for each case when it is done.

    Returns:
        The runs, in the order of ``cases``.

    Raises:
        CaseError: A case cannot be run as asked.
        OSError: A folder cannot be written.
        RunFailedError: A run failed; the others may have been run.
    """
    found: dict[int, Produced] = {}
    waiting: dict[str, list[int]] = {}
    for number, case in enumerate(cases):
        there = None if force else find(case, out)
        if there is not None:
            found[number] = there
            if done is not None:
                done(case, True)
        else:
            # The same case given twice is run once.
            waiting.setdefault(str(case.place(out)), []).append(number)
    numbers = [same[0] for same in waiting.values()]
    if begin is not None and numbers:
        begin([cases[number] for number in numbers])
    processes = min(workers, len(numbers))
    if processes > 1:
        found |= _in_processes(cases, numbers, out, processes, force, done)
    for number in numbers:
        if number not in found:
            found[number] = produce(cases[number], out, force=force)
            if done is not None:
                done(cases[number], False)
    for same in waiting.values():
        found |= dict.fromkeys(same, found[same[0]])
    return [found[number] for number in range(len(cases))]


def _in_processes(
    cases: Sequence[Case], numbers: Sequence[int], out: Path, processes: int, force: bool, done: Done | None
) -> dict[int, Produced]:
    """Run cases in a pool; those that a killed process took with it are missing from the answer."""
    found: dict[int, Produced] = {}
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_begin_worker)
    try:
        # A terminal sends Ctrl-C to the workers too, and one that is still importing could only die of it, loudly:
        # they are born with it held back.
        with interrupts_held():
            futures: dict[Future[Path], int] = {pool.submit(_work, cases[n], out, force): n for n in numbers}
        for future in as_completed(futures):
            number = futures[future]
            where = future.result()
            # Read back here, so that what is returned is what is on disk, whoever ran it.
            found[number] = Produced(load(where), where, cached=False)
            if done is not None:
                done(cases[number], False)
    except BrokenProcessPool:
        return found
    except BaseException:
        _stop(pool)
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return found


class _Worker:
    """State of a worker process."""

    leaving = False


def _work(case: Case, out: Path, force: bool) -> Path:
    """What a worker does."""
    _heed()
    return produce(case, out, force=force, progress=_heed).folder


def _begin_worker() -> None:
    """Leave Ctrl-C to the parent, which tells its workers with another signal to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        # Born with it held back: one that has come meanwhile ends the process here, before it has begun anything.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    """End this process when the parent has ended without a word: killed, it can tell its workers nothing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        # Nothing to tidy up: what is being written is swept by the next who writes there.
        os._exit(1)


def _leave(_number: int, _frame: object) -> None:
    """Note the request; an exception from here could come up where nobody can catch it, or be swallowed."""
    _Worker.leaving = True


def _heed(_share: float = 0.0) -> None:
    """Stop if that was asked for: a run looks here now and then, and before it begins."""
    if _Worker.leaving:
        raise SystemExit(128 + signal.SIGTERM)


def _stop(pool: ProcessPoolExecutor) -> None:
    """Ask the workers of a pool to stop at once."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.terminate()

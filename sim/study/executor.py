"""Many cases at once, in several processes; what comes out does not depend on how many."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from sim.result import Case, Produced, find, produce
from sim.result.simulation import resolve_until
from sim.scenario.assets import items
from sim.workers import RUN, Worker, WorkerLostError, Workers, default_workers

__all__ = ["default_workers", "run_all"]

Done = Callable[[Case, bool], None]
"""Told of each case that is done, and whether it had been run before."""

Answer = Path | Exception | None
"""Of a worker: the folder of the run, what went wrong, or None where the worker was lost."""

Begin = Callable[[Sequence[Case]], None]
"""Told of the cases that have not been run before, if there are any, before they are run."""


def run_all(
    cases: Sequence[Case],
    out: Path,
    *,
    workers: int = 1,
    force: bool = False,
    begin: Begin | None = None,
    done: Done | None = None,
    team: Workers | None = None,
    meanwhile: Callable[[], object] | None = None,
) -> list[Produced]:
    """Run every case into its folder under ``out``, unless it is there already.

    Args:
        cases: What to run.
        out: Root under which results go.
        workers: Largest number of processes, this one among them. With more than one, a calling script needs the usual
            ``if __name__ == "__main__":``, for each process imports it.
        force: Whether to run again what is there.
        begin: Called before the first of the cases that are not there is run.
        done: Called for each case when it is done.
        team: Workers for :data:`sim.workers.RUN` that were started before; they end when nothing is left to run, and
            the caller waits for that. Without them, as many are started as are worth it.
        meanwhile: Called once where others run cases, before this process runs one itself: for what must be done in any
            case, such as imports.

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
        there = None if force else find(case, out, whole=True)
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
    others = min(workers, len(numbers)) - 1
    if others > 0:
        with contextlib.nullcontext(team) if team is not None else Workers(others, RUN) as helping:
            found |= _in_processes(cases, numbers, out, helping, force, done, meanwhile)
    for number in numbers:
        if number not in found:
            found[number] = produce(cases[number], out, force=force)
            if done is not None:
                done(cases[number], False)
    for same in waiting.values():
        found |= dict.fromkeys(same, found[same[0]])
    return [found[number] for number in range(len(cases))]


def _in_processes(
    cases: Sequence[Case],
    numbers: Sequence[int],
    out: Path,
    team: Workers,
    force: bool,
    done: Done | None,
    meanwhile: Callable[[], object] | None,
) -> dict[int, Produced]:
    """Run cases in workers and in this process; those that a killed worker took with it are missing from the answer."""
    # Whoever is free takes the longest that is left: what is short keeps nobody waiting at the end.
    waiting = deque(sorted(numbers, key=lambda number: -_length(cases[number])))
    answers: queue.SimpleQueue[tuple[int, Answer]] = queue.SimpleQueue()
    threads = [
        threading.Thread(target=_feed, args=(worker, waiting, answers, cases, out, force), daemon=True)
        for worker in team
    ]
    found: dict[int, Produced] = {}
    noted: dict[int, Answer] = {}

    def note(number: int, answer: Answer) -> None:
        noted[number] = answer
        if isinstance(answer, Path) and done is not None:
            done(cases[number], False)

    def note_all(_share: float = 0.0) -> None:
        while not answers.empty():
            note(*answers.get())

    def settle(*, read: bool) -> None:
        for number, answer in list(noted.items()):
            if isinstance(answer, Exception):
                raise answer
            if read:
                left.discard(number)
                del noted[number]
                if answer is not None:
                    # Read back here, so that what is returned is what is on disk, and what could not be kept is found.
                    found[number] = replace(produce(cases[number], out), cached=False)

    left = set(numbers)
    try:
        for thread in threads:
            thread.start()
        if meanwhile is not None:
            meanwhile()
        while (mine := _next(waiting)) is not None:
            found[mine] = produce(cases[mine], out, force=force, progress=note_all)
            left.discard(mine)
            if done is not None:
                done(cases[mine], False)
            note_all()
            # Reading waits until nobody else could run what this process might.
            settle(read=False)
        settle(read=True)
        while left:
            note(*answers.get())
            settle(read=True)
    except BaseException:
        waiting.clear()
        team.stop()
        raise
    return found


def _feed(
    worker: Worker,
    waiting: deque[int],
    answers: queue.SimpleQueue[tuple[int, Answer]],
    cases: Sequence[Case],
    out: Path,
    force: bool,
) -> None:
    """Keep a worker busy, from a thread of its own."""
    while (number := _next(waiting)) is not None:
        try:
            answers.put((number, worker.call(cases[number], out, force)))
        except WorkerLostError:
            answers.put((number, None))
            return
        except Exception as error:
            answers.put((number, error))
    # It takes itself apart while the others are waited for.
    worker.end()


def _next(waiting: deque[int]) -> int | None:
    """The next case that nobody has taken; None if there is none."""
    try:
        return waiting.popleft()
    except IndexError:
        return None


def _length(case: Case) -> float:
    """About how long a case runs beside others: hours of all kinds of assets."""
    kinds = sum(1 for _, tables in case.scenario.all_bases() for _ in items(tables))
    return resolve_until(case.scenario, case.until) * (1 + kinds)

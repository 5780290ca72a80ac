"""Workers answer, hand on what goes wrong, and end when they are asked to or when nobody is there to ask."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.result import Case, CaseError
from sim.scenario import load
from sim.study import run_all
from sim.workers import RUN, WorkerLostError, Workers

pytestmark = pytest.mark.slow


def test_a_worker_answers_each_call_in_one_process() -> None:
    with Workers(1, "os:getpid") as team:
        (worker,) = team
        first, second = worker.call(), worker.call()
    assert first == second != os.getpid()


def test_what_goes_wrong_comes_back_as_itself_and_the_worker_goes_on() -> None:
    with Workers(1, "operator:truediv") as team:
        (worker,) = team
        with pytest.raises(ZeroDivisionError) as caught:
            worker.call(1, 0)
        assert "Traceback" in caught.value.__notes__[0]
        assert worker.call(1, 4) == 0.25


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_killed_worker_is_noticed() -> None:
    with Workers(1, "os:kill") as team:
        (worker,) = team
        with pytest.raises(WorkerLostError):
            worker.call(_pid(team), signal.SIGKILL)


def _pid(team: Workers) -> int:
    return next(iter(team))._process.pid or 0


def test_workers_stop_at_once_when_something_goes_wrong() -> None:
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), Workers(2, "time:sleep"):
        raise KeyboardInterrupt
    assert time.monotonic() - begun < 10


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_what_a_killed_worker_took_with_it_is_run_by_who_asked(tmp_path: Path) -> None:
    cases = [Case(load("ilrs:baseline"), seed=seed, until=240.0) for seed in (1, 2, 3)]
    with Workers(1, RUN) as team:
        os.kill(_pid(team), signal.SIGKILL)
        produced = run_all(cases, tmp_path, workers=2, team=team)
    assert [one.result.seed for one in produced] == [1, 2, 3]
    alone = run_all(cases, tmp_path / "alone")
    assert [one.result for one in alone] == [one.result for one in produced]


def test_a_fault_of_one_case_stops_the_others(tmp_path: Path) -> None:
    cases = [Case(load("ilrs:baseline"), seed=seed) for seed in (1, -1)]
    with Workers(1, RUN) as team, pytest.raises(CaseError, match="negative"):
        run_all(cases, tmp_path, workers=2, team=team)
    assert list(tmp_path.rglob("run.json")) == []


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="POSIX signals")
def test_the_first_worker_is_born_with_interruptions_held_back_too() -> None:
    code = """
import signal, threading
from multiprocessing import util

held = []
real = util.spawnv_passfds

def spawn(path, arguments, fds):
    if not any("resource_tracker" in str(one) for one in arguments):
        held.append(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))
    return real(path, arguments, fds)

util.spawnv_passfds = spawn
from sim.workers import Worker

def start():
    worker = Worker("math:sqrt")
    assert worker.call(4.0) == 2.0
    worker.end()
    worker.wait()

thread = threading.Thread(target=start)
thread.start()
thread.join()
print(held)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[True]", "")

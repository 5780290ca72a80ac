"""Workers and the master are killed at random moments: nothing is lost or doubled, nobody and no file is left over."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.study.replicates import studying

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads which processes there are from /proc"),
]

GONE_S = 2.0
"""Within this time a killed or interrupted study has no process left [s]."""
Rows = list[tuple[object, ...]]


@dataclass
class Whole:
    """What comes of the study when nobody disturbs it, and how long it takes [s]."""

    rows: Rows
    took_s: float


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    out = tmp_path_factory.mktemp("whole")
    began = time.monotonic()
    assert studying.kept(studying.finished(out)) == set(range(studying.NUMBER))
    return Whole(studying.rows(out), time.monotonic() - began)


@contextmanager
def running(out: Path, after: float) -> Iterator[subprocess.Popen[str]]:
    """The study so long after it began [s]; gone at the end, whatever happens."""
    process = studying.begun(out)
    try:
        time.sleep(after)
        yield process
    finally:
        for pid in studying.session(process.pid):
            os.kill(pid, signal.SIGKILL)
        process.communicate()


def kill_master(out: Path, after: float) -> bool:
    """Kill the master at a moment; whether it was still there."""
    with running(out, after) as process:
        there = process.poll() is None
        process.kill()
        took = studying.gone_after(process.pid)
        said, _ = process.communicate()
    assert took < GONE_S, f"workers were left for {took:.1f} s, killed after {after} s"
    kept = studying.numbers(out)
    assert studying.kept(said) <= kept, f"lost when killed after {after} s"
    assert set(studying.files(out)) <= {"study.sqlite", "study.sqlite-wal", "study.sqlite-journal"}
    return there


def kill_worker(out: Path, after: float, chance: random.Random) -> bool:
    """Kill a worker at a moment, and let the study go on to its end; whether there was one."""
    with running(out, after) as process:
        there = studying.workers(process.pid)
        if there:
            os.kill(chance.choice(there), signal.SIGKILL)
        status, said, err = studying.ended(process)
        studying.gone_after(process.pid)
    assert (status, err, said.splitlines()[-1]) == (0, "", "over"), f"a worker was killed after {after} s"
    return bool(there)


def check(out: Path, whole: Whole) -> None:
    """All is there, as if nobody had disturbed it, and nothing else."""
    assert studying.rows(out) == whole.rows
    assert studying.files(out) == ["study.sqlite"]


def kill_masters(root: Path, whole: Whole, wanted: int, chance: random.Random) -> None:
    """Kill it again and again while it goes on where it was, and begin another one where it is done."""
    killed = study = 0
    while killed < wanted:
        out = root / f"masters-{study}"
        for _ in range(4):
            if killed < wanted:
                killed += kill_master(out, chance.uniform(0.0, whole.took_s))
        there = studying.numbers(out)
        said = studying.finished(out)
        assert studying.kept(said) == set(range(studying.NUMBER)) - there, "run twice, or not at all"
        check(out, whole)
        study += 1


def kill_workers(root: Path, whole: Whole, wanted: int, chance: random.Random) -> None:
    """Kill one in each of several studies."""
    killed = study = 0
    while killed < wanted:
        out = root / f"workers-{study}"
        killed += kill_worker(out, chance.uniform(0.0, whole.took_s), chance)
        check(out, whole)
        study += 1


def test_a_killed_master_loses_nothing_and_leaves_nobody(tmp_path: Path, whole: Whole) -> None:
    kill_masters(tmp_path, whole, 3, random.Random(1))


def test_a_killed_worker_is_replaced(tmp_path: Path, whole: Whole) -> None:
    kill_workers(tmp_path, whole, 3, random.Random(2))


@pytest.mark.campaign
def test_of_a_hundred_kills_none_is_noticed(tmp_path: Path, whole: Whole) -> None:
    kill_masters(tmp_path, whole, 50, random.Random(3))
    kill_workers(tmp_path, whole, 50, random.Random(4))


def test_all_workers_killed_at_once_are_replaced(tmp_path: Path, whole: Whole) -> None:
    process = studying.begun(tmp_path)
    _until(process, "kept 5")
    for pid in studying.workers(process.pid):
        os.kill(pid, signal.SIGKILL)
    status, _, err = studying.ended(process)
    assert (status, err) == (0, "")
    check(tmp_path, whole)


@pytest.mark.parametrize("share", [0.1, 0.4, 0.8])
def test_ctrl_c_ends_it_at_once_and_loses_nothing(tmp_path: Path, whole: Whole, share: float) -> None:
    process = studying.begun(tmp_path)
    _until(process, "begin")
    time.sleep(share * whole.took_s / 2)
    # A terminal sends it to the workers too.
    os.killpg(process.pid, signal.SIGINT)
    began = time.monotonic()
    status, said, err = studying.ended(process)
    studying.gone_after(process.pid)
    took = time.monotonic() - began
    assert err == ""
    assert status == 130 or studying.numbers(tmp_path) == set(range(studying.NUMBER))
    assert took < GONE_S
    assert studying.kept(said) <= studying.numbers(tmp_path)
    assert studying.files(tmp_path) == ["study.sqlite"]
    studying.finished(tmp_path)
    check(tmp_path, whole)


def test_workers_that_die_at_once_are_not_started_for_ever(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED.format(out=tmp_path / "out"))
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert 'needs if __name__ == "__main__"' in done.stderr.splitlines()[-1]


UNGUARDED = """
from pathlib import Path
from sim.scenario import load
from sim.study.replicates.study import Execution, each, opened
from sim.study.replicates.variants import Drawing, Variant
one = Variant("Baseline", load("ilrs:baseline"))
with opened("ensemble", "baseline", Drawing(1, "both", 100.0), [], Execution(Path("{out}"), 2)) as study:
    study.need(each([one], range(9)))
"""
# A script that lacks what every script that starts processes needs.


def _until(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    while not process.stdout.readline().startswith(word):
        assert process.poll() is None

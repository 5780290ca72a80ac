"""A study of the baseline's first months as a process of its own, to be disturbed: ``python -m`` this, with a folder.

What is kept it says in a line each, ``kept 3``; ``over`` when all is done.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Scenario

ROOT = Path(__file__).parents[3]
HOURS = 4000.0
NUMBER = 40


def say(line: str) -> None:
    """A line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run the study, or what of it is missing."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--number", type=int, default=NUMBER)
    parser.add_argument("--hours", type=float, default=HOURS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cluster")
    parser.add_argument("--shard", type=int, nargs=2)
    given = parser.parse_args()
    return studied(given)


def studied(given: argparse.Namespace) -> int:
    """Run the study as it is given; the exit status."""
    # Imported here, as by the command: a worker imports its script before it can see that its parent is gone.
    from sim.interrupts import requests_noted
    from sim.study.replicates.pools import PoolError
    from sim.study.replicates.store import StoreError
    from sim.study.replicates.study import Execution, Watch, each, opened
    from sim.study.replicates.task import ProgramError, Record
    from sim.study.replicates.variants import Drawing, Variant

    class Saying(Watch):
        def begin(self, waiting: int, there: int, where: str, workers: int) -> None:  # noqa: ARG002
            say(f"begin {waiting} {there} {where}")

        def measured(self, seconds: float) -> None:
            say(f"measured {seconds}")

        def done(self, record: Record) -> None:
            super().done(record)
            say(f"kept {record.number}")

    execution = Execution(given.out, given.workers, given.cluster, tuple(given.shard) if given.shard else None)
    try:
        with requests_noted():
            one = Variant("Baseline", baseline())
            drawing = Drawing(given.seed, "both", given.hours)
            with opened("ensemble", "baseline", drawing, ["x"], execution, Saying()) as study:
                study.need(each([one], range(given.number)))
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    except (PoolError, ProgramError, StoreError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    say("over")
    return 0


def baseline() -> Scenario:
    """The scenario of the study."""
    from sim.scenario import load

    return load("ilrs:baseline")


def command(out: Path, *arguments: object) -> list[str]:
    """What runs it."""
    return [sys.executable, "-m", "tests.study.replicates.studying", str(out), *map(str, arguments)]


def begun(out: Path, *arguments: object, environment: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """The study under way, in a session of its own."""
    return subprocess.Popen(
        command(out, *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
        env={**os.environ, **(environment or {})},
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit status, standard output and standard error once it is over."""
    try:
        out, err = process.communicate(timeout=120)
    except BaseException:
        process.kill()
        raise
    return process.returncode, out, err


def finished(out: Path, *arguments: object, environment: dict[str, str] | None = None) -> str:
    """Run it to the end; what it says."""
    status, said, err = ended(begun(out, *arguments, environment=environment))
    assert (status, err, said.splitlines()[-1]) == (0, "", "over")
    return said


def kept(said: str) -> set[int]:
    """Numbers of the replicates that it said were kept."""
    return {int(line.split()[1]) for line in said.splitlines() if line.startswith("kept")}


def files(out: Path) -> list[str]:
    """Names of what lies in the study's folder."""
    return sorted(path.name for path in (out / "studies").glob("*/*"))


def store(out: Path) -> Path:
    """The file of the study."""
    return next((out / "studies").glob("*/study.sqlite"))


def rows(out: Path) -> list[tuple[object, ...]]:
    """What is kept of each replicate, byte for byte, without the time that it took."""
    from sim.study.replicates.store import Store

    with Store(store(out), write=False):
        pass  # a log that a killed one left is read, or refused, as everybody does
    with sqlite3.connect(store(out)) as database:
        found = database.execute("SELECT variant, number, data, bands, error, lost FROM replicates ORDER BY 1, 2")
        read = found.fetchall()
    database.close()
    return read


def numbers(out: Path) -> set[int]:
    """Numbers of the replicates that are kept, as one who only reads finds them; none where there is no file yet."""
    from sim.study.replicates.store import EmptyError, Store

    for path in (out / "studies").glob("*/study.sqlite"):
        with contextlib.suppress(EmptyError), Store(path, write=False) as there:
            return {record.number for record in there.records()}
    return set()


def session(leader: int) -> dict[int, str]:
    """The processes of a session that are no zombies, with their command lines."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, sid = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(sid) == leader and state != "Z":
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except (OSError, ValueError):
            continue
    return found


def workers(leader: int) -> list[int]:
    """The workers of a study."""
    return sorted(pid for pid, line in session(leader).items() if "spawn_main" in line)


def gone_after(leader: int, patience_s: float = 10.0) -> float:
    """Time until no process of a session is left [s]."""
    began = time.monotonic()
    while session(leader):
        assert time.monotonic() - began < patience_s, session(leader)
        time.sleep(0.02)
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())

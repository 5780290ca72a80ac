"""Interrupted or killed wherever it is, the command says so in a line and leaves no half of anything."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.cli import main
from tests.cli.running import MAST_NOTE, RUN, ilrs

pytestmark = pytest.mark.slow

# A run that stands still where it is told to, and says so.
STAND_STILL = """
import sys, time
import sim.cli
def stand_still(*args, **kwargs):
    print("still", flush=True)
    time.sleep(60)
import {module}
{module}.{name} = stand_still
sys.exit(sim.cli.main(sys.argv[1:]))
"""
WHERE = {
    "simulating": STAND_STILL.format(module="sim.result.simulation", name="run_station"),
    "drawing": STAND_STILL.format(module="sim.view", name="save_run_figures"),
}
# Ctrl-C while the command is still being imported.
IMPORTING = """
import sys
from importlib.abc import MetaPathFinder
class Interrupt(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "{name}":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupt())
from sim.cli import main
sys.exit(main(["check", "ilrs:baseline"]))
"""
# Ctrl-C in a place from where no exception comes out.
NOWHERE = """
import sys, time
import sim.cli
import sim.result.simulation
class Callback:
    def __del__(self):
        raise KeyboardInterrupt
def stand_still(*args, **kwargs):
    Callback()
    time.sleep(60)
sim.result.simulation.run_station = stand_still
sys.exit(sim.cli.main(sys.argv[1:]))
"""


def stand_still(where: str, out: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WHERE[where], *RUN, "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "still\n"
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("where", list(WHERE))
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing(tmp_path: Path, where: str, number: signal.Signals) -> None:
    process = stand_still(where, tmp_path)
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err.splitlines()[-1] == "interrupted"
    assert "Traceback" not in err
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("name", ["sim.cli.command", "click", "sim.cli.verbs", "pydantic"])
def test_an_interruption_of_the_imports_is_no_traceback(name: str) -> None:
    code = IMPORTING.format(name=name)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_no_interruption_is_lost(tmp_path: Path) -> None:
    command = [sys.executable, "-c", NOWHERE, *RUN, "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.splitlines() == [f"note: {MAST_NOTE}", "baseline: simulating", "interrupted"]
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("where", list(WHERE))
def test_a_killed_run_leaves_no_run_folder_and_the_next_run_tidies_up(tmp_path: Path, where: str) -> None:
    process = stand_still(where, tmp_path)
    process.kill()
    process.communicate(timeout=20)
    assert process.returncode == -signal.SIGKILL
    assert [path.name for path in tmp_path.iterdir()] == [".staging"]
    assert list(tmp_path.rglob("run.json")) == []
    done = ilrs(*RUN, "--no-plots", "--quiet", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["baseline"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("after", [0.0, 0.1, 0.3])
def test_an_interrupted_comparison_leaves_no_half_runs(tmp_path: Path, after: float) -> None:
    command = [sys.executable, "-m", "sim", "compare", "ilrs:baseline", "ilrs:nuclear", "--out", str(tmp_path)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    # Ctrl-C on a terminal reaches the workers too, wherever they are: starting, running, writing.
    assert process.stderr is not None
    assert process.stderr.readline() == f"note: baseline, nuclear: {MAST_NOTE}\n"
    assert process.stderr.readline().startswith("simulating")
    time.sleep(after)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert err.splitlines()[-1] == "interrupted"
    assert "Traceback" not in err
    # What was finished before stays, and is whole.
    whole = {path.parent for path in tmp_path.rglob("run.json") if json.loads(path.read_text())["status"] == "done"}
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file() and path.parent.name != "plots"} == whole


def test_a_library_that_fails_for_an_interruption_is_interrupted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Libraries in C say that they could not be initialised, and give the interruption as the cause."""

    def interrupted(*_arguments: object, **_options: object) -> None:
        raise ImportError("initialization failed") from KeyboardInterrupt()

    monkeypatch.setattr("sim.cli.command.ilrs.invoke", interrupted)
    assert main(["list"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


# An interruption that is swallowed where it comes up, again and again; and work that never looks whether it is to stop.
SWALLOWED = """
import os, signal, sys, time
import sim.cli
import sim.result.simulation
def stand_still(*args, **kwargs):
    for _ in range(3):
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(60)
        except BaseException:
            pass
    time.sleep(60)
sim.result.simulation.run_station = stand_still
sys.exit(sim.cli.main(sys.argv[1:]))
"""
# A library that says something else instead of that it was interrupted.
OTHER_WORDS = """
import os, signal, sys, time
import sim.cli
import sim.result.simulation
def stand_still(*args, **kwargs):
    try:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(60)
    except BaseException:
        pass
    raise RuntimeError("initialization failed")
sim.result.simulation.run_station = stand_still
sys.exit(sim.cli.main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("code", [SWALLOWED, OTHER_WORDS])
def test_a_swallowed_interruption_comes_again(tmp_path: Path, code: str) -> None:
    command = [sys.executable, "-c", code, *RUN, "--quiet", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")
    assert list(tmp_path.rglob("*")) == []


ENDS_WITHIN_S = 2.0


def interrupt_after(seconds: float, out: Path) -> None:
    """Interrupt a run with figures that began so long ago: it ends soon, says so and leaves nothing half-written."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", *RUN, "--quiet", "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
    else:
        assert process.returncode == 0
        return
    begun = time.monotonic()
    printed, err = process.communicate(timeout=30)
    took = time.monotonic() - begun
    whole = [path.parent for path in out.rglob("run.json")]
    if process.returncode == 0:
        # It was over when the signal came, but for the end of the process.
        assert (printed != b"", err, len(whole)) == (True, b"", 1), f"lost after {seconds} s"
        return
    assert (process.returncode, err) == (130, b"interrupted\n"), f"{process.returncode} after {seconds} s: {err!r}"
    assert took < ENDS_WITHIN_S, f"ended {took:.1f} s after the signal, which came after {seconds} s"
    assert not (out / ".staging").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("share", [0.05, 0.25, 0.45, 0.6, 0.75, 0.9])
def test_a_run_is_interrupted_wherever_it_is(tmp_path: Path, share: float, whole_run_s: float) -> None:
    interrupt_after(EARLIEST_S + share * (whole_run_s - EARLIEST_S), tmp_path)


@pytest.mark.campaign
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_of_five_hundred_interruptions_none_is_lost(tmp_path: Path, whole_run_s: float) -> None:
    chance = random.Random(1)
    for number in range(500):
        interrupt_after(chance.uniform(EARLIEST_S, whole_run_s), tmp_path / str(number))


EARLIEST_S = 0.25
"""By then Python itself has begun, which ends by the signal before it could catch it [s]."""


@pytest.fixture(scope="module")
def whole_run_s(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long a run with figures takes that nobody interrupts [s]."""
    begun = time.monotonic()
    assert ilrs(*RUN, "--quiet", "--out", str(tmp_path_factory.mktemp("whole"))).returncode == 0
    return time.monotonic() - begun


LOST_IN_THE_IMPORT = """
import sys
from importlib.abc import MetaPathFinder

class Dying:
    def __del__(self):
        raise KeyboardInterrupt

class Finder(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == "sim.cli.command":
            Dying()

sys.meta_path.insert(0, Finder())
sys.argv = ["ilrs", "--version"]
from sim.cli import main
sys.exit(main())
"""


def test_an_interruption_that_python_can_only_tell_of_is_not_lost_before_the_command_begins() -> None:
    done = subprocess.run([sys.executable, "-c", LOST_IN_THE_IMPORT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


def test_nor_is_it_told_when_all_is_done() -> None:
    code = LOST_IN_THE_IMPORT.replace('name == "sim.cli.command"', "False").replace(
        "sys.exit(main())", "status = main()\nDying()\nsys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")

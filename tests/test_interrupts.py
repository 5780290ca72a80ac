"""A request to stop waits until the end of the block, whichever thread the system hands it to."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

# Threads that mask nothing, as those of numpy, take the signals that the main thread masks.
HOLD = """
import os, signal, subprocess, sys, threading, time
from sim.interrupts import interrupts_held
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
before = {before}
asked = [int(number) for number in sys.argv[1:]]
handlers = [signal.getsignal(number) for number in asked]
try:
    with interrupts_held(), {inner}:
        for number in asked:
            os.kill(os.getpid(), number)
            time.sleep(0.05)
        print("whole", flush=True)
    print("on", flush=True)
except KeyboardInterrupt:
    print("interrupted", flush=True)
assert [signal.getsignal(number) for number in asked] == handlers
assert not signal.pthread_sigmask(signal.SIG_BLOCK, [])
"""


def held(*numbers: int, before: str = "None", inner: str = "interrupts_held()") -> tuple[str, int]:
    code = HOLD.format(before=before, inner=inner)
    asked = [str(int(number)) for number in numbers]
    done = subprocess.run([sys.executable, "-c", code, *asked], capture_output=True, text=True, check=False, timeout=30)
    assert done.stderr == ""
    return done.stdout, done.returncode


@pytest.mark.slow
@pytest.mark.parametrize("inner", ["open(os.devnull)", "interrupts_held()"])
def test_ctrl_c_comes_after_the_block(inner: str) -> None:
    assert held(signal.SIGINT, inner=inner) == ("whole\ninterrupted\n", 0)


@pytest.mark.slow
def test_a_handler_is_called_after_the_block() -> None:
    note = "signal.signal(signal.SIGTERM, lambda number, frame: print('told', flush=True))"
    assert held(signal.SIGTERM, before=note) == ("whole\ntold\non\n", 0)
    both = held(signal.SIGTERM, signal.SIGINT, before=note, inner="open(os.devnull)")
    assert both == ("whole\ntold\ninterrupted\n", 0)


@pytest.mark.slow
def test_who_handles_nothing_ends_after_the_block() -> None:
    assert held(signal.SIGTERM) == ("whole\n", -signal.SIGTERM)


@pytest.mark.slow
def test_what_is_ignored_stays_ignored() -> None:
    assert held(signal.SIGHUP, before="signal.signal(signal.SIGHUP, signal.SIG_IGN)") == ("whole\non\n", 0)


@pytest.mark.slow
def test_processes_of_the_block_hold_it_back_for_good() -> None:
    child = "[sys.executable, '-c', 'import signal; print(len(signal.pthread_sigmask(signal.SIG_BLOCK, [])))']"
    assert held(inner=f"subprocess.Popen({child})")[0].startswith("whole\n4\n")

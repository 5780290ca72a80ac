"""The command as a process: killed, interrupted, piped, and the same bytes whatever the hash seed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

RUN = ["run", "ilrs:baseline", "--until", "2031-01-15"]
SAME = ("kpis.json", "events.csv", "ledger.json", "trace.npz", "scenario.toml")

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


def ilrs(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sim", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=os.environ | environment,
    )


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


@pytest.mark.parametrize("name", ["sim.cli.command", "click", "sim.cli.verbs", "numpy"])
def test_an_interruption_of_the_imports_is_no_traceback(name: str) -> None:
    code = IMPORTING.format(name=name)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_no_interruption_is_lost(tmp_path: Path) -> None:
    command = [sys.executable, "-c", NOWHERE, *RUN, "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.splitlines() == ["baseline: simulating", "interrupted"]
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


def test_the_hash_seed_changes_no_byte_and_the_seed_changes_some(tmp_path: Path) -> None:
    folders = []
    # Long enough for something to fail.
    run = [*RUN, "--until", "2031-07-01"]
    for name, hash_seed, seed in (("a", "0", "5"), ("b", "424242", "5"), ("c", "0", "6")):
        done = ilrs(*run, "--no-plots", "--seed", seed, "--out", str(tmp_path / name), PYTHONHASHSEED=hash_seed)
        assert done.returncode == 0, done.stderr
        folders.append(Path(done.stdout.splitlines()[0]))
    one, same, other = folders
    for name in SAME:
        assert (one / name).read_bytes() == (same / name).read_bytes(), name
    assert (one / "kpis.json").read_bytes() != (other / "kpis.json").read_bytes()


def test_two_processes_that_write_one_run_leave_one_whole_run(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sim", *RUN, "--no-plots", "--quiet", "--force", "--out", str(tmp_path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    assert outputs[0] == outputs[1]
    assert [path.name for path in tmp_path.iterdir()] == ["baseline"]
    (folder,) = (tmp_path / "baseline").iterdir()
    assert len(list(folder.iterdir())) == 7


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "sky", "ilrs:baseline"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith("utc,")
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(30) == 0
    process.stderr.close()


def test_nothing_is_coloured_or_wrapped_off_a_terminal(tmp_path: Path) -> None:
    done = ilrs("assumptions", "ilrs:baseline", COLUMNS="40", TERM="xterm-256color")
    assert "\x1b" not in done.stdout + done.stderr
    assert all(line == line.rstrip() for line in done.stdout.splitlines())
    lines = done.stdout.splitlines()
    assert len(lines) > 60
    assert max(len(line) for line in lines) > 100


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("after", [0.0, 0.1, 0.3])
def test_an_interrupted_comparison_leaves_no_half_runs(tmp_path: Path, after: float) -> None:
    command = [sys.executable, "-m", "sim", "compare", "ilrs:baseline", "ilrs:nuclear", "--out", str(tmp_path)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    # Ctrl-C on a terminal reaches the workers too, wherever they are: starting, running, writing.
    assert process.stderr is not None
    assert process.stderr.readline().startswith("simulating")
    time.sleep(after)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert err.splitlines()[-1] == "interrupted"
    assert "Traceback" not in err
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell")
@pytest.mark.parametrize("verb", [["show"], ["sky", "--step", "30d"], ["run", "--until", "2031-01-05", "--no-plots"]])
@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_closed_output_is_no_fault(tmp_path: Path, verb: list[str], closed: str) -> None:
    command = [sys.executable, "-m", "sim", verb[0], "ilrs:baseline", *verb[1:]]
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *command]
    done = subprocess.run(shell, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(list(tmp_path.glob("results/baseline/*/run.json"))) == (verb[0] == "run")


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="no /dev/stdout")
def test_standard_output_by_its_name_is_a_pipe_like_any_other() -> None:
    asked = ["sky", "ilrs:baseline", "--step", "300d"]
    plain, named = ilrs(*asked), ilrs(*asked, "--csv", "/dev/stdout")
    assert (named.returncode, named.stdout, named.stderr) == (0, plain.stdout, "")
    assert len(plain.stdout.splitlines()) == 8


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="file names are text there")
def test_a_file_name_that_is_no_text_does_no_harm(tmp_path: Path) -> None:
    names = [os.fsdecode(name) for name in (b"one\xff.toml", b"\xfe\nother.toml")]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(f'title = "T"\nextends = "ilrs:baseline.toml"\nseed = {number}\n')
    paths = [str(tmp_path / name) for name in names]
    out = ["--until", "2031-01-05", "--out", str(tmp_path / os.fsdecode(b"out\xff"))]
    for arguments in (["check", *paths], ["run", paths[0], *out], ["compare", *paths, *out]):
        done = ilrs(*arguments)
        assert done.returncode == 0, done.stderr
    missing = ilrs("check", paths[0] + "x")
    assert missing.returncode == 2
    assert "Traceback" not in missing.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_output_that_cannot_be_written_is_one_message() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sim", "show", "ilrs:baseline"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "error: no space left on device\n"


def test_an_encoding_without_the_characters_does_no_harm(tmp_path: Path) -> None:
    done = ilrs(*RUN, "--no-plots", "--out", str(tmp_path), PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_gets_a_bar_that_goes_and_a_summary_within_its_width(tmp_path: Path) -> None:
    import fcntl
    import pty
    import re
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", *RUN, "--no-plots", "--out", str(tmp_path / "out")],
        stdout=slave,
        stderr=slave,
        env=os.environ | {"TERM": "xterm-256color"},
    )
    os.close(slave)
    shown = b""
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not chunk:
            break
        shown += chunk
    os.close(master)
    assert process.wait(60) == 0
    text = shown.decode()
    assert "simulating" in text
    assert "\x1b[" in text
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).splitlines()
    summary = plain[plain.index("Energy") :]
    assert len(summary) > 30
    # A path is as long as it is.
    assert max(len(line) for line in summary if not line.startswith("for the report: ")) <= 80

"""Folders appear whole or not at all, and nobody's leftovers are swept while somebody's work is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sim.result.staging import STAGING, publish, staging, sweep


def never(_there: Path) -> bool:
    return False


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_a_published_folder_is_all_that_remains(tmp_path: Path) -> None:
    with staging(tmp_path) as stage:
        (stage / "a.txt").write_text("a")
        assert publish(stage, tmp_path / "name" / "id", keep=never)
    assert files(tmp_path) == {"name", "name/id", "name/id/a.txt"}


@pytest.mark.parametrize("kind", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_nothing_remains_of_what_was_interrupted(tmp_path: Path, kind: type[BaseException]) -> None:
    def work() -> None:
        with staging(tmp_path) as stage:
            (stage / "sub").mkdir()
            (stage / "sub" / "a.txt").write_text("a")
            raise kind

    with pytest.raises(kind):
        work()
    assert files(tmp_path) == set()


def test_what_stands_is_kept_or_replaced_as_asked(tmp_path: Path) -> None:
    final = tmp_path / "id"
    for text, keep, expected in (("1", False, "1"), ("2", True, "1"), ("3", False, "3")):
        with staging(tmp_path) as stage:
            (stage / "text").write_text(text)
            assert publish(stage, final, keep=lambda _there, keep=keep: keep) is not keep
        assert (final / "text").read_text() == expected
    assert files(tmp_path) == {"id", "id/text"}


def test_many_writers_of_one_folder_leave_one_whole_folder(tmp_path: Path) -> None:
    final = tmp_path / "name" / "id"

    def write(number: int) -> None:
        with staging(tmp_path) as stage:
            for name in "abcdef":
                (stage / name).write_text(str(number))
            publish(stage, final, keep=never)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(60)))
    contents = {path.read_text() for path in final.iterdir()}
    assert len(list(final.iterdir())) == 6
    assert len(contents) == 1
    assert files(tmp_path) == {"name", "name/id", *(f"name/id/{name}" for name in "abcdef")}


HOLD = """
import sys, time
from pathlib import Path
from sim.result.staging import staging
with staging(Path(sys.argv[1])) as stage:
    (stage / "half.txt").write_text("half")
    print("ready", flush=True)
    time.sleep(60)
"""


def hold(out: Path) -> subprocess.Popen[str]:
    """A process that stands in the middle of writing."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(out)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no file locks that die with their holder")
def test_a_dead_writer_is_swept_and_a_living_one_is_not(tmp_path: Path) -> None:
    dead, alive = hold(tmp_path), hold(tmp_path)
    try:
        assert len(list((tmp_path / STAGING).glob("*/half.txt"))) == 2
        dead.kill()
        dead.wait()
        sweep(tmp_path)
        assert len(list((tmp_path / STAGING).glob("*/half.txt"))) == 1
        with staging(tmp_path) as stage:
            publish(stage, tmp_path / "id", keep=never)
        assert len(list((tmp_path / STAGING).glob("*/half.txt"))) == 1
        os.kill(alive.pid, signal.SIGINT)
        alive.wait(10)
        assert files(tmp_path) == {"id"}
    finally:
        for process in (dead, alive):
            process.kill()
            process.communicate()


# Ctrl-C between taking the old folder away and putting the new one in its place, while another thread lives.
REPLACE = """
import os, signal, sys, threading, time
from pathlib import Path
from sim.result.staging import publish, staging
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
rename = Path.rename
def interrupted(self, target):
    renamed = rename(self, target)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.1)
    return renamed
out = Path(sys.argv[1])
try:
    with staging(out) as stage:
        (stage / "new").touch()
        Path.rename = interrupted
        publish(stage, out / "id", keep=lambda _there: False)
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_an_interruption_waits_until_the_old_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "id").mkdir()
    (tmp_path / "id" / "old").touch()
    done = subprocess.run([sys.executable, "-c", REPLACE, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "interrupted\n"
    assert files(tmp_path) == {"id", "id/new"}


def test_a_folder_without_a_lock_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / STAGING / "abc" / "deep").mkdir(parents=True)
    (tmp_path / STAGING / "abc.trash").mkdir()
    sweep(tmp_path)
    assert files(tmp_path / STAGING) == set()


def test_a_root_that_cannot_be_made_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotADirectoryError), staging(tmp_path / "file" / "out"):
        pytest.fail("a folder inside a file")


def test_a_folder_that_goes_while_it_is_looked_at_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = Path.mkdir, iter([FileExistsError(17, "File exists"), FileNotFoundError(2, "No such file")])

    def mkdir(self: Path, *arguments: object, **options: object) -> None:
        if self.name == ".staging" and (failure := next(failures, None)) is not None:
            raise failure
        real(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", mkdir)
    with staging(tmp_path) as stage:
        assert stage.is_dir()


def test_a_file_in_the_place_of_the_folder_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / ".staging").write_text("in the way")
    with pytest.raises(FileExistsError), staging(tmp_path):
        pass

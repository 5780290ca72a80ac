"""A disk that is full or may not be written ends a study in clear words, and what is there stays readable."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from sim.study.replicates.store import ReadOnlyError, Store, StoreError
from sim.study.replicates.study import Execution, each, opened
from sim.study.replicates.task import Record
from sim.study.replicates.variants import Drawing, Variant
from tests.study.replicates import studying

resource = pytest.importorskip("resource")

Mount = Callable[..., None]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with room for little."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount(disk, "-t", "tmpfs", "-o", "size=160k", "none")
    yield disk
    subprocess.run(["umount", disk], check=True)


def mount(disk: Path, *arguments: str) -> None:
    try:
        done = subprocess.run(["mount", *arguments, disk], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount")
    if done.returncode:
        pytest.skip(f"no disk can be mounted: {done.stderr.strip()}")


def record(number: int) -> Record:
    return Record("v", number, {"a": float(number)}, {"b": np.arange(240.0)})


def fill(path: Path) -> int:
    """Keep replicates until there is no room; how many were kept."""
    kept = 0
    refused = ""
    with Store(path, {"seed": "1"}) as store:
        while not refused:
            try:
                store.add(record(kept))
                kept += 1
            except StoreError as error:
                refused = str(error)
    assert str(path) in refused
    assert "the same command goes on when there is room" in refused
    assert kept > 0
    return kept


def read(path: Path) -> list[float]:
    with Store(path, {"seed": "1"}, write=False) as store:
        return [one.values["a"] for one in store.records()]


def test_on_a_full_disk_what_is_there_stays_readable_and_it_goes_on_where_there_is_room(
    tmp_path: Path, small: Path
) -> None:
    path = small / "study.sqlite"
    kept = fill(path)
    with pytest.raises(OSError, match="No space left"):
        (small / "rest").write_bytes(b"x" * 200_000)
    assert read(path) == list(range(kept))
    # The same from a place that may not even be written.
    mount(small, "-o", "remount,ro")
    assert read(path) == list(range(kept))
    roomy = tmp_path / "roomy"
    shutil.copytree(small, roomy)
    with Store(roomy / "study.sqlite", {"seed": "1"}) as store:
        for number in range(kept, kept + 50):
            store.add(record(number))
    assert read(roomy / "study.sqlite") == list(range(kept + 50))
    assert [each.name for each in roomy.iterdir() if each.name != "rest"] == ["study.sqlite"]


@pytest.mark.slow
def test_a_study_on_a_full_disk_says_so_in_a_line(small: Path) -> None:
    status, said, err = studying.ended(studying.begun(small, "--number", 200, "--hours", 100))
    assert status == 1
    assert err.startswith(f"StoreError: {small}")
    assert "the disk is full; what is there stays" in err
    assert err.count("\n") == 1
    assert studying.kept(said) == studying.numbers(small) != set()


def test_a_file_that_may_not_grow_is_told(tmp_path: Path) -> None:
    limit, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.getsignal(signal.SIGXFSZ)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limit[1]))
    try:
        kept = fill(tmp_path / "study.sqlite")
        assert read(tmp_path / "study.sqlite") == list(range(kept))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, handler)


def test_what_is_done_is_read_from_where_nothing_can_be_written(small: Path) -> None:
    one = Variant("Baseline", studying.baseline())
    where = Execution(small, 1)

    def need(number: int) -> None:
        with opened("ensemble", "baseline", Drawing(1, "random", 50.0), ["x"], where) as study:
            study.need(each([one], range(number)))
            assert study.store.known(one.key) == set(range(number))

    need(3)
    mount(small, "-o", "remount,ro")
    need(3)
    with pytest.raises(ReadOnlyError, match=r"study\.sqlite: cannot be written; give another folder with --out"):
        need(4)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "studies").write_text("a file")
    nowhere = opened("ensemble", "baseline", Drawing(1, "random", 50.0), ["x"], Execution(tmp_path, 1))
    with pytest.raises(StoreError, match=r"cannot be made: .*; give another folder with --out"), nowhere:
        pytest.fail("there is no folder")


def test_a_store_that_is_damaged_in_its_middle_is_told(tmp_path: Path) -> None:
    path = tmp_path / "study.sqlite"
    with Store(path, {}) as store:
        for number in range(100):
            store.add(record(number))
    content = bytearray(path.read_bytes())
    content[8192:-4096] = bytes(len(content) - 12288)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="is damaged or no study; remove it"), Store(path, {}) as store:
        list(store.records())


def test_a_store_whose_making_was_killed_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "study.sqlite"
    path.touch()
    with pytest.raises(StoreError, match="holds nothing yet"):
        Store(path, {"seed": "1"}, write=False)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode = WAL")
    database.close()
    with Store(path, {"seed": "1"}) as store:
        store.add(record(1))
    assert read(path) == [1.0]

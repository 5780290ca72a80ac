"""The replicates of a study are the same wherever they run, byte for byte; shards come together from one folder."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from sim.study.replicates.store import BusyError, Store, StoreError
from sim.study.replicates.study import Execution, each, opened
from sim.study.replicates.variants import Drawing, Variant
from tests.study.replicates import studying

SHORT = ("--number", "12", "--hours", "3000")
RANDOM = Drawing(1, "random", 50.0)


@pytest.fixture(scope="module")
def one() -> Variant:
    return Variant("Baseline", studying.baseline())


def need(out: Path, one: Variant, number: int, shard: tuple[int, int] | None = None) -> tuple[Path, set[int]]:
    """Run replicates in this process; the study's folder, and which of them it keeps."""
    with opened("ensemble", "baseline", RANDOM, ["x"], Execution(out, 1, shard=shard)) as study:
        study.need(each([one], range(number)))
        assert study.folder is not None
        return study.folder, study.store.known(one.key)


@pytest.mark.slow
def test_one_two_and_four_workers_shards_and_hashes_give_the_same_bytes(tmp_path: Path) -> None:
    for workers, hashed in ((1, "1"), (2, "4242"), (4, "random")):
        environment = {"PYTHONHASHSEED": hashed}
        studying.finished(tmp_path / str(workers), *SHORT, "--workers", workers, environment=environment)
    # All shards at once, on one folder.
    out = tmp_path / "shards"
    under_way = [studying.begun(out, *SHORT, "--workers", 1, "--shard", i, 3) for i in (1, 2, 3)]
    assert [studying.ended(process)[::2] for process in under_way] == [(0, "")] * 3
    assert studying.files(out) == [f"shard-{i}-of-3.sqlite" for i in (1, 2, 3)]
    assert studying.kept(studying.finished(out, *SHORT)) == set()
    assert studying.files(out) == ["study.sqlite"]
    found = {path.name: studying.rows(path) for path in tmp_path.iterdir()}
    assert len(found) == 4
    assert all(rows == found["1"] for rows in found.values()), found.keys()
    assert len(found["1"]) == 12


def test_more_replicates_are_run_by_shards_beside_those_that_are_there(tmp_path: Path, one: Variant) -> None:
    folder, _ = need(tmp_path, one, 4)
    for i in (1, 2):
        _, kept = need(tmp_path, one, 9, (i, 2))
        assert kept == {n for n in range(4, 9) if n % 2 == i - 1}
    _, kept = need(tmp_path, one, 9)
    assert kept == set(range(9))
    assert [path.name for path in folder.iterdir()] == ["study.sqlite"]


def test_shards_of_another_number_come_together_too(tmp_path: Path, one: Variant) -> None:
    need(tmp_path, one, 6, (1, 2))
    need(tmp_path, one, 6, (1, 3))
    folder, kept = need(tmp_path, one, 6)
    assert kept == set(range(6))
    assert [path.name for path in folder.iterdir()] == ["study.sqlite"]


@pytest.mark.slow
def test_a_shard_that_is_still_being_written_is_told_and_so_is_its_double(tmp_path: Path, one: Variant) -> None:
    folder, _ = need(tmp_path, one, 2)
    writing = opened("ensemble", "baseline", RANDOM, ["x"], Execution(tmp_path, 1, shard=(1, 2)))
    with writing as study:
        study.need(each([one], range(6)))
        with pytest.raises(BusyError, match=r"shard-1-of-2\.sqlite: another process is running this study: wait"):
            need(tmp_path, one, 6)
        with pytest.raises(BusyError, match=r"shard-1-of-2\.sqlite: another process"):
            need(tmp_path, one, 6, (1, 2))
        need(tmp_path, one, 6, (2, 2))
    assert need(tmp_path, one, 6)[1] == set(range(6))
    assert [path.name for path in folder.iterdir()] == ["study.sqlite"]


def test_a_shard_of_another_study_is_refused_and_stays(tmp_path: Path, one: Variant) -> None:
    folder, _ = need(tmp_path, one, 2)
    stray = folder / "shard-1-of-2.sqlite"
    Store(stray, {"seed": "9"}).close()
    with pytest.raises(StoreError, match=r"shard-1-of-2\.sqlite: holds another study \(.*seed.* differ\)"):
        need(tmp_path, one, 2)
    assert stray.exists()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="POSIX signals")
def test_a_shard_whose_run_was_killed_goes_on_or_is_taken_in_as_far_as_it_came(tmp_path: Path) -> None:
    shard = ("--number", 24, "--hours", 3000, "--workers", 1, "--shard")
    for i in (1, 2):
        process = studying.begun(tmp_path, *shard, i, 2)
        assert process.stdout is not None
        while not process.stdout.readline().startswith(f"kept {3 + i}"):
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    said = studying.finished(tmp_path, *shard, 1, 2)
    assert 0 < len(studying.kept(said)) < 12
    said = studying.finished(tmp_path, *shard[:4])
    assert 0 < len(studying.kept(said)) < 12
    assert all(number % 2 for number in studying.kept(said))
    assert studying.files(tmp_path) == ["study.sqlite"]
    assert studying.numbers(tmp_path) == set(range(24))

"""A real Dask cluster on this machine: the same replicates as one process, whatever becomes of its parts."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from sim.study.replicates.pools import PoolError, pool
from tests.study.replicates import studying

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_spec("distributed") is None, reason="Dask is not installed: pip install 'ilrs-sim[cluster]'"
    ),
]

STARTS_S = 60.0
"""How long a scheduler or a worker may take to start on a busy machine [s]."""


class Site:
    """A scheduler and its workers, each a process.

    Args:
        folder: Where they may write.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self.scheduler = self._begun("scheduler", "--port", "0", "--host", "127.0.0.1", "--scheduler-file", self._file)
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = str(self._wait(self._read)["address"])

    def _read(self) -> dict[str, object] | None:
        with contextlib.suppress(OSError, ValueError):
            return dict(json.loads(self._file.read_text()))
        return None

    def _wait(self, there: object) -> dict[str, object]:
        began = time.monotonic()
        while time.monotonic() - began < STARTS_S:
            found = there() if callable(there) else None
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(self.log())

    def work(self, number: int, path: Path | None = None) -> None:
        """Start so many workers, whose program is that under a path if one is given."""
        for _ in range(number):
            name = str(len(self.workers))
            arguments = ("--nthreads", "1", "--no-nanny", "--host", "127.0.0.1", "--name", name)
            self.workers.append(self._begun("worker", self.address, *arguments, path=path))
        self._wait(lambda: {"n": 1} if self.log().count("Registered to") >= len(self.workers) else None)

    def _begun(self, part: str, *arguments: object, path: Path | None = None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", part, "--no-dashboard", *map(str, arguments)]
        where = studying.ROOT if path is None else path
        environment = {"PYTHONPATH": str(where), "DASK_TEMPORARY_DIRECTORY": str(self._folder)}
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=where, env={**os.environ, **environment})

    def log(self) -> str:
        """What they said."""
        return (self._folder / "log").read_text()

    def end(self) -> None:
        """Kill them all."""
        for process in (*self.workers, self.scheduler):
            process.kill()
        for process in (*self.workers, self.scheduler):
            process.wait()


@contextlib.contextmanager
def site(folder: Path) -> Iterator[Site]:
    """A cluster that is gone at the end."""
    there = Site(folder)
    try:
        yield there
    finally:
        there.end()


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("cluster")) as there:
        there.work(2)
        yield there


def until(process: subprocess.Popen[str], word: str) -> None:
    """Wait until the study says a word."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(word):
            return
    raise AssertionError(studying.ended(process))


def test_a_cluster_gives_what_one_worker_gives_and_goes_on_without_one_of_its_own(
    tmp_path: Path, cluster: Site
) -> None:
    studying.finished(tmp_path / "one", "--workers", 1)
    said = studying.finished(tmp_path / "cluster", "--cluster", cluster.address)
    assert f"begin {studying.NUMBER} 0 2 workers of the cluster at {cluster.address}" in said
    assert studying.rows(tmp_path / "cluster") == studying.rows(tmp_path / "one")
    process = studying.begun(tmp_path / "less", "--cluster", cluster.address)
    until(process, "kept 3")
    cluster.workers[0].kill()
    status, _, err = studying.ended(process)
    assert (status, err) == (0, "")
    assert cluster.workers[1].poll() is None
    assert studying.rows(tmp_path / "less") == studying.rows(tmp_path / "one")


def test_a_scheduler_that_dies_ends_the_study_in_clear_words_and_what_was_run_stays(
    tmp_path: Path, cluster: Site
) -> None:
    process = studying.begun(tmp_path, "--cluster", cluster.address, "--number", 400)
    until(process, "kept 3")
    cluster.scheduler.kill()
    began = time.monotonic()
    status, said, err = studying.ended(process)
    assert time.monotonic() - began < 20.0
    assert (status, err) == (
        1,
        f"PoolError: the Dask scheduler at {cluster.address} is gone; what was run is kept, and the same command goes "
        "on with it\n",
    )
    assert studying.kept(said) | {3} <= studying.numbers(tmp_path)
    assert studying.files(tmp_path) == ["study.sqlite"]


def test_ctrl_c_ends_a_study_on_a_cluster_at_once(tmp_path: Path, cluster: Site) -> None:
    process = studying.begun(tmp_path, "--cluster", cluster.address, "--number", 400)
    until(process, "kept 3")
    os.killpg(process.pid, signal.SIGINT)
    began = time.monotonic()
    status, said, err = studying.ended(process)
    assert (status, err, said.splitlines()[-1]) == (130, "", "interrupted")
    assert time.monotonic() - began < 2.0
    assert studying.kept(said) <= studying.numbers(tmp_path)


def test_a_cluster_without_workers_is_refused_and_one_that_has_lost_them_is_not_waited_for_for_ever(
    tmp_path: Path, cluster: Site
) -> None:
    code = QUICK.format(patience=1.0, arguments=[str(tmp_path), "--cluster", cluster.address, "--number", "400"])
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=studying.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    until(process, "kept 3")
    for worker in cluster.workers:
        worker.kill()
    status, _, err = studying.ended(process)
    assert status == 1
    assert "has had no workers for 1 s; what was run is kept" in err
    status, _, err = studying.ended(studying.begun(tmp_path, "--cluster", cluster.address))
    assert (status, err) == (
        1,
        f"PoolError: the Dask scheduler at {cluster.address} has no workers: start some with dask worker "
        f"{cluster.address}\n",
    )


QUICK = """
import sys
import sim.study.replicates.cluster
sim.study.replicates.cluster._EMPTY_S = {patience}
from tests.study.replicates import studying
sys.argv[1:] = {arguments}
sys.exit(studying.main())
"""
"""The study, with little patience for a cluster without workers."""


def test_workers_with_another_program_are_refused(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    for name in ("sim", "scenarios"):
        shutil.copytree(studying.ROOT / name, other / name, ignore=shutil.ignore_patterns("__pycache__"))
    (other / "sim" / "another.py").write_text('"""Another."""\n')
    with site(tmp_path_factory.mktemp("cluster")) as there:
        there.work(1, other)
        status, _, err = studying.ended(studying.begun(tmp_path, "--cluster", there.address))
    assert status == 1
    assert err.startswith("ProgramError: the workers run another version of the program")
    assert err.count("\n") == 1


def test_workers_without_the_program_are_refused(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "sim").mkdir()
    (other / "sim" / "__init__.py").write_text("")
    with site(tmp_path_factory.mktemp("cluster")) as there:
        there.work(1, other)
        status, _, err = studying.ended(studying.begun(tmp_path, "--cluster", there.address))
    assert status == 1
    assert err.startswith(f"ProgramError: the workers of the Dask scheduler at {there.address} cannot run this program")
    assert "No module named 'sim.study'" in err
    assert "install the same version of ilrs-sim" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere", "tcp://no-such-host.invalid:8786"])
def test_an_address_where_nobody_listens_is_refused_in_a_line(tmp_path: Path, address: str) -> None:
    began = time.monotonic()
    code = NOBODY.format(arguments=[str(tmp_path), "--cluster", address])
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=studying.ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert time.monotonic() - began < 15.0
    assert done.returncode == 1
    assert done.stderr.startswith(f"PoolError: no Dask scheduler answers at {address}: ")
    assert done.stderr.count("\n") == 1


NOBODY = """
import sys
import sim.study.replicates.cluster
sim.study.replicates.cluster._ANSWERS_S = 1.0
from tests.study.replicates import studying
sys.argv[1:] = {arguments}
sys.exit(studying.main())
"""
"""The study, with little patience for a scheduler."""


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(PoolError, match=r"pip install 'ilrs-sim\[cluster\]'"), pool(2, "tcp://127.0.0.1:9"):
        pytest.fail("there is none")

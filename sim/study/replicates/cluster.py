"""Replicates on a Dask cluster, whose workers run the same program."""

from __future__ import annotations

import contextlib
import pickle
import platform
import re
import sys
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from typing import Any

from sim.interrupts import interrupts_held
from sim.study.replicates.processes import AHEAD, PoolError
from sim.study.replicates.task import ProgramError, Record, Task, evaluate
from sim.texts import visible_line

_ADDRESS = re.compile(r"([a-z]+://)?\S+:\d+")
_ANSWERS_S = 10.0
"""How long a scheduler may take to answer [s]."""
_LOOKS_S = 2.0
"""How often it is looked which workers there are while nothing comes in [s]."""
_CLOSES_S = 1.0
"""How long taking leave of a scheduler may take [s]."""
_EMPTY_S = 60.0
"""How long a cluster may be without workers, as one is whose queue starts others [s]."""


class Cluster:
    """A Dask cluster; needs the extra ``cluster``, and the same program on its workers.

    Args:
        address: Address of its scheduler, such as ``tcp://10.0.0.1:8786``.

    Raises:
        PoolError: Dask is not installed, nobody answers there, or there is no worker.
        ProgramError: Workers run another Python.
    """

    tries = 1
    """Dask tries a replicate elsewhere, three times unless it is configured otherwise, before it says so."""

    def __init__(self, address: str) -> None:
        client = _client_type()
        there = visible_line(address)
        if not _ADDRESS.fullmatch(address):
            raise PoolError(f"no Dask scheduler answers at {there}: an address is such as tcp://10.0.0.1:8786")
        self._place = f"the Dask scheduler at {there}"
        try:
            with warnings.catch_warnings():
                # Of libraries in other versions: what matters is the program, and that is checked.
                warnings.simplefilter("ignore")
                self._client: Any = client(address, timeout=_ANSWERS_S, set_as_default=False)
        except (OSError, ValueError, TypeError, ImportError) as error:
            why = visible_line(" ".join(str(error).split())) or "no answer"
            raise PoolError(f"no Dask scheduler answers at {there}: {why}") from None
        try:
            self._count()
            if not self.workers:
                raise PoolError(f"{self._place} has no workers: start some with dask worker {there}")
            self._check_python()
            # The same task asked for twice is run twice: what is kept is kept by us.
            self._executor: Executor = self._client.get_executor(pure=False)
            self._sent = _by_value()
        except BaseException:
            self._client.close()
            raise
        self.words = f"{self.workers} workers of the cluster at {there}"

    @property
    def window(self) -> int:
        """Most that are in flight at a time."""
        return AHEAD * max(1, self.workers)

    def _count(self) -> None:
        self.workers = len(self._client.nthreads())
        self._looked = time.monotonic()
        if self.workers:
            self._peopled = self._looked

    def _check_python(self) -> None:
        found = {each["host"]["python"] for each in self._client.get_versions()["workers"].values()}
        here = platform.python_version()
        for other in sorted(found):
            if other.split(".")[:2] != here.split(".")[:2]:
                raise ProgramError(f"the workers of {self._place} run Python {visible_line(other)}, and this is {here}")

    def ready(self, number: int) -> None:
        """It is."""

    def submit(self, task: Task) -> Future[Record]:
        """Begin to run a replicate.

        Raises:
            PoolError: The scheduler is gone.
        """
        try:
            return self._executor.submit(self._sent, pickle.dumps(task))
        except Exception as error:
            raise self._gone() from error

    def lost(self, error: BaseException) -> bool:
        """Whether an error says that the workers that a replicate ran on died.

        Raises:
            PoolError: The scheduler is gone, or has given the replicates up.
            ProgramError: They cannot run replicates of this program.
        """
        if type(error).__name__ == "KilledWorker":
            return True
        # We cancel nothing that we wait for: Dask does, of all that it was asked for, when the connection ends.
        if isinstance(error, CancelledError) or "Cancelled" in type(error).__name__ or not self._there():
            raise self._gone() from error
        if isinstance(error, Exception) and not isinstance(error, ProgramError):
            why = visible_line(" ".join(f"{type(error).__name__}: {error}".split()))
            raise ProgramError(
                f"the workers of {self._place} cannot run this program ({why}): install the same version of ilrs-sim "
                "for all of them and start them anew"
            ) from error
        return False

    def check(self) -> None:
        """Look whether the scheduler and any worker are there.

        Raises:
            PoolError: They are not.
        """
        if not self._there():
            raise self._gone()
        if time.monotonic() - self._looked < _LOOKS_S:
            return
        try:
            self._count()
        except Exception as error:
            raise self._gone() from error
        if time.monotonic() - self._peopled > _EMPTY_S:
            raise PoolError(
                f"{self._place} has had no workers for {_EMPTY_S:g} s; what was run is kept, and the same command goes "
                "on with it"
            )

    def _there(self) -> bool:
        return bool(self._client.status == "running")

    def _gone(self) -> PoolError:
        return PoolError(f"{self._place} is gone; what was run is kept, and the same command goes on with it")

    def stop(self) -> None:
        """Let nothing of ours go on."""
        with interrupts_held(), contextlib.suppress(Exception):
            if self._there():
                self._executor.shutdown(wait=False, cancel_futures=True)
            self._client.close(timeout=_CLOSES_S)

    def close(self) -> None:
        """Leave the cluster to others."""
        with contextlib.suppress(Exception):
            self._executor.shutdown(wait=True)
            self._client.close(timeout=_CLOSES_S)


_TURN = threading.Lock()


def alone(task: Task) -> Record:
    """Run a replicate, one at a time in each process.

    Workers of Dask have as many threads as there are cores. Python computes in one of them at a time, what runs have in
    common is not made for two at once, and their processor time could not be told apart.
    """
    with _TURN:
        return evaluate(task)


def _by_value() -> Callable[[bytes], Record]:
    """What is called on the cluster, as a function that holds all that it needs.

    A worker of Dask that cannot read what it is sent, as one cannot that lacks the program, ends. This it can read, and
    say what it lacks.
    """

    def replicate(task: bytes) -> Record:
        from pickle import loads

        from sim.study.replicates.cluster import alone

        return alone(loads(task))

    return replicate


def _client_type() -> Any:
    """What Dask calls a client; its log, many lines where we say one, is silenced unless it is in use."""
    if "distributed" not in sys.modules:
        with contextlib.suppress(ImportError):
            import dask.config

            silent = ("distributed", "distributed.client", "distributed.comm", "tornado", "tornado.application")
            dask.config.set({"logging": dict.fromkeys(silent, "critical")})
    try:
        from distributed import Client
    except ImportError:
        raise PoolError("--cluster needs Dask: pip install 'ilrs-sim[cluster]'") from None
    return Client

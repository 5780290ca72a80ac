"""One case, from a scenario to its run folder: found there if it was run before, else run."""

from __future__ import annotations

import contextlib
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from sim.interrupts import asked
from sim.result import folder, program
from sim.result.folder import Figures
from sim.result.lifting import has_relief, with_relief
from sim.result.result import Result, RunInfo
from sim.result.simulation import CaseError, Until, resolve_seed, resolve_until, run_id, simulate
from sim.result.staging import staging
from sim.scenario import Scenario, ScenarioError


class RunFolderWarning(UserWarning):
    """What is said of the folder of a run, and is no error."""


class DamagedRunWarning(RunFolderWarning):
    """The folder of a run is damaged, so that the case is run again."""


class UnkeptWarning(RunFolderWarning):
    """What was found out later about a run does not go into its folder, which cannot be written."""


class RunFailedError(RuntimeError):
    """A run failed through the program's fault.

    Attributes:
        folder: The folder that the failed run left.
    """

    def __init__(self, message: str, run_folder: Path) -> None:
        super().__init__(message, run_folder)
        self.message = message
        self.folder = run_folder

    def __str__(self) -> str:
        """The message, and where to look."""
        return f"{self.message} (see {self.folder / folder.RUN})"


@dataclass(frozen=True)
class Case:
    """What is to be run.

    Attributes:
        scenario: The scenario.
        seed: Seed of the random streams (None: the scenario's).
        replicate: Number of the replicate.
        until: Where to stop (None: the scenario's end).
        load_s: Wall time that loading the scenario took [s].
        reliefs: Limits without which it is run again, one at a time, to see what they cost; None stands for the
            must-have that held the run back most.
    """

    scenario: Scenario
    seed: int | None = None
    replicate: int = 0
    until: Until = None
    load_s: float = 0.0
    reliefs: tuple[str | None, ...] = ()

    @cached_property
    def run_id(self) -> str:
        """The id of its run."""
        return run_id(self.scenario, seed=self.seed, replicate=self.replicate, until=self.until)

    def place(self, out: Path) -> Path:
        """The folder of its run under ``out``."""
        return folder.place(out, self.scenario.name, self.run_id)


@dataclass(frozen=True)
class Produced:
    """A run in its folder.

    Attributes:
        result: What came out.
        folder: Where it is.
        cached: Whether it had been run before.
    """

    result: Result
    folder: Path
    cached: bool


def find(case: Case, out: Path, *, whole: bool = False) -> Produced | None:
    """The run of ``case`` under ``out``, if it is there and whole.

    Args:
        case: What was run.
        out: Root under which results go.
        whole: Whether it must have been run without the limits too that the case names.

    Warns:
        DamagedRunWarning: It is there and damaged.
    """
    where = case.place(out)
    if not where.exists() or (told := folder.status(where)) == folder.FAILED:
        return None
    try:
        if told is None:
            raise folder.RunFolderError(f"{where}: its files are damaged: {folder.RUN} cannot be read")
        found = folder.load(where)
        if found.info.run_id != case.run_id:
            raise folder.RunFolderError(f"{where}: its files are damaged: they are those of another run")
    except folder.RunFolderError as error:
        warnings.warn(DamagedRunWarning(f"{error}; it is run again"), stacklevel=2)
        return None
    if whole and not _whole(found, case):
        return None
    return Produced(found, where, cached=True)


def _whole(result: Result, case: Case) -> bool:
    """Whether it is known what came of the case without each of the limits that it names."""
    return all(has_relief(result, relief) for relief in case.reliefs)


@contextlib.contextmanager
def _kept(run_folder: Path, otherwise: str) -> Iterator[None]:
    """Say what comes of it where something cannot be put into the folder of a run, which is whole without it."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        warnings.warn(UnkeptWarning(f"{run_folder}: cannot be written ({why}): {otherwise}"), stacklevel=4)


def produce(
    case: Case,
    out: Path,
    *,
    figures: Figures | None = None,
    force: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Produced:
    """Run a case into its folder, unless it is there already.

    Args:
        case: What to run.
        out: Root under which results go.
        figures: Draws the figures of a result; none are drawn without it.
        force: Whether to run it again even if it is there.
        progress: Called with the share of the simulations that is done, with 0 before they begin.

    Warns:
        DamagedRunWarning: Its folder is there and damaged.
        UnkeptWarning: It was run before, and what is asked for beyond that cannot be put into its folder.

    Raises:
        CaseError, ScenarioError: The case cannot be run as asked.
        OSError: The folder cannot be written.
        RunFailedError: The run failed; its folder says why.
    """

    def part(number: int) -> Callable[[float], None] | None:
        """Progress of one of the runs, which are told of as one."""
        if progress is None:
            return None
        return lambda share: progress((number + share) / (1 + len(case.reliefs)))

    def relieved(result: Result) -> Result:
        for number, relief in enumerate(case.reliefs, 1):
            result = with_relief(result, relief, part(number))
        return result

    if not force and (found := find(case, out)) is not None:
        if not _whole(found.result, case):
            found = replace(found, result=relieved(found.result))
            with _kept(found.folder, "what the run without its limit brought is said and not kept"):
                folder.add_relief(found.result, found.folder)
        if figures is not None:
            with _kept(found.folder, "its figures are not drawn"):
                folder.add_plots(found.result, found.folder, figures)
        return found
    # What find() refused is damaged or failed and is replaced. What another process puts there meanwhile is the same
    # result and is kept.
    anew = force or case.place(out).exists()
    with staging(out) as stage:
        if progress is not None:
            progress(0.0)
        begun = time.perf_counter()
        try:
            result = simulate(
                case.scenario, seed=case.seed, replicate=case.replicate, until=case.until, progress=part(0)
            )
            wall = {"load": case.load_s, **result.info.wall_s}
            result = replace(result, info=replace(result.info, wall_s=wall))
            result = relieved(result)
            where = folder.write(result, out, stage, figures=figures, force=anew)
        except (CaseError, ScenarioError, OSError):
            raise
        except Exception as error:
            if asked():
                # A library that was interrupted may say something else instead.
                raise KeyboardInterrupt from error
            raise _failed(error, case, out, stage, time.perf_counter() - begun) from error
    return Produced(result, where, cached=False)


def _failed(error: Exception, case: Case, out: Path, stage: Path, seconds: float) -> RunFailedError:
    """Leave the folder of a failed run, and the error that names it."""
    info = RunInfo(
        run_id=case.run_id,
        scenario_hash=case.scenario.content_hash(),
        versions=program.versions(),
        wall_s={"load": case.load_s, "simulate": seconds},
        peak_memory_mib=program.peak_memory_mib(),
    )
    where = folder.write_failure(
        error,
        out,
        stage,
        scenario=case.scenario,
        seed=resolve_seed(case.scenario, case.seed),
        replicate=case.replicate,
        until_h=resolve_until(case.scenario, case.until),
        info=info,
    )
    return RunFailedError(f"the run of {case.scenario.name} failed: {folder.describe(error)}", where)

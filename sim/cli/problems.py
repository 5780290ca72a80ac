"""Which faults are the user's, which the run's and which the program's, and what is said of each."""

from __future__ import annotations

import errno

import click

_MACHINE_FAULTS = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ENOMEM}


def explain(error: Exception) -> tuple[int | None, list[str]]:
    """Exit status and the lines, one a problem, that tell what went wrong; no status for a fault of the program."""
    if isinstance(error, click.ClickException):
        return 2, [" ".join(error.format_message().split())]
    if isinstance(error, OSError):
        return 1 if error.errno in _MACHINE_FAULTS else 2, [describe_os_error(error)]
    # Whatever raised one of these has imported its module already: nothing is lost by importing it here.
    from sim.export.sky import SkyError
    from sim.moon.ephemeris import EphemerisRangeError
    from sim.result import CaseError, RunFailedError, RunFolderError
    from sim.scenario import ScenarioError
    from sim.study.errors import ComparisonError, StudyError

    if isinstance(error, RunFailedError):
        return 1, [str(error)]
    wrong = (CaseError, ComparisonError, EphemerisRangeError, RunFolderError, ScenarioError, SkyError, StudyError)
    if isinstance(error, wrong):
        return 2, str(error).splitlines()
    return None, [f"internal fault: {type(error).__name__}: {error}"]


def describe_os_error(error: OSError) -> str:
    """What the system refused, and where."""
    reason = (error.strerror or str(error)).lower()
    where = error.filename2 or error.filename
    return f"{where}: {reason}" if where is not None else reason

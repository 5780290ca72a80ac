"""What all functions of the facade share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from sim.result import Result
    from sim.study.findings import Findings


def moment(until: str | dt.date | float | None) -> dt.date | float | None:
    """A point in time from text."""
    if not isinstance(until, str):
        return until
    import datetime as dt

    from sim.result import CaseError

    try:
        return dt.datetime.fromisoformat(until)
    except ValueError:
        raise CaseError(f"until '{until}' is not a UTC date or time such as 2031-01-31 or 2031-01-31T12:00") from None


def run_figures(result: Result, folder: Path) -> object:
    """Draw the figures of a run into a folder."""
    from sim.view import save_run_figures

    return save_run_figures(result, folder)


def study_figures(findings: Findings, folder: Path) -> object:
    """Draw the figures of a study into a folder."""
    from sim.view import save_study_figures

    return save_study_figures(findings, folder)

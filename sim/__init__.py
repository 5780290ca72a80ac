"""Simulator of a lunar south pole station.

import sim

r = sim.run("scenarios/baseline.toml", until="2031-07-01")
r.kpis["bricks.laid"].value
r.plot("overview").savefig("overview.png")
sim.compare(["ilrs:baseline", "ilrs:nuclear"]).plot()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim import presenting

if TYPE_CHECKING:
    # Whatever imports anything of the package imports this file first: it imports what it needs when it is called.
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sim.result import Result
    from sim.scenario import Scenario
    from sim.study import Comparison
    from sim.study.sensitivity.sensitivity import Sensitivity

__all__ = ["__version__", "compare", "load_result", "load_scenario", "run", "sensitivity"]


def load_scenario(
    source: str | Path | Scenario,
    set: Mapping[str, object] | Sequence[str] = (),  # noqa: A002
) -> Scenario:
    """A scenario, checked and resolved.

    Args:
        source: A TOML file, or ``"ilrs:NAME"`` for one that comes with the program.
        set: Changes such as ``{"energy.batteries.main.capacity": "1500 kWh"}``, or as texts ``"KEY=VALUE"``.

    Raises:
        sim.scenario.ScenarioError: It is wrong; the text has a line a problem.
    """
    from sim.scenario import Scenario, ScenarioError, load
    from sim.scenario.problems import Problem

    if isinstance(source, Scenario):
        if set:
            raise ScenarioError([Problem("--set", None, "", "a scenario that is loaded cannot be changed")])
        return source
    return load(source, set)


def run(
    source: str | Path | Scenario,
    *,
    set: Mapping[str, object] | Sequence[str] = (),  # noqa: A002
    seed: int | None = None,
    replicate: int = 0,
    until: str | dt.date | dt.datetime | float | None = None,
    out: str | Path | None = None,
    force: bool = False,
    plots: bool = True,
) -> Result:
    """Run a scenario.

    Args:
        source: A TOML file, ``"ilrs:NAME"`` or a loaded scenario.
        set: Changes such as ``{"energy.batteries.main.capacity": "1500 kWh"}``, or as texts ``"KEY=VALUE"``.
        seed: Seed of the random numbers (default: the scenario's).
        replicate: Number of the random draw.
        until: UTC date or time, as text or as such, or hours since the start (default: the scenario's end).
        out: Folder under which the run folder goes; nothing is written without it.
        force: With ``out``: whether to run again what is there.
        plots: With ``out``: whether to draw the figures.

    Raises:
        sim.scenario.ScenarioError: The scenario is wrong.
        sim.result.CaseError: ``until`` lies outside the scenario's span.
        sim.result.RunFailedError: With ``out``: the run failed through the program's fault.
    """
    from pathlib import Path

    from sim.result import Case, produce, simulate

    scenario = load_scenario(source, set)
    stop = _moment(until)
    if out is None:
        return simulate(scenario, seed=seed, replicate=replicate, until=stop)
    case = Case(scenario, seed, replicate, stop)
    return produce(case, Path(out), figures=_run_figures if plots else None, force=force).result


def compare(
    items: Sequence[str | Path | Scenario | Result],
    *,
    set: Mapping[str, object] | Sequence[str] = (),  # noqa: A002
    seed: int | None = None,
    until: str | dt.date | dt.datetime | float | None = None,
    labels: Sequence[str] | None = None,
) -> Comparison:
    """Compare runs with the first of them.

    Args:
        items: Results, run folders (or their ``run.json``), and scenarios, which are run.
        set: Changes to the scenarios, as in :func:`run`.
        seed: Seed for the scenarios (default: each one's).
        until: Where to stop the scenarios, as in :func:`run`.
        labels: What each is called, in the same order (default: the titles of the scenarios, and what was changed where
            these do not tell them apart).

    Raises:
        sim.study.ComparisonError: There are fewer than two, or the labels are not one for each, or not all different.
        sim.scenario.ScenarioError: A scenario is wrong.
        sim.result.RunFolderError: A run folder is not whole.
    """
    from pathlib import Path

    from sim import study
    from sim.result import Result
    from sim.study.errors import too_few

    if len(items) < 2:
        raise too_few(len(items))
    called = None if labels is None else study.check_labels(labels, len(items))  # before anything is run
    results = []
    for item in items:
        if isinstance(item, Result):
            results.append(item)
        elif isinstance(item, str | Path) and (folder := study.run_folder(item)) is not None:
            results.append(load_result(folder))
        else:
            results.append(run(item, set=set, seed=seed, until=until))
    return study.compare(results, called)


def sensitivity(
    source: str | Path | Scenario,
    kpi: str | Sequence[str] = (),
    *,
    time: str | float | None = None,
    trajectories: int | None = None,
    samples: int | None = None,
    set: Mapping[str, object] | Sequence[str] = (),  # noqa: A002
    seed: int | None = None,
    until: str | dt.date | dt.datetime | float | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    plots: bool = True,
) -> Sensitivity:
    """Find out which assumptions decide some figures of a scenario.

    With more than one worker, a script needs the usual ``if __name__ == "__main__":`` around what it does.

    Args:
        source: A TOML file, ``"ilrs:NAME"`` or a loaded scenario.
        kpi: Names of KPIs, or ``"goal.reached"`` (default: the chief goal).
        time: What it may take, as ``"20min"`` or in seconds (default: 20 minutes).
        trajectories: Size of the screening (default: what the time buys).
        samples: Samples for the shares of the variance, a power of two (default: what the time buys).
        set: Changes to the scenario, as in :func:`run`.
        seed: Seed of the random numbers (default: the scenario's).
        until: Where to stop, as in :func:`run`.
        workers: Processes on this machine (default: one for each core).
        out: Root of results under which its folder goes; nothing is written without it.
        plots: With ``out``: whether to draw its figure.

    Raises:
        sim.scenario.ScenarioError: The scenario is wrong.
        sim.result.CaseError: ``until`` lies outside the scenario's span.
        sim.study.errors.StudyError: It cannot be run as asked.
    """
    from pathlib import Path

    from sim.result.goal_checks import require_known
    from sim.result.simulation import resolve_seed, resolve_until
    from sim.study.replicates.study import Execution
    from sim.study.replicates.variants import Drawing
    from sim.study.sensitivity.run import effort_of
    from sim.study.sensitivity.run import sensitivity as run_study

    scenario = load_scenario(source, set)
    require_known(scenario)
    found, _ = run_study(
        scenario,
        Drawing(resolve_seed(scenario, seed), "both", resolve_until(scenario, _moment(until))),
        [kpi] if isinstance(kpi, str) else kpi,
        effort_of(time, trajectories, samples),
        execution=Execution(None if out is None else Path(out), workers),
        figures=_study_figures if plots else None,
    )
    return found


def load_result(path: str | Path) -> Result:
    """The result in a run folder.

    Raises:
        sim.result.RunFolderError: It is not the folder of a complete run.
    """
    from sim.result import load

    return load(path)


def _moment(until: str | dt.date | float | None) -> dt.date | float | None:
    """A point in time from text."""
    if not isinstance(until, str):
        return until
    import datetime as dt

    from sim.result import CaseError

    try:
        return dt.datetime.fromisoformat(until)
    except ValueError:
        raise CaseError(f"until '{until}' is not a UTC date or time such as 2031-01-31 or 2031-01-31T12:00") from None


def _run_figures(result: Result, folder: Path) -> object:
    from sim.view import save_run_figures

    return save_run_figures(result, folder)


def _study_figures(findings: Any, folder: Path) -> object:
    from sim.view import save_study_figures

    return save_study_figures(findings, folder)


class _Presenter:
    """Draws and exports results and comparisons; imports what does so when it is asked for."""

    def figure(self, kind: str, subject: Any, **options: Any) -> Any:
        from sim.view import figure

        return figure(kind, subject, **options)

    def kpi_table(self, subject: Any, form: str, **options: Any) -> str:
        from sim.export import kpi_table

        return kpi_table(subject, form, **options)

    def to_frame(self, subject: Any, what: str, **options: Any) -> Any:
        from sim.export import to_frame

        return to_frame(subject, what, **options)

    def display(self, subject: Any) -> str:
        from sim.export import display

        return display(subject)


presenting.install(_Presenter())


def __getattr__(name: str) -> Any:
    """Look the version up when it is asked for: that takes longer than all else here."""
    if name == "__version__":
        from sim.result.program import version

        return version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names alone: what else is here serves them."""
    return sorted(__all__)

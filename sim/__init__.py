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
    from sim.study.findings import Findings
    from sim.study.replicates.variants import Vary
    from sim.study.sizing.sizing import Sizing

__all__ = ["__version__", "compare", "load_result", "load_scenario", "run", "size"]


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


def size(
    source: str | Path | Scenario,
    vary: Mapping[str, str] | Sequence[str],
    *,
    meet: Sequence[str] = (),
    minimise: Sequence[str] = (),
    maximise: Sequence[str] = (),
    n: int = 20,
    fresh: int | None = None,
    budget: int = 150,
    surely: bool = False,
    draw: Vary = "both",
    set: Mapping[str, object] | Sequence[str] = (),  # noqa: A002
    seed: int | None = None,
    until: str | dt.date | dt.datetime | float | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    plots: bool = True,
) -> Sizing:
    """Search how large it must be: the sizes that meet what is required at least cost.

    Args:
        source: A TOML file, ``"ilrs:NAME"`` or a loaded scenario.
        vary: Ranges of sizes by key, ``{"energy.batteries.main.capacity": "600:3000 kWh"}``, or as texts
            ``"KEY=LOW:HIGH"``.
        meet: Requirements such as ``"energy.survival_availability >= 0.999 in 95 %"``.
        minimise: KPIs of which less is better (default: the mass landed, where nothing is to be maximised either).
        maximise: KPIs of which more is better; of two KPIs in all, the front is sought.
        n: Runs of each design.
        fresh: Runs with fresh draws by which the best design is checked (default: five for each of ``n``).
        budget: Most designs that are tried.
        surely: Whether the lower end of the interval of each share must reach what is asked for.
        draw: What each run draws anew: ``"random"``, ``"parameters"`` or ``"both"``.
        set: Changes to the scenario, as in :func:`run`.
        seed: Seed of the random numbers (default: the scenario's).
        until: Where to stop the runs, as in :func:`run`.
        workers: Processes (default: one for each core); a script needs ``if __name__ == "__main__":`` around this.
        cluster: Address of the scheduler of a Dask cluster, to run there instead.
        out: Folder under which the study goes; nothing is written without it.
        plots: With ``out``: whether to draw the figures.

    Raises:
        sim.scenario.ScenarioError: The scenario is wrong, or what is to be sized.
        sim.study.StudyError: Anything else that is asked is wrong, or the study cannot go on.
    """
    from collections.abc import Mapping
    from pathlib import Path

    from sim.result.goal_checks import require_known
    from sim.result.simulation import resolve_seed, resolve_until
    from sim.study.replicates.study import Execution
    from sim.study.replicates.variants import Drawing
    from sim.study.sizing.run import question_of
    from sim.study.sizing.run import size as search

    scenario = load_scenario(source, set)
    require_known(scenario)
    drawing = Drawing(resolve_seed(scenario, seed), draw, resolve_until(scenario, _moment(until)))
    ranges = [f"{key}={text}" for key, text in vary.items()] if isinstance(vary, Mapping) else _texts(vary)
    question = question_of(
        scenario,
        drawing,
        ranges,
        _texts(meet),
        _texts(minimise),
        _texts(maximise),
        n=n,
        fresh=fresh,
        budget=budget,
        surely=surely,
    )
    where = Execution(None if out is None else Path(out), workers, cluster)
    return search(scenario, drawing, question, execution=where, figures=_study_figures if plots else None)[0]


def _texts(given: str | Sequence[str]) -> list[str]:
    """Texts from one or several."""
    return [given] if isinstance(given, str) else list(given)


def _study_figures(findings: Findings, folder: Path) -> object:
    from sim.view import save_study_figures

    return save_study_figures(findings, folder)


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

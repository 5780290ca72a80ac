"""Simulator of a lunar south pole station.

import sim

r = sim.run("scenarios/baseline.toml", until="2031-07-01")
r.kpis["bricks.laid"].value
r.plot("overview").savefig("overview.png")
sim.compare(["ilrs:baseline", "ilrs:nuclear"]).plot()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from sim import presenting

if TYPE_CHECKING:
    # Whatever imports anything of the package imports this file first: it imports what it needs when it is called.
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Literal

    from sim.result import Result
    from sim.scenario import Scenario
    from sim.study import Comparison
    from sim.study.ensembles.ensemble import Ensemble
    from sim.study.findings import Findings
    from sim.study.levers.findings import Levers
    from sim.study.pairs.pairs import Pairs
    from sim.study.replicates.variants import Vary
    from sim.study.sensitivity.sensitivity import Sensitivity
    from sim.study.sizing.sizing import Sizing
    from sim.study.sweeps.sweep import Sweep

__all__ = [
    "__version__",
    "compare",
    "ensemble",
    "levers",
    "load_result",
    "load_scenario",
    "load_study",
    "run",
    "sensitivity",
    "size",
    "sweep",
]


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


@overload
def compare(  # type: ignore[overload-overlap]  # one is a whole number too
    items: Sequence[str | Path | Scenario | Result],
    *,
    set: Mapping[str, object] | Sequence[str] = (),
    seed: int | None = None,
    until: str | dt.date | dt.datetime | float | None = None,
    labels: Sequence[str] | None = None,
    n: Literal[1] = 1,
    out: str | Path | None = None,
) -> Comparison: ...


@overload
def compare(
    items: Sequence[str | Path | Scenario | Result],
    *,
    set: Mapping[str, object] | Sequence[str] = (),
    seed: int | None = None,
    until: str | dt.date | dt.datetime | float | None = None,
    labels: Sequence[str] | None = None,
    n: int,
    vary: Vary = "both",
    workers: int | None = None,
    out: str | Path | None = None,
) -> Pairs: ...


def compare(
    items: Sequence[str | Path | Scenario | Result],
    *,
    set: Mapping[str, object] | Sequence[str] = (),  # noqa: A002
    seed: int | None = None,
    until: str | dt.date | dt.datetime | float | None = None,
    labels: Sequence[str] | None = None,
    n: int = 1,
    vary: Vary = "both",
    workers: int | None = None,
    out: str | Path | None = None,
) -> Comparison | Pairs:
    """Compare runs with the first of them, or scenarios under the same draws.

    Args:
        items: Results, run folders (or their ``run.json``), and scenarios, which are run.
        set: Changes to the scenarios, as in :func:`run`.
        seed: Seed for the scenarios (default: each one's; with ``n``, the first one's for all).
        until: Where to stop the scenarios, as in :func:`run`.
        labels: What each is called, in the same order (default: the titles of the scenarios, and what was changed where
            these do not tell them apart).
        n: Draws of each. With one, single runs are compared; with more, scenarios are run under the same draws.
        vary: With ``n``, what each draw draws anew.
        workers: With ``n``, how many processes run them (default: one for each core).
        out: Root under which results go. Studies that lie there say how far apart draws lie.

    Raises:
        sim.study.ComparisonError: There are fewer than two, or the labels are not one for each, or not all different;
            or a run is to be drawn anew.
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
    if n > 1:
        return _pairs(items, called, set, seed, until, n, vary, workers, out)
    results = []
    for item in items:
        if isinstance(item, Result):
            results.append(item)
        elif isinstance(item, str | Path) and (folder := study.run_folder(item)) is not None:
            results.append(load_result(folder))
        else:
            results.append(run(item, set=set, seed=seed, until=until, out=out, plots=False))
    found = study.compare(results, called)
    return found if out is None else study.with_noise(found, out)


def _pairs(
    items: Sequence[str | Path | Scenario | Result],
    labels: Sequence[str] | None,
    changes: Mapping[str, object] | Sequence[str],
    seed: int | None,
    until: str | dt.date | float | None,
    n: int,
    vary: Vary,
    workers: int | None,
    out: str | Path | None,
) -> Pairs:
    """Scenarios under the same draws."""
    from pathlib import Path

    from sim import study
    from sim.result import Result
    from sim.study import asking
    from sim.study.pairs.run import drawing_of, pairs
    from sim.study.replicates.study import Execution

    scenarios = []
    for number, item in enumerate(items, 1):
        if isinstance(item, Result) or (isinstance(item, str | Path) and study.run_folder(item) is not None):
            raise study.ComparisonError(f"number {number} is one run, and n={n} draws anew: give its scenario")
        scenarios.append(load_scenario(item, changes))
    stop = _moment(until)
    for scenario in scenarios:
        asking.drawing_of(scenario, vary, seed, stop)
    options = {
        "-n": n,
        "--vary": vary,
        "--label": list(labels or ()),
        "--set": asking.set_options(changes),
        "--seed": seed,
        "--until": None if until is None else asking.drawing_of(scenarios[0], vary, seed, stop).end(scenarios[0]),
    }
    found, _ = pairs(
        scenarios,
        drawing_of(scenarios, vary, seed, stop),
        asking.replicates(n),
        labels=labels,
        execution=Execution(None if out is None else Path(out), workers),
        command=asking.command("compare", [one for one in items if not isinstance(one, Result)], options),
        figures=_study_figures,
    )
    assert found is not None  # it is no shard
    return found


def ensemble(
    source: str | Path | Scenario,
    n: int = 100,
    *,
    vary: Vary = "both",
    set: Mapping[str, object] | Sequence[str] = (),  # noqa: A002
    seed: int | None = None,
    until: str | dt.date | dt.datetime | float | None = None,
    until_width: str | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    plots: bool = True,
) -> Ensemble:
    """Run a scenario under many draws.

    Replicates run in several processes, each of which imports the script that asks for them: a script that calls this
    on more than one does so under ``if __name__ == "__main__":``. Notebooks need nothing.

    Args:
        source: A TOML file, ``"ilrs:NAME"`` or a loaded scenario.
        n: How many replicates; with ``until_width``, at most so many.
        vary: What each draws anew: ``"random"`` failures and rejects, uncertain ``"parameters"``, or ``"both"``.
        set: Changes to the scenario, as in :func:`run`.
        seed: Seed of the random numbers (default: the scenario's).
        until: Where to stop, as in :func:`run`.
        until_width: Stop as soon as an interval is no wider than so much, such as ``"shelter.wall.complete=20 d"``.
        workers: Processes (default: one for each core).
        out: Folder under which the study's folder goes, in which what is there already is not run again; nothing is
            written without it.
        plots: With ``out``: whether to draw the figures.

    Raises:
        sim.scenario.ScenarioError: The scenario is wrong.
        sim.result.CaseError: ``until`` lies outside the scenario's span.
        sim.study.errors.StudyError: It cannot be run as asked, or cannot go on; what was run is kept.
    """
    from pathlib import Path

    from sim.study import asking
    from sim.study.ensembles.run import ensemble as run_ensemble
    from sim.study.ensembles.run import narrow_of
    from sim.study.replicates.study import Execution

    scenario, stop = load_scenario(source, set), _moment(until)
    drawing = asking.drawing_of(scenario, vary, seed, stop)
    options = {
        "-n": n,
        "--vary": vary,
        "--set": asking.set_options(set),
        "--seed": seed,
        "--until": None if until is None else drawing.end(scenario),
        "--until-width": until_width,
    }
    found, _ = run_ensemble(
        scenario,
        drawing,
        asking.replicates(n),
        narrow=None if until_width is None else narrow_of(until_width),
        execution=Execution(None if out is None else Path(out), workers),
        command=asking.command("ensemble", source, options),
        figures=_study_figures if plots else None,
    )
    assert found is not None  # only of a shard there is nothing
    return found


def load_study(path: str | Path) -> Findings:
    """What the study in a folder found.

    Raises:
        sim.study.errors.StudyError: It is not the folder of a study, or of another format.
    """
    from sim.study.study_folder import open_study

    return open_study(path)


def levers(
    source: str | Path | Scenario,
    n: int | None = None,
    *,
    set: Mapping[str, object] | Sequence[str] = (),  # noqa: A002
    vary: Vary | None = None,
    seed: int | None = None,
    until: str | dt.date | dt.datetime | float | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    plots: bool = True,
) -> Levers:
    """Try single changes of a scenario one at a time, and pairs of the best: what would help most.

    Args:
        source: As in :func:`run`, or a study file of kind ``levers``.
        n: Draws of each change, the same random numbers for all (default: the study's, or 20).
        set: Changes to the scenario itself, as in :func:`run`.
        vary: What each draws anew: ``"random"`` for lives, repairs and rejects, ``"parameters"`` or ``"both"``
            (default: the study's, or ``"random"``).
        seed: Seed of the random numbers (default: the scenario's).
        until: Where to stop, as in :func:`run`.
        workers: Processes on this machine (default: one for each core); more than one need the usual
            ``if __name__ == "__main__":`` in a script.
        cluster: Address of the scheduler of a Dask cluster, to run there instead.
        out: Folder under which the study goes, to be gone on with; all is kept in memory without it.
        plots: With ``out``: whether to draw the figures.

    Raises:
        sim.scenario.ScenarioError: The scenario is wrong.
        sim.result.CaseError: ``until`` lies outside the scenario's span.
        sim.study.errors.StudyError: It cannot go on; what was run is kept.
    """
    from pathlib import Path

    from sim.scenario import Scenario
    from sim.study.levers.asked import asked
    from sim.study.levers.run import levers as try_levers
    from sim.study.replicates.study import Execution

    what = asked(
        load_scenario(source, set) if isinstance(source, Scenario) else str(source),
        () if isinstance(source, Scenario) else set,
        n=n,
        vary=vary,
        seed=seed,
        until=_moment(until),
    )
    found, _ = try_levers(
        what.scenario,
        what.drawing,
        what.n,
        execution=Execution(None if out is None else Path(out), workers, cluster),
        figures=_study_figures if plots else None,
    )
    assert found is not None  # only a shard finds nothing
    return found


def sweep(
    source: str | Path | Mapping[str, str | Path | Scenario],
    *,
    set: Mapping[str, object] | Sequence[str] = (),  # noqa: A002
    n: int | None = None,
    vary: Vary | None = None,
    seed: int | None = None,
    until: str | dt.date | dt.datetime | float | None = None,
    require: Sequence[str] = (),
    by: str | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
) -> Sweep:
    """Compare many variants under the same draws: which is best, and how sure is that?

    Args:
        source: A study file, or ``"ilrs:NAME"`` for one that comes with the program; a scenario whose keys get several
            values by ``set``; or scenarios by what they are called.
        set: Of a scenario, by key the list of values of an axis; else changes to all variants, as in :func:`run`.
        n: How many replicates of each variant (default: as the study says, else 20).
        vary: What each draws anew: ``"random"``, ``"parameters"`` or ``"both"`` (default: the study's, else both).
        seed: Seed of the random numbers (default: the study's, else the first scenario's).
        until: Where to stop each run, as in :func:`run`.
        require: What a variant must meet, such as ``"energy.survival_availability >= 0.999 in 95 %"``.
        by: Measure by which variants are ranked (default: the study's, else the chief goal).
        workers: How many processes (default: one for each core); with more than one a calling script needs the usual
            ``if __name__ == "__main__":``.
        out: Folder under which results go, from which the same study goes on; nothing is written without it.

    Raises:
        sim.scenario.ScenarioError: The study or a variant is wrong.
        sim.study.errors.StudyError: Nothing varies, or it cannot be judged as asked.
    """
    from collections.abc import Mapping
    from pathlib import Path

    from sim.study.replicates.study import Execution
    from sim.study.sweeps.run import plan, plan_of
    from sim.study.sweeps.run import sweep as run_sweep

    asked: dict[str, Any] = {
        "n": n,
        "vary": vary,
        "seed": seed,
        "until": _moment(until),
        "require": require,
        "by": by,
    }
    if isinstance(source, Mapping):
        planned = plan_of({label: load_scenario(one, set) for label, one in source.items()}, **asked)
    else:
        planned = plan(str(source), set, **asked)
    execution = Execution(None if out is None else Path(out), workers)
    found, _ = run_sweep(planned, execution=execution, figures=None if out is None else _study_figures)
    assert found is not None  # only a shard finds nothing
    return found


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


def _study_figures(findings: Findings, folder: Path) -> object:
    from sim.view import save_study_figures

    return save_study_figures(findings, folder)


class _Presenter:
    """Draws and exports results, comparisons and studies; imports what does so when it is asked for."""

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

"""Studies, from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.facade.asking import moment, study_figures
from sim.facade.runs import load_scenario

if TYPE_CHECKING:
    # Whatever imports anything of the package imports this file too: it imports what it needs when it is called.
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sim.scenario import Scenario
    from sim.study.ensembles.ensemble import Ensemble
    from sim.study.findings import Findings
    from sim.study.levers.findings import Levers
    from sim.study.replicates.variants import Vary
    from sim.study.sensitivity.sensitivity import Sensitivity
    from sim.study.sizing.sizing import Sizing
    from sim.study.sweeps.sweep import Sweep


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

    scenario, stop = load_scenario(source, set), moment(until)
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
        figures=study_figures if plots else None,
    )
    assert found is not None  # only of a shard there is nothing
    return found


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
        until=moment(until),
    )
    found, _ = try_levers(
        what.scenario,
        what.drawing,
        what.n,
        execution=Execution(None if out is None else Path(out), workers, cluster),
        figures=study_figures if plots else None,
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
        "until": moment(until),
        "require": require,
        "by": by,
    }
    if isinstance(source, Mapping):
        planned = plan_of({label: load_scenario(one, set) for label, one in source.items()}, **asked)
    else:
        planned = plan(str(source), set, **asked)
    execution = Execution(None if out is None else Path(out), workers)
    found, _ = run_sweep(planned, execution=execution, figures=None if out is None else study_figures)
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

    from sim.study.asking import drawing_of
    from sim.study.replicates.study import Execution
    from sim.study.sensitivity.run import effort_of
    from sim.study.sensitivity.run import sensitivity as run_study

    scenario = load_scenario(source, set)
    found, _ = run_study(
        scenario,
        drawing_of(scenario, "both", seed, moment(until)),
        [kpi] if isinstance(kpi, str) else kpi,
        effort_of(time, trajectories, samples),
        execution=Execution(None if out is None else Path(out), workers),
        figures=study_figures if plots else None,
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

    from sim.study.asking import drawing_of
    from sim.study.replicates.study import Execution
    from sim.study.sizing.run import question_of
    from sim.study.sizing.run import size as search

    scenario = load_scenario(source, set)
    drawing = drawing_of(scenario, draw, seed, moment(until))
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
    return search(scenario, drawing, question, execution=where, figures=study_figures if plots else None)[0]


def load_study(path: str | Path) -> Findings:
    """What the study in a folder found.

    Raises:
        sim.study.errors.StudyError: It is not the folder of a study, or of another format.
    """
    from sim.study.study_folder import open_study

    return open_study(path)


def _texts(given: str | Sequence[str]) -> list[str]:
    """Texts from one or several."""
    return [given] if isinstance(given, str) else list(given)

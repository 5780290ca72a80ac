"""Scenarios and single runs, from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from sim.facade.asking import moment, run_figures, study_figures

if TYPE_CHECKING:
    # Whatever imports anything of the package imports this file too: it imports what it needs when it is called.
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Literal

    from sim.result import Result
    from sim.scenario import Scenario
    from sim.study import Comparison
    from sim.study.pairs.pairs import Pairs
    from sim.study.replicates.variants import Vary


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
    stop = moment(until)
    if out is None:
        return simulate(scenario, seed=seed, replicate=replicate, until=stop)
    case = Case(scenario, seed, replicate, stop)
    return produce(case, Path(out), figures=run_figures if plots else None, force=force).result


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
    from sim.study.pairs.run import pairs
    from sim.study.replicates.study import Execution

    scenarios = []
    for number, item in enumerate(items, 1):
        if isinstance(item, Result) or (isinstance(item, str | Path) and study.run_folder(item) is not None):
            raise study.ComparisonError(f"number {number} is one run, and n={n} draws anew: give its scenario")
        scenarios.append(load_scenario(item, changes))
    stop = moment(until)
    drawing = asking.drawing_of(scenarios, vary, seed, stop)
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
        drawing,
        asking.replicates(n),
        labels=labels,
        execution=Execution(None if out is None else Path(out), workers),
        command=asking.command("compare", [one for one in items if not isinstance(one, Result)], options),
        figures=study_figures,
    )
    assert found is not None  # it is no shard
    return found


def load_result(path: str | Path) -> Result:
    """The result in a run folder.

    Raises:
        sim.result.RunFolderError: It is not the folder of a complete run.
    """
    from sim.result import load

    return load(path)

"""The folder of a run: ``<out>/<scenario>/<run id>/``, there whole or not at all."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import shutil
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sim.engine import Channel
from sim.result import archive, files, program
from sim.result.bottlenecks import Bottlenecks, attribute
from sim.result.goals import goals_of
from sim.result.relieved import Relieved
from sim.result.result import Result, RunInfo
from sim.result.staging import publish, staging
from sim.scenario import Scenario, ScenarioError
from sim.scenario import load as load_scenario
from sim.station import topology

RUN = "run.json"
SCENARIO = "scenario.toml"
KPIS = "kpis.json"
TRACE = "trace.npz"
EVENTS = "events.csv"
LEDGER = "ledger.json"
BOTTLENECKS = "bottlenecks.json"
RELIEF = "relief.json"
PLOTS = "plots"

DONE = "done"
FAILED = "failed"

Figures = Callable[[Result, Path], object]
"""Draws the figures of a result into a folder."""


class RunFolderError(ValueError):
    """A folder is not that of a complete run; its text says what is wrong with it."""


def place(out: Path, name: str, run_id: str) -> Path:
    """The folder of a run under ``out``."""
    return out / folder_name(name) / run_id


def folder_name(name: str) -> str:
    """A scenario's name as the name of a folder: no separators, no control characters, not hidden."""
    clean = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]', "_", name).strip()
    return re.sub(r"^\.+", lambda dots: "_" * len(dots.group()), clean)[:100] or "_"


def status(folder: Path) -> str | None:
    """``done`` or ``failed``; None where ``folder`` is not a run folder."""
    try:
        found = files.read_json(folder / RUN).get("status")
    except (OSError, ValueError):
        return None
    return found if found in {DONE, FAILED} else None


def save(result: Result, out: Path | str, *, figures: Figures | None = None, force: bool = False) -> Path:
    """Write a result into its folder under ``out``.

    Args:
        result: What to write.
        out: Root under which results go.
        figures: Draws the figures; none are drawn without it.
        force: Whether to replace the folder of an earlier run of the same case.

    Returns:
        The folder.

    Raises:
        OSError: The folder cannot be written.
    """
    root = Path(out)
    with staging(root) as stage:
        return write(result, root, stage, figures=figures, force=force)


def write(result: Result, out: Path, stage: Path, *, figures: Figures | None = None, force: bool = False) -> Path:
    """Write a result into ``stage`` and publish it under ``out``; as :func:`save`."""
    begun = time.perf_counter()
    _write_scenario(stage, result.scenario)
    files.write_json(stage / KPIS, files.kpis_as_json(result.kpis))
    files.write_json(stage / LEDGER, files.ledgers_as_json(result.ledgers))
    files.write_json(stage / BOTTLENECKS, files.bottlenecks_as_json(result.bottlenecks))
    if result.relieved:
        files.write_json(stage / RELIEF, files.relieved_as_json(result.relieved))
    files.write_events(stage / EVENTS, result.events, result.start)
    archive.write(stage / TRACE, result.channels)
    wall = dict(result.info.wall_s) | {"write": time.perf_counter() - begun}
    wall["plot"] = _draw(result, stage / PLOTS, figures)
    # Drawing takes more memory than simulating: measured again.
    files.write_json(stage / RUN, _about(result, wall) | {"peak_memory_mib": program.peak_memory_mib()})
    final = place(out, result.name, result.info.run_id)
    publish(stage, final, keep=lambda there: not force and status(there) == DONE)
    return final


def write_failure(
    error: BaseException,
    out: Path,
    stage: Path,
    *,
    scenario: Scenario,
    seed: int,
    replicate: int,
    until_h: float,
    info: RunInfo,
) -> Path:
    """Publish the folder of a run that failed: every file is there, and ``run.json`` says what went wrong.

    Raises:
        OSError: The folder cannot be written.
    """
    for left in stage.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    start = dt.datetime.combine(scenario.start, dt.time())
    _write_scenario(stage, scenario)
    files.write_json(stage / KPIS, {})
    files.write_json(stage / LEDGER, {})
    files.write_json(stage / BOTTLENECKS, {})
    files.write_events(stage / EVENTS, (), start)
    archive.write(stage / TRACE, {})
    (stage / PLOTS).mkdir()
    about = _run_json(scenario.name, scenario, seed, replicate, until_h, info, dict(info.wall_s))
    about |= {
        "status": FAILED,
        "error": describe(error),
        "traceback": "".join(traceback.format_exception(error)).splitlines(),
    }
    files.write_json(stage / RUN, about)
    final = place(out, scenario.name, info.run_id)
    publish(stage, final, keep=lambda there: status(there) == DONE)
    return final


def describe(error: BaseException) -> str:
    """An exception in one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def add_plots(result: Result, folder: Path, figures: Figures) -> bool:
    """Draw the figures of a run whose folder has none; whether there were none.

    Raises:
        OSError: The folder cannot be written.
    """
    plots = folder / PLOTS
    if plots.is_dir() and any(plots.iterdir()):
        return False
    with staging(folder.parents[1]) as stage:
        seconds = _draw(result, stage / PLOTS, figures)
        about = files.read_json(folder / RUN)
        about["wall_s"]["plot"] = seconds
        about["peak_memory_mib"] = program.peak_memory_mib()
        files.write_json(stage / RUN, about)
        if not publish(stage / PLOTS, plots, keep=lambda there: any(there.iterdir())):
            return False
        (stage / RUN).replace(folder / RUN)
    return True


def add_relief(result: Result, folder: Path) -> None:
    """Write into the folder of a run what lifting its limits brought, and how long that took.

    Raises:
        OSError: The folder cannot be written.
    """
    with staging(folder.parents[1]) as stage:
        about = files.read_json(folder / RUN)
        about["wall_s"]["relieve"] = round(result.info.wall_s.get("relieve", 0.0), 4)
        files.write_json(stage / RUN, about)
        files.write_json(stage / RELIEF, files.relieved_as_json(result.relieved))
        (stage / RELIEF).replace(folder / RELIEF)
        (stage / RUN).replace(folder / RUN)


def load(path: Path | str) -> Result:
    """The result in a run folder.

    Args:
        path: The folder, or its ``run.json``.

    Raises:
        RunFolderError: It is not the folder of a complete run.
    """
    folder = Path(path)
    if folder.name == RUN:
        folder = folder.parent
    if not (folder / RUN).is_file():
        raise RunFolderError(f"{folder}: not a run folder: it has no {RUN}")
    try:
        about = files.read_json(folder / RUN)
        if about.get("status") != DONE:
            raise RunFolderError(f"{folder}: this run failed: {about.get('error', 'unknown error')}")
        scenario = load_scenario(folder / SCENARIO)
        # It is called scenario.toml here; results are distinguished by the name it was run under.
        scenario._name = about["scenario"]
        channels = archive.read(folder / TRACE)
        return Result(
            scenario=scenario,
            name=about["scenario"],
            seed=about["seed"],
            replicate=about["replicate"],
            until_h=about["simulated_hours"],
            kpis=files.kpis_from_json(files.read_json(folder / KPIS)),
            channels=channels,
            events=files.read_events(folder / EVENTS),
            ledgers=files.ledgers_from_json(files.read_json(folder / LEDGER)),
            bottlenecks=_bottlenecks(folder / BOTTLENECKS, scenario, channels),
            info=RunInfo(
                run_id=about["run_id"],
                scenario_hash=about["scenario_hash"],
                versions=about["versions"],
                wall_s=about["wall_s"],
                simpy_events=about["simpy_events"],
                peak_memory_mib=about["peak_memory_mib"],
            ),
            relieved=_relieved(folder / RELIEF, scenario),
        )
    except RunFolderError:
        raise
    except ScenarioError as error:
        raise RunFolderError(f"{folder}: its scenario does not suit this version of the program: {error}") from error
    except OSError as error:
        raise RunFolderError(f"{folder}: cannot be read: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise RunFolderError(f"{folder}: its files are damaged: {describe(error)}") from error


def _bottlenecks(path: Path, scenario: Scenario, channels: Mapping[str, Channel]) -> Bottlenecks:
    """What held each machine back, as the run found it; found anew where an earlier version wrote no such file."""
    goals = goals_of(scenario)
    if not path.exists():
        return attribute(channels, topology(scenario), goals)
    return files.bottlenecks_from_json(files.read_json(path), goals)


def _relieved(path: Path, scenario: Scenario) -> dict[str, Relieved]:
    """What lifting its limits brought, as far as that was tried."""
    if not path.exists():
        return {}
    start = dt.datetime.combine(scenario.start, dt.time())
    return files.relieved_from_json(files.read_json(path), goals_of(scenario)[0], start)


def _write_scenario(stage: Path, scenario: Scenario) -> None:
    (stage / SCENARIO).write_text(scenario.to_toml(), encoding="utf-8", newline="\n")


def _draw(result: Result, plots: Path, figures: Figures | None) -> float:
    """Draw the figures into a new folder; the wall time it took [s]."""
    begun = time.perf_counter()
    plots.mkdir()
    if figures is not None:
        figures(result, plots)
    return time.perf_counter() - begun


def _about(result: Result, wall_s: Mapping[str, float]) -> dict[str, Any]:
    """``run.json`` of a run that is done."""
    about = _run_json(result.name, result.scenario, result.seed, result.replicate, result.until_h, result.info, wall_s)
    return about | {"status": DONE, "error": None, "bottleneck": result.bottlenecks.sentence}


def _run_json(
    name: str,
    scenario: Scenario,
    seed: int,
    replicate: int,
    until_h: float,
    info: RunInfo,
    wall_s: Mapping[str, float],
) -> dict[str, Any]:
    """What ``run.json`` says of every run."""
    start = dt.datetime.combine(scenario.start, dt.time())
    return {
        "scenario": name,
        "title": scenario.title,
        "start": start.isoformat(),
        "end": (start + dt.timedelta(hours=until_h)).isoformat(),
        "seed": seed,
        "replicate": replicate,
        "simulated_hours": until_h,
        **{k: v for k, v in dataclasses.asdict(info).items() if k != "wall_s"},
        "wall_s": {phase: round(seconds, 4) for phase, seconds in wall_s.items()},
    }

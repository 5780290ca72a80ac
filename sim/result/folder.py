"""The folder of a run: ``<out>/<scenario>/<run id>/``, there whole or not at all."""

from __future__ import annotations

import dataclasses
import datetime as dt
import errno
import hashlib
import json
import os
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
from sim.result.conform import build, check
from sim.result.goals import goals_of
from sim.result.relieved import Relieved
from sim.result.result import Result, RunInfo
from sim.result.staging import publish, staging
from sim.scenario import Scenario, ScenarioError
from sim.scenario import files as scenario_files
from sim.scenario import load as load_scenario
from sim.station import topology

RUN = scenario_files.RUN
SCENARIO = "scenario.toml"
KPIS = "kpis.json"
TRACE = "trace.npz"
EVENTS = "events.csv"
LEDGER = "ledger.json"
BOTTLENECKS = "bottlenecks.json"
RELIEF = "relief.json"
PLOTS = "plots"
_CONTENTS = (SCENARIO, KPIS, TRACE, EVENTS, LEDGER, BOTTLENECKS)
_SENTENCE, _DRAWN = "bottleneck", "figures_say"
"""Keys of ``run.json``: what held the run back, and the same as the figures have it (null where none are drawn)."""
_LONGEST = 200
"""Longest name of a folder [bytes]: systems take 255."""
_DIGESTS = "digests"
"""Key of ``run.json`` with the digest of every file, itself among them; earlier versions wrote none."""

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
    """A scenario's name as the name of a folder.

    Its bytes are UTF-8 whatever the system takes names for, so that the folder is the same under every locale.
    """
    return native(clean_name(name))


def clean_name(name: str) -> str:
    """A scenario's name as that of a file: no separators, no control characters, not hidden, not too long."""
    clean = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]', "_", name).strip()
    whole = re.sub(r"^\.+", lambda dots: "_" * len(dots.group()), clean)[:100].encode("utf-8", "replace")
    return whole[:_LONGEST].decode("utf-8", "ignore") or "_"


def native(path: str) -> str:
    """A path of UTF-8 as this system takes it: where it knows ASCII only, bytes that stand for themselves."""
    return os.fsdecode(path.encode("utf-8")) if os.name == "posix" else path


def status(folder: Path) -> str | None:
    """``done`` or ``failed``; None where ``folder`` is not a run folder."""
    try:
        found = files.read_json(_own(folder, RUN)).get("status")
    except (OSError, ValueError):
        return None
    return str(found) if found in (DONE, FAILED) else None


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
    about = _about(result, wall) | {_DRAWN: None if figures is None else result.sentence}
    _write_about(stage, about | {"peak_memory_mib": program.peak_memory_mib()})
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
    _write_about(stage, about)
    final = place(out, scenario.name, info.run_id)
    publish(stage, final, keep=lambda there: status(there) == DONE)
    return final


def describe(error: BaseException) -> str:
    """An exception in one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def add_plots(result: Result, folder: Path, figures: Figures) -> bool:
    """Draw the figures of a run whose folder has none, or has some that say less; whether it was so.

    Figures say what held the run back, and what the run without that brought may be known since they were drawn.

    Raises:
        OSError: The folder cannot be written.
    """
    plots = folder / PLOTS

    def drawn(there: Path) -> bool:
        return any(there.iterdir()) and files.read_json(folder / RUN).get(_DRAWN) == result.sentence

    if plots.is_dir() and drawn(plots):
        return False
    _require_writable(folder)
    with staging(folder.parents[1]) as stage:
        seconds = _draw(result, stage / PLOTS, figures)
        about = files.read_json(folder / RUN)
        about["wall_s"]["plot"] = seconds
        about |= {"peak_memory_mib": program.peak_memory_mib(), _DRAWN: result.sentence}
        _write_about(stage, about, of=folder)
        if not publish(stage / PLOTS, plots, keep=drawn):
            return False
        (stage / RUN).replace(folder / RUN)
    return True


def add_relief(result: Result, folder: Path) -> None:
    """Write into the folder of a run what lifting its limits brought, and how long that took.

    Raises:
        OSError: The folder cannot be written.
    """
    _require_writable(folder)
    with staging(folder.parents[1]) as stage:
        about = files.read_json(folder / RUN)
        about["wall_s"]["relieve"] = round(result.info.wall_s.get("relieve", 0.0), 4)
        about[_SENTENCE] = result.sentence
        _write_about(stage, about, of=folder)
        files.write_json(stage / RELIEF, files.relieved_as_json(result.relieved))
        (stage / RELIEF).replace(folder / RELIEF)
        (stage / RUN).replace(folder / RUN)


def _require_writable(folder: Path) -> None:
    """Refuse a folder that cannot be written before anything is made that is to lie in it.

    Raises:
        PermissionError: It cannot be written.
    """
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


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
        about = files.read_json(_own(folder, RUN))
        if about.get("status") != DONE:
            raise RunFolderError(f"{folder}: this run failed: {about.get('error', 'unknown error')}")
        _check_digests(folder, about)
        return _result(folder, about)
    except RunFolderError:
        raise
    except ScenarioError as error:
        raise RunFolderError(f"{folder}: its scenario does not suit this version of the program: {error}") from error
    except OSError as error:
        raise RunFolderError(f"{folder}: cannot be read: {error.strerror or error}") from error
    except Exception as error:
        # Whatever it is: the files may say anything, and the folder is of no use.
        raise RunFolderError(f"{folder}: its files are damaged: {describe(error)}") from error


def _result(folder: Path, about: Mapping[str, Any]) -> Result:
    """What the files of a run folder hold, each of the types that are due."""
    name = check(about["scenario"], str, "scenario")
    scenario = load_scenario(_own(folder, SCENARIO))
    # It is called scenario.toml here; results are distinguished by the name it was run under.
    scenario._name = name
    hours = check(about["simulated_hours"], float, "simulated_hours")
    if not 0 < hours <= scenario.hours:
        raise ValueError(f"simulated_hours is {hours}")
    channels = archive.read(_own(folder, TRACE))
    keys = ("run_id", "scenario_hash", "versions", "wall_s", "simpy_events", "peak_memory_mib")
    return Result(
        scenario=scenario,
        name=name,
        seed=check(about["seed"], int, "seed"),
        replicate=check(about["replicate"], int, "replicate"),
        until_h=hours,
        kpis=files.kpis_from_json(files.read_json(_own(folder, KPIS))),
        channels=channels,
        events=files.read_events(_own(folder, EVENTS)),
        ledgers=files.ledgers_from_json(files.read_json(_own(folder, LEDGER))),
        bottlenecks=_bottlenecks(folder, scenario, channels),
        info=build(RunInfo, {key: about[key] for key in keys}),
        relieved=_relieved(folder, scenario),
    )


def _bottlenecks(folder: Path, scenario: Scenario, channels: Mapping[str, Channel]) -> Bottlenecks:
    """What held each machine back, as the run found it; found anew where an earlier version wrote no such file."""
    goals = goals_of(scenario)
    if not (folder / BOTTLENECKS).exists():
        return attribute(channels, topology(scenario), goals)
    return files.bottlenecks_from_json(files.read_json(_own(folder, BOTTLENECKS)), goals)


def _write_about(stage: Path, about: dict[str, Any], *, of: Path | None = None) -> None:
    """Write ``run.json``, with the digests of the files beside it (or in the folder ``of``) and of its own content."""
    about = {key: value for key, value in about.items() if key != _DIGESTS}
    digests = {name: files.digest((of or stage) / name) for name in _CONTENTS}
    files.write_json(stage / RUN, about | {_DIGESTS: digests | {RUN: _content_digest(about)}})


def _content_digest(about: Mapping[str, Any]) -> str:
    """The digest of what ``run.json`` says."""
    text = json.dumps({key: value for key, value in about.items() if key != _DIGESTS}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _check_digests(folder: Path, about: Mapping[str, Any]) -> None:
    """Raise ValueError where a file is not as it was written."""
    if _DIGESTS not in about:
        return
    digests = check(about[_DIGESTS], dict[str, str], _DIGESTS)
    if digests.get(RUN) != _content_digest(about):
        raise ValueError(f"{RUN} is not as it was written")
    for name in _CONTENTS:
        if digests.get(name) != files.digest(_own(folder, name)):
            raise ValueError(f"{name} is not as it was written")


def _own(folder: Path, name: str) -> Path:
    """A file of a run folder, which may come from anybody: a plain file in it, no link out of it, no pipe.

    Raises:
        ValueError: It is something else.
        FileNotFoundError: It is not there.
    """
    path = folder / name
    found = path.resolve(strict=True)
    if not found.is_file() or found.parent != folder.resolve():
        raise ValueError(f"{name} is no file of this folder")
    return path


def _relieved(folder: Path, scenario: Scenario) -> dict[str, Relieved]:
    """What lifting its limits brought, as far as that was tried."""
    if not (folder / RELIEF).exists():
        return {}
    start = dt.datetime.combine(scenario.start, dt.time())
    return files.relieved_from_json(files.read_json(_own(folder, RELIEF)), goals_of(scenario)[0], start)


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
    return about | {"status": DONE, "error": None, _SENTENCE: result.sentence}


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

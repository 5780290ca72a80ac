"""What figures and pages tell of partners: who joined, where experiments are, how long they waited."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine import Channel
from sim.result import Result
from sim.result.goals import Goal, goals_of
from sim.scenario.base_names import at_base
from sim.scenario.schema.partners import Partners
from sim.station.partners.diffusion import joined_after
from sim.station.partners.experiment import CHANNEL, Stage
from sim.view import run_facts

YEAR_H = 8766.0

STAGES: tuple[tuple[str, tuple[Stage, ...]], ...] = (
    ("run", (Stage.RUNNING,)),
    ("lack power", (Stage.UNPOWERED,)),
    ("wait for a place", (Stage.SET_UP,)),
    ("are set up or wait for it", (Stage.LANDED, Stage.SETTING_UP)),
    ("fly", (Stage.FLYING,)),
    ("wait for a landing", (Stage.READY,)),
    ("are built", (Stage.BUILDING,)),
    ("wait for a call", (Stage.PROPOSED,)),
)
"""What experiments do that are not over, from the station outwards, with the stages of each."""


def partnered(run: Result) -> tuple[str, Partners] | None:
    """The base whose partners figures show, and its table: the main one, else the first that has any."""
    if not any(name.endswith("partners.institutions") for name in run.channels):
        return None
    for base, tables in run.scenario.all_bases():
        if tables.partners is not None and at_base(base, "partners.institutions") in run.channels:
            return base, tables.partners
    return None


def channel(run: Result, name: str) -> Channel | None:
    """A history of the base whose partners figures show: ``partners.institutions`` and its like."""
    found = partnered(run)
    return None if found is None else run.channels.get(at_base(found[0], name))


def kpi_value(run: Result, name: str) -> float | None:
    """A key figure of that base as a number; None where it has none."""
    found = partnered(run)
    return None if found is None else run_facts.kpi_value(run, at_base(found[0], name))


def goal(run: Result, name: str) -> Goal | None:
    """The goal of a scenario that a history of that base reaches a level, the first of several; None without one."""
    found = partnered(run)
    if found is None:
        return None
    wanted = at_base(found[0], name)
    return next((one for one in goals_of(run.scenario) if one.channel == wanted and one.at_least), None)


def stages(run: Result) -> dict[str, list[Channel]]:
    """Histories of how many experiments are at each of :data:`STAGES` of which there were ever any."""
    found = {}
    for words, names in STAGES:
        there = [one for stage in names if (one := channel(run, CHANNEL + stage.value)) is not None]
        if any(one.values.max() > 0.0 for one in there):
            found[words] = there
    return found


@dataclass(frozen=True)
class Before:
    """The law before the run: times [h], which are negative, and how many had joined on the mean."""

    times: NDArray[np.float64]
    joined: NDArray[np.float64]


def before(run: Result) -> Before | None:
    """How many institutions had joined from the day they were counted until the run began; None without such days."""
    found = partnered(run)
    if found is None:
        return None
    spec = found[1].institutions
    first = run.scenario.hours_of(spec.since)
    if first >= 0.0:
        return None
    times = np.linspace(first, 0.0, 200)
    rates = float(spec.potential), float(spec.innovation), float(spec.imitation)
    joined = [joined_after(time - first, float(spec.joined), *rates) for time in times]
    return Before(times, np.array(joined))

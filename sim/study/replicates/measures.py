"""What is read from every replicate: its KPIs as numbers, when its goals were reached, and the histories of bands."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine import Channel
from sim.result import Result
from sim.result.goals import Goal, goals_of, judge
from sim.result.kpis import GOAL, better
from sim.scenario import Scenario
from sim.station.kpi import MEMBER
from sim.station.systems import bands

FloatArray = NDArray[np.float64]

CELLS = 240
"""Stretches of equal length of a run, of each of which a band has one value."""
CHIEF = "goal.reached"
"""The chief goal of a scenario that names none: that its last structure stands."""
DATE = "UTC date"
"""Unit of measures that are dates; their values are hours since the start [h], infinite for one after the end."""


@dataclass(frozen=True)
class Measure:
    """A number that is read from every replicate.

    Attributes:
        name: Name of the KPI, or :data:`CHIEF`.
        unit: Its unit; :data:`DATE` for dates.
        label: Short name.
        definition: One line that says what it is.
        count: Whether it is a number of pieces; else a pure number is a share.
    """

    name: str
    unit: str
    label: str
    definition: str
    count: bool = False

    @property
    def is_date(self) -> bool:
        """Whether its values are hours since the start, and one that is not reached counts as after the end."""
        return self.unit == DATE

    @property
    def said(self) -> str:
        """Its label within a sentence: ``mass landed``."""
        return within(self.label)

    @property
    def better(self) -> int:
        """Which way is better: 1 more, -1 less or earlier, 0 neither."""
        return -1 if self.name == CHIEF else better(self.name)


def within(label: str) -> str:
    """A label within a sentence; an abbreviation or a name keeps its letter."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def chief_measure(scenario: Scenario) -> str:
    """The measure that the chief goal of a scenario is judged by."""
    return goal_measure(goals_of(scenario)[0])


def channels_needed(scenario: Scenario) -> frozenset[str]:
    """Histories that are needed for the measures and the bands of a scenario."""
    return frozenset(bands()) | {goal.channel for goal in goals_of(scenario)}


def measures_of(result: Result) -> dict[str, Measure]:
    """The measures of a run, by name: those of the goals, then the KPIs."""
    goals = {
        (name := goal_measure(goal)): Measure(name, DATE, _goal_label(goal), f"When it was reached that {goal.what}")
        for goal in goals_of(result.scenario)
    }
    kpis = {
        name: Measure(name, kpi.unit, kpi.label, kpi.definition, isinstance(kpi.value, int))
        for name, kpi in result.kpis.items()
    }
    return {**goals, **kpis}


def values_of(result: Result) -> dict[str, float]:
    """The values of a run's measures, by name.

    Dates are hours since the start, infinite where they lie after the end; those of goals are exact, others are whole
    days. What the run does not have is not a number.
    """
    found: dict[str, float] = {}
    for name, kpi in result.kpis.items():
        if kpi.unit == DATE:
            found[name] = math.inf if kpi.value is None else _hours(str(kpi.value), result.start)
        else:
            found[name] = math.nan if kpi.value is None or isinstance(kpi.value, str) else float(kpi.value)
    for goal in goals_of(result.scenario):
        judged = judge(goal, result.channels, result.kpis, result.until_h)
        there = goal.channel in result.channels or judged.value is not None
        found[goal_measure(goal)] = (math.inf if judged.reached is None else judged.reached) if there else math.nan
    return found


def bands_of(result: Result) -> dict[str, FloatArray]:
    """One value of each band in each of :data:`CELLS` equal stretches of a run, by channel."""
    return {
        name: _cells(result.channels[name], result.until_h, band.lowest)
        for name, band in bands().items()
        if name in result.channels
    }


def edges(until_h: float) -> FloatArray:
    """The ends of the stretches that bands have values of [h], shape (CELLS,)."""
    return np.linspace(0.0, until_h, CELLS + 1)[1:]


def _cells(channel: Channel, until_h: float, lowest: bool) -> FloatArray:
    ends = edges(until_h)
    at_ends = channel.at(ends)
    if not lowest:
        return at_ends
    found = np.minimum(at_ends, channel.at(np.append(0.0, ends[:-1])))
    cells = np.clip(np.searchsorted(ends, channel.times, side="left"), 0, CELLS - 1)
    np.minimum.at(found, cells, channel.values)
    return found


def _hours(date: str, start: dt.datetime) -> float:
    return (dt.datetime.fromisoformat(date) - start) / dt.timedelta(hours=1)


def goal_measure(goal: Goal) -> str:
    """Name of the measure that a goal is judged by."""
    return GOAL.name.replace(MEMBER, goal.name) if goal.name else CHIEF


def _goal_label(goal: Goal) -> str:
    return GOAL.label.format(goal.name) if goal.name else "Last structure stands"

"""Conditions that are missing: what a goal waits for that no machines work for, such as that people stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.engine import Channel
from sim.scenario.base_names import at_base, split_base
from sim.station.crew.condition_names import CHANNEL, CONDITIONS

_PEOPLE = "crew."
"""What the names of measures begin with that depend on these conditions."""
_NAMED = 3
"""How many conditions are named that were missing for a while."""


@dataclass(frozen=True)
class Lacks:
    """Which conditions are missing at the end of a run, and which were.

    Attributes:
        since: Since when each is missing at the end [h], in the order in which conditions are looked at.
        hours: How long each that was missing at any time was [h], longest first.
    """

    since: Mapping[str, float]
    hours: Mapping[str, float]

    def words(self, start: dt.datetime) -> str:
        """What is missing and since when; what was, where all hold again at the end.

        Args:
            start: First moment of the run (UTC).
        """
        if self.since:
            parts = [f"{name} since {start + dt.timedelta(hours=when):%Y-%m-%d}" for name, when in self.since.items()]
            return f"missing: {', '.join(parts)}"
        if self.hours:
            return f"all conditions hold at the end; {self.before}"
        return "all conditions held all the time"

    @property
    def before(self) -> str:
        """What was missing and for how long, the longest first; empty where nothing was."""
        parts = [f"{name} for {hours / 24.0:.1f} d" for name, hours in list(self.hours.items())[:_NAMED]]
        return f"missing before: {', '.join(parts)}" if parts else ""


def lacks_of(measure: str, channels: Mapping[str, Channel], until: float | None = None) -> Lacks | None:
    """Which conditions people lack at the base of a measure; None where it is none of people, or has no such history.

    Args:
        measure: Name of a KPI or channel.
        channels: Histories of the run.
        until: The end of what is looked at [h], where it was reached; then nothing is missing at the end.
    """
    base, name = split_base(measure)
    found = {one: channels.get(at_base(base, CHANNEL + one)) for one in CONDITIONS}
    there = {one: channel for one, channel in found.items() if channel is not None}
    if not name.startswith(_PEOPLE) or not there:
        return None
    since = {
        one: _missing_since(channel) for one, channel in there.items() if until is None and channel.values[-1] < 1.0
    }
    hours = {one: _missing_hours(channel, until) for one, channel in there.items()}
    longest = sorted((one for one, time in hours.items() if time > 0.0), key=lambda one: -hours[one])
    return Lacks(since, {one: hours[one] for one in longest})


def _missing_since(channel: Channel) -> float:
    """Since when a condition is missing that is missing at the end [h]."""
    held = np.flatnonzero(channel.values >= 1.0)
    return float(channel.times[held[-1] + 1] if len(held) else channel.times[0])


def _missing_hours(channel: Channel, until: float | None) -> float:
    """How long a condition was missing up to a time [h]."""
    times = channel.times if until is None else np.minimum(channel.times, until)
    return float(np.sum(np.diff(times) * (channel.values[:-1] < 1.0)))

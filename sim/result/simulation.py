"""From a scenario to its result."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import operator
import time
from collections.abc import Callable, Collection

import numpy as np

from sim.result import bottlenecks, goal_checks, goals, kpis, program
from sim.result.attribution import WANT_LABELS, Tally, history, in_order
from sim.result.result import Result, RunInfo
from sim.scenario import Scenario
from sim.station import Changes, Sums, Topology, run_station, topology
from sim.station.relief import lifts_of

Until = dt.date | dt.datetime | np.datetime64 | float | None
"""End of a run: a UTC date or time, hours since the scenario's start, or None for the scenario's end."""


class CaseError(ValueError):
    """What was asked of a scenario cannot be run; its text says why."""


def resolve_until(scenario: Scenario, until: Until) -> float:
    """Span of a run [h].

    Raises:
        CaseError: ``until`` is not after the scenario's start, or is after its end.
    """
    if until is None:
        return float(scenario.hours)
    if isinstance(until, np.datetime64):
        until = until.astype("datetime64[us]").item()
        if not isinstance(until, dt.datetime):
            raise CaseError("until NaT: not a date")
    if isinstance(until, dt.date):
        moment = until if isinstance(until, dt.datetime) else dt.datetime.combine(until, dt.time())
        if moment.tzinfo is not None:
            moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
        hours = (moment - dt.datetime.combine(scenario.start, dt.time())) / dt.timedelta(hours=1)
    else:
        hours = float(until)
    given = until.isoformat() if isinstance(until, dt.date) else f"{hours:g} h"
    if not hours > 0:
        raise CaseError(f"until {given}: not after the start of the scenario, {scenario.start.isoformat()}")
    if hours > scenario.hours:
        raise CaseError(f"until {given}: after the end of the scenario, {scenario.end.isoformat()}")
    return hours


def resolve_seed(scenario: Scenario, seed: int | None) -> int:
    """Seed of a run: the one given, else the scenario's.

    Raises:
        CaseError: It is no whole number.
    """
    return scenario.seed if seed is None else whole("seed", seed)


def whole(word: str, number: int) -> int:
    """A whole number of Python for one of any library.

    Raises:
        CaseError: It is no whole number.
    """
    try:
        return operator.index(number)
    except TypeError:
        raise CaseError(f"{word} {number!r}: not a whole number") from None


def run_id(
    scenario: Scenario,
    *,
    seed: int | None = None,
    replicate: int = 0,
    until: Until = None,
    relief: str | None = None,
) -> str:
    """Digest of everything that decides the outcome: content of the scenario, seed, replicate, span, program.

    Raises:
        CaseError: ``until`` lies outside the scenario's span.
    """
    span = resolve_until(scenario, until)
    return _digest(scenario.content_hash(), resolve_seed(scenario, seed), whole("replicate", replicate), span, relief)


def _digest(scenario_hash: str, seed: int, replicate: int, until_h: float, relief: str | None) -> str:
    case = {
        "scenario": scenario_hash,
        "seed": seed,
        "replicate": replicate,
        "until_h": until_h,
        "program": program.source_digest(),
    }
    if relief is not None:
        case["relief"] = relief
    return hashlib.sha256(json.dumps(case, sort_keys=True).encode()).hexdigest()[:12]


def simulate(
    scenario: Scenario,
    *,
    seed: int | None = None,
    replicate: int = 0,
    until: Until = None,
    relief: str | None = None,
    progress: Callable[[float], None] | None = None,
    histories: bool | Collection[str] = True,
) -> Result:
    """Run a scenario.

    Args:
        scenario: What to run.
        seed: Seed of the random streams (default: the scenario's).
        replicate: Number of the replicate; each draws other random numbers.
        until: Where to stop (default: the scenario's end).
        relief: Name of what is lifted, if anything: a must-have, one of its causes, or all; or several names put
            together. See :mod:`sim.station.relief`.
        progress: Called with the share that is done, 0 to 1.
        histories: Whether the result has ``channels``, and the pace of each goal, which is read from them, or names of
            the only ones that it has. Without, a run is quicker and its memory does not grow with its length; KPIs,
            events, ledgers and machine hours are the same but for the last digits.

    Raises:
        CaseError: ``until`` lies outside the scenario's span, seed or replicate is negative or no whole number, or
            there is no such relief.
    """
    hours = resolve_until(scenario, until)
    used, replicate = resolve_seed(scenario, seed), whole("replicate", replicate)
    if used < 0 or replicate < 0:
        raise CaseError("seed and replicate must not be negative")
    try:
        lifts_of(relief)
    except ValueError as error:
        raise CaseError(str(error)) from None
    goal_checks.require_known(scenario)
    aims = goals.goals_of(scenario)
    kept = frozenset() if isinstance(histories, bool) else frozenset(histories)
    hours_of = None if histories is True else _MachineHours(topology(scenario))
    sums = (
        None
        if hours_of is None
        else Sums(kpis.summed, kept | {one.channel for one in aims if one.name}, hours_of.add, hours_of.begin)
    )
    outcome = run_station(
        scenario, seed=used, replicate=replicate, hours=hours, relief=relief, progress=progress, sums=sums
    )
    scenario_hash = scenario.content_hash()
    began = time.perf_counter()
    if hours_of is None:
        held_back = bottlenecks.attribute(outcome.channels, topology(scenario), aims)
    else:
        held_back = bottlenecks.of_hours(hours_of.tally.until(hours), {})
    attribute_s = time.perf_counter() - began
    return Result(
        scenario=scenario,
        name=scenario.name,
        seed=used,
        replicate=replicate,
        until_h=hours,
        kpis=kpis.compute(scenario, hours, outcome, held_back),
        channels={
            name: channel for name, channel in sorted(outcome.channels.items()) if histories is True or name in kept
        },
        events=tuple(outcome.events),
        ledgers=dict(sorted(outcome.balances.items())),
        bottlenecks=held_back,
        info=RunInfo(
            run_id=_digest(scenario_hash, used, replicate, hours, relief),
            scenario_hash=scenario_hash,
            versions=program.versions(),
            wall_s={**outcome.wall_s, "attribute": attribute_s},
            simpy_events=outcome.simpy_events,
            peak_memory_mib=program.peak_memory_mib(),
        ),
    )


class _MachineHours:
    """Puts machine hours down to must-haves as a run without histories goes on."""

    def __init__(self, machines: Topology) -> None:
        self._machines = machines.with_wants()
        self.tally = Tally(self._machines)
        wants = machines.all_wants
        self._place = {history(unit, wants): index for index, unit in enumerate(self.tally.units)}
        self._codes = np.array([self.tally.labels.index(label) for label in WANT_LABELS])
        self._wants = wants

    def begin(self) -> None:
        """Forget what there was: the run begins anew."""
        self.tally = Tally(self._machines)

    def add(self, changes: Changes) -> None:
        """Take the changes of all machines' states since the last time."""
        there = [
            (self._place[name], times, self._codes[values.astype(int)] if name in self._wants else values)
            for name, (times, values) in changes.items()
            if name in self._place
        ]
        if there:
            self.tally.add(*in_order(there))

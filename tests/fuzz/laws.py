"""What must hold of every case: it runs by the laws, or is refused in words, and ends in time."""

from __future__ import annotations

import math
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from sim.result import Result, simulate
from sim.result.losses import lost_people
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.assets import items
from sim.scenario.base_names import at_base
from sim.scenario.schema.energy import Storage
from sim.station.campaign.events import LANDED
from sim.station.crew.condition_names import CHANNEL as CONDITION
from sim.station.crew.condition_names import CONDITIONS
from sim.station.crew.events import LOST
from sim.station.decisions.events import BELIEVED, TRUE
from sim.station.partners.experiment import CHANNEL as STAGE
from sim.station.partners.experiment import Stage
from sim.station.states import CHANNEL
from tests.fuzz.generator import FuzzCase

LIMIT_S = 20.0
"""Longest that a case may take on a processor [s]; nearly all take a tenth of a second."""
_ROUNDING = 1e-9
WORTHS = (BELIEVED, TRUE)
"""What the names of histories begin with that do not begin with the run."""


class TooLongError(BaseException):
    """A case took longer than it may; no handler of errors is to catch it."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Break off what takes longer than some time on the processor, however busy the machine is."""

    def expire(_signal: int, _frame: object) -> None:
        raise TooLongError(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGPROF, expire)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)


def judge(case: FuzzCase, folder: Path) -> str:
    """Load and run a case: "ran", or "refused" with a word on which key.

    Raises:
        AssertionError: It breaks a law.
        TooLongError: It takes too long.
        Exception: Whatever else the program lets through.
    """
    path = folder / f"case-{case.seed}-{case.number}.toml"
    path.write_text(case.text, encoding="utf-8", newline="")
    with limited(LIMIT_S), warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            scenario = load(path, case.settings)
            result = simulate(scenario)
        except ScenarioError as error:
            _check_refusal(error)
            return "refused"
        _check_stands_alone(scenario, folder / f"resolved-{case.seed}-{case.number}.toml")
        check(result)
    return "ran"


_OF_THE_WHOLE = ("empty", "the first are shown", "are not shown", "is a catalogue")
"""Words of problems with a file as a whole, which has no key to name."""


def _check_refusal(error: ScenarioError) -> None:
    """Each problem says what is wrong, and names a key, or the line where the text is no TOML."""
    assert error.problems
    for problem in error.problems:
        assert problem.message
        assert problem.file
        told_of_all = any(words in problem.message for words in _OF_THE_WHOLE)
        assert problem.key or problem.line or told_of_all, problem


def _check_stands_alone(scenario: Scenario, path: Path) -> None:
    path.write_text(scenario.to_toml(), encoding="utf-8", newline="")
    assert load(path).content_hash() == scenario.content_hash()


def check(result: Result) -> None:
    """The laws of a run."""
    _check_books(result)
    _check_order(result)
    _check_machines(result)
    _check_charge(result)
    _check_people(result)
    _check_cargo(result)
    _check_experiments(result)
    _check_figures(result)


def _check_books(result: Result) -> None:
    for name, balance in result.ledgers.items():
        assert balance.closes, (name, balance)


def _check_order(result: Result) -> None:
    times = [event.time_h for event in result.events]
    assert times == sorted(times)
    assert all(0 <= time <= result.until_h for time in times)
    for name, channel in result.channels.items():
        # What alternatives are worth is known from their decision on.
        assert channel.times[0] == 0 or name.startswith(WORTHS), name
        assert channel.times[-1] == result.until_h, name
        assert (np.diff(channel.times) >= 0).all(), name
        assert np.isfinite(channel.values).all(), name


def _check_machines(result: Result) -> None:
    """Each machine is in one state at any time, and every hour in service has a cause."""
    found = result.bottlenecks
    for unit, by_state in found.states.items():
        at, _, own = unit.rpartition("/")
        durations = result.channels[at_base(at, CHANNEL + own)].durations()
        assert math.isclose(sum(durations.values()), result.until_h, rel_tol=1e-9)
        assert math.isclose(sum(by_state.values()), sum(found.hours[unit].values()), rel_tol=1e-6, abs_tol=1e-6), unit
        assert all(hours >= -_ROUNDING for hours in found.hours[unit].values()), unit
    shares = sum(found.shares.values())
    assert math.isclose(shares, 1 if found.service_hours else 0, abs_tol=1e-9), shares


def _check_charge(result: Result) -> None:
    """No more is stored than there is room for, and below the last reserve nothing is given."""
    for base, tables in result.scenario.all_bases():
        if tables.energy is None:
            continue
        stored, capacity, giving = (
            result.channels[at_base(base, f"energy.{name}")] for name in ("stored", "capacity", "discharging")
        )
        assert stored.values.min() >= 0
        assert (stored.at(capacity.times) <= capacity.values * (1 + _ROUNDING)).all()
        charge = result.channels[at_base(base, "energy.state_of_charge")].values
        assert (charge >= 0).all()
        assert (charge <= 1 + _ROUNDING).all()
        storages = [item for item in items(tables) if isinstance(item.asset, Storage)]
        largest = capacity.values.max()
        if not storages or not largest:
            continue
        # Capacities fade, and reserves with them: this is less than any reserve has become.
        left = capacity.values.min() / largest
        edges = np.unique(np.concatenate([stored.times, giving.times]))
        times = (edges[1:] + edges[:-1]) / 2
        spent = np.ones(len(times), dtype=bool)
        for item in storages:
            table = item.asset
            reserve = min(float(table.last_reserve), 1 - float(table.depth_of_discharge))
            level = result.channels[at_base(base, f"energy.stored.{item.name}")].at(times)
            spent &= level < reserve * left * float(table.capacity) * int(table.count) * (1 - 1e-6)
        assert (giving.at(times)[spent] <= _ROUNDING).all()


def _check_people(result: Result) -> None:
    """Who came is there, left or was lost, and nobody is lost without a word on why; every hour of theirs has a use."""
    for base, tables in result.scenario.all_bases():
        if at_base(base, "crew.people") not in result.channels:
            assert tables.crew is None or not tables.crew.stands
            continue
        rotations = {} if tables.crew is None else tables.crew.rotations
        people = {name: result.channels[at_base(base, f"crew.{name}")] for name in ("people", "person_days")}
        events = [event for event in result.events if event.system == at_base(base, "crew")]
        came, left = (
            sum(int(event.detail.split()[0]) for event in events if event.event == kind)
            for kind in ("rotation_arrived", "rotation_left")
        )
        lost = [event for event in events if event.event == LOST]
        # Who dies under way is of a rotation; who dies at the base has a name.
        named = [name for event in lost if event.subject not in rotations for name in event.subject.split(", ")]
        assert all(event.detail.partition("; ")[2] for event in lost)
        assert len(set(named)) == len(named)
        assert sum(map(lost_people, lost)) == result.kpis[at_base(base, "crew.lost")].value
        assert came == left + len(named) + people["people"].values[-1], (came, left, named)
        assert people["people"].values.min() >= 0
        hours = 24.0 * people["person_days"].values[-1]
        assert math.isclose(people["people"].integral(), hours, rel_tol=1e-9, abs_tol=_ROUNDING)
        kinds = [kpi for name, kpi in result.kpis.items() if name.startswith(at_base(base, "crew.hours."))]
        assert math.isclose(sum(float(kpi.value or 0) for kpi in kinds), hours, rel_tol=1e-9, abs_tol=_ROUNDING)
        conditions = [result.channels[at_base(base, f"{CONDITION}{name}")] for name in CONDITIONS]
        habitable = result.channels[at_base(base, "crew.habitable")]
        for time in {time for one in (habitable, *conditions) for time in one.times}:
            assert habitable.at(time) == min(one.at(time) for one in conditions), time
        for name, channel in result.channels.items():
            if name.startswith(at_base(base, "crew.dose.")):
                assert (np.diff(channel.values) >= 0).all(), name


def _check_cargo(result: Result) -> None:
    """What missions landed is what landed of it for each system."""
    if "cargo" in result.ledgers:
        landed = sum(channel.last for name, channel in result.channels.items() if name.startswith(LANDED))
        whole = result.ledgers["cargo"].accounts["out.landed"]
        assert math.isclose(landed, whole, rel_tol=1e-9, abs_tol=_ROUNDING), (landed, whole)


def _check_experiments(result: Result) -> None:
    """Each experiment that was proposed is at one stage, and those past their landing are those that landed."""
    for base, _ in result.scenario.all_bases():
        ledger = result.ledgers.get(at_base(base, "experiments"))
        if ledger is None:
            continue
        names = {stage: at_base(base, STAGE + stage.value) for stage in Stage}
        found = {stage: result.channels[name] for stage, name in names.items() if name in result.channels}
        assert all(channel.values.min() >= 0 for channel in found.values())
        assert ledger.received == sum(channel.last for channel in found.values())
        before = {Stage.PROPOSED, Stage.BUILDING, Stage.READY, Stage.FLYING, Stage.REJECTED, Stage.LOST}
        flown = result.channels[at_base(base, "partners.flown")].last
        assert flown == sum(channel.last for stage, channel in found.items() if stage not in before)


def _check_figures(result: Result) -> None:
    for name, kpi in result.kpis.items():
        if isinstance(kpi.value, int | float):
            assert math.isfinite(kpi.value), name

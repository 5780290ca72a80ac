"""Experiments on their way: by hand where few decide, by laws where many do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.scenario import Scenario, load
from sim.station import Outcome
from sim.station.partners.experiment import ABOARD, CHANNEL, Experiment, Kind, Stage
from sim.station.partners.line import Line
from sim.station.partners.system import Partners
from sim.station.station import Station
from tests.station.small_stations import HALF, START, array, direct, end, events, make, reactor, run

YEAR = 8766.0


def kind(**changes: Any) -> dict[str, Any]:
    """Experiments of 10 kg that take 100 h to build, 10 h of hands and 1000 h to run, without power or data."""
    return {
        "share": (1, "1"),
        "mass": (10, "kg"),
        "build": (100, "h"),
        "hands": (10, "h"),
        "run": (1000, "h"),
        "power": (0, "kW"),
        "data_rate": (0, "Mbit/s"),
    } | changes


NONE = kind(share=(0, "1"))


def flight(room: float = 1000, every: float = 1000) -> dict[str, Any]:
    return {"room": (room, "kg"), "every": (every, "h")}


def rack(places: int = 10, **changes: Any) -> dict[str, Any]:
    return {"mass": (100, "kg"), "places": (places, "1")} | changes


def robot(**changes: Any) -> dict[str, Any]:
    return {"mass": (100, "kg"), "power": (0.1, "kW"), "pace": (1, "1")} | changes


def station(folder: Path, days: int = 1461, **changes: Any) -> Scenario:
    """Four years with a hundred institutions that propose 0.2 experiments a year each, all of them good."""
    energy = changes.pop("energy", {"reactors": {"plant": reactor(100)}})
    calls = {
        "proposals": (0.2, "1/yr"),
        "every": (500, "h"),
        "slots": (100, "1"),
        "stands": (1, "1"),
        "success": (1, "1"),
        "build_spread": (0, "1"),
    }
    partners: dict[str, Any] = {
        "institutions": {
            "since": START,
            "joined": (100, "1"),
            "potential": (100, "1"),
        },
        "countries": {"joined": (10, "1")},
        "researchers": {"founders": (0, "1"), "innovation": (0, "1/yr"), "imitation": (0, "1/yr")},
        "calls": calls | changes.pop("calls", {}),
        "experiments": {"sensor": NONE, "instrument": NONE, "facility": NONE}
        | changes.pop("experiments", {"box": kind()}),
        "landings": {"cargo": flight()},
        "racks": {"yard": rack()},
        "robots": {"arm": robot()},
    }
    extra = {key: changes.pop(key) for key in ("horizon", "campaign") if key in changes}
    communication = changes.pop("communication", {"direct": {"dish": direct(100)}})
    return make(folder, days, energy=energy, communication=communication, partners=partners | changes, **extra)


def went(scenario: Scenario, seed: int = 1) -> tuple[Outcome, Partners]:
    """The outcome of a run, and its partners at the end."""
    inner = Station(scenario, seed=seed, replicate=0, hours=scenario.hours)
    inner.run()
    return run(scenario, seed=seed), inner.bases[0][Partners]


def numbers(outcome: Outcome) -> dict[Stage, float]:
    """How many are at each stage at the end; where nothing rides a mission, there are none of its stages."""
    there = (stage for stage in Stage if CHANNEL + stage.value in outcome.channels)
    return {stage: end(outcome, CHANNEL + stage.value) for stage in there}


def test_every_proposal_is_somewhere(tmp_path: Path) -> None:
    outcome = run(station(tmp_path, calls={"slots": (1, "1"), "success": (0.7, "1")}))
    found, ledger = numbers(outcome), outcome.balances["experiments"]
    assert ledger.counted
    assert ledger.residual == 0
    assert ledger.received == sum(found.values()) > 50
    assert found[Stage.REJECTED] > 10
    assert found[Stage.RESULT] > found[Stage.FAILED] > 0
    assert end(outcome, "partners.flown") == sum(
        found[stage] for stage in found if stage not in (Stage.PROPOSED, Stage.BUILDING, Stage.READY, Stage.REJECTED)
    )


def test_littles_law_holds_at_every_stage(tmp_path: Path) -> None:
    """The integral of how many there are is the sum of how long each was there."""
    scenario = station(
        tmp_path,
        calls={"proposals": (1, "1/yr"), "slots": (4, "1"), "stands": (3, "1"), "build_spread": (0.5, "1")},
        racks={"yard": rack(6, power_class="deferrable")},
        landings={"cargo": flight(60)},
        horizon=HALF,
        energy={"arrays": {"panels": array(20)}},
        experiments={"box": kind(power=(0.2, "kW")), "case": kind(mass=(25, "kg"), hands=(300, "h"))},
    )
    outcome, partners = went(scenario)
    inside: dict[Stage, float] = {}
    hours, books = scenario.hours, partners.books
    open_stays = {stage: outcome.channels[CHANNEL + stage.value].values[-1] for stage in books.stages}
    for stage in books.stages:
        inside[stage] = outcome.channels[CHANNEL + stage.value].integral()
    for stage in books.stages:
        if stage.over:
            continue
        assert books.came(stage) > 20, stage
        # Those that are still there have been there for no longer than the run.
        rest = inside[stage] - books.stayed(stage)
        assert -1e-6 <= rest <= open_stays[stage] * hours, stage
        if not open_stays[stage]:
            assert rest == pytest.approx(0.0, abs=1e-6 * max(inside[stage], 1.0)), stage
        mean = books.mean_stay(stage)
        assert mean is not None
        left = books.came(stage) - open_stays[stage]
        assert mean * left == pytest.approx(books.stayed(stage))


def test_the_first_goes_through_at_known_times(tmp_path: Path) -> None:
    """Selected at 500 h, built at 600, flown at 1000, set up by one robot one after the other, each running 1000 h."""
    outcome = run(station(tmp_path, days=200))
    first = outcome.channels[f"{CHANNEL}building"]
    number = int(first.at(550.0))
    assert number > 0
    assert first.times[np.argmax(first.values > 0)] == 500.0
    assert int(outcome.channels[f"{CHANNEL}ready"].at(700.0)) == number
    assert int(outcome.channels["partners.flown"].at(1000.5)) == number
    running = outcome.channels[f"{CHANNEL}running"]
    assert [float(running.at(1000.0 + 10 * n + 5)) for n in range(number + 1)] == list(range(number + 1))
    done = [event.time_h for event in events(outcome, "experiment_done")][:number]
    assert done == [pytest.approx(2010.0 + 10 * n) for n in range(number)]


def test_a_landing_takes_what_fits_in_the_order_of_selection(tmp_path: Path) -> None:
    scenario = station(
        tmp_path,
        days=200,
        landings={},
        experiments={"light": kind(mass=(10, "kg")), "heavy": kind(mass=(60, "kg"))},
    )
    inner = Station(scenario, seed=1, replicate=0, hours=scenario.hours)
    inner.context.env.run(until=2000.0)
    partners = inner.bases[0][Partners]
    aboard: list[Experiment] = []
    partners.flights._on_landed = aboard.extend
    waiting = partners.books.count(Stage.READY)
    taken = partners.flights.land("tug", 100.0)
    assert taken == sum(one.kind.mass for one in aboard) <= 100.0
    assert 0 < len(aboard) < waiting
    assert partners.flights.mass == taken
    # One heavy one at most fits, so others were passed over; within a kind nobody was.
    for name in ("light", "heavy"):
        ranks = [one.rank for one in aboard if one.kind.name == name]
        assert ranks == sorted(ranks)
    assert aboard[0].rank == 0
    assert partners.flights.land("tug", 5.0) == 0.0


def test_a_line_gives_the_first_that_fits() -> None:
    line = Line()
    ready = [Experiment(n, 0, Kind(name, mass), (0.5, 0.5), 0.0) for n, (name, mass) in enumerate(_KINDS)]
    for rank, one in enumerate(ready):
        one.rank = rank
    for one in reversed(ready):
        line.put(one)
    assert len(line) == 4
    assert line.take(lambda kind: kind.mass <= 20.0) is ready[1]
    assert line.take() is ready[0]
    assert line.take(lambda kind: kind.mass <= 20.0) is ready[3]
    assert line.take(lambda kind: kind.mass <= 20.0) is None
    assert line.take() is ready[2]
    assert line.take() is None


_KINDS = (("heavy", 60.0), ("light", 10.0), ("heavy", 60.0), ("light", 10.0))


def test_calls_prefer_whom_has_had_least(tmp_path: Path) -> None:
    """With as many slots in all as there are institutions with a proposal, nobody gets two."""
    scenario = station(tmp_path, calls={"proposals": (5, "1/yr"), "slots": (30, "1"), "every": (8000, "h")}, days=366)
    _, partners = went(scenario)
    had = partners.calls._selected
    assert len(had) == 30
    assert set(had.values()) == {1}


def test_the_downlink_bounds_what_runs(tmp_path: Path) -> None:
    outcome = run(
        station(
            tmp_path,
            experiments={"talker": kind(data_rate=(1, "Mbit/s")), "quiet": kind()},
            calls={"proposals": (1, "1/yr")},
            racks={"yard": rack(30)},
            downlink=(3, "Mbit/s"),
            robots={"arm": robot(count=(5, "1"))},
        )
    )
    rates = np.diff(outcome.channels["communication.generated"].values) / np.diff(
        outcome.channels["communication.generated"].times
    )
    assert rates.max() == pytest.approx(3 * 3.6)
    assert outcome.channels[f"{CHANNEL}running"].values.max() > 3
    assert outcome.channels[f"{CHANNEL}set-up"].values.max() > 0


def test_places_bound_what_runs_and_a_rack_that_leaves_gives_back_what_ran(tmp_path: Path) -> None:
    gone = START + dt.timedelta(days=400)
    racks = {"yard": rack(3), "second": rack(2, until=gone)}
    outcome = run(station(tmp_path, racks=racks, calls={"proposals": (1, "1/yr")}))
    running = outcome.channels[f"{CHANNEL}running"]
    assert running.values.max() == 5
    late = running.times > 401 * 24.0
    assert running.values[late].max() == 3
    assert outcome.balances["experiments"].residual == 0


def test_without_power_experiments_stand_still_and_go_on(tmp_path: Path) -> None:
    """Half of the time dark and no battery: what runs 1000 h takes twice as long."""
    scenario = station(
        tmp_path,
        horizon=HALF,
        energy={"arrays": {"panels": array(500)}},
        experiments={"box": kind(power=(0.5, "kW"), hands=(0, "h"))},
    )
    outcome = run(scenario)
    running, dark = (outcome.channels[f"{CHANNEL}{name}"].integral() for name in ("running", "unpowered"))
    assert dark > 0.3 * running
    energy = outcome.facts["partners.energy"]
    assert energy == pytest.approx(0.5 * running)
    hours = outcome.channels["partners.run_hours"]
    assert hours.kind == "linear"
    assert hours.values[-1] == outcome.facts["partners.run_hours"] == pytest.approx(running)
    assert outcome.facts["partners.run_hours.box"] == pytest.approx(running)
    results = outcome.facts["partners.results"]
    assert results is not None
    assert running >= 1000.0 * results > 0


def test_robots_work_while_there_is_a_link(tmp_path: Path) -> None:
    with_link, without = station(tmp_path), None
    assert run(with_link).facts["partners.hands"] > 0  # type: ignore[operator]
    without = station(tmp_path, communication={"direct": {}})
    outcome = run(without)
    assert outcome.facts["partners.hands"] == 0.0
    assert outcome.facts["partners.results"] == 0.0
    assert numbers(outcome)[Stage.LANDED] > 0


def test_more_mass_on_landings_never_flies_less(tmp_path: Path) -> None:
    rooms = (20, 40, 80, 160)
    flown = [end(run(station(tmp_path, landings={"cargo": flight(room)})), "partners.flown") for room in rooms]
    assert flown == sorted(flown)
    assert flown[0] < flown[-1]


def test_the_same_seed_gives_the_same_and_another_does_not(tmp_path: Path) -> None:
    scenario = station(tmp_path)
    first, again, other = run(scenario), run(scenario), run(scenario, seed=2)
    assert first.facts == again.facts
    assert [event.time_h for event in first.events] == [event.time_h for event in again.events]
    assert first.facts != other.facts


def test_an_experiment_costs_few_events(tmp_path: Path) -> None:
    """A measure of speed that no other load of the computer changes: thousands of experiments run in seconds."""
    busy = station(
        tmp_path,
        days=3653,
        calls={"proposals": (3, "1/yr"), "slots": (300, "1"), "every": (1, "yr"), "stands": (2, "1")},
        experiments={"box": kind(power=(0.05, "kW"), data_rate=(0.1, "Mbit/s"))},
        landings={"cargo": flight(6000, YEAR)},
        racks={"yard": rack(80)},
        robots={"arm": robot(count=(4, "1"))},
        downlink=(200, "Mbit/s"),
    )
    none = station(tmp_path, days=3653, calls={"proposals": (0, "1/yr")})
    outcome = run(busy)
    proposed = outcome.balances["experiments"].received
    assert proposed > 2500
    assert outcome.facts["partners.results"] > 1000  # type: ignore[operator]
    assert outcome.simpy_events - run(none).simpy_events < 6 * proposed
    # Histories are counts by stage: not one for each experiment.
    assert len([name for name in outcome.channels if name.startswith("partners.")]) == 4 + 1 + 2 + 1 + len(Stage) - len(
        ABOARD
    )


LIVING = """
extends = "ilrs:first-crew"
[partners.institutions]
since = 2033-05-20
[partners.landings.cargo]
from = 2033-05-25
room = { value = 400, unit = "kg", basis = "design" }
every = { value = 1, unit = "yr", basis = "design" }
[partners.racks.yard]
model = "experiment-rack"
[partners.experiments.sensor]
build = { value = 1, unit = "h", basis = "design" }
hands = { value = 10, unit = "h", basis = "design" }
[partners.experiments.instrument]
share = { value = 0, unit = "1", basis = "design" }
[partners.experiments.facility]
share = { value = 0, unit = "1", basis = "design" }
[partners.calls]
every = { value = 24, unit = "h", basis = "design" }
proposals = { value = 25, unit = "1/yr", basis = "design" }
"""


def test_people_set_up_experiments_in_their_hours_of_science(tmp_path: Path) -> None:
    path = tmp_path / "living.toml"
    path.write_text(LIVING, encoding="utf-8")
    outcome = run(load(path))
    hands, science = outcome.facts["partners.hands"], outcome.facts["crew.hours.science"]
    assert hands is not None
    assert science is not None
    assert 0.0 < hands <= science
    at_work = outcome.channels[f"{CHANNEL}setting-up"]
    people = outcome.channels["crew.people"]
    # Nobody is there before June: nothing is set up.
    assert float(at_work.at(11 * 24.0)) == 0.0
    assert outcome.channels["partners.flown"].at(11 * 24.0) > 0.0
    assert (at_work.values <= people.values.max()).all()
    # Two people work side by side.
    assert at_work.values.max() == 2.0
    # Whether anybody sends experiments changes nothing of what people do.
    alone = run(load("ilrs:first-crew"))
    assert alone.facts["crew.hours.science"] == pytest.approx(science, rel=1e-9)

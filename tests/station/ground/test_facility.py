"""The ground facility of small stations: links, shifts, data, samples and projects by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine import Streams
from sim.moon import moonrise
from sim.moon.moonrise import EarthPlace, moon_spans
from sim.moon.visibility import Intervals
from sim.result import simulate
from sim.scenario import Scenario, ScenarioError, load
from sim.station import Outcome
from sim.station.listening import Listening, outages, within, without
from sim.station.running import run_station
from sim.station.station import Sums
from tests.station.decisions.test_decisions import DECIDED_H, SITES, deciding
from tests.station.small_stations import (
    START,
    at,
    day,
    direct,
    end,
    excavator,
    instrument,
    layer,
    make,
    reactor,
    run,
    shipped,
    state_at,
    times_of,
    toml,
)

NEVER = 1e12


def station(latitude: float = 46.5, longitude: float = 130.4, **changes: Any) -> dict[str, Any]:
    """A ground station that is never out."""
    return {
        "latitude": (latitude, "deg"),
        "longitude": (longitude, "deg"),
        "height": (0, "m"),
        "mask": (10, "deg"),
        "rate": (1000, "Mbit/s"),
        "mtbf": (NEVER, "h"),
        "mttr": (0, "h"),
    } | changes


def centre(rate: float = 1000, **changes: Any) -> dict[str, Any]:
    return {"rate": (rate, "Mbit/s"), "desks": (1, "1"), "mtbf": (NEVER, "h"), "mttr": (0, "h")} | changes


def shift(people: int, begins: float, hours: float) -> dict[str, Any]:
    return {"people": (people, "1"), "begins": (begins, "h"), "hours": (hours, "h")}


def hand_made(folder: Path, days: int, ground: dict[str, Any], **tables: Any) -> Scenario:
    """A station whose link is always up but for the ground, with 3.6 Gbit/h of data."""
    communication = {"direct": {"dish": direct()}, "instruments": {"eye": instrument(1)}}
    tables = {"energy": {"reactors": {"core": reactor(10)}}, "communication": communication} | tables
    return make(folder, days, ground={"centre": centre()} | ground, **tables)


def test_a_link_is_up_while_a_station_sees_the_moon(tmp_path: Path) -> None:
    """One station: passes, no data meanwhile, and the buffer goes home in the next pass."""
    outcome = run(hand_made(tmp_path, 10, {"stations": {"one": station()}}))
    spans = moon_spans(EarthPlace(46.5, 130.4), 10.0, START, 240.0)
    assert 8 < len(spans) < 12
    up = outcome.channels["communication.link_up"]
    for begin, finish in spans:
        assert up.at([begin + 0.01, finish - 0.01]).tolist() == [1, 1]
    assert up.mean() == pytest.approx(Intervals.of(0.0, 240.0, spans).share(), abs=1e-9)
    assert outcome.facts["ground.longest_gap"] == outcome.facts["communication.longest_gap"]
    assert (outcome.channels["ground.station.one"].at(up.times) == up.values).all()


def test_rate_is_bounded_by_what_the_stations_receive(tmp_path: Path) -> None:
    """10 Mbit/s of the link, 4 of each of two stations at one place: 8 Mbit/s while both are there, then 4."""
    two = {"one": station(rate=(4, "Mbit/s")), "two": station(rate=(4, "Mbit/s"), until=day(5))}
    outcome = run(hand_made(tmp_path, 10, {"stations": two}))
    rate = outcome.channels["communication.link_rate"]
    assert set(np.round(rate.values[rate.times < 120.0] / 3.6, 6).tolist()) == {0, 8}
    assert set(np.round(rate.values[rate.times > 120.0] / 3.6, 6).tolist()) <= {0, 4}


def test_relays_need_a_station_too() -> None:
    """Without any station from the eleventh day on nothing is heard, whatever flies."""
    gone = [f"ground.stations.{name}.until=2031-01-11" for name in ("jiamusi", "kashi", "neuquen")]
    outcome = run(load("ilrs:ground", ["end=2031-04-01", *gone]), hours=744.0)
    assert outcome.channels["communication.link_up"].at(np.linspace(240.0, 743.0, 500)).max() == 0
    assert outcome.channels["communication.relay_visible"].mean(240.0, 744.0) > 0.8


def test_a_facility_without_limits_changes_nothing(tmp_path: Path) -> None:
    """The baseline with a facility that has no stations and no shifts: all of its own histories stay as they are."""
    (tmp_path / "quiet.toml").write_text(
        'title = "Quiet"\nextends = "ilrs:baseline.toml"\nend = 2031-06-01\n[ground.shifts]\n', encoding="utf-8"
    )
    plain, quiet = run(shipped("end=2031-06-01")), run(load(tmp_path / "quiet.toml"))
    for name, channel in plain.channels.items():
        assert (quiet.channels[name].times == channel.times).all(), name
        assert (quiet.channels[name].values == channel.values).all(), name
    assert plain.facts.items() <= quiet.facts.items()


def test_outages_come_at_their_rate_and_take_their_time() -> None:
    found = outages(np.random.default_rng(1), 100.0, 10.0, 200_000.0)
    lengths = np.array(found)[:, 1] - np.array(found)[:, 0]
    assert len(found) == pytest.approx(200_000 / 110, rel=0.05)
    assert lengths.mean() == pytest.approx(10.0, rel=0.07)
    assert outages(np.random.default_rng(1), 100.0, 10.0, 5000.0) == [span for span in found if span[0] < 5000.0]


def test_spans_within_and_without() -> None:
    assert within([(0, 4), (6, 9)], [(1, 2), (3, 7)]) == [(1, 2), (3, 4), (6, 7)]
    assert without([(0, 4), (6, 9)], [(1, 2), (3, 7)]) == [(0, 1), (2, 3), (7, 9)]
    assert without([(0, 4)], []) == [(0, 4)]


def test_an_outage_takes_the_link_and_is_logged(tmp_path: Path) -> None:
    outcome = run(hand_made(tmp_path, 60, {"stations": {"one": station(mtbf=(100, "h"), mttr=(10, "h"))}}))
    lost, back = times_of(outcome, "reception_lost"), times_of(outcome, "reception_back")
    assert len(lost) > 5
    for begin, finish in zip(lost, back, strict=False):
        assert outcome.channels["communication.link_up"].at(np.linspace(begin, finish - 1e-6, 20)).max() == 0


def test_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    scenario = load("ilrs:ground", ["end=2031-04-01"])
    long, short = run(scenario), run(scenario, hours=1000.0)
    for name in ("ground.heard", "ground.waiting", "ground.archived", "ground.operators", "communication.link_up"):
        times = np.linspace(0.0, 999.9, 400)
        assert long.channels[name].at(times) == pytest.approx(short.channels[name].at(times), abs=1e-9), name


def test_operators_come_and_go_with_their_shifts(tmp_path: Path) -> None:
    """Two machines; two people from 22 to 6 h, past midnight, one from 6 to 14 h, and nobody until 22 h."""
    shifts = {"night": shift(2, 22, 8), "day": shift(1, 6, 8)}
    tools = {"excavators": {name: excavator(rate=1, supervised=True) for name in ("a", "b")}}
    outcome = run(hand_made(tmp_path, 3, {"shifts": shifts}, tools={**tools, "layers": {"c": layer()}}))
    people = outcome.channels["ground.operators"]
    assert people.at([1, 7, 15, 23, 25, 31, 39, 47]).tolist() == [2, 1, 0, 2, 2, 1, 0, 2]
    assert [state_at(outcome, "a", time) for time in (1, 7, 15, 23)] == ["working", "working", "no_operator", "working"]
    assert [state_at(outcome, "b", time) for time in (1, 7, 15, 23)] == ["working", *["no_operator"] * 2, "working"]


def test_a_shift_of_a_whole_day_is_the_operators_of_always(tmp_path: Path) -> None:
    tools = {"excavators": {name: excavator(rate=1, supervised=True) for name in ("a", "b", "c")}}
    always = run(make(tmp_path, 3, energy={"reactors": {"core": reactor(10)}}, tools=tools,
                      communication={"direct": {"dish": direct()}}))  # fmt: skip
    shifts = run(hand_made(tmp_path, 3, {"shifts": {"all": shift(2, 9, 24)}}, tools=tools))
    for name in ("a", "b", "c"):
        assert state_at(always, name, 50.0) == state_at(shifts, name, 50.0)
    assert end(shifts, "ground.operators") == 2


def test_books_close_over_all_bases(tmp_path: Path) -> None:
    """Two bases make 3.6 and 7.2 Gbit/h, the centre takes 7.2: what is delivered waits or is archived."""
    other = {
        "energy": {"cabling_mass": (0, "kg"), "reactors": {"core": reactor(10)}},
        "communication": {
            "buffer": (1000, "Gbit"),
            "operators": (0, "1"),
            "direct": {"dish": direct()},
            "instruments": {"eye": instrument(2)},
        },
    }
    outcome = run(hand_made(tmp_path, 10, {"centre": centre(2)}, bases={"node": other}))
    earth = outcome.balances["data-on-earth"]
    delivered = [outcome.balances[name].accounts["out.delivered"] for name in ("data", "node/data")]
    assert delivered == pytest.approx([864, 1728])
    assert earth.accounts == {
        "in.delivered": pytest.approx(2592),
        "stock.waiting": pytest.approx(864),
        "stock.archive": pytest.approx(1728),
    }


def test_projects_by_hand(tmp_path: Path) -> None:
    """3.6 Gbit/h come and are archived at once; 36 Gbit are there after 10 h, 72 after 20; one desk.

    `first` waits for its data until 10 h and takes the desk for 30 h; `second` has its data after 20 h, and the desk
    from 40 to 50 h. Six samples arrive on the second day, two at a bench for 6 h: the third and fourth are through
    after 36 h.
    """
    ground = {
        "laboratory": {"benches": (2, "1"), "hours": (6, "h")},
        "samples": {"box": {"pieces": (6, "1"), "date": day(1)}},
        "projects": {
            name: {"date": START, "priority": (1, "1")} | needs
            for name, needs in {
                "first": {"instrument": "eye", "volume": (36, "Gbit"), "processing": (30, "h")},
                "second": {"instrument": "eye", "volume": (72, "Gbit"), "processing": (10, "h")},
                "stones": {"samples": (4, "1")},
                "too-many": {"samples": (3, "1")},
            }.items()
        },
    }
    scenario = hand_made(tmp_path, 5, ground)
    outcome = run(scenario)
    done = {name: outcome.facts[f"ground.project.{name}.done"] for name in ("first", "second", "stones", "too-many")}
    assert done == {
        "first": pytest.approx(40),
        "second": pytest.approx(50),
        "stones": pytest.approx(36),
        "too-many": None,
    }
    assert [at(outcome, "ground.results", time) for time in (29, 31, 37, 43)] == [0, 2, 4, 6]
    assert [at(outcome, "ground.projects_done", time) for time in (35, 37, 41, 51)] == [0, 1, 2, 3]
    assert times_of(outcome, "project_done") == pytest.approx([36, 40, 50])
    assert outcome.balances["samples-on-earth"].accounts == {"in.box": 6, "out.results": 6, "stock.laboratory": 0}
    kpis = simulate(scenario).kpis
    assert kpis["ground.project.first.done"].value == "2031-01-02"
    assert kpis["ground.project.too-many.done"].value is None
    assert kpis["ground.projects_done"].value == 3


def test_a_run_without_histories_comes_to_the_same() -> None:
    scenario = load("ilrs:ground", ["end=2034-01-01"])
    whole = run(scenario)
    summed = run_station(scenario, seed=1, sums=Sums(lambda name: name.startswith("ground.")))
    for name, value in whole.facts.items():
        assert summed.facts[name] == (None if value is None else pytest.approx(value, rel=1e-9)), name
    for name, balance in whole.balances.items():
        assert summed.balances[name].accounts == pytest.approx(balance.accounts, rel=1e-9), name
    for name in ("ground.waiting", "ground.heard", "ground.projects_done"):
        assert summed.summaries[name].integral() == pytest.approx(whole.channels[name].integral(), rel=1e-9)


def test_samples_come_with_people_who_leave(tmp_path: Path) -> None:
    """What the first crew brings home is at the laboratory ten days after it has left."""
    path = tmp_path / "home.toml"
    crew = load("ilrs:first-crew").crew
    assert crew is not None
    name = next(iter(crew.rotations))
    box = {"pieces": (7, "1"), "rotation": name, "journey": (10, "d")}
    text = toml({"title": "Home", "extends": "ilrs:first-crew.toml", "ground": {"samples": {"box": box}}})
    path.write_text(text, encoding="utf-8")
    outcome = run(load(path))
    assert times_of(outcome, "samples_arrived") == pytest.approx([times_of(outcome, "rotation_left", name)[0] + 240.0])


def refused(*settings: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load("ilrs:ground", settings)
    return str(caught.value)


def test_what_does_not_fit_is_refused_with_a_remedy() -> None:
    assert 'there is no instrument "telescop"; did you mean "telescope"?' in refused(
        "ground.projects.dark-ages.instrument=telescop"
    )
    assert "needs a date, or the rotation that brings them; both are given" in refused(
        "ground.samples.first-return.rotation=one"
    )
    assert "begins" in refused("ground.shifts.day.begins=24 h")


def test_projects_and_samples_that_lack_something_are_refused(tmp_path: Path) -> None:
    """All at once, each with its line, its key and what to do."""
    path = tmp_path / "lacking.toml"
    ground = {
        "samples": {"lost": {"pieces": (1, "1")}, "early": {"pieces": (1, "1"), "rotation": "nobody"}},
        "projects": {
            "idle": {"date": START, "priority": (1, "1")},
            "half": {"date": START, "priority": (1, "1"), "volume": (1, "Gbit")},
        },
    }
    path.write_text(toml({"title": "Lacking", "extends": "ilrs:baseline.toml", "ground": ground}), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    said = [f"{each.key}: {each.message}" for each in caught.value.problems]
    assert all(each.file.endswith("lacking.toml") and each.line == 3 for each in caught.value.problems)
    assert sorted(said) == [
        "ground.projects.half.instrument: is missing: it belongs to volume",
        "ground.projects.idle: needs nothing: give an instrument with a volume, processing or samples",
        "ground.samples.early.journey: is missing: how long they are on their way after the rotation has left",
        'ground.samples.early.rotation: there is no rotation "nobody"; give a date instead',
        "ground.samples.lost: needs a date, or the rotation that brings them; neither is given",
    ]


def test_a_project_that_began_before_the_start_is_there_at_the_start(tmp_path: Path) -> None:
    projects = {
        "old": {"date": day(-30), "priority": (1, "1"), "processing": (30, "h")},
        "late": {"date": day(90), "priority": (1, "1"), "processing": (30, "h")},
    }
    outcome = run(hand_made(tmp_path, 5, {"projects": projects}))
    assert outcome.facts["ground.project.old.done"] == 30
    assert outcome.facts["ground.project.late.done"] is None
    assert times_of(outcome, "project_begun") == []


def test_there_is_one_facility_for_all_bases(tmp_path: Path) -> None:
    path = tmp_path / "two.toml"
    path.write_text(
        'title = "Two"\nextends = "ilrs:baseline.toml"\n[bases.node.ground.stations.one]\nmodel = "kashi"\n',
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError, match=r"two\.toml.*write \[ground\] at the top of the scenario"):
        load(path)


def test_a_link_that_is_lifted_needs_no_station(tmp_path: Path) -> None:
    scenario = hand_made(tmp_path, 5, {"stations": {"one": station()}, "shifts": {"none": shift(0, 0, 1)}})
    outcome: Outcome = run_station(scenario, seed=1, relief="communication")
    assert outcome.channels["communication.link_up"].mean() == 1


def test_coverage_is_what_is_listened_to() -> None:
    scenario = load("ilrs:ground", ["end=2031-04-01"])
    result = simulate(scenario)
    listening = Listening(scenario, scenario.hours, Streams(scenario.seed), scenario.service_span)
    for name, spans in listening.hears.items():
        share = Intervals.of(0.0, scenario.hours, spans).share()
        assert result.kpis[f"ground.station.{name}.coverage"].value == pytest.approx(share, abs=1e-9)


def test_a_station_that_waits_for_a_decision_hears_nothing_before_it(tmp_path: Path) -> None:
    stations = (f'[ground.stations.{name}]\nmodel = "kashi"\nif_chosen = ["mine:{name}"]\n' for name in SITES)
    result = simulate(deciding(tmp_path, "".join(stations)))
    *others, chosen = sorted(float(result.kpis[f"ground.station.{name}.coverage"].value or 0) for name in SITES)
    assert others == [0.0, 0.0, 0.0]
    assert chosen > 0.0
    link = result.channels["lander/communication.link_up"]
    assert link.mean(0.0, DECIDED_H) == 0.0
    assert link.mean(DECIDED_H, result.until_h) > 0.1


def test_the_sky_over_stations_is_computed_once_for_all_runs_of_a_process(tmp_path: Path) -> None:
    """A run with a decision begins anew after it, another seed begins anew, and the Moon goes the same way."""
    stations = "".join(f'[ground.stations.{name}]\nmodel = "{name}"\n' for name in ("kashi", "neuquen"))
    scenario = deciding(tmp_path, stations)
    moonrise._spans.cache_clear()
    moonrise.moons_way.cache_clear()
    for seed in (1, 2):
        run(scenario, seed=seed)
    assert moonrise._spans.cache_info().misses == 2
    assert moonrise.moons_way.cache_info().misses == 1

"""Figures of a base in orbit and of flights of people: what they say, and of which runs there are any."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from sim.result import Result, simulate
from sim.scenario import load
from sim.scenario.schema.crew_flights import HOMEWARD, OUTWARD
from sim.view import default_kinds, figure
from sim.view.flown_people import STEPS, flown
from sim.view.orbit_facts import eclipses, longest_eclipse, period
from sim.view.panels.transfers import shuttles
from sim.view.report.people import people_of

HOURS = 14 * 31 * 24.0


@cache
def station() -> Result:
    return simulate(load("ilrs:orbital-station"), until=HOURS)


def landing(step: str | None = None, escape: str = "1") -> Result:
    """The first landing, all of whose steps succeed but one at most."""
    changes = {f"crew.flights.pair.{one.key}.success": "1" for one in STEPS}
    if step is not None:
        changes[f"crew.flights.pair.{step}.success"] = "0"
    if step in {one.key for one in (*OUTWARD, *HOMEWARD)}:
        changes[f"crew.flights.pair.{step}.escape"] = escape
    return simulate(load("ilrs:first-landing", changes))


def words(drawn: Figure) -> str:
    texts = [text.get_text() for text in drawn.texts]
    return "\n".join(texts + [text.get_text() for ax in drawn.axes for text in ax.texts])


def axes(drawn: Figure) -> list[str]:
    return [str(ax.get_label()) for ax in drawn.axes]


def test_a_base_in_orbit_is_shown_with_its_light_links_stores_and_vehicles() -> None:
    run = station()
    drawn = figure("orbit", run)
    assert axes(drawn) == ["views", "charge", "shares", "stores", "trips"]
    said = words(drawn)
    up = run.channels["communication.through.gateway"].mean(0.0, run.until_h)
    assert f"Orbital station: links the ground {100 * up:.0f} % of the time; 500 kg carried for 5.10 t" in said
    assert f"a round takes {period(run):.1f} h" in said
    eclipse = longest_eclipse(run)
    assert eclipse is not None
    assert f"longest eclipse {eclipse[1] - eclipse[0]:.1f} h" in said
    lit = run.channels["gateway/sunlight.lit_fraction"].mean(0.0, run.until_h)
    assert sum(end - begin for begin, end in eclipses(run)) == pytest.approx((1.0 - lit) * run.until_h, rel=1e-3)


def test_a_vehicle_is_away_or_waits_as_the_log_says() -> None:
    (tug,) = shuttles(station())
    assert tug.name == "tug"
    assert tug.trips == len(tug.away) == 1
    (begin, end), (waits, until) = tug.away[0], tug.waits[0]
    # It waits from the day on which it comes until it leaves, and is away for both ways and the stop.
    assert waits == 181 * 24.0
    assert until == begin
    assert end - begin == pytest.approx(12 + 48 + 12)


def test_a_base_in_orbit_without_link_stores_or_vehicles_is_shown_with_its_light() -> None:
    none = {"communication.orbital_stations.gateway.count": "0", "transfers.vehicles.tug.count": "0"}
    drawn = figure("orbit", simulate(load("ilrs:orbital-station", none), until=HOURS / 14))
    assert "Orbital station: in sunlight" in words(drawn)


def test_each_step_of_a_flight_is_shown_when_it_was() -> None:
    run = landing()
    (one,) = flown(run)
    assert [each.step for each in one.taken] == list(STEPS)
    for before, after in zip(one.taken[:5], one.taken[1:6], strict=True):
        assert before.span[1] == pytest.approx(after.span[0])
    assert one.ground is not None
    assert (one.taken[5].span[1], one.taken[6].span[0]) == pytest.approx(one.ground)
    assert (one.home, one.lost, one.aborted) == (3, 0, "")
    drawn = figure("crew_flight", run)
    assert axes(drawn) == ["steps", "under-way", "people"]
    assert "First landing: two landed and came home" in words(drawn)


@pytest.mark.parametrize(
    ("step", "escape", "answer"),
    [
        ("lander_arrival", "1", "nobody landed, as the way of the lander into lunar orbit failed"),
        ("crew_launch", "1", "nobody landed, as the launch of the crew failed; three came home"),
        ("descent", "1", "nobody landed, as the descent failed; three came home"),
        ("descent", "0", "three died, as the descent failed"),
        ("ascent", "0", "two died, as the ascent failed"),
        ("ascent", "1", "two landed, none of them came home so far, as the ascent failed"),
        ("return_docking", "1", "two landed and came home, although the meeting of lander and ship failed"),
        ("home", "1", "two landed and came home, although the way home failed"),
    ],
)
def test_the_title_says_what_became_of_people(step: str, escape: str, answer: str) -> None:
    run = landing(step, escape)
    drawn = figure("crew_flight", run)
    assert f"First landing: {answer}" in words(drawn).split("\n")
    (failed, *_) = flown(run)[0].failures
    assert failed.step.key == step
    assert f"{failed.step.verb} failed: {failed.failed}" in words(drawn)


@pytest.mark.parametrize(
    ("step", "escape", "says"),
    [
        ("descent", "0", ["3 people died under way. Three people died on 2029-12-15: descent failed."]),
        ("descent", "1", ["Nobody came.", "Nobody landed, as the descent failed; three came home."]),
        ("home", "0", ["3 people died under way (1 rotation, 12 person-days). Three people died on 2029-12-25: "]),
        ("home", "1", ["All 2 who came live: ", "Two landed and came home, although the way home failed."]),
    ],
)
def test_the_report_says_first_who_died_under_way_else_who_came_home(step: str, escape: str, says: list[str]) -> None:
    run = landing(step, escape)
    (people,) = people_of([run])
    assert people.lost == (escape == "0")
    for sentence, begins in zip(people.sentences, says, strict=False):
        assert sentence.startswith(begins)
    title = words(figure("habitat", run))
    assert ("died under way" in title) == people.lost


def test_waits_for_conditions_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "dark.toml"
    path.write_text(
        'title = "Dark"\nextends = "ilrs:first-landing.toml"\n[crew.emergencies.dark]\nkind = "blackout"\n'
        'date = 2029-12-14\nduration = { value = 400, unit = "h", basis = "design" }\n'
    )
    run = simulate(load(path))
    (one,) = flown(run)
    assert one.waits
    assert "go home from lunar orbit" in one.aborted
    assert "nobody landed: power: " in words(figure("crew_flight", run))


@pytest.mark.slow
def test_of_several_flights_each_has_a_row(tmp_path: Path) -> None:
    rotations = ("spring-2034", "autumn-2034", "year-2035")
    flights = "".join(f'[crew.rotations.{name}]\nflight = "pair"\n' for name in rotations)
    path = tmp_path / "several.toml"
    path.write_text(
        'title = "Several"\nextends = "ilrs:resident-crew.toml"\n'
        f'[crew.flights.pair]\nmodel = "long-march-10-pair"\n{flights}'
    )
    sure = {f"crew.flights.pair.{one.key}.success": "1" for one in STEPS}
    run = simulate(load(path, sure))
    assert tuple(one.rotation for one in flown(run)) == rotations
    drawn = figure("crew_flight", run)
    assert axes(drawn) == ["steps", "flights", "under-way", "people"]
    assert "Several: 12 landed and came home" in words(drawn)
    assert words(drawn).count("landed; 5 home") == 3


def test_there_is_one_only_of_runs_that_have_what_it_shows() -> None:
    plain = simulate(load("ilrs:first-crew"), until=240.0)
    assert not {"orbit", "crew_flight"} & set(default_kinds(plain))
    for kind, why in (("orbit", "it has no base in orbit"), ("crew_flight", "nobody flies step by step")):
        with pytest.raises(ValueError, match=why):
            figure(kind, plain)
    assert "orbit" in default_kinds(station())
    assert "crew_flight" in default_kinds(landing())

"""Doses of people: by place, month and storm; shelter, limits and what follows."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.moon.radiation import areal_density, galactic_rate, galactic_share, particle_share
from sim.moon.solar_storms import Storm
from sim.station.base import Base
from sim.station.crew.people import ABOARD, OUTSIDE
from sim.station.crew.storms import Storms, time_of_year
from tests.station.crew.fakes import LANDER, NO_STORMS, STEADY, Place, radiation

HALVING = 5.0
"""Of the library [g/cm^2]."""
THREE_METRES = float(areal_density(3.0, 1600.0))
"""Of loose regolith [g/cm^2]."""


def test_a_year_of_the_calendar_on_the_clock_of_a_run() -> None:
    place = Place({}, radiation())
    start = place.context.scenario.start
    year = 2000.0 + (start - start.replace(year=2000, month=1, day=1)).days / 365.25
    assert time_of_year(year * 8766.0, start) == pytest.approx(0.0, abs=1e-6)
    assert time_of_year((year + 1.0) * 8766.0, start) == pytest.approx(8766.0)


def test_the_dose_follows_the_solar_cycle_and_the_matter_overhead() -> None:
    table = radiation(**NO_STORMS)
    place = Place({"hab": 160.0}, table, hours=5 * 8766.0)
    person = place.arrive("ann", "hab")
    place.end()
    minimum = time_of_year(float(table.solar_minimum), place.context.scenario.start)
    moments = (np.arange(20_000) + 0.5) / 20_000 * 5 * 8766.0
    law = (float(table.quiet_rate), float(table.active_rate), minimum, float(table.cycle))
    mean = float(galactic_rate(moments, *law).mean())
    assert person.dose == pytest.approx(mean * 5 * 8766.0 * float(galactic_share(160.0)), rel=1e-4)


def test_everybody_takes_what_falls_where_he_is() -> None:
    place = Place({"hab": 160.0, "bare": 3.0}, radiation(**STEADY), hours=1000.0)
    rate = 500.0 / 8766.0
    ann, ben = place.arrive("ann", "hab"), place.arrive("ben", "bare")
    place.run(100.0)
    place.people.move(ann, OUTSIDE)
    place.run(106.0)
    place.people.move(ann, "hab")
    place.run(200.0)
    place.people.move(ben, ABOARD)
    place.run(300.0)
    place.people.depart([ben])
    facts = place.end()
    shares = {depth: float(galactic_share(depth)) for depth in (160.0, 3.0, LANDER)}
    assert ann.dose == pytest.approx(rate * (6.0 + 994.0 * shares[160.0]))
    assert ben.dose == pytest.approx(rate * (200.0 * shares[3.0] + 100.0 * shares[LANDER]))
    assert facts["crew.highest_dose"] == pytest.approx(max(ann.dose, ben.dose))
    assert facts["crew.mean_dose"] == pytest.approx((ann.dose + ben.dose) / 1300.0)
    channels = place.context.trace.channels(1000.0)
    assert channels["crew.dose.ann-1"].at([0.0, 100.0, 106.0, 1000.0]) == pytest.approx(
        [0.0, rate * 100.0 * shares[160.0], rate * (6.0 + 100.0 * shares[160.0]), ann.dose]
    )
    assert channels["crew.dose.ben-1"].last == pytest.approx(ben.dose)
    assert channels["crew.dose_rate"].last == pytest.approx(rate * shares[3.0])


def test_a_history_begins_with_the_run() -> None:
    place = Place({"hab": 0.0}, radiation(**STEADY, prior_dose=(20.0, "mSv")), hours=1000.0)
    place.run(300.0)
    ann = place.arrive("ann", "hab")
    place.end()
    channel = place.context.trace.channels(1000.0)["crew.dose.ann-1"]
    assert channel.times[0] == 0.0
    assert channel.at([0.0, 300.0]).tolist() == [20.0, 20.0]
    assert channel.last == pytest.approx(20.0 + ann.dose)
    assert ann.dose == pytest.approx(700.0 * 500.0 / 8766.0)


def test_who_comes_back_goes_on_with_his_career() -> None:
    place = Place({"hab": 0.0}, radiation(**STEADY), hours=1000.0)
    ann = place.arrive("ann", "hab")
    place.run(100.0)
    place.people.depart([ann])
    place.run(600.0)
    place.people.present.append(ann)
    place.people.move(ann, OUTSIDE)
    facts = place.end()
    assert ann.dose == pytest.approx(500.0 / 8766.0 * 500.0)
    assert facts["crew.mean_dose"] == pytest.approx(500.0 / 8766.0)


def test_the_dead_take_no_more() -> None:
    place = Place({"hab": 0.0}, radiation(**STEADY), hours=1000.0)
    ann = place.arrive("ann", "hab")
    place.run(100.0)
    place.people.die([ann])
    facts = place.end()
    assert ann.dose == pytest.approx(500.0 / 8766.0 * 100.0)
    assert facts["crew.mean_dose"] == pytest.approx(500.0 / 8766.0)


def test_a_vault_that_is_finished_takes_the_dose_away() -> None:
    place = Place({"hab": 0.0}, radiation(**STEADY))
    ann = place.arrive("ann", "hab")
    place.run(1000.0)
    place.walls.change("hab", THREE_METRES)
    place.run(2000.0)
    rate = 500.0 / 8766.0
    place.dose.close()
    assert ann.dose == pytest.approx(rate * 1000.0 * (1.0 + float(galactic_share(THREE_METRES))))
    assert rate * float(galactic_share(THREE_METRES)) in place.context.trace.channels(2000.0)["crew.dose_rate"].values


STORM = Storm(500.0, 520.0, 1000.0)


def test_a_storm_sends_people_under_most_matter_and_back() -> None:
    place = Place({"bare": 0.0, "vault": 40.0}, radiation(**STEADY, warning=(2.0, "h")), storms=(STORM,))
    calls: list[tuple[float, bool]] = []
    place.dose.when_storm(lambda on: calls.append((place.env.now, on)))
    ann, ben = place.arrive("ann", "bare"), place.arrive("ben", OUTSIDE)
    place.run(499.0)
    assert (ann.place, ben.place, place.dose.warned) == ("vault", OUTSIDE, True)
    # He comes in an hour after it began, and goes where the others are.
    place.run(501.0)
    place.people.move(ben, "bare")
    place.run(519.0)
    assert ben.place == "vault"
    place.end()
    assert (ann.place, ben.place) == ("bare", "bare")
    assert (place.dose.warned, ann.grounded) == (False, False)
    assert calls == [(498.0, True), (520.0, False)]
    share = float(particle_share(40.0, HALVING))
    background = 500.0 / 8766.0
    steady = background * (8766.0 - 22.0 + 22.0 * float(galactic_share(40.0)))
    assert ann.dose == pytest.approx(steady + 1000.0 * share)
    [(when, who, detail)] = place.happened("storm_over")
    assert (when, who) == (520.0, "sun")
    assert detail.startswith("at most 54 mSv, ben-1")
    [(when, _, detail)] = place.happened("storm")
    assert when == 500.0
    assert detail == "1000 mSv without shielding, 3.9 mSv in vault, at the base: 2"
    assert place.happened("storm_warning") == [(498.0, "sun", "in 2.0 h")]


@pytest.mark.parametrize("air", [True, False])
def test_who_is_in_a_lander_takes_shelter_where_the_air_is_good(air: bool) -> None:
    place = Place({"vault": 40.0}, radiation(**NO_STORMS), storms=(STORM,))
    place.air = air
    ann = place.arrive("ann", ABOARD)
    place.run(510.0)
    assert ann.place == ("vault" if air else ABOARD)
    place.run(530.0)
    assert ann.place == ABOARD


def test_nobody_leaves_a_lander_for_thinner_walls() -> None:
    place = Place({"tent": 1.0}, radiation(**NO_STORMS), storms=(STORM,))
    ann = place.arrive("ann", ABOARD)
    place.run(510.0)
    assert ann.place == ABOARD


def test_storms_fall_while_nobody_is_there_and_small_ones_raise_no_alarm() -> None:
    small = Storm(600.0, 610.0, 1.0)
    place = Place({"hab": 40.0}, radiation(**NO_STORMS), storms=(STORM, small))
    calls: list[bool] = []
    place.dose.when_storm(calls.append)
    facts = place.end()
    assert facts["crew.storms_met"] == 0
    assert facts["crew.highest_dose"] is None
    assert [when for when, _, _ in place.happened("storm")] == [500.0, 600.0]
    assert all(detail.endswith("at the base: nobody") for _, _, detail in place.happened("storm"))
    assert len(place.happened("storm_warning")) == 1
    assert calls == [True, False]


def test_storms_that_overlap_are_one_event_and_one_alarm() -> None:
    storms = (Storm(500.0, 520.0, 200.0), Storm(510.0, 530.0, 200.0))
    place = Place({"hab": 0.0}, radiation(**NO_STORMS), storms=storms)
    calls: list[tuple[float, bool]] = []
    place.dose.when_storm(lambda on: calls.append((place.env.now, on)))
    place.arrive("ann", "hab")
    place.end()
    assert calls == [(499.5, True), (530.0, False)]
    # 100 mSv by 510 h, then 20 mSv/h: 250 mSv of one event at 517.5 h.
    found = [when for when, _, detail in place.happened("dose_limit") if "one solar particle event" in detail]
    assert found == [pytest.approx(517.5)]


def test_who_reaches_a_limit_stays_in_and_goes_home() -> None:
    place = Place({"hab": 0.0}, radiation(**NO_STORMS), storms=(STORM,))
    home: list[tuple[float, str]] = []
    place.dose.when_over_limit(lambda person: home.append((place.env.now, person.name)))
    ann = place.arrive("ann", "hab")
    facts = place.end()
    assert ann.grounded
    assert facts["crew.over_dose_limit"] == 1
    assert facts["crew.storms_met"] == 1
    # 50 mSv/h: the event's limit after 5 h, the month's before that by the background, the career's before 12 h.
    details = {detail.split(",")[0]: when for when, _, detail in place.happened("dose_limit")}
    assert details["limit of one solar particle event"] == pytest.approx(505.0)
    assert 504.0 < details["limit of 30 days"] < 505.0
    assert 511.0 < details["career limit"] < 512.0
    # Nobody flies through a storm.
    assert home == [(520.0, "ann-1")] * 3
    [(warned, _, _)] = place.happened("dose_warning")
    assert 509.0 < warned < 510.0


@pytest.mark.parametrize(("agency", "limit"), [("nasa", 600.0), ("esa", 1000.0), ("jaxa", 500.0)])
def test_the_career_limit_is_the_agencys(agency: str, limit: float) -> None:
    place = Place({"hab": 0.0}, radiation(agency, **STEADY), hours=3 * 8766.0)
    place.arrive("ann", "hab")
    place.end()
    [(when, who, detail)] = place.happened("dose_limit")
    assert who == "ann-1"
    assert when == pytest.approx(limit / 500.0 * 8766.0)
    assert detail == f"career limit, {limit:g} mSv; {limit:.0f} mSv in all"


def test_replicates_pair_whatever_stands_at_the_base() -> None:
    one, other = Place({"hab": 40.0}, radiation(), hours=50_000.0), Place({}, radiation(), hours=80_000.0)
    assert one.dose.storms.all == other.dose.storms.all[: len(one.dose.storms.all)]
    assert len(one.dose.storms.all) > 5
    assert Place({}, radiation(), hours=50_000.0, replicate=1).dose.storms.all != one.dose.storms.all


def test_two_bases_stand_under_one_sun() -> None:
    place = Place({}, radiation(), hours=50_000.0)
    other = Base(place.context, "node", place.base.tables)
    assert Storms(other, radiation()).all == place.dose.storms.all


DEPTHS = {"bare": 2.0, "vault": 60.0, OUTSIDE: 1.0, ABOARD: LANDER}


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(1.0, 400.0), st.sampled_from(sorted(DEPTHS))), min_size=1, max_size=8),
    st.lists(st.tuples(st.floats(0.0, 1500.0), st.floats(2.0, 100.0), st.floats(0.1, 400.0)), max_size=4),
)
def test_doses_are_the_integral_of_what_fell_where_people_were(
    moves: list[tuple[float, str]], storms: list[tuple[float, float, float]]
) -> None:
    struck = tuple(Storm(begin, begin + length, dose) for begin, length, dose in storms)
    table = radiation(**NO_STORMS, alarm_from=(50.0, "mSv"), warning=(3.0, "h"))
    place = Place({"bare": 2.0, "vault": 60.0}, table, storms=struck, hours=1700.0)
    ann = place.arrive("ann", "bare")
    ways: list[tuple[float, str]] = []
    place.people.when_changes(lambda: ways.append((place.env.now, ann.place)))
    for pause, goal in moves:
        if place.env.now < 1699.0:
            place.run(min(place.env.now + pause, 1699.0))
        place.people.move(ann, goal)
    place.end()
    minimum = time_of_year(float(table.solar_minimum), place.context.scenario.start)
    law = (float(table.quiet_rate), float(table.active_rate), minimum, float(table.cycle))
    expected = 0.0
    for (begin, where), (end, _) in pairwise([*ways, (1700.0, "")]):
        if end <= begin:
            continue
        background = float(galactic_rate((begin + end) / 2, *law)) * float(galactic_share(DEPTHS[where]))
        expected += background * (end - begin)
        for storm in struck:
            overlap = max(0.0, min(end, storm.end, 1700.0) - max(begin, storm.begin))
            expected += overlap * storm.rate * float(particle_share(DEPTHS[where], HALVING))
    # Of a month the background is its mean.
    assert ann.dose == pytest.approx(expected, rel=2e-3, abs=1e-6)
    # Nobody in a habitat stays in a worse one while there is an alarm.
    for (begin, where), (end, _) in pairwise([*ways, (1700.0, "")]):
        for storm in struck:
            alarm = storm.dose >= 50.0 and end > begin and begin < storm.end and end > max(0.0, storm.begin - 3.0)
            assert not (alarm and where in {"bare", ABOARD})

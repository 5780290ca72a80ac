"""A forerunner against what was published: Yutu-2's metres, Chang'e-7's payload, the sky of its landing point."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.schema.explorers import ORBITER
from sim.scenario.sky import sky_of
from sim.station import run_station

METRES = {6: 212.99, 11: 318.62, 12: 345.06, 16: 424.46, 17: 447.68}
"""What Yutu-2 had driven after so many lunar days (mission news)."""
SHARES = (0.0632, 0.0376, 0.0471, 0.0354, 0.0413)
"""Share of the time in which it drove or looked ahead, from each of these to the next."""
DAY_H = 354.0
"""Light and link of a lunar day far from the poles, whose relay never sets [h]."""
ROVER = "bases.lander.exploration.rovers.rover"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("ilrs:change-7")


def pace(share: float) -> float:
    """Mean pace of the shipped class of rovers with this share [m/h]."""
    made = load("ilrs:change-7", [f"{ROVER}.drive_share={share}"]).bases["lander"].exploration
    assert made is not None
    return made.rovers["rover"].pace


def test_five_shares_of_its_time_reproduce_the_metres_of_yutu_2() -> None:
    driven, before = 0.0, 0
    for (day, metres), share in zip(METRES.items(), SHARES, strict=True):
        driven += (day - before) * DAY_H * pace(share)
        before = day
        assert driven == pytest.approx(metres, rel=0.005), day


def test_the_shipped_share_reproduces_its_end_within_the_range_of_its_spans(scenario: Scenario) -> None:
    table = scenario.bases["lander"].exploration
    assert table is not None
    share = table.rovers["rover"].drive_share
    assert 17 * DAY_H * table.rovers["rover"].pace == pytest.approx(METRES[17], rel=0.01)
    assert 6 * DAY_H * table.rovers["rover"].pace == pytest.approx(0.74 * METRES[6], rel=0.02)
    assert share.range is not None
    assert share.range[0] <= min(SHARES) < max(SHARES) <= share.range[1] + 3e-4


def test_a_rover_drives_at_its_pace_while_there_is_light_and_a_link(scenario: Scenario) -> None:
    run = run_station(scenario, seed=1, hours=90 * 24.0)
    lit = run.channels["lander/sunlight.lit_fraction.2 m"]
    up = run.channels["lander/communication.link_up"]
    table = scenario.bases["lander"].exploration
    assert table is not None
    edges = sorted({*lit.times.tolist(), *up.times.tolist()})
    hours = sum(
        later - earlier
        for earlier, later in pairwise(edges)
        if float(lit.at(earlier)) >= 0.5 and float(up.at(earlier)) > 0.0
    )
    assert run.channels["lander/exploration.driven.rover"].last == pytest.approx(hours * table.rovers["rover"].pace)


def test_the_payload_of_change_7(scenario: Scenario) -> None:
    """415 kg, eighteen instruments, six of them of partners; a kilogram more is refused."""
    table = scenario.bases["lander"].exploration
    assert table is not None
    cargo = table.cargo
    assert (len(cargo), sum(bool(each.partner) for each in cargo.values())) == (18, 6)
    assert sum(float(each.mass) for each in cargo.values()) == float(table.payload_capacity) == 415.0
    assert sum(float(each.mass) for each in cargo.values() if each.carrier == ORBITER) == 288.0
    with pytest.raises(ScenarioError, match=r"416 kg, 1 kg more than 415 kg; the heaviest is radar-sar"):
        load("ilrs:change-7", ["bases.lander.exploration.payloads.seismometer.mass=26 kg"])


def test_the_payload_of_change_8() -> None:
    """200 kg for ten projects of partners; a kilogram more is refused, and so is more than 100 kg for one of them."""
    table = load("ilrs:change-8").bases["change-8"].exploration
    assert table is not None
    assert table.payload_limit is not None
    assert (float(table.payload_capacity), float(table.payload_limit)) == (200.0, 100.0)
    assert sum(float(each.mass) for each in table.cargo.values()) == 200.0
    assert sum(bool(each.partner) for each in table.cargo.values()) == 10
    key = "bases.change-8.exploration.payloads.robot.mass"
    with pytest.raises(ScenarioError, match=r"201 kg, 1 kg more than 200 kg; the heaviest is robot"):
        load("ilrs:change-8", [f"{key}=91 kg"])
    with pytest.raises(ScenarioError, match=r"101 kg is 1 kg more than a partner's payload may weigh, 100 kg"):
        load("ilrs:change-8", [f"{key}=101 kg"])


def test_the_sky_of_the_landing_point_of_change_8() -> None:
    """Of 2026 to 2044 the horizon gives 40.0 % of light and 51.7 % of Earth; these two years are two of these."""
    run = run_station(load("ilrs:change-8", ["end=2031-01-01"]), seed=1)
    assert 100 * run.channels["change-8/sunlight.lit_fraction.2 m"].mean() == pytest.approx(39.97, abs=3.0)
    assert 100 * run.facts["change-8/communication.earth_visibility"] == pytest.approx(51.7, abs=3.0)
    assert run.facts["change-8/communication.earth_longest_gap"] <= 14.2 * 24 + 1.0
    assert run.channels["change-8/communication.relay_visible"].mean() == pytest.approx(0.91, abs=0.03)


def test_the_sky_of_the_landing_point(scenario: Scenario) -> None:
    """Of 2026 to 2044 the horizon gives 79.6 % of light, 51.8 % of Earth, 349 h of dark; this year is one of these."""
    run = run_station(scenario, seed=1)
    assert float(scenario.site.latitude) == pytest.approx(-88.8, abs=0.01)
    assert 100 * run.channels["lander/sunlight.lit_fraction.2 m"].mean() == pytest.approx(79.64, abs=2.0)
    assert 100 * run.facts["lander/communication.earth_visibility"] == pytest.approx(51.8, abs=3.0)
    assert run.facts["lander/communication.earth_longest_gap"] <= 14.2 * 24 + 1.0
    relay = run.channels["lander/communication.relay_visible"]
    # A flat horizon gives 0.91 of each orbit.
    assert relay.mean() == pytest.approx(0.91, abs=0.03)


def test_the_floor_of_shackleton_sees_the_relay_and_neither_sun_nor_earth(scenario: Scenario) -> None:
    from sim.station.exploration.places import sky_over
    from sim.station.sky import relay_passes
    from sim.station.station import Station

    base = Station(scenario, seed=1, replicate=0, hours=scenario.hours).bases[1]
    table = base.tables.exploration
    assert table is not None
    sky = sky_over(base, table.craters["shackleton"])
    assert sky.earth(2.0) == []
    assert not sky.sunlight(2.0).samples.any()
    up = sum(end - begin for begin, end in relay_passes(sky, base.tables.communication.relays["queqiao"]))
    assert 0.5 < up / scenario.hours < 0.9
    assert sky_of(scenario.site, scenario.start, scenario.hours, scenario.hours).earth(2.0)

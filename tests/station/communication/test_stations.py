"""Links through bases in orbit: data and people there reach the ground while it is in view and has power."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.moon import Intervals, SiteSky
from sim.result import Result, simulate
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.overview import overview
from sim.scenario.schema.orbit import orbit_of
from sim.scenario.sky import base_sky, kepler
from tests.station.orbital_bases import STORED

_ROUND = """
[bases.gateway.orbit]
perilune_altitude = { value = 500, unit = "km", basis = "design" }
apolune_altitude = { value = 9000, unit = "km", basis = "design" }
inclination = { value = 90, unit = "deg", basis = "design" }
ascending_node = { value = 90, unit = "deg", basis = "design" }
argument_of_perilune = { value = 90, unit = "deg", basis = "design" }
mean_anomaly = { value = 180, unit = "deg", basis = "design" }

[bases.gateway.energy.arrays.wings]
model = "vertical-module"
count = { value = COUNT, unit = "1", basis = "design" }
mast = { value = 2, unit = "m", basis = "design" }
"""
STATION = f"{_ROUND}{STORED}"
LINK = """
[communication.orbital_stations.gateway]
model = "orbital-station-class"
operators = { value = OPERATORS, unit = "1", basis = "design" }
"""
ALONE = """
[communication.direct.x-band]
remove = true

[communication.relays.queqiao]
remove = true
"""
UNTIL = 12 * 24.0


def scenario(folder: Path, text: str, *, count: int = 1, operators: int = 0, over: str = "baseline") -> Scenario:
    path = folder / "through.toml"
    text = text.replace("COUNT", str(count)).replace("OPERATORS", str(operators))
    path.write_text(f'title = "Through"\nextends = "ilrs:{over}.toml"\n{text}')
    return load(path)


def seen(found: Scenario, *, needs_earth: bool) -> Intervals:
    """When the station is in view of the antenna on the ground."""
    sky = base_sky(found, found.start, UNTIL, found.hours)
    link = found.communication.orbital_stations["gateway"]
    orbit = orbit_of(found.bases["gateway"])
    assert isinstance(sky, SiteSky)
    assert orbit is not None
    spans = sky.passes(kepler(orbit), float(link.mast), float(link.minimum_elevation), needs_earth=needs_earth)
    return Intervals.of(0.0, UNTIL, spans)


def share(result: Result, channel: str) -> float:
    """Share of the run in which a history is above 0."""
    history = result.channels[channel]
    edges = np.append(history.times, UNTIL)
    return float((np.diff(edges) * (np.asarray(history.values) > 0.0)).sum() / UNTIL)


def test_the_ground_has_a_link_while_the_station_is_in_view_of_both(tmp_path: Path) -> None:
    found = scenario(tmp_path, STATION + LINK + ALONE)
    result = simulate(found, until=UNTIL)
    expected = seen(found, needs_earth=True).share()
    assert 0.3 < expected < 1.0
    assert result.kpis["communication.link_availability"].value == pytest.approx(expected, abs=1e-9)
    assert result.kpis["communication.delivered"].value > 0.0  # type: ignore[operator]
    assert result.ledgers["data"].closes
    # Its transmitters take power in orbit all the time.
    load = found.communication.orbital_stations["gateway"]
    used = result.kpis["gateway/energy.delivered"].value
    assert used == pytest.approx(UNTIL * (1.0 + float(load.power)), rel=1e-6)


def test_a_station_without_power_is_no_link(tmp_path: Path) -> None:
    dark = simulate(scenario(tmp_path, STATION + LINK + ALONE, count=0, operators=2), until=UNTIL)
    assert dark.kpis["communication.longest_gap"].value > UNTIL - 48.0  # type: ignore[operator]
    assert share(dark, "communication.through.gateway") < 0.2
    # What is left of the battery is used up in a day; then nobody there watches either.
    assert share(dark, "communication.watched_from_orbit.gateway") < 0.2


def test_people_in_orbit_watch_while_it_is_in_view_with_or_without_earth(tmp_path: Path) -> None:
    found = scenario(tmp_path, STATION + LINK + ALONE, operators=2)
    result = simulate(found, until=UNTIL)
    in_sight = seen(found, needs_earth=False).share()
    assert share(result, "communication.watched_from_orbit.gateway") == pytest.approx(in_sight, abs=1e-9)
    # (10 + 5) / (10 + 0.2) of a machine each: three machines for two people, less a rounding down.
    assert max(result.channels["communication.watched_from_orbit.gateway"].values) == 2.0


def test_they_bring_what_the_same_station_without_people_does_not(tmp_path: Path) -> None:
    """No operator on Earth: all that is done is done by those in orbit."""
    none = 'communication.operators = { value = 0, unit = "1", basis = "design" }\n'
    # The machines are there from the second month on.
    months = 90 * 24.0
    manned = simulate(scenario(tmp_path, none + STATION + LINK + ALONE, operators=6), until=months)
    empty = simulate(scenario(tmp_path, none + STATION + LINK + ALONE), until=months)
    assert empty.ledgers["regolith"].received == 0.0
    assert manned.ledgers["regolith"].received > 0.0


def test_how_many_they_watch_follows_from_what_a_step_takes(tmp_path: Path) -> None:
    link = scenario(tmp_path, STATION + LINK, operators=4).communication.orbital_stations["gateway"]
    # With 10 s for a step, 0.2 s and 5 s of delay a person in orbit is worth 15 / 10.2 = 1.47 on Earth.
    assert [link.machines(people) for people in (0, 1, 2, 3, 4, 9)] == [0, 1, 2, 4, 5, 5]
    slow = link.model_copy(update={"round_trip": link.earth_round_trip})
    assert [slow.machines(people) for people in (1, 4)] == [1, 4]


def test_check_says_what_it_brings(tmp_path: Path) -> None:
    lines = overview(scenario(tmp_path, STATION + LINK, operators=4))
    expected = "gateway through gateway: 100 Mbit/s, 4 people there watch over 5 machines"
    assert [line for line in lines if line.startswith("station links")] == [f"{'station links':<14} {expected}"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LINK, 'there is no base "gateway"; add [bases.gateway.orbit]'),
        (
            LINK + '[bases.gateway.communication]\nbuffer = { value = 1, unit = "Gbit", basis = "design" }\n'
            'operators = { value = 1, unit = "1", basis = "design" }\n',
            '"gateway" is not in orbit',
        ),
        (LINK + STATION[: STATION.index("[bases.gateway.energy")], '"gateway" has no power'),
    ],
)
def test_a_link_through_nothing_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario(tmp_path, text)
    found = [one for one in error.value.problems if one.key == "communication.orbital_stations.gateway"]
    assert any(message in one.message for one in found), str(error.value)

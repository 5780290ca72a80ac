"""A base in orbit: it lives on the light between eclipses, on its own bus, beside the base on the ground."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.result import simulate
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.overview import overview
from sim.scenario.sky import base_sky, kepler
from tests.station.orbital_bases import ORBIT, POWER

LINK = """
[bases.gateway.communication]
buffer = { value = 10, unit = "Gbit", basis = "design" }
operators = { value = 1, unit = "1", basis = "design" }

[bases.gateway.communication.direct.ka]
model = "ka-band-dte"
mast = { value = 2, unit = "m", basis = "design" }
"""
UNTIL = 20 * 24.0


def scenario(folder: Path, text: str) -> Scenario:
    path = folder / "orbit.toml"
    path.write_text(f'title = "Orbit"\nextends = "ilrs:first-crew.toml"\n{text}')
    return load(path)


def test_it_has_the_light_and_the_earth_of_its_orbit(tmp_path: Path) -> None:
    found = scenario(tmp_path, ORBIT + POWER + LINK)
    run = simulate(found, until=UNTIL)
    sky = base_sky(found.bases["gateway"], found.start, UNTIL, found.hours)
    lit, dark = sky.sunlight(0.0), 1.0 - sky.sunlight(0.0).mean()
    assert run.kpis["gateway/sunlight.lit_fraction"].value == pytest.approx(lit.mean())
    assert 0.0 < dark < 0.5
    assert run.kpis["gateway/energy.longest_dark"].value < 1.0  # type: ignore[operator]
    # The arrays give all of it, but for what dust and wear take: they face the Sun.
    array = found.bases["gateway"].energy.arrays["wings"]
    peak = array.peak(found.site.solar_irradiance.value)
    given = peak * float((lit.irradiance_factor * np.diff(lit.times)).sum())
    assert run.kpis["gateway/energy.generated"].value == pytest.approx(given, rel=2e-3)
    assert run.kpis["gateway/communication.earth_visibility"].value == pytest.approx(
        sum(end - begin for begin, end in sky.earth(0.0)) / UNTIL
    )
    assert run.ledgers["gateway/energy"].closes


def test_the_base_on_the_ground_does_not_notice_it(tmp_path: Path) -> None:
    with_it, without = (
        simulate(scenario(tmp_path, ORBIT + POWER), until=UNTIL),
        simulate(load("ilrs:first-crew"), until=UNTIL),
    )
    for name, kpi in without.kpis.items():
        if name != "station.landed_mass":
            assert with_it.kpis[name] == kpi, name


def test_an_axis_and_an_eccentricity_say_the_same_as_two_altitudes(tmp_path: Path) -> None:
    by_axis = ORBIT.replace(
        'perilune_altitude = { value = 100, unit = "km", basis = "design" }',
        'semi_major_axis = { value = 9837.4, unit = "km", basis = "design" }',
    ).replace(
        'apolune_altitude = { value = 100, unit = "km", basis = "design" }',
        f'eccentricity = {{ value = {7900 / 9837.4!r}, unit = "1", basis = "design" }}',
    )
    orbit = kepler(scenario(tmp_path, by_axis + POWER).bases["gateway"].orbit)  # type: ignore[arg-type]
    assert orbit.perilune_altitude == pytest.approx(200.0)
    assert orbit.apolune_altitude == pytest.approx(16_000.0)
    assert orbit.period == pytest.approx(24.32, abs=0.02)


def test_check_says_where_it_is(tmp_path: Path) -> None:
    lines = overview(scenario(tmp_path, ORBIT + POWER))
    assert any("gateway, in orbit, 100 x 100 km at 90 deg" in line for line in lines)
    # A low orbit takes two hours, of whose eclipses none lasts an hour.
    (orbit,) = (line for line in lines if line.startswith("orbit "))
    run = simulate(scenario(tmp_path, ORBIT + POWER + LINK))
    share, earth = (
        100 * float(run.kpis[f"gateway/{name}"].value)  # type: ignore[arg-type]
        for name in ("sunlight.lit_fraction", "communication.earth_visibility")
    )
    eclipses = run.channels["gateway/sunlight.lit_fraction"].spells(below=0.5)
    longest = max(end - begin for begin, end in eclipses)
    assert f"a round takes 1.96 h; in sunlight {share:.4g} % of the time, {len(eclipses)} eclipses" in orbit
    assert f"the longest {longest:.3g} h; Earth in view {earth:.4g} %" in orbit
    # What is said of horizons, masts and the low Sun is said of the ground alone.
    notes = [line for line in lines if line.startswith("note") and "gateway" in line]
    assert not [line for line in notes if "horizon" in line or "upright" in line]


SITE = """
[bases.gateway.site]
name = "A crest"
latitude = { value = -89.45, unit = "deg", basis = "design" }
longitude = { value = 222.7, unit = "deg", basis = "design" }
elevation = { value = 1954, unit = "m", basis = "design" }
horizons = { "2 m" = "ilrs:sites/connecting-ridge-crest-2m.csv" }
"""
DIGGER = """
[bases.gateway.tools.excavators.digger]
model = "ipex-class"
"""
RELAY = """
[bases.gateway.communication.relays.queqiao]
model = "queqiao-2-class"
mast = { value = 2, unit = "m", basis = "design" }
"""


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        (
            ORBIT.replace('apolune_altitude = { value = 100, unit = "km", basis = "design" }\n', ""),
            "bases.gateway.orbit",
            "has perilune_altitude; give perilune_altitude and apolune_altitude, or semi_major_axis and eccentricity",
        ),
        (
            ORBIT.replace("apolune_altitude = { value = 100", "apolune_altitude = { value = 50"),
            "bases.gateway.orbit.apolune_altitude",
            "50 km is below perilune_altitude, 100 km; exchange them",
        ),
        (
            ORBIT.replace(
                'perilune_altitude = { value = 100, unit = "km", basis = "design" }',
                'semi_major_axis = { value = 3000, unit = "km", basis = "design" }',
            ).replace(
                'apolune_altitude = { value = 100, unit = "km", basis = "design" }',
                'eccentricity = { value = 0.5, unit = "1", basis = "design" }',
            ),
            "bases.gateway.orbit.semi_major_axis",
            "its perilune lies 237.4 km below the surface; take an eccentricity below 0.4209",
        ),
        (ORBIT + SITE, "bases.gateway.orbit", "leave one out: a base is on the ground or in orbit"),
        (ORBIT + DIGGER, "bases.gateway.tools.excavators", "digger cannot be in orbit"),
        (ORBIT + LINK + RELAY, "bases.gateway.communication.relays", "queqiao cannot be in orbit"),
    ],
)
def test_what_cannot_be_in_orbit_is_refused_with_key_and_remedy(
    tmp_path: Path, text: str, key: str, message: str
) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario(tmp_path, text + POWER)
    found = [problem for problem in error.value.problems if problem.key == key]
    assert any(message in problem.message for problem in found), str(error.value)
    assert all(problem.line is not None for problem in found)

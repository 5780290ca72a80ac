"""The sky chart and light through the years: accurate first."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import EllipseCollection, PolyCollection

from sim.result import Result, simulate
from sim.scenario import Scenario, load
from sim.view import figure, light_year, overview, sky, winter
from sim.view.figures import skies
from sim.view.figures.panorama import ROCK
from tests.view.factory import FakeRun, fake_run
from tests.view.looking import assert_units, panels, words


@pytest.fixture(scope="module")
def year(baseline: Scenario) -> skies.Year:
    return skies.year_over(baseline, 10.0)


def test_the_sun_keeps_to_its_band(baseline: Scenario, year: skies.Year) -> None:
    # The Moon's equator lies 1.54 deg off the ecliptic, and the site 1.30 deg off the pole.
    reach = 1.55 + 90 - abs(float(baseline.site.latitude))
    assert np.abs(year.sun.elevation).max() < reach
    assert year.sun.elevation.max() > reach - 0.1
    assert year.sun_radius == pytest.approx(0.2666, abs=0.006)


def test_the_earth_keeps_to_its_libration(year: skies.Year) -> None:
    assert 6.5 < year.earth.elevation.max() < 6.9 + 1.3 + 0.3
    away = (year.earth.azimuth - year.earth_azimuth + 180) % 360 - 180
    assert 6.0 < np.abs(away).max() < 9.0
    assert year.earth_radius == pytest.approx(0.95, abs=0.08)


def test_a_year_has_twelve_or_thirteen_turns(year: skies.Year) -> None:
    found = skies.turns(year.sun.azimuth, -90.0)
    assert 13 <= len(found) <= 14
    assert sum(part.stop - part.start for part in found) == len(year.utc)
    for part in found[1:-1]:
        assert part.stop - part.start == pytest.approx(29.53 * 24, abs=12)


def test_light_by_direction_adds_up(year: skies.Year) -> None:
    edges, means = skies.by_direction(year)
    cell = np.digitize(year.sun.azimuth, edges) - 1
    assert means[cell].mean() == pytest.approx(year.lit.mean())


def test_years_at_the_end_of_the_ephemeris_are_the_last_it_holds(baseline: Scenario) -> None:
    late = baseline.model_copy(update={"start": baseline.start.replace(year=2054, month=12)})
    found = skies.year_over(late, 10.0)
    assert np.datetime_as_string(found.utc[-1], unit="Y") == "2055" or found.utc[-1] < np.datetime64("2055-01-02")


def test_turns_run_from_noon_to_noon(baseline: Scenario) -> None:
    turns = skies.light_turns(baseline, 10.0, 400 * 24.0)
    assert np.diff(turns.edges) == pytest.approx(29.53 * 24, abs=10)
    assert turns.edges[0] <= 0.0
    assert turns.edges[-1] >= 400 * 24.0
    table = skies.Sky(baseline, 400 * 24.0)
    noons = turns.edges[1:-1]
    sun = table.observer(10.0).sun(skies.utc_hours(baseline.start, noons))
    # South of the equator the noon Sun stands in the north.
    assert np.abs((sun.azimuth + 180) % 360 - 180).max() < 1.0
    inside = ~np.isnan(turns.light)
    assert turns.light[inside].mean() == pytest.approx(turns.sunlight.mean(), abs=0.01)
    dark = turns.longest_dark()
    assert dark is not None
    assert dark[1] - dark[0] == pytest.approx(turns.sunlight.longest_below(), abs=0.2)
    worst = turns.worst_lunation()
    assert worst is not None
    assert worst[1] == pytest.approx(turns.sunlight.worst_lunation())


def test_the_chart_of_a_scenario_needs_no_run(baseline: Scenario) -> None:
    drawn = figure("sky", baseline)  # type: ignore[arg-type]
    assert list(panels(drawn)) == ["panorama", "directions", "proportions"]
    assert_units(drawn)
    text = words(drawn)
    assert "parameters are assumptions" in text
    assert "random draw" not in text
    assert "NASA LOLA topography" in text
    assert "JPL DE421" in text


def test_the_terrain_hides_and_discs_are_to_scale(month: FakeRun) -> None:
    drawn = sky(month)  # type: ignore[arg-type]
    around, near = panels(drawn)["panorama"], panels(drawn)["proportions"]
    rock = [c for c in around.collections if isinstance(c, PolyCollection) and c.get_zorder() == 3]
    assert len(rock) == 1
    assert all(line.get_zorder() < 3 for line in around.lines if line.get_label() in {"Sun", "Earth"})
    assert ROCK.startswith("#")
    discs = {c.get_label(): c for c in near.collections if isinstance(c, EllipseCollection)}
    assert np.allclose(discs["Earth"].get_widths() / discs["Sun"].get_widths().mean(), 1.9 / 0.53, rtol=0.12)
    # As high as wide.
    box = near.get_position()
    size = drawn.get_size_inches()
    x, y = near.get_xlim(), near.get_ylim()
    assert box.width * size[0] / (x[1] - x[0]) == pytest.approx(box.height * size[1] / (y[1] - y[0]))
    assert "horizon from 10 m" in words(drawn)
    assert "horizon from 2 m" in words(drawn)


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A station where the Sun never rises."""
    path = tmp_path_factory.mktemp("floor") / "floor.toml"
    path.write_text('extends = ["ilrs:baseline.toml", "ilrs:sites/shackleton-floor.toml"]\n')
    return simulate(load(path), until=410 * 24.0)


def test_the_note_stays_in_the_sky_where_the_terrain_is_high(floor: Result) -> None:
    drawn = sky(floor)
    drawn.canvas.draw()
    ax = panels(drawn)["panorama"]
    note = next(text for text in ax.texts if text.get_text().startswith("Sun's disc"))
    box = note.get_window_extent().transformed(ax.transData.inverted())
    terrain = next(line for line in ax.lines if str(line.get_label()).startswith("horizon from"))
    x, y = (np.asarray(values, dtype=float) for values in terrain.get_data())
    assert box.y0 > y[(x >= box.x0) & (x <= box.x1)].max()


def test_a_dark_without_end_is_one_line(floor: Result) -> None:
    for drawn, key in ((overview(floor), "light"), (light_year(floor), "light 2 m")):
        lines = [line for line in panels(drawn)[key].lines if line.get_label() == "longest dark"]
        assert len(lines) == 1
        days = np.ptp(np.asarray(lines[0].get_xdata(), dtype=float))
        assert days == pytest.approx(410, abs=1)
    assert "around the empty batteries of 11 Jan 2031" in words(winter(floor))


def test_the_sun_goes_west_after_noon(month: FakeRun) -> None:
    drawn = light_year(month)  # type: ignore[arg-type]
    ticks = [t.get_text() for t in panels(drawn)["light 10 m"].get_yticklabels()]
    assert ticks == ["noon, N", "evening, W", "midnight, S", "morning, E", "noon, N"]


def test_light_through_the_years_marks_the_worst() -> None:
    run = fake_run(days=400)
    drawn = light_year(run)  # type: ignore[arg-type]
    assert list(panels(drawn)) == ["light 10 m", "light 2 m", "lunations", "scale"]
    assert_units(drawn, without=("scale",))
    text = words(drawn)
    assert text.count("longest dark") == text.count("darkest lunation") == 2
    for key in ("light 10 m", "light 2 m"):
        labels = {str(line.get_label()) for line in panels(drawn)[key].lines}
        assert {"longest dark", "darkest lunation"} <= labels
    drawn.canvas.draw()

"""The sky chart and light through the years: accurate first."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import EllipseCollection, PolyCollection

from sim.result import Result, simulate
from sim.scenario import Scenario, load
from sim.view import figure, light_year, overview, sky, winter
from sim.view.figures.panorama import ROCK
from tests.view.fake_runs import FakeRun, fake_run
from tests.view.reading_figures import assert_units, panels, words

pytestmark = pytest.mark.slow


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


@pytest.mark.slow
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
    assert "around the lowest charge, 5 % on 25 Jan 2031, on the last reserve" in words(winter(floor))


def test_the_sun_goes_west_after_noon(month: FakeRun) -> None:
    drawn = light_year(month)  # type: ignore[arg-type]
    ticks = [t.get_text() for t in panels(drawn)["light 10 m"].get_yticklabels()]
    assert ticks == ["noon, N", "evening, W", "midnight, S", "morning, E", "noon, N"]


def test_every_carpet_of_light_has_one_direction() -> None:
    """The same hours of darkness lie at the same height in the overview and through the years."""
    run = fake_run(days=410)
    carpets = [panels(overview(run))["light"], panels(light_year(run))["light 10 m"]]  # type: ignore[arg-type]
    for ax in carpets:
        low, high = ax.get_ylim()
        assert low == pytest.approx(-29.53 / 2, abs=0.01)
        assert low < high
        times = [text.get_text().partition(",")[0] for text in ax.get_yticklabels()]
        assert times == ["noon", "evening", "midnight", "morning", "noon"]
        assert ax.get_ylabel() == "lunar time"
        assert ax.images[0].origin == "lower"


def test_a_dark_is_drawn_at_its_hours_in_both() -> None:
    real = simulate(load("ilrs:baseline"), until=410 * 24.0)
    marks = []
    for drawn, key in ((overview(real), "light"), (light_year(real), "light 10 m")):
        lines = [line for line in panels(drawn)[key].lines if line.get_label() == "longest dark"]
        marks.append([float(y) for line in lines for y in np.asarray(line.get_ydata(), dtype=float)])
    assert marks[0] == pytest.approx(marks[1], abs=0.25)


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

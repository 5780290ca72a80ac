"""The figure of the ground facility, and what else people see of it."""

from __future__ import annotations

import pytest

from sim.result import Result, simulate
from sim.scenario import load
from sim.view import default_kinds, figure
from sim.view.figures.overview import headlines
from tests.view.reading_figures import panels, words


@pytest.fixture(scope="module")
def facility() -> Result:
    return simulate(load("ilrs:ground"), until=24.0 * 400)


def test_each_station_has_a_row_and_all_together_one(facility: Result) -> None:
    drawn = figure("ground", facility)
    assert "ground" in default_kinds(facility)
    assert "the Earth hears the Moon 96." in words(drawn)
    ax = panels(drawn)["stations"]
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    assert names[::-1] == ["jiamusi", "kashi", "neuquen", "any of them"]
    left, right = ax.get_xlim()
    assert right - left == pytest.approx(7, abs=0.5)
    filled = sum(path.get_extents().width for path in ax.collections[-1].get_paths())
    assert 0.5 < filled / (right - left) < 1.0
    channel = facility.channels["ground.heard"]
    assert f"{100 * channel.mean():.0f} % in all" in words(drawn)


def test_projects_are_done_or_not(facility: Result) -> None:
    drawn = figure("ground", facility)
    assert "done 21 Nov 2031" in words(drawn)
    # Those that begin after the end of the run are not there.
    assert [tick.get_text() for tick in panels(drawn)["projects"].get_yticklabels()] == ["quake-catalogue"]
    (headline,) = [one for one in headlines(facility) if "heard" in one.caption]
    assert headline.caption == "of the time heard\n1 of 1 projects done"


def test_a_facility_without_stations_or_projects_is_drawn_too() -> None:
    gone = [f"ground.stations.{name}.from=2034-01-01" for name in ("jiamusi", "kashi", "neuquen")]
    run = simulate(load("ilrs:ground", gone), until=24.0 * 100)
    assert "never" not in words(figure("ground", run))
    assert "stations" in panels(figure("ground", run))


def test_who_has_no_facility_gets_a_sentence() -> None:
    run = simulate(load("ilrs:baseline"), until=24.0 * 30)
    assert "ground" not in default_kinds(run)
    with pytest.raises(ValueError, match="it has no ground facility"):
        figure("ground", run)

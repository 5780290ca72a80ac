"""Outings and craters as figures tell of them: of a forerunner that came home, and of one that was lost."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from sim.result import Result, simulate
from sim.scenario import load
from sim.view import figure, terminal
from sim.view.explored import craters, explored, outings
from sim.view.figures.overview import headlines
from sim.view.report import render
from sim.view.save import NEEDS, default_kinds
from tests.view.figures.test_room_for_texts import faults
from tests.view.reading_figures import assert_units, panels, words

pytestmark = pytest.mark.slow

HOPPER = "bases.lander.exploration.hoppers.hopper"


@pytest.fixture(scope="module")
def home() -> Result:
    return simulate(load("ilrs:change-7"), until=60 * 24.0)


@pytest.fixture(scope="module")
def lost() -> Result:
    found = load("ilrs:change-7", [f"{HOPPER}.hop_failure=0.999", f"{HOPPER}.turnaround=1 d"])
    return simulate(found, until=30 * 24.0)


def test_three_outings_come_home(home: Result) -> None:
    found = outings(home)
    assert [[place for place, _, _ in each.stays] for each in found] == [["near"], ["west"], ["shackleton"]]
    assert all(18.0 < each.hours < 24.0 and not each.lost for each in found)
    # From the sum of its ways it is back before the next begins.
    assert all(a.end < b.start for a, b in pairwise(found))
    assert craters(home) == ("shackleton", "near", "west")
    known = explored(home)
    assert known is not None
    assert known[0] == "lander"


def test_an_outing_that_fails_ends_where_it_was_lost(lost: Result) -> None:
    (found,) = outings(lost)
    assert found.stays == ()
    assert found.lost == "failed hop, on the way to near"


def test_a_run_that_ends_meanwhile_cuts_the_outing() -> None:
    run = simulate(load("ilrs:change-7", [f"{HOPPER}.turnaround=0 h"]), until=10.0)
    (found,) = outings(run)
    assert (found.end, found.lost) == (10.0, "")
    figure("hops", run).canvas.draw()


def test_the_figure_of_hops_shows_charge_margin_link_and_loss(home: Result, lost: Result) -> None:
    drawn = figure("hops", home)
    assert list(panels(drawn)) == ["place", "charge", "margin", "data"]
    assert_units(drawn, without=("place",))
    text = words(drawn)
    for told in ("near", "west", "shackleton", "leaves at", "coldest"):
        assert told in text
    assert panels(drawn)["data"].get_xlabel() == "hours since it left the base"
    assert "lost: failed hop" in words(figure("hops", lost))
    assert "3 of 3 outings came home, no hopper lost" in text
    assert "0 of 1 outing came home, 1 hopper lost" in words(figure("hops", lost))


def test_two_hoppers_of_which_one_is_lost_at_once_have_room_for_their_names(tmp_path: Path) -> None:
    path = tmp_path / "two.toml"
    second = '[bases.lander.exploration.hoppers.second]\nmodel = "change-7-class"\nplan = ["shackleton", "home"]\n'
    doomed = 'hop_failure = { value = 0.999, unit = "1", basis = "design" }\n'
    path.write_text(f'title = "Two"\nextends = "ilrs:change-7"\n{second}{doomed}', encoding="utf-8")
    found = load(path)
    run = simulate(found, until=60 * 24.0)
    assert [(each.hopper, bool(each.lost)) for each in outings(run)][:2] == [
        ("hopper", False),
        ("second", True),
    ]
    drawn = figure("hops", run)
    assert faults(drawn) == []
    assert "second: to shackleton" in words(drawn)


def test_the_figure_of_beliefs_has_a_row_a_crater_and_the_truth(home: Result, lost: Result) -> None:
    drawn = figure("belief", home)
    assert list(panels(drawn)) == ["belief", "ice"]
    ax = panels(drawn)["belief"]
    assert len(ax.patches) == 2 * len(craters(home))
    marks = [line for line in ax.lines if line.get_marker() == "D"]
    true = sorted(100 * home.channels[f"lander/exploration.true.{name}"].last for name in craters(home))
    assert sorted(float(mark.get_xdata()[0]) for mark in marks) == pytest.approx(true)
    assert "before" in words(drawn)
    known = explored(home)
    assert known is not None
    enough = float(known[1].detection_threshold)
    sure = sum(home.channels[f"lander/exploration.ice_chance.{name}"].last >= enough for name in craters(home))
    assert f"ice detected in {sure} of 3 visited craters" in words(drawn)
    assert "no crater was visited" in words(figure("belief", lost))


def test_they_go_with_a_run_that_has_them(home: Result, lost: Result) -> None:
    assert {"hops", "belief"} <= set(default_kinds(home)) & set(default_kinds(lost))
    plain = simulate(load("ilrs:baseline"), until=48.0)
    assert not {"hops", "belief"} & set(default_kinds(plain))
    assert NEEDS["hops"][1] == "no hopper left its base"
    assert [one.caption for one in headlines(lost) if one.system == "exploration"] == [
        "craters with ice\n1 hopper lost"
    ]


def test_a_main_base_where_nothing_stands_has_no_empty_panels(home: Result) -> None:
    assert list(panels(figure("overview", home))) == ["sky", "ice"]
    assert not [one for one in headlines(home) if one.system == "communication"]


def test_terminal_and_report_tell_of_it(home: Result) -> None:
    text = "\n".join(terminal.summary(home))
    assert "Craters with ice detected" in text
    page = render(home)
    for told in ("Craters with ice detected", "What is believed", "hop landed", "Charge of the hopper"):
        assert told in page

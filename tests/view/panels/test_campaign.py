"""Missions as figures tell of them: what landed when, and how often it was lost before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.result import Result, simulate
from sim.scenario import load
from sim.view import figure
from sim.view.panels.campaign import flown
from tests.view.reading_figures import panels, words


@pytest.fixture(scope="module")
def run() -> Result:
    return simulate(load("ilrs:cargo-campaign"), until=1500.0)


def test_the_title_says_how_many_landed_and_what_became_of_the_others(run: Result) -> None:
    due = [one for one in flown(run) if one.planned <= run.until_h]
    landed = sum(one.landed is not None for one in due)
    assert f"{landed} of {len(due)} missions landed, " in words(figure("campaign", run))
    early = simulate(run.scenario, until=24.0)
    assert "no mission was due" in words(figure("campaign", early))


def test_how_often_a_mission_was_lost_is_told(run: Result) -> None:
    first = next(event for event in run.events if event.event == "landed")
    lost = [replace(first, event="lost", time_h=first.time_h - hours) for hours in (3.0, 2.0, 1.0)]
    for number, said in enumerate(("lost once, ", "lost twice, ", "lost 3 times, "), 1):
        drawn = figure("campaign", replace(run, events=(*lost[:number], *run.events)))
        assert sum(text.get_text().startswith(said) for text in panels(drawn)["missions"].texts) == 1

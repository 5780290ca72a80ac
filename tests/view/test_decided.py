"""Decisions and measurements as figures and the report tell of them."""

from __future__ import annotations

import pytest

from sim.result import Result, simulate
from sim.scenario import load
from sim.view import figure
from sim.view.decided import choices, decided, measured
from sim.view.explored import craters
from sim.view.figures.overview import headlines
from sim.view.panels.campaign import flown
from sim.view.report import render
from sim.view.save import default_kinds
from tests.view.reading_figures import panels, words


@pytest.fixture(scope="module")
def run() -> Result:
    """The forerunners until both decisions are taken."""
    return simulate(load("ilrs:forerunners"), until=37000.0)


@pytest.fixture(scope="module")
def undecided() -> Result:
    return simulate(load("ilrs:forerunners"), until=3000.0)


@pytest.mark.slow
def test_each_decision_is_told_with_its_moment(run: Result) -> None:
    found = decided(run)
    assert [one.name for one in found] == ["mine", "printers"]
    events = {event.subject: event for event in run.events if event.event == "decided"}
    for one in found:
        assert one.time == events[one.name].time_h
        assert events[one.name].detail.startswith(f"{one.chosen}; ")
        assert set(one.believed) == set(one.true) == set(run.scenario.decisions[one.name].alternatives)
    assert choices(run) == {one.name: (one.chosen, one.time) for one in found}


@pytest.mark.slow
def test_the_figure_of_decisions_has_a_row_an_alternative_and_the_missions(run: Result) -> None:
    drawn = figure("decisions", run)
    assert list(panels(drawn)) == ["worths", "missions"]
    text = words(drawn)
    for told in ("mine: shackleton", "mine: none", "printers: two", "chosen", "change-7"):
        assert told in text
    best = sum(one.true[one.chosen] >= max(one.true.values()) for one in decided(run))
    assert f"{best} of 2 decisions best by what is true" in text
    assert "decisions" in default_kinds(run)


@pytest.mark.slow
def test_the_figure_of_measurements_has_a_row_each_and_the_truth(run: Result) -> None:
    assert measured(run) == tuple(
        ("change-8", name) for name in ("print-rate", "fine-share", "printer-life", "rejects")
    )
    drawn = figure("measured", run)
    assert list(panels(drawn)) == ["measured", "doubt"]
    assert "before 3.25 to 7.75 kg/h" in words(drawn)
    assert " of 4 figures known twice as well" in words(drawn)
    # The craters are those of the other forerunner.
    assert craters(run) == ("shackleton", "near", "west")


@pytest.mark.slow
def test_what_is_not_decided_is_neither_drawn_nor_flown(undecided: Result) -> None:
    assert decided(undecided) == ()
    assert "decisions" not in default_kinds(undecided)
    assert "mine" not in {one.name for one in flown(undecided)}
    assert not any(each.system == "decisions" for each in headlines(undecided))


@pytest.mark.slow
def test_the_report_tells_what_was_believed_and_decided(run: Result) -> None:
    page = render(run)
    for told in ("What was decided", "What was measured", "What is believed", "what it cost not to know"):
        assert told in page

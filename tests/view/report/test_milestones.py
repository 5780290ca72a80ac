"""Reports open with milestones where a scenario has any, and are as before where it has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim import study
from sim.result import Result, simulate
from sim.result.milestones import milestones
from sim.scenario import Scenario
from sim.view.report.milestones import opening
from sim.view.report.page import render
from sim.view.report.register import references
from sim.view.report.subject import subject_of
from tests.view.figures.made_milestones import cargo
from tests.view.figures.made_milestones import milestones as scenario
from tests.view.report.real_browser import ask, size

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def without(baseline: Scenario) -> Result:
    return simulate(baseline, until=24.0 * 40)


@pytest.fixture(scope="module")
def page() -> str:
    return render(cargo())


@pytest.fixture(scope="module")
def early(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return simulate(scenario(tmp_path_factory.mktemp("early")), until=24.0 * 500)


def test_the_report_opens_with_them(page: str) -> None:
    assert page.index('<section id="milestones"') < page.index('<section id="answer"')
    assert page.index('<li><a href="#milestones"') < page.index('<li><a href="#answer"')


def test_each_has_its_dates_and_what_held_it_back(page: str) -> None:
    section = page[page.index('<section id="milestones"') : page.index('<section id="answer"')]
    for one in milestones(cargo()):
        for text in (one.planned.title, one.plan_words, one.date_words, one.late_words, one.held):
            assert text in section
    assert "Published dates are those of A plan." in section


def test_the_time_line_stands_with_them_and_nowhere_else(page: str) -> None:
    assert page.count('<figure id="run0-timeline"') == 1
    assert page.index('<figure id="run0-timeline"') < page.index('<section id="answer"')


def test_the_published_plan_is_among_the_references() -> None:
    assert any(one.key == "plan" and one.text == "A plan." for one in references([cargo()]))


def test_a_report_without_milestones_has_nothing_of_them(without: Result) -> None:
    assert opening(subject_of(without)) is None
    assert "ilestone" not in render(without).partition("<script")[0]


def test_of_several_runs_each_has_its_dates_side_by_side(early: Result, without: Result) -> None:
    both = subject_of(study.compare([cargo(), early, without], ["whole", "early", "without"]))
    found = opening(both)
    assert found is not None
    assert len(found.sentences) == 2
    assert found.sentences[1].startswith("early: ")
    line = next(one for one in found.lines if one.title == "Core structure stands")
    assert [cell.date for cell in line.cells] == ["not by 2036-01-01", "not by 2032-05-15", ""]
    assert [cell.tone for cell in line.cells] == ["worse", "worse", ""]


def test_colours_have_words_beside_them() -> None:
    found = opening(subject_of(cargo()))
    assert found is not None
    assert all(cell.late or cell.date.startswith("not by") for line in found.lines for cell in line.cells)


OUT_OF_SIGHT = """Array.from(document.querySelectorAll("#milestones th, #milestones td, #milestones p")).filter(e => {
  const box = e.getBoundingClientRect();
  return e.textContent.trim() && box.width && (box.left < 0 || box.right > document.documentElement.clientWidth + 1);
}).length"""


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1300])
@pytest.mark.parametrize("several", [False, True])
def test_all_of_the_table_is_in_sight_on_phone_and_desk(
    browser: Any, early: Result, tmp_path: Path, width: int, several: bool
) -> None:
    path = tmp_path / "report.html"
    what = study.compare([cargo(), early], ["the whole of the campaign", "early"]) if several else cargo()
    path.write_text(render(what), encoding="utf-8")
    size(browser, width, 900)
    browser.get(path.as_uri())
    assert ask(browser, "document.documentElement.scrollWidth") <= width
    assert ask(browser, OUT_OF_SIGHT) == 0

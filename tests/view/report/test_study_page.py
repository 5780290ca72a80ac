"""The page of a study: the answer first, figures, tables, what was varied, what it rests on, how to repeat it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any, ClassVar

import pytest

from sim.scenario import load
from sim.study.findings import Findings, Header, TextTable
from sim.study.kinds import KINDS, Kind
from sim.study.replicates.store import Store
from sim.study.replicates.variants import Drawing, Variant
from sim.view.report import render, study_page
from tests.study.ensembles.invented import ensemble, forty
from tests.study.levers.made_up import made_up as made_levers
from tests.view.figures.made_studies import STUDIES
from tests.view.report import hostile_scenario
from tests.view.report.page_reader import Page
from tests.view.report.real_browser import ask, click, css, settle, size

SECTIONS = ["answer", "figures", "tables", "varied", "register", "reproduce"]


@dataclasses.dataclass(frozen=True)
class Guess(Findings):
    """A kind of study that nobody has written a page for."""

    kind: ClassVar[str] = "guess"

    header: Header
    found: tuple[TextTable, ...] = ()

    @classmethod
    def read(cls, header: Header, store: Store) -> Guess:
        raise NotImplementedError

    @property
    def sentences(self) -> tuple[str, ...]:
        return ("It is <b>so</b>.", "Or not.")

    @property
    def tables(self) -> tuple[TextTable, ...]:
        return self.found

    @property
    def remarks(self) -> tuple[str, ...]:
        return ("The sites are not alike.",)


def guess(count: int = 3) -> Guess:
    scenarios = [load("ilrs:baseline", [f"energy.batteries.main.capacity={900 + k} kWh"]) for k in range(count)]
    variants = tuple(Variant(f"pack {k}", one) for k, one in enumerate(scenarios))
    lifted = Variant("no repairs", scenarios[0], "tools")
    table = TextTable(
        "rank",
        "Rank",
        ("", "days", "per tonne"),
        (("one", "-12 d (95 % interval -20 to -4)", "3"), ("two", "+1 d", "0"), ("three", "0 d", "0")),
        ({"days": -12}, {"days": 1}, {"days": 0}),
        right=(1, 2),
        faint=frozenset({1, 2}),
        chief=frozenset({0, 1}),
        note="Days, and days per tonne.",
    )
    header = Header("guess", "x", "Guess", Drawing(7, "random", 100.0), (*variants, lifted), {"n": 5}, "ilrs guess x")
    return Guess(header, (table,))


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "guess", Kind("what is it: a guess", "here", "Guess"))  # type: ignore[arg-type]


def well_made(text: str) -> Page:
    """A page that is whole, refers to nothing outside and names every table."""
    page = Page(text)
    ids = page.ids()
    assert page.unclosed == []
    assert len(ids) == len(set(ids))
    assert len(page.named("caption")) == len(page.named("table"))
    assert not page.named("link", "iframe", "img", "object")
    for _, attributes in page.elements:
        assert "style" not in attributes
        for name in ("aria-labelledby", "aria-describedby"):
            assert set((attributes.get(name) or "").split()) <= set(ids)
        target = attributes.get("href") or ""
        assert not target.startswith("#") or target[1:] in ids
    return page


@pytest.mark.slow
@pytest.mark.parametrize("name", STUDIES)
def test_every_kind_of_study_has_a_whole_page(name: str) -> None:
    found = STUDIES[name]()
    page = well_made(render(found))
    assert [one.get("id") for one in page.named("section")] == SECTIONS
    assert found.sentences[0].replace("^2", "²") in page.texts["dd"]


@pytest.mark.slow
def test_what_is_lifted_together_is_said_in_words() -> None:
    text = render(made_levers())
    assert "repairs take no time and the whole Sun always shines" in text
    assert "m^2" not in "".join(well_made(text).texts["dd"])


@pytest.mark.slow
def test_grey_rows_are_called_what_they_are_and_ranks_take_no_room() -> None:
    found = STUDIES["sweep-map"]()
    page = well_made(render(found))
    notes = [text for text in page.texts["p"] if "in grey, last: what does not meet what is required" in text]
    assert len(notes) == 1
    assert "within its noise" not in notes[0]
    ranks = [row for row in page.named("th") if row.get("scope") == "row" and row.get("class") == "number"]
    assert len(ranks) == len(found.samples)


@pytest.mark.slow
def test_an_ensemble_has_its_answer_figure_tables_and_ranges() -> None:
    found = forty("both")
    text = render(found)
    page = well_made(text)
    assert [one.get("id") for one in page.named("section")] == SECTIONS
    assert page.texts["dt"][0] == "How sure is that?"
    assert found.sentences[0] in page.texts["dd"]
    assert any("3 replicates failed" in one for one in page.texts["p"])
    (picture,) = [one for one in page.named("svg") if one.get("role") == "img"]
    assert picture["aria-label"] == "How it spreads, Baseline"
    rows = page.named("tr")
    varied = study_page.context(found)["varied"]
    assert len(varied) > 90
    assert len(rows) > len(varied) + len(found.measures)
    assert "triangular" in page.texts["td"]
    command = [text for text in page.texts["span"] if text in {"ilrs", "ensemble", "ilrs:baseline", "-n", "43"}]
    assert command == ["ilrs", "ensemble", "ilrs:baseline", "-n", "43"]
    assert text == render(forty("both"))


@pytest.mark.slow
def test_names_from_scenarios_and_errors_are_text(tmp_path: Path) -> None:
    scenario = load(hostile_scenario.write(tmp_path))
    text = render(ensemble({}, failed={0: hostile_scenario.SCRIPT}, scenario=scenario))
    page = well_made(text)
    assert len(page.named("script")) == 2
    assert hostile_scenario.SCRIPT not in text
    json.loads(next(one for one in page.texts["script"] if one.startswith("{")))
    assert "figures" not in [one.get("id") for one in page.named("section")]


def test_a_kind_without_figures_or_page_of_its_own_has_one(kind: None) -> None:
    page = well_made(render(guess()))
    assert [one.get("id") for one in page.named("section")] == [name for name in SECTIONS if name != "figures"]
    assert page.texts["dt"][0] == "What is it?"
    assert "It is <b>so</b>." in page.texts["dd"]
    assert not page.named("b")
    assert any("The sites are not alike." in one for one in page.texts["p"])
    faint = [one for one in page.named("tr") if one.get("class") == "faint"]
    assert len(faint) == 2
    assert "(95 % interval -20 to -4)" in page.texts["small"]
    assert "1 more row" in page.texts["summary"]


def test_what_was_run_says_how_it_differs_from_the_first(kind: None) -> None:
    tried = study_page.context(guess())["tried"]
    assert [one.label for one in tried] == ["pack 0", "pack 1", "pack 2", "no repairs"]
    assert tried[0].differs == ""
    assert "energy.batteries.main.capacity = 901 kWh" in tried[1].differs
    assert tried[3].differs
    assert "capacity" not in tried[3].differs


def test_many_scenarios_are_not_all_in_the_page(kind: None) -> None:
    found = guess(9)
    context = study_page.context(found)
    assert (len(context["files"]), context["others"]) == (1, 8)
    few = study_page.context(guess(3))
    assert [one.name for one in few["files"]] == ["baseline.toml", "baseline-2.toml", "baseline-3.toml"]
    assert "Of the first scenario; what the other 8 differ in" in render(found)


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_a_browser_shows_it_without_complaint(browser: Any, tmp_path: Path, width: int) -> None:
    path = tmp_path / "report.html"
    path.write_text(render(forty("both")), encoding="utf-8")
    size(browser, width, 800)
    browser.get(path.as_uri())
    settle(browser)
    assert ask(browser, "window.violations || []") == []
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    browser.execute_script("document.querySelectorAll('details').forEach(d => (d.open = true))")
    settle(browser)
    assert ask(browser, "document.documentElement.scrollWidth") <= width
    browser.execute_script(
        "const s = document.querySelector('[data-filters=varied-table] input'); s.value = 'printer';"
        "s.dispatchEvent(new Event('input'))"
    )
    settle(browser)
    left, every = css(browser, "[data-filters='varied-table'] [data-count]")[0].text.split(" of ")
    assert 0 < int(left) < int(every)
    before = css(browser, "#theme")[0].text
    click(browser, "#theme")
    assert css(browser, "#theme")[0].text != before

"""The page in a real browser: it works, asks for nothing, and shows hostile names as text."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.view.report.made_report import Made
from tests.view.report.real_browser import ask, click, css, settle

pytestmark = pytest.mark.slow

ENTER = """const [id, value, event] = arguments;
document.getElementById(id).value = value;
document.getElementById(id).dispatchEvent(new Event(event));"""
ROWS = "Array.from(document.querySelectorAll('#event-table tbody tr')).map(r => r.textContent)"
LEFT = "Array.from(document.querySelectorAll('#register-table tbody tr:not([hidden])')).map(r => r.dataset.facetBasis)"
COLUMN = """Array.from(document.querySelectorAll("#kpi-table tbody tr"))
  .map(r => r.cells[arguments[0]].textContent.replace(/\\(.*\\)/, "").trim())"""
MUTE = "Array.from(document.querySelectorAll('button, input, select, summary')).filter(e => e.tabIndex < 0).length"


def test_it_asks_for_nothing_and_has_no_errors(page: Any, made: Made) -> None:
    asked = set()
    for entry in page.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            asked.add(message["params"]["request"]["url"].split(",")[0])
    assert {url for url in asked if not url.startswith("data:image/png")} <= {made.path.as_uri()}
    for selector in ("#theme", "[data-time=in]", "#more-charts > summary", "#event-more", "[data-copy]"):
        if css(page, selector):
            click(page, selector)
    assert [entry for entry in page.get_log("browser") if entry["level"] in {"SEVERE", "WARNING"}] == []
    assert not ask(page, "window.violations")


def test_hostile_names_are_text(page: Any) -> None:
    assert ask(page, "window.hacked") is None
    assert ask(page, "document.querySelectorAll('iframe, img, [onload], [onerror]').length") == 0
    assert "window.hacked=1" in css(page, ".toggles")[0].text
    assert "window.hacked=3" in css(page, "details.run > summary")[1].text


def test_a_scenario_is_switched_off_everywhere(page: Any) -> None:
    def seen() -> list[int]:
        settle(page)
        return [
            ask(page, f"Array.from(document.querySelectorAll({json.dumps(s)})).filter(e => e.checkVisibility()).length")
            for s in (
                "[data-line='1']",
                "#kpi-table [data-run='1']",
                "#event-table tr[data-run='1']",
                "article[data-run='1']",
                "#figures details[data-run='1']",
                "#ledgers [data-run='1']",
            )
        ]

    before = seen()
    assert all(before)
    click(page, "[data-toggle='1']")
    assert not any(seen())
    assert ask(page, "document.querySelectorAll('[data-line=\"0\"]').length") > 5
    click(page, "[data-toggle='1']")
    assert seen() == before


@pytest.mark.parametrize("column", [2, 4])
def test_a_head_sorts_by_what_is_shown(page: Any, column: int) -> None:
    """Values, and differences to the first: in points, days, percent or their own unit."""

    def shown() -> list[float]:
        return [number for text in ask(page, COLUMN, column) if (number := number_shown(text)) is not None]

    head = f"#kpi-table thead th:nth-child({column + 1})"
    click(page, f"{head} button")
    assert ask(page, f"document.querySelector('{head}').ariaSort") == "descending"
    found = shown()
    assert len(set(found)) > 8
    assert found == sorted(found, reverse=True)
    click(page, f"{head} button")
    assert shown() == sorted(found)
    assert ask(page, "document.querySelectorAll('#kpi-table th[aria-sort]').length") == 1


def number_shown(text: str) -> float | None:
    """The number that a cell says; None of a date or of nothing."""
    if text in {"=", "≈"}:
        return 0.0
    found = re.fullmatch(r"[<>]?([+-]?[\d,.]+(?:e[+-]\d+)?)(?: .+)?", text.replace("−", "-"))
    return float(found[1].replace(",", "")) if found and not re.match(r"\d{4}-\d\d-\d\d", text) else None


def test_events_are_searched_and_filtered(page: Any) -> None:
    page.execute_script(ENTER, "event-search", "arrived", "input")
    rows = ask(page, ROWS)
    assert rows
    assert all("arrived" in row for row in rows)
    click(page, "[data-event-system='tools']")
    rows = ask(page, ROWS)
    assert not any("tools" in row for row in rows)
    page.execute_script(ENTER, "event-only", "1", "change")
    assert "shown" in css(page, "#event-count")[0].text


def test_the_proposed_search_finds_something_and_a_vain_one_says_so(page: Any) -> None:
    proposed = ask(page, "document.getElementById('event-search').placeholder")
    page.execute_script(ENTER, "event-search", proposed.removeprefix("such as "), "input")
    assert "no event matches" not in "".join(ask(page, ROWS)).lower()
    page.execute_script(ENTER, "event-search", "printer arrived", "input")
    assert any("solar-1" in row for row in ask(page, ROWS))
    page.execute_script(ENTER, "event-search", "zzz", "input")
    assert ask(page, ROWS) == ["No event matches the search and the filters."]


def test_the_register_is_filtered_by_basis(page: Any) -> None:
    for basis in ("sourced", "derived", "design"):
        click(page, f"[data-facet='basis'][value='{basis}']")
    left = ask(page, LEFT)
    assert left
    assert set(left) == {"assumption"}
    assert f"{len(left)} of" in css(page, "[data-filters='register-table'] [data-count]")[0].text


def test_the_register_is_filtered_by_how_well_it_is_known(page: Any) -> None:
    for word in ("measured", "published", "guessed"):
        click(page, f"[data-facet='known'][value='{word}']")
    left = ask(page, LEFT.replace("facetBasis", "facetKnown"))
    # Decisions are filtered by their basis.
    assert set(left) == {"estimated", "-"}


def test_everything_is_reached_by_keys(page: Any) -> None:
    from selenium.webdriver import ActionChains

    page.execute_script("document.activeElement.blur()")
    ActionChains(page).send_keys("\ue004").perform()
    assert ask(page, "document.activeElement.className") == "skip"
    mute = ask(page, MUTE)
    assert mute == 0
    nameless = ask(
        page,
        "Array.from(document.querySelectorAll('input, select')).filter(e => !e.labels.length && !e.ariaLabel).length",
    )
    assert nameless == 0

"""The page in a real browser: it works, asks for nothing, and shows hostile names as text."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.report import hostile
from tests.report.conftest import Made

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="no browser: install chromium and chromium-driver (Debian) to run these"
)

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
WATCH = """document.addEventListener("securitypolicyviolation", e => {
  (window.violations ||= []).push(e.violatedDirective);
});"""
SETTLE = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))"
ENTER = """const [id, value, event] = arguments;
document.getElementById(id).value = value;
document.getElementById(id).dispatchEvent(new Event(event));"""
WHEEL = "arguments[0].dispatchEvent(new WheelEvent('wheel', {deltaY: 100, clientX: 300, cancelable: true}))"
ROWS = "Array.from(document.querySelectorAll('#event-table tbody tr')).map(r => r.textContent)"
LEFT = "Array.from(document.querySelectorAll('#register-table tbody tr:not([hidden])')).map(r => r.dataset.facetBasis)"
NUMBERS = """Array.from(document.querySelectorAll("#kpi-table tbody tr"))
  .map(r => r.cells[2].dataset.sort).filter(t => t && !/-/.test(t)).map(Number)"""
MUTE = "Array.from(document.querySelectorAll('button, input, select, summary')).filter(e => e.tabIndex < 0).length"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    webdriver = pytest.importorskip("selenium.webdriver")
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # Given its driver, selenium looks for none on the network.
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    yield driver
    driver.quit()


@pytest.fixture
def page(browser: Any, made: Made) -> Any:
    size(browser, 1280, 900)
    # What the browser itself asks for when it starts is not the page's.
    browser.get("about:blank")
    browser.get_log("performance")
    browser.get_log("browser")
    browser.get(made.path.as_uri())
    return browser


def size(browser: Any, width: int, height: int) -> None:
    """The window, phones narrower than any window included."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def ask(page: Any, script: str, *given: object) -> Any:
    return page.execute_script(f"return {script}", *given)


def settle(page: Any) -> None:
    """Wait until what was asked for is drawn."""
    page.execute_async_script(SETTLE)


def css(page: Any, selector: str) -> list[Any]:
    return list(page.find_elements("css selector", selector))


def click(page: Any, selector: str) -> None:
    page.execute_script("document.querySelector(arguments[0]).click()", selector)
    settle(page)


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
    assert hostile.STEM[:20] in css(page, ".toggles")[0].text
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


def test_a_head_sorts(page: Any) -> None:
    head = "#kpi-table thead th:nth-child(3)"
    click(page, f"{head} button")
    assert ask(page, f"document.querySelector('{head}').ariaSort") == "descending"
    found = ask(page, NUMBERS)
    assert len(found) > 10
    assert found == sorted(found, reverse=True)
    click(page, f"{head} button")
    assert ask(page, NUMBERS) == sorted(found)
    assert ask(page, "document.querySelectorAll('#kpi-table th[aria-sort]').length") == 1


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


def test_the_register_is_filtered_by_basis(page: Any) -> None:
    for basis in ("sourced", "derived", "design"):
        click(page, f"[data-facet='basis'][value='{basis}']")
    left = ask(page, LEFT)
    assert left
    assert set(left) == {"assumption"}
    assert f"{len(left)} of" in css(page, "[data-filters='register-table'] [data-count]")[0].text


def test_the_time_axis_zooms_by_button_key_wheel_and_drag(page: Any) -> None:
    from selenium.webdriver import ActionChains

    def view() -> str:
        settle(page)
        return str(css(page, "#view")[0].text)

    whole = view()
    path = ask(page, "document.querySelector('[data-chart=charge] [data-line]').getAttribute('d')")
    click(page, "[data-time='in']")
    zoomed = view()
    assert zoomed != whole
    assert ask(page, "document.querySelector('[data-chart=charge] [data-line]').getAttribute('d')") != path
    click(page, "#reset")
    assert view() == whole

    chart = css(page, "[data-chart='used'] .plot svg")[0]
    page.execute_script("arguments[0].scrollIntoView({block: 'center'}); arguments[0].focus()", chart)
    ActionChains(page).send_keys("+").perform()
    assert view() != whole
    before = view()
    ActionChains(page).send_keys("\ue014").perform()
    assert view() != before
    ActionChains(page).send_keys("0").perform()
    assert view() == whole

    drag = ActionChains(page).move_to_element_with_offset(chart, -60, 0).click_and_hold().move_by_offset(120, 0)
    drag.release().perform()
    dragged = view()
    assert dragged != whole
    page.execute_script(WHEEL, chart)
    assert view() != dragged


def test_the_crosshair_reads_every_chart(page: Any) -> None:
    from selenium.webdriver import ActionChains

    chart = css(page, "[data-chart='used'] .plot svg")[0]
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", chart)
    ActionChains(page).move_to_element(chart).perform()
    settle(page)
    assert css(page, "[data-chart='used'] .legend b")[0].text
    assert css(page, "[data-chart='charge'] .legend b")[0].text
    assert "2031-02" in css(page, "[data-chart='charge'] .cursor-time")[0].text


def test_themes_turn_the_paper(page: Any) -> None:
    def paper() -> str:
        return str(ask(page, "getComputedStyle(document.body).backgroundColor"))

    seen = {}
    for _ in range(3):
        click(page, "#theme")
        seen[css(page, "#theme")[0].text] = paper()
    assert seen["Theme: dark"] != seen["Theme: light"] == "rgb(255, 255, 255)"


@pytest.mark.parametrize("width", [360, 390])
def test_a_phone_need_not_scroll_sideways(browser: Any, made: Made, width: int) -> None:
    size(browser, width, 800)
    browser.get(made.path.as_uri())
    browser.execute_script("document.querySelectorAll('details').forEach(d => (d.open = true))")
    settle(browser)
    assert ask(browser, "document.documentElement.scrollWidth") <= width


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


def test_it_prints(page: Any, tmp_path: Path) -> None:
    import base64

    printed = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    assert base64.b64decode(printed["data"]).startswith(b"%PDF")
    assert ask(page, "document.querySelectorAll('#figures details[open]').length") == 0

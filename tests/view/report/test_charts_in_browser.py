"""The charts in a real browser: zoomed, moved and read by mouse, wheel, finger and key."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.view.report.made_report import Made
from tests.view.report.real_browser import ask, click, css, settle, size

pytestmark = pytest.mark.slow

WHEEL = "arguments[0].dispatchEvent(new WheelEvent('wheel', {deltaY: 100, clientX: 300, cancelable: true}))"
TOPS = "Array.from(document.querySelectorAll('.plot')).map(p => p.getBoundingClientRect().top)"
TICKS = """Array.from(document.querySelectorAll("[data-chart='laid'] .plot text[text-anchor='end']"))
  .map(t => t.textContent).filter(t => /^[0-9,]+$/.test(t)).map(t => Number(t.replace(/,/g, "")))"""
PRESS = """const [selector, key, more] = arguments;
document.querySelector(selector).dispatchEvent(new KeyboardEvent("keydown", {key, cancelable: true, ...more}))"""


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


def choose_band(page: Any, value: str) -> None:
    page.execute_script(
        "const b = document.getElementById('bands'); b.value = arguments[0]; b.dispatchEvent(new Event('change'))",
        value,
    )
    settle(page)


def test_one_band_is_drawn_at_a_time(page: Any) -> None:
    drawn = "Array.from(document.querySelectorAll(\"[data-chart='charge'] .band\")).map(b => b.dataset.band)"
    assert ask(page, drawn) == ["0"]
    choose_band(page, "1")
    assert ask(page, drawn) == ["1"]
    choose_band(page, "")
    assert ask(page, drawn) == []


def test_nothing_moves_under_the_pointer(page: Any) -> None:
    from selenium.webdriver import ActionChains

    for width in (1280, 390):
        size(page, width, 900)
        for band in ("", "0"):
            # With a band, readouts are longer.
            choose_band(page, band)
            chart = css(page, "[data-chart='unserved'] .plot svg")[0]
            page.execute_script("arguments[0].scrollIntoView({block: 'center'})", chart)
            settle(page)
            before = ask(page, TOPS)
            ActionChains(page).move_to_element(chart).perform()
            settle(page)
            assert css(page, "[data-chart='unserved'] .legend b")[0].text
            assert ask(page, TOPS) == before
            ActionChains(page).move_by_offset(0, -400).perform()


def test_the_axis_of_a_sum_follows_the_view(page: Any) -> None:
    assert ask(page, TICKS)[0] == 0
    click(page, "[data-toggle='1']")
    page.execute_script("document.querySelector('.timebar [data-first]:last-of-type').click()")
    chart = "[data-chart='laid'] .plot svg"
    for key in ("+", "+", "+", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.execute_script(PRESS, chart, key, {"shiftKey": True})
    settle(page)
    assert ask(page, TICKS)[0] > 0
    click(page, "#reset")
    assert ask(page, TICKS)[0] == 0


@pytest.mark.parametrize(
    ("key", "more"),
    [
        (".", {}),
        (",", {}),
        ("]", {}),
        ("[", {"ctrlKey": True, "altKey": True, "modifierAltGraph": True}),
        ("]", {"altKey": True}),
    ],
)
def test_the_crosshair_has_keys_on_every_keyboard(page: Any, key: str, more: dict[str, bool]) -> None:
    page.execute_script(PRESS, "[data-chart='charge'] .plot svg", key, more)
    settle(page)
    settle(page)
    assert css(page, "[data-chart='charge'] .legend b")[0].text
    assert re.search(r"Baseline \d", ask(page, "document.getElementById('status').textContent"))


def test_a_tap_reads_and_stays(browser: Any, made: Made) -> None:
    size(browser, 390, 844)
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        browser.get(made.path.as_uri())
        chart = css(browser, "[data-chart='charge'] .plot svg")[0]
        browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", chart)
        box = ask(
            browser, "(b => [b.left + b.width / 2, b.top + b.height / 2])(arguments[0].getBoundingClientRect())", chart
        )
        for kind, points in (("touchStart", [{"x": box[0], "y": box[1]}]), ("touchEnd", [])):
            browser.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        settle(browser)
        settle(browser)
        assert css(browser, "[data-chart='charge'] .legend b")[0].text
        assert css(browser, "[data-chart='charge'] .cursor-time")
    finally:
        browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})

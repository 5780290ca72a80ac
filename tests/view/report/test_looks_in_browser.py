"""How the page looks in a real browser: light and dark, on a phone, on paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.view.report.made_report import Made
from tests.view.report.real_browser import ask, click, css, settle, size

pytestmark = pytest.mark.slow

OVERPRINTED = """Array.from(document.querySelectorAll("#kpi-table tbody tr")).filter(r => {
  const label = document.createRange();
  label.selectNodeContents(r.cells[0]);
  const at = label.getBoundingClientRect();
  return Array.from(r.cells).slice(1).some(c => {
    const other = c.getBoundingClientRect();
    return other.width && other.left < at.right - 1 && other.right > at.left + 1
      && other.top < at.bottom - 1 && other.bottom > at.top + 1;
  });
}).length"""
OUT_OF_SIGHT = """Array.from(document.querySelectorAll(arguments[0])).filter(e => {
  const box = e.getBoundingClientRect();
  return e.textContent && (!box.width || box.left < 0 || box.right > document.documentElement.clientWidth + 1);
}).length"""
SMALLEST_TYPE = """Math.min(...Array.from(document.querySelectorAll(".paper svg")).flatMap(s => {
  const scale = s.getBoundingClientRect().width / s.viewBox.baseVal.width;
  return Array.from(s.querySelectorAll("text")).map(t => parseFloat(getComputedStyle(t).fontSize) * scale);
}))"""
EDGE = """(() => {
  const input = document.getElementById("event-search"), colour = s => s.match(/[0-9.]+/g).map(Number);
  const light = c => c.slice(0, 3).map(x => x / 255).map(x => x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
    .reduce((sum, x, i) => sum + x * [0.2126, 0.7152, 0.0722][i], 0);
  const edge = light(colour(getComputedStyle(input).borderTopColor));
  return [input, input.closest(".filters")].map(e => light(colour(getComputedStyle(e).backgroundColor)))
    .map(paper => (Math.max(edge, paper) + 0.05) / (Math.min(edge, paper) + 0.05));
})()"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_edge_of_a_search_box_is_seen(page: Any, theme: str) -> None:
    page.execute_script(f"document.documentElement.dataset.theme = '{theme}'")
    assert min(ask(page, EDGE)) >= 3


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
    assert ask(browser, OVERPRINTED) == 0
    assert ask(browser, OUT_OF_SIGHT, "#event-table td, #register-table td, #register-table th, [data-toggle]") == 0
    assert ask(browser, OUT_OF_SIGHT, ".command span") == 0
    assert ask(browser, SMALLEST_TYPE) >= 9


def test_a_card_of_the_register_has_its_words_side_by_side(browser: Any, made: Made) -> None:
    """Value and range, basis and how well it is known: no word alone in a line below."""
    size(browser, 360, 800)
    browser.get(made.path.as_uri())
    settle(browser)
    cells = ask(
        browser,
        """Array.from(document.querySelectorAll("#register-table tbody tr")).map(
        row => ["value", "limits", "basis", "known"].map(
          name => (box => [box.left, box.top, box.right])(
          row.querySelector(`[data-cell=${name}]`).getBoundingClientRect())))""",
    )
    seen = 0
    for value, limits, basis, known in cells:
        assert basis[0] == value[0]
        for left, right in ((value, limits), (basis, known)):
            if right[2] > right[0]:
                assert right[0] >= left[2]
                seen += 1
    assert seen > 100


def test_it_prints(page: Any, tmp_path: Path) -> None:
    import base64

    printed = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    assert base64.b64decode(printed["data"]).startswith(b"%PDF")
    assert ask(page, "document.querySelectorAll('#figures details[open]').length") == 0


def test_paper_has_nothing_to_click(page: Any) -> None:
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        # The width of A4 between its margins: a page that is wider is printed smaller.
        size(page, 703, 1000)
        assert ask(page, "document.documentElement.scrollWidth") <= 703
        text = css(page, "body")[0].text
        tiles = ask(
            page,
            "Array.from(document.querySelectorAll('.tiles li')).slice(0, 6).map(t => t.getBoundingClientRect().top)",
        )
        broken = ask(
            page, "Array.from(document.querySelectorAll('.date')).filter(e => e.getClientRects().length > 1).length"
        )
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert not re.search("[Cc]lick|below \\(nothing", text)
    assert "from the HTML file of this report" in text
    assert re.search(r"An extract: the first 60 of \d+ events", text)
    assert sorted({tiles.count(top) for top in tiles}) == [3]
    assert broken == 0

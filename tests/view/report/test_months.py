"""The table of months: its sums are those of the key figures, and it fits a phone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.result import Result, simulate
from sim.scenario import Scenario
from sim.view.report import render
from sim.view.report.months import month_table
from tests.view.report.made_report import Made
from tests.view.report.real_browser import ask, settle, size

pytestmark = pytest.mark.slow

KPIS = ("energy.generated", "energy.delivered", "energy.unserved", "bricks.laid", "communication.delivered")


@pytest.fixture(scope="module")
def run(baseline: Scenario) -> Result:
    """A year and a part of a month."""
    return simulate(baseline, until=24.0 * (365 + 40))


def read(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def test_months_add_up_to_years_and_years_to_the_key_figures(run: Result) -> None:
    table = month_table(run)
    assert table is not None
    assert [head for head, _ in table.heads] == [
        "Energy on offer",
        "Energy used",
        "Energy not served",
        "Bricks laid",
        "Data delivered",
    ]
    *years, (everything,) = table.years
    assert [(rows[0].label, len(rows) - 1) for rows in years] == [("2031", 12), ("2032", 2)]
    assert [row.label for row in years[1]] == ["2032", "Jan", "Feb"]
    for column, kpi in enumerate(KPIS):
        of_years = [read(rows[0].cells[column]) for rows in years]
        assert read(everything.cells[column]) == pytest.approx(float(run.kpis[kpi].value or 0), abs=0.5)  # type: ignore[arg-type]
        assert sum(of_years) == pytest.approx(read(everything.cells[column]), abs=1.5)
        for rows, total in zip(years, of_years, strict=True):
            assert sum(read(row.cells[column]) for row in rows[1:]) == pytest.approx(total, abs=6.5)
    assert table.short == "the last ends on 2032-02-10 00:00"


def test_a_month_is_the_integral_over_it(run: Result) -> None:
    table = month_table(run)
    assert table is not None
    march = table.years[0][3]
    assert march.label == "Mar"
    assert read(march.cells[1]) == pytest.approx(run.channels["energy.used"].integral(1416.0, 2160.0), abs=0.5)
    laid = run.channels["bricks.laid"]
    assert read(march.cells[3]) == float(laid.at(2160.0)) - float(laid.at(1416.0))


def test_a_run_of_many_years_has_a_row_a_year(run: Result) -> None:
    table = month_table(replace(run, until_h=30 * 8766.0))
    assert table is not None
    assert {len(rows) for rows in table.years} == {1}
    assert len(table.years) == 31
    assert not table.years[0][0].total


def test_small_sums_have_digits_after_the_point(bare: Result) -> None:
    assert "Energy used" in render(bare)
    used = bare.channels["energy.used"]
    lean = replace(bare, channels={used.name: replace(used, values=used.values / 200)})
    table = month_table(lean)
    assert table is not None
    hours = ((0.0, 1416.0), (0.0, 744.0), (744.0, 1416.0))
    assert [row.cells for row in table.years[0]] == [(f"{used.integral(a, b) / 200:.2f}",) for a, b in hours]
    assert month_table(replace(lean, channels={})) is None


@pytest.mark.parametrize("width", [360, 1280])
def test_numbers_stand_to_the_right_and_fit_a_phone(
    browser: Any, made: Made, run: Result, tmp_path: Path, width: int
) -> None:
    assert made.text.count('<table class="months">') == 2
    path = tmp_path / "report.html"
    path.write_text(render(run), encoding="utf-8")
    size(browser, width, 800)
    browser.get(path.as_uri())
    settle(browser)
    cells = "Array.from(document.querySelectorAll('.months td, .months thead .number'))"
    assert set(ask(browser, f"{cells}.map(e => getComputedStyle(e).textAlign)")) == {"right"}
    browser.execute_script("document.querySelectorAll('details').forEach(d => (d.open = true))")
    assert ask(browser, "(e => e.scrollWidth - e.clientWidth)(document.querySelector('.months').parentElement)") == 0
    assert min(ask(browser, f"{cells}.map(e => parseFloat(getComputedStyle(e).fontSize))")) >= 10

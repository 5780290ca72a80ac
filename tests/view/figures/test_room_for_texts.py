"""Every text of every figure is on the page, and none lies over another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sim.view import comparison_figure, figure
from sim.view.save import RUN_KINDS
from tests.view.fake_comparisons import fake_comparison
from tests.view.fake_runs import VARIANTS, FakeRun, fake_run, renamed
from tests.view.reading_figures import faults

pytestmark = pytest.mark.slow

LONG = {
    "printer": "solar-concentrator-printer-on-the-northern-rim",
    "layer": "月面砌砖机器人",
    "digger": "DIGGER OF THE WESTERN QUARRY",
    "vault": "storm-shelter-with-an-airlock-and-a-very-long-name",
    "wall": "storm-shelter-with-an-airlock-and-another-long-name",
    "rim": "vertical-modules-on-the-northern-rim",
}
TITLE = "MANY WORDS OF A TITLE THAT IS TOO LONG FOR ONE LINE AND, BEING IN CAPITALS, EVEN FOR TWO OF THEM: " * 2
RUNS: dict[str, Callable[[], FakeRun]] = {
    "five years": fake_run,
    "a month": lambda: fake_run(days=30),
    "a week": lambda: fake_run(days=7),
    "six hours": lambda: replace(fake_run(days=1), until_h=6.0),
    "long names": lambda: renamed(fake_run("x" * 90, TITLE, days=200, place="A VERY LONG NAME OF A PLACE " * 6), LONG),
    "a reactor": lambda: fake_run(days=420, reactor=10.0, arrays=0.0),
    "short of power": lambda: fake_run(days=120, arrays=4.0),
}
SITES = ("site-connecting-ridge", "site-connecting-ridge-crest")


def nine() -> list[FakeRun]:
    return [fake_run(f"battery-{600 + 60 * i}-mirror-3.{i}-technicians-{1 + i % 3}", days=70, seed=i) for i in range(9)]


COMPARISONS: dict[str, Callable[[], Any]] = {
    "two seeds": lambda: fake_comparison(
        [fake_run(f"baseline seed {seed}", seed=seed, days=500) for seed in (1, 2)], ("seeds differ: 1; 2",)
    ),
    "two sites": lambda: fake_comparison([fake_run(name, days=120, place=name) for name in SITES]),
    "six": lambda: fake_comparison([fake_run(days=450, **v) for v in VARIANTS]),
    "six of long names": lambda: fake_comparison(
        [renamed(fake_run(f"{SITES[i % 2]} seed {i} to 2036-01-01", days=120), LONG) for i in range(6)]
    ),
    "a month": lambda: fake_comparison([fake_run(days=30, **v) for v in VARIANTS[:2]]),
    "unlike spans": lambda: fake_comparison([fake_run("long", days=90), fake_run("short", days=30)]),
    "nine": lambda: fake_comparison(nine()),
    "long names": lambda: fake_comparison([fake_run("baseline", days=30), fake_run("a-long-name-" * 9, days=30)]),
}


@pytest.fixture(scope="module", params=RUNS)
def run(request: pytest.FixtureRequest) -> FakeRun:
    return RUNS[request.param]()


@pytest.mark.parametrize("kind", RUN_KINDS)
def test_texts_of_a_run_have_room(kind: str, run: FakeRun) -> None:
    try:
        drawn = figure(kind, run)  # type: ignore[arg-type]
    except ValueError as none:
        pytest.skip(str(none))
    assert faults(drawn) == []


@pytest.mark.parametrize("name", COMPARISONS)
def test_texts_of_a_comparison_have_room(name: str) -> None:
    assert faults(comparison_figure(COMPARISONS[name]())) == []


def test_what_has_no_room_is_found() -> None:
    drawn = figure("structures", fake_run(days=30))
    drawn.text(0.5, 0.5, "over another")
    drawn.text(0.52, 0.5, "under another")
    drawn.text(0.99, 0.3, "off the page")
    found = faults(drawn)
    assert any("'over another' over 'under another'" in text for text in found)
    assert "off the page: 'off the page'" in found

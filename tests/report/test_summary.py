"""The sentences, on runs that are bent to have something to say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sim.result import Kpi, Result
from sim.result import load as load_result
from sim.study import compare
from sim.view.report import subject_of, summary
from tests.report.conftest import Made


@pytest.fixture(scope="module")
def run(made: Made) -> Result:
    return load_result(made.folders[0])


def bent(run: Result, name: str = "other", **values: Any) -> Result:
    """A run with other values of some KPIs; dots are written as two underscores."""
    kpis = {
        key: replace(kpi, value=values[key.replace(".", "__")]) if key.replace(".", "__") in values else kpi
        for key, kpi in run.kpis.items()
    }
    return replace(run, name=name, kpis=kpis, info=replace(run.info, run_id=name))


def test_lights_that_stayed_on(run: Result) -> None:
    kept = bent(run, energy__unserved__survival=0.0, energy__survival_availability=1.0)
    assert summary.lights(kept).startswith("Yes: all power for survival was served")


def test_lights_that_went_out(run: Result) -> None:
    dark = bent(run, energy__unserved__survival=55.0, energy__survival_availability=0.956)
    text = summary.lights(dark)
    assert text.startswith("No: 4.4 % of the energy for survival (55.0 kWh) was not served")


def test_a_station_without_survival_loads(run: Result) -> None:
    assert "needs power to survive" in summary.lights(bent(run, energy__survival_availability=None))


def test_what_was_built(run: Result) -> None:
    assert f"{run.kpis['bricks.laid'].value:,} bricks were laid; unfinished on 17 Mar 2031" in summary.built(run)


def test_two_runs_in_one_sentence_each(run: Result) -> None:
    both = subject_of(compare([bent(run, "one", bricks__laid=1000), bent(run, "two", bricks__laid=1500)]))
    lights, built, held = (sentence.text for sentence in summary.together(both))
    assert "one" in lights
    assert "Most bricks, 1,500, were laid in two (+50.0 % against one), fewest, 1,000, in one" in built
    assert held.endswith(".")


def test_a_share_is_whole_only_where_it_is() -> None:
    assert summary._percent(0.99999) == "99.9 %"
    assert summary._percent(0.00001) == "less than 0.1 %"
    assert summary._percent(1.0) == "100 %"


def test_spells_above_zero(run: Result) -> None:
    spells = summary.above_zero(run.channels["energy.unserved"])
    assert all(first < last for first, last in spells)
    assert isinstance(next(iter(run.kpis.values())), Kpi)

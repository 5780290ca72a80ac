"""Figures of people: drawn without faults, with what they are about, and only where there are people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.engine import Channel
from sim.result import Result, simulate
from sim.result.number_text import amount
from sim.scenario import Scenario, load
from sim.view import figure
from sim.view.crew_flows import PEOPLE, loop
from sim.view.figures.consumables import deliveries
from sim.view.figures.crew_time import uses
from sim.view.figures.dose import exposed, month_dose
from sim.view.figures.habitat import answer
from sim.view.save import NEEDS, OF_PEOPLE, RUN_KINDS, default_kinds
from tests.view.reading_figures import assert_units, faults, panels, words


@pytest.fixture(scope="module")
def resident() -> Result:
    return simulate(load("ilrs:resident-crew"), until=24.0 * 640)


@pytest.mark.parametrize("kind", OF_PEOPLE)
def test_a_station_without_habitats_has_none_of_them(kind: str, baseline: Scenario) -> None:
    assert kind in RUN_KINDS
    needed, why = NEEDS[kind]
    assert not needed(simulate(baseline, until=24.0))
    assert why


@pytest.mark.parametrize("kind", OF_PEOPLE)
def test_each_is_drawn_with_units_and_without_faults(kind: str, resident: Result) -> None:
    drawn = figure(kind, resident)
    assert not faults(drawn)
    assert_units(drawn, without=("people", "conditions"))
    assert kind in default_kinds(resident)


def test_a_station_that_nobody_came_to_has_habitats_only(resident: Result) -> None:
    early = simulate(resident.scenario, until=24.0 * 30)
    assert {"habitat", "consumables"} <= set(default_kinds(early))
    assert not {"crew_time", "dose"} & set(default_kinds(early))
    assert "nobody came" in words(figure("habitat", early))
    assert "nobody came" in words(figure("consumables", early))


def test_habitats_show_every_condition_and_the_marks_of_the_air(resident: Result) -> None:
    drawn = figure("habitat", resident)
    assert list(panels(drawn)) == [
        "people",
        "pressure-total",
        "pressure-oxygen",
        "pressure-carbon-dioxide",
        "conditions",
    ]
    shown = words(drawn)
    for text in ("carbon dioxide", "seat home", "warning 0.7 kPa", "abort 16 kPa", "from 1 Feb 2033", "spring-2034"):
        assert text in shown
    assert answer(resident) in shown


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(0.0, "people had all they need"), (72.0, "too much carbon dioxide for 3.0 d while people were there")],
)
def test_what_was_missing_while_people_were_there_is_the_title(resident: Result, hours: float, expected: str) -> None:
    begin = resident.channels["crew.people"].spells(above=0.5)[0][0]
    name = "crew.condition.carbon-dioxide"
    times = np.array([0.0, begin + 24.0, begin + 24.0 + hours, resident.until_h])
    values = np.array([1.0, 0.0 if hours else 1.0, 1.0, 1.0])
    channel = Channel(name, "1", "step", times, values)
    drawn = figure("habitat", replace(resident, channels={**resident.channels, name: channel}))
    assert expected in words(drawn)


def test_a_person_breathes_and_drinks_what_is_published(resident: Result) -> None:
    """About 0.84 to 0.9 kg of oxygen and 3.2 kg of water a person and day, more with EVA, and 4 kg to wash with.

    Suits take half a kilogram of water for an hour outside, here about one a day.
    """
    found = loop(resident)
    assert found is not None
    people = resident.channels["crew.people"].integral() / 24.0 / found.days
    taken = {flow.commodity: flow.per_day / people for flow in found.flows if flow.taker == PEOPLE}
    assert 0.84 <= taken["oxygen"] <= 0.95
    assert taken["water"] == pytest.approx(3.217 + 4.0 + 0.5, abs=0.3)


def test_every_process_of_the_loop_gives_what_it_takes(resident: Result) -> None:
    found = loop(resident)
    assert found is not None
    assert found.layers[0] == ["oxygen", "water"]
    for name in {name for layer in found.layers[1:] for name in layer}:
        taken = sum(flow.per_day for flow in found.flows if flow.taker == name)
        given = sum(flow.per_day for flow in found.flows if flow.giver == name)
        # Less than the least flow that is shown may be missing.
        assert taken == pytest.approx(given, abs=0.2), name


def test_the_diagram_of_flows_has_people_stores_and_closure(resident: Result) -> None:
    drawn = figure("flows", resident)
    (ax,) = drawn.axes
    shown = [text.get_text() for text in ax.texts]
    assert {"people", "water store", "oxygen store", "scrubber", "electrolyser"} <= set(shown)
    share = resident.kpis["crew.closure.oxygen"].value
    assert isinstance(share, float)
    assert f"{100 * share:.0f} % won back" in shown
    assert any(text.startswith("oxygen\n3.") for text in shown)
    assert "people win back" in words(drawn)


def test_without_people_the_diagram_is_that_of_processes(resident: Result) -> None:
    early = simulate(resident.scenario, until=24.0 * 30)
    assert loop(early) is None
    assert figure("flows", early) is not None


def test_consumables_show_the_least_margin_and_every_delivery(resident: Result) -> None:
    drawn = figure("consumables", resident)
    axes = panels(drawn)
    assert {"margins", "stock-oxygen", "stock-water", "stock-food", "stock-nitrogen", "stock-dry-goods"} <= set(axes)
    hours = resident.kpis["crew.margin.water"].value
    assert isinstance(hours, float)
    assert f"water, {amount(hours / 24)} d at least" in words(drawn)
    marks = [line for line in axes["stock-food"].lines if line.get_marker() == "v"]
    assert len(marks) == len(deliveries(resident, "food")) == 2


def test_a_store_that_ran_empty_says_when(resident: Result) -> None:
    name = "resources.stock.nitrogen"
    stock = resident.channels[name]
    channel = replace(stock, times=np.array([0.0, 240.0, resident.until_h]), values=np.array([5.0, 0.0, 0.0]))
    drawn = figure("consumables", replace(resident, channels={**resident.channels, name: channel}))
    assert "empty on 11 Feb 2033" in words(drawn)


def test_every_hour_of_a_day_has_its_use(resident: Result) -> None:
    found = uses(resident)
    days = resident.channels["crew.people"].integral() / 24.0
    assert sum(one.last for one in found.values()) == pytest.approx(24.0 * days, rel=1e-3)
    drawn = figure("crew_time", resident)
    shown = words(drawn)
    assert f"{found['science'].last:,.0f} hours of science" in shown
    assert "EVA overhead" in shown


def test_doses_of_people_stand_against_their_limits(resident: Result) -> None:
    there = exposed(resident)
    assert len(there) == resident.channels["crew.people"].values.max()
    highest = resident.kpis["crew.highest_dose"].value
    assert max(one.gained for one in there) == pytest.approx(highest)
    shown = words(figure("dose", resident))
    for text in ("career limit (NASA) 600 mSv", "warning 480 mSv", "within all limits", "limit of both 250 mSv"):
        assert text in shown


def test_the_dose_of_thirty_days_forgets_what_was_before() -> None:
    channel = Channel("d", "mSv", "linear", np.array([0.0, 720.0, 2160.0]), np.array([10.0, 82.0, 82.0]))
    times, doses = month_dose(channel, 0.0, 2160.0)
    assert dict(zip(times.tolist(), doses.tolist(), strict=True)) == {0.0: 0.0, 720.0: 72.0, 1440.0: 0.0, 2160.0: 0.0}


def test_a_dose_near_its_limit_is_shown_with_it(resident: Result) -> None:
    name = next(name for name in resident.channels if name.startswith("crew.dose."))
    channel = resident.channels[name]
    run = replace(resident, channels={**resident.channels, name: replace(channel, values=20.0 * channel.values)})
    career = panels(figure("dose", run))["dose-career"]
    assert career.get_ylim()[1] > 600.0
    assert panels(figure("dose", resident))["dose-career"].get_ylim()[1] < 600.0

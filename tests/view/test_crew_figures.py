"""Figures of people: drawn without faults, with what they are about, and only where there are people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.result import Result, simulate
from sim.scenario import Scenario, load
from sim.view import figure
from sim.view.crew_flows import PEOPLE, loop
from sim.view.save import NEEDS, RUN_KINDS
from tests.view.reading_figures import assert_units, faults, panels, words

KINDS = ("habitat",)


@pytest.fixture(scope="module")
def resident() -> Result:
    return simulate(load("ilrs:resident-crew"), until=24.0 * 640)


@pytest.mark.parametrize("kind", KINDS)
def test_a_station_without_habitats_has_none_of_them(kind: str, baseline: Scenario) -> None:
    assert kind in RUN_KINDS
    needed, why = NEEDS[kind]
    assert not needed(simulate(baseline, until=24.0))
    assert why


def test_habitats_show_every_condition_and_the_marks_of_the_air(resident: Result) -> None:
    drawn = figure("habitat", resident)
    assert list(panels(drawn)) == [
        "people",
        "pressure-total",
        "pressure-oxygen",
        "pressure-carbon-dioxide",
        "conditions",
    ]
    assert not faults(drawn)
    assert_units(drawn, without=("people", "conditions"))
    shown = words(drawn)
    for text in ("carbon dioxide", "seat home", "warning 0.7 kPa", "abort 16 kPa", "from 1 Feb 2033", "spring-2034"):
        assert text in shown
    assert "people had all they need" in shown


def test_what_was_missing_while_people_were_there_is_the_title(resident: Result) -> None:
    name = "crew.condition.carbon-dioxide"
    people = resident.channels["crew.people"].spells(above=0.5)[0]
    missing = resident.channels[name]
    times = [0.0, people[0] + 24.0, people[0] + 96.0, resident.until_h]
    channel = replace(missing, times=missing.times[:1].repeat(4) + times, values=missing.values[:1].repeat(4))
    channel.values[1] = 0.0
    drawn = figure("habitat", replace(resident, channels={**resident.channels, name: channel}))
    assert "too much carbon dioxide for 3.0 d while people were there" in words(drawn)


def test_a_person_breathes_and_drinks_what_is_published(resident: Result) -> None:
    """0.84 to 0.9 kg of oxygen and 3.2 kg of water a person and day, with 4 kg to wash with."""
    found = loop(resident)
    assert found is not None
    people = resident.channels["crew.people"].integral() / 24.0 / found.days
    taken = {flow.commodity: flow.per_day / people for flow in found.flows if flow.taker == PEOPLE}
    assert 0.84 <= taken["oxygen"] <= 0.9
    assert taken["water"] == pytest.approx(3.217 + 4.0, rel=0.01)


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
    assert any(text.startswith("oxygen 3.") for text in shown)
    assert "people win back" in words(drawn)


def test_without_people_the_diagram_is_that_of_processes(resident: Result) -> None:
    early = simulate(resident.scenario, until=24.0 * 30)
    assert loop(early) is None
    assert figure("flows", early) is not None

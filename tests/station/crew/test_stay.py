"""People come when all holds, stay, take what they need, hand over and leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import Result, simulate
from sim.scenario import ScenarioError, load
from tests.station.crew.living import scenario_text

SCENARIO = scenario_text(
    "Stay",
    "2035-07-01",
    """
[crew.limits]
dose_rate = { value = 500, unit = "mSv/yr", basis = "design" }
[crew.rotations.first]
people = { value = 2, unit = "1", basis = "design" }
arrives = 2035-02-01
stay = { value = 20, unit = "d", basis = "design" }
lander = "ferry"

[resources.stores.oxygen]
model = "gas-bottle"
capacity = { value = 200, unit = "kg", basis = "design" }
initial = { value = 150, unit = "kg", basis = "design" }
[resources.stores.nitrogen]
model = "gas-bottle"
initial = { value = 15, unit = "kg", basis = "design" }
[resources.stores.water]
model = "water-tank"
initial = { value = 500, unit = "kg", basis = "design" }
[resources.stores.food]
model = "bag"
initial = { value = 100, unit = "kg", basis = "design" }
[resources.stores.dry-goods]
model = "bag"
initial = { value = 100, unit = "kg", basis = "design" }
""",
)


def run(tmp_path: Path, more: str = "", overrides: tuple[str, ...] = (), until: float | None = None) -> Result:
    path = tmp_path / "stay.toml"
    path.write_text(SCENARIO + more, encoding="utf-8")
    return simulate(load(path, list(overrides)), seed=1, until=until)


def told(result: Result, *kinds: str) -> list[tuple[float, str, str]]:
    """Time [d], subject and kind of the events of some kinds."""
    return [(event.time_h / 24.0, event.subject, event.event) for event in result.events if event.event in kinds]


def test_they_come_stay_and_leave(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert told(result, "rotation_arrived", "rotation_left") == [
        (31.0, "first", "rotation_arrived"),
        (51.0, "first", "rotation_left"),
    ]
    assert result.kpis["crew.nights"].value == 40
    assert result.kpis["crew.lost"].value == 0
    people = result.channels["crew.people"]
    assert people.at([30.0 * 24.0, 40.0 * 24.0, 52.0 * 24.0]).tolist() == [0.0, 2.0, 0.0]
    assert all(ledger.closes for ledger in result.ledgers.values())


def test_they_take_and_give_what_bvad_says(tmp_path: Path) -> None:
    """BVAD Rev 2, Table 3-31: oxygen 0.895, carbon dioxide 1.085, food 0.800, potable water 3.217 kg a crew-day.

    Of days without an EVA: outside people take more.
    """
    result = run(tmp_path, overrides=("crew.eva.suits=0",))
    days = 40.0
    used = {
        name: result.ledgers[f"resources.{name}"].accounts[f"out.used.crew-{need}"] / days
        for name, need in (("cabin-oxygen", "metabolism"), ("food", "metabolism"), ("water", "metabolism"))
    }
    given = result.ledgers["resources.cabin-carbon-dioxide"].accounts["in.made.crew-metabolism"] / days
    assert used["cabin-oxygen"] == pytest.approx(0.895, rel=0.01)
    assert used["food"] == pytest.approx(0.800, rel=0.01)
    assert used["water"] == pytest.approx(3.217, rel=0.01)
    assert given == pytest.approx(1.085, rel=0.01)


def test_who_finds_too_little_waits_and_then_gives_up(tmp_path: Path) -> None:
    result = run(tmp_path, overrides=("resources.stores.food.initial=5 kg",))
    waits = told(result, "rotation_postponed")
    assert [day for day, _, _ in waits] == [31.0, 45.0, 59.0, 73.0, 87.0, 101.0]
    assert told(result, "rotation_cancelled") == [(115.0, "first", "rotation_cancelled")]
    detail = next(event.detail for event in result.events if event.event == "rotation_cancelled")
    assert detail == "food: for 3 d of 30"
    assert result.kpis["crew.nights"].value == 0
    assert result.kpis["crew.rotations_missed"].value == 1


def test_a_delivery_lets_them_come(tmp_path: Path) -> None:
    more = """
[resources.stores.food.deliveries.cargo]
date = 2035-02-20
quantity = { value = 90, unit = "kg", basis = "design" }
"""
    result = run(tmp_path, more, ("resources.stores.food.initial=5 kg",))
    assert told(result, "rotation_arrived") == [(59.0, "first", "rotation_arrived")]
    assert result.ledgers["resources.food"].accounts["in.arrived"] == pytest.approx(90.0)


SECOND = """
[crew.rotations.second]
people = { value = 2, unit = "1", basis = "design" }
arrives = 2035-02-20
stay = { value = 20, unit = "d", basis = "design" }
lander = "ferry"
"""


def test_they_hand_over_to_those_who_follow(tmp_path: Path) -> None:
    """The first have stayed 20 days on the 51st; the second come on the 50th: five days together."""
    result = run(
        tmp_path,
        SECOND,
        ("resources.stores.water.capacity=1 t", "resources.stores.water.initial=900 kg", "crew.rules.reserve=10 d"),
    )
    assert told(result, "rotation_arrived", "rotation_left") == [
        (31.0, "first", "rotation_arrived"),
        (50.0, "second", "rotation_arrived"),
        (55.0, "first", "rotation_left"),
        (70.0, "second", "rotation_left"),
    ]
    assert result.channels["crew.seats"].at([53.0 * 24.0])[0] == 4.0
    assert result.kpis["crew.nights"].value == 2 * 24 + 2 * 20


def test_who_follows_too_late_is_not_waited_for(tmp_path: Path) -> None:
    late = SECOND.replace("2035-02-20", "2035-06-01")
    result = run(tmp_path, late, ("crew.rules.reserve=10 d",))
    assert told(result, "rotation_left")[0] == (51.0, "first", "rotation_left")
    assert told(result, "rotation_arrived")[1][0] == 151.0


def test_without_people_the_same_station_goes_on(tmp_path: Path) -> None:
    result = run(tmp_path)
    begin, end = SCENARIO.index("[crew.rotations.first]"), SCENARIO.index("[resources.stores.oxygen]")
    path = tmp_path / "none.toml"
    path.write_text(SCENARIO[:begin] + SCENARIO[end:], encoding="utf-8")
    alone = simulate(load(path), seed=1)
    assert alone.kpis["crew.nights"].value == 0
    assert alone.kpis["energy.survival_availability"].value == result.kpis["energy.survival_availability"].value
    assert alone.channels["crew.habitable"].mean() == 1.0


def test_what_a_user_can_forget_is_said(tmp_path: Path) -> None:
    def errors(more: str = "", *overrides: str) -> str:
        with pytest.raises(ScenarioError) as caught:
            run(tmp_path, more, overrides)
        return str(caught.value)

    text = errors("", "crew.rotations.first.people=3")
    assert "3 are more than the 2 seats home of ferry" in text
    assert "3 are more than the 2 berths of all habitats" in text
    assert "nobody makes or brings food" in errors("", "resources.stores.food.initial=0 kg")
    text = errors("\n[crew.habitats.other]\nmodel = 'hard-module'\nunder = 'volt'\n")
    assert 'there is no structure "volt"' in text
    assert "warning, abort and lethal must fall" in errors("", "crew.limits.oxygen.abort=19 kPa")


def test_a_margin_begins_with_the_run_though_nothing_of_it_flows_yet(tmp_path: Path) -> None:
    result = run(tmp_path, until=800.0)
    margin = result.channels["crew.margin.food"]
    assert (margin.times[0], margin.values[0]) == (0.0, 0.0)
    assert margin.at([700.0]) == 0.0
    assert margin.values.max() == pytest.approx(100.0 / (2 * 0.8), rel=0.01)


def test_what_a_store_is_called_changes_nothing_that_comes_back(tmp_path: Path) -> None:
    """A store holds the same water under another name: shares of what people used go by what it holds."""
    other = '[resources.stores.cistern]\nmodel = "water-tank"\ncommodity = "water"\n'
    text = SCENARIO.replace('[resources.stores.water]\nmodel = "water-tank"\n', other)
    assert text != SCENARIO
    path = tmp_path / "cistern.toml"
    path.write_text(text, encoding="utf-8")
    renamed, plain = simulate(load(path), seed=1, until=24.0 * 60), run(tmp_path, until=24.0 * 60)
    names = [name for name in plain.kpis if name.startswith("crew.closure.")]
    assert names
    for name in (*names, "crew.nights"):
        assert renamed.kpis[name].value == plain.kpis[name].value

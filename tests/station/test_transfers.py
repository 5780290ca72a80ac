"""Transfer vehicles: the rocket equation, books that close, and a vehicle without propellant that stays."""

from __future__ import annotations

from math import exp
from pathlib import Path

import pytest

from sim.result import Result, simulate
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.overview import overview
from tests.station.orbital_bases import ORBIT, WINGS

STORES = """
[resources.stores.liquid-oxygen]
model = "oxygen-dewar"
capacity = { value = 60, unit = "t", basis = "design" }
initial = { value = OXYGEN, unit = "t", basis = "design" }
boil_off = { value = 0, unit = "kg/d", basis = "design" }

[resources.stores.liquid-hydrogen]
model = "hydrogen-dewar"
capacity = { value = 10, unit = "t", basis = "design" }
initial = { value = 10, unit = "t", basis = "design" }
boil_off = { value = 0, unit = "kg/d", basis = "design" }

[resources.stores.water]
initial = { value = 480, unit = "kg", basis = "design" }
"""
BESIDE = """
[bases.gateway.communication]
buffer = { value = 1, unit = "Gbit", basis = "design" }
operators = { value = 0, unit = "1", basis = "design" }

[bases.gateway.resources.stores.water]
model = "water-tank"
initial = { value = 0, unit = "kg", basis = "design" }

[bases.gateway.resources.stores.food]
model = "bag"
initial = { value = 500, unit = "kg", basis = "design" }
"""
GATEWAY = f"{ORBIT}{WINGS}{BESIDE}"
VEHICLE = """
[transfers.vehicles.tug]
model = "oxygen-hydrogen-lander"
to = "gateway"
every = { value = 15, unit = "d", basis = "design" }
turnaround = { value = 5, unit = "d", basis = "design" }
out.water.amount = { value = 100, unit = "kg", basis = "design" }
back.food.amount = { value = 50, unit = "kg", basis = "design" }
"""
UNTIL = 40 * 24.0


def scenario(folder: Path, text: str = VEHICLE, oxygen: float = 50) -> Scenario:
    path = folder / "transfers.toml"
    text = STORES.replace("OXYGEN", str(oxygen)) + GATEWAY + text
    path.write_text(f'title = "Transfers"\nextends = "ilrs:first-crew.toml"\n{text}')
    return load(path)


def said(run: Result) -> list[str]:
    return [one.event for one in run.events if one.system == "transfers"]


def test_it_carries_freight_both_ways_and_all_books_close(tmp_path: Path) -> None:
    run = simulate(scenario(tmp_path), until=UNTIL)
    assert run.kpis["transfers.tug.trips"].value == 3
    assert run.kpis["transfers.tug.brought"].value == pytest.approx(3 * 150.0)
    assert said(run) == ["transfer_left", "transfer_arrived", "transfer_back"] * 3
    lefts = [one.time_h for one in run.events if one.event == "transfer_left"]
    assert lefts == [0.0, 15 * 24.0, 30 * 24.0]
    assert run.channels["gateway/resources.stock.water"].last == pytest.approx(300.0)
    assert run.channels["gateway/resources.stock.food"].last == pytest.approx(350.0)
    assert all(balance.closes for balance in run.ledgers.values())
    propellant = run.ledgers["propellant"]
    assert propellant.accounts["out.burnt"] == pytest.approx(run.kpis["transfers.tug.burnt"].value)
    # What was taken out of both stores is what was burnt, six parts to one.
    gone = {name: run.channels[f"resources.stock.liquid-{name}"] for name in ("oxygen", "hydrogen")}
    taken = {name: float(channel.values[0] - channel.last) for name, channel in gone.items()}
    assert sum(taken.values()) == pytest.approx(propellant.accounts["out.burnt"])
    assert taken["oxygen"] == pytest.approx(6.0 * taken["hydrogen"])


def test_what_it_burns_is_what_the_rocket_equation_says(tmp_path: Path) -> None:
    found = scenario(tmp_path)
    spec = found.transfers.vehicles["tug"]  # type: ignore[union-attr]
    ratio = exp(1870.0 / (450.0 * 9.80665))
    assert spec.ratio() == pytest.approx(ratio, rel=1e-12)
    back = (ratio - 1.0) * 4050.0
    out = (ratio - 1.0) * (4100.0 + back)
    assert spec.propellant(100.0, 50.0) == pytest.approx(out + back, rel=1e-12)
    run = simulate(found, until=UNTIL)
    assert run.kpis["transfers.tug.burnt"].value == pytest.approx(3 * (out + back), rel=1e-9)


def test_with_less_freight_it_burns_less_and_brings_the_rest_back(tmp_path: Path) -> None:
    """Two tonnes may come back and fifty kilograms do: what it carries for the rest weighs all the way."""
    text = VEHICLE.replace("back.food.amount = { value = 50", "back.food.amount = { value = 2000")
    run = simulate(scenario(tmp_path, text), until=10 * 24.0)
    spec = run.scenario.transfers.vehicles["tug"]  # type: ignore[union-attr]
    planned, ratio = spec.propellant(100.0, 2000.0), spec.ratio()
    out = (4100.0 + planned) * (1.0 - 1.0 / ratio)
    back = (4500.0 + planned - out) * (1.0 - 1.0 / ratio)
    assert run.kpis["transfers.tug.burnt"].value == pytest.approx(out + back, rel=1e-9)
    assert run.kpis["transfers.tug.burnt"].value < planned  # type: ignore[operator]
    assert all(balance.closes for balance in run.ledgers.values())


def test_without_propellant_it_stays_and_says_why(tmp_path: Path) -> None:
    run = simulate(scenario(tmp_path, oxygen=7), until=UNTIL)
    assert run.kpis["transfers.tug.trips"].value == 1
    waits = [one for one in run.events if one.event == "transfer_waits"]
    assert len(waits) == 1
    assert waits[0].detail.startswith("no propellant; liquid-oxygen: ")
    assert run.kpis["transfers.tug.waited"].value == pytest.approx(UNTIL - 15 * 24.0)


def test_it_leaves_as_soon_as_there_is_enough(tmp_path: Path) -> None:
    delivery = """
[resources.stores.liquid-oxygen.deliveries.second]
date = 2033-06-14
quantity = { value = 20, unit = "t", basis = "design" }
"""
    run = simulate(scenario(tmp_path, VEHICLE + delivery, oxygen=7), until=UNTIL)
    lefts = [one.time_h for one in run.events if one.event == "transfer_left"]
    assert lefts[:2] == [0.0, 25 * 24.0]
    assert run.kpis["transfers.tug.waited"].value == pytest.approx(10 * 24.0)


def test_a_run_that_ends_on_the_way_has_freight_and_propellant_aboard(tmp_path: Path) -> None:
    run = simulate(scenario(tmp_path), until=30.0)
    assert run.ledgers["freight"].accounts["out.brought"] == pytest.approx(100.0)
    short = simulate(scenario(tmp_path), until=6.0)
    assert short.ledgers["freight"].stock_end == pytest.approx(100.0)
    assert short.ledgers["propellant"].stock_end > 0.0


def test_check_says_what_a_trip_takes(tmp_path: Path) -> None:
    line = next(line for line in overview(scenario(tmp_path)) if line.startswith("transfers ") and " take " in line)
    assert "tug to gateway: 100 kg out and 50 kg back take 5," in line


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ('to = "gateway"', 'to = "gatewey"', "to", 'there is no base "gatewey"; did you mean "gateway"'),
        ('to = "gateway"\n', "", "", "goes to where it stands"),
        ("out.water.amount = { value = 100", "out.water.amount = { value = 4000", "out", "more than its payload"),
        (
            'to = "gateway"',
            'to = "gateway"\ntank = { value = 3, unit = "t", basis = "design" }',
            "tank",
            "kg that a trip with all its freight takes; give it more, or less freight",
        ),
        ("back.food", "back.dry-goods", "back.dry-goods", "no store of dry-goods at gateway"),
    ],
)
def test_wrong_vehicles_are_refused_with_key_and_remedy(
    tmp_path: Path, old: str, new: str, key: str, message: str
) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario(tmp_path, VEHICLE.replace(old, new))
    whole = "transfers.vehicles.tug" + (f".{key}" if key else "")
    found = [one for one in error.value.problems if one.key == whole]
    assert any(message in one.message for one in found), str(error.value)
    assert all(one.line for one in found)

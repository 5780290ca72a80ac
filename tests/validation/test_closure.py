"""People and their loops against published figures: what a body takes and gives, and how much of it comes back."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sim.moon.constants import ATOMIC_WEIGHTS
from sim.result import Result, simulate
from sim.scenario import Scenario, load
from sim.station.crew.closure import Exchange, closures
from sim.station.crew.hours import USES

VISIT = """
title = "Two people for twenty days"
extends = "ilrs:baseline.toml"
start = 2032-01-01
end = 2032-03-15
[energy.reactors.fission]
model = "fission-10kwe"
[crew.habitats.main]
model = "hard-module"
[crew.landers.lander]
model = "crew-lander"
[crew.eva]
suits = { value = 0, unit = "1", basis = "design", note = "nobody goes outside" }
[crew.limits]
dose_rate = { value = 500, unit = "mSv/yr", basis = "design" }
[crew.rules]
reserve = { value = 20, unit = "d", basis = "design" }
[crew.rotations.first]
people = { value = 2, unit = "1", basis = "design" }
arrives = 2032-02-10
stay = { value = 20, unit = "d", basis = "design" }
lander = "lander"
supplies.food.amount = { value = 60, unit = "kg", basis = "design" }
[resources.stores.oxygen]
model = "oxygen-dewar"
initial = { value = 100, unit = "kg", basis = "design" }
[resources.stores.nitrogen]
model = "gas-bottle"
initial = { value = 10, unit = "kg", basis = "design" }
[resources.stores.water]
model = "water-tank"
initial = { value = 500, unit = "kg", basis = "design" }
[resources.stores.food]
model = "bag"
[resources.processes.scrubber]
model = "co2-removal"
restart = { value = 4, unit = "h", basis = "design" }
power_class = "critical"
"""

BVAD = {"cabin-oxygen": 0.895, "food": 0.800, "water": 3.217}
"""What a person takes in a day (BVAD Rev 2 (2022), Table 3-31) [kg]."""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    path = tmp_path_factory.mktemp("visit") / "visit.toml"
    path.write_text(VISIT)
    return load(path)


@pytest.fixture(scope="module")
def visit(scenario: Scenario) -> Result:
    return simulate(scenario)


@pytest.fixture(scope="module")
def day(scenario: Scenario) -> dict[str, tuple[Mapping[str, float], Mapping[str, float]]]:
    """What a person takes and gives in a day by each need, by commodity [kg]."""
    assert scenario.resources is not None
    assert scenario.crew is not None
    found = {}
    for name, need in scenario.crew.needs_of_people.items():
        taken, given = scenario.resources.amounts(need)
        rate = 24.0 * float(need.rate)
        found[name] = tuple({key: rate * amount for key, amount in side.items()} for side in (taken, given))
    return found  # type: ignore[return-value]


def test_a_body_takes_and_gives_what_bvad_says(day: Mapping[str, tuple[Mapping[str, float], ...]]) -> None:
    """Oxygen 0.895, food 0.800, water 3.217 kg in and carbon dioxide 1.085 kg out a day, within 1 %; in is out."""
    taken, given = day["metabolism"]
    assert taken == pytest.approx(BVAD, rel=0.01)
    assert given["cabin-carbon-dioxide"] == pytest.approx(1.085, rel=0.01)
    assert sum(given.values()) == pytest.approx(sum(taken.values()), abs=1e-8)
    assert sum(given.values()) == pytest.approx(0.895 + 0.800 + 3.217, abs=0.02)


def test_a_body_gives_the_heat_that_bvad_says(scenario: Scenario) -> None:
    """12.426 MJ a day."""
    assert scenario.crew is not None
    assert float(scenario.crew.metabolic_rate) * 24.0 * 3.6 == pytest.approx(12.426, rel=0.01)


def _heat(run: Result, scenario: Scenario) -> float:
    """Mean metabolic heat of people over their days, by what they did, over that of BVAD [1]."""
    assert scenario.crew is not None
    power = {name: float(one.power) for name, one in scenario.crew.activities.items()}
    hours = {use: run.channels[f"crew.hours.{use}"].last for use in USES}
    # All that is done outside is work to the body inside.
    outside = run.channels["crew.hours_outside"].last
    heat = sum(hours[use] * power[activity] for use, activity in USES.items())
    heat += outside * (power["eva"] - power["work"])
    return heat / sum(hours.values()) / float(scenario.crew.metabolic_rate)


def test_people_who_stay_take_it_from_the_stores(visit: Result, scenario: Scenario) -> None:
    """The books of a run have the same rates for each of its person-days, by what people did."""
    days = visit.channels["crew.people"].integral() / 24.0
    assert days == pytest.approx(40.0)
    heat = _heat(visit, scenario)
    assert 0.9 < heat < 1.2
    for name, rate in BVAD.items():
        books = [visit.ledgers[f"resources.{key}"].accounts for key in {name, name.removeprefix("cabin-")}]
        used = sum(
            amount
            for accounts in books
            for key, amount in accounts.items()
            if key in {"out.used.crew-metabolism", "out.used.crew-metabolism-outside"}
        )
        assert used / days == pytest.approx(rate * heat, rel=0.01)
    assert visit.channels["crew.pressure.carbon-dioxide"].values.max() < 0.7


def test_what_nobody_wins_back_is_resupplied_in_full(visit: Result) -> None:
    for name in ("water", "oxygen", "mass"):
        assert visit.kpis[f"crew.closure.{name}"].value == 0.0


def _of(*parts: tuple[float, str]) -> dict[str, float]:
    """Shares of elements in a compound by its atoms."""
    whole = sum(number * ATOMIC_WEIGHTS[element] for number, element in parts)
    return {element: number * ATOMIC_WEIGHTS[element] / whole for number, element in parts}


SHARES = {
    "water": _of((2, "H"), (1, "O")),
    "waste-water": _of((2, "H"), (1, "O")),
    "oxygen": {"O": 1.0},
    "cabin-oxygen": {"O": 1.0},
    **dict.fromkeys(("carbon-dioxide", "cabin-carbon-dioxide"), _of((1, "C"), (2, "O"))),
    "hydrogen": {"H": 1.0},
    "methane": _of((1, "C"), (4, "H")),
}


@pytest.mark.parametrize("recovery", [0.98, 0.93, 0.5])
def test_resupply_of_water_is_what_is_not_won_back(recovery: float) -> None:
    """At a recovery of 98 % it is 2 % of gross use, exactly."""
    people = Exchange("people", {"water": 100.0, "oxygen": 1.0}, {"waste-water": 100.0}, {"carbon-dioxide": 1.0})
    filters = Exchange("filters", {"waste-water": 100.0}, {"water": 100.0 * recovery})
    found = closures(["people"], [people, filters], {"water": 1000.0}, SHARES)
    assert 1.0 - found["water"] == pytest.approx(1.0 - recovery, abs=1e-12)
    assert found["oxygen"] == 0.0


@pytest.mark.parametrize(
    ("oxygen", "carbon_dioxide", "recovery"), [(0.82, 1.04, 0.542), (0.84, 1.00, 0.578), (0.895, 1.085, 0.567)]
)
def test_a_loop_short_of_hydrogen_wins_back_half_of_the_oxygen(
    oxygen: float, carbon_dioxide: float, recovery: float
) -> None:
    """Electrolysis gives two molecules of hydrogen with each of oxygen; four of them reduce one of carbon dioxide.

    So half of the oxygen that is breathed comes back as water, whatever the ratio of the two, and of the carbon
    dioxide the share 0.5 n(O2)/n(CO2): 0.542 and 0.578 as published for others, 0.567 for the people of this model.
    """
    hydrogen = oxygen * 2.0 * ATOMIC_WEIGHTS["H"] / ATOMIC_WEIGHTS["O"]
    moles = hydrogen / (8.0 * ATOMIC_WEIGHTS["H"])
    reduced = moles * (ATOMIC_WEIGHTS["C"] + 2.0 * ATOMIC_WEIGHTS["O"])
    water = 2.0 * moles * (2.0 * ATOMIC_WEIGHTS["H"] + ATOMIC_WEIGHTS["O"])
    exchanges = [
        Exchange("people", {"cabin-oxygen": oxygen, "water": 3.0}, {"cabin-carbon-dioxide": carbon_dioxide}),
        Exchange("scrubber", {"cabin-carbon-dioxide": carbon_dioxide}, {"carbon-dioxide": carbon_dioxide}),
        Exchange(
            "sabatier",
            {"carbon-dioxide": reduced, "hydrogen": hydrogen},
            {"water": water},
            {"methane": reduced + hydrogen - water},
        ),
        Exchange("electrolyser", {"water": oxygen + hydrogen}, {"oxygen": oxygen, "hydrogen": hydrogen}),
        Exchange("oxygen-valve", {"oxygen": oxygen}, {"cabin-oxygen": oxygen}),
    ]
    found = closures(["people"], exchanges, {"water": 100.0}, SHARES)
    assert found["oxygen"] == pytest.approx(0.5, abs=1e-9)
    assert reduced / carbon_dioxide == pytest.approx(recovery, abs=0.005)


@pytest.mark.parametrize(("goods", "expected"), [(0.0, 0.995), (0.5, 0.978), (1.0, 0.962)])
def test_an_ideal_loop_closes_as_lunar_palace_did(
    day: Mapping[str, tuple[Mapping[str, float], ...]], scenario: Scenario, goods: float, expected: float
) -> None:
    """Lunar Palace 365: 98.2 % by mass; air and water 100 %, urine 99.7 %, solid waste 67 % (as quoted in a survey).

    With those shares of recovery the loop of this model closes to 97.8 % by mass with half a kilogram a day of clothes,
    filters and wrapping, the low end of its range: 0.4 points less. With the kilogram that is shipped it is 96.2 %,
    2.0 points less, and with none 99.5 %, 1.3 points more: a closed house washes its clothes and wraps no food, and
    what else it had of solid waste is not said.
    """
    assert scenario.resources is not None
    taken: dict[str, float] = {}
    given: dict[str, float] = {}
    for name, (inputs, outputs) in day.items():
        by = goods if name == "goods" else 1.0
        for total, side in ((taken, inputs), (given, outputs)):
            for key, mass in side.items():
                total[key] = total.get(key, 0.0) + by * mass
    recovery = {"urine": 0.997, "faeces": 0.67, "trash": 0.67}
    kept = {name: mass * recovery.get(name, 1.0) for name, mass in given.items()}
    # All air and water come back; what else is kept becomes food and goods again.
    back = {"oxygen": taken["cabin-oxygen"], "water": taken["water"]}
    back["food"] = sum(kept.values()) - sum(back.values())
    exchanges = [
        Exchange("people", taken, kept, {name: mass - kept[name] for name, mass in given.items()}),
        Exchange("garden", kept, back),
    ]
    shares = {name: scenario.resources.composition(name) for name in {*taken, *given, *back}}
    found = closures(["people"], exchanges, {}, shares)
    assert found["mass"] == pytest.approx(expected, abs=0.001)
    if goods == 0.5:
        assert found["mass"] == pytest.approx(0.982, abs=0.01)

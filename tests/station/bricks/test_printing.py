"""Printing: heat, light, batches, night, inspection, and what starves or blocks a printer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.scenario import Scenario
from sim.scenario.brickwork import heat_per_kg
from sim.scenario.quantity import Quantity
from sim.scenario.schema.bricks import optical_efficiency
from sim.station import Outcome
from tests.station.small_stations import (
    DARK,
    HALF,
    at,
    choice,
    day,
    end,
    excavator,
    grid,
    hours_in,
    layer,
    line,
    make,
    printer,
    run,
    shipped,
    sieve,
    state_at,
    states,
    stores,
    technician,
    times_of,
    wall,
    working_hours,
)


def least_heat(start: float, final: float, form: str, melted: float) -> float:
    """Integral of the published heat capacities, summed in steps of 0.01 K, and fusion [kWh/kg]."""
    t = np.arange(start, final, 0.01) + 0.005
    low = -3.6125 + 2.7431 * t + 2.3616e-3 * t**2 - 1.2340e-5 * t**3 + 8.9093e-9 * t**4
    if form == "ledlow-1992":
        high = 4184 * (0.2029 + 0.0383 * (1 - np.exp((350 - t) / 100)))
    else:
        high = -1848.5 + 1047.41 * np.log10(t)
    return (float(np.where(t < 350, low, high).sum()) * 0.01 + melted * 479e3) / 3.6e6


@pytest.mark.parametrize("form", ["ledlow-1992", "colozza-1991"])
@pytest.mark.parametrize("melted", [0.0, 0.1, 1.0])
def test_heat_is_never_below_the_integral_of_the_heat_capacity(baseline: Scenario, form: str, melted: float) -> None:
    for start in (100.0, 250.0, 300.0):
        for final in (1273.15, 1323.15, 1573.15):
            recipe = baseline.bricks.model_copy(
                update={
                    "start_temperature": Quantity(start, "K", start, "K", "design"),
                    "sinter_temperature": Quantity(final, "K", final, "K", "design"),
                    "melt_fraction": Quantity(melted, "1", melted, "1", "design"),
                    "heat_capacity_model": form,
                }
            )
            least = least_heat(start, final, form, melted)
            assert heat_per_kg(recipe) >= least * (1 - 1e-6)
            assert heat_per_kg(recipe) == pytest.approx(least, rel=1e-4)


@pytest.mark.parametrize(
    ("final", "melted", "published"), [("1000 degC", 0, 0.276), ("1300 degC", 0, 0.360), ("1300 degC", 1, 0.493)]
)
def test_published_heat_from_250_kelvin(final: str, melted: float, published: float) -> None:
    recipe = shipped(f"bricks.sinter_temperature={final}", f"bricks.melt_fraction={melted}").bricks
    assert heat_per_kg(recipe) == pytest.approx(published, abs=5e-4)


@pytest.mark.slow
def test_the_runs_heat_is_that_of_the_mass_printed(baseline: Scenario, five_years: Outcome) -> None:
    recipe = baseline.bricks
    printed = end(five_years, "bricks.printed") * 1.2
    under_way = five_years.balances["regolith"].accounts["stock.printing"]
    heat = end(five_years, "bricks.heat")
    assert printed * heat_per_kg(recipe) * (1 - 1e-9) <= heat <= (printed + under_way) * heat_per_kg(recipe)
    assert heat / printed >= least_heat(250, 1323.15, "ledlow-1992", 0.1)
    assert end(five_years, "bricks.sunlight") >= heat / optical_efficiency(recipe)
    working = working_hours(five_years, "solar-1").values[-1] + working_hours(five_years, "solar-2").values[-1]
    assert end(five_years, "bricks.electricity") == pytest.approx(0.6 * working, rel=1e-9)


def test_the_head_limits_in_strong_light(tmp_path: Path) -> None:
    outcome = run(make(tmp_path, 10, tools=line(printers={"printer": printer(2)})))
    printed = outcome.channels["bricks.printed"]
    assert np.diff(printed.times[1:-1]) == pytest.approx(np.full(len(printed.times) - 3, 12.0))
    assert np.diff(printed.values[:-1]) == pytest.approx(20)


def test_the_light_limits_a_large_head(tmp_path: Path) -> None:
    scenario = make(tmp_path, 10, tools=line(printers={"printer": printer(1000, 3)}))
    outcome = run(scenario)
    # January: the Moon is 0.983 AU from the Sun, give or take its own orbit of 0.0026 AU.
    low, high = (3 * 1.361 / distance**2 * 0.35 / heat_per_kg(scenario.bricks) for distance in (0.987, 0.980))
    heat, sunlight = outcome.channels["bricks.heat"], outcome.channels["bricks.sunlight"]
    rate = (heat.at(100) - heat.at(10)) / 90 / heat_per_kg(scenario.bricks)
    assert low <= rate <= high
    assert float(heat.values[-1]) == pytest.approx(float(sunlight.values[-1]) * 0.35, rel=1e-9)
    first, second = outcome.channels["bricks.printed"].times[1:3]
    assert second - first == pytest.approx(24 / rate, rel=1e-6)


def test_a_batch_goes_on_after_the_night(tmp_path: Path) -> None:
    """Nothing is lost: what is printed is the rate times the hours of light, to the gram."""
    tools = line(printers={"printer": printer(0.1)})
    outcome = run(make(tmp_path, 90, HALF, tools=tools))
    worked = working_hours(outcome, "printer")
    light = outcome.channels["sunlight.lit_fraction"]
    batches = end(outcome, "bricks.printed") / 20
    assert batches == int(0.1 * float(worked.values[-1]) / 24)
    assert batches >= 3
    for n, time in enumerate(outcome.channels["bricks.printed"].times[1:-1], start=1):
        assert float(worked.at(time)) == pytest.approx(240 * n, rel=1e-6)
    nights = light.times[:-1][light.values[:-1] == 0]
    assert len(nights) > 1
    assert {state_at(outcome, "printer", night + 0.01) for night in nights} == {"no_sunlight"}
    assert outcome.balances["regolith"].accounts["out.waste"] == 0
    flat = outcome.channels["bricks.heat"]
    assert flat.at(nights[0]) == flat.at(nights[0] + 24)


def test_wear_goes_with_the_heat_or_with_the_hours(tmp_path: Path) -> None:
    """The lives that one printer counts in hours at work, the other counts in hours at its head's full rate."""

    def failures(wear: str) -> tuple[Outcome, list[float]]:
        frail = printer(5, 3, wear=choice(wear), mtbf=(30, "h"), mttr=(5, "h"))
        tools = line(printers={"printer": frail}, technicians={"hand": technician()}, stores=stores(bricks=100_000))
        outcome = run(make(tmp_path, 90, HALF, tools=tools))
        return outcome, times_of(outcome, "failed", "printer")

    by_hours, at_hours = failures("hours")
    by_heat, at_heat = failures("heat")
    per_kg = heat_per_kg(make(tmp_path, 1).bricks)
    worked, heat = working_hours(by_hours, "printer"), by_heat.channels["bricks.heat"]
    light = by_heat.channels["sunlight.lit_fraction"].values
    assert ((light > 0) & (light < 1)).any()
    assert len(at_heat) >= 10
    expected = [float(worked.at(time)) for time in at_hours[: len(at_heat)]]
    assert [float(heat.at(time)) / per_kg / 5 for time in at_heat] == pytest.approx(expected, rel=1e-6)


def test_no_printing_where_the_light_does_not_pay_for_it(tmp_path: Path) -> None:
    """From half of what full sunlight at 1 AU gives; in January the Sun is some 3 % stronger than that."""
    own = printer(1000, 3, least_rate=(0.5, "1"))
    outcome = run(make(tmp_path, 60, HALF, tools=line(printers={"printer": own}, stores=stores(bricks=100_000))))
    light = outcome.channels["sunlight.lit_fraction"]
    seen = {(float(light.at(time)), state_at(outcome, "printer", time)) for time in light.times[:-1] + 1e-6}
    assert any(0 < fraction < 0.48 for fraction, _ in seen)
    assert any(0.5 < fraction < 0.99 for fraction, _ in seen)
    assert {state for fraction, state in seen if fraction < 0.48} == {"no_sunlight"}
    assert "no_sunlight" not in {state for fraction, state in seen if fraction > 0.5}


def test_a_mirror_too_small_for_its_head_prints_all_the_same(tmp_path: Path) -> None:
    few, head = (printer(1000, 1, least_rate=(share, "1")) for share in (0.9, 0))
    printed = [
        end(run(make(tmp_path, 20, tools=line(printers={"printer": one}))), "bricks.printed") for one in (few, head)
    ]
    assert printed[0] == printed[1] > 0


@pytest.mark.parametrize("least_rate", [0, 0.2])
def test_less_light_that_will_do_never_delays_a_printer_that_does_not_fail(tmp_path: Path, least_rate: float) -> None:
    def printed(minimum_light: float) -> Outcome:
        own = printer(5, 3, minimum_light=(minimum_light, "1"), least_rate=(least_rate, "1"))
        return run(make(tmp_path, 90, HALF, tools=line(printers={"printer": own}, stores=stores(bricks=100_000))))

    any_light, strong_light = printed(0), printed(0.6)
    times = grid(any_light, "bricks.printed")
    more, less = (outcome.channels["bricks.printed"].at(times) for outcome in (any_light, strong_light))
    assert (more >= less).all()
    assert end(any_light, "bricks.heat") > end(strong_light, "bricks.heat")


def test_no_light_no_bricks(tmp_path: Path) -> None:
    outcome = run(make(tmp_path, 10, DARK, tools=line()))
    assert end(outcome, "bricks.printed") == 0
    assert end(outcome, "bricks.heat") == 0
    assert hours_in(outcome, "printer", "no_sunlight") == 240


def test_rejects_are_binomial_and_keep_the_mass(tmp_path: Path) -> None:
    rejects = {"reject_fraction": (0.3, "1"), "recycled_fraction": (0.6, "1")}
    tools = line(printers={"printer": printer(24)}, stores=stores(bricks=100_000))
    outcome = run(make(tmp_path, 60, tools=tools, bricks=rejects))
    printed, rejected = end(outcome, "bricks.printed"), end(outcome, "bricks.rejected")
    batches = np.diff(outcome.channels["bricks.rejected"].values)
    assert printed > 25_000
    assert rejected == pytest.approx(0.3 * printed, abs=4.5 * (0.3 * 0.7 * printed) ** 0.5)
    assert np.var(batches[batches > 0]) == pytest.approx(20 * 0.3 * 0.7, rel=0.25)
    accounts = outcome.balances["regolith"].accounts
    assert accounts["out.bricks"] == pytest.approx((printed - rejected) * 1.2)
    # The feedstock store has room for all that is crushed but for the moments at which it is brimful.
    assert accounts["out.waste"] >= rejected * 1.2 * 0.4 * (1 - 1e-9)
    assert outcome.balances["bricks"].accounts["stock.store"] == printed - rejected
    assert outcome.balances["bricks"].residual == 0


def test_a_full_store_blocks_the_printer_until_bricks_are_taken(tmp_path: Path) -> None:
    tools = line(layers={"mason": layer() | {"from": day(10)}}, stores=stores(bricks=40))
    outcome = run(make(tmp_path, 20, tools=tools, shelter={"structures": {"wall": wall(1000)}}))
    # Three batches of 24 h each; the third finds no room.
    assert at(outcome, "bricks.printed", 239) == 40
    assert state_at(outcome, "printer", 100) == "no_room"
    blocked = next(t for t, name in states(outcome, "printer") if name == "no_room")
    assert 72 < blocked < 73
    assert at(outcome, "bricks.printed", 240) == 60
    assert state_at(outcome, "printer", 241) == "working"
    assert outcome.balances["regolith"].accounts["stock.printing"] == pytest.approx(24)


def test_without_feedstock_a_printer_waits(tmp_path: Path) -> None:
    outcome = run(make(tmp_path, 5, tools={"printers": {"printer": printer()}}))
    assert hours_in(outcome, "printer", "no_feedstock") == 120
    assert end(outcome, "bricks.heat") == 0


def test_a_batch_larger_than_the_restart_level_is_waited_for(tmp_path: Path) -> None:
    """Amounts that do not come out in binary, through the smallest of restart levels."""
    odd = {"density": (1999.9, "kg/m^3"), "reject_fraction": (0.37, "1"), "recycled_fraction": (0.77, "1")}
    tools = line(
        excavators={"digger": excavator(11.3)},
        sieves={"sieve": sieve(10.7, 0.73)},
        printers={"printer": printer(17.3, count=(3, "1"))},
        stores=stores(low_restart=0.01, bricks=100_000),
    )
    outcome = run(make(tmp_path, 60, tools=tools, bricks=odd))
    assert outcome.balances["regolith"].closes
    assert end(outcome, "bricks.printed") * 1.19994 > 0.95 * 0.73 * 10.7 * 1440


def test_a_level_that_misses_a_batch_by_a_rounding_will_do(tmp_path: Path) -> None:
    """In binary 2.4 kg less a brick of 1.2 kg leave 4e-16 kg too little for a second one."""
    tools = line(
        sieves={"sieve": sieve() | {"until": day(1)}},
        printers={"printer": printer(count=(2, "1")) | {"from": day(2)}},
        stores=stores(feedstock=2.4, low_restart=0.01),
    )
    outcome = run(make(tmp_path, 4, tools=tools, bricks={"batch": (1, "1")}))
    assert end(outcome, "bricks.printed") == 2
    assert outcome.balances["regolith"].accounts["stock.feedstock"] == pytest.approx(0, abs=1e-12)

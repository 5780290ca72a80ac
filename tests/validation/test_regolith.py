"""Heat of regolith and brick against published figures (validation targets 13 and 14)."""

import pytest

from sim.moon.regolith import HEAT_CAPACITY_MODELS, heat_capacity, heat_capacity_low, sinter_heat

FUSION_KJ_KG = 479.0
"""Schreiner et al. 2016, Advances in Space Research 57, 1209."""


@pytest.mark.parametrize(("temperature", "expected"), [(100.0, 282.9), (250.0, 671.8), (350.0, 850.4)])
def test_heat_capacity_of_hayne_2017(temperature: float, expected: float) -> None:
    assert heat_capacity_low(temperature) == pytest.approx(expected, abs=0.1)
    for model in HEAT_CAPACITY_MODELS:
        assert heat_capacity(temperature, model) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize(("temperature", "calories"), [(90.0, 0.06), (350.0, 0.20)])
def test_heat_capacity_of_apollo_soil_10084(temperature: float, calories: float) -> None:
    # Robie, Hemingway and Wilson 1970, Science 167, 749, rounded to 0.01 cal/g/K.
    assert heat_capacity_low(temperature) / 4184.0 == pytest.approx(calories, abs=0.006)


def test_high_forms_at_their_published_points() -> None:
    # Ledlow et al. 1992 rises from 849 towards 1009 J/kg/K; Colozza 1991 from 816 at 350 K to 1413 at 1300 K.
    assert heat_capacity(350.001, "ledlow-1992") == pytest.approx(849.0, abs=0.5)
    assert heat_capacity(2000.0, "ledlow-1992") == pytest.approx(1009.0, abs=0.5)
    assert heat_capacity(350.001, "colozza-1991") == pytest.approx(816.0, abs=0.5)
    assert heat_capacity(1300.0, "colozza-1991") == pytest.approx(1413.0, abs=0.5)


@pytest.mark.parametrize(
    ("model", "celsius", "melt", "expected"),
    [
        ("ledlow-1992", 1000.0, 0.0, 0.276),
        ("ledlow-1992", 1300.0, 0.0, 0.360),
        ("ledlow-1992", 1300.0, 1.0, 0.493),
        ("colozza-1991", 1000.0, 0.0, 0.322),
        ("colozza-1991", 1300.0, 0.0, 0.443),
        ("colozza-1991", 1300.0, 1.0, 0.576),
    ],
)
def test_least_heat_of_a_brick_from_250_kelvin(model: str, celsius: float, melt: float, expected: float) -> None:
    assert sinter_heat(250.0, celsius + 273.15, model, melt, FUSION_KJ_KG) == pytest.approx(expected, abs=6e-4)


def test_forms_differ_by_18_percent_at_sintering() -> None:
    low, high = (sinter_heat(250.0, 1050.0 + 273.15, model) for model in ("ledlow-1992", "colozza-1991"))
    assert high / low == pytest.approx(1.18, abs=0.01)


def test_colder_regolith_costs_more() -> None:
    for model in HEAT_CAPACITY_MODELS:
        extra = sinter_heat(100.0, 1273.15, model) - sinter_heat(250.0, 1273.15, model)
        assert extra == pytest.approx(0.020, abs=5e-4)

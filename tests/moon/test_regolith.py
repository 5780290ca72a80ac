import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.moon.regolith import HEAT_CAPACITY_MODELS, JOIN_K, heat_capacity, heat_capacity_low, sinter_heat

models = st.sampled_from(HEAT_CAPACITY_MODELS)
temperatures = st.floats(20.0, 2000.0)
NAN, INF = float("nan"), float("inf")


def summed(start: float, end: float, model: str) -> float:
    """Integral of the heat capacity by Gauss-Legendre on either side of the join [kWh/kg]."""
    nodes, weights = np.polynomial.legendre.leggauss(60)
    total = 0.0
    for low, high in ((start, min(end, JOIN_K)), (max(start, JOIN_K), end)):
        if high > low:
            inner = 0.5 * (high - low) * nodes + 0.5 * (high + low)
            total += 0.5 * (high - low) * float(weights @ heat_capacity(inner, model))
    return total / 3.6e6


@given(temperatures, temperatures, models)
def test_heat_is_the_integral_of_the_heat_capacity(a: float, b: float, model: str):
    start, end = sorted((a, b))
    assert sinter_heat(start, end, model) == pytest.approx(summed(start, end, model), rel=1e-9, abs=1e-12)


@given(temperatures, temperatures, models, st.floats(0, 1), st.floats(0, 1000))
def test_heat_is_never_below_the_thermodynamic_minimum(a: float, b: float, model: str, melt: float, latent: float):
    start, end = sorted((a, b))
    least = summed(start, end, model)
    heat = sinter_heat(start, end, model, melt, latent)
    assert heat >= least * (1.0 - 1e-12) - 1e-15
    assert heat == pytest.approx(least + melt * latent / 3600.0, rel=1e-9, abs=1e-12)


@given(temperatures, temperatures, temperatures, models)
def test_heats_of_two_steps_add_up(a: float, b: float, c: float, model: str):
    low, middle, high = sorted((a, b, c))
    parts = sinter_heat(low, middle, model) + sinter_heat(middle, high, model)
    assert parts == pytest.approx(sinter_heat(low, high, model), rel=1e-12, abs=1e-14)


@given(temperatures, models)
def test_no_warming_needs_no_heat(temperature: float, model: str):
    assert sinter_heat(temperature, temperature, model) == 0.0


@given(temperatures, models)
def test_heat_capacity_is_positive(temperature: float, model: str):
    assert heat_capacity(temperature, model) > 0.0


def test_the_join_is_a_small_step():
    for model, step in (("ledlow-1992", -1.5), ("colozza-1991", -34.2)):
        below, above = heat_capacity([JOIN_K, np.nextafter(JOIN_K, 400.0)], model)
        assert above - below == pytest.approx(step, abs=0.1)
        assert below == heat_capacity_low(JOIN_K)


@pytest.mark.parametrize("temperature", [19.9, 2000.1, -5.0, NAN, INF])
def test_temperatures_outside_are_refused(temperature: float):
    with pytest.raises(ValueError, match="temperature must be within 20 to 2000 K"):
        heat_capacity([300.0, temperature], "ledlow-1992")
    with pytest.raises(ValueError, match="temperature must be within"):
        sinter_heat(250.0, temperature, "ledlow-1992")


def test_the_low_form_ends_at_the_join():
    with pytest.raises(ValueError, match="20 to 350 K"):
        heat_capacity_low(350.1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1300.0, 250.0, "ledlow-1992"), "below the start"),
        ((250.0, 1300.0, "ledlow"), "known are ledlow-1992, colozza-1991"),
        ((250.0, 1300.0, "ledlow-1992", 1.1, 479.0), "melt fraction"),
        ((250.0, 1300.0, "ledlow-1992", -0.1, 479.0), "melt fraction"),
        ((250.0, 1300.0, "ledlow-1992", NAN, 479.0), "melt fraction"),
        ((250.0, 1300.0, "ledlow-1992", 0.5, -1.0), "latent heat"),
        ((250.0, 1300.0, "ledlow-1992", 0.5, INF), "latent heat"),
    ],
)
def test_unusable_settings_are_refused(arguments: tuple[float | str, ...], message: str):
    with pytest.raises(ValueError, match=message):
        sinter_heat(*arguments)

"""The table of common units says what pint says, and whatever else stands as a unit is refused in words."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import registry
from sim.scenario.conversion import conversion
from sim.scenario.quantity import Dim, Quantity, read
from sim.scenario.units import TABLE, Conversion, UnitError, base_of

ENTRIES = [(unit, base) for base, units in TABLE.items() for unit in units]


@pytest.mark.parametrize(("unit", "base"), ENTRIES)
def test_the_table_agrees_with_pint(unit: str, base: str) -> None:
    ours, theirs = conversion(unit, base), registry.conversion(unit, base)
    for value in (0.0, 1.0, 57.3):
        assert ours(value) == pytest.approx(theirs(value), rel=1e-12, abs=1e-15)
    assert base_of(unit) == base


def test_common_units_load_without_pint() -> None:
    code = "import sys; from sim.scenario import load; load('ilrs:baseline'); print('pint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("unit", "base", "value"),
    [
        ("kg*m^2/s^3", "kW", 1e-3),
        ("hours", "h", 1.0),
        ("kW h", "kWh", 1.0),
        ("kWh kg^-1", "kWh/kg", 1.0),
        ("Mbit/min", "Gbit/h", 0.06),
        ("byte", "Gbit", 8e-9),
        ("m**2", "m^2", 1.0),
        ("m²", "m^2", 1.0),
        ("µSv", "mSv", 1e-3),
        ("turn", "deg", 360.0),
        ("people", "person", 1.0),
        ("AU", "m", 149597870700.0),
    ],
)
def test_other_units_go_through_pint(unit: str, base: str, value: float) -> None:
    assert conversion(unit, base)(1.0) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "base"),
    [
        ("Sv", "kWh/kg"),
        ("deg", "1"),
        ("bit", "1"),
        ("person", "1"),
        ("%", "deg"),
        ("1/s", "Gbit/h"),
        ("degC/h", "K"),
        ("kg", "kW"),
    ],
)
def test_dimensions_are_not_taken_for_each_other(unit: str, base: str) -> None:
    with pytest.raises(UnitError, match="wrong dimension"):
        conversion(unit, base)


@pytest.mark.parametrize(
    ("unit", "base", "near"),
    [
        ("kwh", "kWh", "kWh"),
        ("m2", "m^2", "m^2"),
        ("kg/m3", "kg/m^3", "kg/m^3"),
        ("C", "K", "degC"),
        ("KW", "kW", "kW"),
        ("kilowat", "kW", "kilowatt"),
        ("bricks/h", "1/h", "1/h"),
    ],
)
def test_the_nearest_known_unit_is_named(unit: str, base: str, near: str) -> None:
    with pytest.raises(UnitError, match=re.escape(f'did you mean "{near}"')):
        conversion(unit, base)


@pytest.mark.parametrize(
    "unit", ["40 k W/", "m/0", "(", "5 m", "9^9^9^9^9", "m^999999", "m" * 100, "\0", "__import__('os')"]
)
def test_what_is_no_unit_is_refused_at_once(unit: str) -> None:
    with pytest.raises(UnitError):
        conversion(unit, "m")


@given(st.text(max_size=50))
def test_any_text_is_a_unit_or_a_unit_error(text: str) -> None:
    with suppress(UnitError):
        assert isinstance(conversion(text, "kW"), Conversion)


@given(
    st.dictionaries(
        st.sampled_from(["value", "unit", "basis", "source", "note", "range", "other"]),
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(),
            st.sampled_from(["kW", "W", "kg", "", "design", "sourced", "assumption", "derived", "a"]),
            st.lists(st.one_of(st.floats(), st.integers(), st.text(max_size=3)), max_size=3),
        ),
    )
)
def test_any_table_is_a_quantity_or_has_problems(raw: dict[str, object]) -> None:
    quantity, problems = read(raw, Dim("kW", ge=0), {"a"})
    assert (quantity is None) == bool(problems)
    if quantity is not None:
        assert quantity.value >= 0
        assert read(quantity.given(), Dim("kW", ge=0), {"a"}) == (quantity, [])


def test_exact_decimals_stay_exact() -> None:
    assert [conversion("%", "1")(value) for value in (7, 29, 57)] == [0.07, 0.29, 0.57]
    assert conversion("W", "kW")(1900) == 1.9
    assert conversion("min", "h")(90) == 1.5


def test_rounding_carries_nothing_over_a_limit() -> None:
    cold = Dim("K", ge=20)
    quantity, problems = read({"value": -253.15, "unit": "degC", "basis": "design"}, cold)
    assert isinstance(quantity, Quantity), problems


PREFIXES = {"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize(("what", "bits"), [("b", 1), ("B", 8)])
@pytest.mark.parametrize(("rate", "base"), [("", "Gbit"), ("ps", "Gbit/h"), ("/s", "Gbit/h")])
def test_what_is_suggested_for_a_unit_of_data_is_that_amount(
    prefix: str, what: str, bits: int, rate: str, base: str
) -> None:
    """A small b is a bit and a capital one a byte, in what is read and in what is suggested instead."""
    amount = PREFIXES[prefix] * bits / 1e9 * (3600 if rate else 1)
    unit = f"{prefix}{what}{rate}"
    try:
        found = conversion(unit, base)
    except UnitError as error:
        suggested = re.search(r'did you mean "(.*)"', str(error))
        assert suggested is not None
        found = conversion(suggested[1], base)
    assert found(1.0) == pytest.approx(amount)


@pytest.mark.parametrize(
    ("unit", "meant"), [("mbps", "Mbit/s"), ("mbit/s", "Mbit/s"), ("mB/s", "MB/s"), ("mb", "Mbit/s")]
)
def test_thousandths_of_a_bit_are_a_slip(unit: str, meant: str) -> None:
    with pytest.raises(UnitError, match=f'would be thousandths of a .*; did you mean "{meant}"'):
        conversion(unit, "Gbit/h")

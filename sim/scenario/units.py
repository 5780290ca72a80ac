"""Units at the boundary: from what a scenario says to the base units inside.

Inside the program every number is a float in h, kW, kWh, kg, Gbit, m, deg, K, mSv and their products. The units that
scenarios commonly use are in a table here, because importing pint and its registry takes longer than loading a whole
scenario; `sim.scenario.conversion` sends anything else through pint, whose definitions the table must agree with.
"""

from __future__ import annotations

from dataclasses import dataclass


class UnitError(ValueError):
    """A unit text cannot be used; the message says why and what is near."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """How to get from a unit to a base unit: value * multiplier / divisor + offset.

    A multiplier and a divisor rather than one factor, so that 57 % is exactly 0.57 and 90 min exactly 1.5 h.
    """

    multiplier: float = 1.0
    divisor: float = 1.0
    offset: float = 0.0

    def __call__(self, value: float) -> float:
        """Return `value` in the base unit."""
        return value * self.multiplier / self.divisor + self.offset


_SAME = Conversion()

#: base unit -> unit text -> conversion. A year is 365.25 days, a month a twelfth of it.
TABLE: dict[str, dict[str, Conversion]] = {
    "1": {"1": _SAME, "%": Conversion(1, 100), "percent": Conversion(1, 100)},
    "h": {
        "h": _SAME,
        "min": Conversion(1, 60),
        "s": Conversion(1, 3600),
        "d": Conversion(24),
        "day": Conversion(24),
        "week": Conversion(168),
        "month": Conversion(730.5),
        "yr": Conversion(8766),
        "year": Conversion(8766),
    },
    "1/h": {
        "1/h": _SAME,
        "1/s": Conversion(3600),
        "1/d": Conversion(1, 24),
        "1/month": Conversion(1, 730.5),
        "%/month": Conversion(1, 73050),
        "1/yr": Conversion(1, 8766),
        "1/year": Conversion(1, 8766),
        "%/yr": Conversion(1, 876600),
        "%/year": Conversion(1, 876600),
    },
    "m": {"m": _SAME, "cm": Conversion(1, 100), "mm": Conversion(1, 1000), "km": Conversion(1000)},
    "1/m": {"1/m": _SAME, "1/km": Conversion(1, 1000), "%/km": Conversion(1, 100000)},
    "m/h": {"m/h": _SAME, "km/h": Conversion(1000), "m/s": Conversion(3600), "cm/s": Conversion(36)},
    "kWh/m": {"kWh/m": _SAME, "kWh/km": Conversion(1, 1000), "Wh/km": Conversion(1, 1e6), "Wh/m": Conversion(1, 1000)},
    "m^2": {"m^2": _SAME, "cm^2": Conversion(1, 10000), "km^2": Conversion(1e6)},
    "m^3": {"m^3": _SAME, "cm^3": Conversion(1, 1e6), "l": Conversion(1, 1000)},
    "kg": {"kg": _SAME, "g": Conversion(1, 1000), "t": Conversion(1000)},
    "kg/h": {
        "kg/h": _SAME,
        "kg/d": Conversion(1, 24),
        "kg/s": Conversion(3600),
        "g/s": Conversion(3.6),
        "t/h": Conversion(1000),
        "t/d": Conversion(1000, 24),
    },
    "kg/m": {"kg/m": _SAME, "kg/km": Conversion(1, 1000), "t/km": _SAME},
    "kg/m^2": {"kg/m^2": _SAME, "g/cm^2": Conversion(10)},
    "kg/m^3": {"kg/m^3": _SAME, "g/cm^3": Conversion(1000), "t/m^3": Conversion(1000)},
    "kW": {"kW": _SAME, "W": Conversion(1, 1000), "MW": Conversion(1000)},
    "kWh": {
        "kWh": _SAME,
        "Wh": Conversion(1, 1000),
        "MWh": Conversion(1000),
        "J": Conversion(1, 3.6e6),
        "kJ": Conversion(1, 3600),
        "MJ": Conversion(1, 3.6),
        "GJ": Conversion(1000, 3.6),
    },
    "kWh/kg": {
        "kWh/kg": _SAME,
        "Wh/kg": Conversion(1, 1000),
        "J/kg": Conversion(1, 3.6e6),
        "kJ/kg": Conversion(1, 3600),
        "MJ/kg": Conversion(1, 3.6),
        "MWh/t": _SAME,
        "kWh/t": Conversion(1, 1000),
    },
    "kW/m^2": {"kW/m^2": _SAME, "W/m^2": Conversion(1, 1000)},
    "kW/K": {"kW/K": _SAME, "W/K": Conversion(1, 1000)},
    "kW/kg": {"kW/kg": _SAME, "W/kg": Conversion(1, 1000)},
    "deg": {"deg": _SAME, "rad": Conversion(57.29577951308232), "arcmin": Conversion(1, 60)},
    "K": {"K": _SAME, "degC": Conversion(offset=273.15)},
    "Gbit": {
        "Gbit": _SAME,
        "bit": Conversion(1, 1e9),
        "kbit": Conversion(1, 1e6),
        "Mbit": Conversion(1, 1000),
        "Tbit": Conversion(1000),
        "kB": Conversion(8, 1e6),
        "MB": Conversion(8, 1000),
        "GB": Conversion(8),
        "TB": Conversion(8000),
    },
    "Gbit/h": {
        "Gbit/h": _SAME,
        "bit/s": Conversion(3600, 1e9),
        "kbit/s": Conversion(3.6, 1000),
        "Mbit/s": Conversion(3.6),
        "Gbit/s": Conversion(3600),
        "Gbit/d": Conversion(1, 24),
        "kB/s": Conversion(28.8, 1000),
        "MB/s": Conversion(28.8),
        "GB/s": Conversion(28800),
        "GB/d": Conversion(8, 24),
    },
    "mSv": {"mSv": _SAME, "Sv": Conversion(1000), "uSv": Conversion(1, 1000)},
    "mSv/h": {
        "mSv/h": _SAME,
        "uSv/h": Conversion(1, 1000),
        "uSv/d": Conversion(1, 24000),
        "mSv/d": Conversion(1, 24),
        "mSv/yr": Conversion(1, 8766),
        "Sv/yr": Conversion(1000, 8766),
    },
    "kPa": {"kPa": _SAME, "Pa": Conversion(1, 1000)},
    "person": {"person": _SAME},
    "MUSD": {"MUSD": _SAME, "kUSD": Conversion(1, 1000), "USD": Conversion(1, 1e6)},
    "MUSD/t": {"MUSD/t": _SAME, "kUSD/kg": _SAME, "USD/kg": Conversion(1, 1000)},
}

_BASE_OF = {unit: base for base, units in TABLE.items() for unit in units}


def base_of(unit: str) -> str:
    """Return the base unit of a unit in the table.

    Raises:
        KeyError: the unit is not in the table.
    """
    return _BASE_OF[unit]


def from_base(value: float, unit: str) -> float:
    """Return a value in a base unit in another unit of the table.

    Raises:
        KeyError: the unit is not in the table.
    """
    conversion = TABLE[_BASE_OF[unit]][unit]
    return (value - conversion.offset) * conversion.divisor / conversion.multiplier

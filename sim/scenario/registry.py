"""Units that are not in the table of `sim.scenario.units`, through pint with definitions of our own.

pint's own registry takes angles, bits and percent for each other (all dimensionless) and sieverts for kWh/kg; here a
person, an angle, a dose equivalent and a bit are each a dimension.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pint

from sim.scenario.problems import nearest
from sim.scenario.units import TABLE, Conversion, UnitError

_DEFINITIONS = """
micro- = 1e-6 = u- = µ- = μ-
milli- = 1e-3 = m-
centi- = 1e-2 = c-
kilo- = 1e3 = k-
mega- = 1e6 = M-
giga- = 1e9 = G-
tera- = 1e12 = T-
kibi- = 1024 = Ki-
mebi- = 1048576 = Mi-
gibi- = 1073741824 = Gi-
tebi- = 1099511627776 = Ti-
second = [time] = s = sec
meter = [length] = m = metre
gram = [mass] = g
kelvin = [temperature] = K
degree = [angle] = deg
bit = [information]
sievert = [dose_equivalent] = Sv
person = [person] = _ = people
dollar = [money] = USD
percent = 0.01 = %
degree_Celsius = kelvin; offset: 273.15 = degC = celsius
radian = 57.29577951308232 degree = rad
arcminute = degree / 60 = arcmin
arcsecond = degree / 3600 = arcsec
turn = 360 degree = _ = revolution
minute = 60 second = min
hour = 3600 second = h = hr
day = 24 hour = d
week = 7 day
year = 365.25 day = yr = a
month = year / 12
tonne = 1000 kilogram = t
litre = 1e-3 meter ** 3 = l = L = liter
newton = kilogram * meter / second ** 2 = N
pascal = newton / meter ** 2 = Pa
joule = newton * meter = J
watt = joule / second = W
watt_hour = watt * hour = Wh = watthour
byte = 8 bit = B
bits_per_second = bit / second = bps
astronomical_unit = 149597870700 meter = AU
"""

#: What people write for a unit and what it is called here.
_HINTS = {
    "C": "degC",
    "°C": "degC",
    "degreeC": "degC",
    "°": "deg",
    "F": "degC",
    "sqm": "m^2",
    "pcs": "1",
    "bricks": "1",
    "brick": "1",
    "count": "1",
    "each": "1",
    "-": "1",
    "brick/h": "1/h",
    "bricks/h": "1/h",
    "Mbits": "Mbit",
    "kph": "km/h",
    "mo": "month",
}
#: Data as people write it: "Gb", "MBps", "mbit/s". A small b is a bit, a capital one a byte.
_DATA = re.compile(r"([kKmMgGtT]?)(bits?|b|Bytes?|bytes?|B)(ps|/s|/sec|/h|/d)?")
_OF_DATA = ("Gbit", "Gbit/h")
_NAME = re.compile(r"[^\W\d]\w*|[°%]\w*")
#: Longer texts and towers of powers are refused before pint evaluates them: 9^9^9^9 would never come back.
_LONGEST = 40
_PLAIN = re.compile(r"(?:[^\W\d]|[ 0-9.*/()°%²³·-]|\^(?=-?\d{1,2}(?!\d|\s*[\^*])))+")
_POWERLESS = re.compile(r"(?<![\w^])(mm|cm|km|m)([23])(?!\w)")


@lru_cache(maxsize=1)
def _registry() -> Any:
    units: Any = pint.UnitRegistry(None)
    units.load_definitions([line for line in _DEFINITIONS.splitlines() if line])
    return units


@lru_cache(maxsize=1)
def unit_names() -> tuple[str, ...]:
    """Return the names that a suggestion is taken from: every unit of the table and every name defined here."""
    names = {name for units in TABLE.values() for name in units}
    for line in _DEFINITIONS.splitlines():
        words = [word.strip() for word in line.split(";")[0].split("=")]
        if len(words) > 1 and not words[0].endswith("-"):
            names.update(word for word in (words[0], *words[2:]) if word != "_")
    for whole in ("meter", "gram", "watt", "joule", "bit", "byte"):
        names.update(prefix + whole for prefix in ("milli", "kilo", "mega", "giga"))
    return tuple(sorted(names))


def conversion(unit: str, base: str) -> Conversion:
    """Return how to get from `unit` to `base`, worked out by pint.

    Raises:
        UnitError: the text is no unit, is not known, or is of another dimension than `base`.
    """
    shown = f'"{unit}"' if len(unit) <= _LONGEST else f'"{unit[:_LONGEST]}..."'
    if len(unit) > _LONGEST or not _PLAIN.fullmatch(unit.replace("**", "^")):
        raise UnitError(f"{shown} is not a unit; {_allowed(base)}")
    if base in _OF_DATA and unit.startswith("m") and _DATA.fullmatch(unit):
        raise UnitError(f"{shown} would be thousandths of a {'byte' if 'B' in unit else 'bit'}{_near(unit, base)}")
    registry = _registry()
    try:
        zero = float(registry.Quantity(0.0, unit).to(_pint_text(base)).magnitude)
        one = float(registry.Quantity(1.0, unit).to(_pint_text(base)).magnitude)
    except pint.DimensionalityError:
        raise UnitError(f"unit {shown} is of the wrong dimension; {_allowed(base)}") from None
    except pint.UndefinedUnitError:
        raise UnitError(f"unknown unit {shown}{_near(unit, base)}") from None
    except Exception:
        # pint parses with Python's tokenizer and raises whatever its stages raise: a bare AssertionError on "40 k W/",
        # TokenError, DefinitionSyntaxError, ValueError, AttributeError, ZeroDivisionError ...
        raise UnitError(f"{shown} is not a unit; {_allowed(base)}") from None
    if zero:
        return Conversion(one - zero, 1.0, zero)
    return Conversion(one)


def _pint_text(base: str) -> str:
    return "dimensionless" if base == "1" else base


def _allowed(base: str) -> str:
    if base == "1":
        return 'allowed: "1" or "%"'
    return "allowed: " + ", ".join(f'"{name}"' for name in TABLE[base]) + " and what converts to them"


def _near(unit: str, base: str) -> str:
    hint = _HINTS.get(unit)
    if hint is not None:
        return f'; did you mean "{hint}"?'
    data = _DATA.fullmatch(unit) if base in _OF_DATA else None
    if data is not None:
        prefix, what = data[1].upper().replace("K", "k"), "B" if data[2].startswith(("B", "byte")) else "bit"
        rate = "" if base == "Gbit" else data[3] if data[3] in ("/h", "/d") else "/s"
        return f'; did you mean "{prefix}{what}{rate}"?'
    powered = _POWERLESS.sub(r"\1^\2", unit)
    if powered != unit:
        return f'; did you mean "{powered}"?'
    folded = {name.casefold(): name for name in reversed(TABLE[base])}
    same = folded.get(unit.casefold()) or nearest(unit, TABLE[base])
    if same is not None:
        return f'; did you mean "{same}"?'
    known = unit_names()
    for name in _NAME.findall(unit):
        if name not in known:
            near = nearest(name, known)
            if near is not None:
                return f'; did you mean "{near}"? {_allowed(base)}'
    return f"; {_allowed(base)}"

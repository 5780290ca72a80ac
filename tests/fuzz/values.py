"""What stands at a key, drawn from what the schema says may stand there, and what may not."""

from __future__ import annotations

import datetime
import math
import random
from typing import Any

from sim.scenario.conversion import conversion
from sim.scenario.layers import CATALOGUE, library
from sim.scenario.quantity import Dim
from sim.scenario.schema.fields import FieldSpec, fields_of
from sim.scenario.units import TABLE
from tests.fuzz.written import Raw

_ODD_NAMES = ("", "x" * 300, "a.b", "Ü", "no name", "-", "relief", "site", "1", "__proto__", "\x1b[31m", "a/b", "a\\b")
_ODD: tuple[Any, ...] = (
    math.nan,
    math.inf,
    -math.inf,
    -1,
    0,
    1e308,
    -1e308,
    5e-324,
    Raw("0x" + "f" * 300),
    Raw("1" + "0" * 400),
    True,
    "",
    "12 kWh",
    "ünï\x1b[31m\u202e",
    "a\nb",
    [],
    [1, 2],
    [2, 1],
    ["a", 1],
    {},
    {"value": 1},
    {"value": 1, "unit": "parsec", "basis": "design"},
    {"value": 1, "basis": "sourced", "source": "nobody"},
    datetime.date(1, 1, 1),
    datetime.date(9999, 12, 31),
    datetime.datetime(2031, 1, 1, 12),
    datetime.time(12),
)


def day(dice: random.Random) -> datetime.date:
    """A first day: among those on which most of the shipped machines are there."""
    return datetime.date(2031, 1, 1) + datetime.timedelta(days=dice.choice([0, 60, 200, 400, dice.randint(0, 4000)]))


def later(start: datetime.date, days: int) -> datetime.date:
    """A day so many days later."""
    return start + datetime.timedelta(days=days)


def near(start: datetime.date, dice: random.Random) -> datetime.date:
    """A day about the span."""
    return later(start, dice.choice([-400, -1, 0, 1, 2, 3, 7, 12, 20, 400]))


def odd(dice: random.Random) -> Any:
    """A value that hardly any key may have."""
    return dice.choice(_ODD)


def some_name(dice: random.Random, names: dict[str, list[str]], spec: FieldSpec | None = None) -> str:
    """One of the names of things by their sort: mostly of a sort that the text of a key names; "nobody" of none."""
    meant = [] if spec is None else [sort for sort in names if f"`{sort}`" in spec.label]
    sorts = meant if meant and dice.random() < 0.8 else list(names)
    return dice.choice(names[dice.choice(sorts)] or ["nobody"]) if sorts else "nobody"


def name(dice: random.Random, names: dict[str, list[str]]) -> str:
    """A name that may be one; now and then one that somebody has already."""
    if dice.random() < 0.2:
        known = some_name(dice, names)
        return dice.choice([known, f"{known}-1", known.upper()])
    return f"new-{dice.randint(1, 99)}"


def odd_name(dice: random.Random, names: dict[str, list[str]]) -> str:
    """A name that may be none."""
    return dice.choice([*_ODD_NAMES, name(dice, names)])


def models(kind: str) -> list[str]:
    """The catalogue's entries of a kind."""
    return sorted(library(CATALOGUE).table.get(kind, {}))


def is_date(spec: FieldSpec) -> bool:
    """Whether a key holds a day."""
    return spec.type is datetime.date


def within(spec: FieldSpec, dice: random.Random, given: Any = None) -> dict[str, Any]:
    """A parameter that its key may hold, near the given one if there is one."""
    dim = spec.dim
    if dim is None:
        return {"value": dice.choice(spec.choices), "basis": "design"}
    low = dim.ge if dim.gt is None else dim.gt
    high = dim.le if dim.lt is None else dim.lt
    number = _number(dim, given)
    chance = dice.random()
    if chance < 0.1 and dim.ge is not None:
        value = dim.ge
    elif chance < 0.15 and dim.le is not None:
        value = dim.le
    elif number:
        value = number * 10 ** dice.uniform(-1.5, 1.5)
    else:
        value = 10 ** dice.uniform(-3, 3)
    if low is not None and value <= low:
        value = low if dim.gt is None else math.nextafter(low, math.inf)
    if high is not None and value >= high:
        value = high if dim.lt is None else math.nextafter(high, -math.inf)
    value = round(value) if dim.whole else value
    unit = dice.choice(list(TABLE[dim.base])) if dice.random() < 0.3 and not dim.whole else dim.unit
    if unit != dim.unit:
        value = _from_base(conversion(dim.unit, dim.base)(value), unit, dim.base)
    return {"value": value, "unit": unit, "basis": "design"}


def beyond(spec: FieldSpec, dice: random.Random) -> Any:
    """A value that the key of a parameter may not hold."""
    limits = () if spec.dim is None else (spec.dim.ge, spec.dim.gt, spec.dim.le, spec.dim.lt)
    numbers = [limit + step for limit in limits if limit is not None for step in (-1, 0, 1)]
    return dice.choice([*numbers, *numbers, odd(dice)])


def plain(spec: FieldSpec, dice: random.Random, names: dict[str, list[str]], start: datetime.date) -> Any:
    """A value of a key that is no parameter."""
    if spec.choices:
        return dice.choice(spec.choices)
    if is_date(spec):
        return near(start, dice)
    scalars = {bool: dice.random() < 0.5, int: dice.randint(0, 10**6), str: some_name(dice, names, spec)}
    if spec.type in scalars:
        return scalars[spec.type]
    if getattr(spec.type, "__origin__", spec.type) is dict:
        azimuths = list(range(0, 360, 30))
        return {"10 m": {"azimuth_deg": azimuths, "elevation_deg": [dice.uniform(-9, 9) for _ in azimuths]}}
    return list(dict.fromkeys(some_name(dice, names, spec) for _ in range(dice.randint(0, 3))))


def invented(spec: FieldSpec, dice: random.Random, names: dict[str, list[str]], start: datetime.date) -> Any:
    """What may stand at any key."""
    if spec.form is not None:
        return within(spec, dice)
    if spec.kind == "table":
        return table(spec.tables, dice, names, start)
    if spec.kind == "keyed":
        chosen = [dice.choice(spec.choices or [some_name(dice, names, spec), "new"])] if dice.random() < 0.5 else []
        return {each: table(spec.tables, dice, names, start, spec.key) for each in chosen}
    return plain(spec, dice, names, start)


def table(
    types: tuple[type, ...],
    dice: random.Random,
    names: dict[str, list[str]],
    start: datetime.date,
    kind: str = "",
    *,
    more: float = 0.2,
) -> dict[str, Any]:
    """A table with all the keys that it must have, and each that it may with a chance of ``more``; or just a model."""
    specs = fields_of(dice.choice(types))
    if models(kind) and dice.random() < 0.3:
        return {"model": dice.choice(models(kind))}
    return {
        key: invented(spec, dice, names, start)
        for key, spec in specs.items()
        if key != "model" and (spec.required or dice.random() < more)
    }


def _number(dim: Dim, given: Any) -> float | None:
    """The value of a quantity in the customary unit; None where it is not one."""
    quantity = dim.read(given)[0] if given is not None else None
    return None if quantity is None else _from_base(quantity.value, dim.unit, dim.base)


def _from_base(value: float, unit: str, base: str) -> float:
    to_base = conversion(unit, base)
    zero = to_base(0.0)
    return (value - zero) / (to_base(1.0) - zero)

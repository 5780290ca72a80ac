"""A number of a scenario with its unit and where it comes from, and the annotation that says what a field may hold."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast, get_args

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from sim.scenario.conversion import conversion
from sim.scenario.provenance import (
    KEYS,
    Basis,
    Form,
    Found,
    Known,
    Provenance,
    check_keys,
    one_of,
    properties,
    read_provenance,
    shown,
)
from sim.scenario.units import TABLE, UnitError, base_of

#: How something may lie in a range of which nothing is the likeliest.
Law = Literal["uniform", "log-uniform"]
Distribution = Literal["triangular", Law]

#: How a value may lie in its range where it is drawn; the first where a parameter does not say it.
DISTRIBUTIONS: tuple[Distribution, ...] = get_args(Distribution)

_KEYS = ("value", "unit", *KEYS, "range", "distribution")
#: Rounding of a conversion may carry a value this far (relative) over a limit that it stands on.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Quantity(Provenance):
    """A parameter that is a number: `value` in the base unit `unit`, as given, and its provenance.

    `value` [`unit`] and `range` [`unit`] are what the program calculates with; `given_value`, `given_unit` and
    `given_range` are what the file says. `given_distribution` is how it lies in its range where the file says so.
    """

    value: float
    unit: str
    given_value: float
    given_unit: str
    basis: Basis
    source: str | None = None
    note: str | None = None
    range: tuple[float, float] | None = None
    given_range: tuple[float, float] | None = None
    given_known: Known | None = None
    given_distribution: Distribution | None = None

    @property
    def distribution(self) -> Distribution | None:
        """How the value lies in its range where it is drawn; None where it never is: a decision, or without a range."""
        if self.basis == "design" or self.range is None or self.range[0] == self.range[1]:
            return None
        return self.given_distribution or DISTRIBUTIONS[0]

    def at(self, value: float) -> Quantity:
        """Return the quantity with another value [`unit`], given in the same unit and with the same provenance."""
        to_base = conversion(self.given_unit, self.unit)
        # All conversions are straight lines; what comes out is what a file that says so would give.
        given = (value - to_base(0.0)) / (to_base(1.0) - to_base(0.0)) if self.given_unit != self.unit else value
        return replace(self, value=to_base(given), given_value=given)

    def __float__(self) -> float:
        return self.value

    def __int__(self) -> int:
        return round(self.value)

    def __str__(self) -> str:
        return self.text()

    def text(self) -> str:
        """Return value and unit as given, for people: "1500 kWh", "0.7", "95 %"."""
        number = f"{self.given_value:.12g}"
        return number if self.given_unit == "1" else f"{number} {self.given_unit}"

    def range_text(self) -> str:
        """Return the range as given, for people: "30 to 40", "0.5 to 50, log-uniform"; "" without one."""
        if self.given_range is None:
            return ""
        low, high = self.given_range
        return f"{low:g} to {high:g}" + (f", {self.given_distribution}" if self.given_distribution else "")

    def given(self) -> dict[str, object]:
        """Return the quantity as a scenario file writes it, without the keys that are not there."""
        limits = None if self.given_range is None else list(self.given_range)
        return self._written(
            {"value": self.given_value, "unit": self.given_unit},
            {"range": limits, "distribution": self.given_distribution},
        )


def one_unit() -> Quantity:
    """Return the count of an asset that names none: one of it stands there because the analyst put it there."""
    return Quantity(1.0, "1", 1, "1", "design")


@dataclass(frozen=True, slots=True)
class Dim(Form[Quantity]):
    """What a quantity field may hold: the dimension by its customary `unit`, and limits [`unit`].

    Used as ``area: Annotated[Quantity, Dim("m^2", gt=0)]``. `whole` fields hold counts. The value arrives in
    `base`, the base unit of that dimension.
    """

    unit: str
    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    lt: float | None = None
    whole: bool = False

    @property
    def base(self) -> str:
        """The base unit in which the program calculates."""
        return base_of(self.unit)

    def limits(self) -> str:
        """Return the allowed values as text, e.g. "more than 0 and at most 90 deg"; "" without limits."""
        words = (("at least", self.ge), ("more than", self.gt), ("at most", self.le), ("less than", self.lt))
        limits = " and ".join(f"{word} {limit:g}" for word, limit in words if limit is not None)
        return limits if not limits or self.unit == "1" else f"{limits} {self.unit}"

    def example(self) -> str:
        """Return how a quantity of this kind is written in a file."""
        return f'{{ value = ..., unit = "{self.unit}", basis = "assumption", note = "why" }}'

    def breach(self, value: float) -> str | None:
        """Return what is wrong with `value` [base unit] as a value of this kind, or None."""
        to_base = conversion(self.unit, self.base)
        if not math.isfinite(value):
            return "is not a finite number"
        bounds = ((self.ge, 1, False), (self.gt, 1, True), (self.le, -1, False), (self.lt, -1, True))
        for limit, sign, strict in bounds:
            if limit is None:
                continue
            bound = to_base(limit)
            above = (value - bound) * sign
            if above < -_ROUNDING * abs(bound) or (strict and above <= 0):
                return f"is impossible: must be {self.limits()}"
        if self.whole and value != round(value):
            return "must be a whole number"
        return None

    def of(self, raw: Mapping[str, object]) -> Dim:  # noqa: ARG002
        """The dimension that what a file says is read in: this one."""
        return self

    def read(self, raw: object, references: Collection[str] | None = None) -> tuple[Quantity | None, Found]:
        """Read a quantity from its table; as :meth:`Form.read`."""
        return read(raw, self, references)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the JSON Schema of the inline table."""
        number = {"type": "integer" if self.whole and self.unit == "1" else "number"}
        return {
            "type": "object",
            "properties": {
                "value": number,
                "unit": {"type": "string", "examples": [self.unit]},
                **properties(),
                "range": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
                "distribution": {
                    "description": "How the value lies in its range where it is drawn; without it triangular.",
                    "enum": list(DISTRIBUTIONS),
                },
            },
            "required": ["value", "basis"] if self.base == "1" else ["value", "unit", "basis"],
            "additionalProperties": False,
            "description": self.limits(),
        }


@dataclass(frozen=True, slots=True)
class FreeDim(Dim):
    """A quantity of whatever dimension its unit says: a value of a KPI, which is known elsewhere."""

    unit: str = "1"

    def of(self, raw: Mapping[str, object]) -> Dim:
        """The dimension of the unit that the file gives; a pure number where that is not a usual unit."""
        unit = raw.get("unit", "1")
        known = isinstance(unit, str) and any(unit.strip() in units for units in TABLE.values())
        return Dim(unit.strip()) if known and isinstance(unit, str) else Dim("1")


def read(raw: object, dim: Dim, references: Collection[str] | None = None) -> tuple[Quantity | None, Found]:
    """Read a quantity from its table.

    Args:
        raw: what the file says, normally a dict; a finished Quantity is taken as it is.
        dim: what the field may hold.
        references: the keys that `source` may name; None leaves `source` unchecked.

    Returns:
        The quantity, or None and all that is wrong: (key inside the table or None for the whole, message).
    """
    if isinstance(raw, Quantity):
        return raw, []
    if not isinstance(raw, dict):
        return None, [(None, _not_a_table(raw, dim))]
    dim = dim.of(raw)
    found: Found = []
    check_keys(raw, _KEYS, "quantity", found)
    unit = _unit(raw, dim, found)
    value = _value(raw, dim, unit, found)
    provenance = read_provenance(raw, references, found)
    limits = _range(raw, dim, unit, value, found)
    law = _distribution(raw, provenance["basis"], limits, found)
    if found or unit is None or value is None:
        return None, found
    quantity = Quantity(value, dim.base, raw["value"], unit, **provenance, given_distribution=law)
    if limits is not None:
        low, high = raw["range"]
        quantity = replace(quantity, range=limits, given_range=(low, high))
    return quantity, []


def _not_a_table(raw: object, dim: Dim) -> str:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        written = dim.example().replace("...", f"{raw!r}")
        return f"{raw!r} is a bare number, but a quantity is due; write {written}"
    short = '; or say basis = "design" in its table' if isinstance(raw, str) and raw[:1].isdigit() else ""
    return f"{shown(raw)} is not a quantity; write {dim.example()}{short}"


def _number(raw: object) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    try:
        return float(raw)
    except OverflowError:
        return math.inf


def _unit(raw: dict[str, Any], dim: Dim, found: Found) -> str | None:
    unit = raw.get("unit", "1" if dim.base == "1" else None)
    if unit is None:
        found.append((None, f'has no unit; add unit = "{dim.unit}" or one that converts to it'))
        return None
    if not isinstance(unit, str) or not unit.strip():
        found.append(("unit", f'{shown(unit)} is not a unit; write for instance unit = "{dim.unit}"'))
        return None
    try:
        conversion(unit, dim.base)
    except UnitError as error:
        found.append(("unit", str(error)))
        return None
    return unit.strip()


def _value(raw: dict[str, Any], dim: Dim, unit: str | None, found: Found) -> float | None:
    if "value" not in raw:
        found.append((None, f"has no value; write {dim.example()}"))
        return None
    number = _number(raw["value"])
    if number is None:
        found.append(("value", f"{shown(raw['value'])} is not a number"))
        return None
    if not math.isfinite(number):
        found.append(("value", f"{shown(raw['value'])} is not a finite number"))
        return None
    if unit is None:
        return None
    value = conversion(unit, dim.base)(number)
    breach = dim.breach(value)
    if breach is not None:
        given = f"{number:g}" if unit == "1" else f"{number:g} {unit}"
        found.append(("value", f"{given} {breach}"))
        return None
    return value


def _range(
    raw: dict[str, Any], dim: Dim, unit: str | None, value: float | None, found: Found
) -> tuple[float, float] | None:
    if "range" not in raw:
        return None
    given = raw["range"]
    numbers = [_number(item) for item in given] if isinstance(given, list) else []
    low, high = numbers if len(numbers) == 2 else (None, None)
    wrong = None
    if low is None or high is None:
        wrong = "is not a range; write range = [lowest, highest]"
    elif not (math.isfinite(low) and math.isfinite(high)):
        wrong = "is not finite"
    elif low > high:
        wrong = "is reversed: the lowest value comes first"
    if wrong is not None:
        found.append(("range", f"{shown(given)} {wrong}"))
    if wrong is not None or unit is None or low is None or high is None:
        return None
    to_base = conversion(unit, dim.base)
    limits = (to_base(low), to_base(high))
    for bound, limit in zip((low, high), limits, strict=True):
        breach = dim.breach(limit)
        if breach is not None:
            found.append(("range", f"{bound:g} {breach}"))
            return None
    if value is not None and not limits[0] <= value <= limits[1]:
        found.append(("value", f"{raw['value']:g} is outside its own range [{low:g}, {high:g}]"))
    return limits


def _distribution(
    raw: dict[str, Any], basis: Basis, limits: tuple[float, float] | None, found: Found
) -> Distribution | None:
    law = raw.get("distribution")
    if law is None:
        return None
    if law not in DISTRIBUTIONS:
        found.append(("distribution", f"{shown(law)} is not a distribution; {one_of(law, DISTRIBUTIONS)}"))
    elif basis == "design":
        found.append(("distribution", "a decision (design) is never drawn; leave distribution out"))
    elif "range" not in raw:
        found.append(("distribution", "needs a range = [lowest, highest] to draw from"))
    elif law == "log-uniform" and limits is not None and limits[0] <= 0:
        found.append(("distribution", "log-uniform needs a range above 0"))
    return cast("Distribution", law)

"""Decisions in short: where a table says `basis = "design"`, its numbers may be written "900 kWh"."""

from __future__ import annotations

import re
from typing import Any

from sim.scenario.quantity import Dim
from sim.scenario.schema.fields import PARAMETERS, FieldSpec

BASIS = "basis"
DESIGN = "design"

_NUMBER = re.compile(r"([+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|nan|inf))(?![\w.])\s*(.*)|([+-]?\d+\.?\d*)(\D.*)")


class ShortError(ValueError):
    """A text is no number with a unit; the message says what to write."""


def value_and_unit(text: str, dim: Dim, example: object = 1) -> dict[str, Any]:
    """Return value and unit of a quantity from a text such as "1500 kWh"; the unit may be left out where it is "1".

    Args:
        text: What is written.
        dim: What the field may hold.
        example: A number for the message.

    Raises:
        ShortError: it is no number, or has no unit.
    """
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise ShortError(f'"{text}" is not a number with a unit; write for instance "{example} {dim.unit}"')
    number, unit = (match[1], match[2]) if match[1] is not None else (match[3], match[4])
    if not unit:
        if dim.base != "1":
            raise ShortError(f'"{text}" has no unit; write for instance "{number} {dim.unit}"')
        unit = "1"
    whole = number.lstrip("+-").isdigit()
    return {"value": int(number) if whole else float(number), "unit": unit.strip()}


def expanded(spec: FieldSpec | None, value: Any) -> Any:
    """Return a parameter that a file gives in short, in a table of decisions, as the table it stands for.

    What is given in full, or is no parameter, stays as it is.

    Raises:
        ShortError: as of :func:`value_and_unit`.
    """
    if (
        spec is None
        or spec.kind not in PARAMETERS
        or isinstance(value, bool)
        or not isinstance(value, str | int | float)
    ):
        return value
    if spec.dim is None:
        return {"value": value, BASIS: DESIGN}
    if isinstance(value, str):
        return {**value_and_unit(value, spec.dim), BASIS: DESIGN}
    if spec.dim.base != "1":
        raise ShortError(f'{value!r} has no unit; write for instance "{value!r} {spec.dim.unit}"')
    return {"value": value, "unit": "1", BASIS: DESIGN}

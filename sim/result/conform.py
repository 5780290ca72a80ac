"""Whether what was read from a file is of the types that its dataclass says: a run folder may come from anybody."""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Mapping
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from sim.texts import as_given

T = TypeVar("T")


def build(cls: type[T], content: Mapping[str, Any]) -> T:
    """An object of a dataclass from its fields by name.

    Raises:
        ValueError, TypeError: A field is missing, unknown or of another type; a number is not finite.
    """
    for name, hint in _hints(cls).items():
        if name in content:
            check(content[name], hint, f"{cls.__name__}.{name}")
    return cls(**content)


def check(value: Any, hint: Any, what: str) -> Any:
    """The value, if it is of a type: a class, a union, or a mapping or tuple of such.

    Args:
        value: What was read. An integer is a number too, a truth value is neither.
        hint: The type that is due.
        what: What it is, for the error.

    Raises:
        ValueError: It is of another type, or is a number that is not finite.
    """
    if not _fits(value, hint):
        raise ValueError(f"{what} is {as_given(value, 40)}")
    return value


def _hints(cls: Any) -> dict[str, Any]:
    """The type of each field of a dataclass."""
    if cls not in _FOUND:
        hints = get_type_hints(cls)
        _FOUND[cls] = {each.name: hints[each.name] for each in dataclasses.fields(cls)}
    return _FOUND[cls]


_FOUND: dict[Any, dict[str, Any]] = {}


def _fits(value: Any, hint: Any) -> bool:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return any(_fits(value, one) for one in inner)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(_fits(k, inner[0]) and _fits(v, inner[1]) for k, v in value.items())
    if origin is tuple:
        each = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        return isinstance(value, tuple) and len(each) == len(value) and all(map(_fits, value, each))
    if isinstance(value, bool):
        return hint is bool
    if hint is float:
        return isinstance(value, int | float) and math.isfinite(value)
    return isinstance(value, hint)

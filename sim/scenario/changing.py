"""A loaded scenario with some of its values changed: single decisions, tried one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from sim.scenario.checks import check
from sim.scenario.chosen import check_manifests
from sim.scenario.problems import Problem, ScenarioError, dotted
from sim.scenario.quantity import Quantity
from sim.scenario.scenario import Scenario
from sim.scenario.schema.base import Named, Table, put_names
from sim.scenario.schema.fields import fields_of

T = TypeVar("T", bound=Table)

Path = tuple[str, ...]
"""Keys of a value from the scenario down, as files have them."""

_CHANGED = "the changed scenario"


def with_values(scenario: Scenario, changes: Mapping[Path, object]) -> Scenario:
    """Return a scenario in which some values are others; the scenario itself stays as it is.

    Args:
        scenario: The scenario.
        changes: New values by their keys: a finished quantity, a date, a whole table of an asset.

    Raises:
        ScenarioError: What comes of it does not go together, or a value lies outside its limits.
        KeyError: There is no such key.
    """
    problems: list[Problem] = []

    def report(key: tuple[str | int, ...], message: str) -> None:
        problems.append(Problem(_CHANGED, None, dotted(key), message))

    def changed(table: T, within: Mapping[Path, object], above: Path) -> T:
        specs = fields_of(type(table))
        new: dict[str, object] = {}
        for key in dict.fromkeys(path[0] for path in within):
            spec, here = specs[key], (*above, key)
            inner = {path[1:]: value for path, value in within.items() if path[0] == key}
            there = getattr(table, spec.attribute)
            if () in inner:
                value = inner[()]
                if isinstance(value, Quantity) and spec.dim and (breach := spec.dim.breach(value.value)) is not None:
                    report(here, f"{value.text()} {breach}")
                new[spec.attribute] = value
            elif spec.kind == "keyed":
                new[spec.attribute] = _named(there, inner, here)
            else:
                new[spec.attribute] = changed(there, inner, here)
        return table.model_copy(update=new)

    def _named(there: Mapping[str, Named], inner: Mapping[Path, object], above: Path) -> dict[str, Named]:
        named = dict(there)
        for name in dict.fromkeys(path[0] for path in inner):
            rest = {path[1:]: value for path, value in inner.items() if path[0] == name}
            whole = rest.get(())
            named[name] = whole.model_copy() if isinstance(whole, Named) else changed(named[name], rest, (*above, name))
        return put_names(named)

    found = changed(scenario, changes, ())
    if not problems:
        check(found, report)
    if not problems:
        check_manifests(found, report)
    if problems:
        raise ScenarioError(problems)
    return found


def scaled(quantity: Quantity, factor: float) -> Quantity:
    """Return a quantity times so much.

    An uncertain one keeps its distribution, whose range is stretched with it, so that each of its draws is so much
    larger; the range of a decision says what was weighed before and is left out.

    Args:
        quantity: The quantity.
        factor: More than 0.
    """
    if quantity.distribution is None:
        return decided(quantity, factor * quantity.value)
    assert quantity.range is not None  # it has a distribution
    low, high = (quantity.at(factor * end) for end in quantity.range)
    return _with_range(quantity.at(factor * quantity.value), low, high)


def decided(quantity: Quantity, value: float) -> Quantity:
    """Return a quantity with another value [its base unit], and without the range of the old one."""
    return replace(quantity.at(value), range=None, given_range=None, given_distribution=None)


def _with_range(quantity: Quantity, low: Quantity, high: Quantity) -> Quantity:
    return replace(quantity, range=(low.value, high.value), given_range=(low.given_value, high.given_value))

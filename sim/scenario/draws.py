"""Scenarios whose uncertain parameters are drawn: each has a quantile, and its own range says which value that is.

What scenarios share is the quantile (common random numbers): a range that is wider in one of them moves its value
farther, and a parameter that only one of them has leaves the others' draws as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sim.engine import Streams
from sim.scenario.checks import check
from sim.scenario.problems import Problem, ScenarioError, dotted
from sim.scenario.quantity import Quantity
from sim.scenario.scenario import Scenario
from sim.scenario.schema.base import Catalogued, Table
from sim.scenario.schema.fields import FieldSpec, fields_of

T = TypeVar("T", bound=Table)

_STREAM = "parameter/"
"""Before the name of a parameter, in the name of the stream that its quantile comes from."""


_DRAWN = "the values drawn do not go together"


class DrawError(ScenarioError):
    """Values that were drawn do not go together; the problems say which."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A parameter that is drawn.

    Attributes:
        name: By what scenarios share its quantile: entry of the catalogue and key where the asset has a `model`, else
            the dotted key.
        keys: The dotted keys in this scenario that go by this name.
        label: What it means.
        quantity: The first of them.
    """

    name: str
    keys: tuple[str, ...]
    label: str
    quantity: Quantity


def uncertain(scenario: Scenario) -> dict[str, Uncertain]:
    """Return the parameters that are drawn, by name, in the order of the schema: not decided, and with a range."""
    found: dict[str, Uncertain] = {}
    for name, key, spec, quantity in _walk(scenario, (), ""):
        keys = found[name].keys if name in found else ()
        first = found[name].quantity if name in found else quantity
        found[name] = Uncertain(name, (*keys, key), spec.label, first)
    return found


def value_at(quantity: Quantity, quantile: float) -> float:
    """Return the value of a parameter at a quantile of its distribution [base unit].

    The triangular distribution has the value as its mode (Law 2015, Simulation Modeling and Analysis, section 6.11);
    the logarithm of a log-uniform one is uniform. A count is rounded.

    Args:
        quantity: The parameter.
        quantile: Between 0 and 1; both ends are the ends of the range.
    """
    law = quantity.distribution
    if law is None or quantity.range is None:
        return quantity.value
    low, high = quantity.range
    width = high - low
    if law == "uniform":
        value = low + quantile * width
    elif law == "log-uniform":
        value = low * (high / low) ** quantile
    else:
        mode = (quantity.value - low) / width
        if quantile < mode:
            value = low + width * math.sqrt(quantile * mode)
        else:
            value = high - width * math.sqrt((1.0 - quantile) * (1.0 - mode))
    return min(max(value, low), high)


def quantiles(scenario: Scenario, seed: int, replicate: int) -> dict[str, float]:
    """Return the quantile of each parameter that is drawn, by name: one random stream for each.

    Args:
        scenario: Whose parameters.
        seed: Seed of the streams.
        replicate: Number of the replicate.
    """
    return quantiles_of(uncertain(scenario), seed, replicate)


def quantiles_of(names: Iterable[str], seed: int, replicate: int) -> dict[str, float]:
    """Return the quantiles of parameters that are drawn, by name, where their names are known already.

    Args:
        names: Their names, as of :func:`uncertain`.
        seed: Seed of the streams.
        replicate: Number of the replicate.
    """
    streams = Streams(seed, replicate)
    return {name: float(streams[_STREAM + name].random()) for name in names}


def drawn(scenario: Scenario, quantiles: Mapping[str, float]) -> Scenario:
    """Return a scenario with its uncertain parameters at some quantiles; those that are not named stay as they are.

    Args:
        scenario: The scenario.
        quantiles: By name, as of :func:`uncertain`; names that it has not are passed over.

    Raises:
        DrawError: What is drawn does not go together.
    """
    found = _with(scenario, (), "", quantiles)
    problems: list[Problem] = []
    check(found, lambda key, message: problems.append(Problem(_DRAWN, None, dotted(key), message)))
    if problems:
        raise DrawError(problems)
    return found


def _walk(table: Table, path: tuple[str, ...], model: str) -> Iterator[tuple[str, str, FieldSpec, Quantity]]:
    """Yield name, dotted key, key of the schema and value of each uncertain parameter in a table and those in it."""
    for spec, here, inner, value in _parts(table, path, model):
        if isinstance(value, Table):
            yield from _walk(value, here, inner)
        elif isinstance(value, Quantity) and value.distribution is not None:
            yield _name(here, inner), dotted(here), spec, value


def _with(table: T, path: tuple[str, ...], model: str, quantiles: Mapping[str, float]) -> T:
    """Return a table with what is drawn in place of what was there; itself where nothing is."""
    changed: dict[str, object] = {}
    for spec, here, inner, value in _parts(table, path, model):
        new: object = value
        if isinstance(value, Table):
            new = _with(value, here, inner, quantiles)
        elif isinstance(value, Quantity) and value.distribution is not None:
            quantile = quantiles.get(_name(here, inner))
            if quantile is not None:
                amount = value_at(value, quantile)
                whole = spec.dim is not None and spec.dim.whole
                new = value.at(float(round(amount)) if whole else amount)
        if new is value:
            continue
        if spec.kind == "keyed":
            named = changed.setdefault(spec.attribute, dict(getattr(table, spec.attribute)))
            assert isinstance(named, dict)
            named[here[-1]] = new
        else:
            changed[spec.attribute] = new
    return table.model_copy(update=changed) if changed else table


def _parts(table: Table, path: tuple[str, ...], model: str) -> Iterator[tuple[FieldSpec, tuple[str, ...], str, object]]:
    """Yield what a table holds: key of the schema, path, entry of the catalogue that it is of, and value."""
    for spec in fields_of(type(table)).values():
        value = getattr(table, spec.attribute)
        if spec.kind == "keyed":
            for name, inner in value.items():
                entry = f"{spec.key}.{inner.model}" if isinstance(inner, Catalogued) and inner.model else ""
                yield spec, (*path, spec.key, name), entry, inner
        elif value is not None:
            yield spec, (*path, spec.key), f"{model}.{spec.key}" if model and spec.kind == "table" else model, value


def _name(path: tuple[str, ...], model: str) -> str:
    return f"{model}.{path[-1]}" if model else dotted(path)

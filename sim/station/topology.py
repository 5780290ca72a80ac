"""Which machine feeds which: a pure function of the scenario, from what machines take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.scenario import Scenario
from sim.scenario.schema.tools import Goods, kinds_of_machines
from sim.station.base import unit_names


@dataclass(frozen=True)
class Topology:
    """Neighbours of every machine.

    Attributes:
        kinds: Kind of each unit by its name, in the order in which material passes through the kinds. At another base
            than the main one a unit's name has the base's before it: ``node/digger``.
        upstream: For each unit those whose output it takes.
        downstream: For each unit those who take its output.
        spares: For each unit whose repairs take spare parts, their kind.
    """

    kinds: Mapping[str, str]
    upstream: Mapping[str, tuple[str, ...]]
    downstream: Mapping[str, tuple[str, ...]]
    spares: Mapping[str, str] = field(default_factory=dict)


def kind_names() -> tuple[str, ...]:
    """Names of the kinds of machines, in the order in which material passes through them."""
    return tuple(kind.__name__.lower() for _, kind in kinds_of_machines())


def kinds_making(goods: Goods | None) -> frozenset[str]:
    """Names of the kinds of machines that make something."""
    return frozenset(kind.__name__.lower() for _, kind in kinds_of_machines() if goods in kind.gives)


def machine_words(kind: str) -> str:
    """Machines of a kind in words: ``laying robots``."""
    return next((f"{cls.word}s" for _, cls in kinds_of_machines() if cls.__name__.lower() == kind), f"{kind}s")


def topology(scenario: Scenario) -> Topology:
    """The machines of a scenario and who feeds whom: those of a base that take what others there give."""
    kinds: dict[str, str] = {}
    upstream: dict[str, tuple[str, ...]] = {}
    downstream: dict[str, tuple[str, ...]] = {}
    spares: dict[str, str] = {}
    for base, tables in scenario.all_bases():
        if tables.tools is None:
            continue
        prefix = f"{base}/" if base else ""
        units: dict[str, tuple[str, ...]] = {}
        for spec, cls in kinds_of_machines():
            assets = getattr(tables.tools, spec.attribute)
            kind = cls.__name__.lower()
            units[kind] = tuple(
                prefix + name for key in sorted(assets) for name in unit_names(key, int(assets[key].count))
            )
            for key in sorted(assets):
                for name in unit_names(key, int(assets[key].count)):
                    kinds[prefix + name] = kind
                    if assets[key].spare is not None:
                        spares[prefix + name] = assets[key].spare
        for kind, taking in _feeds().items():
            for name in units[kind]:
                upstream[name] = tuple(unit for giver in taking[0] for unit in units[giver])
                downstream[name] = tuple(unit for taker in taking[1] for unit in units[taker])
    return Topology(kinds, upstream, downstream, spares)


def _feeds() -> dict[str, tuple[list[str], list[str]]]:
    """For each kind those whose output it takes, and those who take its output."""
    kinds = [cls for _, cls in kinds_of_machines()]
    return {
        kind.__name__.lower(): (
            [other.__name__.lower() for other in kinds if set(other.gives) & set(kind.takes)],
            [other.__name__.lower() for other in kinds if set(other.takes) & set(kind.gives)],
        )
        for kind in kinds
    }

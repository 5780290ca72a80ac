"""Which machine feeds which: a pure function of the scenario, from what machines take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.scenario import Scenario
from sim.scenario.base_names import at_base
from sim.scenario.schema.base import kind_name
from sim.scenario.schema.goods import Goods
from sim.scenario.schema.tools import Machine, kinds_of_machines
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
    return tuple(kind_name(kind) for _, kind in kinds_of_machines())


def kinds_making(goods: Goods | None) -> frozenset[str]:
    """Names of the kinds of machines that make something."""
    return frozenset(kind_name(kind) for _, kind in kinds_of_machines() if goods in kind.gives)


def machine_words(kind: str) -> str:
    """Machines of a kind in words: ``laying robots``."""
    return next((f"{cls.word}s" for _, cls in kinds_of_machines() if kind_name(cls) == kind), f"{kind}s")


def topology(scenario: Scenario) -> Topology:
    """The machines of a scenario and who feeds whom: those of a base that take what others there give."""
    kinds: dict[str, str] = {}
    upstream: dict[str, tuple[str, ...]] = {}
    downstream: dict[str, tuple[str, ...]] = {}
    spares: dict[str, str] = {}
    for base, tables in scenario.all_bases():
        if tables.tools is None:
            continue
        units: dict[type[Machine], list[str]] = {}
        for spec, kind in kinds_of_machines():
            units[kind] = []
            for key, machine in sorted(getattr(tables.tools, spec.attribute).items()):
                names = [at_base(base, name) for name in unit_names(key, int(machine.count))]
                units[kind] += names
                kinds |= dict.fromkeys(names, kind_name(kind))
                if machine.spare is not None:
                    spares |= dict.fromkeys(names, machine.spare)
        for kind, own in units.items():
            givers = tuple(unit for other in units if set(other.gives) & set(kind.takes) for unit in units[other])
            takers = tuple(unit for other in units if set(other.takes) & set(kind.gives) for unit in units[other])
            upstream |= dict.fromkeys(own, givers)
            downstream |= dict.fromkeys(own, takers)
    return Topology(kinds, upstream, downstream, spares)

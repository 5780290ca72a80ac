"""Which machine feeds which: a pure function of the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.scenario import Scenario
from sim.scenario.schema.tools import Machine
from sim.station.context import unit_names

KINDS = ("excavator", "sieve", "printer", "layer")
"""Kinds of machines in the order in which material passes through them."""


@dataclass(frozen=True)
class Topology:
    """Neighbours of every machine along the brick line.

    Attributes:
        kinds: Kind of each unit by its name.
        upstream: For each unit those whose output it takes.
        downstream: For each unit those who take its output.
        spares: For each unit whose repairs take spare parts, their kind.
    """

    kinds: Mapping[str, str]
    upstream: Mapping[str, tuple[str, ...]]
    downstream: Mapping[str, tuple[str, ...]]
    spares: Mapping[str, str] = field(default_factory=dict)


def topology(scenario: Scenario) -> Topology:
    """The brick line of a scenario: excavators, sieves, printers, laying robots, each kind feeding the next."""
    tools = scenario.tools
    units = {
        "excavator": _names(tools.excavators),
        "sieve": _names(tools.sieves),
        "printer": _names(tools.printers),
        "layer": _names(tools.layers),
    }
    kinds = {name: kind for kind in KINDS for name in units[kind]}
    before = dict(zip(KINDS, ((), *(units[kind] for kind in KINDS[:-1])), strict=True))
    after = dict(zip(KINDS, (*(units[kind] for kind in KINDS[1:]), ()), strict=True))
    return Topology(
        kinds=kinds,
        upstream={name: before[kind] for name, kind in kinds.items()},
        downstream={name: after[kind] for name, kind in kinds.items()},
        spares={
            name: machine.spare
            for key, machine in tools.machines().items()
            if machine.spare is not None
            for name in unit_names(key, int(machine.count))
        },
    )


def _names(assets: Mapping[str, Machine]) -> tuple[str, ...]:
    return tuple(name for key in sorted(assets) for name in unit_names(key, int(assets[key].count)))

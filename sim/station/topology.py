"""Which machine feeds which: a pure function of the scenario, from what machines take and give."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, field, replace

from sim.scenario import Scenario
from sim.scenario.base_names import at_base
from sim.scenario.schema.base import kind_name
from sim.scenario.schema.crew_people import MARGIN, OWN, OWN_YEAR
from sim.scenario.schema.goods import Goods
from sim.scenario.schema.resources import Resources
from sim.scenario.schema.stores import SHORT, STOCK
from sim.scenario.schema.tools import Machine, all_goods, kinds_of_machines
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
        makes: For each unit of a process or a hauler, what it makes or brings. Each of them is a kind of its own.
        wants: For each unit that takes of several stores, those who give to each, by the history that says when that
            input is out.
    """

    kinds: Mapping[str, str]
    upstream: Mapping[str, tuple[str, ...]]
    downstream: Mapping[str, tuple[str, ...]]
    spares: Mapping[str, str] = field(default_factory=dict)
    makes: Mapping[str, tuple[Goods, ...]] = field(default_factory=dict)
    wants: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def with_wants(self, there: Container[str] | None = None) -> Topology:
        """The same with what machines want beside them, so that who is starved looks at the givers of what is out only.

        A want is a unit of its kind between a machine and those who give an input. It is named by the history that
        says when the input is out; then it is starved, and else it is not there.

        Args:
            there: Histories that there are; machines of which one is missing look at all givers as before.
        """
        kinds: dict[str, str] = {}
        upstream, downstream = dict(self.upstream), dict(self.downstream)
        for unit, kind in self.kinds.items():
            wants = self.wants.get(unit, {})
            if wants and (there is None or all(name in there for name in wants)):
                kinds |= dict.fromkeys(wants, kind)
                upstream |= wants
                downstream |= dict.fromkeys(wants, ())
                upstream[unit] = tuple(wants)
            kinds[unit] = kind
        return replace(self, kinds=kinds, upstream=upstream, downstream=downstream)

    @property
    def all_wants(self) -> frozenset[str]:
        """All that machines may want beside them, by name."""
        return frozenset(name for wants in self.wants.values() for name in wants)


def kind_names() -> tuple[str, ...]:
    """Names of the kinds of machines, in the order in which material passes through them."""
    return tuple(kind_name(kind) for _, kind in kinds_of_machines())


def kinds_making(goods: Goods | None) -> frozenset[str]:
    """Names of the kinds of machines that make something."""
    return frozenset(kind_name(kind) for _, kind in kinds_of_machines() if goods in kind.gives)


def machine_words(kind: str) -> str:
    """Machines of a kind in words: ``laying robots``."""
    return next((f"{cls.word}s" for _, cls in kinds_of_machines() if kind_name(cls) == kind), f"{kind}s")


def all_stocks(scenario: Scenario) -> list[Goods]:
    """Everything that machines of any base hand on and that lies in a store, as the main base's names have it."""
    stored = [
        tables.resources.goods(name)
        for _, tables in scenario.all_bases()
        if tables.resources is not None
        for name in tables.resources.stores
    ]
    return list(dict.fromkeys((*all_goods(), *stored)))


def stock_behind(measure: str) -> str:
    """The channel of the stock that a measure is about: that of water for the margin of water; else the measure."""
    for prefix in (MARGIN, OWN, OWN_YEAR):
        if measure.startswith(prefix):
            return STOCK + measure.removeprefix(prefix)
    return measure


def topology(scenario: Scenario) -> Topology:
    """The machines of a scenario and who feeds whom: those of a base that take what others there give."""
    kinds: dict[str, str] = {}
    upstream: dict[str, tuple[str, ...]] = {}
    downstream: dict[str, tuple[str, ...]] = {}
    spares: dict[str, str] = {}
    makes: dict[str, tuple[Goods, ...]] = {}
    wants: dict[str, Mapping[str, tuple[str, ...]]] = {}
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
        if tables.resources is not None:
            chain = _Chain(base, tables.resources)
            kinds |= chain.kinds
            upstream |= chain.neighbours(chain.takes, chain.gives)
            downstream |= chain.neighbours(chain.gives, chain.takes)
            makes |= chain.makes
            spares |= chain.spares
            wants |= chain.wants
    return Topology(kinds, upstream, downstream, spares, makes, wants)


class _Chain:
    """The processes and haulers of a base, who meet in the stores of commodities.

    Args:
        base: Name of the base.
        table: Its stores, processes and haulers.
    """

    def __init__(self, base: str, table: Resources) -> None:
        self.kinds: dict[str, str] = {}
        self.makes: dict[str, tuple[Goods, ...]] = {}
        self.spares: dict[str, str] = {}
        self.wants: dict[str, Mapping[str, tuple[str, ...]]] = {}
        self._units: dict[str, tuple[str, ...]] = {}
        machines = table.machines()
        self.takes = {name: table.takes_from(machine) for name, machine in machines.items()}
        self.gives = {name: table.gives_to(machine) for name, machine in machines.items()}
        for name in along(self.takes, self.gives):
            machine = machines[name]
            units = tuple(at_base(base, unit) for unit in unit_names(name, int(machine.count)))
            self._units[name] = units
            self.kinds |= dict.fromkeys(units, name)
            self.makes |= dict.fromkeys(units, tuple(table.goods(key) for key in sorted(self.gives[name])))
            if machine.spare is not None:
                self.spares |= dict.fromkeys(units, machine.spare)

        for name, units in self._units.items():
            if len(self.takes[name]) > 1:
                self.wants |= dict.fromkeys(units, self._wants(base, name, table))

    def _wants(self, base: str, name: str, table: Resources) -> dict[str, tuple[str, ...]]:
        """Who gives to each of the stores of a process, by the history that says when that input is out."""
        givers: dict[str, tuple[str, ...]] = {}
        for store in sorted(self.takes[name]):
            beside = [one for one in self._units if one != name and store in self.gives[one]]
            commodity = table.stores[store].holds
            givers[at_base(base, f"{SHORT}{name}.{commodity}")] = tuple(
                unit for one in beside for unit in self._units[one]
            )
        return givers

    def neighbours(self, own: Mapping[str, set[str]], others: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
        """For each unit those of other processes that have one of its stores on their other side."""
        found: dict[str, tuple[str, ...]] = {}
        for name, units in self._units.items():
            beside = [one for one in self._units if one != name and own[name] & others[one]]
            found |= dict.fromkeys(units, tuple(unit for one in beside for unit in self._units[one]))
        return found


def along(takes: Mapping[str, set[str]], gives: Mapping[str, set[str]], begin: Collection[str] = ()) -> list[str]:
    """Processes in the order in which matter passes through them.

    Args:
        takes: What each takes.
        gives: What each gives.
        begin: Those at which a loop is cut where it has one of them; else at its first by name.
    """
    waiting, ordered = sorted(takes, key=lambda name: (name not in begin, name)), []
    while waiting:
        first = next(
            (one for one in waiting if not any(takes[one] & gives[other] for other in waiting if other != one)),
            waiting[0],
        )
        waiting.remove(first)
        ordered.append(first)
    return ordered

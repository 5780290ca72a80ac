"""What flowed through people and what keeps them: water, oxygen and their like by the day with people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sim.result import Result
from sim.scenario.base_names import at_base
from sim.scenario.schema.crew import Crew
from sim.scenario.schema.crew_habitats import CABIN
from sim.scenario.schema.resources import Resources
from sim.station.crew.suits import SUITS
from sim.view import crew_facts
from sim.view.flows import (
    BOILED_OFF,
    IN_SOLIDS,
    KEPT,
    LEAST,
    LET_GO,
    OUTSIDE,
    SOLIDS,
    STORE,
    Flow,
    out_of_solids,
    shared_out,
)

PEOPLE, FOOD, LEAKS = "people", "from food", "leaks"
POOLS = ("water", "oxygen")
"""Commodities whose store stands in the diagram: everybody gives to it and takes from it."""


@dataclass(frozen=True)
class Loop:
    """The flows of a run with people.

    Attributes:
        layers: Stores, people and processes by how many come before them.
        flows: What goes from one to the next, in and out, by the day with people.
        back: Those of them that go back to a store that stands before.
        days: Days on which anybody was there [d].
        won: Share of water and of oxygen that was won back [1].
    """

    layers: list[list[str]]
    flows: list[Flow]
    days: float
    back: list[Flow] = field(default_factory=list)
    won: Mapping[str, float] = field(default_factory=dict)


def loop(run: Result) -> Loop | None:
    """The flows of liquids and gases through people and processes; None where nobody came."""
    found = crew_facts.crewed(run)
    people = crew_facts.channel(run, "crew.people")
    if found is None or people is None:
        return None
    base, crew = found
    table = dict(run.scenario.all_bases())[base].resources
    days = sum(end - begin for begin, end in people.spells(above=0.5)) / 24.0
    if table is None or days <= 0.0:
        return None
    names = _Names(table, crew)
    books = _books(run, base, table)
    flows = [flow for name, accounts in books.items() for flow in _of(name, accounts, names, days)]
    flows += _solids(flows, names)
    most = max((flow.per_day for flow in flows), default=0.0)
    flows = [flow for flow in flows if flow.per_day > LEAST * most and {flow.giver, flow.taker} & names.nodes]
    layers = _layers([flow for flow in flows if {flow.giver, flow.taker} <= names.nodes])
    place = {name: index for index, layer in enumerate(layers) for name in layer}
    inner = [flow for flow in flows if flow.giver in place and flow.taker in place]
    back = [flow for flow in inner if place[flow.taker] <= place[flow.giver]]
    won = {name: crew_facts.kpi_value(run, f"crew.closure.{name}") for name in POOLS}
    return Loop(layers, flows, days, back, {name: share for name, share in won.items() if share is not None})


class _Names:
    """Who stands behind the accounts of the books.

    Args:
        table: Stores and processes.
        crew: People.
    """

    def __init__(self, table: Resources, crew: Crew) -> None:
        bodies = {f"crew-{need}{where}" for need in crew.needs_of_people for where in ("", "-outside")}
        self._people = {*bodies, SUITS}
        self.processes = set(table.processes)
        self.movers = {*self.processes, PEOPLE}
        """Who makes one thing of another."""
        self.nodes = {*self.movers, *POOLS}
        """What stands in the diagram."""

    def of(self, account: str) -> str | None:
        """Who an account belongs to; None for valves between a store and the cabin, which are one here."""
        if account in self._people:
            return PEOPLE
        if account.startswith("leak-of-"):
            return LEAKS
        return account if account in self.processes else None


def _books(run: Result, base: str, table: Resources) -> dict[str, dict[str, float]]:
    """The accounts of each liquid and gas; what valves let into the cabin is one with its store."""
    valved = {inside: outside for inside, outside in CABIN.items() if inside != "cabin-carbon-dioxide"}
    found: dict[str, dict[str, float]] = {}
    for name, each in table.commodities.items():
        ledger = run.ledgers.get(at_base(base, f"resources.{name}"))
        if each.phase == "solid" or ledger is None:
            continue
        accounts = found.setdefault(valved.get(name, name), {})
        for key, amount in ledger.accounts.items():
            accounts[key] = accounts.get(key, 0.0) + amount
    return found


def _by(accounts: Mapping[str, float], prefix: str, names: _Names, days: float) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, amount in accounts.items():
        who = names.of(key.removeprefix(prefix)) if key.startswith(prefix) else None
        if who is not None:
            found[who] = found.get(who, 0.0) + amount / days
    return found


def _of(name: str, accounts: Mapping[str, float], names: _Names, days: float) -> list[Flow]:
    """The flows of one commodity: by its store where that stands in the diagram, else from all givers alike."""
    made, used = (_by(accounts, prefix, names, days) for prefix in ("in.made.", "out.used."))
    gone = _by(accounts, "out.let_go.", names, days)
    # What leaks out of the cabin leaves it once: the leak gives it to nobody.
    made.pop(LEAKS, None)
    gone.pop(LEAKS, None)
    growth = (accounts.get("stock.store", 0.0) - accounts.get("in.arrived", 0.0)) / days
    sources = {who: amount - gone.get(who, 0.0) for who, amount in made.items()}
    sources |= {OUTSIDE: accounts.get("in.taken", 0.0) / days, STORE: max(0.0, -growth)}
    sinks = {**used, BOILED_OFF: accounts.get("out.boiled_off", 0.0) / days, KEPT: max(0.0, growth)}
    shown = name.removeprefix("cabin-")
    flows = [Flow(shown, who, LET_GO, amount) for who, amount in gone.items() if amount > 0]
    if name in POOLS:
        flows += [Flow(shown, who, name, amount) for who, amount in sources.items() if amount > 0]
        return flows + [Flow(shown, name, who, amount) for who, amount in sinks.items() if amount > 0]
    return flows + shared_out(shown, sources, sinks)


def _solids(flows: Sequence[Flow], names: _Names) -> list[Flow]:
    """What people and processes have out of solids, such as food, or leave in them."""
    found = []
    for name in sorted(names.movers):
        more = out_of_solids(flows, name)
        if more > 0:
            found.append(Flow("food", FOOD if name == PEOPLE else SOLIDS, name, more))
        elif more < 0:
            found.append(Flow("solids", name, IN_SOLIDS, -more))
    return found


def _layers(flows: Iterable[Flow]) -> list[list[str]]:
    """Stores first, then whatever takes of them, each as far along as what feeds it allows."""
    between = sorted({(flow.giver, flow.taker) for flow in flows})
    names = {name for pair in between for name in pair}
    near = {name: 0 for name in POOLS if name in names}
    here = list(near)
    while here:
        follow = sorted({b for a, b in between if a in here and b not in near})
        near |= dict.fromkeys(follow, max(near[a] for a in here) + 1)
        here = follow
    near |= dict.fromkeys(names - near.keys(), 1)
    # Within a step from a store, and with what feeds each before it: a flow that goes back does not count.
    depth = dict(near)
    onward = [(a, b) for a, b in between if near[b] >= near[a] and near[b] > 0 and (b, a) not in between]
    for _ in names:
        for a, b in onward:
            if depth[a] < len(names):
                depth[b] = max(depth[b], depth[a] + 1)
    levels = sorted(set(depth.values()))
    return [sorted(name for name in names if depth[name] == level) for level in levels]

"""What flowed between the processes of a run: water, oxygen and whatever else is liquid or gas, by the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sim.result import Result
from sim.scenario.base_names import at_base
from sim.scenario.schema.hauling import Hauler
from sim.scenario.schema.resources import Resources
from sim.scenario.schema.stores import STOCK
from sim.station.base import unit_names
from sim.station.topology import along
from sim.view import run_facts

SOLIDS, IN_SOLIDS, STORE, OUTSIDE, KEPT, LET_GO, BOILED_OFF = (
    "from solids",
    "in solids",
    "from store",
    "from outside",
    "in store",
    "let go",
    "boiled off",
)
"""Where matter comes from that no process gives, and where it goes that none takes."""

LEAST = 5e-3
"""Share of the largest flow below which a flow is not shown [1]."""


@dataclass(frozen=True)
class Flow:
    """Matter on its way.

    Attributes:
        commodity: What it is; of what comes out of solids, of whatever it becomes.
        giver: The process that gives it, or where it comes from.
        taker: The process that takes it, or where it goes.
        per_day: How much [kg/d].
    """

    commodity: str
    giver: str
    taker: str
    per_day: float


@dataclass(frozen=True)
class Network:
    """The flows of a run.

    Attributes:
        layers: Processes by how many come before them, in the order in which matter passes through them.
        flows: What goes from one to the next, in and out.
        kept: Share of each commodity that was made and not let go [1], of those that have a store.
    """

    layers: list[list[str]] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    kept: dict[str, float] = field(default_factory=dict)

    def place(self, process: str) -> int:
        """In which layer a process is."""
        return next(index for index, layer in enumerate(self.layers) if process in layer)


def network(run: Result) -> Network | None:
    """The flows of liquids and gases in the plant of a run, from its ledgers; None where there are none."""
    found = run_facts.plant(run)
    if found is None or run.until_h <= 0:
        return None
    base, table = found
    books_of = at_base(base, "resources.")
    fluid = [name for name, each in table.commodities.items() if each.phase != "solid"]
    books = {name: run.ledgers[books_of + name].accounts for name in fluid if books_of + name in run.ledgers}
    days = run.until_h / 24.0
    hauled = {name: _hauled(run, base, name, hauler) for name, hauler in table.haulers.items()}
    flows = []
    for name, accounts in books.items():
        for pool in _pools(run, base, table, name, accounts):
            flows += _of(name, pool, accounts, hauled, days)
    flows += _of_solids(table, flows)
    most = max((flow.per_day for flow in flows), default=0.0)
    # What boils off of a store that nobody fills or uses flows between no processes.
    machines = set(table.machines())
    flows = [flow for flow in flows if flow.per_day > LEAST * most and {flow.giver, flow.taker} & machines]
    if not flows:
        return None
    names = {name for flow in flows for name in (flow.giver, flow.taker)} & machines
    between = {(flow.giver, flow.taker) for flow in flows if {flow.giver, flow.taker} <= names}
    gives = {name: {f"{a}>{b}" for a, b in between if a == name} for name in names}
    takes = {name: {f"{a}>{b}" for a, b in between if b == name} for name in names}
    depth: dict[str, int] = {}
    begin = {flow.taker for flow in flows if flow.giver in (SOLIDS, OUTSIDE)}
    for name in along(takes, gives, begin):
        depth[name] = 1 + max((depth[a] for a, b in between if b == name and a in depth), default=-1)
    layers = [[name for name in depth if depth[name] == level] for level in range(max(depth.values(), default=-1) + 1)]
    kept = {
        name: value for name in books if (value := run_facts.kpi_value(run, f"{books_of}{name}.closure")) is not None
    }
    return Network(layers, flows, kept)


@dataclass(frozen=True)
class _Pool:
    """Where a commodity meets those who give and take it: a store, or where there is none.

    Attributes:
        givers: Processes and haulers that give to it.
        takers: Processes and haulers that take from it.
        growth: By how much it grew in the run [kg].
        boiled: Share of what boiled off of the commodity that did so here [1].
        outside: Whether what is taken here comes from outside.
    """

    givers: frozenset[str]
    takers: frozenset[str]
    growth: float = 0.0
    boiled: float = 0.0
    outside: bool = False


def _pools(run: Result, base: str, table: Resources, commodity: str, accounts: Mapping[str, float]) -> Iterator[_Pool]:
    """The stores of a commodity, and what passes where there is none."""
    machines = table.machines()
    stores = {name: store for name, store in table.stores.items() if store.holds == commodity}
    cold = sum(float(store.boil_off) for store in stores.values())
    for name, store in stores.items():
        channel = run.channels.get(at_base(base, STOCK + name))
        growth = 0.0 if channel is None else float(channel.values[-1] - channel.values[0])
        yield _Pool(
            frozenset(one for one, machine in machines.items() if name in table.gives_to(machine)),
            frozenset(one for one, machine in machines.items() if name in table.takes_from(machine)),
            accounts.get("stock.store", 0.0) if len(stores) == 1 else growth,
            float(store.boil_off) / cold if cold > 0 else 0.0,
        )
    loose = {name for name, process in table.processes.items() if not stores.keys() & table.takes_from(process)}
    vents = {name for name, process in table.processes.items() if not stores.keys() & table.gives_to(process)}
    yield _Pool(frozenset(vents), frozenset(loose), outside=True)


def _hauled(run: Result, base: str, name: str, hauler: Hauler) -> tuple[float, float]:
    """What haulers of a name took and what they gave [kg]."""
    given = run_facts.kpi_value(run, at_base(base, f"resources.{name}.carried")) or 0.0
    units = [at_base(base, f"resources.under_way.{unit}") for unit in unit_names(name, int(hauler.count))]
    return given + sum(float(run.channels[unit].last) for unit in units if unit in run.channels), given


def _by(accounts: Mapping[str, float], prefix: str, days: float) -> dict[str, float]:
    return {key.removeprefix(prefix): amount / days for key, amount in accounts.items() if key.startswith(prefix)}


def _of(
    name: str, pool: _Pool, accounts: Mapping[str, float], hauled: Mapping[str, tuple[float, float]], days: float
) -> list[Flow]:
    """The flows of one commodity through a store: who takes from it takes of all givers alike."""
    gone = {key: amount for key, amount in _by(accounts, "out.let_go.", days).items() if key in pool.givers}
    made = {key: amount for key, amount in _by(accounts, "in.made.", days).items() if key in pool.givers}
    used = {key: amount for key, amount in _by(accounts, "out.used.", days).items() if key in pool.takers}
    growth = pool.growth / days
    sources = {process: amount - gone.get(process, 0.0) for process, amount in made.items()}
    sources |= {key: given / days for key, (_, given) in hauled.items() if key in pool.givers}
    used |= {key: taken / days for key, (taken, _) in hauled.items() if key in pool.takers}
    sources[OUTSIDE] = accounts.get("in.taken", 0.0) / days if pool.outside else 0.0
    sources[STORE] = max(0.0, -growth)
    boiled = pool.boiled * accounts.get("out.boiled_off", 0.0) / days
    sinks = {**used, BOILED_OFF: boiled, KEPT: max(0.0, growth)}
    flows = [Flow(name, process, LET_GO, amount) for process, amount in gone.items() if amount > 0]
    return flows + shared_out(name, sources, sinks)


def shared_out(commodity: str, sources: Mapping[str, float], sinks: Mapping[str, float]) -> list[Flow]:
    """Flows from sources to sinks [kg/d]: who takes has of all that is given alike."""
    supply = sum(sources.values())
    if supply <= 0:
        return []
    return [
        Flow(commodity, giver, taker, given * taken / supply)
        for giver, given in sources.items()
        for taker, taken in sinks.items()
        if given * taken > 0
    ]


def out_of_solids(flows: Sequence[Flow], name: str) -> float:
    """By how much more a machine gives than it takes, which it has out of solids; less than zero: it leaves it in them.

    Zero where the difference is rounding [kg/d].
    """
    given = sum(flow.per_day for flow in flows if flow.giver == name)
    taken = sum(flow.per_day for flow in flows if flow.taker == name)
    return 0.0 if abs(given - taken) <= 1e-6 * min(given, taken) else given - taken


def _of_solids(table: Resources, flows: list[Flow]) -> list[Flow]:
    """What liquids and gases a process has out of solids, or leaves in them: the difference of its two sides."""
    found = []
    for name, process in table.processes.items():
        more = out_of_solids(flows, name)
        if more > 0:
            found.append(Flow(process.product, SOLIDS, name, more))
        elif more < 0:
            found.append(Flow(process.product, name, IN_SOLIDS, -more))
    return found

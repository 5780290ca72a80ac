"""`[resources]`: commodities, the stores that hold them and the processes that make one of another."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.scenario.base_names import at_base
from sim.scenario.chemistry import ChemistryError, Recipe, balanced, elements, of_formula
from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import (
    Flag,
    Fraction,
    Keyed,
    Named,
    Text,
    listed,
    standing,
)
from sim.scenario.schema.crewed import people_come, without_technicians
from sim.scenario.schema.goods import Goods
from sim.scenario.schema.hauling import Hauler, check_haulers
from sim.scenario.schema.stores import STOCK, CommodityStore, adding, check_stores, store_at, where
from sim.scenario.schema.system import Check, MissingError, Report, Span, System, items
from sim.scenario.schema.tools import Machine, check_spares


class Commodity(Named):
    """A kind of matter, with what it is made of."""

    word: ClassVar[str] = "commodity"

    composition: Text
    """Parts by mass of formulas and other commodities, such as `0.9 silicates + 0.1 FeTiO3`."""
    admixture: str | None = Field(default=None, strict=True, min_length=1)
    """Commodity or formula that is mixed in, in a share that is not well known."""
    share: Fraction | None = None
    """Share of the whole that the admixture is [1]."""
    share_of: Text | None = None
    """Crater whose ice is that share, as BASE/NAME, or a decision; `share` is then only planned with."""
    phase: Literal["solid", "liquid", "gas"]
    """Whether it is solid, liquid or gas where it is stored."""
    endless: Flag = False
    """Whether there is as much of it as anybody takes, such as the ground: it needs no store."""
    held_by: Literal["crew"] | None = None
    """System that holds it where a base has one, such as the air of a cabin: then it needs no store."""
    note: str | None = None
    """Where the composition comes from."""


class Stream(Named):
    """What a process takes or gives of a commodity."""

    amount: Annotated[Quantity, Dim("1", gt=0, le=1e6)] | None = None
    """Mass of it for a kilogram of product [1]; where it is not given, the balance of the elements tells."""
    vent: Flag = False
    """Whether what finds no room, or no store, is let go; else the process stops when the store is full."""


class Process(Machine):
    """Machines that make a product of commodities."""

    word: ClassVar[str] = "process"
    verb: ClassVar[str] = "makes commodities"

    product: Text
    """Which of its outputs rate and energies are counted by."""
    inputs: Keyed[Stream]
    """What it takes, by commodity."""
    outputs: Keyed[Stream]
    """What it gives, by commodity; the product among them."""
    rate: Annotated[Quantity, Dim("kg/h", gt=0, le=1e6)]
    """Product made by one unit while it works [kg/h]."""
    electricity: Annotated[Quantity, Dim("kWh/kg", ge=0, le=1e4)]
    """Electric energy for a kilogram of product [kWh/kg]."""
    heat: Annotated[Quantity, Dim("kWh/kg", ge=0, le=1e4)]
    """Thermal energy for a kilogram of product, given by electric heaters [kWh/kg]."""
    least_energy: Annotated[Quantity, Dim("kWh/kg", ge=0, le=1e4)] | None = None
    """Thermodynamic minimum of both for a kilogram of product [kWh/kg]."""
    sublimes_from: Annotated[Quantity, Dim("K", ge=30, le=350)] | None = None
    """Temperature of the ground whose ice is sublimed, from which the minimum follows [K]."""
    sublimes_to: Annotated[Quantity, Dim("K", ge=30, le=350)] | None = None
    """Temperature at which the ice sublimes [K]."""
    start_up: Annotated[Quantity, Dim("h", ge=0, le=1000)]
    """Time at full power before it makes anything, each time it starts [h]."""
    restart: Annotated[Quantity, Dim("h", gt=0, le=1e5)]
    """Hours of its own flow that every store must hold, or have room for, before it goes on [h]."""

    @property
    def working_power(self) -> float:
        """Electric power of one unit while it works [kW]."""
        return float(self.rate) * (float(self.electricity) + float(self.heat))


class Resources(System):
    """Local resources: what is made of ground, ice and sunlight."""

    needs: ClassVar[tuple[str, ...]] = ("energy", "communication", "tools")

    commodities: Keyed[Commodity] = Field(default_factory=dict)
    """Commodities by name."""
    stores: Keyed[CommodityStore] = Field(default_factory=dict)
    """Stores by name, which is the commodity that they hold, unless they say it."""
    processes: Keyed[Process] = Field(default_factory=dict)
    """Processes by name."""
    haulers: Keyed[Hauler] = Field(default_factory=dict)
    """Haulers by name."""

    def machines(self) -> dict[str, Machine]:
        """Return all processes and haulers by name, sorted by name."""
        return dict(sorted(self.assets(Machine).items()))

    def composition(self, commodity: str) -> dict[str, float]:
        """Return the mass of each element in a kilogram of a commodity [kg/kg]."""
        return elements(commodity, recipes(self.commodities))

    def amounts(self, process: Any) -> tuple[dict[str, float], dict[str, float]]:
        """Return what a process takes and what it gives for a kilogram of product, by commodity [kg/kg]."""
        return amounts(process, recipes(self.commodities))

    def goods(self, store: str) -> Goods:
        """Return what lies in a store as what machines hand on."""
        return Goods(f"resources.{self.stores[store].holds}", store, STOCK + store, "kg")

    def takes_from(self, machine: Machine) -> set[str]:
        """Return the names of the stores that a process or a hauler takes from."""
        if isinstance(machine, Hauler):
            return self._at([machine.commodity], machine.loads_at)
        return self._at(machine.inputs, machine.at) if isinstance(machine, Process) else set()

    def gives_to(self, machine: Machine) -> set[str]:
        """Return the names of the stores that a process or a hauler gives to."""
        if isinstance(machine, Hauler):
            return self._at([machine.commodity], machine.unloads_at)
        return self._at(machine.outputs, machine.at) if isinstance(machine, Process) else set()

    def _at(self, commodities: Iterable[str], at: str | None) -> set[str]:
        found = (store_at(self.stores, key, at) for key in commodities)
        return {name for name in found if name is not None}

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """What must hold between keys."""
        return (
            _commodities,
            check_stores,
            _processes,
            check_haulers,
            _has_makers,
            _goals_fit,
            check_spares("resources", Resources, Machine),
        )

    def overview(self, here: Any) -> Iterator[tuple[str, str]]:  # noqa: ARG002
        """Processes, haulers, stores, and what has none."""
        if self.processes:
            yield "processes", listed(self.processes)
        if self.haulers:
            yield "haulers", listed(self.haulers)
        if self.stores:
            stocks = [f"{name} {store.capacity}{where(store.at)}" for name, store in self.stores.items()]
            yield "stores", ", ".join(stocks)
        lost = {
            f"{key} of {name}": None
            for name, process in standing(self.processes).items()
            for key, stream in process.outputs.items()
            if stream.vent and store_at(self.stores, key, process.at) is None
        }
        if lost:
            yield "let go", f"{', '.join(lost)}: no store"

    def notes(self, here: Any) -> Iterator[str]:
        """That nobody repairs the processes, where the machines of the brick line do not say so already."""
        tools = here.tools
        # What people breathe out stands still without them, and they repair what they have with them.
        fed = here.crew.gives if people_come(here) else frozenset()
        alone = [one for one in standing(self.machines()).values() if fed.isdisjoint(getattr(one, "inputs", ()))]
        if alone and not standing(tools.technicians) and not standing(tools.machines()):
            yield f"resources: {without_technicians(here)}"


def recipes(commodities: Mapping[str, Any]) -> dict[str, Recipe]:
    """Return what commodities are made of, of those that can be read."""
    found = {}
    for name, each in commodities.items():
        with suppress(MissingError):
            share = 0.0 if each.share is None else each.share.value
            found[name] = Recipe(each.composition, each.admixture or "", share)
    return found


def amounts(process: Any, known: Mapping[str, Recipe]) -> tuple[dict[str, float], dict[str, float]]:
    """Return what a process takes and what it gives for a kilogram of product, by commodity [kg/kg].

    Raises:
        ChemistryError: It does not balance.
    """
    flows: dict[str, float | None] = {}
    composition, signs = {}, {}
    for side, sign, streams in (("in", -1, process.inputs), ("out", 1, process.outputs)):
        for name, stream in streams.items():
            key = f"{side}.{name}"
            flows[key] = None if stream.amount is None else stream.amount.value
            composition[key], signs[key] = elements(name, known), sign
    product = f"out.{process.product}"
    flows[product] = 1.0
    found = balanced(flows, composition, signs)
    return tuple(  # type: ignore[return-value]
        {key.removeprefix(side): amount for key, amount in found.items() if key.startswith(side)}
        for side in ("in.", "out.")
    )


def least_energy(process: Any, known: Mapping[str, Recipe]) -> float | None:
    """Return the thermodynamic minimum of a process [kWh/kg of product]; None where none is known.

    Of an oven for ice: to warm the dry ground and the ice that are taken in, and to sublime all ice, caught or not.
    """
    if process.sublimes_from is None or process.sublimes_to is None:
        return None if process.least_energy is None else float(process.least_energy.value)
    from sim.moon.constants import ICE_HEAT_KJ_KG_K2, ICE_SUBLIMATION_MJ_KG
    from sim.moon.regolith import HEAT_CAPACITY_MODELS, sinter_heat

    cold, warm = process.sublimes_from.value, process.sublimes_to.value
    taken, given = amounts(process, known)
    water = of_formula("H2O")
    ice = sum(amount for key, amount in given.items() if elements(key, known) == water)
    warmed = ICE_HEAT_KJ_KG_K2 * (warm**2 - cold**2) / 2000.0
    dry = (sum(taken.values()) - ice) * sinter_heat(cold, warm, next(iter(HEAT_CAPACITY_MODELS)))
    return float(dry + ice * (ICE_SUBLIMATION_MJ_KG + warmed) / 3.6)


def _commodities(here: Any, span: Span, report: Report) -> None:
    """Every composition can be read, and an admixture has its share."""
    known = recipes(here.resources.commodities)
    for name, each in items(here, "resources", "commodities"):
        path = ("resources", "commodities", name)
        with suppress(MissingError):
            _ground(each, (*path, "share_of"), span, report)
            if (each.admixture is None) != (each.share is None):
                key, other = ("share", "admixture") if each.share is None else ("admixture", "share")
                report((*path, key), f"is missing beside {other}")
            try:
                if name in known:  # one that cannot be read is reported by itself
                    elements(name, known)
            except ChemistryError as error:
                report((*path, "composition"), str(error))


def _ground(each: Any, path: tuple[str, ...], span: Span, report: Report) -> None:
    """Ground that holds the ice of a crater has a share to plan with, and there is that crater, or who chooses it."""
    if each.share_of is None:
        return
    scenario = span.scenario
    bases = {"": scenario, **scenario.bases}
    tables = {base: getattr(one, "exploration", None) for base, one in bases.items()}
    craters = [at_base(base, name) for base, one in tables.items() if one is not None for name in one.craters]
    if each.share_of not in craters and each.share_of not in scenario.decisions:
        known = [*craters, *scenario.decisions]
        report(path, f'there is no crater or decision "{each.share_of}"{suggestion(each.share_of, known)}')
    elif each.share is None:
        report(path, "stands without a share to plan with; give both, and the admixture")


def _processes(here: Any, _span: Span, report: Report) -> None:
    """Streams are of known commodities that have a store; mass and elements balance; energy is not below its least."""
    table = here.resources
    known = recipes(table.commodities)
    for name, process in items(here, "resources", "processes"):
        path = ("resources", "processes", name)
        with suppress(MissingError):
            strange = False
            for side in ("inputs", "outputs"):
                for key in getattr(process, side):
                    if key not in table.commodities:
                        strange = True
                        tail = suggestion(key, table.commodities)
                        report((*path, side, key), f'there is no commodity "{key}"{tail}')
            if process.product not in process.outputs:
                tail = suggestion(process.product, process.outputs)
                report((*path, "product"), f'"{process.product}" is none of its outputs{tail}')
                continue
            given = process.outputs[process.product].amount
            if given is not None and given.value != 1.0:
                message = "of the product is 1 kg for a kilogram; leave it out"
                report((*path, "outputs", process.product, "amount"), message)
                continue
            if strange or not all(key in known for key in (*process.inputs, *process.outputs)):
                continue
            try:
                amounts(process, known)
            except ChemistryError as error:
                report(path, str(error))
                continue
            least, taken = least_energy(process, known), process.electricity.value + process.heat.value
            if least is not None and taken < least * (1 - 1e-9):
                message = (
                    f"takes {taken:.4g} kWh/kg of {process.product}, less than the thermodynamic minimum of "
                    f"{least:.4g} kWh/kg by {least - taken:.4g}; give electricity or heat more"
                )
                report((*path, "electricity"), message)
            _fits(here, process, known, path, report)


def _fits(here: Any, process: Any, known: Mapping[str, Recipe], path: tuple[str, ...], report: Report) -> None:
    """Every stream has a store, one that holds what the process wants to find there before it goes on."""
    table = here.resources
    taken, given = amounts(process, known)
    for side, streams in (("inputs", taken), ("outputs", given)):
        for key, amount in streams.items():
            holder = table.commodities[key].held_by
            if holder is not None and getattr(here, holder, None) is not None:
                continue
            held = store_at(table.stores, key, process.at)
            free = table.commodities[key].endless if side == "inputs" else process.outputs[key].vent
            if held is None:
                if not free:
                    way = "let it go by vent = true" if side == "outputs" else "or let a process take something else"
                    place = where(process.at)
                    report((*path, side, key), f"there is no store of {key}{place}; {adding(key, process.at)}, {way}")
                continue
            store = table.stores[held]
            flow = process.count.value * process.rate.value * amount
            wanted = flow * process.restart.value
            if wanted > store.capacity.value:
                message = (
                    f"holds {store.capacity}, less than the {wanted:.4g} kg that {process.restart} of "
                    f"resources.processes.{process.name} are: it would never go on; give it more, or restart less"
                )
                report(("resources", "stores", held, "capacity"), message)


def _goals_fit(here: Any, span: Span, report: Report) -> None:
    """No goal of the main base asks for more of a commodity than its store holds."""
    for name, goal in span.scenario.goals.items():
        with suppress(MissingError):
            if goal.kind != "measure" or goal.at_least is None or here.resources is not span.scenario.resources:
                continue
            held = goal.measure.removeprefix(STOCK)
            store = here.resources.stores.get(held)
            if not goal.measure.startswith(STOCK) or store is None:
                continue
            if goal.at_least.unit == "kg" and goal.at_least.value > store.capacity.value:
                message = f"{store.capacity} is less than goals.{name} asks for, {goal.at_least}; give it more"
                report(("resources", "stores", held, "capacity"), message)


def _has_makers(here: Any, span: Span, report: Report) -> None:
    """What somebody takes is in store at the start, delivered, given by people, or brought by a process or a hauler."""
    table = here.resources
    made = set()
    with suppress(AttributeError):
        made |= {(key, None) for one in here.crew.needs_of_people.values() for key in one.outputs}
    for _, one in items(here, "resources", "processes"):
        with suppress(MissingError):
            made |= {(key, one.at) for key in one.outputs} if span.serves(one) else set()
    for _, one in items(here, "resources", "haulers"):
        with suppress(MissingError):
            made |= {(one.commodity, one.unloads_at)} if span.serves(one) else set()

    def look(asset: Any, key: str, at: str | None, path: tuple[str, ...]) -> None:
        held = store_at(table.stores, key, at)
        if held is None or (key, at) in made or not span.serves(asset):
            return
        if table.stores[held].initial.value == 0 and not table.stores[held].deliveries:
            message = f"nobody makes {key}{where(at)}, and its store is empty at the start"
            report(path, f"{message}; add a process that gives it")

    for name, process in items(here, "resources", "processes"):
        with suppress(MissingError):
            for key in process.inputs:
                look(process, key, process.at, ("resources", "processes", name, "inputs", key))
    for name, hauler in items(here, "resources", "haulers"):
        with suppress(MissingError):
            look(hauler, hauler.commodity, hauler.loads_at, ("resources", "haulers", name, "loads_at"))

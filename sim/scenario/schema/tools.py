"""`[tools]`: every machine, who repairs it and with what, and the stores between machines."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated, Any, ClassVar, cast

from pydantic import Field

from sim.scenario.choice import Choice, Words
from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import (
    Arrives,
    Catalogued,
    Consignment,
    Count,
    DataRate,
    Efficiency,
    Fixture,
    Flag,
    Fraction,
    Height,
    Keyed,
    Kilograms,
    Kilowatts,
    Landed,
    LoadClass,
    Positive,
    Provides,
    Table,
    listed,
    standing,
)
from sim.scenario.schema.crewed import without_technicians
from sim.scenario.schema.fields import FieldSpec, fields_of
from sim.scenario.schema.goods import BRICKS, BUILT, FEEDSTOCK, RAW, Goods
from sim.scenario.schema.places import Placed
from sim.scenario.schema.system import (
    QUICKEST_H,
    SMALL_H,
    Check,
    MissingError,
    Report,
    Span,
    System,
    items,
    readable,
    seconds,
)


class Growth(Table):
    """How a machine gets better by itself, from what its makers learn of its failures."""

    exponent: Annotated[Quantity, Dim("1", ge=0, le=0.9)]
    """Power of the hours at work with which the mean time between failures grows [1]."""
    begins: Annotated[Quantity, Dim("h", gt=0, le=1e9)]
    """Hours at work of one unit from which on it grows; `mtbf` holds until then [h]."""


class Machine(Landed, Placed):
    """What all machines have: survival heat, failures and repairs, supervision and data."""

    namespace: ClassVar[str] = "machine"
    verb: ClassVar[str] = "works"
    """What it does, in a word."""
    takes: ClassVar[tuple[Goods, ...]] = ()
    """What it works on."""
    gives: ClassVar[tuple[Goods, ...]] = ()
    """What it makes."""
    needs_light: ClassVar[bool] = False
    """Whether it stands still in the dark."""

    survival_lit: Kilowatts
    """Survival heat of one unit while the Sun shines on the site [kW]."""
    survival_dark: Kilowatts
    """Survival heat of one unit while it does not [kW]."""
    cold_limit: Annotated[Quantity, Dim("h", gt=0, le=1e9)]
    """Longest time without survival heat before the machine fails of cold [h]."""
    mtbf: Annotated[Quantity, Dim("h", ge=1, le=1e15)]
    """Mean operating time between failures in a clean place [h]."""
    mttr: Annotated[Quantity, Dim("h", ge=0, le=1e9)]
    """Mean time of a repair once technician and spare part are there [h]."""
    dust_factor: Annotated[Quantity, Dim("1", ge=0.001, le=1000)]
    """By how much dust multiplies the failure rate [1]."""
    growth: Growth | None = None
    """How it gets better with its hours at work; not at all, if not given."""
    spare: str | None = Field(default=None, strict=True, min_length=1)
    """Which of `tools.spares` a repair takes; none, if not given."""
    supervised: Flag = False
    """Whether it works only while somebody watches: a person on Earth over a link, or one of the crew on the spot."""
    inside: Flag = False
    """Whether it stands in a habitat, where people repair it without a spacesuit."""
    data_rate: DataRate
    """Data made while working, one unit [Gbit/h]."""
    power_class: LoadClass = "operations"
    """Priority class of its working power."""

    @property
    def working_power(self) -> float:
        """Electric power of one unit while it works [kW]."""
        raise NotImplementedError(f"{type(self).__name__} does not say its power")

    @property
    def asked_power(self) -> float:
        """Most power that one unit asks the bus for besides its heat, at work or at a charger [kW]."""
        return self.working_power


class Excavator(Machine):
    """Machines that dig regolith and carry it to the raw store."""

    word: ClassVar[str] = "excavator"
    verb: ClassVar[str] = "digs"
    takes: ClassVar[tuple[Goods, ...]] = ()
    gives: ClassVar[tuple[Goods, ...]] = (RAW,)

    rate: Annotated[Quantity, Dim("kg/h", gt=0, le=1e6)]
    """Regolith brought in while working [kg/h]."""
    specific_energy: Annotated[Quantity, Dim("kWh/kg", ge=0, le=100)]
    """Electric energy for digging and hauling a kilogram [kWh/kg]."""

    @property
    def working_power(self) -> float:
        """Electric power of one unit while it digs [kW]."""
        return float(self.rate) * float(self.specific_energy)


class Sieve(Machine):
    """Machines that take raw regolith and give feedstock for printing."""

    word: ClassVar[str] = "sieve"
    verb: ClassVar[str] = "sieves"
    takes: ClassVar[tuple[Goods, ...]] = (RAW,)
    gives: ClassVar[tuple[Goods, ...]] = (FEEDSTOCK,)

    rate: Annotated[Quantity, Dim("kg/h", gt=0, le=1e6)]
    """Raw regolith taken in while working [kg/h]."""
    specific_energy: Annotated[Quantity, Dim("kWh/kg", ge=0, le=100)]
    """Electric energy for a kilogram taken in [kWh/kg]."""
    yield_: Efficiency = Field(alias="yield")
    """Share of what is taken in that becomes feedstock [1]."""

    @property
    def working_power(self) -> float:
        """Electric power of one unit while it sieves [kW]."""
        return float(self.rate) * float(self.specific_energy)


class Printer(Machine):
    """Printers that melt or sinter feedstock with concentrated sunlight."""

    word: ClassVar[str] = "printer"
    verb: ClassVar[str] = "prints"
    takes: ClassVar[tuple[Goods, ...]] = (FEEDSTOCK,)
    gives: ClassVar[tuple[Goods, ...]] = (BRICKS,)
    needs_light: ClassVar[bool] = True

    mirror_area: Annotated[Quantity, Dim("m^2", gt=0, le=1e5)]
    """Aperture of the mirror that follows the Sun [m^2]."""
    head_rate: Annotated[Quantity, Dim("kg/h", gt=0, le=1e6)]
    """Largest rate at which the print head lays material, however strong the light [kg/h]."""
    minimum_light: Fraction
    """Least visible fraction of the solar disc with which the focus still reaches the sinter temperature [1]."""
    least_rate: Fraction
    """Share of its rate in full sunlight below which it waits for more light: so little is not worth its power [1]."""
    wear: Annotated[Choice, Words(("heat", "hours"))]
    """What wears it: `heat` through the head, so that `mtbf` is hours at the head's full rate, or `hours` at work."""
    power: Kilowatts
    """Electric power while printing [kW]."""
    mast: Height
    """Height of the mirror above ground; it chooses the horizon [m]."""

    @property
    def working_power(self) -> float:
        """Electric power of one unit while it prints [kW]."""
        return float(self.power)


class Layer(Machine):
    """Robots that take finished bricks from the store and lay them."""

    word: ClassVar[str] = "laying robot"
    verb: ClassVar[str] = "lays"
    takes: ClassVar[tuple[Goods, ...]] = (BRICKS,)
    gives: ClassVar[tuple[Goods, ...]] = (BUILT,)

    rate: Annotated[Quantity, Dim("1/h", gt=0, le=1e6)]
    """Bricks laid in an hour of work [1/h]."""
    power: Kilowatts
    """Electric power while laying [kW]."""
    pallet: Positive
    """Bricks taken from the store at a time [1]."""

    @property
    def working_power(self) -> float:
        """Electric power of one unit while it lays [kW]."""
        return float(self.power)


class Technician(Landed):
    """Robots or people who repair machines; each works on one repair at a time."""

    word: ClassVar[str] = "technician"
    provides: ClassVar[Provides | None] = "technician"

    supervised: Flag = True
    """Whether one works only while somebody watches: a person on Earth over a link, or one of the crew on the spot."""


class Delivery(Consignment):
    """A delivery of spare parts."""

    provides: ClassVar[Provides | None] = "spare"

    quantity: Count
    """Number of parts [1]."""


class Spare(Catalogued):
    """A kind of spare part."""

    word: ClassVar[str] = "spare part"

    initial: Count
    """Parts in store at the start [1]."""
    mass: Kilograms
    """Mass of one part [kg]."""
    deliveries: Keyed[Delivery] = Field(default_factory=dict)
    """Deliveries by name."""

    def landed_mass(self, arrives: Arrives) -> float:
        """Mass of the parts that land within a span, or lie in store at its start [kg].

        Args:
            arrives: Whether something is there at some time of the span.
        """
        delivered = sum(int(each.quantity) for each in self.deliveries.values() if arrives(each))
        return (delivered + (int(self.initial) if arrives(self) else 0)) * float(self.mass)


class MassStore(Fixture):
    """A store of loose material between machines."""

    capacity: Annotated[Quantity, Dim("kg", gt=0, le=1e9)]
    """What the store holds when full [kg]."""
    low_restart: Annotated[Quantity, Dim("1", gt=0, lt=1)]
    """Fill at which a machine that found too little takes from it again [1]."""
    high_restart: Annotated[Quantity, Dim("1", gt=0, lt=1)]
    """Fill at which a machine that found it full gives to it again [1]."""


class BrickStore(Fixture):
    """The store of finished bricks."""

    capacity: Positive
    """Bricks that the store holds [1]."""


class Stores(Table):
    """The stores of the brick line."""

    raw: MassStore
    """Regolith as dug."""
    feedstock: MassStore
    """Sieved regolith, ready to print."""
    bricks: BrickStore
    """Good bricks, ready to lay."""


class Tools(System):
    """The four must-haves: tools."""

    needs: ClassVar[tuple[str, ...]] = ("energy", "communication", "bricks", "shelter")

    failures: Flag = True
    """Whether machines wear out; without, they still freeze where their survival heat fails."""
    excavators: Keyed[Excavator] = Field(default_factory=dict)
    """Excavators by name."""
    sieves: Keyed[Sieve] = Field(default_factory=dict)
    """Sieves by name."""
    printers: Keyed[Printer] = Field(default_factory=dict)
    """Brick printers by name."""
    layers: Keyed[Layer] = Field(default_factory=dict)
    """Laying robots by name."""
    technicians: Keyed[Technician] = Field(default_factory=dict)
    """Technicians by name."""
    spares: Keyed[Spare] = Field(default_factory=dict)
    """Kinds of spare parts by name."""
    stores: Stores
    """Stores between the machines."""

    def machines(self) -> dict[str, Machine]:
        """Return all machines by name, sorted by name. Names are unique over the kinds."""
        return dict(sorted(self.assets(Machine).items()))

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """What must hold between keys."""
        return (_deliveries, _quick_store, check_spares("tools", Tools, Machine))

    def overview(self, here: Any) -> Iterator[tuple[str, str]]:  # noqa: ARG002
        """Machines by kind, who repairs them, and spare parts."""
        for spec in fields_of(type(self)).values():
            assets = getattr(self, spec.attribute)
            if spec.kind == "keyed" and assets and issubclass(spec.tables[0], Landed):
                yield spec.key, listed(assets)
        if self.spares:
            parts = [f"{int(spare.initial)} {name} + {_delivered(spare)}" for name, spare in self.spares.items()]
            yield "spares", f"{', '.join(parts)} delivered later"

    def notes(self, here: Any) -> Iterator[str]:
        """That nobody repairs the machines, or that none wears out."""
        if standing(self.machines()) and not standing(self.technicians):
            yield f"tools: {without_technicians(here)}"
        if not self.failures:
            yield "tools: failures = false, so no machine wears out"


def kinds_of_machines() -> list[tuple[FieldSpec, type[Machine]]]:
    """Return the kinds of machines, each with its key in the table, in the order in which material passes through them.

    A kind comes after all that give what it takes; of those whose order is free, as the schema has them.
    """
    specs = [spec for spec in fields_of(Tools).values() if spec.kind == "keyed" and issubclass(spec.tables[0], Machine)]
    waiting = [(spec, cast("type[Machine]", spec.tables[0])) for spec in specs]
    ordered: list[tuple[FieldSpec, type[Machine]]] = []
    while waiting:
        to_come = {goods for _, kind in waiting for goods in kind.gives}
        # A loop (a kind that takes what it gave in the end) is cut where the schema begins it.
        first = next((one for one in waiting if to_come.isdisjoint(set(one[1].takes) - set(one[1].gives))), waiting[0])
        waiting.remove(first)
        ordered.append(first)
    return ordered


def all_goods() -> list[Goods]:
    """Return everything that any kind of machine takes or gives, in the order in which material passes through."""
    return list(dict.fromkeys(goods for _, kind in kinds_of_machines() for goods in (*kind.takes, *kind.gives)))


def feeding(goods: Goods) -> list[tuple[FieldSpec, type[Machine]]]:
    """Return the kinds of machines that it takes to make something, in the order in which material passes through."""
    wanted = {goods}
    chain = []
    for spec, kind in reversed(kinds_of_machines()):
        if wanted & set(kind.gives):
            wanted |= set(kind.takes)
            chain.append((spec, kind))
    return chain[::-1]


def _delivered(spare: Spare) -> int:
    return sum(int(delivery.quantity) for delivery in spare.deliveries.values())


def _quick_store(here: Any, _span: Span, report: Report) -> None:
    """The raw store, which is filled and emptied all the time, does not pass between its marks within seconds."""
    tools, path = here.tools, ("tools", "stores", RAW.store)
    filled, emptied = (
        sum(machine.count.value * machine.rate.value for machine in machines.values())
        for machines in (tools.excavators, tools.sieves)
    )
    if filled == 0 or emptied == 0:
        return
    store, capacity = tools.stores.raw, tools.stores.raw.capacity.value
    rises, falls = store.low_restart.value * capacity / filled, (1 - store.high_restart.value) * capacity / emptied
    if min(rises, falls) >= QUICKEST_H:
        return
    hours = capacity / max(filled, emptied)
    if hours < SMALL_H:
        message = (
            f"{store.capacity} is too little for machines of {max(filled, emptied):.4g} kg/h: it would be full or "
            f"empty in {seconds(hours)}, time and again; give it more"
        )
        report((*path, "capacity"), message)
        return
    for key, passing, edge in (("low_restart", rises, "0"), ("high_restart", falls, "1")):
        if passing < QUICKEST_H:
            message = (
                f"{getattr(store, key)} is too near {edge}: machines that stopped would go on in {seconds(passing)}, "
                "time and again; leave more between them"
            )
            report((*path, key), message)


def check_spares(key: str, system: type[System], kind: type[Machine]) -> Check:
    """Return the check that the spare part which a machine needs is one of those in store.

    Args:
        key: Key of the system that has the machines.
        system: Its table.
        kind: The kind of machines.
    """

    def check(here: Any, _span: Span, report: Report) -> None:
        known = here.tools.spares
        for path, machine, _ in readable(here, key, system, kind):
            with suppress(MissingError):
                if machine.spare is not None and machine.spare not in known:
                    message = f'there is no spare part "{machine.spare}"{suggestion(machine.spare, known)}'
                    report((*path, "spare"), message)

    return check


def _deliveries(here: Any, span: Span, report: Report) -> None:
    """What was delivered before the start is part of the initial stock."""
    for name, spare in items(here, "tools", "spares"):
        with suppress(MissingError):
            for key, delivery in spare.deliveries.items():
                with suppress(MissingError):
                    if delivery.date is not None and delivery.date < span.start:
                        message = f"{delivery.date} is before the start, {span.start}; add its pieces to initial"
                        report(("tools", "spares", name, "deliveries", key, "date"), message)

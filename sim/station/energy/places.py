"""Places of a base beside its main one: the cables that come and go, what runs over them, and day and night there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.engine import Ledger, Load, PowerBus, Source, Spoke, StarBus
from sim.scenario.schema.places import CABLE, Cable
from sim.station.base import Base
from sim.station.energy.loads import Days
from sim.station.relief import RELIEF_SOURCE, SPARE_POWER, Lift


def add_source(bus: PowerBus, name: str, at: str | None) -> Source:
    """A new source at a place of the base, None for the main one."""
    return bus.add_source(name, at) if isinstance(bus, StarBus) else bus.add_source(name)


def add_load(bus: PowerBus, name: str, load_class: str, *, divisible: bool, at: str | None) -> Load:
    """A new load at a place of the base, None for the main one."""
    if isinstance(bus, StarBus):
        return bus.add_load(name, load_class, divisible=divisible, at=at)
    return bus.add_load(name, load_class, divisible=divisible)


class Places:
    """The places of a base besides its main one.

    Args:
        base: The base.
        bus: Its power bus, to which nothing is connected yet.
    """

    def __init__(self, base: Base, bus: StarBus) -> None:
        self._base = base
        self._table = base.tables.energy
        self._spokes: dict[str, Spoke] = {}
        self._live: dict[str, dict[str, Cable]] = {}
        self._days: dict[str, Days] = {}
        for name in sorted(self._table.places):
            self._spokes[name] = spoke = bus.add_place(name)
            self._live[name] = {}
            if self._table.places[name].horizons is not None:
                self._days[name] = Days(base.light(base.sky_at(name).lowest_mast, name))
            if Lift.POWER in base.lifts:
                bus.add_source(f"{RELIEF_SOURCE} {name}", name).set_power(SPARE_POWER)
            cables = self._table.cables_to(name)
            if cables:
                rows = base.rows([CABLE + name, f"energy.cable_loss.{name}"], "kW")
                rows.add((0.0, 0.0, 0.0))
                spoke.on_flow = rows.add
            for cable in cables:
                self._schedule(cable)

    def days(self, at: str | None) -> Days | None:
        """Day and night at a place; None where they are those of the main one."""
        return None if at is None else self._days.get(at)

    def book(self, ledger: Ledger) -> None:
        """Enter what was lost on the way [kWh]."""
        for name, spoke in self._cabled():
            ledger.issue(f"cable_loss.{name}", spoke.lost_energy)

    def facts(self) -> Mapping[str, float | None]:
        """What went into the cables to each place, from either end, and what was lost in them [kWh]."""
        found: dict[str, float | None] = {}
        for name, spoke in self._cabled():
            found[f"{CABLE}{name}.through"] = spoke.sent_energy + spoke.returned_energy
            found[f"{CABLE}{name}.lost"] = spoke.lost_energy
        return found

    def _cabled(self) -> Iterator[tuple[str, Spoke]]:
        return ((name, spoke) for name, spoke in self._spokes.items() if self._table.cables_to(name))

    def _schedule(self, cable: Cable) -> None:
        place, name = cable.place, cable.name

        def arrive() -> None:
            self._live[place][name] = cable
            self._lay(place)

        def retire() -> None:
            del self._live[place][name]
            capacity = self._lay(place)
            left = f"{capacity:g} kW of cable are left" if capacity else "no cable is left"
            self._base.log("energy", name, "cable_cut", f"{left} to {place}")

        self._base.schedule_service(cable, "energy", name, arrive, retire)

    def _lay(self, place: str) -> float:
        """Let what lies to a place carry together; how much [kW]. Each has its share of the flow by its capacity."""
        cables = [self._live[place][name] for name in sorted(self._live[place])]
        sizes = [int(cable.count) * float(cable.capacity) for cable in cables]
        capacity = sum(sizes)
        given = [size * cable.efficiency(self._table.places) for size, cable in zip(sizes, cables, strict=True)]
        self._spokes[place].set_cable(capacity, sum(given) / capacity if capacity else 1.0)
        return capacity

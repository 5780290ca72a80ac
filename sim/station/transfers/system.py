"""Transfers: vehicles of a base that go to another one and come back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from sim.engine import Ledger
from sim.scenario.schema.base import standing
from sim.scenario.schema.transfers import TransferVehicle
from sim.station.base import Base, unit_names
from sim.station.resources.stores import Stock
from sim.station.resources.system import Resources
from sim.station.transfers.events import BACK, BURNT, FREIGHT, LEFT, WAITS


class Transfers:
    """The transfer vehicles of a base.

    Args:
        base: The base, with its stores.
    """

    def __init__(self, base: Base) -> None:
        table = base.tables.transfers
        assert table is not None  # who has no table has no such system
        vehicles = standing(table.vehicles)
        self._vehicles = {
            name: [Vehicle(base, unit, vehicles[name]) for unit in unit_names(name, int(vehicles[name].count))]
            for name in sorted(vehicles)
        }
        for name, units in self._vehicles.items():
            # At the first moment all bases are built, whatever their order.
            base.context.at(0.0, partial(self._schedule, base, vehicles[name], units))

    def _schedule(self, base: Base, spec: TransferVehicle, units: list[Vehicle]) -> None:
        def come() -> None:
            for one in units:
                one.serve()

        def go() -> None:
            for one in units:
                one.retire()

        base.schedule_service(spec, "transfers", spec.name, come, go)

    def ledgers(self) -> Iterator[Ledger]:
        """Propellant: what was loaded, what was burnt, what is aboard; and freight likewise [kg]."""
        units = [one for some in self._vehicles.values() for one in some]
        propellant, freight = Ledger("propellant", "kg"), Ledger("freight", "kg")
        propellant.receive("loaded", math.fsum(one.loaded for one in units))
        propellant.issue("burnt", math.fsum(one.burnt for one in units))
        propellant.stock("aboard", 0.0, math.fsum(one.propellant for one in units))
        freight.receive("taken", math.fsum(one.taken for one in units))
        freight.issue("brought", math.fsum(one.brought for one in units))
        freight.stock("under_way", 0.0, math.fsum(sum(one.freight.values()) for one in units))
        yield propellant
        yield freight

    def facts(self) -> Mapping[str, float | None]:
        """Trips, freight, propellant and waits of each vehicle."""
        found: dict[str, float | None] = {}
        for name, units in self._vehicles.items():
            found[f"transfers.{name}.trips"] = float(sum(one.trips for one in units))
            found[f"transfers.{name}.brought"] = math.fsum(one.brought for one in units)
            found[f"transfers.{name}.burnt"] = math.fsum(one.burnt for one in units)
            found[f"transfers.{name}.waited"] = math.fsum(one.waiting() for one in units)
        return found


class Vehicle:
    """One vehicle.

    Before it leaves it takes the freight that is there, up to its amounts, and propellant for both ways with all that
    it may bring back. Without that propellant it stays.

    Args:
        base: The base that it stands at.
        name: Its name.
        spec: What the scenario says of it.
    """

    def __init__(self, base: Base, name: str, spec: TransferVehicle) -> None:
        self._base = base
        self._name = name
        self._spec = spec
        share = float(spec.mixture) / (1.0 + float(spec.mixture))
        self._shares = {spec.oxidiser: share, spec.fuel: 1.0 - share}
        self._serves = False
        self._left = -math.inf
        self._waits_since: float | None = None
        self._waited = 0.0
        self.trips = 0
        """Trips that it came back from."""
        self.loaded = self.burnt = self.propellant = 0.0
        """Propellant that was loaded, that was burnt, and that is aboard [kg]."""
        self.taken = self.brought = 0.0
        """Freight that was taken, and that was handed over or let go for want of room [kg]."""
        self.freight: dict[str, float] = {}
        """Freight aboard by commodity [kg]."""
        self._aboard = base.recorder(FREIGHT + name, "kg")
        self._burnt = base.recorder(BURNT + name, "kg")
        for recorder in (self._aboard, self._burnt):
            recorder.record(0.0, 0.0)

    def serve(self) -> None:
        """Be there from now on."""
        self._serves = True
        self._ready()

    def retire(self) -> None:
        """Leave no more."""
        self._serves = False
        self._stop_waiting()

    def waiting(self) -> float:
        """Time that it waited for propellant [h]."""
        return self._waited + (0.0 if self._waits_since is None else self._base.env.now - self._waits_since)

    def _stop_waiting(self) -> None:
        self._waited, self._waits_since = self.waiting(), None

    def _stock(self, base: Base, commodity: str) -> Stock:
        stock = base[Resources].stock(commodity)
        assert stock is not None  # as it was checked
        return stock

    @property
    def _there(self) -> Base:
        found: Any = self._base.context.bases[self._spec.to or ""]
        assert isinstance(found, Base)
        return found

    def _ready(self) -> None:
        """Leave, or wait for what is missing."""
        if not self._serves:
            return
        spec, here = self._spec, self._base
        # A vehicle that carries its own propellant as freight leaves what it needs itself.
        most = sum(float(one.amount) for one in spec.back.values())
        carried = {name: float(one.amount) for name, one in sorted(spec.out.items())}
        asked = spec.propellant(sum(carried.values()), most)
        for commodity, share in self._shares.items():
            stock = self._stock(here, commodity)
            if stock.tank.level < share * asked:
                self._wait(stock, share * asked)
                return
        self._stop_waiting()
        for commodity, share in self._shares.items():
            self._stock(here, commodity).take(share * asked)
        self.loaded += asked
        self.propellant += asked
        self._take(here, carried)
        self._left = here.env.now
        text = f"{sum(self.freight.values()):,.0f} kg to {spec.to or 'the main base'}, {asked:,.0f} kg of propellant"
        self._log(LEFT, text)
        self._burn()
        here.context.at(here.env.now + float(spec.trip), self._arrive)

    def _wait(self, stock: Stock, level: float) -> None:
        if self._waits_since is None:
            self._waits_since = self._base.env.now
            text = f"{stock.commodity}: {stock.tank.level:,.0f} of {level:,.0f} kg"
            self._log(WAITS, f"no propellant; {text}")
        if stock.tank.capacity >= level:
            stock.tank.when_at_least(level, self._ready)

    def _arrive(self) -> None:
        over = self._hand_over(self._there)
        self._log("transfer_arrived", f"at {self._spec.to or 'the main base'}{over}")
        self._base.context.at(self._base.env.now + float(self._spec.stop), self._return)

    def _return(self) -> None:
        self._take(self._there, {name: float(one.amount) for name, one in sorted(self._spec.back.items())})
        self._burn()
        self._base.context.at(self._base.env.now + float(self._spec.trip), self._come_back)

    def _come_back(self) -> None:
        over = self._hand_over(self._base)
        # With less freight than it may carry some is left, which goes back into store.
        left, self.propellant = self.propellant, 0.0
        self.loaded -= left
        for commodity, share in self._shares.items():
            self._stock(self._base, commodity).put(share * left)
        self.trips += 1
        self._log(BACK, f"{left:,.0f} kg of propellant left{over}")
        spec = self._spec
        again = max(self._base.env.now + float(spec.turnaround), self._left + float(spec.every))
        self._base.context.at(again, self._ready)

    def _burn(self) -> None:
        """Burn what a way takes of all that it weighs, by the rocket equation."""
        mass = self._spec.mass.value + sum(self.freight.values()) + self.propellant
        amount = min(self.propellant, mass * (1.0 - 1.0 / self._spec.ratio()))
        self.propellant -= amount
        self.burnt += amount
        self._burnt.record(self._base.env.now, self.burnt)

    def _take(self, base: Base, wanted: Mapping[str, float]) -> None:
        for commodity, amount in wanted.items():
            got = self._stock(base, commodity).take(amount)
            self.taken += got
            self.freight[commodity] = self.freight.get(commodity, 0.0) + got
        self._aboard.record(self._base.env.now, sum(self.freight.values()))

    def _hand_over(self, base: Base) -> str:
        """Hand all freight over; what found no room, in words."""
        over = 0.0
        for commodity, amount in self.freight.items():
            over += self._stock(base, commodity).put(amount)
            self.brought += amount
        self.freight = {}
        self._aboard.record(self._base.env.now, 0.0)
        return f", {over:,.0f} kg without room" if over > 0.0 else ""

    def _log(self, event: str, detail: str) -> None:
        self._base.log("transfers", self._name, event, detail)

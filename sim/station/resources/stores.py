"""Stores of commodities: what is in them, and what boils off while nobody cools them."""

from __future__ import annotations

from functools import partial

from sim.engine import Load, Tank, on_grid
from sim.scenario.schema.resources import STOCK, CommodityStore
from sim.station.base import Base
from sim.station.energy.system import Energy
from sim.station.events import EventKind

CARGO = EventKind("cargo", follows="plan")
"""A commodity was delivered from Earth."""
_BAND_H = 1.0
"""Hours of boiling off that a store must hold before any of it boils off again [h]."""


class Stock:
    """A store of one commodity.

    What boils off does so at one rate whatever the level, for the heat that leaks in is nearly that of a full store;
    it is let go. While the cooling is served nothing boils off.

    Args:
        base: The base.
        name: The commodity.
        spec: What the scenario says of the store.
    """

    def __init__(self, base: Base, name: str, spec: CommodityStore) -> None:
        self.name = name
        recorder = base.recorder(STOCK + name, "kg", "linear")
        self.tank = Tank(base.env, f"{name} store", float(spec.capacity), float(spec.initial), recorder=recorder)
        """What is in it [kg]."""
        self.delivered = 0.0
        """What was delivered so far [kg]."""
        self.overflow = 0.0
        """What of that found no room and was let go [kg]."""
        for key in sorted(spec.deliveries):
            cargo = spec.deliveries[key]
            first, _ = base.context.service_span(cargo)
            base.context.at(first, partial(self._deliver, base, key, float(cargo.amount)))
        self._boiling = self.tank.flow("boils off")
        self._rate = on_grid(float(spec.boil_off))
        self._load: Load | None = None
        if self._rate <= 0.0:
            return
        self._left = self.tank.band(
            0.0, min(_BAND_H * self._rate, self.tank.capacity), on_low=self._look, on_high=self._look, starts_low=True
        )
        if float(spec.cooling) > 0.0:
            self._load = base[Energy].bus.add_load(f"{name} cooling", spec.power_class)
            self._load.on_grant = lambda _: self._look()
            self._load.request(float(spec.cooling))
        self._look()

    @property
    def boiled_off(self) -> float:
        """What has boiled off so far [kg]."""
        return -self._boiling.total

    @property
    def cooling_energy(self) -> float:
        """What its cooling was given so far [kWh]."""
        return 0.0 if self._load is None else self._load.energy

    def _deliver(self, base: Base, key: str, amount: float) -> None:
        fits = min(amount, self.tank.room)
        self.delivered += amount
        self.overflow += amount - fits
        if fits > 0.0:
            self.tank.put(fits)
        lost = f", {amount - fits:,.6g} kg found no room" if amount > fits else ""
        base.log("resources", self.name, CARGO.name, f"{amount:,.6g} kg, {key}{lost}")

    def _look(self) -> None:
        cooled = self._load is not None and self._load.granted >= self._load.demand > 0.0
        self._boiling.run(0.0 if cooled or self._left.is_low else -self._rate)

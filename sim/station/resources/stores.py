"""Stores of commodities: what is in them, and what boils off while nobody cools them."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine import Load, Recorder, Tank, on_grid
from sim.scenario.schema.stores import STOCK, CommodityStore
from sim.station.base import Base
from sim.station.energy.system import Energy

_BAND_H = 1.0
"""Hours of boiling off that a store must hold before any of it boils off again [h]."""


class Stock:
    """A stock of one commodity.

    Args:
        base: The base.
        name: Its name.
        commodity: What it holds; if not given, what it is named by.
        capacity: What it holds when full [kg].
        initial: What is in it at the start [kg].
        recorder: Where its level is recorded, if not under the name of its channel alone.
    """

    def __init__(
        self,
        base: Base,
        name: str,
        capacity: float,
        initial: float = 0.0,
        *,
        commodity: str | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        self.name = name
        self.commodity = name if commodity is None else commodity
        """What it holds."""
        if recorder is None:
            recorder = base.recorder(STOCK + name, "kg", "linear")
        self.tank = Tank(base.env, f"{name} store", capacity, initial, recorder=recorder)
        """What is in it [kg]."""
        self.arrived = 0.0
        """What was brought into it from elsewhere than a process, so far [kg]."""
        self.gone = 0.0
        """What left it otherwise than to a process, so far [kg]."""

    @property
    def boiled_off(self) -> float:
        """What has boiled off so far [kg]."""
        return 0.0

    @property
    def cooling_energy(self) -> float:
        """What its cooling was given so far [kWh]."""
        return 0.0

    def put(self, amount: float) -> float:
        """Bring so much into it [kg]; what finds no room is let go.

        Returns:
            What found no room [kg].
        """
        over = max(0.0, amount - self.tank.room)
        self.arrived += amount
        self.gone += over
        if amount > over:
            self.tank.put(amount - over)
        return over

    def take(self, amount: float) -> float:
        """Take so much out of it, or what is there [kg]; what was taken."""
        taken = min(amount, self.tank.level)
        if taken > 0.0:
            self.gone += taken
            self.tank.take(taken)
        return taken


class BuiltStore(Stock):
    """A store that the scenario has, with its boiling off and its deliveries.

    What boils off does so at one rate whatever the level, for the heat that leaks in is nearly that of a full store;
    it is let go. While the cooling is served nothing boils off.

    Args:
        base: The base.
        name: Its name.
        spec: What the scenario says of the store.
    """

    def __init__(self, base: Base, name: str, spec: CommodityStore) -> None:
        super().__init__(base, name, float(spec.capacity), float(spec.initial), commodity=spec.holds)
        self._boiling = self.tank.flow("boils off")
        self._rate = on_grid(float(spec.boil_off))
        self._load: Load | None = None
        for key in sorted(spec.deliveries):
            cargo = spec.deliveries[key]
            base.context.at(base.context.service_span(cargo)[0], self._delivery(base, key, float(cargo.quantity)))
        if self._rate <= 0.0:
            return
        self._left = self.tank.band(
            0.0, min(_BAND_H * self._rate, self.tank.capacity), on_low=self._look, on_high=self._look, starts_low=True
        )
        if float(spec.cooling) > 0.0:
            self._load = base[Energy].add_load(f"{name} cooling", spec.power_class, at=spec.at)
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

    def _delivery(self, base: Base, key: str, amount: float) -> Callable[[], None]:
        def arrive() -> None:
            over = self.put(amount)
            lost = f", {over:.0f} kg of it without room" if over > 0.0 else ""
            base.log("resources", self.name, "delivery", f"{amount:.0f} kg, {key}{lost}")

        return arrive

    def _look(self) -> None:
        cooled = self._load is not None and self._load.granted >= self._load.demand > 0.0
        self._boiling.run(0.0 if cooled or self._left.is_low else -self._rate)

"""Energy storages of a power bus."""

from __future__ import annotations

from collections.abc import Callable

import simpy

from sim.engine.clock import on_grid
from sim.engine.tank import Tank
from sim.engine.trace import Recorder


class Storage:
    """A battery: a tank of energy behind converters.

    ``charge_efficiency`` of the power put in arrives in the tank; of what leaves the tank, ``discharge_efficiency``
    reaches the bus. At the floor (capacity times one less the depth of discharge) it gives nothing until it is back at
    the resume level. Self-discharge is a constant power, goes on below the floor and ends at 0; a full storage is held
    full with just that power.

    Args:
        env: The environment, time in h.
        name: Name of the storage.
        capacity: Energy it holds [kWh].
        level: Energy in it at the start [kWh].
        charge_power: Most power it takes from the bus [kW].
        discharge_power: Most power it gives to the bus [kW].
        charge_efficiency: One-way efficiency in, in (0, 1].
        discharge_efficiency: One-way efficiency out, in (0, 1].
        floor: Level below which it gives nothing [kWh].
        resume: Level at which an emptied storage gives again [kWh], above the floor.
        self_discharge: Power lost inside [kW].
        recorder: Where to record the level [kWh].
        on_exhausted: Called with True on reaching the floor and with False on reaching the resume level.

    Raises:
        ValueError: An efficiency is out of range or the levels are not ordered.
    """

    def __init__(
        self,
        env: simpy.Environment,
        name: str,
        *,
        capacity: float,
        level: float,
        charge_power: float,
        discharge_power: float,
        charge_efficiency: float,
        discharge_efficiency: float,
        floor: float,
        resume: float,
        self_discharge: float = 0.0,
        recorder: Recorder | None = None,
        on_exhausted: Callable[[bool], None] | None = None,
    ) -> None:
        for label, value in (("charge", charge_efficiency), ("discharge", discharge_efficiency)):
            if not 0 < value <= 1:
                raise ValueError(f"storage '{name}': {label} efficiency must be in (0, 1], not {value}")
        if not 0 <= floor < resume <= capacity:
            raise ValueError(f"storage '{name}': needs 0 <= floor < resume <= capacity")
        self.name = name
        self.capacity = capacity
        self.start_level = level
        self.floor = floor
        self._charge_power = on_grid(charge_power)
        self._discharge_power = on_grid(discharge_power)
        self._charge_efficiency = charge_efficiency
        self._discharge_efficiency = discharge_efficiency
        self._self_discharge = on_grid(self_discharge)
        self._on_exhausted = on_exhausted
        self._on_change: Callable[[str], None] | None = None
        self._tank = Tank(env, name, capacity, level, recorder=recorder, on_full=self._changed, on_empty=self._changed)
        self._in = self._tank.flow("charge")
        self._out = self._tank.flow("discharge")
        self._leak = self._tank.flow("self-discharge")
        self._band = self._tank.band(
            floor, resume, on_low=lambda: self._exhausted(True), on_high=lambda: self._exhausted(False)
        )
        self._env = env
        self._power = 0.0
        self._charged = 0.0
        self._discharged = 0.0
        self._since = env.now

    @property
    def level(self) -> float:
        """Energy in the storage now [kWh]."""
        return self._tank.level

    @property
    def net_rate(self) -> float:
        """Rate of change of the level [kW]."""
        return self._tank.net_rate

    @property
    def exhausted(self) -> bool:
        """Whether it has been emptied and is not yet back at its resume level."""
        return self._band.is_low

    @property
    def discharge_limit(self) -> float:
        """Most power it can give now [kW]."""
        return 0.0 if self._band.is_low else self._discharge_power

    @property
    def charged_energy(self) -> float:
        """Energy taken from the bus so far [kWh]."""
        self._integrate()
        return self._charged

    @property
    def discharged_energy(self) -> float:
        """Energy given to the bus so far [kWh]."""
        self._integrate()
        return self._discharged

    @property
    def lost_energy(self) -> float:
        """Energy lost in both converters and by self-discharge so far [kWh]."""
        into_tank, out_of_tank, leaked = self._in.total, -self._out.total, -self._leak.total
        return (self.charged_energy - into_tank) + (out_of_tank - self.discharged_energy) + leaked

    def mark(self) -> None:
        """Record the level as it is now, e.g. at the end of the run."""
        self._tank.mark()

    def connect(self, on_change: Callable[[str], None]) -> None:
        """Join a bus, which hears when the storage is full, empty, exhausted or back (called by the bus)."""
        self._on_change = on_change

    def disconnect(self) -> None:
        """Leave the bus: nothing flows any more (called by the bus)."""
        self._on_change = None
        self._run(0.0)
        self._in.set(0.0)
        self._out.set(0.0)
        self._leak.set(0.0)

    def charge(self, surplus: float) -> float:
        """Take up to ``surplus`` [kW] from the bus; what is taken [kW] (called by the bus)."""
        power = min(surplus, self._charge_power)
        inflow = on_grid(power * self._charge_efficiency)
        level = self._tank.level
        if level >= self.capacity and inflow > self._self_discharge:
            inflow = self._self_discharge
            power = min(power, on_grid(inflow / self._charge_efficiency))
        self._run(power)
        self._out.set(0.0)
        self._in.set(inflow)
        self._leak.set(-(self._self_discharge if level > 0 else min(self._self_discharge, inflow)))
        return power

    def discharge(self, deficit: float) -> float:
        """Give up to ``deficit`` [kW] to the bus; what is given [kW] (called by the bus)."""
        power = min(deficit, self.discharge_limit)
        self._run(-power)
        self._in.set(0.0)
        self._out.set(-power / self._discharge_efficiency)
        self._leak.set(-self._self_discharge if self._tank.level > 0 else 0.0)
        return power

    def _run(self, power: float) -> None:
        self._integrate()
        self._power = power

    def _integrate(self) -> None:
        span = self._env.now - self._since
        if span > 0:
            if self._power > 0:
                self._charged += self._power * span
            else:
                self._discharged -= self._power * span
            self._since = self._env.now

    def _exhausted(self, exhausted: bool) -> None:
        if self._on_exhausted is not None:
            self._on_exhausted(exhausted)
        self._changed()

    def _changed(self) -> None:
        if self._on_change is not None:
            self._on_change(self.name)

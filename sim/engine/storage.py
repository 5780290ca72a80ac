"""Energy storages of a power bus."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.engine.clock import Environment, on_grid
from sim.engine.recorder import Recorder
from sim.engine.tank import Tank


class Storage:
    """A battery: a tank of energy behind converters.

    ``charge_efficiency`` of the power put in arrives in the tank; of what leaves the tank, ``discharge_efficiency``
    reaches the bus. At the floor (capacity times one less the depth of discharge) it is exhausted: until it is back at
    the resume level it gives to none but those who may draw on the last reserve, and to nobody once that is gone, until
    it is back at ``reserve_resume``. Self-discharge is a power, constant from :meth:`step` to step. It goes on
    below the floor and ends at 0; a full storage is held full with just that power. Capacity may shrink at a step;
    floor, reserve and resume levels keep their share of it.

    Args:
        env: The environment, time in h.
        name: Name of the storage.
        capacity: Energy it holds [kWh].
        level: Energy in it at the start [kWh].
        charge_power: Most power it takes from the bus [kW].
        discharge_power: Most power it gives to the bus [kW].
        charge_efficiency: One-way efficiency in, in (0, 1].
        discharge_efficiency: One-way efficiency out, in (0, 1].
        floor: Level below which it gives to those only who may draw on the last reserve [kWh].
        resume: Level at which an exhausted storage gives to all again [kWh], above the floor.
        reserve: Level below which it gives nothing at all [kWh], not above the floor; the floor itself if not given.
        reserve_resume: Level at which a storage whose reserve is gone gives from it again [kWh], above the reserve; the
            resume level if not given.
        self_discharge: Power lost inside until the first step [kW].
        recorder: Where to record the level [kWh].
        on_exhausted: Called with True on reaching the floor and with False on reaching the resume level.
        on_reserve_gone: Called with True on reaching the reserve and with False on reaching the level to give again.
        on_discharged: Called with the levels before and after [kWh] when a discharge ends, or a part of it at a step.

    Raises:
        ValueError: An efficiency is out of range or the levels are not ordered.
    """

    __slots__ = (
        "_band",
        "_charge_efficiency",
        "_charge_power",
        "_charged",
        "_dips_from",
        "_discharge_efficiency",
        "_discharge_power",
        "_discharged",
        "_env",
        "_faded",
        "_inflow",
        "_leak",
        "_leaked",
        "_let_in",
        "_let_out",
        "_on_change",
        "_on_discharged",
        "_on_exhausted",
        "_on_reserve_gone",
        "_outflow",
        "_power",
        "_reserve_band",
        "_self_discharge",
        "_since",
        "_tank",
        "capacity",
        "discharge_limit",
        "floor",
        "name",
        "net_rate",
        "reserve",
        "reserve_limit",
        "sated",
        "start_level",
    )

    def __init__(
        self,
        env: Environment,
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
        reserve: float | None = None,
        reserve_resume: float | None = None,
        self_discharge: float = 0.0,
        recorder: Recorder | None = None,
        on_exhausted: Callable[[bool], None] | None = None,
        on_reserve_gone: Callable[[bool], None] | None = None,
        on_discharged: Callable[[float, float], None] | None = None,
    ) -> None:
        for label, value in (("charge", charge_efficiency), ("discharge", discharge_efficiency)):
            if not 0 < value <= 1:
                raise ValueError(f"storage '{name}': {label} efficiency must be in (0, 1], not {value}")
        if not 0 <= floor < resume <= capacity:
            raise ValueError(f"storage '{name}': needs 0 <= floor < resume <= capacity")
        reserve = floor if reserve is None else reserve
        reserve_resume = resume if reserve_resume is None else reserve_resume
        if not 0 <= reserve <= floor or not reserve < reserve_resume <= capacity:
            raise ValueError(f"storage '{name}': needs 0 <= reserve <= floor and reserve < reserve_resume <= capacity")
        self.name = name
        self.capacity = capacity
        self.start_level = level
        self.floor = floor
        """Level at which it is exhausted [kWh]."""
        self.reserve = reserve
        """Level at which its last reserve is gone [kWh]."""
        self._charge_power = on_grid(charge_power)
        self._discharge_power = on_grid(discharge_power)
        self._charge_efficiency = charge_efficiency
        self._discharge_efficiency = discharge_efficiency
        self._self_discharge = on_grid(self_discharge)
        self._on_exhausted = on_exhausted
        self._on_reserve_gone = on_reserve_gone
        self._on_discharged = on_discharged
        self._dips_from = level  # where the discharge under way began, or was last accounted for
        self._on_change: Callable[[str], None] | None = None
        self._tank = Tank(env, name, capacity, level, recorder=recorder, on_full=self._changed, on_empty=self._changed)
        self._band = self._tank.band(
            floor, resume, on_low=lambda: self._exhausted(True), on_high=lambda: self._exhausted(False)
        )
        self._reserve_band = self._tank.band(
            reserve, reserve_resume, on_low=lambda: self._reserve_gone(True), on_high=lambda: self._reserve_gone(False)
        )
        self.discharge_limit = self.reserve_limit = 0.0
        self._set_limits()
        self._env = env
        self.net_rate = 0.0
        """Rate of change of the level [kW]."""
        self.sated = math.inf
        """Surplus from which on more of it makes no difference [kW]: it is full, or takes in all that it can."""
        self._power = 0.0  # from the bus, negative into it
        self._charged = 0.0
        self._discharged = 0.0
        # What flows in and out of the tank, which knows their sum only, and what has flowed so far.
        self._inflow = self._outflow = self._leak = 0.0
        self._let_in = self._let_out = self._leaked = self._faded = 0.0
        self._since = env.now

    @property
    def level(self) -> float:
        """Energy in the storage now [kWh]."""
        return self.sync()

    def sync(self) -> float:
        """Bring the level up to now; the level [kWh]."""
        return self._tank.sync()

    @property
    def exhausted(self) -> bool:
        """Whether it has been emptied and is not yet back at its resume level."""
        return self._band.is_low

    @property
    def reserve_gone(self) -> bool:
        """Whether its last reserve has been used up and it is not yet back at the level to give again."""
        return self._reserve_band.is_low

    @property
    def acceptance(self) -> float:
        """Most power that it takes from the bus now [kW]."""
        if self.sync() < self.capacity:
            return self._charge_power
        return min(self._charge_power, on_grid(self._self_discharge / self._charge_efficiency))

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
        """Energy lost in both converters, by self-discharge and with lost capacity so far [kWh]."""
        self._integrate()
        return (self._charged - self._let_in) + (self._let_out - self._discharged) + self._leaked + self._faded

    def mark(self) -> None:
        """Record the level as it is now, e.g. at the end of the run."""
        self._tank.mark()

    def connect(self, on_change: Callable[[str], None]) -> None:
        """Join a bus, which hears when the storage is full, empty, exhausted or back (called by the bus)."""
        self._on_change = on_change

    def disconnect(self) -> None:
        """Leave the bus: nothing flows any more (called by the bus)."""
        self._on_change = None
        self._tell_discharge(self.sync())
        self._run(0.0, 0.0, 0.0, 0.0)

    def account(self) -> float:
        """Account for the discharge under way; the level [kWh]."""
        level = self.sync()
        self._tell_discharge(level)
        return level

    def step(self, capacity: float, self_discharge: float) -> None:
        """Hold less from now on, at most ``capacity`` [kWh], and lose another power inside [kW]; the bus is to be told.

        The discharge under way has been accounted for. What no longer fits is lost.

        Raises:
            ValueError: The capacity is not positive, or larger than before.
        """
        if capacity != self.capacity:
            if not 0 < capacity <= self.capacity:
                raise ValueError(f"storage '{self.name}': capacity {capacity} is not within 0..{self.capacity}")
            share = capacity / self.capacity
            self.capacity = capacity
            self.floor *= share
            self.reserve *= share
            self._faded += self._tank.shrink(capacity)
        self._self_discharge = on_grid(self_discharge)
        self.sated = math.inf

    def settle(self, surplus: float, level: float) -> float:
        """Take part of a ``surplus`` [kW], or give part of a negative one (called by the bus).

        Args:
            surplus: What the bus has left.
            level: Energy in the storage now [kWh].

        Returns:
            Power from the bus [kW], negative into it.
        """
        leak = self._self_discharge
        if surplus >= 0.0:
            power = surplus if surplus < self._charge_power else self._charge_power
            inflow = on_grid(power * self._charge_efficiency)
            outflow = 0.0
            if level >= self.capacity and inflow > leak:
                inflow = leak
                power = min(power, on_grid(inflow / self._charge_efficiency))
            if level <= 0.0 and inflow < leak:
                leak = inflow
        else:
            power = surplus if -surplus < self.reserve_limit else -self.reserve_limit
            inflow = 0.0
            outflow = on_grid(-power / self._discharge_efficiency)
            if level <= 0.0:
                leak = 0.0
        self.sated = power if power >= 0.0 and power < surplus else math.inf
        if (power < 0.0) != (self._power < 0.0):
            if power < 0.0:
                self._dips_from = level
            else:
                self._tell_discharge(level)
        if power != self._power or outflow != self._outflow or leak != self._leak or inflow != self._inflow:
            self._run(power, inflow, outflow, leak)
        return power

    def _run(self, power: float, inflow: float, outflow: float, leak: float) -> None:
        """Take ``power`` from the bus, negative to give, and let this flow in, out and away [kW]."""
        self._integrate()
        self._power, self._inflow, self._outflow, self._leak = power, inflow, outflow, leak
        # Exact: all rates lie on one grid.
        net = inflow - outflow - leak
        if net != self.net_rate:
            change = net - self.net_rate
            self.net_rate = net
            self._tank.change_rate(change)

    def _integrate(self) -> None:
        now = self._env.now
        span = now - self._since
        if span > 0.0:
            self._since = now
            power = self._power
            if power > 0.0:
                self._charged += power * span
            else:
                self._discharged -= power * span
            self._let_in += self._inflow * span
            self._let_out += self._outflow * span
            self._leaked += self._leak * span

    def _tell_discharge(self, level: float) -> None:
        """Account for the discharge under way, which has come down to ``level`` [kWh]."""
        if self._power < 0.0:
            if self._on_discharged is not None and level < self._dips_from:
                self._on_discharged(self._dips_from, level)
            self._dips_from = level

    def _set_limits(self) -> None:
        exhausted, gone = self._band.is_low, self._reserve_band.is_low
        self.discharge_limit = 0.0 if exhausted else self._discharge_power
        """Most power it can give to anyone now [kW]."""
        self.reserve_limit = 0.0 if exhausted and gone else self._discharge_power
        """Most power it can give to those who may draw on the last reserve [kW]."""

    def _exhausted(self, exhausted: bool) -> None:
        self._set_limits()
        if self._on_exhausted is not None:
            self._on_exhausted(exhausted)
        self._changed()

    def _reserve_gone(self, gone: bool) -> None:
        self._set_limits()
        if self._on_reserve_gone is not None:
            self._on_reserve_gone(gone)
        self._changed()

    def _changed(self) -> None:
        self.sated = math.inf
        if self._on_change is not None:
            self._on_change(self.name)

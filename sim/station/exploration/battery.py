"""The battery of a hopper: charged by the base while it is docked, run down elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine import Ledger, Tank
from sim.scenario.schema.explorers import Hopper
from sim.station.base import Base
from sim.station.energy.system import Energy

_TOP_UP_BELOW = 0.98
"""Share of its capacity below which a docked battery that was full is charged again."""


class HopperBattery:
    """A battery of its own: what it holds is on no bus.

    Docked, it is a divisible load of the base while it is charged, and the base keeps the hopper warm; what the base
    does not give of that the battery does.

    Args:
        base: The base.
        name: Of the hopper.
        hopper: What the scenario says of it.
        on_low: Called when it falls to the charge at which a crater is left.
        on_empty: Called when it is empty.
    """

    def __init__(
        self, base: Base, name: str, hopper: Hopper, on_low: Callable[[], None], on_empty: Callable[[], None]
    ) -> None:
        self._hopper = hopper
        capacity = float(hopper.battery)
        recorder = base.recorder(f"exploration.charge.{name}", "kWh", "linear")
        self._tank = Tank(base.env, f"{name} battery", capacity, capacity, recorder=recorder, on_empty=on_empty)
        self._charged, self._drawn = self._tank.flow("charged"), self._tank.flow("drawn")
        self._leave = float(hopper.leave_charge) * capacity
        self._depart = float(hopper.depart_charge) * capacity
        self._tank.band(self._leave, self._depart, on_low=on_low)
        self._tank.band(_TOP_UP_BELOW * capacity, capacity, on_low=self._ask, on_high=self._ask)
        bus = base[Energy].bus
        self._charger = bus.add_load(f"{name} hopper charger", "operations", divisible=True, on_grant=self._charge)
        self._heater = bus.add_load(f"{name} hopper", "survival", on_grant=lambda _: self._heat())
        self._docked = False
        self._hops = 0.0

    @property
    def low(self) -> bool:
        """Whether it is at or below the charge at which a crater is left."""
        return self._tank.level <= self._leave

    @property
    def ready(self) -> bool:
        """Whether it is charged enough to leave the base."""
        return self._tank.holds(self._depart)

    def when_ready(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` once it is charged enough to leave the base."""
        self._tank.when_at_least(self._depart, callback)

    def dock(self) -> None:
        """Take power of the base from now on."""
        self._docked = True
        self._heater.request(float(self._hopper.keep_warm))
        self._ask()
        self._heat()

    def undock(self) -> None:
        """Live on what it holds from now on."""
        self._docked = False
        self._heater.request(0.0)
        self._charger.request(0.0)
        self._charged.set(0.0)
        self._drawn.set(0.0)

    def draw(self, power: float) -> None:
        """Give ``power`` [kW] from now on, away from the base."""
        self._drawn.set(-power)

    def hop(self) -> bool:
        """Give what a hop takes; False where there is less."""
        energy = float(self._hopper.hop_energy)
        if not self._tank.holds(energy):
            return False
        self._drawn.set(0.0)
        self._hops += energy
        self._tank.take(energy)
        return True

    def ledger(self, commodity: str) -> Ledger:
        """The ledger at the end of the run [kWh]."""
        self._tank.mark()
        ledger = Ledger(commodity, "kWh")
        ledger.receive("base", self._charger.energy)
        ledger.issue("charging_loss", self._charger.energy - self._charged.total)
        ledger.issue("used", -self._drawn.total)
        ledger.issue("hops", self._hops)
        ledger.stock("battery", self._tank.start_level, self._tank.level)
        return ledger

    def _ask(self) -> None:
        wanted = self._docked and self._tank.room > 0.0
        self._charger.request(float(self._hopper.charge_power) if wanted else 0.0)
        if not wanted:
            self._charged.set(0.0)

    def _charge(self, granted: float) -> None:
        wanted = self._docked and self._charger.demand > 0.0
        self._charged.set(granted * float(self._hopper.charge_efficiency) if wanted else 0.0)

    def _heat(self) -> None:
        if self._docked:
            self._drawn.set(0.0 if self._heater.served else -float(self._hopper.keep_warm))
            if not self._heater.served:
                self._ask()

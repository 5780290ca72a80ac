"""The cabin: the air that all open modules share, its pressures, valves and leaks."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.engine import Alarm, Gauge, Process, Stream, Turnover
from sim.scenario.schema.crew import Crew
from sim.scenario.schema.crew_habitats import CABIN, CARBON_DIOXIDE, NITROGEN, OXYGEN, gas_density
from sim.station.base import Base
from sim.station.resources.system import Resources

_MILLIGRAM = 1e-6
"""Leaks are so many milligrams an hour [kg]."""
_STEP = 0.02
"""Share by which the pressure changes before a leak follows it."""


class Valve:
    """Lets a gas from its store into the cabin while it is open, and while there is any.

    Args:
        base: The base.
        resources: Its stores.
        gas: The gas of the cabin.
        rate: What it lets in [kg/h].
    """

    def __init__(self, base: Base, resources: Resources, gas: str, rate: float) -> None:
        outside = CABIN[gas]
        self.name = f"{outside}-valve"
        self.open = False
        """Whether it is open, whatever comes."""
        self._process = Process(
            base.env,
            self.name,
            [resources.stream(outside, rate)],
            [resources.stream(gas, rate)],
            restart=0.05,
            on_change=self._look,
        )
        # Without a store nothing comes; a stream without a tank would be endless.
        self._dry = resources.stock(outside) is None
        resources.users[self.name] = self._process

    @property
    def starved(self) -> bool:
        """Whether there is nothing that it could let in."""
        return self._dry or self._process.starved

    @property
    def starved_since(self) -> float | None:
        """Since when [h]; None where it is not, or where there is no store."""
        return min(self._process.missing.values(), default=None)

    def turn(self, to_open: bool) -> None:
        """Open or close."""
        self.open = to_open
        self._look()

    def _look(self) -> None:
        runs = int(self.open and not self.starved)
        if runs != self._process.running:
            self._process.run(runs - self._process.running)


class Cabin:
    """The air of a base.

    Valves keep up the partial pressure of oxygen and, with nitrogen, the total. Air that leaks has the mixture and goes
    with the pressure, which it follows in steps. What people breathe and what scrubbers take are flows of others.

    Args:
        base: The base.
        table: What the scenario says.
        resources: Where the gases are kept account of.
    """

    def __init__(self, base: Base, table: Crew, resources: Resources) -> None:
        self._base = base
        self._spec = table.cabin
        self._density = {gas: gas_density(gas, float(table.cabin.temperature)) for gas in CABIN}
        self._stocks = {gas: resources.stocks[gas] for gas in CABIN}
        self.volume = 0.0
        """Volume of all open modules [m^3]."""
        self._leakage = 0.0
        self.holes: dict[str, tuple[float, float]] = {}
        """Air that is lost through holes at the pressure that is kept up [kg/h], with since when [h]."""
        tanks = [stock.tank for stock in self._stocks.values()]
        env = base.env
        self.total = Gauge(env, tanks, [0.0] * len(tanks))
        """Total pressure [kPa]."""
        self.partial = {gas: Gauge(env, [stock.tank], [0.0]) for gas, stock in self._stocks.items()}
        """Partial pressure of each gas [kPa]."""
        names = ("total", *CABIN.values())
        self._add_row = base.rows([f"crew.pressure.{name}" for name in names], "kPa", "linear").add
        self._touched = False
        for tank in tanks:
            tank.listen(self._touch)
        self._leaks: dict[str, Turnover] = {}
        for gas, outside in CABIN.items():
            leak = Turnover(
                env,
                f"leak-of-{outside}",
                [Stream(gas, _MILLIGRAM, self._stocks[gas].tank)],
                [Stream(outside, _MILLIGRAM, None, vents=True)],
            )
            self._leaks[gas] = resources.users[leak.name] = leak
        self._leak_alarm = Alarm(env, self._follow)
        self.valves = {
            OXYGEN: Valve(base, resources, OXYGEN, float(self._spec.oxygen_valve)),
            NITROGEN: Valve(base, resources, NITROGEN, float(self._spec.nitrogen_valve)),
        }
        """Valves by the gas that they let in."""
        self._touch()
        self._keep_up(self.partial[OXYGEN], float(self._spec.oxygen), self.valves[OXYGEN])
        self._keep_up(self.total, float(self._spec.pressure), self.valves[NITROGEN])

    @property
    def air(self) -> float:
        """Mass of all air [kg]."""
        return math.fsum(stock.tank.level for stock in self._stocks.values())

    def add_module(self, volume: float, leakage: float) -> None:
        """Open a module that brings its own air, at the pressures that are kept up."""
        spec = self._spec
        oxygen, carbon_dioxide = float(spec.oxygen), float(spec.carbon_dioxide)
        pressures = {
            OXYGEN: oxygen,
            CARBON_DIOXIDE: carbon_dioxide,
            NITROGEN: float(spec.pressure) - oxygen - carbon_dioxide,
        }
        if self._base.env.now > 0.0:
            self._note()
        self._resize(volume, leakage)
        for gas, pressure in pressures.items():
            self._stocks[gas].put(pressure * volume * self._density[gas])
        self._follow()

    def shut_module(self, volume: float, leakage: float, hole: str) -> None:
        """Shut a module off from the others: its air stays in it and is lost, with a hole if it had one."""
        share = volume / self.volume
        self._note()
        for stock in self._stocks.values():
            stock.take(share * stock.tank.level)
        self.holes.pop(hole, None)
        self._resize(-volume, -leakage)
        self._follow()

    def leak(self, hole: str, change: float) -> None:
        """Lose so much more air [kg/h] through a hole at the pressure that is kept up, or less; none closes it."""
        before, since = self.holes.get(hole, (0.0, self._base.env.now))
        rate = before + change
        if rate > 1e-9 * before:
            self.holes[hole] = rate, since
        else:
            self.holes.pop(hole, None)
        self._follow()

    def vent(self, mass: float) -> None:
        """Lose so much air at once [kg], as through an airlock."""
        air = self.air
        if air > 0.0:
            self._note()
            share = min(1.0, mass / air)
            for stock in self._stocks.values():
                stock.take(share * stock.tank.level)

    def close(self) -> None:
        """Record the pressures as they are now, at the end."""
        self._note()

    def _keep_up(self, gauge: Gauge, pressure: float, valve: Valve) -> None:
        def turn(to_open: bool) -> Callable[[], None]:
            return lambda: valve.turn(to_open and self.volume > 0.0)

        gauge.watch(pressure - float(self._spec.dead_band), pressure, turn(True), turn(False))

    def _resize(self, volume: float, leakage: float) -> None:
        self.volume = max(0.0, self.volume + volume)
        if self.volume < 1e-9:
            self.volume = 0.0
        self._leakage = max(0.0, self._leakage + leakage)
        weight = {gas: 1.0 / (self.volume * density) if self.volume else 0.0 for gas, density in self._density.items()}
        self.total.weights = tuple(weight.values())
        for gas, gauge in self.partial.items():
            gauge.weights = (weight[gas],)
        self._touch()

    def _follow(self) -> None:
        """Let all leaks follow the pressure and the mixture of the air."""
        pressure, air = self.total.reading, self.air
        holes = math.fsum(rate for rate, _ in self.holes.values())
        rate = (self._leakage + holes) * pressure / float(self._spec.pressure)
        for gas, leak in self._leaks.items():
            part = rate * self._stocks[gas].tank.level / air if air > 0.0 else 0.0
            leak.run(round(part / leak.takes[0].rate))
        self._plan()

    def _plan(self) -> None:
        change = abs(self.total.rate)
        wait = _STEP * self.total.reading / change if change > 0.0 else math.inf
        # A leak that nearly emptied the cabin need not be followed to the last breath.
        self._leak_alarm.set(self._base.env.now + max(wait, 0.01))

    def _touch(self, _point: object = None) -> None:
        if not self._touched:
            self._touched = True
            self._base.env.at_end_of_instant(self._settle)

    def _settle(self) -> None:
        self._touched = False
        self._note()
        self.total.look()
        for gauge in self.partial.values():
            gauge.look()
        if self._leak_alarm.due > self._base.env.now:
            self._plan()

    def _note(self) -> None:
        partial = [gauge.reading for gauge in self.partial.values()]
        self._add_row((self._base.env.now, math.fsum(partial), *partial))

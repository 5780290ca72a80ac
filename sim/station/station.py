"""The station: all systems on one clock, run from start to end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from sim.engine import Balance, Ledger, Streams, require_closed
from sim.moon.visibility import Intervals
from sim.scenario import Scenario
from sim.station.communication import Communication
from sim.station.context import Context
from sim.station.energy import Energy
from sim.station.landed import landed_mass
from sim.station.outcome import Outcome
from sim.station.relief import Relief
from sim.station.shelter import BuildingSite
from sim.station.sky import Light, array_mast, full_light, sky_of
from sim.station.tools import Tools

_PROGRESS_STEPS = 100


class Station:
    """A station in a simulation environment of its own.

    Args:
        scenario: What stands there and when.
        seed: Seed of the random streams.
        replicate: Number of the replicate.
        hours: Length of the run [h].
        relief: The limit that is lifted, if any.
    """

    def __init__(
        self, scenario: Scenario, *, seed: int, replicate: int, hours: float, relief: Relief | None = None
    ) -> None:
        self.context = Context(scenario, hours, Streams(seed, replicate), relief)
        began = time.perf_counter()
        self.sky = sky_of(scenario.site, scenario.start, hours, scenario.hours)
        self._lights: dict[float, Light] = {}
        self.array_mast = array_mast(self.sky, scenario.energy.arrays)
        """Measured mast height of the first array by name [m]: where the sunlight figures are read."""
        ground = self.light(self.sky.lowest_mast)
        self.energy = Energy(self.context, self.light, ground)
        self.communication = Communication(self.context, self.sky, self.energy)
        self.site = BuildingSite(self.context)
        self.tools = Tools(self.context, self.light, self.energy, self.communication, self.site)
        self._record_array_light()
        self.sky_wall_s = time.perf_counter() - began

    def light(self, mast: float) -> Light:
        """Sunlight at the measured mast nearest to ``mast`` [m]."""
        mast = self.sky.nearest_mast(mast)
        if mast not in self._lights:
            recorder = self.context.trace.recorder(f"sunlight.lit_fraction.{mast:g} m", "1")
            irradiance = float(self.context.scenario.site.solar_irradiance)
            relieved = self.context.relief == "energy"
            sunlight = full_light(self.context.hours) if relieved else self.sky.sunlight(mast)
            self._lights[mast] = Light(self.context, sunlight, irradiance, recorder)
        return self._lights[mast]

    def run(self, progress: Callable[[float], None] | None = None) -> None:
        """Run to the end, telling ``progress`` the share that is done."""
        env, hours = self.context.env, self.context.hours
        if progress is not None:
            for step in range(1, _PROGRESS_STEPS):
                env.run(until=hours * step / _PROGRESS_STEPS)
                progress(step / _PROGRESS_STEPS)
        env.run(until=hours)
        if progress is not None:
            progress(1.0)

    def balances(self) -> dict[str, Balance]:
        """The ledgers at the end of the run, all of them closed.

        Raises:
            LedgerError: One does not close.
        """
        regolith, bricks = Ledger("regolith", "kg"), Ledger("bricks", "1", counted=True)
        self.tools.digging.book(regolith)
        self.tools.printing.book(regolith, bricks)
        self.tools.laying.book(bricks)
        ledgers: Iterable[Ledger] = (bricks, self.communication.close(), self.energy.close(), regolith)
        balances = {ledger.commodity: ledger.balance() for ledger in ledgers}
        require_closed(balances.values())
        return balances

    def facts(self) -> dict[str, float | None]:
        """Single figures that no channel tells exactly, base units."""
        hours = self.context.hours
        sunlight = self.sky.sunlight(self.array_mast)
        dark = sunlight.longest_span_below(0.5)
        earth = Intervals.of(0.0, hours, self.sky.earth(self.communication.antenna_mast))
        return {
            "communication.earth_longest_gap": earth.longest_gap(),
            "communication.earth_visibility": earth.share(),
            "communication.longest_gap": self.communication.longest_gap,
            "energy.longest_dark": sunlight.longest_below(0.5),
            "energy.longest_dark_start": dark[0] if dark else 0.0,
            "energy.lowest_state_of_charge": self.energy.lowest_charge,
            "shelter.first_complete": self.site.first_complete,
            "station.landed_mass": landed_mass(self.context, self.tools.spares_delivered),
            "sunlight.lit_fraction": sunlight.mean(),
        }

    def _record_array_light(self) -> None:
        """The light at the first array under a name that does not depend on its mast: known for the whole run."""
        sunlight = self.sky.sunlight(self.array_mast)
        recorder = self.context.trace.recorder("sunlight.lit_fraction", "1")
        for begin, fraction in zip(sunlight.times[:-1].tolist(), sunlight.fraction.tolist(), strict=True):
            recorder.record(begin, fraction)


def run_station(
    scenario: Scenario,
    *,
    seed: int,
    replicate: int = 0,
    hours: float | None = None,
    relief: Relief | None = None,
    progress: Callable[[float], None] | None = None,
) -> Outcome:
    """Run a scenario's station once.

    Args:
        scenario: What to run.
        seed: Seed of the random streams.
        replicate: Number of the replicate: other random numbers under the same seed.
        hours: Length of the run [h], the scenario's if None.
        relief: The limit that is lifted, if any; see :mod:`sim.station.relief`.
        progress: Called now and then with the share that is done, 0 to 1.

    Raises:
        LedgerError, TankError, BusError: A fault of the program, never of the scenario.
    """
    span = scenario.hours if hours is None else hours
    station = Station(scenario, seed=seed, replicate=replicate, hours=span, relief=relief)
    began = time.perf_counter()
    station.run(progress)
    balances = station.balances()
    simulate_s = time.perf_counter() - began
    return Outcome(
        channels=station.context.trace.channels(station.context.hours),
        events=tuple(station.context.events),
        balances=balances,
        facts=station.facts(),
        simpy_events=station.context.env.scheduled_events,
        wall_s={"sky": station.sky_wall_s, "simulate": simulate_s},
    )

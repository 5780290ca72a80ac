"""A hopper: charges at the base, leaps into craters by its plan, reads there, and leaves in time or is lost."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sim.engine import Alarm, Ledger
from sim.scenario.schema.exploration import Exploration
from sim.scenario.schema.explorers import HOME, Probe
from sim.scenario.schema.hop_plan import Leg, burned, legs, outing
from sim.station.base import Base
from sim.station.exploration.battery import HopperBattery
from sim.station.exploration.instruments import Observation, Reader
from sim.station.exploration.memory import Memory
from sim.station.exploration.places import CraterGround, Links, Visit, sky_over
from sim.station.exploration.warmth import Warmth

FLIGHT, LOST, ABSENT = "in flight", "lost", "not there"
"""Where a hopper may be that is no place."""


class Hopper:
    """A hopper along its plan.

    Args:
        base: The base that it starts from.
        name: Its name.
        table: What the scenario says of the exploration.
        grounds: Craters by name.
        observations: How long its payloads have run, by name.
    """

    def __init__(
        self,
        base: Base,
        name: str,
        table: Exploration,
        grounds: Mapping[str, CraterGround],
        observations: Mapping[str, Observation],
    ) -> None:
        self.name = name
        self._base = base
        self._spec = spec = table.hoppers[name]
        self._grounds = grounds
        carried = table.carried(name)
        self._payloads = carried
        self._observations = observations
        self._dry = table.start_mass(name) - float(spec.propellant)
        self.propellant = float(spec.propellant)
        """What is left in its tanks [kg]."""
        self._burned: list[float] = []
        self._legs: list[Leg] = legs(spec, base.tables.site, table.craters)
        self._random = base.stream(f"exploration/{name}/hop")
        self.cause = ""
        """What it was lost to, in words; empty while it is not."""
        self._place = ABSENT
        self._rate = 0.0
        self._going: Leg | None = None
        self._doomed = ""
        self._leaves = ""
        self._held = False
        self._visits = 0
        self._links: dict[str, Links] = {}
        places = (HOME, *sorted(grounds), FLIGHT, LOST, ABSENT)
        self._codes = {place: float(code) for code, place in enumerate(places)}
        self._place_recorder = base.recorder(f"exploration.place.{name}", "1", labels=places)
        self._link_recorder = base.recorder(f"exploration.link.{name}", "1")
        self._propellant_recorder = base.recorder(f"exploration.propellant.{name}", "kg")
        self._link_recorder.record(0.0, 0.0)
        self._propellant_recorder.record(0.0, self.propellant)
        self._place_recorder.record(0.0, self._codes[ABSENT])
        margin = base.recorder(f"exploration.temperature_margin.{name}", "K", "linear")
        warm, least = float(spec.warm_temperature), float(spec.least_temperature)
        self._warmth = Warmth(base.env, warm, float(spec.time_constant), margin, least)
        self._leave_at = least + float(spec.leave_margin)
        self._warmth.watch(self._leave_at, self._cool)
        self._warmth.watch(least, lambda: self._lose("too cold"))
        self._warmth.watch(float(spec.depart_temperature), self._seek)
        self.battery = HopperBattery(base, name, spec, self._run_low, lambda: self._lose("out of charge"))
        """Its battery."""
        stored = base.recorder(f"exploration.stored.{name}", "Gbit", "linear")
        self.memory = Memory(base.env, name, float(spec.memory), stored, self._sent)
        """Its data."""
        self._readers = {
            each: Reader(base, probe, lambda: not self.memory.losing, self._has_read)
            for each, probe in carried.items()
            if isinstance(probe, Probe)
        }
        self._on_board: list[Visit] = []
        self._link_alarm = Alarm(base.env, self._look_for_link)
        self._landing = Alarm(base.env, self._land)
        self._rested = Alarm(base.env, self._seek)
        base.schedule_service(spec, "exploration", name, self._come_home, self._retire)

    @property
    def hops(self) -> int:
        """Hops that it began."""
        return len(self._burned)

    @property
    def linked(self) -> bool:
        """Whether it has a link to Earth."""
        return self._in_place and self._rate > 0.0

    def ledgers(self) -> list[Ledger]:
        """Its books at the end of the run: energy [kWh], propellant [kg] and data [Gbit]."""
        self._warmth.close()
        books = Ledger(f"exploration.propellant.{self.name}", "kg")
        for used in self._burned:
            books.issue("hops", used)
        books.stock("tanks", float(self._spec.propellant), self.propellant)
        energy = self.battery.ledger(f"exploration.energy.{self.name}")
        return [energy, books, self.memory.ledger(f"exploration.data.{self.name}")]

    # ---- where it is ----

    @property
    def _in_place(self) -> bool:
        return self._place not in {FLIGHT, LOST, ABSENT}

    def _be_at(self, place: str) -> None:
        self._place = place
        self._place_recorder.record(self._base.env.now, self._codes[place])
        self._rate = 0.0
        self._look_for_link()

    def _retire(self) -> None:
        if self._place != LOST:
            self._silence()
            self._be_at(ABSENT)

    def _come_home(self) -> None:
        self.battery.dock()
        self._warmth.towards(float(self._spec.warm_temperature))
        self._rested.set(self._base.env.now + float(self._spec.turnaround))
        self._be_at(HOME)
        self._seek()

    def _silence(self) -> None:
        """Do nothing any more."""
        self._quieten()
        self.battery.undock()
        self._landing.cancel()
        self._rested.cancel()
        self.memory.link(0.0)

    def _lose(self, cause: str) -> None:
        if self._place in {LOST, ABSENT}:
            return
        where = f"at {self._place}" if self._going is None else f"on the way to {self._going.end}"
        self.cause = cause
        self._silence()
        self._base.log("exploration", self.name, "hopper_lost", f"{cause}, {where}")
        self._be_at(LOST)

    # ---- links ----

    def _links_at(self, place: str) -> Links:
        if place not in self._links:
            base = self._base
            sky = base.sky if place == HOME else sky_over(base, self._grounds[place].crater)
            self._links[place] = Links(base, sky, float(self._spec.earth_rate), float(self._spec.relay_rate))
        return self._links[place]

    def _look_for_link(self) -> None:
        now = self._base.env.now
        self._rate, following = self._links_at(self._place).at(now) if self._in_place else (0.0, math.inf)
        self._link_alarm.set(following)
        self._link_recorder.record(now, 1.0 if self.linked else 0.0)
        self.memory.link(self._rate)
        self._power()
        if self._rate > 0.0:
            if self.memory.empty:
                self._sent()
            self._seek()
            self._leave()

    # ---- at the base ----

    def _seek(self) -> None:
        """Leave the base, if there is where to and nothing is missing."""
        if self._place != HOME or not self._legs or self._rested.due < math.inf:
            return
        if not self.battery.ready:
            self.battery.when_ready(self._seek)
            return
        if self._warmth.now < float(self._spec.depart_temperature):
            return
        if not self._may_go():
            return
        needed = sum(burned(outing(self._legs), self._mass, float(self._spec.specific_impulse)))
        left = self.propellant - float(self._spec.propellant_reserve) * float(self._spec.propellant)
        if needed > left:
            text = f"propellant for {self._legs[0].end} and back, {needed:.1f} kg, is more than {max(left, 0.0):.1f} kg"
            self._legs = []
            self._base.log("exploration", self.name, "hop_plan_ended", text)
            return
        self.battery.undock()
        self._hop()

    def _may_go(self) -> bool:
        """Whether somebody on Earth can let it go, or it goes by itself."""
        if self._spec.autonomous or self.linked:
            self._held = False
            return True
        if not self._held:
            self._held = True
            self._base.log("exploration", self.name, "hop_held", f"no link at {self._place}")
        return False

    # ---- in a crater ----

    def _stand(self, ground: CraterGround) -> None:
        """Begin a visit."""
        self._leaves = ""
        self._visits += 1
        ground.visit()
        self._be_at(ground.name)
        for name, reader in self._readers.items():
            probe = self._payloads[name]
            assert isinstance(probe, Probe)
            visit = Visit(self._base, ground, probe, f"exploration/{self.name}/{name}/{self._visits}")
            ground.visits.append(visit)
            self._on_board.append(visit)
            reader.start(visit)
        for name in self._payloads:
            self._observations[name].run(True)
        self._power()
        if self.battery.low:
            self._run_low()
        elif self._warmth.now <= self._leave_at:
            self._cool()
        elif not self._readers:
            self._want("nothing to read")

    def _power(self) -> None:
        """Make the data, and draw what heaters, instruments and the radio take, all of which becomes heat."""
        if self._place not in self._grounds:
            return
        running = [self._payloads[name] for name in self._payloads if self._runs(name)]
        self.memory.make(math.fsum(int(each.count) * float(each.data_rate) for each in running))
        power = float(self._spec.standby) + math.fsum(int(each.count) * float(each.power) for each in running)
        power += float(self._spec.radio_power) if self.memory.sending else 0.0
        self.battery.draw(power)
        surroundings = float(self._grounds[self._place].crater.temperature)
        self._warmth.towards(surroundings + power / float(self._spec.heat_loss))

    def _runs(self, name: str) -> bool:
        reader = self._readers.get(name)
        return not self._leaves if reader is None else reader.reading

    def _has_read(self) -> None:
        """Note a reading, which is home once all data made until now are."""
        for name, reader in self._readers.items():
            self._observations[name].run(reader.reading)
        self._power()
        if self.memory.empty and self.linked:
            self._sent()
        if not any(reader.reading for reader in self._readers.values()):
            self._want("all is read")

    def _sent(self) -> None:
        """All that was read until now has reached Earth."""
        self._power()
        heard = [visit for visit in self._on_board if visit.home < len(visit.readings)]
        for visit in heard:
            visit.home = len(visit.readings)
        for ground in self._grounds.values():
            if any(visit in heard for visit in ground.visits):
                ground.hear(whole=not any(reader.reading for reader in self._readers.values()))

    def _run_low(self) -> None:
        if self._place in self._grounds:
            self._want("its charge is low")

    def _cool(self) -> None:
        if self._place in self._grounds and self._warmth.now <= self._leave_at * (1.0 + 1e-9):
            self._want("it is cold")

    def _quieten(self) -> None:
        """Switch off what reads."""
        for reader in self._readers.values():
            reader.stop()
        for name in self._payloads:
            self._observations[name].run(False)
        self.memory.make(0.0)

    def _want(self, reason: str) -> None:
        """Want to leave a crater for the next place of the plan."""
        if self._leaves:
            return
        self._leaves = reason
        self._quieten()
        self._power()
        if not self._legs:
            self._base.log("exploration", self.name, "hop_plan_ended", f"{reason} at {self._place}, its last place")
        self._leave()

    def _leave(self) -> None:
        if self._leaves and self._legs and self._place in self._grounds and self._may_go():
            self._hop()

    # ---- hops ----

    @property
    def _mass(self) -> float:
        return self._dry + self.propellant

    def _hop(self) -> None:
        """Take off; a hop that does not end well is found out when it should have landed."""
        spec = self._spec
        leg = self._going = self._legs.pop(0)
        # As many numbers at each hop, whatever comes of them.
        spread, failure = float(self._random.standard_normal()), float(self._random.random())
        if not self.battery.hop():
            self._going = None
            self._lose("out of charge")
            return
        planned = next(burned([leg], self._mass, float(spec.specific_impulse)))
        needed = planned * max(0.0, 1.0 + float(spec.burn_spread) * spread)
        used = min(needed, self.propellant)
        failed = "failed hop" if failure < float(spec.hop_failure) else ""
        self._doomed = "out of propellant" if used < needed else failed
        self._burned.append(used)
        self.propellant -= used
        now = self._base.env.now
        self._propellant_recorder.record(now, self.propellant)
        why = f"{self._leaves}: " if self._leaves else ""
        way = f"{leg.start} to {leg.end}, {leg.distance / 1000:.1f} km, {leg.delta_v:.0f} m/s, {used:.1f} kg"
        self._base.log("exploration", self.name, "hop_started", why + way)
        self._leaves = ""
        self._be_at(FLIGHT)
        self._landing.set(now + leg.hours)

    def _land(self) -> None:
        leg = self._going
        assert leg is not None
        if self._doomed:
            self._lose(self._doomed)
            return
        self._going = None
        self._base.log("exploration", self.name, "hop_landed", f"at {leg.end}")
        if leg.end == HOME:
            self._come_home()
        else:
            self._stand(self._grounds[leg.end])

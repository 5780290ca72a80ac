"""One machine of the station with all that surrounds it: heat, wear, repair, supervision, data, arrival and loss."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

from numpy.random import Generator

from sim.engine import Alarm, Machine, SpareStock, Wear, Workshop
from sim.scenario.schema.tools import Machine as MachineTable
from sim.station.base import Base
from sim.station.communication.radios import Link
from sim.station.communication.system import Communication
from sim.station.energy.system import Energy
from sim.station.relief import Lift
from sim.station.states import CHANNEL, STATES, WHILE_OVERDUE, WORKED, State, waiting_for
from sim.station.tools.growth import as_of_the_first, at_work


def spare_need(kind: str) -> str:
    """What machines lack that wait for spare parts of a kind."""
    return f"spare {kind}"


class Unit:
    """A single machine.

    Lives between failures and repair times are exponential. The failure rate is the one of a clean place times the
    dust factor. A machine whose survival heat is not served is dormant; after its cold limit it freezes. It is repaired
    once its heat is served again, for in the cold it would only freeze again. Freezing does not wear it: its lives and
    its other repairs are as if it had not frozen.

    Args:
        base: Where it stands: its power, its link and its operator come from there.
        spec: What machine it is.
        key: The asset's name in the scenario, account of its data.
        name: Name of this unit.
        number: Which of the asset's units it is, from 1.
        workshop: Who repairs it.
        spares: Where its spare parts lie, None if it needs none.
    """

    __slots__ = (
        "_base",
        "_cold",
        "_communication",
        "_drawn",
        "_energy",
        "_failing",
        "_heat",
        "_link",
        "_links",
        "_lives",
        "_on_arrive",
        "_repair_hours",
        "_repairs",
        "_spares",
        "_thaw_first",
        "_workshop",
        "away",
        "failures",
        "machine",
        "name",
        "on_failed",
        "on_repaired",
        "on_retire",
        "spec",
        "stream",
        "way_there",
        "wear",
        "worn_out",
    )

    def __init__(
        self,
        base: Base,
        spec: MachineTable,
        key: str,
        name: str,
        number: int,
        workshop: Workshop,
        spares: SpareStock | None,
    ) -> None:
        self.name = name
        self.spec = spec
        self.stream = f"{key}/{number}"
        """Part of its random streams' names; that of the first unit is the same however many there are."""
        self.on_retire: list[Callable[[], None]] = []
        """Called when the unit is lost or retired, before it leaves service."""
        self.on_failed: list[Callable[[], None]] = []
        """Called when it has failed, for whatever reason."""
        self.on_repaired: list[Callable[[], None]] = []
        """Called when it has been repaired, before it works again."""
        self.way_there: Callable[[], float] = lambda: 0.0
        """Time that whoever repairs it takes to get there and back [h]; none, for most stand beside him."""
        self.away = False
        """Whether it is away from where the bus heats it, and keeps itself warm."""
        energy, communication = base[Energy], base[Communication]
        self._base = base
        self._workshop = workshop
        self._spares = spares
        self._failing = False
        self._drawn = self._repair_hours = 0.0
        self._thaw_first = False
        self._lives = base.stream(f"life/{self.stream}")
        self._repairs = base.stream(f"repair/{self.stream}")
        self.failures = 0
        """Failures so far."""
        self.worn_out = 0
        """How many of them came of its own wear."""
        load = energy.add_load(f"{name} work", spec.power_class, at=spec.at)
        self.machine = Machine(
            base.env,
            name,
            STATES,
            load=load,
            power=spec.working_power,
            operators=communication.watch.operators if spec.supervised else None,
            recorder=base.recorder(CHANNEL + name, "state", labels=STATES.names),
            in_service=False,
        )
        self._heat = energy.day_night_load(
            f"{name} heat",
            "survival",
            float(spec.survival_lit),
            float(spec.survival_dark),
            at=spec.at,
        )
        if Lift.HEAT not in base.lifts:
            energy.when_survival_changes(self._look_at_heat)
        energy.when_blackout_changes(lambda black: self.hold(State.BLACKOUT, black))
        self._energy = energy
        self._cold = Alarm(base.env, self._freeze)
        self.wear = Wear(self.machine, self._draw_life, self._worn)
        """How worn it is."""
        self._communication = communication
        self._link = communication.link_at(spec.at)
        self._links: Sequence[Link] | None = None  # only where it is not that one alone
        if spec.supervised:
            self._link.when_link_changes(self._hear_of_link)
        rate = float(spec.data_rate)
        if rate > 0:
            producer = communication.data.producer(key)
            self.machine.on_start.append(producer.changer(rate))
            self.machine.on_stop.append(producer.changer(-rate))
        self._on_arrive: list[Callable[[], None]] = []
        if base.context.flights or base.context.gates:
            base.when_overdue(self._look_at_overdue)

    def _add_up_work(self) -> None:
        """Let its hours at work be part of those of its asset, where a goal asks for these."""
        name = WORKED + self.spec.name
        if self._base.asks(name):
            meter = self._base.meter(name, "h")
            self.machine.on_start.append(partial(meter.add_rate, 1.0))
            self.machine.on_stop.append(partial(meter.add_rate, -1.0))

    def when_it_arrives(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` when the unit has arrived, to hold what keeps it from working, before it may work."""
        self._on_arrive.append(callback)

    def follow(self, *links: Link) -> None:
        """Look whether it has its links whenever one of these comes or goes, if it is supervised."""
        for link in links if self.spec.supervised else ():
            if link is not self._link:
                link.when_link_changes(self._hear_of_link)

    def depend_on(self, *links: Link) -> None:
        """Need all of these links from now on, which it follows."""
        self._links = links
        self.hold(State.NO_LINK, not self._linked)

    @property
    def _linked(self) -> bool:
        if not self.spec.supervised:
            return True
        return self._link.link_up if self._links is None else all(link.link_up for link in self._links)

    @property
    def in_reach(self) -> bool:
        """Whether whoever is on the spot could watch over it."""
        return all(link.in_reach for link in ((self._link,) if self._links is None else self._links))

    def _hear_of_link(self, up: bool) -> None:
        self.hold(State.NO_LINK, not (up if self._links is None else self._linked))

    def start(self) -> None:
        """Let the unit arrive and leave at its dates; at once if it is there from the start."""
        self._add_up_work()
        self._base.schedule_service(self.spec, "tools", self.name, self._arrive, self._retire, self._be_awaited)

    def hold(self, cause: State, holds: bool) -> None:
        """Hold or clear a cause; without effect while the unit is not in service."""
        if self.machine.in_service:
            self.machine.set(cause, holds)

    def go_away(self) -> None:
        """Leave the place where the bus heats it: from now on it keeps itself warm."""
        self.away = True
        self._heat.stop()
        self._cold.cancel()
        self.machine.clear(State.DORMANT)

    def come_back(self) -> None:
        """Be heated by the bus again."""
        self.away = False
        self._heat.start()

    def strand(self, detail: str) -> None:
        """Be out of power where nobody can give it any, until somebody has been there; it takes no spare part."""
        if not self._failing:
            self._fail("stranded", detail, self._base.stream(f"recovery/{self.stream}"))
            self.machine.hold(State.STRANDED)
            self._workshop.repair(self.machine, self._repair_hours, on_done=self._repaired)

    def break_down(self, hours: float) -> None:
        """Fail now and be in order again after some time [h], whoever repairs; what is down already stays as it is."""
        if self._failing or not self.machine.in_service:
            return
        self._failing = True
        self.failures += 1
        self._base.log("tools", self.name, "failed", f"by plan, for {hours:g} h")
        self.machine.hold(State.IN_REPAIR)
        self._base.context.at(self._base.env.now + hours, self._in_order)

    def _in_order(self) -> None:
        if not self.machine.in_service:
            return
        self._failing = False
        self._base.log("tools", self.name, "repaired", "as planned")
        self.machine.clear(State.IN_REPAIR)
        self._mind_cold()

    def _arrive(self) -> None:
        # Idle until everything else that may keep it from working is known.
        self.machine.hold(State.IDLE)
        self.machine.enter_service()
        self._heat.start()
        self.machine.set(State.BLACKOUT, self._energy.blackout)
        self.machine.set(State.NO_LINK, not self._linked)
        for callback in self._on_arrive:
            callback()

    def _retire(self) -> None:
        for callback in self.on_retire:
            callback()
        self._heat.stop()
        self._cold.cancel()
        self._thaw_first = False
        self._workshop.abandon(self.machine)
        self.machine.leave_service()

    def _draw_life(self) -> float:
        mean = float(self.spec.mtbf) / float(self.spec.dust_factor)
        life = float(self._lives.exponential(mean))
        growth = self.spec.growth
        if growth is not None:
            # As many hours as of the first machine, later and later apart.
            law = float(growth.exponent), float(growth.begins)
            life = at_work(as_of_the_first(self._drawn, *law) + life, *law) - self._drawn
        never = Lift.WEAR in self._base.lifts or not self._base.tables.tools.failures
        life = math.inf if never else life
        self._drawn += life
        return life

    @property
    def hours_of_the_first(self) -> float:
        """Hours that wore it until now, as of a machine in a clean place that learns nothing [h]; infinite if never."""
        worn = self._drawn - self.wear.left
        growth = self.spec.growth
        if growth is not None:
            worn = as_of_the_first(worn, float(growth.exponent), float(growth.begins))
        return worn * float(self.spec.dust_factor) if math.isfinite(self._drawn) else math.inf

    def _worn(self) -> None:
        self.worn_out += 1
        self._fail("failed", f"after {self.wear.operating_hours:.0f} operating hours", self._repairs)
        self._repair()

    def _freeze(self) -> None:
        if not self._failing:
            # A stream of its own: the repairs of wear are the same with and without a night too cold.
            repairs = self._base.stream(f"cold-repair/{self.stream}")
            self._fail("cold_failure", f"{float(self.spec.cold_limit):g} h without survival heat", repairs)
            self._thaw_first = True
            self.machine.hold(State.FROZEN)

    def _fail(self, event: str, detail: str, repairs: Generator) -> None:
        self._failing = True
        self.failures += 1
        self._base.log("tools", self.name, event, detail)
        mean = float(self.spec.mttr)
        hours = float(repairs.exponential(mean)) if mean > 0 else 0.0
        self._repair_hours = 0.0 if Lift.REPAIR_TIME in self._base.lifts else hours + self.way_there()
        for callback in self.on_failed:
            callback()

    def _repair(self) -> None:
        self._thaw_first = False
        self._workshop.repair(self.machine, self._repair_hours, spare=self._spares, on_done=self._repaired)

    def _repaired(self) -> None:
        self._failing = False
        if self.machine.holds(State.FROZEN) or self.machine.holds(State.STRANDED):
            self.machine.clear(State.FROZEN)
            self.machine.clear(State.STRANDED)
        else:
            self.wear.renew()
        for callback in self.on_repaired:
            callback()
        self._mind_cold()

    def _mind_cold(self) -> None:
        """Now that it is in order again, freeze in time if it lacks heat."""
        if self.machine.holds(State.DORMANT):
            self._cold.set(self._base.env.now + float(self.spec.cold_limit))

    def _be_awaited(self, blame: str | None) -> None:
        """Wait for transport, or behind a gate for a must-have; for nothing any longer, if None."""
        self.machine.await_service(None if blame is None else waiting_for(State.AWAITED, blame))

    def _look_at_overdue(self) -> None:
        """Show what keeps it from working as a matter of what keeps away what would end it, while that is overdue."""
        others: dict[int, int] = {}
        for lack, shown in WHILE_OVERDUE.items():
            needed = lack if lack != "spare" else None if self._spares is None else spare_need(str(self.spec.spare))
            blame = None if needed is None else self._base.lacks(needed)
            if blame is not None:
                others |= {int(state): int(waiting_for(other, blame)) for state, other in shown.items()}
        self.machine.show(others)

    def _look_at_heat(self) -> None:
        if self.away or not self.machine.in_service:
            return
        cold = not self._heat.load.served
        self.machine.set(State.DORMANT, cold)
        if not cold:
            self._cold.cancel()
            if self._thaw_first:
                self._repair()
        elif math.isinf(self._cold.due) and not self._failing:
            self._cold.set(self._base.env.now + float(self.spec.cold_limit))

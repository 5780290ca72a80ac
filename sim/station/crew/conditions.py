"""Conditions: what must hold for people to come and to stay, each with its history."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from sim.engine import Alarm, Gauge
from sim.moon.radiation import galactic_share
from sim.scenario.schema.crew import Crew
from sim.scenario.schema.crew_habitats import CARBON_DIOXIDE, OXYGEN, Marks
from sim.station.base import Base
from sim.station.communication.system import Communication
from sim.station.crew.cabin import Cabin
from sim.station.crew.condition_names import AIR, CHANNEL, CONDITIONS
from sim.station.crew.habitats import Habitats
from sim.station.crew.people import People
from sim.station.energy.system import Energy

_ENOUGH = 1.25
"""How many times the reserve must be stored before the power condition holds again."""


class Conditions:
    """Which conditions hold.

    Args:
        base: The base.
    """

    def __init__(self, base: Base) -> None:
        self._base = base
        self._holds = dict.fromkeys(CONDITIONS, True)
        self.since = dict.fromkeys(CONDITIONS, 0.0)
        """When each began to hold, or to be missing [h]."""
        self.why = dict.fromkeys(CONDITIONS, "")
        """What keeps each from holding, in words."""
        self._channels = {name: base.recorder(CHANNEL + name, "1") for name in CONDITIONS}
        self._habitable = base.recorder("crew.habitable", "1")
        self._on_change: list[Callable[[str], None]] = []
        for recorder in (*self._channels.values(), self._habitable):
            recorder.record(0.0, 1.0)

    def holds(self, name: str) -> bool:
        """Whether a condition holds."""
        return self._holds[name]

    @property
    def missing(self) -> list[str]:
        """Conditions that do not hold, in their order."""
        return [name for name, holds in self._holds.items() if not holds]

    @property
    def breathable(self) -> bool:
        """Whether those of the air hold."""
        return all(self._holds[name] for name in AIR)

    def when_changes(self, callback: Callable[[str], None]) -> None:
        """Call ``callback`` with the name of each condition that holds no more, or again."""
        self._on_change.append(callback)

    def set(self, name: str, holds: bool, why: str = "") -> None:
        """Let a condition hold or not."""
        self.why[name] = "" if holds else why
        if holds == self._holds[name]:
            return
        now = self._base.env.now
        before = not self.missing
        self._holds[name] = holds
        self.since[name] = now
        self._channels[name].record(now, 1.0 if holds else 0.0)
        after = not self.missing
        if before != after:
            self._habitable.record(now, 1.0 if after else 0.0)
        self._base.log("crew", name, "condition_restored" if holds else "condition_lost", why)
        for callback in self._on_change:
            callback(name)


def marks_of(table: Crew, cabin: Cabin) -> dict[str, tuple[Gauge, Marks, int]]:
    """What is watched of the air by condition: gauge, marks, and 1 where less is worse, -1 where more is."""
    limits, partial_pressure = table.limits, cabin.partial
    return {
        "pressure": (cabin.total, limits.pressure, 1),
        "oxygen": (partial_pressure[OXYGEN], limits.oxygen, 1),
        "carbon-dioxide": (partial_pressure[CARBON_DIOXIDE], limits.carbon_dioxide, -1),
    }


def watch_mark(gauge: Gauge, mark: float, sign: int, share: float, turn: Callable[[bool], None]) -> bool:
    """Call ``turn`` with True where a reading gets beyond a mark, and with False where it is back by a share of that.

    Args:
        gauge: The gauge.
        mark: The mark [kPa].
        sign: 1 where less is worse, -1 where more is.
        share: By which share of the mark it must be back [1].
        turn: What is called.

    Returns:
        Whether it is beyond it now.
    """
    if sign > 0:
        return gauge.watch(mark, mark * (1.0 + share), lambda: turn(True), lambda: turn(False)).is_low
    return not gauge.watch(mark * (1.0 - share), mark, lambda: turn(False), lambda: turn(True)).is_low


def watch_air(conditions: Conditions, cabin: Cabin, table: Crew) -> None:
    """Let the conditions of the air follow the warnings of its pressures."""
    share = float(table.limits.return_share)

    def turn(name: str, gauge: Gauge, digits: int, beyond: bool) -> None:
        conditions.set(name, not beyond, f"{gauge.reading:.{digits}f} kPa" if beyond else "")

    for name, (gauge, marks, sign) in marks_of(table, cabin).items():
        follow = partial(turn, name, gauge, 1 if sign > 0 else 2)
        beyond = watch_mark(gauge, float(marks.warning), sign, share, follow)
        if beyond and cabin.volume <= 0.0:
            conditions.set(name, False, "no air")
        else:
            follow(beyond)


class PowerReserve:
    """The condition of power: what is stored and usable carries the habitats for so long, and there is no blackout.

    Args:
        base: The base.
        conditions: The conditions.
        habitats: Whose power is to be carried.
        hours: For how long [h]; 0 asks for none.
    """

    def __init__(self, base: Base, conditions: Conditions, habitats: Habitats, hours: float) -> None:
        self._env = base.env
        self._energy = base[Energy]
        self._conditions = conditions
        self._habitats = habitats
        self._hours = hours
        self._low = False
        self._alarm = Alarm(base.env, self.look)
        self._energy.when_blackout_changes(lambda _: self.look())
        if hours > 0.0:
            self._energy.when_storage_flow_changes(self.look)
            habitats.when_shield_changes(self.look)
        self.look()

    def look(self) -> None:
        """See whether there is enough, and when that may change."""
        wanted = self._hours * self._habitats.crewed_power
        usable, due = self._energy.usable, math.inf
        if usable is None or wanted <= 0.0:
            self._low = False
        else:
            slack = 1e-9 * wanted
            self._low = usable < wanted * _ENOUGH - slack if self._low else usable <= wanted + slack
            rate, mark = self._energy.usable_rate, wanted * _ENOUGH if self._low else wanted
            if rate != 0.0 and (rate > 0.0) == self._low:
                due = max(0.0, (mark - usable) / rate)
        self._alarm.set(self._env.now + due)
        if self._energy.blackout:
            self._conditions.set("power", False, "blackout")
        else:
            text = "" if usable is None else f"{usable:.0f} kWh stored, {wanted:.0f} kWh wanted"
            self._conditions.set("power", not self._low, text)


class LinkGap:
    """The condition of the link: no longer without one than a limit.

    Args:
        base: The base.
        conditions: The conditions.
        hours: The longest gap [h].
    """

    def __init__(self, base: Base, conditions: Conditions, hours: float) -> None:
        self._env = base.env
        self._conditions = conditions
        self._hours = hours
        self._alarm = Alarm(base.env, lambda: conditions.set("link", False, f"no link for {hours:g} h"))
        communication = base[Communication]
        communication.when_link_changes(self._look)
        self._look(communication.link_up)

    def _look(self, up: bool) -> None:
        if up:
            self._alarm.cancel()
            self._conditions.set("link", True)
        elif math.isinf(self._alarm.due):
            self._alarm.set(self._env.now + self._hours)


class Shielding:
    """The condition of shielding: enough berths behind enough matter.

    Args:
        conditions: The conditions.
        habitats: The modules.
        people: Who is there.
        table: What the scenario says.
        wanted: How many berths are wanted for those who come next.
    """

    def __init__(
        self,
        conditions: Conditions,
        habitats: Habitats,
        people: People,
        table: Crew,
        wanted: Callable[[], int],
    ) -> None:
        self._conditions = conditions
        self._habitats = habitats
        self._people = people
        outside = float(table.radiation.quiet_rate)
        self._most = float(table.limits.dose_rate) / outside if outside > 0.0 else math.inf
        self._wanted = wanted
        habitats.when_shield_changes(self.look)
        people.when_population_changes(self.look)
        self.look()

    def look(self) -> None:
        """See whether it holds."""
        berths = 0
        roofs: list[str] = []
        for one in self._habitats.open_modules:
            depth = self._habitats.shield(one.name)
            if galactic_share(depth) <= self._most:
                berths += int(one.spec.berths)
            else:
                roofs.append(f"{one.name} behind {depth:.0f} g/cm2")
        # Who finds no berth sleeps in a lander.
        wanted = max(min(len(self._people.present), self._habitats.berths), self._wanted())
        why = f"{berths} of {wanted} berths shielded" + (f"; {', '.join(roofs)}" if roofs else "")
        self._conditions.set("shielding", berths >= wanted, why)

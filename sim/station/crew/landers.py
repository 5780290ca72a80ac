"""Landers: seats home, and whether they are ready."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from sim.engine import Alarm
from sim.scenario.schema.crew import Crew
from sim.scenario.schema.crew_habitats import Lander as LanderTable
from sim.station.base import Base, unit_names
from sim.station.energy.system import Energy


class Lander:
    """A lander that stands at the base.

    It fails while it stands ready, and is mended from Earth; without its survival power for too long it is not ready
    until it has that again and was looked over.

    Args:
        landers: Where it stands.
        name: Its name.
        spec: What the scenario says of it.
    """

    def __init__(self, landers: Landers, name: str, spec: LanderTable) -> None:
        base = landers.base
        self._landers = landers
        self._base = base
        self.name = name
        self.spec = spec
        self.ready = True
        """Whether it could leave now."""
        self.gone = False
        """Whether it has left."""
        self.start: Callable[[], bool] = lambda: True
        """Tries to start it: where that fails it is not ready from then on."""
        self._cold = False
        self._failed = False
        self._stream = base.stream(f"lander/{name}")
        self._fail_alarm = Alarm(base.env, self.fail)
        self._mend_alarm = Alarm(base.env, self._mended)
        self._cold_alarm = Alarm(base.env, self._too_cold)
        self._expect_failure()

    @property
    def seats(self) -> int:
        """People that it takes home."""
        return int(self.spec.seats)

    def fail(self, hours: float | None = None, *, least: float = 0.0) -> None:
        """Be not ready until it is mended, after some time [h], or one that is drawn, of ``least`` [h] or more."""
        if self.gone or self._failed:
            return
        self._failed = True
        self._fail_alarm.cancel()
        if hours is None:
            hours = float(self._stream.exponential(float(self.spec.mttr))) if float(self.spec.mttr) > 0.0 else 0.0
        self._mend_alarm.set(self._base.env.now + max(hours, least))
        self._look("something failed in it")

    def leave(self) -> None:
        """Be gone."""
        self.gone = True
        self.ready = False
        for alarm in (self._fail_alarm, self._mend_alarm, self._cold_alarm):
            alarm.cancel()

    def heat(self, served: bool) -> None:
        """Have its survival power from now on, or not."""
        if self.gone:
            return
        if not served:
            if math.isinf(self._cold_alarm.due) and not self._cold:
                self._cold_alarm.set(self._base.env.now + float(self.spec.cold_limit))
            return
        self._cold_alarm.cancel()
        if self._cold:
            self._cold = False
            if not self._failed:
                self.fail()

    def _too_cold(self) -> None:
        self._cold = True
        self._look(f"{float(self.spec.cold_limit):g} h without power")

    def _mended(self) -> None:
        self._failed = False
        self._expect_failure()
        self._look("")

    def _expect_failure(self) -> None:
        self._fail_alarm.set(self._base.env.now + float(self._stream.exponential(float(self.spec.mtbf))))

    def _look(self, why: str) -> None:
        ready = not (self._failed or self._cold)
        if ready != self.ready:
            self.ready = ready
            self._base.log("crew", self.name, "lander_ready" if ready else "lander_not_ready", why)
            self._landers.changed()


class Landers:
    """All landers of a base.

    Args:
        base: The base.
        table: What the scenario says.
    """

    def __init__(self, base: Base, table: Crew) -> None:
        self.base = base
        self._table = table
        self.standing: list[Lander] = []
        """Those that stand there, in the order of coming."""
        self._on_change: list[Callable[[], None]] = []
        self._seats = base.recorder("crew.seats", "1")
        self._seats.record(0.0, 0.0)
        self._loads = {name: base[Energy].bus.add_load(f"{name} lander", "survival") for name in sorted(table.landers)}
        base[Energy].when_survival_changes(self._look_at_heat)
        carried = {rotation.lander for rotation in table.rotations.values()}
        for name in sorted(set(table.landers) - carried):
            spec = table.landers[name]
            base.schedule_service(spec, "crew", name, partial(self._come, spec), partial(self._go, spec))

    @property
    def ready_seats(self) -> int:
        """Seats home that are ready."""
        return sum(one.seats for one in self.standing if one.ready)

    def when_changes(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` where landers come, leave, fail or are ready again."""
        self._on_change.append(callback)

    def land(self, name: str, spec: LanderTable) -> Lander:
        """Let one come; it stands by."""
        one = Lander(self, name, spec)
        self.standing.append(one)
        self._set_power()
        self.changed()
        return one

    def leave(self, lander: Lander) -> None:
        """Let one go."""
        if lander in self.standing:
            self.standing.remove(lander)
            lander.leave()
            self._set_power()
            self.changed()

    def changed(self) -> None:
        """Take account of another number of seats."""
        self._seats.record(self.base.env.now, float(self.ready_seats))
        for callback in self._on_change:
            callback()

    def _come(self, spec: LanderTable) -> None:
        for name in unit_names(spec.name, int(spec.count)):
            self.land(name, spec)

    def _go(self, spec: LanderTable) -> None:
        for one in [one for one in self.standing if one.spec is spec]:
            self.leave(one)

    def _set_power(self) -> None:
        for name, load in self._loads.items():
            load.request(math.fsum(float(one.spec.keep_alive) for one in self.standing if one.spec.name == name))

    def _look_at_heat(self) -> None:
        for one in list(self.standing):
            one.heat(self._loads[one.spec.name].served)

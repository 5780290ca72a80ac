"""A rover that people drive step by step: it moves while there is light and a link, and sleeps in the dark."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine import Meter
from sim.scenario.schema.explorers import Rover as Spec
from sim.station.base import Base
from sim.station.communication.system import Communication


class Rover:
    """A rover near a base, under its light and over its links.

    Args:
        base: The base.
        name: Its name.
        rover: What the scenario says of it.
    """

    def __init__(self, base: Base, name: str, rover: Spec) -> None:
        self._base = base
        self._communication = base[Communication]
        self._light = base.light(float(rover.mast))
        self._pace = rover.pace
        self._present = False
        self._on_wake: list[Callable[[bool], None]] = []
        self.driven = Meter(base.env, base.recorder(f"exploration.driven.{name}", "m", "linear"))
        """How far it drove [m]."""
        self.service = Meter(base.env)
        """How long it has been there [h]."""
        self._awake = False
        self._light.when_dark_changes(self._look)
        self._communication.when_link_changes(lambda _: self._look())
        base.schedule_service(rover, "exploration", name, lambda: self._be(True), lambda: self._be(False))

    def when_awake_changes(self, callback: Callable[[bool], None]) -> None:
        """Call ``callback`` with True when it wakes and with False when it goes to sleep, and with what is so now."""
        self._on_wake.append(callback)
        callback(self._awake)

    def _be(self, present: bool) -> None:
        self._present = present
        self.service.set_rate(1.0 if present else 0.0)
        self._look()

    def _look(self) -> None:
        awake = self._present and not self._light.is_dark
        self.driven.set_rate(self._pace if awake and self._communication.link_up else 0.0)
        if awake != self._awake:
            self._awake = awake
            for callback in self._on_wake:
                callback(awake)

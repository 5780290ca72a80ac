"""Radios over the ground: the links of places of a base other than its main one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sim.engine import PowerBus
from sim.scenario.schema.base import standing
from sim.scenario.schema.communication import Radio
from sim.station.base import Base
from sim.station.energy.loads import RunningLoad
from sim.station.relief import Lift


class Link(Protocol):
    """A link over which machines are watched, that comes and goes."""

    @property
    def link_up(self) -> bool:
        """Whether it is up."""

    @property
    def in_reach(self) -> bool:
        """Whether it comes as soon as anybody is there to watch."""

    def when_link_changes(self, callback: Callable[[bool], None]) -> None:
        """Call ``callback`` with True when it comes and with False when it goes."""


class PlaceLink:
    """The link of a place: up while the main place has one and a radio to the place has its power.

    Args:
        main: The link of the main place.
        radios: How many radios to the place have their power.
        lifted: Whether all links are always up.
    """

    def __init__(self, main: Link, radios: int, lifted: bool) -> None:
        self._main = main
        self._radios = radios
        self._lifted = lifted
        self._on_link: list[Callable[[bool], None]] = []
        self.link_up = False
        """Whether it is up."""
        self._look()
        main.when_link_changes(lambda _: self._look())

    def when_link_changes(self, callback: Callable[[bool], None]) -> None:
        """Call ``callback`` with True when the place gets a link and with False when it loses it."""
        self._on_link.append(callback)

    @property
    def in_reach(self) -> bool:
        """Whether it comes as soon as anybody at the main place is there to watch."""
        return self._lifted or self._radios > 0

    def count(self, radios: int) -> None:
        """Have so many radios with power from now on."""
        self._radios = radios
        self._look()

    def _look(self) -> None:
        up = self._lifted or (self._main.link_up and self._radios > 0)
        if up != self.link_up:
            self.link_up = up
            for callback in self._on_link:
                callback(up)


class Radios:
    """The radios of a base.

    Args:
        base: The base.
        bus: What gives them power.
        main: The link of the main place.
    """

    def __init__(self, base: Base, bus: PowerBus, main: Link) -> None:
        self._base = base
        self._main = main
        self._powered: dict[str, int] = {}
        self._links: dict[str, PlaceLink] = {}
        for name, radio in sorted(standing(base.tables.communication.radios).items()):
            self._add(bus, name, radio)

    def link_at(self, at: str) -> PlaceLink:
        """The link of a place, which no radio need reach."""
        if at not in self._links:
            # Not before somebody asks: who is there first hears first that the link of the main place is back.
            self._links[at] = PlaceLink(self._main, self._powered.get(at, 0), Lift.LINKS in self._base.lifts)
        return self._links[at]

    def _add(self, bus: PowerBus, name: str, radio: Radio) -> None:
        power, place = int(radio.count) * float(radio.power), radio.place

        def turn(on: bool) -> None:
            self._powered[place] = self._powered.get(place, 0) + (1 if on else -1)
            if place in self._links:
                self._links[place].count(self._powered[place])

        load = RunningLoad(bus.add_load(f"{name} radio", radio.power_class), power, turn)
        self._base.schedule_service(radio, "communication", name, load.start, load.stop)

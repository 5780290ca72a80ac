"""Who can watch over machines: people on Earth over a link, and people on the spot or in orbit, who need none."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine import Operators


class Watch:
    """The people who watch over machines, and whether there are any, which is to machines what a link is.

    Args:
        on_earth: How many people on Earth watch over a machine each while there is a link; infinity for any number.
    """

    in_reach = True
    """Whether it comes as soon as anybody is there to watch."""

    def __init__(self, on_earth: float) -> None:
        self._on_earth = on_earth
        self._on_the_spot = 0
        self._from_orbit: dict[str, int] = {}
        self._near = 0  # machines that are watched by those who need no link to Earth
        self._linked = False
        self._on_link: list[Callable[[bool], None]] = []
        self.operators = Operators(on_earth)
        """Those who watch: on Earth while there is a link, on the spot, in orbit while that is in view."""
        self.link_up = False
        """Whether anybody can watch."""

    @property
    def remote(self) -> float:
        """How many machines people elsewhere can watch over now: none without a link, or a station in view."""
        return (self._on_earth if self._linked else 0) + sum(self._from_orbit.values())

    def when_link_changes(self, callback: Callable[[bool], None]) -> None:
        """Call ``callback`` with True when anybody can watch from then on, and with False when nobody can."""
        self._on_link.append(callback)

    def connect(self, linked: bool) -> None:
        """Have a link to Earth from now on, or none."""
        self._linked = linked
        if self._near:
            self._look()
            return
        # With nobody on the spot it is what the link is, and as many watch as ever.
        self.link_up = linked
        for callback in self._on_link:
            callback(linked)

    def on_earth(self, people: int) -> None:
        """Have ``people`` on Earth who watch over a machine each from now on, while there is a link."""
        if people != self._on_earth:
            self._on_earth = people
            self._look()

    def on_the_spot(self, people: int) -> None:
        """Have ``people`` at the base who watch over a machine each from now on."""
        if people != self._on_the_spot:
            self._on_the_spot = people
            self._look()

    def from_orbit(self, station: str, machines: int) -> None:
        """Have people at a base in orbit watch over so many machines from now on."""
        if machines != self._from_orbit.get(station, 0):
            self._from_orbit[station] = machines
            self._look()

    def _look(self) -> None:
        """Count those who watch anew, and tell when there are any and when there are none.

        While nobody can watch, no machine asks: those on Earth count then as if there were a link.
        """
        near = self._near = self._on_the_spot + sum(self._from_orbit.values())
        up = self._linked or near > 0
        turned = up != self.link_up
        self.link_up = up
        if turned and not up:
            self._tell()
        there = near + (self._on_earth if self._linked or not up else 0)
        if there != self.operators.count:
            self.operators.resize(there)
        if turned and up:
            self._tell()

    def _tell(self) -> None:
        for callback in self._on_link:
            callback(self.link_up)

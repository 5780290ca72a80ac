"""Places beside a power bus, each at the end of a cable that carries so much and loses its share."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

from sim.engine.clock import Environment, on_grid

_STEP = 2.0**-32
"""Finest difference between powers, see :func:`~sim.engine.clock.on_grid`."""


class _Bus(Protocol):
    env: Environment

    def cable_changed(self, spoke: Spoke) -> None: ...


class Spoke:
    """A place beside a bus: what is offered there, and what runs over its cable.

    The cable is described by two functions of powers that lie on the grid: what must be sent for something to be
    received, and the most that is received of what is sent. Both are exact, so that nothing is lost but what is booked.
    Made by :meth:`~sim.engine.star.StarBus.add_place`.
    """

    __slots__ = (
        "_bus",
        "_lost",
        "_returned",
        "_sent",
        "_since",
        "_told",
        "capacity",
        "efficiency",
        "flow",
        "left",
        "name",
        "on_flow",
        "supply",
    )

    def __init__(self, bus: _Bus, name: str, on_flow: Callable[[tuple[float, float, float]], None] | None) -> None:
        self._bus = bus
        self.name = name
        self.on_flow = on_flow
        """Called when the flow has changed with a row: the time [h], the flow and what is lost [kW]."""
        self.supply = 0.0
        """Power offered by the sources that stand there [kW]."""
        self.capacity = 0.0
        """Most power that enters the cable, at whichever end [kW]; 0 where there is none."""
        self.efficiency = 1.0
        """Share of it that leaves the cable [1]."""
        self.left = 0.0
        """What its sources offer beyond what has been taken of it, while the bus solves [kW]."""
        self.flow = 0.0
        """What runs at the place's end of the cable [kW]: received there, or sent from there if negative."""
        self._told = (0.0, 0.0)
        self._sent = self._returned = self._lost = 0.0
        self._since = bus.env.now

    def set_cable(self, capacity: float, efficiency: float) -> None:
        """Let the cable carry so much from now on.

        Args:
            capacity: Most power that enters it, at whichever end [kW]; 0 where it is cut.
            efficiency: Share of it that leaves it [1].

        Raises:
            ValueError: Capacity negative or not finite, efficiency not within 0 to 1.
        """
        if not 0 <= capacity < math.inf:
            raise ValueError(f"cable '{self.name}': capacity must be finite and not negative, not {capacity}")
        if not 0 < efficiency <= 1:
            raise ValueError(f"cable '{self.name}': efficiency must be in (0, 1], not {efficiency}")
        self.capacity, self.efficiency = on_grid(capacity), efficiency
        self._bus.cable_changed(self)

    # ---- the cable ----

    def sent(self, received: float) -> float:
        """What enters the cable where ``received`` leaves it [kW]."""
        return on_grid(received / self.efficiency)

    def received(self, sent: float) -> float:
        """The most that leaves the cable where no more than ``sent`` enters it [kW]."""
        power = on_grid(sent * self.efficiency)
        return power - _STEP if self.sent(power) > sent else power

    def drain(self, flow: float) -> float:
        """What a flow takes from the bus, negative where it gives to it [kW]."""
        return self.sent(flow) if flow >= 0.0 else -self.received(-flow)

    def most_flow(self, drain: float) -> float:
        """The most that may flow where no more than ``drain`` is taken from the bus [kW]."""
        return self.received(min(drain, self.capacity)) if drain >= 0.0 else -self.sent(-drain)

    # ---- while the bus solves ----

    @property
    def spare(self) -> float:
        """What the bus could have of what is left of its sources [kW]."""
        if self.left <= 0.0 or self.flow > 0.0:
            return 0.0
        before = -self.flow
        return self.received(min(self.capacity, before + self.left)) - self.received(before)

    def give(self, power: float) -> None:
        """Let the bus have ``power`` [kW] of what it could have."""
        before = -self.flow
        enters = self.sent(self.received(before) + power)
        self.left -= enters - before
        self.flow = -enters

    # ---- what came of it ----

    @property
    def lost(self) -> float:
        """Power lost on the way now [kW]."""
        return self.drain(self.flow) - self.flow

    @property
    def sent_energy(self) -> float:
        """Energy that went into the cable at the bus so far [kWh]."""
        return self._totals()[0]

    @property
    def returned_energy(self) -> float:
        """Energy that went into the cable at the place so far [kWh]."""
        return self._totals()[1]

    @property
    def lost_energy(self) -> float:
        """Energy lost on the way so far [kWh]."""
        return self._totals()[2]

    def settle(self, now: float) -> None:
        """Account for the flow until now, and tell of another one (called by the bus)."""
        told = self.flow, self.lost
        if told != self._told:
            self._sent, self._returned, self._lost = self._totals()
            self._since = now
            self._told = told
            if self.on_flow is not None:
                self.on_flow((now, *told))

    def _totals(self) -> tuple[float, float, float]:
        flow, lost = self._told
        hours = self._bus.env.now - self._since
        sent = self._sent + (flow + lost) * hours if flow > 0.0 else self._sent
        return sent, self._returned + max(0.0, -flow) * hours, self._lost + lost * hours

"""Loads of a power bus and the classes that order them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Protocol

from sim.engine.clock import Environment, on_grid

CHARGE_TOLERANCE = 1e-9
"""How far a state of charge may lie from a threshold by rounding and still count as there.

Levels, capacities and thresholds come from decimals, so that a battery emptied to a depth of discharge of 0.7 rests at
0.30000000000000004 rather than at the 0.3 at which a class is shed.
"""


class _Bus(Protocol):
    env: Environment

    def demand_changed(self, load: Load, change: float) -> None: ...


class LoadClass:
    """A priority class of loads.

    Args:
        name: Name of the class.
        shed_below: State of charge at which the whole class is shed, None for never.
        restore_above: State of charge at which it is served again, above ``shed_below``.
        draws_reserve: Whether it may draw on the last reserve of exhausted storages.
        charging_share: Share of what the sources offer beyond the classes that are not shed which goes into the
            storages first while this class is shed; it may run on the rest. None where it does not run while shed.
        on_shed: Called with True when the class is shed and with False when it is restored.

    Raises:
        ValueError: Only one threshold, not within 0 to 1, or not apart by more than twice ``CHARGE_TOLERANCE``; a share
            that is not within 0 to 1.
    """

    __slots__ = (
        "charging_share",
        "demand",
        "draws_reserve",
        "granted",
        "name",
        "on_shed",
        "restore_above",
        "shed",
        "shed_below",
    )

    def __init__(
        self,
        name: str,
        *,
        shed_below: float | None = None,
        restore_above: float | None = None,
        draws_reserve: bool = False,
        charging_share: float | None = None,
        on_shed: Callable[[bool], None] | None = None,
    ) -> None:
        if (shed_below is None) != (restore_above is None):
            raise ValueError(f"class '{name}': shed_below and restore_above belong together")
        if shed_below is not None and restore_above is not None:
            near = restore_above - shed_below <= 2 * CHARGE_TOLERANCE
            if near or not 0 <= shed_below < restore_above <= 1:
                raise ValueError(f"class '{name}': needs 0 <= shed_below < restore_above <= 1, clearly apart")
        if charging_share is not None and not 0 <= charging_share <= 1:
            raise ValueError(f"class '{name}': charging_share must be within 0 to 1, not {charging_share}")
        self.name = name
        self.shed_below = shed_below
        self.restore_above = restore_above
        self.draws_reserve = draws_reserve
        self.charging_share = charging_share
        self.on_shed = on_shed
        self.shed = False
        self.demand = 0.0
        """Demand of all its loads [kW]."""
        self.granted = 0.0
        """Power granted to all its loads [kW]."""


class Load:
    """A consumer on a bus. Made by :meth:`~sim.engine.bus.PowerBus.add_load`."""

    __slots__ = (
        "_bus",
        "_energy",
        "_env",
        "_since",
        "demand",
        "divisible",
        "granted",
        "load_class",
        "name",
        "on_grant",
        "withheld",
    )

    def __init__(
        self,
        bus: _Bus,
        name: str,
        load_class: LoadClass,
        divisible: bool,
        on_grant: Callable[[float], None] | None,
    ) -> None:
        self._bus = bus
        self._env = bus.env
        self.name = name
        self.load_class = load_class
        self.divisible = divisible
        self.on_grant = on_grant
        """Called with the grant [kW] whenever it changes, and as the answer to every request."""
        self.demand = 0.0
        """Power asked for [kW]."""
        self.granted = 0.0
        """Power granted at the last solve [kW]."""
        self.withheld = False
        """Whether it goes without although the sources could feed it: its class is shed, and charging comes first."""
        self._energy = 0.0
        self._since = bus.env.now

    @property
    def served(self) -> bool:
        """Whether all that is asked for is granted."""
        return self.granted >= self.demand

    @property
    def energy(self) -> float:
        """Energy taken so far [kWh]."""
        return self._energy + self.granted * (self._env.now - self._since)

    def request(self, power: float) -> None:
        """Ask for ``power`` [kW] from now on; the grant follows at the end of the instant.

        Raises:
            ValueError: Negative or not finite.
        """
        if not 0 <= power < math.inf:
            raise ValueError(f"load '{self.name}': demand must be finite and not negative, not {power}")
        self.ask(on_grid(power))

    def ask(self, power: float) -> None:
        """As :meth:`request`, of a power that is known to be in range and on the grid."""
        change = power - self.demand
        if change != 0.0:
            self.demand = power
            self._bus.demand_changed(self, change)

    def grant(self, power: float) -> None:
        """Grant another ``power`` [kW] (called by the bus)."""
        before = self.granted
        now = self._env.now
        self._energy += before * (now - self._since)
        self._since = now
        self.granted = power
        self.load_class.granted += power - before
        on_grant = self.on_grant
        if on_grant is not None:
            on_grant(power)


def rationed(loads: Iterable[Load], reach: float, reserve: float) -> list[float]:
    """Share ``reach`` [kW] among loads in their order; what each gets [kW].

    An indivisible one that does not fit gets nothing, and later ones may have what is left.

    Args:
        loads: In the order in which they are served.
        reach: What sources and storages give to anyone [kW].
        reserve: What exhausted storages give beyond that to those who may draw on the last reserve [kW].
    """
    shares = []
    for load in loads:
        load_class, demand = load.load_class, load.demand
        room = reach + reserve if load_class.draws_reserve else reach
        if load_class.shed:
            share = 0.0
        elif demand <= room:
            share = demand
        else:
            share = room if load.divisible else 0.0
        reach -= share
        if reach < 0.0:
            reserve += reach
            reach = 0.0
        shares.append(share)
    return shares


def shared_light(
    loads: Iterable[Load], shares: list[float], surplus: float, acceptance: float
) -> tuple[list[float], list[bool]]:
    """Let loads of shed classes have of what the sources offer beyond all others, as far as their class's rule says.

    Args:
        loads: In the order in which they are served.
        shares: What each gets so far [kW]; nothing, where its class is shed.
        surplus: What the sources offer beyond that [kW].
        acceptance: Most that the storages take now [kW].

    Returns:
        What each gets [kW], and whether it goes without although the sources could feed it.
    """
    left = surplus
    given, withheld = [], []
    for load, granted in zip(loads, shares, strict=True):
        load_class, demand, share = load.load_class, load.demand, granted
        waits = False
        if load_class.shed and demand > 0.0:
            part = load_class.charging_share
            if part is not None:
                owed = on_grid(part * surplus)
                room = left - (owed if owed < acceptance else acceptance)
                if demand <= room:
                    share = demand
                elif load.divisible and room > 0.0:
                    share = room
            waits = share < demand <= left
            left -= share
        given.append(share)
        withheld.append(waits)
    return given, withheld

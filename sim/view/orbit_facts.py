"""What figures tell of a base in orbit: when it is lit, sees Earth, links the ground, and what is in its stores."""

from __future__ import annotations

from collections.abc import Mapping

from sim.engine import Channel, Spell, longest
from sim.moon.sunlight import DARK_BELOW
from sim.result import Result
from sim.scenario.base_names import at_base, split_base
from sim.scenario.schema.orbit import Orbit, orbit_of
from sim.scenario.schema.scenario import Tables
from sim.scenario.schema.stores import STOCK
from sim.scenario.sky import kepler
from sim.station.communication.stations import THROUGH, WATCHED

LIT = "sunlight.lit_fraction"
EARTH = "communication.earth_visible"


def orbiting(run: Result) -> tuple[str, Tables] | None:
    """The base in orbit that figures show, and its tables: the first whose light is recorded, if any is."""
    # The main base is on the ground.
    lit = {base for base, name in map(split_base, run.channels) if base and name == LIT}
    for base, tables in run.scenario.all_bases() if lit else ():
        if base in lit and orbit_of(tables) is not None:
            return base, tables
    return None


def orbit(run: Result) -> tuple[str, Orbit]:
    """Name and orbit of that base."""
    found = orbiting(run)
    assert found is not None  # it is not asked for where there is none
    there = orbit_of(found[1])
    assert there is not None
    return found[0], there


def period(run: Result) -> float:
    """How long a round of that base takes [h]."""
    return kepler(orbit(run)[1]).period


def channel(run: Result, name: str) -> Channel | None:
    """A history of that base; None where it has none of this name."""
    return run.channels.get(at_base(orbit(run)[0], name))


def through(run: Result) -> tuple[Channel | None, Channel | None]:
    """Whether the ground has a link through that base, and over how many machines there its people watch.

    Of several links through it, that whose name comes first.
    """
    base = orbit(run)[0]
    for ground, tables in run.scenario.all_bases():
        stations = {} if tables.communication is None else tables.communication.orbital_stations
        for name in sorted(stations):
            up = run.channels.get(at_base(ground, THROUGH + name))
            if stations[name].station == base and up is not None:
                return up, run.channels.get(at_base(ground, WATCHED + name))
    return None, None


def eclipses(run: Result) -> tuple[Spell, ...]:
    """When the Moon or the Earth hides the Sun from that base [h]."""
    lit = channel(run, LIT)
    return () if lit is None else tuple(lit.spells(below=DARK_BELOW))


def longest_eclipse(run: Result) -> Spell | None:
    """The longest of them [h], the first of equals; None where there is none."""
    return longest(eclipses(run))


def stores(run: Result) -> Mapping[str, float]:
    """Capacity of each store of that base [kg], by the history of its stock, in the order of the scenario."""
    found = orbiting(run)
    if found is None or found[1].resources is None:
        return {}
    base, tables = found
    assert tables.resources is not None
    named = {at_base(base, STOCK + name): float(store.capacity) for name, store in tables.resources.stores.items()}
    return {name: capacity for name, capacity in named.items() if name in run.channels}


def store_name(history: str) -> str:
    """Name of the store of a history of :func:`stores`."""
    return split_base(history)[1].removeprefix(STOCK)

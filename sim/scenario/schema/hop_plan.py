"""Hop plans worked out: how far each leg is, what it takes, and how far the propellant goes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sim.scenario.schema.explorers import HOME, Crater, Hopper
from sim.scenario.schema.site import Site

Place = Site | Crater
"""Where something stands."""


@dataclass(frozen=True)
class Leg:
    """One hop of a plan.

    Attributes:
        start: Name of the place where it begins.
        end: Name of the place where it ends.
        distance: Along the ground [m].
        delta_v: Change of speed that it should take, losses included [m/s].
        hours: Time of flight [h].
    """

    start: str
    end: str
    distance: float
    delta_v: float
    hours: float


def legs(hopper: Hopper, site: Place, craters: Mapping[str, Place]) -> list[Leg]:
    """Return the hops of a plan, which begins at home.

    Args:
        hopper: Whose plan; it names craters that there are.
        site: Where home is.
        craters: Craters by name.
    """
    from sim.moon.hop import ground_distance, hop_delta_v, hop_hours

    found = []
    for start, end in pairwise((HOME, *hopper.plan)):
        here, there = (site if name == HOME else craters[name] for name in (start, end))
        distance = ground_distance(*_point(here), *_point(there))
        climb = float(there.elevation) - float(here.elevation)
        delta_v = hop_delta_v(distance, climb) * (1.0 + float(hopper.burn_loss))
        found.append(Leg(start, end, distance, delta_v, hop_hours(distance, climb)))
    return found


def burned(legs: Sequence[Leg], mass: float, specific_impulse: float) -> Iterator[float]:
    """Yield the propellant that each hop should take, one after the other [kg].

    Args:
        legs: The hops.
        mass: Of the craft before the first, propellant included [kg].
        specific_impulse: Of its engines [h].
    """
    from sim.moon.hop import propellant

    for leg in legs:
        used = propellant(mass, leg.delta_v, specific_impulse * 3600.0)
        mass -= used
        yield used


def outing(legs: Sequence[Leg]) -> Sequence[Leg]:
    """Return the hops until it is home again, or to the end of the plan."""
    home = next((index for index, leg in enumerate(legs) if leg.end == HOME), len(legs) - 1)
    return legs[: home + 1]


def _point(place: Place) -> tuple[float, float]:
    return float(place.latitude), float(place.longitude)

"""Closure: which share of what people use comes back from what they give."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sim.engine import Process, Turnover
from sim.scenario.schema.crew_habitats import CABIN, CARBON_DIOXIDE, OXYGEN

WATER = "water"
_CARBON_DIOXIDE = (CARBON_DIOXIDE, CABIN[CARBON_DIOXIDE])
_OXYGEN = (OXYGEN, CABIN[OXYGEN])
_ROUNDS = 1000
"""How often shares go round before it is good at the latest."""
_SAME = 1e-13

Shares = Mapping[str, Mapping[str, float]]
"""Share of each element in each commodity [1]."""


@dataclass(frozen=True)
class Exchange:
    """What a process took and gave over a run.

    Attributes:
        name: The process.
        takes: What it took, by commodity [kg].
        gives: What it gave that was kept, by commodity [kg]; not what was let go.
        wastes: What it gave that was let go, by commodity [kg].
    """

    name: str
    takes: Mapping[str, float]
    gives: Mapping[str, float]
    wastes: Mapping[str, float] = field(default_factory=dict)


def exchange_of(process: Process | Turnover) -> Exchange:
    """What a process took and gave so far."""
    takes = {line.stream.name: line.total for line in process.takes}
    gives = {line.stream.name: line.total - line.past.total for line in process.gives}
    return Exchange(process.name, takes, gives, {line.stream.name: line.past.total for line in process.gives})


def closures(
    people: Collection[str], exchanges: Iterable[Exchange], begin: Mapping[str, float], shares: Shares
) -> dict[str, float]:
    """Share of what people used that was won back from what they gave [1].

    Matter that people give is followed element by element through all processes: what a process gives of an element
    stems from people in the share in which what it takes of it does, and so does what a store holds, well mixed over
    the run. It is won back when it comes to be something that people use; from there on it counts as theirs no more.

    - ``water``: water won back from whatever they gave but carbon dioxide, over the water that they used. It is more
      than 1 where the water of their food and of its burning is won back too.
    - ``oxygen``: oxygen of the carbon dioxide that they gave, won back as oxygen or water, over the oxygen breathed.
    - ``mass``: all that was won back over all that they used.

    Args:
        people: Names of the exchanges that are people, with their suits.
        exchanges: All exchanges, those of people among them.
        begin: What was in store at the start and came otherwise than from a process, by commodity [kg].
        shares: What commodities are made of.

    Returns:
        The three; nothing where nobody used anything.
    """
    known = list(exchanges)
    bodies = [one for one in known if one.name in people]
    used = _sum(one.takes for one in bodies)
    given = {name for one in bodies for name in (*one.gives, *one.wastes)}
    # What stands for the same inside and outside of the cabin.
    wanted = {name for name, mass in used.items() if mass > 0.0} | {CABIN[name] for name in used if name in CABIN}
    breathed, drunk = sum(used.get(name, 0.0) for name in _OXYGEN), used.get(WATER, 0.0)
    if breathed <= 0.0 or drunk <= 0.0:
        return {}

    def won(element: str, sources: Collection[str]) -> dict[str, float]:
        return _won_back(element, sources, wanted, bodies, known, begin, shares)

    whole = sum(used.values())
    elements = {element for name in (*used, *given) for element in shares[name]}
    everything = sum(sum(won(element, given).values()) for element in sorted(elements))
    of_breath = sum(won("O", [name for name in given if name in _CARBON_DIOXIDE]).values())
    of_water = won("O", [name for name in given if name not in _CARBON_DIOXIDE]).get(WATER, 0.0)
    return {
        "water": of_water / shares[WATER]["O"] / drunk,
        "oxygen": of_breath / breathed,
        "mass": everything / whole,
    }


def _won_back(
    element: str,
    sources: Collection[str],
    wanted: Collection[str],
    bodies: Collection[Exchange],
    exchanges: Collection[Exchange],
    begin: Mapping[str, float],
    shares: Shares,
) -> dict[str, float]:
    """Mass of an element that came from people by some of what they give to each commodity that they use [kg]."""
    part = {name: of.get(element, 0.0) for name, of in shares.items()}
    given = {one.name: {name: mass * part[name] for name, mass in one.gives.items()} for one in exchanges}
    taken = {one.name: {name: mass * part[name] for name, mass in one.takes.items()} for one in exchanges}
    supply = {name: mass * part[name] for name, mass in begin.items()}
    for flows in given.values():
        for name, mass in flows.items():
            supply[name] = supply.get(name, 0.0) + mass
    names = {one.name for one in bodies}
    others = [one.name for one in exchanges if one.name not in names]
    theirs = {name: sum(given[one].get(name, 0.0) for one in names) for name in sources}
    mixed = dict.fromkeys(supply, 0.0)  # share of a commodity that stems from people
    of: dict[str, float] = {}
    for _ in range(_ROUNDS):
        for one in others:
            whole = sum(taken[one].values())
            of[one] = sum(mass * mixed.get(name, 0.0) for name, mass in taken[one].items()) / whole if whole else 0.0
        change = 0.0
        for name, mass in supply.items():
            if mass > 0.0 and name not in wanted:
                new = (theirs.get(name, 0.0) + sum(given[one].get(name, 0.0) * of[one] for one in others)) / mass
                change = max(change, abs(new - mixed[name]))
                mixed[name] = new
        if change <= _SAME:
            break
    return {name: sum(given[one].get(name, 0.0) * of.get(one, 0.0) for one in others) for name in wanted}


def _sum(flows: Iterable[Mapping[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for each in flows:
        for name, mass in each.items():
            found[name] = found.get(name, 0.0) + mass
    return found

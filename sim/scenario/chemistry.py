"""What commodities are made of, and what a process must take and give so that mass and every element balance."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.scenario.problems import suggestion

TOLERANCE = 1e-9
"""Largest gap in the balance of an element, as a share of all mass that passes."""

_ELEMENT = re.compile(r"([A-Z][a-z]?)(\d*)")
_TERM = re.compile(r"(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)\s+)?(\S+)")

Elements = Mapping[str, float]
"""Mass of each element in a kilogram of something [kg/kg]."""


class ChemistryError(ValueError):
    """A composition cannot be read, or a process does not balance; the message says what and by how much."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a commodity is made of, as a scenario says it.

    Attributes:
        composition: Parts by mass of formulas and other commodities: ``"0.9 silicates + 0.1 FeTiO3"``.
        admixture: Commodity or formula that is mixed in on top.
        share: Its share of the mass of the whole [1].
    """

    composition: str
    admixture: str = ""
    share: float = 0.0


def of_formula(formula: str) -> dict[str, float]:
    """Return the mass of each element in a kilogram of a compound [kg/kg], ``FeTiO3`` for one.

    Raises:
        ChemistryError: It is no formula of known elements.
    """
    # Behind it stands numpy, which whoever has no resources does without.
    from sim.moon.constants import ATOMIC_WEIGHTS

    counts: dict[str, int] = {}
    parts = _ELEMENT.findall(formula)
    if "".join(element + count for element, count in parts) != formula or not parts:
        raise ChemistryError(f'"{formula}" is no formula; write one such as H2O or FeTiO3')
    for element, count in parts:
        if element not in ATOMIC_WEIGHTS:
            raise ChemistryError(f'"{formula}" has the unknown element {element}{suggestion(element, ATOMIC_WEIGHTS)}')
        counts[element] = counts.get(element, 0) + int(count or 1)
    masses = {element: count * ATOMIC_WEIGHTS[element] for element, count in counts.items()}
    whole = math.fsum(masses.values())
    if whole == 0.0:
        raise ChemistryError(f'"{formula}" has no atoms')
    return {element: mass / whole for element, mass in masses.items()}


def elements(name: str, recipes: Mapping[str, Recipe], above: Sequence[str] = ()) -> dict[str, float]:
    """Return the mass of each element in a kilogram of a commodity [kg/kg]; they add up to 1.

    Args:
        name: The commodity.
        recipes: All commodities by name.
        above: Those whose composition is being worked out and that name this one.

    Raises:
        ChemistryError: Its composition cannot be read, or names itself in a circle.
    """
    if name in above:
        raise ChemistryError(f"is made of itself: {' -> '.join([*above, name])}")
    recipe = recipes[name]
    below = (*above, name)
    found: dict[str, float] = {}
    for amount, part in _parts(recipe.composition):
        for element, mass in _part(part, recipes, below).items():
            found[element] = found.get(element, 0.0) + amount * mass
    whole = math.fsum(found.values())
    if whole <= 0.0 or min(found.values()) < -TOLERANCE * whole:
        raise ChemistryError(f'"{recipe.composition}" leaves less than nothing of an element')
    found = {element: mass / whole for element, mass in sorted(found.items()) if mass > TOLERANCE * whole}
    if not recipe.admixture:
        return found
    mixed = {element: (1.0 - recipe.share) * mass for element, mass in found.items()}
    for element, mass in _part(recipe.admixture, recipes, below).items():
        mixed[element] = mixed.get(element, 0.0) + recipe.share * mass
    return dict(sorted(mixed.items()))


def _parts(text: str) -> list[tuple[float, str]]:
    """Return the terms of a composition: parts by mass, negative for what is taken away, and what they are of."""
    found, sign = [], 1.0
    for index, piece in enumerate(re.split(r"\s+([+-])\s+", text.strip())):
        if index % 2:
            sign = -1.0 if piece == "-" else 1.0
            continue
        match = _TERM.fullmatch(piece.strip())
        if match is None:
            raise ChemistryError(f'"{piece}" is no part; write parts by mass such as "0.9 silicates + 0.1 FeTiO3"')
        found.append((sign * float(match[1] or 1), match[2]))
    return found


def _part(part: str, recipes: Mapping[str, Recipe], above: Sequence[str]) -> dict[str, float]:
    if part in recipes:
        return elements(part, recipes, above)
    if part[:1].islower():
        raise ChemistryError(f'there is no commodity "{part}"{suggestion(part, recipes)}')
    return of_formula(part)


def balanced(
    flows: Mapping[str, float | None], composition: Mapping[str, Elements], signs: Mapping[str, int]
) -> dict[str, float]:
    """Return what a process takes and gives per kilogram of its product, so that every element balances.

    Amounts that are not given follow from the balance, by least squares over the elements.

    Args:
        flows: Amounts by stream [kg/kg]; None where the balance is to tell.
        composition: Elements of each stream.
        signs: -1 for what is taken, 1 for what is given.

    Returns:
        Amounts by stream [kg/kg], all positive.

    Raises:
        ChemistryError: Names the element that does not balance and by how much, or the amount that must be given.
    """
    import numpy as np

    known = sorted({element for parts in composition.values() for element in parts})
    open_ones = [name for name, amount in flows.items() if amount is None]
    amounts = {name: amount for name, amount in flows.items() if amount is not None}
    if open_ones:
        matrix = np.array([[signs[name] * composition[name].get(one, 0.0) for name in open_ones] for one in known])
        right = np.array(
            [
                -math.fsum(signs[name] * composition[name].get(one, 0.0) * amount for name, amount in amounts.items())
                for one in known
            ]
        )
        solution, _, rank, _ = np.linalg.lstsq(matrix, right, rcond=1e-10)
        if rank < len(open_ones):
            names = ", ".join(f'"{name.split(".")[-1]}"' for name in open_ones)
            raise ChemistryError(f"the balance does not fix the amounts of {names}; give the amount of one more")
        amounts |= {name: float(amount) for name, amount in zip(open_ones, solution, strict=True)}
    passing = math.fsum(abs(amount) for amount in amounts.values())
    for one in known:
        gap = math.fsum(signs[name] * composition[name].get(one, 0.0) * amount for name, amount in amounts.items())
        if abs(gap) > TOLERANCE * passing:
            word = "more" if gap > 0 else "less"
            raise ChemistryError(
                f"does not balance in {one}: it gives {abs(gap):.6g} kg {word} than it takes, per kg of product"
            )
    gap = math.fsum(signs[name] * amount for name, amount in amounts.items())
    if abs(gap) > TOLERANCE * passing:
        word = "more" if gap > 0 else "less"
        raise ChemistryError(f"does not balance in mass: it gives {abs(gap):.6g} kg {word} than it takes, per kg")
    for name, amount in amounts.items():
        if amount <= 0.0:
            short = name.split(".")[-1]
            raise ChemistryError(f'balances only if {amount:.6g} kg of "{short}" pass per kg of product; leave it out')
    return {name: amounts[name] for name in flows}

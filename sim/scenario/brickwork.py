"""What bricks and structures take: heat, light, mass, numbers. Pure functions of the scenario."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.moon.regolith import sinter_heat
from sim.scenario.schema.bricks import Bricks, brick_volume, optical_efficiency
from sim.scenario.schema.scenario import Tables
from sim.scenario.schema.shelter import Pad, Road, Structure, Vault, Wall
from sim.scenario.schema.tools import Printer

_KJ_PER_KWH = 3600.0


def heat_per_kg(recipe: Bricks) -> float:
    """Heat that takes a kilogram of feedstock to the finished brick: the thermodynamic minimum [kWh/kg]."""
    return sinter_heat(
        float(recipe.start_temperature),
        float(recipe.sinter_temperature),
        str(recipe.heat_capacity_model),
        float(recipe.melt_fraction),
        float(recipe.latent_heat) * _KJ_PER_KWH,
    )


def print_rates(
    recipe: Bricks, printer: Printer, solar: float, irradiances: NDArray[np.float64], fractions: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What light and head allow [kg/h]: none while the focus is too cool to sinter, or it is not worth the power.

    Args:
        recipe: What a brick takes.
        printer: Which printer, one unit.
        solar: Irradiance of the full disc at 1 AU [kW/m^2].
        irradiances: Sunlight on a surface that faces the Sun [kW/m^2], shape (n,).
        fractions: Visible fraction of the disc meanwhile, shape (n,).

    Returns:
        Rates, shape (n,).
    """
    head = float(printer.head_rate)
    fed = float(printer.mirror_area) * optical_efficiency(recipe) / heat_per_kg(recipe)  # by 1 kW/m^2
    rates = np.minimum(head, fed * irradiances)
    # Of the printer's own rate in full sunlight at 1 AU: one with a small mirror would else never print at all.
    least = float(printer.least_rate) * min(head, fed * solar)
    prints = (fractions >= float(printer.minimum_light)) & (rates >= least)
    return np.asarray(np.where(prints, rates, 0.0))


def structure_volume(structure: Structure) -> float:
    """Volume of a structure's brickwork, joints included [m^3].

    A vault is half of a cylindrical shell of the given thickness standing on the ground; its ends, if it has any, are
    half discs as wide as the shell's outside, which stand before the openings at either end.
    """
    thickness = float(structure.thickness)
    if isinstance(structure, Wall):
        return float(structure.length) * float(structure.height) * thickness
    if isinstance(structure, Road):
        return float(structure.length) * float(structure.width) * thickness
    if isinstance(structure, Pad):
        return math.pi / 4.0 * float(structure.diameter) ** 2 * thickness
    assert isinstance(structure, Vault)
    inner, length = float(structure.inner_radius), float(structure.length)
    shell = math.pi / 2.0 * ((inner + thickness) ** 2 - inner**2) * length
    return shell + (math.pi * (inner + thickness) ** 2 * thickness if structure.ends else 0.0)


def bricks_needed(tables: Tables) -> dict[str, int]:
    """Whole bricks that each structure takes, by its name, in the order of building."""
    solid = 1.0 - float(tables.shelter.joint_fraction)
    volume = brick_volume(tables.bricks)
    # A hair is taken off before rounding up, so that a count that comes out whole in decimals stays so in binary.
    return {
        name: math.ceil(structure_volume(tables.shelter.structures[name]) * solid / volume * (1 - 1e-12))
        for name in building_order(tables)
    }


def building_order(tables: Tables) -> list[str]:
    """Names of the structures, each after all that it waits for; by name where the order is free."""
    structures = tables.shelter.structures
    waiting = {name: set(structures[name].after) for name in structures}
    order: list[str] = []
    while waiting:
        ready = min(name for name, before in waiting.items() if not before)
        order.append(ready)
        del waiting[ready]
        for before in waiting.values():
            before.discard(ready)
    return order

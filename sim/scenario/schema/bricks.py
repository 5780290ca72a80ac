"""`[bricks]`: the recipe. What a brick is, how it is heated and inspected."""

from __future__ import annotations

from typing import Annotated, Literal

from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Efficiency, Fraction, Positive, Table

#: Where the forms of the heat capacity hold (`sim.moon.regolith`).
Temperature = Annotated[Quantity, Dim("K", ge=20, le=2000)]

HeatCapacityModel = Literal["ledlow-1992", "colozza-1991"]


class Bricks(Table):
    """The recipe of the printed brick."""

    length: Annotated[Quantity, Dim("cm", ge=0.1, le=1000)]
    """Length of a brick [m]."""
    width: Annotated[Quantity, Dim("cm", ge=0.1, le=1000)]
    """Width of a brick [m]."""
    height: Annotated[Quantity, Dim("cm", ge=0.1, le=1000)]
    """Height of a brick [m]."""
    density: Annotated[Quantity, Dim("kg/m^3", ge=1, le=1e5)]
    """Density of the finished brick [kg/m^3]."""
    start_temperature: Temperature
    """Temperature of the feedstock before printing [K]."""
    sinter_temperature: Temperature
    """Temperature to which it is heated [K]."""
    heat_capacity_model: HeatCapacityModel
    """Form of the heat capacity of regolith at high temperature."""
    melt_fraction: Fraction
    """Share of the material that is melted; 0 sinters only [1]."""
    latent_heat: Annotated[Quantity, Dim("kJ/kg", ge=0, le=1e5)]
    """Latent heat of fusion [kWh/kg]."""
    mirror_reflectance: Efficiency
    """Share of the light on the mirror that goes on [1]."""
    fibre_transmission: Efficiency
    """Share of that light that reaches the material [1]."""
    absorptance: Efficiency
    """Share of that light that becomes heat in the material, losses of the hot spot included [1]."""
    batch: Positive
    """Bricks of one print job [1]."""
    reject_fraction: Annotated[Quantity, Dim("1", ge=0, lt=1)]
    """Share of the printed bricks that fail inspection [1]."""
    recycled_fraction: Fraction
    """Share of the mass of rejects that becomes feedstock again; the rest is waste [1]."""

"""`[bricks]`: the recipe. What a brick is, how it is heated and inspected."""

from contextlib import suppress
from typing import Annotated, Any, ClassVar

from sim.scenario.choice import Choice, Words
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Efficiency, Fraction, Positive
from sim.scenario.schema.system import ROUNDING, Check, MissingError, Report, Span, System, items

#: Where the forms of the heat capacity hold (`sim.moon.regolith`).
Temperature = Annotated[Quantity, Dim("K", ge=20, le=2000)]

HeatCapacityModel = Annotated[Choice, Words(("ledlow-1992", "colozza-1991"))]


class Bricks(System):
    """The recipe of the printed brick."""

    needs: ClassVar[tuple[str, ...]] = ("tools",)

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

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """What must hold between keys."""
        return (_sizes, _heating)


def brick_volume(bricks: Any) -> float:
    """Volume of one brick of a recipe, or of what could be read of one [m^3]."""
    return float(bricks.length) * float(bricks.width) * float(bricks.height)


def brick_mass(bricks: Any) -> float:
    """Mass of one brick of a recipe, or of what could be read of one [kg]."""
    return brick_volume(bricks) * float(bricks.density)


def optical_efficiency(bricks: Any) -> float:
    """Share of the sunlight on a mirror that becomes heat in the brick [1]."""
    return float(bricks.mirror_reflectance) * float(bricks.fibre_transmission) * float(bricks.absorptance)


def _heating(here: Any, _span: Span, report: Report) -> None:
    """Sintering is hotter than the feedstock."""
    start, sinter = here.bricks.start_temperature, here.bricks.sinter_temperature
    if sinter.value <= start.value:
        report(("bricks", "sinter_temperature"), f"{sinter} must exceed start_temperature, {start}")


def _sizes(here: Any, _span: Span, report: Report) -> None:
    """What is taken or given at a time fits into the store it goes through."""
    with suppress(MissingError):
        capacity = here.tools.stores.bricks.capacity
        with suppress(MissingError):
            if here.bricks.batch.value > capacity.value:
                message = f"a print job of {here.bricks.batch} bricks does not fit the brick store of {capacity}"
                report(("bricks", "batch"), message)
        for name, layer in items(here, "tools", "layers"):
            with suppress(MissingError):
                if layer.pallet.value > capacity.value:
                    message = f"a pallet of {layer.pallet} bricks is more than the brick store of {capacity}"
                    report(("tools", "layers", name, "pallet"), message)
    bricks = here.bricks
    need, capacity = bricks.batch.value * brick_mass(bricks), here.tools.stores.feedstock.capacity
    if need > capacity.value * (1 + ROUNDING):
        message = f"a print job takes {need:.4g} kg of feedstock, more than its store holds, {capacity}"
        report(("bricks", "batch"), message)

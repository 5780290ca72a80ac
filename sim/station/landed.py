"""What was landed at the station, by mass."""

from __future__ import annotations

from sim.scenario import Scenario
from sim.scenario.schema.base import Asset
from sim.station.context import Context


def landed_mass(context: Context, spares_delivered: dict[str, int]) -> float:
    """Mass of all assets that arrive during the run or stand there from the start, with the spare parts [kg].

    A relay stays in orbit and is not counted.
    """
    spans = [(asset, *context.service_span(asset)) for asset in surface_assets(context.scenario)]
    assets = [asset for asset, first, last in spans if first < context.hours and last > 0]
    spares = context.scenario.tools.spares
    return sum(int(asset.count) * float(asset.mass) for asset in assets) + sum(
        pieces * float(spares[name].mass) for name, pieces in sorted(spares_delivered.items())
    )


def surface_assets(scenario: Scenario) -> list[Asset]:
    """All assets that stand on the surface, in a fixed order."""
    energy, tools, communication = scenario.energy, scenario.tools, scenario.communication
    groups = (
        energy.arrays,
        energy.batteries,
        energy.reactors,
        tools.excavators,
        tools.sieves,
        tools.printers,
        tools.layers,
        tools.technicians,
        communication.direct,
        communication.instruments,
    )
    return [asset for group in groups for _, asset in sorted(group.items())]

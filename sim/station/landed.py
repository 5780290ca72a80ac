"""What was landed at the station, by mass."""

from __future__ import annotations

from sim.scenario.landing import surface_assets
from sim.station.context import Context


def landed_mass(context: Context, spares_delivered: dict[str, int]) -> float:
    """Mass of all assets that arrive during the run or stand there from the start, with the spare parts [kg].

    A relay stays in orbit and is not counted.
    """
    spans = [(asset, *context.service_span(asset)) for asset in surface_assets(context.scenario)]
    assets = [asset for asset, first, last in spans if first < context.hours and last > 0]
    spares = context.scenario.tools.spares
    return sum(int(asset.count) * asset.unit_mass for asset in assets) + sum(
        pieces * float(spares[name].mass) for name, pieces in sorted(spares_delivered.items())
    )

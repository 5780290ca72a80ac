"""What lands at the station, by mass."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.schema.base import Landed
from sim.scenario.schema.energy import Array, Battery
from sim.scenario.schema.scenario import ScenarioTable

SurfaceAsset = Landed | Array | Battery


def surface_assets(scenario: ScenarioTable) -> list[SurfaceAsset]:
    """Return all assets that stand on the surface, in a fixed order. Relays stay in orbit."""
    energy, tools, communication = scenario.energy, scenario.tools, scenario.communication
    groups: tuple[Mapping[str, SurfaceAsset], ...] = (
        energy.arrays,
        energy.batteries,
        energy.reactors,
        tools.machines(),
        tools.technicians,
        communication.direct,
        communication.instruments,
    )
    return [group[name] for group in groups for name in sorted(group)]


def landed_mass(scenario: ScenarioTable) -> float:
    """Return the mass of all that lands before the end [kg], spares and what stands there at the start included."""
    total = sum(
        int(asset.count) * asset.unit_mass
        for asset in surface_assets(scenario)
        if asset.from_ is None or asset.from_ < scenario.end
    )
    for _, spare in sorted(scenario.tools.spares.items()):
        delivered = sum(int(each.quantity) for each in spare.deliveries.values() if each.date < scenario.end)
        total += (int(spare.initial) + delivered) * float(spare.mass)
    return total

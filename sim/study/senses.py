"""Which way each KPI is better, and how much of it is much."""

from __future__ import annotations

from collections.abc import Mapping

from sim.result import MUST_HAVES

SENSES: Mapping[str, int] = {
    "bricks.energy_per_brick": -1,
    "bricks.laid": 1,
    "bricks.printed": 1,
    "bricks.rejected": 0,
    "bricks.sunlight_per_brick": 0,
    "communication.delivered": 1,
    "communication.earth_visibility": 1,
    "communication.generated": 0,
    "communication.link_availability": 1,
    "communication.longest_gap": -1,
    "communication.lost": -1,
    "energy.curtailed": 0,
    "energy.delivered": 1,
    "energy.generated": 0,
    "energy.longest_dark": -1,
    "energy.lowest_state_of_charge": 1,
    "energy.storage_loss": -1,
    "energy.survival_availability": 1,
    "energy.unserved": -1,
    "shelter.first_complete": -1,
    "shelter.progress": 1,
    "station.landed_mass": -1,
    "sunlight.lit_fraction": 1,
    "tools.availability": 1,
    "tools.failures": -1,
    "tools.repairs": 0,
}
"""1: more is better; -1: less is; 0: neither."""

SCALES: Mapping[str, str] = {
    "communication.lost": "communication.generated",
    "energy.storage_loss": "energy.generated",
    "energy.unserved": "energy.generated",
}
"""KPIs that are a part of another: how much they changed is told against that."""

HEADLINES = (
    "bricks.laid",
    "shelter.progress",
    "shelter.first_complete",
    "energy.unserved",
    "energy.survival_availability",
    "tools.availability",
    "communication.delivered",
    "communication.lost",
    "station.landed_mass",
)
"""What stands for a run where there is no room for all KPIs, in order."""


def sense(name: str) -> int:
    """Which way a KPI is better: 1 more, -1 less, 0 neither (also of those not known here)."""
    if name.startswith("bottleneck."):
        return -1 if name.removeprefix("bottleneck.") in MUST_HAVES else 0
    if name.startswith("energy.unserved.") or is_completion(name):
        return -1
    return SENSES.get(name, 0)


def scale(name: str) -> str | None:
    """The KPI that this one is a part of, if there is one."""
    return SCALES["energy.unserved"] if name.startswith("energy.unserved.") else SCALES.get(name)


def is_completion(name: str) -> bool:
    """Whether a KPI is the date on which a structure stood."""
    return name.startswith("shelter.") and name.endswith(".complete")

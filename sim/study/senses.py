"""Which way each KPI is better, which of them matter first, and how much of one is much."""

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
    "tools.failures": 0,
    "tools.repairs": 0,
}
"""1: more is better; -1: less is; 0: neither. Machines wear at work: those that stand fail less, which is no merit."""

COMPLETIONS = "shelter.*.complete"
"""The dates on which the structures stood, in :data:`ORDER`."""

ORDER: tuple[tuple[str, ...], ...] = (
    # Outcomes, what the station is there for: what is built, whether vital power holds, what reaches the Earth.
    (COMPLETIONS, "shelter.first_complete", "shelter.progress", "bricks.laid"),
    ("energy.survival_availability", "energy.unserved.survival", "energy.unserved.critical"),
    ("communication.delivered", "communication.lost"),
    # Means to these.
    ("tools.availability", "bricks.printed"),
    ("energy.unserved", "energy.unserved.operations", "energy.unserved.deferrable", "energy.delivered"),
    ("energy.lowest_state_of_charge",),
    ("communication.link_availability", "communication.longest_gap", "communication.earth_visibility"),
    ("sunlight.lit_fraction", "energy.longest_dark"),
    # Costs.
    ("station.landed_mass",),
    ("energy.storage_loss", "bricks.energy_per_brick"),
)
"""What matters first where runs are held against each other: groups of KPIs of a kind, and the KPIs of each, in order.

Changes of a date, of a charge and of a mass have no common measure, so they are told in this order and not by size.
"""

GROWING: frozenset[str] = frozenset(
    {
        "bricks.laid",
        "bricks.printed",
        "bricks.rejected",
        "communication.delivered",
        "communication.generated",
        "communication.longest_gap",
        "communication.lost",
        "energy.curtailed",
        "energy.delivered",
        "energy.generated",
        "energy.longest_dark",
        "energy.lowest_state_of_charge",
        "energy.storage_loss",
        "shelter.progress",
        "station.landed_mass",
        "tools.failures",
        "tools.repairs",
    }
)
"""KPIs that add up over a run, or are its extreme: those of a longer run say nothing about those of a shorter one."""

SCALES: Mapping[str, str] = {
    "communication.lost": "communication.generated",
    "energy.storage_loss": "energy.generated",
    "energy.unserved": "energy.generated",
    "energy.unserved.deferrable": "energy.generated",
    "energy.unserved.operations": "energy.generated",
}
"""KPIs that are a part of another: how much they changed is told against that.

Energy that survival or critical loads lacked is not one of these: little of all energy is much for them.
"""

HEADLINES = (
    "shelter.first_complete",
    "shelter.progress",
    "bricks.laid",
    "energy.survival_availability",
    "communication.delivered",
    "communication.lost",
    "tools.availability",
    "energy.unserved",
    "station.landed_mass",
)
"""What stands for a run where there is no room for all KPIs, in the order of :data:`ORDER`."""

_PLACES = {name: (group, place) for group, names in enumerate(ORDER) for place, name in enumerate(names)}


def sense(name: str) -> int:
    """Which way a KPI is better: 1 more, -1 less, 0 neither (also of those not known here)."""
    if name.startswith("bottleneck."):
        return -1 if name.removeprefix("bottleneck.") in MUST_HAVES else 0
    if name.startswith("energy.unserved.") or is_completion(name):
        return -1
    return SENSES.get(name, 0)


def rank(name: str) -> tuple[int, int]:
    """Place of a KPI in :data:`ORDER`: number of its group, and its place there; those not known come last."""
    return _PLACES.get(COMPLETIONS if is_completion(name) else name, (len(ORDER), 0))


def scale(name: str) -> str | None:
    """The KPI that this one is a part of, if there is one."""
    return SCALES.get(name)


def grows(name: str) -> bool:
    """Whether a KPI adds up over a run or is its extreme, so that runs of other spans have another one."""
    return name in GROWING or name.startswith("energy.unserved")


def is_completion(name: str) -> bool:
    """Whether a KPI is the date on which a structure stood."""
    return name.startswith("shelter.") and name.endswith(".complete")

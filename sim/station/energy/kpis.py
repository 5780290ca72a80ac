"""KPIs of the power system and of the light it lives on."""

from __future__ import annotations

from sim.scenario.schema.base import LOAD_CLASSES, VITAL_CLASSES, LoadClass
from sim.station.band import Band
from sim.station.kpi import FIVE_POINTS, Detail, Group, KpiSpec, KpiValue, Record, Scale

_OF_ALL = Scale(0.02, "a fiftieth of all energy on offer is some days of work a year", relative=True)
_DARK = Scale(
    0.0002, "an hour or two a year of all that the loads receive: who goes dark for longer is lost", relative=True
)
_OF_CHARGE = Scale(0.1, "some hours of a night")


def _survival_availability(record: Record) -> KpiValue:
    demand, unserved = record.integral("energy.demand.survival"), record.integral("energy.unserved.survival")
    return None if not demand or unserved is None else 1 - unserved / demand


def _all_unserved(record: Record) -> KpiValue:
    parts = [record.integral(f"energy.unserved.{name}") for name in LOAD_CLASSES]
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _unserved(name: LoadClass) -> KpiSpec:
    """What a load class did not receive.

    Of a vital class little is much, so it is seen beside what all loads received: what arrays and reactors could give
    changes with their number, and says nothing of how long it was dark. The first of these classes has its share in
    :data:`KPIS`; the others stand for a run themselves.
    """
    vital = name in VITAL_CLASSES
    return KpiSpec(
        f"energy.unserved.{name}",
        "kWh",
        f"Energy unserved, {name}",
        f"Energy that loads of class {name} asked for and did not receive",
        Group.VITAL_POWER if vital else Group.POWER,
        lambda record: record.integral(f"energy.unserved.{name}"),
        reads=(f"energy.unserved.{name}",),
        better=-1,
        scale=_DARK if vital else _OF_ALL,
        grows=True,
        part_of="energy.delivered" if vital else "energy.generated",
        detail=Detail.CHIEF if name in VITAL_CLASSES[1:] else Detail.ALL,
        hide_zero=True,
    )


KPIS = (
    KpiSpec(
        "energy.survival_availability",
        "1",
        "Survival power served",
        "Share of the survival-class energy demand that was served",
        Group.VITAL_POWER,
        _survival_availability,
        reads=("energy.demand.survival", "energy.unserved.survival"),
        better=1,
        scale=Scale(0.0001, "an hour a year without heat: what is missing freezes machines"),
        detail=Detail.CHIEF,
    ),
    *(_unserved(name) for name in VITAL_CLASSES),
    KpiSpec(
        "energy.unserved",
        "kWh",
        "Energy unserved",
        "Energy that loads asked for and did not receive, shed loads included",
        Group.POWER,
        _all_unserved,
        reads=tuple(f"energy.unserved.{name}" for name in LOAD_CLASSES),
        better=-1,
        scale=_OF_ALL,
        grows=True,
        part_of="energy.generated",
        detail=Detail.CHIEF,
    ),
    *(_unserved(name) for name in LOAD_CLASSES if name not in VITAL_CLASSES),
    KpiSpec(
        "energy.delivered",
        "kWh",
        "Energy delivered",
        "Energy that the loads received",
        Group.POWER,
        lambda record: record.booked("energy", "out.used."),
        better=1,
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "energy.lowest_state_of_charge",
        "1",
        "Lowest state of charge",
        "Lowest energy stored in the batteries together, as a share of their capacity",
        Group.CHARGE,
        better=1,
        scale=_OF_CHARGE,
        grows=True,
        detail=Detail.WIDE,
    ),
    KpiSpec(
        "energy.lowest_usable_charge",
        "1",
        "Lowest usable charge",
        "Lowest charge of the batteries together above their depth of discharge, as a share of what may be used; at 0 "
        "only loads that may draw on the last reserve are fed from them",
        Group.CHARGE,
        better=1,
        scale=_OF_CHARGE,
        grows=True,
    ),
    KpiSpec(
        "energy.capacity_left",
        "1",
        "Battery capacity left",
        "Capacity of the batteries at the end as a share of that when new, after age and cycles",
        Group.CHARGE,
        better=1,
        scale=Scale(0.02, "about a year of ageing"),
    ),
    KpiSpec(
        "sunlight.lit_fraction",
        "1",
        "Lit fraction",
        "Time mean of the visible share of the solar disc at the arrays",
        Group.LIGHT,
        lambda record: record.fact("sunlight.lit_fraction", record.mean("sunlight.lit_fraction")),
        better=1,
        scale=FIVE_POINTS,
        detail=Detail.WIDE,
    ),
    KpiSpec(
        "energy.longest_dark",
        "h",
        "Longest dark",
        "Longest time with less than half the solar disc visible at the arrays",
        Group.LIGHT,
        better=-1,
        scale=Scale(0.1, "batteries are sized for it", relative=True),
        grows=True,
        detail=Detail.WIDE,
    ),
    KpiSpec(
        "energy.storage_loss",
        "kWh",
        "Storage losses",
        "Energy lost in charging, in discharging and on the way to the bus, by self-discharge and with lost capacity",
        Group.EFFICIENCY,
        lambda record: record.booked("energy", "out.loss."),
        better=-1,
        scale=Scale(0.01, "a hundredth of all energy on offer", relative=True),
        grows=True,
        part_of="energy.generated",
    ),
    KpiSpec(
        "energy.cable.*.lost",
        "kWh",
        "Lost in cables to {}",
        "Energy lost in the cables between the main place and {}, and in their converters",
        Group.EFFICIENCY,
        better=-1,
        scale=Scale(0.01, "a hundredth of all energy on offer", relative=True),
        grows=True,
        part_of="energy.generated",
    ),
    KpiSpec(
        "energy.cable.*.through",
        "kWh",
        "Through cables to {}",
        "Energy that went into the cables between the main place and {}, at either end",
        Group.DETAIL,
        grows=True,
    ),
    KpiSpec(
        "energy.generated",
        "kWh",
        "Energy on offer",
        "Energy that the arrays and reactors could give at the bus, after power management and distribution",
        Group.DETAIL,
        lambda record: record.booked("energy", "in.generated."),
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "energy.curtailed",
        "kWh",
        "Energy curtailed",
        "Energy on offer that neither load nor storage took",
        Group.DETAIL,
        lambda record: record.booked("energy", "out.curtailed"),
        grows=True,
        detail=Detail.FIGURE,
    ),
)

BANDS = (Band("energy.usable_charge", "Lowest usable charge", lowest=True),)

"""KPIs of the missions: what flew, what landed of it, how late, and what it cost."""

from __future__ import annotations

from sim.station.campaign.events import COST, LANDED
from sim.station.kpi import MEMBER, Detail, Group, KpiSpec, KpiValue, Record, Scale


def _landed(record: Record) -> dict[str, KpiValue]:
    """Mass that missions landed, by system."""
    return {
        name.removeprefix(LANDED): channel.last
        for name, channel in sorted(record.channels.items())
        if name.startswith(LANDED)
    }


def _total(record: Record) -> float | None:
    landed = record.balances.get("cargo")
    return None if landed is None else float(landed.accounts.get("out.landed", 0.0))


def _losses(record: Record) -> KpiValue:
    return sum(event.system == "campaign" and event.event == "lost" for event in record.events)


def _per_tonne(record: Record) -> KpiValue:
    cost, landed = record.fact(COST), _total(record)
    return 1000.0 * cost / landed if cost is not None and landed else None


def _per_brick(record: Record) -> KpiValue:
    cost, laid = record.fact(COST), record.counted("bricks", "out.laid")
    return cost / laid if cost is not None and laid else None


KPIS = (
    KpiSpec(
        "campaign.landed_mass",
        "kg",
        "Landed by missions",
        "Mass of all cargo that missions landed",
        Group.BUILT,
        _total,
        better=1,
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "campaign.flown",
        "1",
        "Flights",
        "Flights whose first launch was, of missions that flew and of those that flew once more",
        Group.DETAIL,
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "campaign.lost",
        "1",
        "Flights lost",
        "Flights that did not land",
        Group.LANDED,
        _losses,
        better=-1,
        scale=Scale(0.5, "a mission more or less is the half of a year's cargo"),
        grows=True,
        detail=Detail.CHIEF,
    ),
    KpiSpec(
        "campaign.late",
        "d",
        "Days late",
        "Days by which missions landed later than planned, all together; of one that is not there, until the end",
        Group.LANDED,
        better=-1,
        scale=Scale(30.0, "a launch window"),
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        COST,
        "MUSD",
        "Cost of transport",
        "What the launches cost, those of lost missions included",
        Group.LANDED,
        better=-1,
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "campaign.cost_per_tonne",
        "MUSD/t",
        "Cost per tonne landed",
        "Cost of transport over the mass that missions landed",
        Group.EFFICIENCY,
        _per_tonne,
        better=-1,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "campaign.cost_per_brick",
        "MUSD",
        "Cost per brick laid",
        "Cost of transport over the bricks laid",
        Group.EFFICIENCY,
        _per_brick,
        better=-1,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        f"campaign.landed.{MEMBER}",
        "kg",
        "Landed for {}",
        "Mass of the cargo of {} that missions landed",
        Group.DETAIL,
        _landed,
        reads=(LANDED,),
        grows=True,
    ),
    KpiSpec(
        f"campaign.mission.{MEMBER}.landed_mass",
        "kg",
        "Landed by {}",
        "Mass of the cargo that mission {} landed",
        Group.DETAIL,
        grows=True,
    ),
    KpiSpec(
        f"campaign.mission.{MEMBER}.late",
        "d",
        "{} late",
        "Days by which mission {} landed later than planned; until the end where it is not there by then",
        Group.DETAIL,
        scale=Scale(30.0, "a launch window"),
        grows=True,
    ),
)

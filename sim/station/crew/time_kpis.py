"""KPIs of people's time: where it went, what it brought, and what going outside took."""

from __future__ import annotations

from collections.abc import Mapping

from sim.station.crew.hours import CHANNEL, OVERHEAD, SCIENCE
from sim.station.kpi import FIVE_POINTS, Detail, Group, KpiSpec, KpiValue, Record, Scale

_A_THING = Scale(0.5, "each of them was asked for")


def _uses(record: Record) -> Mapping[str, KpiValue]:
    """Hours of each use; science, which has a KPI of its own, among them."""
    return {name.removeprefix(CHANNEL): hours for name, hours in record.facts.items() if name.startswith(CHANNEL)}


def _overhead_share(record: Record) -> KpiValue:
    """Overhead over the whole of what EVAs take; None where there was none."""
    overhead, outside = record.fact(CHANNEL + OVERHEAD, 0.0), record.fact("crew.hours_outside", 0.0)
    assert overhead is not None
    assert outside is not None
    return overhead / (overhead + outside) if overhead + outside > 0.0 else None


KPIS = (
    KpiSpec(
        "crew.science",
        "h",
        "Science",
        "Person-hours of science, inside and outside: what the station is for",
        Group.BUILT,
        lambda record: record.fact(CHANNEL + SCIENCE),
        better=1,
        grows=True,
        detail=Detail.CHIEF,
    ),
    KpiSpec(
        "crew.hours_outside",
        "h",
        "Outside",
        "Person-hours outside, whatever for",
        Group.DETAIL,
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "crew.eva_overhead",
        "1",
        "EVA overhead",
        "Share of the time that EVAs took in which people got ready or cleaned up",
        Group.EFFICIENCY,
        _overhead_share,
        better=-1,
        scale=FIVE_POINTS,
    ),
    KpiSpec(
        "crew.repairs",
        "1",
        "Repairs by people",
        "Repairs that people finished, inside and outside",
        Group.DETAIL,
        grows=True,
        detail=Detail.FIGURE,
        counts=True,
    ),
    KpiSpec(
        "crew.hours_unlinked",
        "h",
        "Watched without a link",
        "Person-hours in which people watched over machines while there was no link",
        Group.DETAIL,
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "crew.evas",
        "1",
        "EVAs",
        "How often a team went outside",
        Group.DETAIL,
        grows=True,
        counts=True,
    ),
    KpiSpec(
        "crew.assembled",
        "1",
        "Assembled outside",
        "Things that people put together outside, of those that the scenario asks for",
        Group.BUILT,
        better=1,
        grows=True,
        scale=_A_THING,
        hide_zero=True,
        counts=True,
    ),
    KpiSpec(
        "crew.dust",
        "kg",
        "Dust brought inside",
        "Mass of dust that people brought inside from EVAs",
        Group.DETAIL,
        grows=True,
    ),
    KpiSpec(
        "crew.hours.*",
        "h",
        "Hours: {}",
        "Person-hours that went to {}",
        Group.HOURS,
        _uses,
        grows=True,
    ),
)

"""KPIs of safety: marks that were crossed, people who had to leave, and how long it was beyond a warning."""

from __future__ import annotations

from sim.station.kpi import Detail, Group, KpiSpec, Scale

_ONE = Scale(0.5, "each is a danger to lives")


KPIS = (
    KpiSpec(
        "crew.evacuated",
        "1",
        "People evacuated",
        "People who left because they could not stay, with those who were fetched",
        Group.LIVES,
        better=-1,
        grows=True,
        scale=_ONE,
        detail=Detail.FIGURE,
        counts=True,
    ),
    KpiSpec(
        "crew.rescued",
        "1",
        "People rescued",
        "People who could not leave by themselves and were fetched by a lander that was sent for",
        Group.LIVES,
        better=-1,
        grows=True,
        scale=_ONE,
        hide_zero=True,
        counts=True,
    ),
    KpiSpec(
        "crew.aborts",
        "1",
        "Abort marks crossed",
        "How often air, power, water or food got beyond the mark at which people leave, while any were there",
        Group.LIVES,
        better=-1,
        grows=True,
        scale=_ONE,
        detail=Detail.FIGURE,
        counts=True,
    ),
    KpiSpec(
        "crew.warnings",
        "1",
        "Warnings",
        "How often air, power, water or food got beyond the mark at which people are warned, while any were there",
        Group.LIVES,
        better=-1,
        grows=True,
        scale=_ONE,
        counts=True,
    ),
    KpiSpec(
        "crew.beyond_warning",
        "h",
        "Longest beyond a warning",
        "Longest time in which people were there while anything was beyond its warning",
        Group.LIVES,
        better=-1,
        grows=True,
        detail=Detail.FIGURE,
    ),
)

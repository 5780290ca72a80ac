"""KPIs of safety: marks that were crossed, people who had to leave, and how long it was beyond a warning."""

from __future__ import annotations

from collections.abc import Callable

from sim.station.kpi import Detail, Group, KpiSpec, KpiValue, Record, Scale

_ONE = Scale(0.5, "each is a danger to lives")


def _count(name: str) -> Callable[[Record], KpiValue]:
    """A fact that is a whole number."""

    def read(record: Record) -> KpiValue:
        value = record.fact(name)
        return None if value is None else round(value)

    return read


KPIS = (
    KpiSpec(
        "crew.evacuated",
        "1",
        "People evacuated",
        "People who left because they could not stay, with those who were fetched",
        Group.LIVES,
        _count("crew.evacuated"),
        better=-1,
        grows=True,
        scale=_ONE,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "crew.rescued",
        "1",
        "People rescued",
        "People who could not leave by themselves and were fetched by a lander that was sent for",
        Group.LIVES,
        _count("crew.rescued"),
        better=-1,
        grows=True,
        scale=_ONE,
        hide_zero=True,
    ),
    KpiSpec(
        "crew.aborts",
        "1",
        "Abort marks crossed",
        "How often air, power, water or food got beyond the mark at which people leave, while any were there",
        Group.LIVES,
        _count("crew.aborts"),
        better=-1,
        grows=True,
        scale=_ONE,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "crew.warnings",
        "1",
        "Warnings",
        "How often air, power, water or food got beyond the mark at which people are warned, while any were there",
        Group.LIVES,
        _count("crew.warnings"),
        better=-1,
        grows=True,
        scale=_ONE,
    ),
    KpiSpec(
        "crew.beyond_warning",
        "h",
        "Longest beyond a warning",
        "Longest time in which people were there while anything was beyond its warning",
        Group.LIVES,
        lambda record: record.fact("crew.beyond_warning"),
        better=-1,
        grows=True,
        detail=Detail.FIGURE,
    ),
)

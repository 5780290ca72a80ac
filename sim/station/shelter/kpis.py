"""KPIs of the structures."""

from __future__ import annotations

from sim.station.band import Band
from sim.station.kpi import A_MONTH, FIVE_POINTS, MEMBER, Detail, Group, KpiSpec, KpiValue, Record

_PROGRESS = "shelter.progress."


def _complete(record: Record) -> dict[str, KpiValue]:
    """The date on which each structure was complete."""
    times = {event.subject: event.time_h for event in record.events if event.event == "structure_complete"}
    names = sorted(name.removeprefix(_PROGRESS) for name in record.channels if name.startswith(_PROGRESS))
    return {name: record.date(times.get(name)) for name in names}


COMPLETE = KpiSpec(
    f"shelter.{MEMBER}.complete",
    "UTC date",
    "{} stands",
    "Date on which structure {} was complete",
    Group.BUILT,
    _complete,
    reads=(_PROGRESS,),
    better=-1,
    scale=A_MONTH,
    detail=Detail.CHIEF,
)

FIRST_COMPLETE = KpiSpec(
    "shelter.first_complete",
    "UTC date",
    "First structure stands",
    "Date on which the first structure was complete",
    Group.BUILT,
    lambda record: record.date(record.fact("shelter.first_complete")),
    better=-1,
    scale=A_MONTH,
    detail=Detail.CHIEF,
    covered_by=COMPLETE.name,
)

KPIS = (
    COMPLETE,
    FIRST_COMPLETE,
    KpiSpec(
        "shelter.progress",
        "1",
        "Building progress",
        "Bricks laid over the bricks that all structures need",
        Group.BUILT,
        lambda record: record.last("shelter.progress"),
        reads=("shelter.progress",),
        better=1,
        scale=FIVE_POINTS,
        grows=True,
        detail=Detail.CHIEF,
    ),
)

BANDS = (Band("shelter.progress", "Structures laid"),)

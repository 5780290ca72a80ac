"""KPIs of links and data."""

from __future__ import annotations

from sim.station.kpi import FIVE_POINTS, Detail, Group, KpiSpec, Scale

KPIS = (
    KpiSpec(
        "communication.delivered",
        "Gbit",
        "Data delivered",
        "Data that reached the Earth",
        Group.DATA_HOME,
        lambda record: record.booked("data", "out.delivered"),
        better=1,
        grows=True,
        detail=Detail.CHIEF,
    ),
    KpiSpec(
        "communication.lost",
        "Gbit",
        "Data lost",
        "Data lost because the buffer was full",
        Group.DATA_HOME,
        lambda record: record.booked("data", "out.lost"),
        better=-1,
        scale=Scale(0.02, "a fiftieth of all data made", relative=True),
        grows=True,
        part_of="communication.generated",
        detail=Detail.CHIEF,
    ),
    KpiSpec(
        "communication.link_availability",
        "1",
        "Link availability",
        "Share of time with a link, direct or by relay",
        Group.LINKS,
        lambda record: record.mean("communication.link_up"),
        reads=("communication.link_up",),
        better=1,
        scale=FIVE_POINTS,
        detail=Detail.WIDE,
    ),
    KpiSpec(
        "communication.longest_gap",
        "h",
        "Longest link gap",
        "Longest time without any link",
        Group.LINKS,
        better=-1,
        scale=Scale(0.5, "a gap twice as long is another way of working", relative=True),
        grows=True,
    ),
    KpiSpec(
        "communication.earth_visibility",
        "1",
        "Earth visibility",
        "Share of time with the Earth's centre above the horizon",
        Group.LINKS,
        lambda record: record.fact("communication.earth_visibility", record.mean("communication.earth_visible")),
        better=1,
        scale=FIVE_POINTS,
    ),
    KpiSpec(
        "communication.generated",
        "Gbit",
        "Data generated",
        "Data made by machines and instruments",
        Group.DETAIL,
        lambda record: record.booked("data", "in."),
        grows=True,
    ),
)

"""KPIs of the machines."""

from __future__ import annotations

from sim.station.kpi import Detail, Group, KpiSpec, KpiValue, Record, Scale
from sim.station.states import CHANNEL, State, absent_codes

_FAILED = [state.label for state in State if state.failure]


def _availability(record: Record) -> KpiValue:
    """Time in which machines had not failed over their time in service."""
    service = failed = 0.0
    for name, channel in record.channels.items():
        if not name.startswith(CHANNEL):
            continue
        broken = [channel.labels.index(state) for state in _FAILED if state in channel.labels]
        absent = absent_codes(channel)
        for code, hours in channel.durations().items():
            service += hours if code not in absent else 0.0
            failed += hours if code in broken else 0.0
    return 1 - failed / service if service else None


KPIS = (
    KpiSpec(
        "tools.availability",
        "1",
        "Machine availability",
        "Time in which machines had not failed over their time in service",
        Group.MACHINES,
        _availability,
        reads=(CHANNEL,),
        better=1,
        scale=Scale(0.03, "some standard deviations over random draws"),
        detail=Detail.CHIEF,
    ),
    # Machines wear at work: those that stand fail less, which is no merit.
    KpiSpec(
        "tools.failures",
        "1",
        "Failures",
        "Failures of machines, by wear or by cold",
        Group.DETAIL,
        lambda record: record.happened("failed", "cold_failure"),
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "tools.repairs",
        "1",
        "Repairs",
        "Repairs finished",
        Group.DETAIL,
        lambda record: record.happened("repaired"),
        grows=True,
    ),
)

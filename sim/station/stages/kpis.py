"""KPIs of stages: when each gate opened, and how late."""

from __future__ import annotations

from collections.abc import Mapping

from sim.station.kpi import A_MONTH, MEMBER, Detail, Group, KpiSpec, KpiValue, Record, Scale

_PREFIX, _OPENED, _LATE = "stages.", ".opened", ".late"


def opened_fact(stage: str) -> str:
    """Name of the fact of when the gate of a stage opened [h]."""
    return f"{_PREFIX}{stage}{_OPENED}"


def late_fact(stage: str) -> str:
    """Name of the fact of how late that was [d]."""
    return f"{_PREFIX}{stage}{_LATE}"


def _opened(record: Record) -> Mapping[str, KpiValue]:
    facts = {name: time for name, time in record.facts.items() if OPENED.matches(name)}
    return {name.removeprefix(_PREFIX).removesuffix(_OPENED): record.date(time) for name, time in facts.items()}


OPENED = KpiSpec(
    opened_fact(MEMBER),
    "UTC date",
    "Gate of {} opened",
    "Date on which the gate of stage {} opened: all of its goals had been reached, or its latest day had come",
    Group.BUILT,
    _opened,
    better=-1,
    scale=A_MONTH,
    detail=Detail.CHIEF,
)

KPIS = (
    OPENED,
    KpiSpec(
        late_fact(MEMBER),
        "d",
        "Gate of {}: days late",
        "Days from the planned opening of the gate of {} to the real one, less than none where that was before; the"
        " first published day stands for the planned one where there is none",
        Group.BUILT,
        better=-1,
        scale=A_MONTH,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "stages.open",
        "1",
        "Gates open",
        "Gates of stages that opened before the end",
        Group.BUILT,
        better=1,
        grows=True,
        scale=Scale(0.5, "every gate counts"),
        detail=Detail.WIDE,
        counts=True,
    ),
)

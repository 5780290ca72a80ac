"""KPIs of a demonstration: what is believed in the end, how much surer that is, and how often it holds."""

from __future__ import annotations

from sim.station.demonstration.events import CHANNEL
from sim.station.kpi import FIVE_POINTS, Detail, Group, KpiSpec, KpiValue, Record

_BELIEVED = CHANNEL + "believed."


def _names(record: Record) -> list[str]:
    return sorted(name.removeprefix(_BELIEVED) for name in record.channels if name.startswith(_BELIEVED))


def _left(record: Record) -> dict[str, KpiValue]:
    """Width of each interval that is left."""
    return {name: record.fact(f"demonstration.{name}.left") for name in _names(record)}


def _error(record: Record) -> dict[str, KpiValue]:
    """How far each estimate is off what is true."""
    true = {name: record.last(f"{CHANNEL}true.{name}") for name in _names(record)}
    found: dict[str, KpiValue] = {}
    for name, value in true.items():
        believed = record.last(_BELIEVED + name)
        found[name] = believed / value - 1.0 if believed is not None and value else None
    return found


def _share(record: Record) -> KpiValue:
    return record.fact("demonstration.interval_share")


KPIS = (
    KpiSpec(
        "demonstration.*.left",
        "1",
        "{}: doubt that is left",
        "Width of the interval that {} is believed in at the end, from its 5 % to its 95 % quantile, as a share of"
        " the one beforehand",
        Group.EFFICIENCY,
        _left,
        better=-1,
        scale=FIVE_POINTS,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "demonstration.*.error",
        "1",
        "{}: error of what is believed",
        "By how much the mean of what {} is believed to be exceeds what is true, as a share of that",
        Group.DETAIL,
        _error,
        scale=FIVE_POINTS,
    ),
    KpiSpec(
        "demonstration.interval_share",
        "1",
        "Intervals that hold what was measured",
        "Share of the measurements whose interval holds what is true",
        Group.DETAIL,
        _share,
        scale=FIVE_POINTS,
    ),
)

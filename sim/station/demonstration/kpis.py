"""KPIs of a demonstration: what is believed in the end, how much surer that is, and how often it holds."""

from __future__ import annotations

from sim.station.demonstration.events import CHANNEL
from sim.station.kpi import FIVE_POINTS, Detail, Group, KpiSpec, KpiValue, Record

_BELIEVED, _TRUE = CHANNEL + "believed.", CHANNEL + "true."


def _error(record: Record) -> dict[str, KpiValue]:
    """How far each estimate is off what is true."""
    names = sorted(name.removeprefix(_BELIEVED) for name in record.channels if name.startswith(_BELIEVED))
    true = {name: record.last(_TRUE + name) for name in names}
    found: dict[str, KpiValue] = {}
    for name, value in true.items():
        believed = record.last(_BELIEVED + name)
        found[name] = believed / value - 1.0 if believed is not None and value else None
    return found


KPIS = (
    KpiSpec(
        "demonstration.*.left",
        "1",
        "{}: doubt that is left",
        "Width of the interval that {} is believed in at the end, from its 5 % to its 95 % quantile, as a share of"
        " the one beforehand",
        Group.EFFICIENCY,
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
        reads=(_BELIEVED, _TRUE),
        scale=FIVE_POINTS,
    ),
    KpiSpec(
        "demonstration.interval_share",
        "1",
        "Intervals that hold what was measured",
        "Share of the measurements whose interval holds what is true",
        Group.DETAIL,
        scale=FIVE_POINTS,
    ),
)

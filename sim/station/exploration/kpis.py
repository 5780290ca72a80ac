"""KPIs of a forerunner: what it found out, how right it was, and what it lost."""

from __future__ import annotations

from sim.station.kpi import FIVE_POINTS, MEMBER, Detail, Group, KpiSpec, KpiValue, Record, Scale

_BELIEVED = "exploration.believed."
_A_CRATER = Scale(0.5, "every crater counts")
_A_HOPPER = Scale(0.5, "there is one hopper, or few")
_A_RESULT = Scale(0.5, "every result counts")
_HALF_A_POINT = Scale(0.005, "half a percent of ice is what a mine is sized by")


def _estimates(record: Record) -> dict[str, KpiValue]:
    """The expected ice content of each crater at the end."""
    names = sorted(name.removeprefix(_BELIEVED) for name in record.channels if name.startswith(_BELIEVED))
    return {name: record.last(_BELIEVED + name) for name in names}


KPIS = (
    KpiSpec(
        "exploration.detections",
        "1",
        "Craters with ice detected",
        "Craters that were visited and in which ice is believed with the probability asked for at the end",
        Group.BUILT,
        better=1,
        grows=True,
        scale=_A_CRATER,
        detail=Detail.CHIEF,
        counts=True,
    ),
    KpiSpec(
        "exploration.false_alarms",
        "1",
        "False alarms",
        "Craters in which ice counts as detected although there is none",
        Group.BUILT,
        better=-1,
        grows=True,
        scale=_A_CRATER,
        detail=Detail.WIDE,
        counts=True,
    ),
    KpiSpec(
        "exploration.misses",
        "1",
        "Ice missed",
        "Craters that were visited and have ice which does not count as detected",
        Group.BUILT,
        better=-1,
        grows=True,
        scale=_A_CRATER,
        detail=Detail.FIGURE,
        counts=True,
    ),
    KpiSpec(
        "exploration.craters_visited",
        "1",
        "Craters visited",
        "Craters in which a hopper stood",
        Group.BUILT,
        better=1,
        grows=True,
        scale=_A_CRATER,
        detail=Detail.CHIEF,
        counts=True,
    ),
    KpiSpec(
        "exploration.hoppers_lost",
        "1",
        "Hoppers lost",
        "Hoppers that crashed, ran out of charge or propellant, or froze",
        Group.MACHINES,
        better=-1,
        grows=True,
        scale=_A_HOPPER,
        detail=Detail.CHIEF,
        counts=True,
    ),
    KpiSpec(
        "exploration.hops",
        "1",
        "Hops",
        "Hops that were begun",
        Group.DETAIL,
        grows=True,
        detail=Detail.FIGURE,
        counts=True,
    ),
    KpiSpec(
        "exploration.estimate_error",
        "1",
        "Error of the ice estimate",
        "Root mean square of estimated less true ice content over the craters that were visited, at the end",
        Group.EFFICIENCY,
        better=-1,
        scale=_HALF_A_POINT,
        detail=Detail.WIDE,
    ),
    KpiSpec(
        "exploration.interval_width",
        "1",
        "Width of what is believed",
        "Mean over all craters, visited or not, of the 95 % less the 5 % quantile of the ice believed at the end",
        Group.EFFICIENCY,
        better=-1,
        scale=_HALF_A_POINT,
        detail=Detail.CHIEF,
    ),
    KpiSpec(
        "exploration.interval_share",
        "1",
        "Intervals that hold",
        "Share of the craters that were visited whose true ice content lies within 5 % to 95 % of the belief",
        Group.DETAIL,
        scale=FIVE_POINTS,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        f"exploration.{MEMBER}.estimate",
        "1",
        "Ice believed in {}",
        "Ice content of {} that is expected at the end, with what chance there is that it has none",
        Group.DETAIL,
        _estimates,
        reads=(_BELIEVED,),
        scale=_HALF_A_POINT,
    ),
    KpiSpec(
        "exploration.data_home",
        "Gbit",
        "Data of hoppers and orbiter",
        "Data of hoppers and of the orbiter's payloads that reached Earth; lander and rovers deliver theirs otherwise",
        Group.DATA_HOME,
        better=1,
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "exploration.results",
        "1",
        "Payloads with a result",
        "Payloads that have run for as long as their results need",
        Group.DATA_HOME,
        better=1,
        grows=True,
        scale=_A_RESULT,
        detail=Detail.WIDE,
        counts=True,
    ),
    KpiSpec(
        "exploration.partner_results",
        "1",
        "Partners with a result",
        "Payloads of partners that have run for as long as their results need",
        Group.DATA_HOME,
        better=1,
        grows=True,
        scale=_A_RESULT,
        detail=Detail.FIGURE,
        counts=True,
    ),
    KpiSpec(
        "exploration.driven",
        "m",
        "Driven",
        "Way that all rovers drove",
        Group.MACHINES,
        better=1,
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "exploration.lunar_day_driven",
        "m",
        "Driven in a lunar day",
        "Way that a rover drove in 29.53 days, over the time that it was there",
        Group.MACHINES,
        better=1,
    ),
)

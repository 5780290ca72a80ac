"""KPIs of a forerunner: what it found out, how right it was, and what it lost."""

from __future__ import annotations

from collections.abc import Callable

from sim.station.kpi import FIVE_POINTS, MEMBER, Detail, Group, KpiSpec, KpiValue, Record, Scale

_BELIEVED = "exploration.believed."
_A_CRATER = Scale(0.5, "every crater counts")
_A_HOPPER = Scale(0.5, "there is one hopper, or few")
_HALF_A_POINT = Scale(0.005, "half a percent of ice is what a mine is sized by")


def _count(name: str) -> Callable[[Record], KpiValue]:
    """A fact that is a whole number."""

    def read(record: Record) -> KpiValue:
        value = record.fact(name)
        return None if value is None else round(value)

    return read


def _amount(name: str) -> Callable[[Record], KpiValue]:
    return lambda record: record.fact(name)


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
        _count("exploration.detections"),
        better=1,
        grows=True,
        scale=_A_CRATER,
        detail=Detail.CHIEF,
    ),
    KpiSpec(
        "exploration.false_alarms",
        "1",
        "False alarms",
        "Craters in which ice counts as detected although there is none",
        Group.BUILT,
        _count("exploration.false_alarms"),
        better=-1,
        grows=True,
        scale=_A_CRATER,
        detail=Detail.WIDE,
    ),
    KpiSpec(
        "exploration.misses",
        "1",
        "Ice missed",
        "Craters that were visited and have ice which does not count as detected",
        Group.BUILT,
        _count("exploration.misses"),
        better=-1,
        grows=True,
        scale=_A_CRATER,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "exploration.craters_visited",
        "1",
        "Craters visited",
        "Craters in which a hopper stood",
        Group.BUILT,
        _count("exploration.craters_visited"),
        better=1,
        grows=True,
        scale=_A_CRATER,
        detail=Detail.CHIEF,
    ),
    KpiSpec(
        "exploration.hoppers_lost",
        "1",
        "Hoppers lost",
        "Hoppers that crashed, ran out of charge or propellant, or froze",
        Group.MACHINES,
        _count("exploration.hoppers_lost"),
        better=-1,
        grows=True,
        scale=_A_HOPPER,
        detail=Detail.CHIEF,
    ),
    KpiSpec(
        "exploration.hops",
        "1",
        "Hops",
        "Hops that were begun",
        Group.DETAIL,
        _count("exploration.hops"),
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "exploration.estimate_error",
        "1",
        "Error of the ice estimate",
        "Root mean square of estimated less true ice content over the craters that were visited, at the end",
        Group.EFFICIENCY,
        _amount("exploration.estimate_error"),
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
        _amount("exploration.interval_width"),
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
        _amount("exploration.interval_share"),
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
        _amount("exploration.data_home"),
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
        _count("exploration.results"),
        better=1,
        grows=True,
        scale=Scale(0.5, "every result counts"),
        detail=Detail.WIDE,
    ),
    KpiSpec(
        "exploration.partner_results",
        "1",
        "Partners with a result",
        "Payloads of partners that have run for as long as their results need",
        Group.DATA_HOME,
        _count("exploration.partner_results"),
        better=1,
        grows=True,
        scale=Scale(0.5, "every result counts"),
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "exploration.driven",
        "m",
        "Driven",
        "Way that all rovers drove",
        Group.MACHINES,
        _amount("exploration.driven"),
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
        _amount("exploration.lunar_day_driven"),
        better=1,
    ),
)

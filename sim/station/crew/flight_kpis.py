"""KPIs of flights of people, where a scenario says how they fly."""

from __future__ import annotations

from collections.abc import Callable

from sim.station.kpi import Detail, Group, KpiSpec, KpiValue, Record, Scale

_ONE = Scale(0.5, "each is a danger to lives")


def _where_flown(name: str) -> Callable[[Record], dict[str, KpiValue]]:
    """A fact that is a whole number; no figure where nobody flies step by step."""

    def read(record: Record) -> dict[str, KpiValue]:
        value = record.fact(name)
        return {} if value is None else {"": round(value)}

    return read


def _first(record: Record) -> dict[str, KpiValue]:
    name = "crew.first_landing"
    return {"": record.date(record.fact(name))} if name in record.facts else {}


KPIS = (
    KpiSpec(
        "crew.first_landing",
        "UTC date",
        "First landing",
        "Date on which people landed first",
        Group.BUILT,
        _first,
        better=-1,
        scale=Scale(30.0, "a launch window"),
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "crew.landed",
        "1",
        "People who landed",
        "People who landed, of those who fly step by step",
        Group.BUILT,
        _where_flown("crew.landed"),
        better=1,
        grows=True,
        scale=_ONE,
    ),
    KpiSpec(
        "crew.returned",
        "1",
        "People who landed and came home",
        "People who landed and came back to Earth, those who stayed in the ship left out",
        Group.BUILT,
        _where_flown("crew.returned"),
        better=1,
        grows=True,
        scale=_ONE,
    ),
    KpiSpec(
        "crew.came_home",
        "1",
        "People who came home",
        "People who came back to Earth, those who stayed in the ship and those who never landed among them",
        Group.BUILT,
        _where_flown("crew.came_home"),
        better=1,
        grows=True,
        scale=_ONE,
    ),
    KpiSpec(
        "crew.flights_aborted",
        "1",
        "Landings aborted",
        "How often people started from Earth and did not land",
        Group.BUILT,
        _where_flown("crew.flights_aborted"),
        better=-1,
        grows=True,
        scale=_ONE,
    ),
    KpiSpec(
        "crew.flight_failures",
        "1",
        "Steps of flights that failed",
        "How often a step of a flight of people failed, with people aboard or before they started",
        Group.DETAIL,
        _where_flown("crew.flight_failures"),
        grows=True,
        scale=_ONE,
    ),
)

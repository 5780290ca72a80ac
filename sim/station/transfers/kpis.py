"""KPIs of transfers: trips, freight, propellant and waits of each vehicle."""

from __future__ import annotations

from collections.abc import Callable

from sim.station.kpi import MEMBER, Detail, Group, KpiSpec, KpiValue, Record, Scale


def _of_each(key: str, *, whole: bool = False) -> Callable[[Record], dict[str, KpiValue]]:
    """A fact of each vehicle, by its name."""

    def read(record: Record) -> dict[str, KpiValue]:
        found: dict[str, KpiValue] = {}
        for name, value in sorted(record.facts.items()):
            if name.startswith("transfers.") and name.endswith(f".{key}") and value is not None:
                member = name.removeprefix("transfers.").removesuffix(f".{key}")
                found[member] = round(value) if whole else value
        return found

    return read


KPIS = (
    KpiSpec(
        f"transfers.{MEMBER}.trips",
        "1",
        "Trips of {}",
        "Trips to the other base from which {} came back",
        Group.MACHINES,
        _of_each("trips", whole=True),
        better=1,
        grows=True,
        scale=Scale(1.0, "a load of freight"),
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        f"transfers.{MEMBER}.brought",
        "kg",
        "Freight of {}",
        "Mass that {} handed over, both ways together",
        Group.MACHINES,
        _of_each("brought"),
        better=1,
        grows=True,
        scale=Scale(1000.0, "a load of freight"),
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        f"transfers.{MEMBER}.burnt",
        "kg",
        "Propellant of {}",
        "Propellant that {} burnt",
        Group.DETAIL,
        _of_each("burnt"),
        grows=True,
    ),
    KpiSpec(
        f"transfers.{MEMBER}.waited",
        "h",
        "{} without propellant",
        "Time that {} could have left and had no propellant",
        Group.DETAIL,
        _of_each("waited"),
        grows=True,
    ),
)

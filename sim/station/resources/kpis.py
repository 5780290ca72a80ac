"""KPIs of resources: of each commodity and of each process."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.station.kpi import FIVE_POINTS, Detail, Group, KpiSpec, KpiValue, Record

_PREFIX = "resources."


def _facts(ending: str) -> Callable[[Record], Mapping[str, KpiValue]]:
    """The facts of all members whose name ends so; nothing where there are none."""

    def read(record: Record) -> Mapping[str, KpiValue]:
        return {
            name.removeprefix(_PREFIX).removesuffix(ending): value
            for name, value in record.facts.items()
            if name.startswith(_PREFIX) and name.endswith(ending)
        }

    return read


def _positive(ending: str) -> Callable[[Record], Mapping[str, KpiValue]]:
    """The same, of those of which there is any."""
    read = _facts(ending)
    return lambda record: {name: value for name, value in read(record).items() if value}


def _closure(record: Record) -> Mapping[str, KpiValue]:
    """Share of what was made of a commodity that was not let go, of those that anybody keeps or uses."""
    found: dict[str, KpiValue] = {}
    lost = _facts(".let_go")(record)
    for name, made in _facts(".made")(record).items():
        gone = lost[name]
        if isinstance(made, float) and isinstance(gone, float) and made > 0.0 and gone < made:
            found[name] = 1.0 - gone / made
    return found


KPIS = (
    KpiSpec(
        "resources.*.made",
        "kg",
        "Made of {}",
        "Mass of {} made by processes, of what has a store",
        Group.MACHINES,
        _positive(".made"),
        better=1,
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "resources.*.specific_energy",
        "kWh/kg",
        "Energy for a kilogram by {}",
        "Electricity and heat into {} for a kilogram of its product, starts included",
        Group.EFFICIENCY,
        _positive(".specific_energy"),
        better=-1,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "resources.*.closure",
        "1",
        "Kept of {}",
        "Share of the {} made that was not let go or boiled off",
        Group.EFFICIENCY,
        _closure,
        better=1,
        scale=FIVE_POINTS,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "resources.*.at_work",
        "1",
        "At work: {}",
        "Share of its time in service that {} was at work",
        Group.MACHINES,
        better=1,
        scale=FIVE_POINTS,
    ),
    KpiSpec(
        "resources.*.carried",
        "kg",
        "Carried by {}",
        "Mass that {} unloaded at the end of its way",
        Group.MACHINES,
        better=1,
        grows=True,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "resources.*.hauling_energy",
        "kWh/kg",
        "Energy to carry a kilogram by {}",
        "Energy into the chargers of {} for a kilogram unloaded",
        Group.EFFICIENCY,
        _positive(".hauling_energy"),
        better=-1,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "resources.*.stranded",
        "1",
        "Stranded: {}",
        "How often {} stood still on its way until it was towed home, worn or with an empty battery",
        Group.DETAIL,
        grows=True,
    ),
    KpiSpec(
        "resources.*.trips",
        "1",
        "Trips of {}",
        "How often {} set out from its charger",
        Group.DETAIL,
        grows=True,
    ),
    KpiSpec(
        "resources.*.used",
        "kg",
        "Used of {}",
        "Mass of {} taken by processes",
        Group.DETAIL,
        _positive(".used"),
        grows=True,
    ),
    KpiSpec(
        "resources.*.let_go",
        "kg",
        "Let go of {}",
        "Mass of {} that found no store, or boiled off",
        Group.DETAIL,
        _positive(".let_go"),
        grows=True,
    ),
    KpiSpec(
        "resources.*.starts",
        "1",
        "Starts of {}",
        "How often {} began to work",
        Group.DETAIL,
        grows=True,
    ),
)

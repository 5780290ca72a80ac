"""KPIs of people: whether all live, how long they stayed, and with what margin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from sim.scenario.schema.crew_people import MARGIN, OWN, OWNED, VITAL
from sim.station.crew.condition_names import CHANNEL, CONDITIONS
from sim.station.crew.dose_kpis import DOSE_KPIS
from sim.station.crew.time_kpis import KPIS as TIME_KPIS
from sim.station.kpi import FIVE_POINTS, Detail, Group, KpiSpec, KpiValue, Record, Scale

_A_LIFE = Scale(0.5, "every life counts")
_A_MONTH_OF_ONE = Scale(30.0, "a person for a month")
_MARGIN = "crew.margin."
_CLOSURE = "crew.closure."


def _count(name: str) -> Callable[[Record], KpiValue]:
    """A fact that is a whole number."""

    def read(record: Record) -> KpiValue:
        value = record.fact(name)
        return None if value is None else round(value)

    return read


def _fact(name: str, record: Record) -> KpiValue:
    """A fact as it is."""
    return record.fact(name)


def _members(prefix: str) -> Callable[[Record], Mapping[str, KpiValue]]:
    """The facts whose names begin so, by what follows."""

    def read(record: Record) -> Mapping[str, KpiValue]:
        return {name.removeprefix(prefix): value for name, value in record.facts.items() if name.startswith(prefix)}

    return read


KPIS = (
    KpiSpec(
        "crew.lost",
        "1",
        "People lost",
        "People who died at the station",
        Group.LIVES,
        _count("crew.lost"),
        better=-1,
        grows=True,
        scale=_A_LIFE,
        detail=Detail.CHIEF,
    ),
    KpiSpec(
        "crew.nights",
        "1",
        "Person-nights",
        "Nights that people spent at the station, of all people together, counted at 12:00 UTC",
        Group.BUILT,
        _count("crew.nights"),
        better=1,
        grows=True,
        scale=_A_MONTH_OF_ONE,
        detail=Detail.CHIEF,
    ),
    KpiSpec(
        "crew.habitable",
        "1",
        "Habitable",
        "Share of the time in which pressure, oxygen, carbon dioxide, power, link, shielding and seats home all held",
        Group.VITAL_POWER,
        lambda record: record.mean("crew.habitable"),
        reads=("crew.habitable",),
        better=1,
        scale=FIVE_POINTS,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "crew.condition.*",
        "1",
        "Held: {}",
        "Share of the time in which the condition of {} held",
        Group.DETAIL,
        lambda record: {name: record.mean(CHANNEL + name) for name in CONDITIONS},
        reads=(CHANNEL,),
    ),
    *(
        KpiSpec(
            MARGIN + name,
            "h",
            f"Least margin of {name}",
            f"Least time that {name} in store would have lasted those who were there, if nothing had been won back",
            Group.VITAL_POWER,
            partial(_fact, MARGIN + name),
            better=1,
            detail=Detail.FIGURE,
        )
        for name in VITAL
    ),
    *(
        KpiSpec(
            OWN + name,
            "1",
            f"Own {name}",
            f"Share of the {name} that people, valves and suits took that no supply from Earth had to cover: "
            "stores and deliveries, less what is left at the end",
            Group.EFFICIENCY,
            partial(_fact, OWN + name),
            better=1,
            scale=FIVE_POINTS,
            detail=Detail.FIGURE,
        )
        for name in OWNED
    ),
    KpiSpec(
        "crew.closure.*",
        "1",
        "Won back: {}",
        "Share of the {} that people used that was won back from what they gave: of oxygen, from carbon dioxide; of "
        "water, from all else, with that of food, so that it may be more than 1",
        Group.EFFICIENCY,
        _members(_CLOSURE),
        better=1,
        scale=FIVE_POINTS,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "crew.rotations",
        "1",
        "Rotations that came",
        "Rotations that landed",
        Group.DETAIL,
        _count("crew.rotations"),
        grows=True,
    ),
    KpiSpec(
        "crew.rotations_missed",
        "1",
        "Rotations that did not",
        "Rotations that were to land and did not, by the end",
        Group.DETAIL,
        _count("crew.rotations_missed"),
        grows=True,
    ),
    KpiSpec(
        "crew.postponed",
        "1",
        "Landings put off",
        "How often a rotation was to land and could not",
        Group.DETAIL,
        _count("crew.postponed"),
        grows=True,
    ),
    *DOSE_KPIS,
    *TIME_KPIS,
)

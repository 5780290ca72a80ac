"""KPIs of people: whether all live, how long they stayed, and with what margin."""

from __future__ import annotations

from sim.scenario.schema.crew_people import MARGIN, OWN, OWNED, VITAL
from sim.station.crew.condition_names import CHANNEL, CONDITIONS
from sim.station.crew.dose_kpis import DOSE_KPIS
from sim.station.crew.time_kpis import KPIS as TIME_KPIS
from sim.station.kpi import FIVE_POINTS, Detail, Group, KpiSpec, Scale

_A_LIFE = Scale(0.5, "every life counts")
_A_MONTH_OF_ONE = Scale(30.0, "a person for a month")


KPIS = (
    KpiSpec(
        "crew.lost",
        "1",
        "People lost",
        "People who died at the station",
        Group.LIVES,
        better=-1,
        grows=True,
        scale=_A_LIFE,
        detail=Detail.CHIEF,
        counts=True,
    ),
    KpiSpec(
        "crew.nights",
        "1",
        "Person-nights",
        "Nights that people spent at the station, of all people together, counted at 12:00 UTC",
        Group.BUILT,
        better=1,
        grows=True,
        scale=_A_MONTH_OF_ONE,
        detail=Detail.CHIEF,
        counts=True,
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
        grows=True,
        counts=True,
    ),
    KpiSpec(
        "crew.rotations_missed",
        "1",
        "Rotations that did not",
        "Rotations that were to land and did not, by the end",
        Group.DETAIL,
        grows=True,
        counts=True,
    ),
    KpiSpec(
        "crew.postponed",
        "1",
        "Landings put off",
        "How often a rotation was to land and could not",
        Group.DETAIL,
        grows=True,
        counts=True,
    ),
    *DOSE_KPIS,
    *TIME_KPIS,
)

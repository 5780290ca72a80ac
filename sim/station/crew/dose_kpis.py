"""KPIs of radiation: doses of people, who had too much, and storms."""

from __future__ import annotations

from sim.station.kpi import Detail, Group, KpiSpec, Scale

DOSE_KPIS = (
    KpiSpec(
        "crew.highest_dose",
        "mSv",
        "Highest dose",
        "Dose at the base of the person who took most there",
        Group.VITAL_POWER,
        better=-1,
        grows=True,
        scale=Scale(30.0, "a twentieth of a career's limit of 600 mSv"),
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "crew.mean_dose",
        "mSv/h",
        "Mean dose rate of people",
        "Doses of all people over the time that they were at the base; 1 mSv/h is 24 mSv a person-day",
        Group.EFFICIENCY,
        better=-1,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "crew.over_dose_limit",
        "1",
        "People over a dose limit",
        "People who reached the limit of a solar particle event, of 30 days or of a career",
        Group.VITAL_POWER,
        better=-1,
        grows=True,
        scale=Scale(0.5, "every person counts"),
        detail=Detail.FIGURE,
        hide_zero=True,
        counts=True,
    ),
    KpiSpec(
        "crew.storms_met",
        "1",
        "Storms met",
        "Solar particle events that began while people were at the base",
        Group.DETAIL,
        grows=True,
        counts=True,
    ),
)

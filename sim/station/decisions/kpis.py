"""KPIs of decisions: what was chosen, what it is worth, what it cost not to know, what observing was worth."""

from __future__ import annotations

from sim.station.kpi import Detail, Group, KpiSpec, Scale

_A_DECISION = Scale(0.5, "every decision counts")
_A_POINT = Scale(0.01, "a hundredth of the need, or a percent of ice, is what a site is chosen by")


_PREFIX = "decisions."


KPIS = (
    KpiSpec(
        "decisions.*.regret",
        "1",
        "{}: what it cost not to know",
        "How much more the best alternative of {} is worth than the chosen one by what is true, as a share of the need"
        " where there is one, else in the unit of what is believed",
        Group.BUILT,
        better=-1,
        scale=_A_POINT,
        detail=Detail.WIDE,
    ),
    KpiSpec(
        "decisions.*.gain",
        "1",
        "{}: what observing was worth",
        "How much more the chosen alternative of {} is worth by what is true than the one that would have been chosen"
        " had nothing been observed; measured as the regret",
        Group.BUILT,
        better=1,
        scale=_A_POINT,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "decisions.*.worth",
        "1",
        "{}: worth of what was chosen",
        "What the chosen alternative of {} is worth by what is true; measured as the regret",
        Group.BUILT,
        better=1,
        scale=_A_POINT,
        detail=Detail.FIGURE,
    ),
    KpiSpec(
        "decisions.right",
        "1",
        "Decisions that cost nothing",
        "Decisions in which the chosen alternative is the best by what is true",
        Group.BUILT,
        better=1,
        grows=True,
        scale=_A_DECISION,
        detail=Detail.WIDE,
        counts=True,
    ),
    KpiSpec(
        "decisions.taken",
        "1",
        "Decisions taken",
        "Decisions that were taken before the end",
        Group.DETAIL,
        grows=True,
        scale=_A_DECISION,
        counts=True,
    ),
    KpiSpec(
        "decisions.changed",
        "1",
        "Decisions that observing changed",
        "Decisions that chose another alternative than they would have, had nothing been observed",
        Group.DETAIL,
        grows=True,
        scale=_A_DECISION,
        counts=True,
    ),
    KpiSpec(
        "decisions.*.choice",
        "1",
        "{}: number of the alternative",
        "Number of the alternative that {} chose, counted from 1 in the alphabet of their names",
        Group.DETAIL,
        scale=_A_DECISION,
        counts=True,
    ),
)

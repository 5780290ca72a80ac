"""The figures that sum a run up: those of every system, of the goals, of the machine hours and of the whole station.

Names are ``system.quantity`` and stable; at another base than the main one the base's name stands before it. Every
figure follows from the ledgers, the channels and the facts of the run; one that the run does not have (energy per brick
without a brick) is None, never an invented number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sim.engine import Channel
from sim.result.bottlenecks import Bottlenecks
from sim.result.goals import Goal, goals_of, judge
from sim.scenario import Scenario
from sim.scenario.base_names import at_base, split_base
from sim.scenario.schema.stores import SHORT
from sim.station import Kpi, KpiSpec, KpiValue, Outcome
from sim.station.kpi import A_MONTH, A_TWENTIETH, FIVE_POINTS, MEMBER, Detail, Group, Record, Scale
from sim.station.shelter.kpis import COMPLETE
from sim.station.states import CATEGORIES, CHANNEL, LOSSES, TRANSPORT
from sim.station.systems import SYSTEMS, System

_READ = frozenset(channel for system in SYSTEMS for spec in system.kpis for channel in spec.reads)
"""All channels that KPIs are read from."""


def _known_elsewhere(_record: Record) -> KpiValue:
    """Nothing: a KPI that does not follow from one base's record alone."""
    return None


LANDED = KpiSpec(
    "station.landed_mass",
    "kg",
    "Mass landed",
    "Mass of all that was there or arrived: sources, batteries, cabling, loads that give a mass, machines, stores, "
    "technicians, spares, direct links, instruments; without relays, which stay in orbit, and without landers",
    Group.LANDED,
    better=-1,
    grows=True,
    detail=Detail.CHIEF,
)

GOAL = KpiSpec(
    f"goal.{MEMBER}.reached",
    "UTC date",
    "Goal {} reached",
    "Date on which goal {} was reached",
    Group.BUILT,
    _known_elsewhere,
    better=-1,
    scale=A_MONTH,
    detail=Detail.CHIEF,
)

GOAL_LATE = KpiSpec(
    f"goal.{MEMBER}.late",
    "d",
    "{}: days late",
    "Days from the due date of goal {}, or the first that was published, to the date on which it was reached, less than"
    " none where that was before",
    Group.BUILT,
    _known_elsewhere,
    better=-1,
    scale=A_MONTH,
    detail=Detail.FIGURE,
)
"""Of a scenario with stages, which is measured by a plan."""

GOAL_COST = KpiSpec(
    f"goal.{MEMBER}.transport_cost",
    "MUSD",
    "Transport until {}",
    "What launches cost until goal {} was reached",
    Group.EFFICIENCY,
    _known_elsewhere,
    better=-1,
    detail=Detail.FIGURE,
)

BOTTLENECKS = tuple(
    KpiSpec(
        f"bottleneck.{name}",
        "1",
        category.label,
        f"Share of machine hours in service {category.definition}",
        Group.HOURS,
        _known_elsewhere,
        better=-1 if name in LOSSES else 0,
        scale=FIVE_POINTS,
    )
    for name, category in CATEGORIES.items()
)
WAITED_FOR = f"bottleneck.{TRANSPORT}"
"""The one that only scenarios have in which missions fly."""


class _Declared:
    """The KPIs of the systems that there are, and each by the names that were asked for."""

    def __init__(self) -> None:
        self._systems: tuple[System, ...] = ()
        self._specs: list[KpiSpec] = []
        self._found: dict[str, KpiSpec | None] = {}

    def specs(self) -> list[KpiSpec]:
        """All of them in order."""
        if self._systems != (there := tuple(SYSTEMS)):
            declared = [GOAL, GOAL_LATE, *(spec for one in there for spec in one.kpis), LANDED, GOAL_COST, *BOTTLENECKS]
            self._systems, self._found = there, {}
            self._specs = sorted(declared, key=lambda spec: spec.group)
        return self._specs

    def of(self, own: str) -> KpiSpec | None:
        """That of a name without its base."""
        specs = self.specs()
        if own not in self._found:
            self._found[own] = next((spec for spec in specs if spec.matches(own)), None)
        return self._found[own]


_DECLARED = _Declared()


def specs() -> list[KpiSpec]:
    """Every KPI that there is, in the one order in which they are listed: by group, by system, as declared."""
    return list(_DECLARED.specs())


def spec_of(name: str) -> KpiSpec | None:
    """The declaration of a KPI, that of another base's included; None for a name that is none."""
    return _DECLARED.of(split_base(name)[1])


def ordered(names: Iterable[str]) -> list[str]:
    """Names of KPIs in the one order: a family's members by name, those of other bases after the main one's."""
    places = {spec.name: place for place, spec in enumerate(specs())}

    def place(name: str) -> tuple[int, str, str]:
        spec = spec_of(name)
        base, own = split_base(name)
        return (len(places) if spec is None else places[spec.name], base, own)

    return sorted(names, key=place)


def rank(name: str) -> tuple[int, int]:
    """Place of a KPI in the one order: its group, and its place there; details have none."""
    spec = spec_of(name)
    if spec is None or spec.group >= Group.DETAIL:
        return (Group.DETAIL, 0)
    return (spec.group, [one.name for one in specs()].index(spec.name))


def better(name: str) -> int:
    """Which way a KPI is better: 1 more, -1 less, 0 neither (also of those not known here)."""
    spec = spec_of(name)
    return 0 if spec is None else spec.better


def scale(name: str) -> Scale:
    """How large a change of a KPI matters (also of those not known here)."""
    spec = spec_of(name)
    return A_TWENTIETH if spec is None else spec.scale


def is_chief(name: str) -> bool:
    """Whether a KPI stands for a run where there is no room for all."""
    spec = spec_of(name)
    return spec is not None and spec.detail == Detail.CHIEF


def grows(name: str) -> bool:
    """Whether a KPI adds up over a run or is its extreme, so that runs of other spans have another one."""
    spec = spec_of(name)
    return spec is not None and spec.grows


def hidden_at_zero(name: str) -> bool:
    """Whether a KPI is left out of lists for people where it is zero."""
    spec = spec_of(name)
    return spec is not None and spec.hide_zero


def must_have(name: str) -> str | None:
    """Among the figures of which must-have, or of transport, a KPI is listed; the whole station's with shelter.

    Machine hours are listed nowhere.
    """
    spec = spec_of(name)
    if spec is None or spec in BOTTLENECKS:
        return None
    if spec is GOAL_COST:
        return TRANSPORT
    return next((system.must_have for system in SYSTEMS if spec in system.kpis), "shelter")


def whole(name: str) -> str | None:
    """The KPI that this one is a part of, at the same base; None where there is none."""
    spec = spec_of(name)
    return None if spec is None or spec.part_of is None else at_base(split_base(name)[0], spec.part_of)


def is_completion(name: str) -> bool:
    """Whether a KPI is the date on which a structure stood."""
    return COMPLETE.matches(split_base(name)[1])


def shown(names: Iterable[str], detail: Detail, *, short: bool = False) -> list[str]:
    """Those of some KPIs that are shown where there is so much room, in the one order.

    Args:
        names: The KPIs there are.
        detail: How much room there is.
        short: Whether what others say better is left out.
    """
    found = []
    there = list(names)
    for name in ordered(there):
        spec = spec_of(name)
        if spec is None or spec.detail > detail:
            continue
        cover = spec_of(spec.covered_by) if spec.covered_by is not None else None
        if short and cover is not None and any(cover.matches(other) for other in there):
            continue
        found.append(name)
    return found


def summed(name: str) -> bool:
    """Whether a channel is read for a KPI or for machine hours, and so is summed where histories are not kept."""
    own = split_base(name)[1]
    return own.startswith((CHANNEL, SHORT)) or any(
        own == one or (one.endswith(".") and own.startswith(one)) for one in _READ
    )


def compute(scenario: Scenario, until_h: float, outcome: Outcome, bottlenecks: Bottlenecks) -> dict[str, Kpi]:
    """Every KPI of a run, by name, sorted.

    Args:
        scenario: What was run.
        until_h: Span that was run [h].
        outcome: What came out of the station.
        bottlenecks: Where the machine hours went.
    """
    start = dt.datetime.combine(scenario.start, dt.time())
    found: dict[str, Kpi] = {}
    records = {base: Record.of(outcome, base, until_h, start) for base, _ in scenario.all_bases()}
    for base, tables in scenario.all_bases():
        for system in SYSTEMS:
            if not system.stands_at(tables):
                continue
            for spec in system.kpis:
                for name, kpi in spec.kpis(records[base]).items():
                    found[at_base(base, name)] = replace(kpi, label=f"{kpi.label} at {base}") if base else kpi
    found |= LANDED.kpis(records[""])
    service, shares = bottlenecks.service_hours, bottlenecks.shares
    for spec in BOTTLENECKS:
        share = shares[spec.name.partition(".")[2]] if service else None
        if spec.name == WAITED_FOR and scenario.campaign is None and not share:
            continue
        found[spec.name] = Kpi(share, spec.unit, spec.label, spec.definition)
    found |= _goals(scenario, records[""], outcome.channels, found)
    return dict(sorted(found.items()))


def _goals(
    scenario: Scenario, record: Record, channels: Mapping[str, Channel], kpis: Mapping[str, Kpi]
) -> dict[str, Kpi]:
    """When each goal was reached and how late, one that only the end can judge at the end; its transport."""
    found = {}
    for goal in goals_of(scenario):
        if not goal.name:
            continue
        when = judge(goal, channels, kpis, record.hours).reached
        found[GOAL.name.replace(MEMBER, goal.name)] = _of_goal(GOAL, goal, record.date(when))
        if scenario.stages:
            due = scenario.goals[goal.name].due
            late = None if when is None or due is None else (when - scenario.hours_of(due)) / 24.0
            found[GOAL_LATE.name.replace(MEMBER, goal.name)] = _of_goal(GOAL_LATE, goal, late)
        if scenario.campaign is not None:
            cost = None if when is None else scenario.campaign.spent(_launches(record, when))
            found[GOAL_COST.name.replace(MEMBER, goal.name)] = _of_goal(GOAL_COST, goal, cost)
    return found


def _of_goal(spec: KpiSpec, goal: Goal, value: KpiValue) -> Kpi:
    return Kpi(value, spec.unit, spec.label.format(goal.name), spec.definition.format(goal.name))


def _launches(record: Record, until: float) -> list[str]:
    """The missions of all launches up to a time [h], one for each launch."""
    launched = [one for one in record.events if (one.system, one.event) == ("campaign", "launched")]
    return [one.subject for one in launched if one.time_h <= until]

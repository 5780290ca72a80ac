"""What runs are made of whose difference can be explained."""

from __future__ import annotations

import dataclasses

from sim.result import Bottlenecks, Cause, Kpi, Result
from sim.result.bottlenecks import attribute
from sim.station import Event, topology
from sim.station.states import CATEGORIES
from sim.study import Explanation, compare
from tests.result.made_up_outcomes import history, step


def bottlenecks(working: float, *causes: tuple[str, str, str, float]) -> Bottlenecks:
    hours = dict.fromkeys(CATEGORIES, 0.0) | {"working": working}
    for must_have, _, _, lost in causes:
        hours[must_have] += lost
    return Bottlenecks({"digger": hours}, {}, tuple(Cause(*cause) for cause in causes))


def kpis(**values: float | str | None) -> dict[str, Kpi]:
    found = {}
    for name, value in values.items():
        dated = name.endswith("complete")
        share = name.startswith("tools") or name.endswith(("availability", "progress", "charge"))
        unit = "UTC date" if dated else "1" if share or isinstance(value, int) else "kWh"
        found[name.replace("__", ".")] = Kpi(value, unit, name, "Definition.")
    return found


def event(day: float, subject: str, what: str, system: str = "tools") -> Event:
    return Event(24.0 * day, system, subject, what, "")


def told(base: Result, other: Result, before: dict[str, Kpi], after: dict[str, Kpi]) -> Explanation:
    """Why ``other`` came out otherwise, with other KPIs on either side."""
    return compare([dataclasses.replace(base, kpis=before), dataclasses.replace(other, kpis=after)]).explain()


SHORT = 24.0 * 40
"""A run to 2031-02-10, where others go on to 2031-04-11 [h]."""


def with_line(result: Result, hours: float, **stretches: list[tuple[str, float]]) -> Result:
    """A run of the baseline's machines through given states, by kind; its last structure stands after ``hours``."""
    lines = topology(result.scenario)
    channels = [history(unit, *stretches[kind]) for unit, kind in lines.kinds.items()]
    channels.append(step("bricks.laid", "1", [0, hours / 2, hours], [0, 50, 100]))
    channels.append(step("shelter.progress", "1", [0, hours / 2, hours], [0, 0.4, 1.0]))
    found = {channel.name: channel for channel in channels}
    return dataclasses.replace(result, channels=found, bottlenecks=attribute(found, lines), until_h=hours)


IDLE = [("idle", 40.0), ("working", 60.0)]

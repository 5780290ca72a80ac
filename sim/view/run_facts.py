"""What figures and pages tell of a run beside its histories: names, dates, limits, assets, one-line facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from sim.engine import Channel, Spell, longest
from sim.moon.sunlight import DARK_BELOW
from sim.result import Result
from sim.scenario import Scenario, assumed
from sim.scenario.base_names import split_base
from sim.scenario.schema.energy import Storage
from sim.scenario.schema.resources import Resources
from sim.scenario.schema.shedding import ClassRule
from sim.scenario.schema.stores import STOCK
from sim.scenario.schema.tools import kinds_of_machines
from sim.station.states import CHANNEL
from sim.view.kit.axis import TimeAxis
from sim.view.kit.style import LOAD_CLASSES
from sim.view.kit.text import day, plain


@dataclass(frozen=True)
class Threshold:
    """A pair of states of charge between which a load class is shed and restored [1]."""

    load_class: str
    shed_below: float
    restore_above: float


@dataclass(frozen=True)
class Build:
    """How a structure went up.

    Attributes:
        name: Its key in the scenario.
        first: Time of its first brick [h], None if there was none.
        complete: Time of its last brick [h], None if it was not finished.
        progress: Share laid at the end [1].
        channel: Its history.
    """

    name: str
    first: float | None
    complete: float | None
    progress: float
    channel: Channel


def title(run: Result) -> str:
    """Title of the scenario, or its name where it has none."""
    return plain(run.scenario.title or run.name)


def utc(run: Result, hours: float) -> datetime:
    """Moment of a run [UTC] at ``hours`` after its start."""
    return run.start + timedelta(hours=float(hours))


def offsets(runs: Sequence[Result]) -> tuple[float, ...]:
    """Start of each run after the first one's [h]."""
    return tuple((run.start - runs[0].start) / timedelta(hours=1) for run in runs)


def common_axis(runs: Sequence[Result]) -> TimeAxis:
    """The time axis that several runs share, from the first start to the last end."""
    starts = offsets(runs)
    return TimeAxis(runs[0].start, min(starts), max(o + run.until_h for o, run in zip(starts, runs, strict=True)))


def span_text(run: Result, start: float, end: float) -> str:
    """Dates from ``start`` to ``end`` [h] of a run; with the time of day where they are less than two days apart."""
    first, last = utc(run, start), utc(run, end)
    if end - start >= 48:
        return f"{day(first)} to {day(last)}"
    until = f"{last:%H:%M}" if first.date() == last.date() else f"{day(last)} {last:%H:%M}"
    return f"{day(first)} {first:%H:%M} to {until} UTC"


def site_text(run: Result) -> str:
    """Name and place of the site of a run."""
    return place_text(run.scenario)


def where_text(run: Result, start: float = 0.0, end: float | None = None) -> str:
    """Where a run is, and the dates from ``start`` to ``end`` [h] of it (default: all of it)."""
    return f"{site_text(run)}, {span_text(run, start, run.until_h if end is None else end)}"


def place_text(scenario: Scenario) -> str:
    """Name and place of the site of a scenario."""
    site = scenario.site
    latitude, longitude = float(site.latitude), float(site.longitude)
    half = "S" if latitude < 0 else "N"
    return f"{plain(site.name)} ({abs(latitude):.2f}° {half}, {longitude % 360:.2f}° E)"


def sites_text(runs: Sequence[Result], start: float, end: float) -> str:
    """Where several runs are, and the dates from ``start`` to ``end`` [h] of the first of them."""
    sites = list(dict.fromkeys(site_text(run) for run in runs))
    place = sites[0] if len(sites) == 1 else f"{len(sites)} sites"
    return f"{place}, {day(utc(runs[0], start))} to {day(utc(runs[0], end))}"


def draw_text(run: Result) -> str:
    """Which random draw a run is."""
    return f"(seed {run.seed}, replicate {run.replicate})"


def footer_text(run: Result) -> str:
    """The line that every figure of one run carries."""
    return f"{assumed(run.scenario.parameters())}; one random draw {draw_text(run)}"


def kpi_value(run: Result, name: str) -> float | None:
    """Value of a KPI as a number; None if the run does not have it or it has no number."""
    kpi = run.kpis.get(name)
    value = None if kpi is None else kpi.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def classes(run: Result, prefix: str) -> tuple[str, ...]:
    """Load classes that have a channel ``<prefix>.<class>``, by falling priority."""
    return tuple(name for name in LOAD_CLASSES if f"{prefix}.{name}" in run.channels)


def thresholds(run: Result) -> tuple[Threshold, ...]:
    """States of charge at which load classes are shed and restored, by falling priority."""
    table: Mapping[str, ClassRule] = {str(name): rule for name, rule in run.scenario.energy.classes.items()}
    found = []
    for name in LOAD_CLASSES:
        limits = table.get(name)
        if limits is None or limits.shed_below is None or limits.restore_above is None:
            continue
        found.append(Threshold(name, float(limits.shed_below), float(limits.restore_above)))
    return tuple(found)


def charge_floor(run: Result) -> float | None:
    """State of charge that the depth of discharge leaves as a last reserve [1], over all batteries by capacity."""
    return _by_capacity(run, lambda storage: 1.0 - float(storage.depth_of_discharge))


def charge_reserve(run: Result) -> float | None:
    """State of charge at which the last reserve is gone [1], over all batteries by capacity."""
    return _by_capacity(run, lambda storage: float(storage.last_reserve))


def _by_capacity(run: Result, share: Callable[[Storage], float]) -> float | None:
    """Mean of a share of the capacity over all batteries."""
    storages = run.scenario.energy.storages().values()
    sizes = [(float(each.capacity) * int(each.count), share(each)) for each in storages]
    total = sum(size for size, _ in sizes)
    return sum(size * part for size, part in sizes) / total if total > 0 else None


def sources(run: Result) -> tuple[tuple[str, str], ...]:
    """(asset, kind) of every power source with a channel ``energy.offered.<asset>``; kind as in ``SOURCE_KINDS``."""
    energy = run.scenario.energy
    assets = [(name, "reactors") for name in energy.reactors] + [(name, "arrays") for name in energy.arrays]
    return tuple((name, kind) for name, kind in assets if f"energy.offered.{name}" in run.channels)


def units(run: Result) -> tuple[str, ...]:
    """Machine units with a state history: regolith's way through the station first, others after, by name."""
    known = [name.removeprefix(CHANNEL) for name in run.channels if name.startswith(CHANNEL)]
    order: dict[str, int] = {}
    for spec, _ in kinds_of_machines():
        for key in getattr(run.scenario.tools, spec.attribute):
            order.setdefault(key, len(order))

    def rank(unit: str) -> tuple[int, str, int]:
        stem, _, number = unit.rpartition("-")
        if unit in order or not number.isdecimal():
            return order.get(unit, len(order)), unit, 0
        return order.get(stem, len(order)), stem, int(number)

    return tuple(sorted(known, key=rank))


def line_units(run: Result) -> tuple[str, ...]:
    """Those of the units that are machines of the brick line."""
    table = getattr(run.scenario, "resources", None)
    others = {} if table is None else table.machines()
    return tuple(unit for unit in units(run) if unit not in others and unit.rpartition("-")[0] not in others)


def plant(run: Result) -> tuple[str, Resources] | None:
    """The base whose stores and processes figures show, and its table: the main one, else the first that has any."""
    if not any(split_base(name)[1].startswith(STOCK) for name in run.channels):
        return None
    found = [(base, tables.resources) for base, tables in run.scenario.all_bases() if tables.resources is not None]
    return found[0] if found else None


def base_with(run: Result, system: str, *histories: str) -> tuple[str, Any] | None:
    """The base whose system figures show, and its table: the main one, else the first that has both.

    Args:
        run: The run.
        system: Name of the table.
        histories: How the names of histories begin of which a base has any, if it has such a system.
    """
    there = {base for base, name in map(split_base, run.channels) if name.startswith(histories)}
    for base, tables in run.scenario.all_bases() if there else ():
        table = getattr(tables, system)
        if base in there and table is not None:
            return base, table
    return None


def builds(run: Result) -> tuple[Build, ...]:
    """Structures in the order of their first brick; those without one last, in scenario order."""
    declared = list(run.scenario.shelter.structures)
    prefix = "shelter.progress."
    names = [n.removeprefix(prefix) for n in run.channels if n.startswith(prefix)]
    names.sort(key=lambda n: (declared.index(n) if n in declared else len(declared), n))
    found = []
    for name in names:
        channel = run.channels[prefix + name]
        first = first_time(channel, 0.0)
        # Progress is laid over needed, both counts: the last brick makes it 1 but for rounding.
        complete = first_time(channel, 1 - 1e-9)
        found.append(Build(name, first, complete, float(channel.values[-1]), channel))
    return tuple(sorted(found, key=lambda b: float("inf") if b.first is None else b.first))


def days_around(run: Result, middle: float, length: float) -> tuple[float, float]:
    """Span of ``length`` [h] around a moment [h], within the run [h]; from a midnight on, where ticks fall."""
    length = min(length, run.until_h)
    last = run.until_h - length
    begin = min(max(24.0 * round((middle - length / 2) / 24.0), 0.0), last)
    return begin, begin + length


def first_time(channel: Channel, above: float) -> float | None:
    """First change point at which a channel is above a value [h], None if it never is."""
    hits = np.flatnonzero(channel.values > above)
    return float(channel.times[hits[0]]) if len(hits) else None


def has_storage(run: Result) -> bool:
    """Whether a run has batteries, and so a state of charge that says something."""
    lowest = run.kpis.get("energy.lowest_state_of_charge")
    return "energy.state_of_charge" in run.channels and (lowest is None or lowest.value is not None)


def ever(run: Result, *channels: str) -> bool:
    """Whether any of these histories was ever anything but zero: of a base where nothing stands, none was."""
    return any(bool(np.any(run.channels[name].values)) for name in channels if name in run.channels)


def buffer_size(run: Result) -> float | None:
    """Size of the data buffer [Gbit], None if the scenario has none."""
    size = run.scenario.communication.buffer
    return None if size is None else float(size)


def dark_spells(run: Result) -> tuple[Spell, ...]:
    """Spells with less than half of the Sun's disc in view of the arrays [h]."""
    return run.channels["sunlight.lit_fraction"].spells(below=DARK_BELOW)


def longest_dark_text(run: Result) -> str:
    """Length of the longest dark: the KPI where there is one, as the histories round its ends to their segments."""
    hours = kpi_value(run, "energy.longest_dark")
    if hours is None:
        spell = longest(dark_spells(run))
        hours = spell[1] - spell[0] if spell else 0.0
    return f"{hours:,.0f} h"

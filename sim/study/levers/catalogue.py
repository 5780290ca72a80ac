"""The levers of a scenario, derived from its schema and its design values: nothing here names a machine.

What is left out, and why, stands in :data:`LEFT_OUT` and :data:`NO_SIZES`; what does not go together in a scenario is
not tried, and it is said.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sim.result.goals import goals_of
from sim.scenario import Quantity, Scenario, ScenarioError
from sim.scenario.assets import Item, items, landed_mass, systems
from sim.scenario.changing import Path, decided, scaled
from sim.scenario.schema.base import Asset, Dated, Fixture, Named
from sim.scenario.schema.communication import Instrument, Relay
from sim.scenario.schema.energy import Load
from sim.scenario.schema.fields import FieldSpec, leaves
from sim.scenario.schema.scenario import Tables
from sim.scenario.schema.system import System
from sim.scenario.schema.tools import Delivery, Machine, Spare
from sim.station.relief import ALL, RELIEFS
from sim.station.states import HOLD_BACK, TRANSPORT, State
from sim.station.systems import SYSTEMS
from sim.study.levers.lever import LOSS, Lever, Sort, pair
from sim.study.replicates.variants import Variant

LEFT_OUT: Mapping[str, str] = {
    "bricks": "a recipe is no purchase",
    "shelter": "what is to be built is the task, and less of it is no help",
}
"""Systems whose design values are not varied, and why."""
NO_SIZES: Mapping[str, str] = {
    "mass": "mass is what a change costs",
    "pallet": "how work is shared out is no purchase",
}
"""Keys that are not varied, and why."""
SIZED = frozenset({"kW", "kWh", "kg", "kg/h", "m^2", "Gbit", "Mbit/s", "1/h"})
"""Units of sizes, of which there may be more; shares are settings, and lengths, times and angles are no sizes."""
TAKERS = (Instrument, Load)
"""What takes power and helps no machine: where bricks are the goal, less of it is tried, and no more."""

MORE = 1.5
"""A size is tried half again as large."""
LESS = 0.5
"""What takes power is tried with half of it."""
EARLIER_D = 180
"""A delivery is tried so much earlier, or from the start [d]."""
EASED: tuple[tuple[str, float, str, State | None], ...] = (
    ("mttr", 0.5, "repairs take half the time", State.IN_REPAIR),
    ("mtbf", 2.0, "machines last twice as long", None),
)
"""Keys of all machines that are made milder, by how much, in words, and the cause that goes altogether with it."""


@dataclass(frozen=True)
class Catalogue:
    """What is tried of a scenario.

    Attributes:
        levers: The levers, and each as it is run.
        skipped: What could not be tried, and why.
    """

    levers: tuple[tuple[Lever, Variant], ...]
    skipped: tuple[tuple[str, str], ...]


def catalogue(scenario: Scenario, until_h: float) -> Catalogue:
    """All levers of a scenario.

    Args:
        scenario: The scenario.
        until_h: How long it runs [h]; what lands later is no mass.
    """
    before = landed_mass(scenario, until_h)
    found: list[tuple[Lever, Variant]] = []
    skipped: list[tuple[str, str]] = []
    for lever in _all(scenario, until_h, skipped):
        try:
            variant = lever.variant(scenario)
        except ScenarioError as error:
            first = error.problems[0]
            skipped.append((lever.label, f"{first.key} {first.message}"))
            continue
        mass = landed_mass(variant.scenario, until_h) - before
        found.append((replace(lever, mass=round(mass, 6)), variant))
    return Catalogue(tuple(found), tuple(skipped))


def pair_variant(scenario: Scenario, one: Lever, other: Lever) -> tuple[Lever, Variant] | None:
    """Two levers pulled together; None where they do not go together."""
    both = pair(one, other)
    if both is None:
        return None
    try:
        return both, both.variant(scenario)
    except ScenarioError:
        return None


def _all(scenario: Scenario, until_h: float, skipped: list[tuple[str, str]]) -> Iterator[Lever]:
    yield from _limits(scenario)
    yield from _eased(scenario)
    several = Counter(item.kind.key for _, tables in scenario.all_bases() for item in items(tables))
    builds = goals_of(scenario)[0].builds
    for base, tables in scenario.all_bases():
        above: Path = ("bases", base) if base else ()
        where = f" of {base}" if base else ""
        for item in items(tables, ordered=True):
            if item.kind.system in LEFT_OUT or (builds and isinstance(item.asset, TAKERS)):
                continue
            called = item.kind.word(item.asset) + (f" {item.name}" if several[item.kind.key] > 1 else "") + where
            yield from _more_units(tables, item, above, called)
        yield from _sizes(tables, above, where, several, builds)
        yield from _masts(tables, above, where, skipped)
    yield from _deliveries(scenario, until_h, builds)
    yield from _missions(scenario, until_h)


def _limits(scenario: Scenario) -> Iterator[Lever]:
    for name, relief in RELIEFS.items():
        if name == TRANSPORT and scenario.campaign is None:
            continue
        must_have, _, cause = name.partition(":")
        if name == ALL:
            yield Lever("no limit at all", "must-have", "", name, relief=name)
        elif cause:
            yield Lever(relief.how.partition(";")[0], "cause", must_have, name, relief=name)
        else:
            yield Lever(f"no limit of {name}", "must-have", name, name, relief=name)


def _eased(scenario: Scenario) -> Iterator[Lever]:
    for key, factor, label, cause in EASED:
        changes: dict[Path, object] = {}
        for base, tables in scenario.all_bases():
            for item in items(tables):
                if isinstance(item.asset, Machine):
                    path: Path = (*(("bases", base) if base else ()), *item.path, key)
                    changes[path] = scaled(getattr(item.asset, key), factor)
        if changes:
            subject = f"tools:{cause.label}" if cause is not None else f"tools.{key}"
            yield Lever(label, "eased", _must_have("tools"), subject, changes)


def _more_units(tables: Tables, item: Item, above: Path, called: str) -> Iterator[Lever]:
    """One unit more; of what flies as one with its like, another on its own orbit; of spare parts, twice as many."""
    asset, must_have = item.asset, _must_have(item.kind.system)
    path = (*above, *item.path)
    if isinstance(asset, Spare):
        changes: dict[Path, object] = {(*path, "initial"): decided(asset.initial, 2 * asset.initial.value)}
        for name, delivery in asset.deliveries.items():
            changes[(*path, "deliveries", name, "quantity")] = decided(delivery.quantity, 2 * delivery.quantity.value)
        yield Lever(f"twice the spare parts {item.name}", "spares", must_have, ".".join(path), changes)
    elif isinstance(asset, Relay):
        behind = (asset.mean_anomaly.value + 180.0) % 360.0
        twin = asset.model_copy(update={"mean_anomaly": decided(asset.mean_anomaly, behind)})
        label = f"another {called}, half an orbit behind"
        yield Lever(label, "unit", must_have, ".".join(path), {(*path[:-1], _free(tables, item)): twin})
    elif isinstance(asset, Asset):
        count = asset.count.value
        label = f"{'one more' if count else 'a first'} {called}"
        key = (*path, "count")
        yield Lever(label, "unit", must_have, ".".join(key), {key: decided(asset.count, count + 1)})


def _free(tables: Tables, item: Item) -> str:
    taken = {other.name for other in items(tables)}
    return next(name for number in range(2, len(taken) + 3) if (name := f"{item.name}-{number}") not in taken)


def _sizes(tables: Tables, above: Path, where: str, several: Counter[str], builds: bool) -> Iterator[Lever]:
    """Each design size half again as large; each number of people or places that no asset has, one more."""
    words: dict[Path, str] = {item.path: item.kind.word(item.asset) for item in items(tables)}
    takers: dict[Path, dict[Path, object]] = {}
    for key in systems():
        table = getattr(tables, key)
        if table is None or key in LEFT_OUT:
            continue
        for path, spec, value in leaves(table, (key,), ordered=True):
            if not isinstance(value, Quantity) or value.basis != "design" or spec.key in NO_SIZES or not spec.owner:
                continue
            full = (*above, *path)
            if builds and issubclass(spec.owner, TAKERS):
                if spec.dim is not None and spec.dim.unit == "kW" and value.value > 0:
                    takers.setdefault(path[:3], {})[full] = scaled(value, LESS)
                continue
            new = _larger(spec, value)
            if new is None:
                continue
            subject = ".".join(full)
            if spec.dim is not None and spec.dim.whole and not issubclass(spec.owner, Fixture):
                label = f"one more {spec.key.removesuffix('s').replace('_', ' ')}{where}, {_to(value, new)}"
            else:
                of = f"{_called(path, words, several)}{where} ".lstrip()
                label = f"{of}{spec.key.replace('_', ' ')} {_to(value, new)}"
            yield Lever(label, "size", _must_have(key), subject, {full: new})
    for path, changes in takers.items():
        label = f"{words[path]} {path[2]}{where} on half its power"
        yield Lever(label, "size", _must_have(path[0]), ".".join((*above, *path)), changes)


def _larger(spec: FieldSpec, value: Quantity) -> Quantity | None:
    assert spec.dim is not None
    assert spec.owner is not None
    if value.value <= 0:
        return None
    if spec.dim.whole:
        if issubclass(spec.owner, Fixture):
            return decided(value, math.ceil(MORE * value.value))
        # Numbers of units and of spare parts are levers of their own.
        return decided(value, value.value + 1) if issubclass(spec.owner, System) else None
    return decided(value, MORE * value.value) if spec.dim.unit in SIZED else None


def _called(path: Path, words: Mapping[tuple[str, ...], str], several: Counter[str]) -> str:
    """What a size is of: ``battery``, ``printer solar``, ``raw store``; nothing for one of a whole system."""
    if path[:3] in words:
        return words[path[:3]] + (f" {path[2]}" if several[path[1]] > 1 else "")
    inner = [part.replace("_", " ") for part in path[1:-1]]
    return f"{inner[-1]} {inner[0].removesuffix('s')}" if len(inner) == 2 else " ".join(inner)


def _to(old: Quantity, new: Quantity) -> str:
    unit = "" if old.given_unit == "1" else f" {old.given_unit}"
    return f"{old.given_value:,.6g} to {new.given_value:,.6g}{unit}"


def _masts(tables: Tables, above: Path, where: str, skipped: list[tuple[str, str]]) -> Iterator[Lever]:
    """Each mast at the next height for which a horizon was measured."""
    for item in items(tables, ordered=True):
        mast = getattr(item.asset, "mast", None)
        if not isinstance(mast, Quantity) or mast.basis != "design" or item.kind.system in LEFT_OUT:
            continue
        called = f"mast of {item.kind.word(item.asset)} {item.name}{where}"
        at = getattr(item.asset, "at", None)
        site = tables.site_at(at)
        now = site.horizon(mast.value).mast
        higher = sorted(one.mast for one in site.horizons.values() if one.mast > now)
        if not higher:
            skipped.append((f"a higher {called}", f"no horizon of {at or site.name} was measured above {now:g} m"))
            continue
        path, new = (*above, *item.path, "mast"), decided(mast, higher[0])
        yield Lever(f"{called} {_to(mast, new)}", "mast", _must_have(item.kind.system), ".".join(path), {path: new})


def _deliveries(scenario: Scenario, until_h: float, builds: bool) -> Iterator[Lever]:
    """All that lands on one day, earlier."""
    days: dict[dt.date, dict[Path, object]] = {}
    for base, tables in scenario.all_bases():
        above: Path = ("bases", base) if base else ()
        for item in items(tables, ordered=True):
            if builds and isinstance(item.asset, TAKERS):
                continue
            for path, day in _dates(item):
                if scenario.start < day and scenario.hours_of(day) < until_h:
                    days.setdefault(day, {})[(*above, *path)] = day
    for day, paths in sorted(days.items()):
        new = max(scenario.start, day - dt.timedelta(days=EARLIER_D))
        label = f"what lands on {day} {(day - new).days} days earlier"
        owners = {next(key for key in path if key in systems()) for path in paths}
        must_have = _must_have(owners.pop()) if len(owners) == 1 else ""
        yield Lever(label, "delivery", must_have, f"delivery {day}", dict.fromkeys(paths, new))


def _missions(scenario: Scenario, until_h: float) -> Iterator[Lever]:
    """Each mission earlier, and each lost on its first flight."""
    missions = {} if scenario.campaign is None else scenario.campaign.missions
    for name, mission in sorted(missions.items()):
        if scenario.hours_of(mission.date) >= until_h:
            continue
        path: Path = ("campaign", "missions", name)
        new = max(scenario.start, mission.date - dt.timedelta(days=EARLIER_D))
        if new < mission.date:
            label = f"mission {name} {(mission.date - new).days} days earlier"
            key: Path = (*path, "date")
            yield Lever(label, "delivery", TRANSPORT, ".".join(key), {key: new})
        if not mission.lost:
            key = (*path, "lost")
            yield Lever(f"mission {name} lost", LOSS, TRANSPORT, ".".join(key), {key: True})


def _dates(item: Item) -> Iterator[tuple[Path, dt.date]]:
    asset = item.asset
    if isinstance(asset, Dated) and asset.from_ is not None:
        yield (*item.path, "from"), asset.from_
    for key, inner in _named_in(asset):
        if isinstance(inner, Delivery) and inner.date is not None:
            yield (*item.path, *key, "date"), inner.date


def _named_in(asset: Named) -> Iterator[tuple[Path, Named]]:
    if isinstance(asset, Spare):
        for name, delivery in asset.deliveries.items():
            yield ("deliveries", name), delivery


def _must_have(system: str) -> str:
    found = next(one.must_have for one in SYSTEMS if one.name == system)
    assert found in HOLD_BACK
    return found


__all__ = ["EASED", "LEFT_OUT", "NO_SIZES", "Catalogue", "Sort", "catalogue", "pair_variant"]

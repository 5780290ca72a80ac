"""What must hold of the places of a base: whatever stands at one is of a known place, and has power there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from sim.scenario.assets import Item, items
from sim.scenario.problems import suggestion
from sim.scenario.schema.energy import Load, Source
from sim.scenario.schema.places import PLACING, Cable, Placed
from sim.scenario.schema.scenario import Tables
from sim.scenario.schema.stores import CommodityStore
from sim.scenario.schema.system import MissingError, Report, Span
from sim.scenario.schema.system import items as named
from sim.scenario.schema.tools import Machine


def check_places(here: Any, span: Span, report: Report) -> None:
    """Names of places are known, their skies whole, no cable loses all, and whoever needs power there can have it."""
    known = here.energy.places
    for item, at in _placed(here):
        if at is not None and at not in known:
            report((*item.path, "at"), f'there is no place "{at}"{_remedy(at, known)}')
    fed = set()
    for name, cable in named(here, "energy", "cables"):
        path = ("energy", "cables", name)
        with suppress(MissingError):
            key, place = ((*path, "to"), cable.to) if cable.to is not None else (path, name)
            if place not in known:
                tail = _remedy(place, known) if cable.to is not None else "; say where it leads: to = NAME"
                report(key, f'there is no place "{place}"{tail}')
                continue
            if span.serves(cable):
                fed.add(place)
            if Cable.efficiency(cable, known) <= 0:
                message = (
                    f"{cable.loss_per_length} over {Cable.run(cable, known) / 1000:.4g} km lose all that enters; "
                    "take a cable of a higher voltage, or a shorter one"
                )
                report((*path, "loss_per_length"), message)
    fed |= {at for item, at in _placed(here) if at is not None and item.kind.has(Source) and span.serves(item.asset)}
    for name, place in known.items():
        _check_sky(name, place, report)
        takers = () if name in fed else _takers(here, span, name)
        first = next(iter(takers), None)
        if first is not None:
            message = (
                f'needs power, and "{name}" has neither a source nor a cable: add [energy.cables.{name}], '
                "or a source that stands there"
            )
            report((*first.path, "at"), message)


def places_text(tables: Tables) -> Iterator[str]:
    """Yield what `ilrs check` says of each place: its way and sky, what brings power there, what stands there."""
    energy = tables.energy
    for name, place in energy.places.items() if energy is not None else ():
        sky = "the sky of the site" if place.horizons is None else f"horizons at {', '.join(place.horizons)}"
        laid = [
            f"cable {cable.name} of {cable.count.value * cable.capacity.value:.4g} kW over "
            f"{cable.run(energy.places) / 1000:.4g} km, {100 * (1 - cable.efficiency(energy.places)):.3g} % lost, "
            f"{cable.count.value * cable.mass(energy.places):.4g} kg"
            for cable in energy.cables_to(name)
        ]
        there = [item.name for item, at in _placed(tables) if at == name]
        distance = f"{place.distance.value / 1000:.4g} km away"
        yield f"{name}, {distance}, {sky}; {', '.join(laid) or 'no cable'}; there: {', '.join(there) or 'nothing'}"


def remarks(tables: Tables) -> Iterator[str]:
    """Yield what is no error: that what stands at a place may ask for more than can reach it."""
    energy = tables.energy
    for name in energy.places if energy is not None else ():
        placed = [item for item, at in _placed(tables) if at == name]
        asked = math.fsum(_power(item.asset) for item in placed)
        irradiance = tables.site.solar_irradiance.value
        given = [item.asset.count.value * item.asset.peak(irradiance) for item in placed if item.kind.has(Source)]
        given += [
            cable.count.value * cable.capacity.value * cable.efficiency(energy.places)
            for cable in energy.cables_to(name)
        ]
        if asked > math.fsum(given):
            yield (
                f"energy.places.{name}: what stands there asks for {asked:.4g} kW if all of it is at work, and "
                f"{math.fsum(given):.4g} kW can reach it at most"
            )


def _placed(here: Any) -> Iterator[tuple[Item, str | None]]:
    """Yield what may stand at a place, with the name of its place."""
    for item in items(here):
        if item.kind.has(Placed):
            with suppress(MissingError):
                yield item, item.asset.at


def _takers(here: Any, span: Span, at: str) -> Iterator[Item]:
    """Yield what stands at a place at some time and asks for power."""
    for item, place in _placed(here):
        if place == at and not item.kind.has(Source):
            with suppress(MissingError):
                # A store is there from the start to the end.
                if _power(item.asset) > 0 and (item.kind.has(CommodityStore) or span.serves(item.asset)):
                    yield item


def _power(asset: Any) -> float:
    """Most power that all units of an asset ask for [kW]."""
    if isinstance(asset, Machine):
        heat = max(asset.survival_lit.value, asset.survival_dark.value)
        return float(asset.count.value * (asset.asked_power + heat))
    if isinstance(asset, Load):
        return float(max(asset.power_lit.value, asset.power_dark.value))
    return float(asset.cooling.value) if isinstance(asset, CommodityStore) else 0.0


def _check_sky(name: str, place: Any, report: Report) -> None:
    """Coordinates come with the horizons that were measured there."""
    with suppress(MissingError):
        given = [key for key in PLACING if getattr(place, key) is not None]
        if given and place.horizons is None:
            message = "changes nothing without horizons that were measured there; give them too, or leave it out"
            report(("energy", "places", name, given[0]), message)


def _remedy(name: str, known: Any) -> str:
    tail = suggestion(name, known) if known else ""
    return tail if tail.startswith("; did") else f"{tail}; add [energy.places.{name}], or leave `at` out"

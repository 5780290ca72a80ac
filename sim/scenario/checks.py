"""What must hold between the keys of a scenario. Each check is a small function that reports what does not fit.

They run on a scenario that validated, and on what can be read of one that did not, so that all problems come at once;
a part that could not be read is passed over.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from sim.scenario.problems import suggestion
from sim.scenario.validation import MissingError

Report = Callable[[tuple[str | int, ...], str], None]

#: The kinds of machines, which share one name space because each unit has its channel and its events.
MACHINES = ("excavators", "sieves", "printers", "layers")
#: Which machines a brick needs on its way into a structure, and what each does.
_BRICK_LINE = {"excavators": "digs", "sieves": "sieves", "printers": "prints", "layers": "lays"}
#: Least time between two marks of a battery or a store [h]: hundreds of turns an hour make minutes of a run of years.
_QUICKEST_H = 5.0 / 3600.0
#: What is full or empty sooner than this [h] is too small as a whole; else its marks are too near each other.
_SMALL_H = 1.0 / 60.0
#: Shares and amounts nearer to each other than this (relative) are the same to the engine.
_ROUNDING = 1e-9


def check(scenario: Any, report: Report) -> None:
    """Report everything in a scenario, whole or partial, that does not fit together."""
    for one in CHECKS:
        with suppress(MissingError):
            one(scenario, report)


def span(scenario: Any, report: Report) -> None:
    """The end comes after the start, and the ephemeris covers both."""
    from sim.moon import ephemeris

    first, last = (moment.astype("datetime64[s]").item() for moment in ephemeris.coverage())
    outside = False
    for key in ("start", "end"):
        with suppress(MissingError):
            day = getattr(scenario, key)
            moment = datetime.datetime.combine(day, datetime.time())
            if not first <= moment <= last:
                outside = True
                report((key,), f"{day} is outside the ephemeris, which covers {first.date()} to {last.date()}")
    if not outside and scenario.end <= scenario.start:
        report(("end",), f"{scenario.end} is not after the start, {scenario.start}")


def presence(scenario: Any, report: Report) -> None:
    """Nothing leaves before it arrives."""
    for path, asset in _dated(scenario):
        with suppress(MissingError):
            if asset.from_ is not None and asset.until is not None and asset.until <= asset.from_:
                report((*path, "until"), f"{asset.until} is not after its from, {asset.from_}")


def batteries(scenario: Any, report: Report) -> None:
    """A battery resumes above the floor at which it stops, and does not arrive below that floor."""
    for name, battery in _items(scenario, "energy", "batteries"):
        path = ("energy", "batteries", name)
        with suppress(MissingError):
            floor = 1.0 - battery.depth_of_discharge.value
            if battery.resume_charge.value <= floor + _ROUNDING:
                report((*path, "resume_charge"), f"must exceed 1 - depth_of_discharge, {floor:.4g}")
        with suppress(MissingError):
            floor = 1.0 - battery.depth_of_discharge.value
            if battery.initial_charge.value < floor - 1e-12:
                report((*path, "initial_charge"), f"must be at least 1 - depth_of_discharge, {floor:.4g}")


def shedding(scenario: Any, report: Report) -> None:
    """A class of loads that is shed is also restored, at a higher state of charge."""
    for name, rule in _items(scenario, "energy", "classes"):
        path = ("energy", "classes", name)
        with suppress(MissingError):
            below, above = rule.shed_below, rule.restore_above
            if (below is None) != (above is None):
                there, missing = ("shed_below", "restore_above") if above is None else ("restore_above", "shed_below")
                report(path, f"has {there} but no {missing}; both belong together")
            elif below is not None and above.value <= below.value + 2 * _ROUNDING:
                report((*path, "restore_above"), f"{above} must exceed shed_below, {below}")


def quick_batteries(scenario: Any, report: Report) -> None:
    """No battery passes from its floor to where it gives power again within seconds: it would do so without end."""
    offered = _offered(scenario)
    for name, battery in _items(scenario, "energy", "batteries"):
        path = ("energy", "batteries", name)
        with suppress(MissingError):
            power = min(battery.count.value * battery.charge_power.value, offered)
            if power == 0:
                continue
            hours = battery.count.value * battery.capacity.value / power
            passing = hours * (battery.resume_charge.value - (1.0 - battery.depth_of_discharge.value))
            if not _ROUNDING * hours < passing < _QUICKEST_H:
                continue
            if hours < _SMALL_H:
                message = (
                    f"{battery.capacity} is too little to be charged with {power:.4g} kW: it would be full in "
                    f"{_seconds(hours)}, time and again; give it more capacity, or set count = 0 to go without"
                )
                report((*path, "capacity"), message)
            else:
                message = (
                    f"{battery.resume_charge} is too near 1 - depth_of_discharge: charged with {power:.4g} kW it would "
                    f"give power again in {_seconds(passing)}, time and again; leave more between them"
                )
                report((*path, "resume_charge"), message)


def quick_classes(scenario: Any, report: Report) -> None:
    """No class is shed and restored within seconds."""
    there = [battery for _, battery in _items(scenario, "energy", "batteries")]
    capacity = sum(battery.count.value * battery.capacity.value for battery in there)
    power = min(sum(battery.count.value * battery.charge_power.value for battery in there), _offered(scenario))
    if power == 0 or capacity / power < _SMALL_H:  # too small a battery is told by itself
        return
    for name, rule in _items(scenario, "energy", "classes"):
        with suppress(MissingError):
            below, above = rule.shed_below, rule.restore_above
            gap = 0.0 if below is None or above is None else above.value - below.value
            if 2 * _ROUNDING < gap < _QUICKEST_H * power / capacity:
                message = (
                    f"{above} is too near shed_below, {below}: batteries charged with {power:.4g} kW would pass from "
                    f"one to the other in {_seconds(gap * capacity / power)}, time and again; leave more between them"
                )
                report(("energy", "classes", name, "restore_above"), message)


def quick_store(scenario: Any, report: Report) -> None:
    """The raw store, which is filled and emptied all the time, does not pass between its marks within seconds."""
    tools, path = scenario.tools, ("tools", "stores", "raw")
    filled, emptied = (
        sum(machine.count.value * machine.rate.value for machine in machines.values())
        for machines in (tools.excavators, tools.sieves)
    )
    if filled == 0 or emptied == 0:
        return
    store, capacity = tools.stores.raw, tools.stores.raw.capacity.value
    rises, falls = store.low_restart.value * capacity / filled, (1 - store.high_restart.value) * capacity / emptied
    if min(rises, falls) >= _QUICKEST_H:
        return
    hours = capacity / max(filled, emptied)
    if hours < _SMALL_H:
        message = (
            f"{store.capacity} is too little for machines of {max(filled, emptied):.4g} kg/h: it would be full or "
            f"empty in {_seconds(hours)}, time and again; give it more"
        )
        report((*path, "capacity"), message)
        return
    for key, passing, edge in (("low_restart", rises, "0"), ("high_restart", falls, "1")):
        if passing < _QUICKEST_H:
            message = (
                f"{getattr(store, key)} is too near {edge}: machines that stopped would go on in {_seconds(passing)}, "
                "time and again; leave more between them"
            )
            report((*path, key), message)


def reactors(scenario: Any, report: Report) -> None:
    """An outage is over before the next begins."""
    for name, reactor in _items(scenario, "energy", "reactors"):
        with suppress(MissingError):
            if reactor.outage_duration.value >= reactor.outage_interval.value:
                message = f"{reactor.outage_duration} must be shorter than outage_interval, {reactor.outage_interval}"
                report(("energy", "reactors", name, "outage_duration"), message)


def names(scenario: Any, report: Report) -> None:
    """Names that become names of channels are unique: of machines, and of what gives power."""
    for system, kinds in (("tools", MACHINES), ("energy", ("arrays", "reactors"))):
        taken: dict[str, str] = {}
        for kind in kinds:
            for name, asset in _items(scenario, system, kind):
                units = {name}
                with suppress(MissingError):
                    count = int(asset.count)
                    if kind in MACHINES and count > 1:
                        units = {f"{name}-{number}" for number in range(1, min(count, 1000) + 1)}
                clash = next((taken[unit] for unit in sorted(units) if unit in taken), None)
                if clash is not None:
                    report((system, kind, name), f"has the same name as {clash}; names of {_several(kinds)} are unique")
                for unit in units:
                    taken.setdefault(unit, f"{system}.{kind}.{name}")


def spares(scenario: Any, report: Report) -> None:
    """The spare part that a machine needs is one of those in store."""
    known = scenario.tools.spares
    for kind in MACHINES:
        for name, machine in _items(scenario, "tools", kind):
            with suppress(MissingError):
                if machine.spare is not None and machine.spare not in known:
                    message = f'there is no spare part "{machine.spare}"{suggestion(machine.spare, known)}'
                    report(("tools", kind, name, "spare"), message)


def deliveries(scenario: Any, report: Report) -> None:
    """What was delivered before the start is part of the initial stock."""
    for name, spare in _items(scenario, "tools", "spares"):
        with suppress(MissingError):
            for key, delivery in spare.deliveries.items():
                with suppress(MissingError):
                    if delivery.date < scenario.start:
                        message = f"{delivery.date} is before the start, {scenario.start}; add its pieces to initial"
                        report(("tools", "spares", name, "deliveries", key, "date"), message)


def stores(scenario: Any, report: Report) -> None:
    """What is taken or given at a time fits into the store it goes through."""
    with suppress(MissingError):
        capacity = scenario.tools.stores.bricks.capacity
        with suppress(MissingError):
            if scenario.bricks.batch.value > capacity.value:
                message = f"a print job of {scenario.bricks.batch} bricks does not fit the brick store of {capacity}"
                report(("bricks", "batch"), message)
        for name, layer in _items(scenario, "tools", "layers"):
            with suppress(MissingError):
                if layer.pallet.value > capacity.value:
                    message = f"a pallet of {layer.pallet} bricks is more than the brick store of {capacity}"
                    report(("tools", "layers", name, "pallet"), message)
    bricks = scenario.bricks
    volume = bricks.length.value * bricks.width.value * bricks.height.value
    need, capacity = bricks.batch.value * volume * bricks.density.value, scenario.tools.stores.feedstock.capacity
    if need > capacity.value * (1 + _ROUNDING):
        message = f"a print job takes {need:.4g} kg of feedstock, more than its store holds, {capacity}"
        report(("bricks", "batch"), message)


def heating(scenario: Any, report: Report) -> None:
    """Sintering is hotter than the feedstock."""
    start, sinter = scenario.bricks.start_temperature, scenario.bricks.sinter_temperature
    if sinter.value <= start.value:
        report(("bricks", "sinter_temperature"), f"{sinter} must exceed start_temperature, {start}")


def orbits(scenario: Any, report: Report) -> None:
    """The apolune is not below the perilune."""
    for name, relay in _items(scenario, "communication", "relays"):
        with suppress(MissingError):
            if relay.apolune_altitude.value < relay.perilune_altitude.value:
                message = f"{relay.apolune_altitude} is below perilune_altitude, {relay.perilune_altitude}"
                report(("communication", "relays", name, "apolune_altitude"), message)


def order(scenario: Any, report: Report) -> None:
    """Structures wait for structures that exist, and never in a circle."""
    structures = scenario.shelter.structures
    waits: dict[str, list[str]] = {}
    for name, structure in structures.items():
        path = ("shelter", "structures", name, "after")
        waits[name] = []
        with suppress(MissingError):
            for earlier in structure.after:
                if earlier in structures:
                    waits[name].append(earlier)
                else:
                    report(path, f'there is no structure "{earlier}"{suggestion(earlier, structures)}')
    for circle in _circles(waits):
        chain = " -> ".join([*circle, circle[0]])
        report(("shelter", "structures", circle[0], "after"), f"the structures wait for each other: {chain}")


def brick_line(scenario: Any, report: Report) -> None:
    """Structures need machines that make bricks and lay them, all there at some time."""
    structures = scenario.shelter.structures
    if not structures or scenario.end <= scenario.start:
        return
    for kind, verb in _BRICK_LINE.items():
        with suppress(MissingError):
            machines = getattr(scenario.tools, kind)
            if not any(_serves(machine, scenario) for machine in machines.values()):
                needs = f"shelter.structures.{next(iter(structures))} needs bricks, but no machine {verb}"
                report(("tools", kind), f"has none in service before the end, {scenario.end}: {needs}")


CHECKS = (
    span,
    presence,
    batteries,
    deliveries,
    shedding,
    quick_batteries,
    quick_classes,
    quick_store,
    reactors,
    names,
    spares,
    stores,
    heating,
    orbits,
    order,
    brick_line,
)


def _items(scenario: Any, system: str, kind: str) -> Iterator[tuple[str, Any]]:
    with suppress(MissingError):
        tables: Mapping[str, Any] = getattr(getattr(scenario, system), kind)
        yield from tables.items()


def _dated(scenario: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    kinds = {
        "energy": ("arrays", "batteries", "reactors", "loads"),
        "tools": (*MACHINES, "technicians"),
        "communication": ("direct", "relays", "instruments"),
    }
    for system, keys in kinds.items():
        for kind in keys:
            for name, asset in _items(scenario, system, kind):
                yield (system, kind, name), asset


def _serves(machine: Any, scenario: Any) -> bool:
    """Whether a machine is there at some time of the scenario; yes where that cannot be read."""
    try:
        arrives = machine.from_ is None or machine.from_ < scenario.end
        stays = machine.until is None or machine.until > scenario.start
        return bool(machine.count.value >= 1 and arrives and stays)
    except MissingError:
        return True


def _offered(scenario: Any) -> float:
    """Most power that arrays and reactors give together [kW]."""
    irradiance = scenario.site.solar_irradiance.value
    arrays = (array for _, array in _items(scenario, "energy", "arrays"))
    reactors = (reactor for _, reactor in _items(scenario, "energy", "reactors"))
    power = sum(array.count.value * array.area.value * array.efficiency.value * irradiance for array in arrays)
    return float(power + sum(reactor.count.value * reactor.power.value for reactor in reactors))


def _seconds(hours: float) -> str:
    return f"{hours * 3600:.2g} s"


def _several(kinds: tuple[str, ...]) -> str:
    return ", ".join(kinds[:-1]) + " and " + kinds[-1]


def _circles(waits: Mapping[str, list[str]]) -> list[list[str]]:
    """Return the circles in a graph, each once, beginning with its first name in the alphabet."""
    found: dict[frozenset[str], list[str]] = {}
    done: set[str] = set()
    for start in sorted(waits):
        chain: list[str] = []
        pending = [(start, iter(sorted(waits[start])))] if start not in done else []
        chain += [start] if pending else []
        while pending:
            name, following = pending[-1]
            step = next(following, None)
            if step is None:
                done.add(name)
                pending.pop()
                chain.pop()
            elif step in chain:
                circle = chain[chain.index(step) :]
                turn = circle.index(min(circle))
                found.setdefault(frozenset(circle), circle[turn:] + circle[:turn])
            elif step not in done:
                pending.append((step, iter(sorted(waits[step]))))
                chain.append(step)
    return list(found.values())

"""What a scenario describes, in lines of text for `ilrs check`, and what a reader of its results should know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sim.scenario.landing import landed_mass
from sim.scenario.register import counts, mast_remark, value_text
from sim.scenario.schema.fields import leaves
from sim.scenario.schema.scenario import ScenarioTable


def overview(scenario: ScenarioTable) -> list[str]:
    """Return what a scenario describes, one line a matter: place, span, assets by system, totals, provenance."""
    site = scenario.site
    lines = [
        f"{scenario.name}: {scenario.title}",
        f"site           {site.name}, {_latitude(site.latitude.value)}, {site.longitude.value % 360:.5g} deg E, "
        f"elevation {site.elevation.value:.5g} m, horizons at {_listed(site.horizons)}",
        f"span           {scenario.start} to {scenario.end}, {scenario.hours / 8766:.3g} years, seed {scenario.seed}",
    ]
    lines += _energy(scenario) + _tools(scenario) + _communication(scenario)
    structures = [f"{name} ({structure.kind})" for name, structure in scenario.shelter.structures.items()]
    lines.append(f"shelter        {', '.join(structures) or 'nothing is built'}")
    lines.append(f"landed mass    {landed_mass(scenario) / 1000:.4g} t to the end, without relays")
    numbers = counts(scenario)
    shares = ", ".join(f"{number} {basis}" for basis, number in numbers.items())
    lines.append(f"parameters     {sum(numbers.values())}: {shares}")
    lines += [f"note           {note}" for note in notes(scenario)]
    return lines


def notes(scenario: ScenarioTable) -> list[str]:
    """Return what is no error but worth knowing when reading results, one sentence each."""
    found = []
    for path, spec, value in leaves(scenario, ordered=True):
        if spec.key == "mast" and (remark := mast_remark(scenario, value)):
            found.append(f"{'.'.join(path[:-1])}: {remark}")
    found += _absent(scenario) + _without_help(scenario)
    return found


def _absent(scenario: ScenarioTable) -> list[str]:
    found = []
    for path, spec, value in leaves(scenario, ordered=True):
        key = ".".join(path[:-1])
        if spec.key == "from" and value >= scenario.end:
            found.append(f"{key}: arrives on {value}, after the scenario ends")
        elif spec.key == "until" and value <= scenario.start:
            found.append(f"{key}: is gone before the scenario starts")
        elif spec.key == "date" and len(path) > 2 and not scenario.start <= value < scenario.end:
            found.append(f"{key}: {value} is outside the span of the scenario")
    return found


def _without_help(scenario: ScenarioTable) -> list[str]:
    found = []
    machines = scenario.tools.machines()
    communication = scenario.communication
    if machines and not scenario.tools.technicians:
        found.append("tools: there is no technician, so nothing is ever repaired")
    supervised = [name for name, machine in machines.items() if machine.supervised]
    linked = communication.direct or communication.relays
    if supervised and not (linked and communication.operators.value):
        found.append(f"communication: {', '.join(supervised)} cannot work: no link or no operator to supervise")
    if not scenario.energy.arrays and not scenario.energy.reactors:
        found.append("energy: there is no source of power")
    return found


def _energy(scenario: ScenarioTable) -> list[str]:
    energy, lines = scenario.energy, []
    irradiance = scenario.site.solar_irradiance.value
    if energy.arrays:
        peak = _total(energy.arrays, lambda array: array.area.value * array.efficiency.value * irradiance)
        lines.append(f"arrays         {_units(energy.arrays)}: {peak:.4g} kW when new, at 1 AU")
    if energy.reactors:
        power = _total(energy.reactors, lambda reactor: reactor.power.value)
        lines.append(f"reactors       {_units(energy.reactors)}: {power:.4g} kW")
    if energy.batteries:
        capacity = _total(energy.batteries, lambda battery: battery.capacity.value)
        usable = _total(energy.batteries, lambda battery: battery.capacity.value * battery.depth_of_discharge.value)
        lines.append(f"batteries      {_units(energy.batteries)}: {capacity:.5g} kWh, of which {usable:.5g} kWh usable")
    loads = energy.loads.values()
    lit, dark = sum(load.power_lit.value for load in loads), sum(load.power_dark.value for load in loads)
    heated = scenario.tools.machines()
    lit += _total(heated, lambda machine: machine.survival_lit.value)
    dark += _total(heated, lambda machine: machine.survival_dark.value)
    lines.append(f"steady loads   {lit:.4g} kW lit, {dark:.4g} kW dark, survival heat of all machines included")
    return lines


def _tools(scenario: ScenarioTable) -> list[str]:
    tools = scenario.tools
    kinds: dict[str, Mapping[str, Any]] = {
        "excavators": tools.excavators,
        "sieves": tools.sieves,
        "printers": tools.printers,
        "layers": tools.layers,
        "technicians": tools.technicians,
    }
    lines = [f"{kind:<14} {_units(assets)}" for kind, assets in kinds.items() if assets]
    if tools.spares:
        parts = [f"{int(spare.initial)} {name} + {_delivered(spare)}" for name, spare in tools.spares.items()]
        lines.append(f"spares         {', '.join(parts)} delivered later")
    return lines


def _communication(scenario: ScenarioTable) -> list[str]:
    communication = scenario.communication
    lines = []
    for kind, assets in (("direct links", communication.direct), ("relays", communication.relays)):
        if assets:
            rate = _total(assets, lambda link: link.rate.value) / 3.6
            lines.append(f"{kind:<14} {_units(assets)}: {rate:.4g} Mbit/s")
    if communication.instruments:
        rate = _total(communication.instruments, lambda instrument: instrument.data_rate.value) / 3.6
        lines.append(f"instruments    {_units(communication.instruments)}: {rate:.4g} Mbit/s")
    operators = int(communication.operators)
    lines.append(f"buffer         {communication.buffer}, {operators} operator{'s' if operators != 1 else ''} on Earth")
    return lines


def _delivered(spare: Any) -> int:
    return sum(int(delivery.quantity) for delivery in spare.deliveries.values())


def _total(assets: Mapping[str, Any], each: Callable[[Any], float]) -> float:
    return float(sum(assets[name].count.value * each(assets[name]) for name in sorted(assets)))


def _units(assets: Mapping[str, Any]) -> str:
    return "; ".join(f"{name} = {value_text(asset)}" for name, asset in assets.items())


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _latitude(value: float) -> str:
    return f"{abs(value):.5g} deg {'S' if value < 0 else 'N'}"

"""`[exploration]`: craters that may hold ice, and the hoppers, rovers and payloads that find out."""

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated, Any, ClassVar, get_args

from pydantic import Field

from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, Law, Quantity
from sim.scenario.schema.base import Keyed, Kilograms, asset_text, standing
from sim.scenario.schema.explorers import HOME, LANDER, ORBITER, Crater, Hopper, Payload, Probe, Rover
from sim.scenario.schema.system import ROUNDING, Check, MissingError, Report, Span, System, items

LAWS: tuple[Law, ...] = get_args(Law)
"""Distributions that an ice content may have. That of a triangular one would follow the truth that is drawn."""


class Exploration(System):
    """A forerunner: what it carries, where it goes, what is believed before and after."""

    needs: ClassVar[tuple[str, ...]] = ("energy", "communication")

    payload_capacity: Kilograms
    """Most mass of all payloads and probes together [kg]."""
    payload_limit: Kilograms | None = None
    """Most mass of any one of a partner's payloads; no limit of its own, if not given [kg]."""
    detection_threshold: Annotated[Quantity, Dim("1", gt=0, lt=1)]
    """Probability of ice from which on it counts as detected in a crater [1]."""
    craters: Keyed[Crater] = Field(default_factory=dict)
    """Craters by name."""
    hoppers: Keyed[Hopper] = Field(default_factory=dict)
    """Hoppers by name."""
    rovers: Keyed[Rover] = Field(default_factory=dict)
    """Rovers by name."""
    payloads: Keyed[Payload] = Field(default_factory=dict)
    """Payloads by name."""
    probes: Keyed[Probe] = Field(default_factory=dict)
    """Payloads of hoppers that look for ice, by name."""

    @property
    def cargo(self) -> dict[str, Payload]:
        """All payloads, probes among them, by name."""
        return dict(sorted({**self.payloads, **self.probes}.items()))

    def carried(self, carrier: str) -> dict[str, Payload]:
        """Payloads that a carrier has, probes among them, by name; those of no units left out."""
        return {name: each for name, each in standing(self.cargo).items() if each.carrier == carrier}

    def start_mass(self, name: str) -> float:
        """Mass of a hopper as it lands, with propellant and payloads [kg]."""
        carried = sum(int(each.count) * float(each.mass) for each in self.carried(name).values())
        return self.hoppers[name].unit_mass + carried

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """What must hold between keys."""
        return (_craters, _plans, _margins, _carriers, _capacity, _scales)

    def overview(self, here: Any) -> Iterator[tuple[str, str]]:
        """Craters, hop plans with what they take, rovers and payloads."""
        for name, crater in self.craters.items():
            low, high = crater.ice.given_range or (crater.ice.given_value,) * 2
            ice = f"{low:g} to {high:g} {crater.ice.given_unit}".removesuffix(" 1")
            yield "craters", f"{name}: ice {ice}, {crater.ice.distribution}, or dry with {crater.dry_chance}"
        for name, hopper in standing(self.hoppers).items():
            yield "hoppers", f"{name} = {asset_text(hopper)}: {self._of_hopper(name, here)}"
        for name, rover in standing(self.rovers).items():
            way = f"{rover.pace:.2g} m an hour with light and a link"
            yield "rovers", f"{name} = {asset_text(rover)}: {way}"
        cargo = standing(self.cargo)
        if cargo:
            partners = sum(bool(each.partner) for each in cargo.values())
            mass = f"{_mass(cargo):g} of {self.payload_capacity}"
            yield "payloads", f"{len(cargo)}, {partners} of them of partners: {mass}"

    def _planned(self, name: str, here: Any) -> tuple[int, float, float]:
        """What a plan takes: hops [1], change of speed [m/s] and propellant [kg]."""
        from sim.scenario.schema.hop_plan import burned, legs

        hopper = self.hoppers[name]
        hops = legs(hopper, here.site, self.craters)
        used = sum(burned(hops, self.start_mass(name), hopper.specific_impulse.value))
        return len(hops), sum(leg.delta_v for leg in hops), used

    def _of_hopper(self, name: str, here: Any) -> str:
        """What its plan takes, and how long it lasts in the dark."""
        hopper = self.hoppers[name]
        hops, delta_v, used = self._planned(name, here)
        way = f"{hops} hops, {delta_v:.0f} m/s"
        propellant = f"{used:.3g} kg of {hopper.propellant}"
        reading = sum(each.count.value * each.power.value for each in self.carried(name).values())
        lasts = hopper.battery.value * (1.0 - hopper.leave_charge.value) / (hopper.standby.value + reading)
        text = f"{way}, {propellant}; {lasts:.3g} h of charge in the dark"
        craters = [self.craters[place] for place in hopper.plan if place != HOME]
        cold = min(_hours_warm(hopper, crater, hopper.standby.value + reading) for crater in craters)
        return text + ("" if math.isinf(cold) else f", {cold:.3g} h until it is too cold")

    def notes(self, here: Any) -> Iterator[str]:
        """What a plan cannot do, and what nobody flies to."""
        for name, hopper in sorted(standing(self.hoppers).items()):
            key = f"exploration.hoppers.{name}"
            *_, used = self._planned(name, here)
            if used > hopper.propellant.value * (1.0 - hopper.propellant_reserve.value):
                yield f"{key}: its plan takes {used:.3g} kg of propellant, more than its reserve leaves of it"
            if hopper.plan[-1] != HOME:
                yield f"{key}: its plan ends in {hopper.plan[-1]}, where its battery runs down"
            if not any(isinstance(each, Probe) for each in self.carried(name).values()):
                yield f"{key}: it carries no probe and finds nothing out"
        flown = {place for hopper in standing(self.hoppers).values() for place in hopper.plan}
        unseen = sorted(set(self.craters) - flown)
        if unseen:
            yield f"exploration.craters: nothing goes to {', '.join(unseen)}"


def _mass(cargo: dict[str, Payload]) -> float:
    return math.fsum(each.count.value * each.mass.value for each in cargo.values())


def _hours_warm(hopper: Hopper, crater: Crater, power: float) -> float:
    """Time in a crater until it leaves for the cold [h]; infinity where its own power keeps it warm."""
    final = crater.temperature.value + power / hopper.heat_loss.value
    leaves = hopper.least_temperature.value + hopper.leave_margin.value
    if final >= leaves:
        return math.inf
    return hopper.time_constant.value * math.log((hopper.warm_temperature.value - final) / (leaves - final))


def _craters(here: Any, _span: Span, report: Report) -> None:
    """An ice content has a prior, and a place has one skyline."""
    for name, crater in items(here, "exploration", "craters"):
        path = ("exploration", "craters", name)
        with suppress(MissingError):
            if name == HOME:
                report(path, f'"{HOME}" is the base itself; a crater needs another name')
        with suppress(MissingError):
            if crater.ice.distribution not in LAWS:
                has = "has no range to be drawn from" if crater.ice.distribution is None else "is triangular"
                remedy = f'give it a range, a basis other than "design" and distribution = "{LAWS[0]}" or "{LAWS[1]}"'
                report((*path, "ice"), f"{has}, so that nothing can be believed of it beforehand: {remedy}")
        with suppress(MissingError):
            if crater.horizons is None and crater.skyline is None:
                report(path, "needs horizons, or a skyline where none was measured")
            elif crater.horizons is not None and crater.skyline is not None:
                report((*path, "skyline"), "is there beside horizons; one of the two must go")


def _plans(here: Any, _span: Span, report: Report) -> None:
    """A plan goes to craters that there are, and never to where it is; one hopper flies one plan."""
    for key in ("hoppers", "rovers"):
        for name, explorer in items(here, "exploration", key):
            path = ("exploration", key, name)
            if name in {HOME, LANDER, ORBITER}:
                report(path, f'"{name}" means something else here; it needs another name')
            with suppress(MissingError):
                if explorer.count.value > 1:
                    report((*path, "count"), f"{explorer.count} would do the same; give each a name of its own")
    for name, hopper in items(here, "exploration", "hoppers"):
        at = ("exploration", "hoppers", name, "plan")
        with suppress(MissingError):
            craters = here.exploration.craters
            if not set(hopper.plan) - {HOME}:
                report(at, "goes to no crater")
            before = HOME
            for place in hopper.plan:
                if place != HOME and place not in craters:
                    report(at, f'there is no crater "{place}"{suggestion(place, [*craters, HOME])}')
                if place == before:
                    report(at, f'hops from "{place}" to "{place}"; each place must differ from the one before it')
                before = place


def _margins(here: Any, _span: Span, report: Report) -> None:
    """A hopper that leaves a crater at its limits can do so, and is not at them when it comes."""
    for name, hopper in items(here, "exploration", "hoppers"):
        path = ("exploration", "hoppers", name)
        with suppress(MissingError):
            left = hopper.leave_charge.value * hopper.battery.value
            if left < hopper.hop_energy.value:
                leaves = f"{hopper.leave_charge} of {hopper.battery} is less than a hop takes, {hopper.hop_energy}"
                report((*path, "leave_charge"), f"{leaves}: it could not leave; raise it or the battery")
        with suppress(MissingError):
            arrives = hopper.depart_charge.value * hopper.battery.value - hopper.hop_energy.value
            if arrives <= hopper.leave_charge.value * hopper.battery.value:
                leaves = f"after a hop from {hopper.depart_charge} it is below leave_charge, {hopper.leave_charge}"
                report((*path, "depart_charge"), f"{leaves}: it would read nothing; raise it or the battery")
        with suppress(MissingError):
            if hopper.depart_temperature.value >= hopper.warm_temperature.value:
                text = f"{hopper.depart_temperature} is not below warm_temperature, {hopper.warm_temperature}"
                report((*path, "depart_temperature"), f"{text}: it would never leave the base")
        with suppress(MissingError):
            leaves_at = hopper.least_temperature.value + hopper.leave_margin.value
            if leaves_at >= hopper.depart_temperature.value:
                text = f"{hopper.depart_temperature} is not above least_temperature and leave_margin, {leaves_at:g} K"
                report((*path, "depart_temperature"), f"{text}: it would leave as it comes")


def _carriers(here: Any, _span: Span, report: Report) -> None:
    """Payloads stand on something that there is, and probes on hoppers."""
    with suppress(MissingError):
        hoppers, rovers = here.exploration.hoppers, here.exploration.rovers
        for key, carriers in (("payloads", [LANDER, ORBITER, *hoppers, *rovers]), ("probes", list(hoppers))):
            for name, payload in items(here, "exploration", key):
                with suppress(MissingError):
                    if payload.carrier not in carriers:
                        what = "carrier" if key == "payloads" else "hopper"
                        text = f'there is no {what} "{payload.carrier}"{suggestion(payload.carrier, carriers)}'
                        report(("exploration", key, name, "carrier"), text)


def _capacity(here: Any, _span: Span, report: Report) -> None:
    """All payloads together are no heavier than what the mission carries, and none of a partner's than its limit."""
    with suppress(MissingError):
        limit = here.exploration.payload_limit
        for key in ("payloads", "probes") if limit is not None else ():
            for name, payload in items(here, "exploration", key):
                if payload.partner and payload.mass.value > limit.value * (1 + ROUNDING):
                    text = (
                        f"{payload.mass} is {payload.mass.value - limit.value:g} kg more than a partner's payload may"
                    )
                    report(("exploration", key, name, "mass"), f"{text} weigh, {limit}: make it lighter, or two of it")
    capacity = here.exploration.payload_capacity
    cargo = standing(here.exploration.cargo)
    over = _mass(cargo) - capacity.value
    # Masses in decimals add up but for rounding.
    if over > ROUNDING * capacity.value:
        heaviest = max(cargo, key=lambda name: cargo[name].count.value * cargo[name].mass.value)
        text = f"all payloads weigh {_mass(cargo):g} kg, {over:g} kg more than {capacity}; the heaviest is {heaviest}"
        report(("exploration", "payload_capacity"), f"{text}: leave some at home or make them lighter")


def _scales(here: Any, _span: Span, report: Report) -> None:
    """A false alarm pretends something that could be read."""
    for name, probe in items(here, "exploration", "probes"):
        with suppress(MissingError):
            if probe.full_scale.value <= probe.limit.value:
                text = f"{probe.full_scale} is not above its limit, {probe.limit}"
                report(("exploration", "probes", name, "full_scale"), text)

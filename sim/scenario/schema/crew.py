"""`[crew]`: habitats, the people who live in them, what they need and how they come and go."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import (
    Keyed,
    asset_text,
    standing,
)
from sim.scenario.schema.crew_checks import (
    check_activities,
    check_cabin,
    check_marks,
    check_needs,
    check_roofs,
    check_rotations,
    check_spells,
    check_supplied,
)
from sim.scenario.schema.crew_emergencies import AnyEmergency, check_emergencies
from sim.scenario.schema.crew_habitats import (
    CABIN,
    CARBON_DIOXIDE,
    MOST_PRESSURE,
    Cabin,
    Habitat,
    Lander,
    Limits,
    gas_density,
)
from sim.scenario.schema.crew_people import Activity, Need, Rotation, Rules
from sim.scenario.schema.crew_radiation import Radiation, check_radiation
from sim.scenario.schema.crew_time import Eva, Time, check_eva, check_time, time_notes, time_text
from sim.scenario.schema.system import Check, Holding, System


class Crew(System):
    """People, and what keeps them."""

    needs: ClassVar[tuple[str, ...]] = ("energy", "communication", "shelter", "tools", "resources")

    metabolic_rate: Annotated[Quantity, Dim("kW", gt=0, le=1)]
    """Metabolic heat of a person on the mean of a day, to which the rates of needs belong [kW]."""
    activities: Keyed[Activity] = Field(default_factory=dict)
    """What people do, by name."""
    needs_of_people: Keyed[Need] = Field(default_factory=dict, alias="needs")
    """What they need, by name."""
    cabin: Cabin
    """The atmosphere."""
    limits: Limits
    """What must hold."""
    rules: Rules
    """How they come and go."""
    radiation: Radiation
    """What falls on them."""
    time: Time
    """Their day."""
    eva: Eva
    """How they go outside."""
    habitats: Keyed[Habitat] = Field(default_factory=dict)
    """Habitats by name."""
    landers: Keyed[Lander] = Field(default_factory=dict)
    """Landers by name."""
    rotations: Keyed[Rotation] = Field(default_factory=dict)
    """Rotations by name."""
    emergencies: Keyed[AnyEmergency] = Field(default_factory=dict)
    """What is to go wrong, by name."""

    @property
    def stands(self) -> bool:
        """Whether anybody comes, or would find a module or a lander."""
        return bool(self.rotations or standing(self.habitats) or standing(self.landers))

    @property
    def gives(self) -> frozenset[str]:
        """What people give."""
        return frozenset(key for one in self.needs_of_people.values() for key in one.outputs)

    @property
    def takes(self) -> frozenset[str]:
        """What people take, and what their cabin is filled with."""
        needed = {key for one in self.needs_of_people.values() for key in one.inputs}
        return frozenset(needed | set(CABIN.values()))

    @property
    def volume(self) -> float:
        """Pressurised volume of all modules that there ever are [m^3]."""
        return sum(int(one.count) * float(one.volume) for one in standing(self.habitats).values())

    def holdings(self) -> Mapping[str, Holding]:
        """What the cabin holds of its gases."""
        volume, kelvin = self.volume, float(self.cabin.temperature)
        if volume <= 0.0:
            return {}
        return {gas: Holding(MOST_PRESSURE * volume * gas_density(gas, kelvin)) for gas in CABIN}

    def berths(self) -> int:
        """People that all modules have room for."""
        return sum(int(one.count) * int(one.berths) for one in self.habitats.values())

    def calendar(self) -> list[Rotation]:
        """Rotations in the order in which they are to land, then by name."""
        return sorted(self.rotations.values(), key=lambda one: (one.arrives, one.name))

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """What must hold between keys."""
        own = check_activities, check_needs, check_marks, check_cabin, check_spells
        stay = check_roofs, check_rotations, check_supplied
        return (*own, *stay, check_radiation, check_time, check_eva, check_emergencies)

    def overview(self, here: Any) -> Iterator[tuple[str, str]]:  # noqa: ARG002
        """Habitats and who comes when."""
        if self.habitats:
            rooms = [
                f"{name} = {asset_text(one)}: {one.volume}, {one.berths} berths"
                + (f", under {one.under}" if one.under else "")
                for name, one in self.habitats.items()
            ]
            yield "habitats", "; ".join(rooms)
        for one in self.calendar():
            leaves = one.arrives + timedelta(hours=float(one.stay))
            behind = f", behind {one.behind}" if one.behind else ""
            yield "crew", f"{one.name}: {one.people} from {one.arrives} to {leaves}{behind}"
        if self.rotations:
            yield "day", time_text(self.time)

    def notes(self, here: Any) -> Iterator[str]:
        """That nobody ever comes, and scrubbers that begin too late."""
        if not self.rotations:
            yield "crew: there is no rotation, so nobody ever comes"
        else:
            yield from time_notes(self.time, self.eva, sum(int(one.people) for one in self.rotations.values()))
        gas, warning = CARBON_DIOXIDE, self.limits.carbon_dioxide.warning
        for name, process in here.resources.processes.items():
            if self.volume <= 0.0 or gas not in process.inputs or process.product not in process.outputs:
                continue
            taken, _ = here.resources.amounts(process)
            band = int(process.count) * float(process.rate) * taken[gas] * float(process.restart)
            begins = band / self.volume / gas_density(gas, float(self.cabin.temperature))
            if begins >= float(warning):
                text = f"begins at {begins:.2g} kPa of carbon dioxide, beyond the warning of {warning}"
                yield f"resources.processes.{name}: {text}; give it a shorter restart"

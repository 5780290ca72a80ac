"""Haulers, which carry a commodity from the store at one place of a base to the one at another."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Efficiency, Fraction, Text
from sim.scenario.schema.stores import adding, store_at, where
from sim.scenario.schema.system import MissingError, Report, Span, items
from sim.scenario.schema.tools import Machine

if TYPE_CHECKING:
    from sim.engine import Route


class Hauler(Machine):
    """Vehicles that carry a commodity between two places, on a battery that is charged where they stand."""

    word: ClassVar[str] = "hauler"
    verb: ClassVar[str] = "carries"

    commodity: Text
    """What it carries."""
    loads_at: str | None = None
    """Which of `energy.places` it loads at; the main place of the base, if not given."""
    unloads_at: str | None = None
    """Which of `energy.places` it unloads at; the main place of the base, if not given."""
    payload: Annotated[Quantity, Dim("kg", gt=0, le=1e6)]
    """Most that one unit carries [kg]."""
    distance: Annotated[Quantity, Dim("km", gt=0, le=1000)] | None = None
    """Length of its way from one end to the other; the distance of the place, if not given [m]."""
    speed: Annotated[Quantity, Dim("km/h", gt=0, le=100)]
    """How fast it drives, stops on the way included [m/h]."""
    energy_empty: Annotated[Quantity, Dim("kWh/km", ge=0, le=1000)]
    """Energy out of its battery to drive empty, mean of both directions [kWh/m]."""
    energy_loaded: Annotated[Quantity, Dim("kWh/km", ge=0, le=1000)]
    """The same with a whole payload; in between, in proportion [kWh/m]."""
    battery: Annotated[Quantity, Dim("kWh", gt=0, le=1e5)]
    """Energy that its battery gives between full and empty [kWh]."""
    reserve: Fraction
    """Share of its battery that it means to come home with [1]."""
    charge_power: Annotated[Quantity, Dim("kW", gt=0, le=1e4)]
    """Most power that its charger takes [kW]."""
    charge_efficiency: Efficiency
    """Share of that power which its battery gives again [1]."""
    loading_time: Annotated[Quantity, Dim("h", ge=0.01, le=1000)]
    """Time to load a whole payload [h]."""
    unloading_time: Annotated[Quantity, Dim("h", ge=0.01, le=1000)]
    """Time to unload one [h]."""

    @property
    def working_power(self) -> float:
        """Power from the bus while it works [kW]: none, for it drives on its battery."""
        return 0.0

    @property
    def asked_power(self) -> float:
        """Power of its charger [kW]."""
        return float(self.charge_power)

    @property
    def fetches(self) -> bool:
        """Whether its charger stands where it unloads; else it stands where it loads."""
        return bool(self.at == self.unloads_at)

    @property
    def far(self) -> str | None:
        """The end at which its charger does not stand."""
        return self.loads_at if self.at == self.unloads_at else self.unloads_at

    def way(self, places: Mapping[str, Any]) -> float:
        """Return the length of its way [m].

        Args:
            places: The places of the base by name.
        """
        if self.distance is not None:
            return float(self.distance.value)
        return float(places[self.loads_at or self.unloads_at or ""].distance.value)

    def route(self, places: Mapping[str, Any]) -> "Route":
        """Return what it carries where, and what that takes; arguments as of :meth:`way`."""
        from sim.engine import Route

        return Route(
            payload=self.payload.value,
            distance=Hauler.way(self, places),
            speed=self.speed.value,
            empty=self.energy_empty.value,
            loaded=self.energy_loaded.value,
            heat=self.survival_dark.value,
            loading=self.loading_time.value,
            unloading=self.unloading_time.value,
            reserve=self.reserve.value * self.battery.value,
            fetches=self.at == self.unloads_at,
        )


def check_haulers(here: Any, _span: Span, report: Report) -> None:
    """A hauler drives between two stores of what it carries, is charged at one of them, and comes home again."""
    for name, hauler in items(here, "resources", "haulers"):
        path = ("resources", "haulers", name)
        with suppress(MissingError):
            if _knows_its_way(here, hauler, path, report):
                _finds_stores(here, hauler, path, report)
                _comes_home(here, hauler, path, report)
        with suppress(MissingError):
            if hauler.energy_loaded.value < hauler.energy_empty.value:
                message = f"{hauler.energy_loaded} is less than energy_empty, {hauler.energy_empty}; give it more"
                report((*path, "energy_loaded"), message)


def _knows_its_way(here: Any, hauler: Any, path: tuple[str, ...], report: Report) -> bool:
    commodities, places = here.resources.commodities, here.energy.places
    if hauler.commodity not in commodities:
        tail = suggestion(hauler.commodity, commodities)
        report((*path, "commodity"), f'there is no commodity "{hauler.commodity}"{tail}')
        return False
    for key in ("loads_at", "unloads_at"):
        place = getattr(hauler, key)
        if place is not None and place not in places:
            tail = suggestion(place, places) if places else ""
            report((*path, key), f'there is no place "{place}"{tail}; add [energy.places.{place}], or leave it out')
            return False
    if hauler.loads_at == hauler.unloads_at:
        report(path, "loads and unloads at one place; say loads_at = or unloads_at = one of energy.places")
        return False
    if hauler.at not in (hauler.loads_at, hauler.unloads_at):
        ends = " or ".join(
            "the main place" if one is None else f'"{one}"' for one in (hauler.loads_at, hauler.unloads_at)
        )
        report((*path, "at"), f"its charger stands at neither end of its way; let it stand at {ends}")
        return False
    if hauler.distance is None and hauler.loads_at is not None and hauler.unloads_at is not None:
        report((*path, "distance"), "is missing: neither end is the main place, from which places have their distance")
        return False
    return True


def _finds_stores(here: Any, hauler: Any, path: tuple[str, ...], report: Report) -> None:
    stores = here.resources.stores
    for key, at in (("loads_at", hauler.loads_at), ("unloads_at", hauler.unloads_at)):
        held = store_at(stores, hauler.commodity, at)
        if held is None:
            place = where(at) or " at the main place"
            report((*path, key), f"there is no store of {hauler.commodity}{place}; {adding(hauler.commodity, at)}")
        elif stores[held].capacity.value < hauler.payload.value:
            message = (
                f"is more than resources.stores.{held} holds, {stores[held].capacity}; carry less, or give it more"
            )
            report((*path, "payload"), f"{hauler.payload} {message}")


def _comes_home(here: Any, hauler: Any, path: tuple[str, ...], report: Report) -> None:
    route = Hauler.route(hauler, here.energy.places)
    needed = route.trip + route.reserve
    if needed > hauler.battery.value:
        message = (
            f"{hauler.battery} is less than a trip takes, {needed:.4g} kWh: {route.trip:.4g} kWh to drive "
            f"{2 * route.distance / 1000:.4g} km and to keep warm, and a reserve of {route.reserve:.4g} kWh; "
            "give it more, or shorten its way"
        )
        report((*path, "battery"), message)

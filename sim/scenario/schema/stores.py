"""Stores of commodities, each at a place of its base."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Arrives, Catalogued, Consignment, Keyed, Kilograms, Kilowatts, LoadClass, Text
from sim.scenario.schema.places import Placed
from sim.scenario.schema.system import MissingError, Report, Span, items

STOCK = "resources.stock."
"""What the names of the channels of stocks begin with, before the store."""

SHORT = "resources.short."
"""What the names of the channels begin with that say whether an input of a process is out: process, commodity."""


class Cargo(Consignment):
    """A delivery of a commodity."""

    quantity: Kilograms
    """Mass of it [kg]."""


class CommodityStore(Catalogued, Placed):
    """A store of one commodity."""

    word: ClassVar[str] = "store"

    commodity: Text | None = None
    """What it holds; the commodity that it is named by, if not given."""
    capacity: Annotated[Quantity, Dim("kg", gt=0, le=1e9)]
    """What it holds when full [kg]."""
    initial: Kilograms
    """What is in it at the start [kg]."""
    mass: Kilograms
    """Mass of the empty store as landed [kg]."""
    boil_off: Annotated[Quantity, Dim("kg/h", ge=0, le=1e4)]
    """What boils off and is let go while it is not cooled [kg/h]."""
    cooling: Kilowatts
    """Electric power that keeps it from boiling off [kW]."""
    power_class: LoadClass = "operations"
    """Priority class of its cooling."""
    deliveries: Keyed[Cargo] = Field(default_factory=dict)
    """What is brought from Earth later, by name; what finds no room is let go."""

    @property
    def holds(self) -> str:
        """What it holds."""
        return self.name if self.commodity is None else self.commodity

    def landed_mass(self, arrives: Arrives) -> float:
        """Mass of the empty store with its initial content, and of what is delivered within a span [kg]."""
        delivered = sum(float(each.quantity) for each in self.deliveries.values() if arrives(each))
        return delivered + (float(self.mass) + float(self.initial) if arrives(self) else 0.0)


def store_at(stores: Mapping[str, Any], commodity: str, at: str | None) -> str | None:
    """Return the name of the store of a commodity at a place (None: the main one), of those that can be read."""
    for name, store in stores.items():
        with suppress(MissingError):
            if (name if store.commodity is None else store.commodity) == commodity and store.at == at:
                return name
    return None


def where(at: str | None) -> str:
    """Return a place in words, to follow what is there: nothing where it is the main one."""
    return "" if at is None else f" at {at}"


def adding(commodity: str, at: str | None) -> str:
    """Return what to add for a store of a commodity at a place."""
    if at is None:
        return f"add resources.stores.{commodity}"
    return f'add [resources.stores.{at}-{commodity}] with commodity = "{commodity}", at = "{at}"'


def check_stores(here: Any, _span: Span, report: Report) -> None:
    """A store holds a commodity that is known, alone at its place, and no more at the start than it can."""
    commodities = here.resources.commodities
    seen: dict[tuple[str, str | None], str] = {}
    for name, store in items(here, "resources", "stores"):
        path = ("resources", "stores", name)
        with suppress(MissingError):
            held = name if store.commodity is None else store.commodity
            if held not in commodities:
                message = f'there is no commodity "{held}"{suggestion(held, commodities)}'
                if store.commodity is None:
                    report(path, f"{message}; a store is named by what it holds, or says it: commodity = NAME")
                else:
                    report((*path, "commodity"), message)
            other = seen.setdefault((held, store.at), name)
            if other != name:
                place = "the main place" if store.at is None else store.at
                message = f"resources.stores.{other} holds {held} at {place} already"
                key = path if store.at is None else (*path, "at")
                report(key, f"{message}; give that one more capacity, or let this one stand elsewhere: at = NAME")
        with suppress(MissingError):
            if store.initial.value > store.capacity.value:
                report((*path, "initial"), f"{store.initial} is more than the store holds, {store.capacity}")

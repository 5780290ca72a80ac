"""`[transfers]`: vehicles that go to and fro between two bases, such as the ground and an orbit, on propellant."""

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Keyed, Kilograms, Landed, Named, Text, standing
from sim.scenario.schema.stores import store_at
from sim.scenario.schema.system import Check, MissingError, Report, Span, System, items

STANDARD_GRAVITY = 9.80665
"""Acceleration that makes a velocity of a specific impulse [m/s^2] (CGPM 1901, exact)."""

Hours = Annotated[Quantity, Dim("h", ge=0, le=1e5)]


class Freight(Named):
    """A commodity that a vehicle carries on each trip, as much as there is of it."""

    amount: Kilograms
    """Most that it carries on a trip [kg]."""


class TransferVehicle(Landed):
    """A vehicle that goes to another base and comes back, with propellant for both ways from where it stands."""

    word: ClassVar[str] = "transfer vehicle"

    to: Text | None = None
    """Base that it goes to, one of `bases`; the main one, if not given."""
    specific_impulse: Annotated[Quantity, Dim("s", ge=100, le=1e4)]
    """Specific impulse of its engines [h]."""
    delta_v: Annotated[Quantity, Dim("m/s", gt=0, le=2e4)]
    """Change of velocity that one way takes [m/h]."""
    tank: Kilograms
    """Propellant that it holds [kg]."""
    payload: Kilograms
    """Freight that it carries one way [kg]."""
    mixture: Annotated[Quantity, Dim("1", gt=0, le=100)]
    """Mass of oxidiser for each mass of fuel [1]."""
    oxidiser: Text = "liquid-oxygen"
    """Commodity that it takes as its oxidiser."""
    fuel: Text = "liquid-hydrogen"
    """Commodity that it takes as its fuel."""
    trip: Hours
    """Time of one way [h]."""
    stop: Hours
    """Time that it stays at the other base [h]."""
    turnaround: Hours
    """Time from its return until it can leave again [h]."""
    every: Annotated[Quantity, Dim("h", gt=0, le=1e6)]
    """Least time from one start to the next [h]."""
    out: Keyed[Freight] = Field(default_factory=dict)
    """What it carries there, by commodity."""
    back: Keyed[Freight] = Field(default_factory=dict)
    """What it brings back, by commodity."""

    def ratio(self) -> float:
        """Return the mass before a way over that after it [1] (Tsiolkovsky 1903)."""
        # The base unit of a time is the hour, that of a velocity a metre an hour.
        exhaust = self.specific_impulse.value * 3600.0 * STANDARD_GRAVITY
        return math.exp(self.delta_v.value / 3600.0 / exhaust)

    def propellant(self, out: float, back: float) -> float:
        """Return what a trip to and fro takes with so much freight each way [kg].

        On the way back it weighs its own mass and what it brings; on the way there it has, besides, what it
        carries and the propellant for the way back.

        Args:
            out: Freight on the way there [kg].
            back: Freight on the way back [kg].
        """
        ratio, dry = self.ratio(), self.mass.value
        return (ratio - 1.0) * ((dry + out) + ratio * (dry + back))


class Transfers(System):
    """What goes to and fro between bases."""

    needs: ClassVar[tuple[str, ...]] = ("resources",)

    vehicles: Keyed[TransferVehicle] = Field(default_factory=dict)
    """Vehicles by name."""

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """What must hold between keys."""
        return (_destinations, _loads, _stores)

    def overview(self, here: Any) -> Iterator[tuple[str, str]]:  # noqa: ARG002
        """What a full trip of each vehicle takes."""
        for name, one in standing(self.vehicles).items():
            out, back = (min(one.payload.value, _total(freight)) for freight in (one.out, one.back))
            yield (
                "transfers",
                f"{name} to {one.to or 'the main base'}: {out:,.4g} kg out and {back:,.4g} kg back take "
                f"{one.propellant(out, back):,.4g} kg of propellant, {one.delta_v} each way",
            )


def _total(freight: Any) -> float:
    return math.fsum(one.amount.value for one in freight.values())


def _destinations(here: Any, span: Span, report: Report) -> None:
    """A vehicle goes to another base that is there."""
    scenario = span.scenario
    for name, one in items(here, "transfers", "vehicles"):
        path = ("transfers", "vehicles", name)
        with suppress(MissingError):
            home = next((key for key, base in scenario.bases.items() if _same(base, here)), None)
            if one.to is not None and one.to not in scenario.bases:
                near = suggestion(one.to, scenario.bases)
                tail = near if near.startswith("; did") else f"; add [bases.{one.to}]"
                report((*path, "to"), f'there is no base "{one.to}"{tail}')
            elif one.to == home:
                report(
                    path if one.to is None else (*path, "to"), "goes to where it stands; say to which base: to = NAME"
                )


def _same(base: Any, tables: Any) -> bool:
    return base is tables or getattr(tables, "of", None) is base


def _loads(here: Any, _span: Span, report: Report) -> None:
    """A vehicle holds the propellant of a trip with all its freight, and carries that."""
    for name, one in items(here, "transfers", "vehicles"):
        path = ("transfers", "vehicles", name)
        with suppress(MissingError):
            loads = {}
            for key in ("out", "back"):
                loads[key] = _total(getattr(one, key))
                if loads[key] > one.payload.value * (1.0 + 1e-9):
                    message = f"{loads[key]:,.6g} kg are more than its payload, {one.payload}; carry less on a trip"
                    report((*path, key), message)
            asked = TransferVehicle.propellant(one, **loads) if _whole(one) else 0.0
            if asked > one.tank.value * (1.0 + 1e-9):
                message = f"{one.tank} are less than the {asked:,.6g} kg that a trip with all its freight takes"
                report((*path, "tank"), f"{message}; give it more, or less freight")


def _whole(one: Any) -> bool:
    """Whether it was read whole, so that its methods serve."""
    return isinstance(one, TransferVehicle)


def _stores(here: Any, span: Span, report: Report) -> None:
    """What it takes and brings has a store at the base where it does."""
    for name, one in items(here, "transfers", "vehicles"):
        path = ("transfers", "vehicles", name)
        with suppress(MissingError, KeyError):  # of a base that there is not, another check speaks
            there = span.scenario if one.to is None else span.scenario.bases[one.to]
            mine, others = here.resources.stores, {} if there.resources is None else there.resources.stores
            for key, place in (("oxidiser", mine), ("fuel", mine)):
                _has(place, getattr(one, key), (*path, key), report)
            for key in ("out", "back"):
                for commodity in getattr(one, key):
                    _has(mine, commodity, (*path, key, commodity), report)
                    _has(others, commodity, (*path, key, commodity), report, at=one.to or "the main base")


def _has(stores: Any, commodity: str, path: tuple[str, ...], report: Report, at: str = "the base it stands at") -> None:
    if store_at(stores, commodity, None) is None:
        near = suggestion(commodity, stores)
        tail = near if near.startswith("; did") else "; add one under resources.stores"
        report(path, f"there is no store of {commodity} at {at}{tail}")

"""What must hold between the keys of `[crew]`."""

from contextlib import suppress
from typing import Any

from sim.scenario.chemistry import ChemistryError
from sim.scenario.problems import suggestion
from sim.scenario.schema.crew_people import ACTIVITIES, VITAL
from sim.scenario.schema.resources import amounts, recipes
from sim.scenario.schema.stores import store_at
from sim.scenario.schema.system import MissingError, Report, Span, items


def check_activities(here: Any, _span: Span, report: Report) -> None:
    """Every activity that there is has its metabolic rate, and none is made up."""
    known = here.crew.activities
    for name in known:
        if name not in ACTIVITIES:
            report(("crew", "activities", name), f"is none of {', '.join(ACTIVITIES)}{suggestion(name, ACTIVITIES)}")
    for name in ACTIVITIES:
        if name not in known:
            report(("crew", "activities"), f"{name} is missing; give its power")


def check_needs(here: Any, _span: Span, report: Report) -> None:
    """What people take and give is known, and balances."""
    known = recipes(here.resources.commodities)
    for name, need in items(here, "crew", "needs_of_people"):
        path = ("crew", "needs", name)
        with suppress(MissingError):
            strange = [key for key in (*need.inputs, *need.outputs) if key not in known]
            for key in strange:
                report(path, f'there is no commodity "{key}"{suggestion(key, known)}')
            if need.product not in need.outputs:
                tail = suggestion(need.product, need.outputs)
                report((*path, "product"), f'"{need.product}" is none of its outputs{tail}')
            elif not strange:
                try:
                    amounts(need, known)
                except ChemistryError as error:
                    report(path, str(error))


def check_marks(here: Any, _span: Span, report: Report) -> None:
    """Marks follow each other, and what is kept up is on their good side."""
    crew = here.crew
    for key, sign, kept in (("pressure", 1, "pressure"), ("oxygen", 1, "oxygen"), ("carbon_dioxide", -1, "")):
        with suppress(MissingError):
            marks = getattr(crew.limits, key)
            steps = [marks.warning, marks.abort, marks.lethal]
            if [sign * one.value for one in steps] != sorted((sign * one.value for one in steps), reverse=True):
                order = "fall" if sign > 0 else "rise"
                report(("crew", "limits", key), f"warning, abort and lethal must {order} from one to the next")
            if kept and getattr(crew.cabin, kept).value - crew.cabin.dead_band.value <= marks.warning.value * (
                1.0 + crew.limits.return_share.value
            ):
                message = f"and its dead band, {crew.cabin.dead_band}, come within return_share of the warning, "
                report(("crew", "cabin", kept), f"{getattr(crew.cabin, kept)} {message}{marks.warning}; keep more up")


def check_cabin(here: Any, _span: Span, report: Report) -> None:
    """What is left of the pressure for nitrogen is not less than nothing."""
    cabin = here.crew.cabin
    if cabin.oxygen.value + cabin.carbon_dioxide.value > cabin.pressure.value:
        both = f"{cabin.oxygen} with {cabin.carbon_dioxide} of carbon dioxide are more than the pressure of all gases"
        report(("crew", "cabin", "oxygen"), f"{both}, {cabin.pressure}; keep less oxygen up, or more pressure")


def check_spells(here: Any, _span: Span, report: Report) -> None:
    """Times without power follow each other."""
    with suppress(MissingError):
        spells = here.crew.limits.blackout
        if not spells.warning.value < spells.abort.value < spells.lethal.value:
            report(("crew", "limits", "blackout"), "warning, abort and lethal must rise from one to the next")


def check_roofs(here: Any, _span: Span, report: Report) -> None:
    """A habitat stands under a structure that is built, with a fill that somebody heaps."""
    structures = here.shelter.structures
    for name, habitat in items(here, "crew", "habitats"):
        path = ("crew", "habitats", name)
        with suppress(MissingError):
            if habitat.under is not None and habitat.under not in structures:
                message = f'there is no structure "{habitat.under}"{suggestion(habitat.under, structures)}'
                report((*path, "under"), f"{message}; the habitat would stand under nothing")
            elif habitat.under is not None and getattr(structures[habitat.under], "kind", "vault") != "vault":
                report((*path, "under"), f"{habitat.under} is a {structures[habitat.under].kind}, no vault")
        with suppress(MissingError):
            if (habitat.fill is None) != (habitat.fill_area is None):
                key, other = ("fill_area", "fill") if habitat.fill_area is None else ("fill", "fill_area")
                report((*path, key), f"is missing beside {other}")
            if habitat.fill is not None and habitat.under is None:
                report((*path, "fill"), "needs a structure to lie on; name one by under")
        with suppress(MissingError):
            stores = here.resources.stores
            if habitat.fill is not None and habitat.fill not in stores:
                message = f'there is no store "{habitat.fill}"{suggestion(habitat.fill, stores)}'
                report((*path, "fill"), f"{message}; let a process heap it")


def check_rotations(here: Any, span: Span, report: Report) -> None:
    """Rotations come in time, with seats home and room for all."""
    crew = here.crew
    for name, rotation in items(here, "crew", "rotations"):
        path = ("crew", "rotations", name)
        with suppress(MissingError):
            if not span.start <= rotation.arrives < span.end:
                report((*path, "arrives"), f"{rotation.arrives} is not between start and end")
        with suppress(MissingError):
            if rotation.lander not in crew.landers:
                message = f'there is no lander "{rotation.lander}"{suggestion(rotation.lander, crew.landers)}'
                report((*path, "lander"), message)
            elif rotation.people.value > crew.landers[rotation.lander].seats.value:
                seats = crew.landers[rotation.lander].seats
                report(
                    (*path, "people"), f"{rotation.people} are more than the {seats} seats home of {rotation.lander}"
                )
        with suppress(MissingError):
            rooms = sum(one.count.value * one.berths.value for one in crew.habitats.values())
            if rotation.people.value > rooms:
                report((*path, "people"), f"{rotation.people} are more than the {rooms:g} berths of all habitats")
        with suppress(MissingError):
            for key in rotation.supplies:
                if store_at(here.resources.stores, key, None) is None:
                    tail = suggestion(key, here.resources.stores)
                    report((*path, "supplies", key), f"there is no store of {key} to put it in{tail}")


def check_supplied(here: Any, span: Span, report: Report) -> None:
    """Who comes has something to breathe, to drink and to eat."""
    resources = here.resources
    rotations = dict(items(here, "crew", "rotations"))
    if not rotations:
        return
    made = {key for one in resources.processes.values() if span.serves(one) for key in one.outputs}
    brought = {key for one in rotations.values() for key in one.supplies}
    for key in VITAL:
        held = store_at(resources.stores, key, None)
        store = None if held is None else resources.stores[held]
        if store is None:
            report(("crew", "rotations"), f"have no {key}; add resources.stores.{key}")
        elif store.initial.value <= 0 and not store.deliveries and key not in made | brought:
            message = f"is empty, and nobody makes or brings {key}: crew.rotations.{next(iter(rotations))} needs it"
            report(("resources", "stores", str(held), "initial"), message)

"""Whether stations kept their lights on: what was not served of the demand, how near the batteries came to empty."""

from __future__ import annotations

from dataclasses import dataclass

from sim.engine import Spell
from sim.result import Result
from sim.result.number_text import amount, percent, said_percent
from sim.scenario.schema.base import VITAL_CLASSES
from sim.study.wording import few, joined
from sim.view import run_facts
from sim.view.kit.text import day
from sim.view.report.phrases import Pairs, sentence, times

FULL = 0.995
"""State of charge from which on a battery is called full [1]."""
NEARLY = 0.005
"""How far above its floor a battery is still called empty [1]."""


@dataclass(frozen=True)
class Shortfall:
    """What a run did not serve of the demand of one load class.

    Attributes:
        load_class: Name of the class.
        energy: Energy not served [kWh].
        share: Share of the demand of the class [1].
        spells: When there was less than was asked for [h].
    """

    load_class: str
    energy: float
    share: float
    spells: tuple[Spell, ...]


def shortfall(run: Result, load_class: str) -> Shortfall | None:
    """What was not served of a load class; None where nothing of it was asked for."""
    channel = run.channels.get(f"energy.demand.{load_class}")
    demand = 0.0 if channel is None else channel.integral(0.0, run.until_h)
    unserved = run_facts.kpi_value(run, f"energy.unserved.{load_class}") or 0.0
    if demand <= 0:
        return None
    missing = run.channels.get(f"energy.unserved.{load_class}")
    return Shortfall(load_class, unserved, unserved / demand, () if missing is None else missing.spells(above=0.0))


def lights(run: Result) -> str:
    """Whether all power for survival and critical loads was served, how near it came, what else went unserved."""
    found = [fall for name in VITAL_CLASSES if (fall := shortfall(run, name)) is not None]
    if not found:
        return f"Nothing at the station needs power to survive{_rest(run)}."
    names = " and ".join(fall.load_class for fall in found)
    short = [fall for fall in found if fall.energy > 0]
    charge = charge_text(run)
    if not short:
        loads = " loads" if names.endswith("critical") else ""
        dark = _dark(run, " through a longest dark of ")
        near = f", and {charge}" if charge else ""
        return f"Yes: all power for {names}{loads} was served{dark}{near}{_rest(run)}."
    verdict = "Survival yes, but " if short[0].load_class != found[0].load_class else "No: "
    parts = "; ".join(_missing(run, fall) for fall in short)
    near = f" and {charge}" if charge else ""
    return f"{verdict}{parts}{_dark(run, '; the longest dark lasted ')}{near}{_cold(run)}{_rest(run)}."


def lights_of(pairs: Pairs) -> str:
    """The same for several runs."""
    kept: list[str] = []
    partly: list[str] = []
    lost: list[str] = []
    without: list[str] = []
    floors: set[str] = set()
    for label, run in pairs:
        found = [fall for name in VITAL_CLASSES if (fall := shortfall(run, name)) is not None]
        short = [fall for fall in found if fall.energy > 0]
        if not found:
            without.append(label)
        elif not short:
            kept.append(f"{label} ({_outcome(run)})")
            floors |= _empty_at(run)
        else:
            missing = ", ".join(f"{said_percent(fall.share)} of {fall.load_class}" for fall in short)
            whole = short[0].load_class == found[0].load_class
            entry = f"{label} (not served: {missing}, {said_percent(unserved_share(run) or 0.0)} of all demand)"
            (lost if whole else partly).append(entry)
    parts = []
    for entries, every, some in (
        (kept, "Both did: " if len(pairs) == 2 else "All did: ", "these did: "),
        (partly, "Survival yes, but not all critical loads: ", "survival, but not all critical loads: "),
        (lost, "None did: ", "these did not: "),
    ):
        if entries:
            parts.append((every if len(entries) == len(pairs) else some) + joined(few(entries)))
    if without:
        parts.append(f"nothing to keep alive in {joined(few(without))}")
    if floors:
        parts.append(f"the lowest {' to '.join(sorted({min(floors), max(floors)}))} % of a charge are the last reserve")
    return sentence("; ".join(parts))


def charge_text(run: Result) -> str:
    """How near the batteries came to empty; "" without batteries."""
    lowest, floor = run_facts.kpi_value(run, "energy.lowest_state_of_charge"), run_facts.charge_floor(run)
    if lowest is None or floor is None:
        return ""
    if lowest >= FULL:
        return "the batteries stayed full"
    if ran_empty(run):
        return f"the usable charge ran out ({_reserve(run, lowest)})"
    return f"the charge never fell below {_both(run, lowest)}"


def ran_empty(run: Result) -> bool:
    """Whether the charge came down to the last reserve, which the depth of discharge leaves to survival."""
    lowest, floor = run_facts.kpi_value(run, "energy.lowest_state_of_charge"), run_facts.charge_floor(run)
    return lowest is not None and floor is not None and lowest <= floor + NEARLY


def unserved_share(run: Result) -> float | None:
    """Share of all demand that was not served [1]; None where there was none."""
    unserved = run_facts.kpi_value(run, "energy.unserved") or 0.0
    delivered = run_facts.kpi_value(run, "energy.delivered") or 0.0
    return unserved / (unserved + delivered) if unserved + delivered > 0 else None


def _missing(run: Result, fall: Shortfall) -> str:
    """How much of a class was not served, how often and when first."""
    demand = "energy for survival" if fall.load_class == "survival" else f"{fall.load_class} demand"
    text = f"{said_percent(fall.share)} of the {demand} ({amount(fall.energy)} kWh) was not served"
    if not fall.spells:
        return text
    many = f"in {len(fall.spells):,} spells, first on" if len(fall.spells) > 1 else "in one spell, on"
    return f"{text}, {many} {day(run_facts.utc(run, fall.spells[0][0]))}"


def _outcome(run: Result) -> str:
    """What a run did not serve of all demand, and its lowest charge, in few words."""
    unserved, share = run_facts.kpi_value(run, "energy.unserved") or 0.0, unserved_share(run)
    rest = "all demand served"
    if unserved > 0 and share is not None:
        rest = f"{said_percent(share)} or {amount(unserved)} kWh of all demand not served"
    lowest, floor = run_facts.kpi_value(run, "energy.lowest_state_of_charge"), run_facts.charge_floor(run)
    if lowest is None or floor is None:
        return rest
    if lowest >= FULL:
        return f"{rest}, batteries always full"
    return f"{rest}, {'usable charge ran out' if ran_empty(run) else f'lowest charge {_both(run, lowest)}'}"


def _both(run: Result, lowest: float) -> str:
    """The lowest charge as a share of what is stored and, where that differs, of what may be used."""
    usable = run_facts.kpi_value(run, "energy.lowest_usable_charge")
    if usable is None or not run_facts.charge_floor(run):
        return percent(lowest)
    return f"{percent(lowest)} stored, {percent(usable)} usable"


def _reserve(run: Result, lowest: float) -> str:
    """How far the last reserve was drawn down."""
    floor = run_facts.charge_floor(run) or 0.0
    if lowest < floor - NEARLY:
        return f"survival drew on the last reserve, down to {percent(lowest)} stored"
    return f"0 % usable is {percent(floor)} stored"


def _empty_at(run: Result) -> set[str]:
    """At which charge the batteries of a run are empty, where its lowest must be compared with that."""
    lowest, floor = run_facts.kpi_value(run, "energy.lowest_state_of_charge"), run_facts.charge_floor(run)
    return {f"{100 * floor:.0f}"} if lowest is not None and floor and lowest < FULL else set()


def _dark(run: Result, words: str) -> str:
    hours = run_facts.kpi_value(run, "energy.longest_dark")
    return "" if not hours else f"{words}{hours:,.0f} h"


def _cold(run: Result) -> str:
    colds = sum(event.event == "cold_failure" for event in run.events)
    return f"; machines failed of cold {times(colds)}" if colds else ""


def _rest(run: Result) -> str:
    """What was not served of all that was asked for."""
    unserved, share = run_facts.kpi_value(run, "energy.unserved") or 0.0, unserved_share(run)
    if share is None:
        return ""
    if unserved <= 0:
        return "; all demand was served"
    return f"; {said_percent(share)} of all demand ({amount(unserved)} kWh) was not served"

"""Scenarios with gates for tests: the baseline's first months, with goals that are reached in them."""

from __future__ import annotations

from pathlib import Path

from sim.scenario import Scenario, load
from sim.station import Outcome, run_station

D = 24.0
HOURS = 120 * D

GOALS = """
[goals.data]
kind = "measure"
measure = "communication.delivered"
at_least = { value = 40, unit = "Gbit", basis = "design" }
[goals.bricks]
kind = "measure"
measure = "bricks.laid"
at_least = { value = 100, unit = "1", basis = "design" }
by = 2031-03-05
[goals.pad]
kind = "structure"
structure = "pad"
[goals.ground]
kind = "measure"
measure = "regolith.raw"
at_least = { value = 150, unit = "kg", basis = "design" }
"""
"""Data are there first, then ground, then bricks; the pad stands long after the end."""

BATTERY = """
model = "li-ion-pack"
capacity = { value = 900, unit = "kWh", basis = "design" }
charge_power = { value = 90, unit = "kW", basis = "design" }
discharge_power = { value = 90, unit = "kW", basis = "design" }
"""


def gated(folder: Path, more: str, *settings: str, head: str = GOALS, base: str = "ilrs:baseline") -> Scenario:
    """A base with goals and what is added."""
    path = folder / "gated.toml"
    path.write_text(f'title = "Gated"\nextends = "{base}"\n{head}{more}', encoding="utf-8")
    return load(path, list(settings))


def run(scenario: Scenario, hours: float = HOURS, seed: int = 3) -> Outcome:
    return run_station(scenario, seed=seed, hours=hours)


def opened(outcome: Outcome) -> dict[str, float]:
    """When gates opened by the log [h]."""
    return {event.subject: event.time_h for event in outcome.events if event.event == "gate_opened"}


def arrived(outcome: Outcome, subject: str) -> float | None:
    """When something arrived [h]."""
    found = [event for event in outcome.events if (event.subject, event.event) == (subject, "arrived")]
    return found[0].time_h if found else None

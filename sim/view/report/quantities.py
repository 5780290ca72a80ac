"""The quantities that a report charts along time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.view import run_facts

Mode = Literal["envelope", "total"]


@dataclass(frozen=True)
class Quantity:
    """One chart.

    Attributes:
        key: Its name in the page.
        title: Heading.
        unit: Unit on its axis, after ``factor``.
        text: How to read it.
        history: Its history in a run; None where the run has none.
        factor: From the channel's unit to ``unit``.
        mode: ``"envelope"``: mean, smallest and largest value of each bin; ``"total"``: a sum that only grows, at
            the ends of bins.
        counted: Whether it counts whole things.
        top: Upper end of its axis, None: from the data.
        chief: Whether it is shown at once; others are behind a fold.
    """

    key: str
    title: str
    unit: str
    text: str
    history: Callable[[Result], Channel | None]
    factor: float = 1.0
    mode: Mode = "envelope"
    counted: bool = False
    top: float | None = None
    chief: bool = True


def _recorded(name: str) -> Callable[[Result], Channel | None]:
    return lambda run: run.channels.get(name)


def _with(parts: Callable[[Result], object], name: str) -> Callable[[Result], Channel | None]:
    """A history of a run that has what it is about: an empty station records zeros."""
    return lambda run: run.channels.get(name) if parts(run) else None


def at_work(run: Result) -> Channel | None:
    """Share of the machines in service that are at work [1]; None for a run without machines."""
    states = [run.channels[f"tools.state.{unit}"] for unit in run_facts.units(run)]
    states = [state for state in states if "working" in state.labels]
    if not states:
        return None
    times = np.unique(np.concatenate([state.times for state in states]))
    busy, there = np.zeros(len(times)), np.zeros(len(times))
    for state in states:
        codes = state.at(times)
        busy += codes == state.labels.index("working")
        away = state.labels.index("out_of_service") if "out_of_service" in state.labels else -1
        there += codes != away
    return Channel("tools.at_work", "1", "step", times, busy / np.maximum(there, 1))


QUANTITIES: tuple[Quantity, ...] = (
    Quantity(
        "sunlight",
        "Sunlight at the arrays",
        "%",
        "Visible share of the Sun's disc.",
        _recorded("sunlight.lit_fraction"),
        100,
        top=100,
    ),
    Quantity("used", "Power used", "kW", "What the loads received.", _recorded("energy.used")),
    Quantity(
        "unserved",
        "Power not served",
        "kW",
        "What loads asked for and did not receive, shed loads included. Zero is good.",
        _recorded("energy.unserved"),
    ),
    Quantity(
        "charge",
        "State of charge",
        "%",
        "All batteries together; the band reaches down to the worst moment.",
        _with(run_facts.has_storage, "energy.state_of_charge"),
        100,
        top=100,
    ),
    Quantity(
        "work", "Machines at work", "%", "Share of the machines in service that are at work.", at_work, 100, top=100
    ),
    Quantity(
        "laid",
        "Bricks laid",
        "bricks",
        "Laid in structures since the start.",
        _with(run_facts.builds, "bricks.laid"),
        mode="total",
        counted=True,
    ),
    Quantity(
        "progress",
        "Building progress",
        "%",
        "Bricks laid over the bricks that all structures need.",
        _with(run_facts.builds, "shelter.progress"),
        100,
        mode="total",
        top=100,
    ),
    Quantity(
        "buffer", "Data waiting", "Gbit", "Data in the buffer, waiting for a link.", _recorded("communication.buffer")
    ),
    Quantity(
        "offered",
        "Power on offer",
        "kW",
        "What arrays and reactors could give.",
        _recorded("energy.offered"),
        chief=False,
    ),
    Quantity(
        "curtailed",
        "Power curtailed",
        "kW",
        "On offer, but nobody took it.",
        _recorded("energy.curtailed"),
        chief=False,
    ),
    Quantity(
        "store",
        "Bricks in store",
        "bricks",
        "Printed, not yet laid.",
        _with(run_facts.units, "bricks.in_store"),
        counted=True,
        chief=False,
    ),
    Quantity(
        "feedstock",
        "Sieved regolith in store",
        "kg",
        "What printers draw on.",
        _with(run_facts.units, "regolith.feedstock"),
        chief=False,
    ),
    Quantity(
        "link",
        "Link to Earth",
        "%",
        "Share of time with a link, direct or by relay.",
        _recorded("communication.link_up"),
        100,
        top=100,
        chief=False,
    ),
    Quantity(
        "delivered",
        "Data delivered",
        "Gbit",
        "Received on Earth since the start.",
        _recorded("communication.delivered"),
        mode="total",
        chief=False,
    ),
    Quantity(
        "lost",
        "Data lost",
        "Gbit",
        "Lost to a full buffer since the start. Zero is good.",
        _recorded("communication.lost"),
        mode="total",
        chief=False,
    ),
)
"""The charts of a report in their order."""

"""What figures tell of decisions: what was chosen, what it was believed to be worth, and what it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.result import Result
from sim.scenario.base_names import at_base
from sim.scenario.schema.base import Choices
from sim.station.decisions.events import BELIEVED, CHOICE, OPEN, TRUE
from sim.station.demonstration.events import CHANNEL


@dataclass(frozen=True)
class Decided:
    """A decision that was taken.

    Attributes:
        name: Its name.
        time: When [h].
        chosen: Name of the alternative.
        believed: Expected worth of each alternative by name.
        true: Its worth by what is true.
        unit: Unit of these.
    """

    name: str
    time: float
    chosen: str
    believed: dict[str, float]
    true: dict[str, float]
    unit: str


def choices(run: Result) -> Choices:
    """What was chosen by each decision of a run that was taken, and when [h]."""
    found = {}
    for name in sorted(name.removeprefix(CHOICE) for name in run.channels if name.startswith(CHOICE)):
        channel = run.channels[CHOICE + name]
        label = channel.labels[int(channel.last)]
        if label != OPEN:
            # A history ends with the run: the decision is where it last changed.
            found[name] = (label, float(channel.times[int(np.argmax(channel.values == channel.last))]))
    return found


def decided(run: Result) -> tuple[Decided, ...]:
    """The decisions of a run that were taken, in their order in time."""
    found = []
    for name, (chosen, time) in choices(run).items():
        names = list(run.scenario.decisions[name].alternatives)
        believed = {each: run.channels[f"{BELIEVED}{name}.{each}"] for each in names}
        true = {each: run.channels[f"{TRUE}{name}.{each}"].last for each in names}
        unit = believed[names[0]].unit
        worths = {each: channel.last for each, channel in believed.items()}
        found.append(Decided(name, time, chosen, worths, true, unit))
    return tuple(sorted(found, key=lambda one: (one.time, one.name)))


def measured(run: Result) -> tuple[tuple[str, str], ...]:
    """Base and name of each measurement of which a run has a belief, in the order of the scenario."""
    if not any(CHANNEL in name for name in run.channels):
        return ()
    return tuple(
        (base, name)
        for base, tables in run.scenario.all_bases()
        if tables.demonstration is not None
        for name in tables.demonstration.measurements
        if at_base(base, f"{CHANNEL}believed.{name}") in run.channels
    )

"""Quantities that comparisons overlay: one line a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.result.number_text import amount
from sim.view import run_facts
from sim.view.kit import binning
from sim.view.panels import Scene
from sim.view.panels.scene import FloatArray

Line = tuple[FloatArray, FloatArray]


@dataclass(frozen=True)
class Overlay:
    """One quantity of every run.

    Attributes:
        key: Label of its axes.
        title: Heading.
        describe: How to read it.
        ylabel: Name of the y axis, with unit.
        height: Height [in].
        needs: Channel without which a run has no line.
        line: The line of a run: x [date], y.
        last: Text of a run's label after its name, from the run and the line.
        top: Upper limit of y, None: from the data.
    """

    key: str
    title: str
    describe: str | Callable[[Scene], str]
    ylabel: str
    height: float
    needs: str
    line: Callable[[Scene], Line]
    last: Callable[[Scene, Line], str]
    top: float | None = None

    def drawn_for(self, scene: Scene) -> bool:
        """Whether a run has what this overlay shows."""
        if self.needs == "tools.state.":
            return bool(run_facts.units(scene.run))
        if self.needs == "energy.state_of_charge":
            return run_facts.has_storage(scene.run)
        return scene.has(self.needs)

    def says(self, scene: Scene) -> bool:
        """Whether there is anything but nothing to be shown of a run."""
        if not self.drawn_for(scene):
            return False
        if self.needs == "tools.state.":
            return sum(scene.run.bottlenecks.totals.values()) > 0
        return self.needs != "bricks.laid" or bool(scene.channel(self.needs).values[-1] > 0)


def _means(name: str, scale: float = 1.0) -> Callable[[Scene], Line]:
    def line(scene: Scene) -> Line:
        x, y = scene.curve(scene.channel(name))
        return x, scale * y

    return line


def _recorded(name: str, scale: float = 1.0) -> Callable[[Scene], Line]:
    def line(scene: Scene) -> Line:
        x, y = scene.recorded(scene.channel(name))
        return x, scale * y

    return line


def _lowest_charge(scene: Scene) -> Line:
    channel = scene.channel("energy.state_of_charge")
    if scene.bins is None:
        return _recorded("energy.state_of_charge", 100)(scene)
    low, _ = binning.envelope(channel, scene.bins.edges)
    return scene.steps(scene.bins.edges, 100 * low)


def _at_work(scene: Scene) -> Line:
    bins = scene.bins or binning.bins(scene.first, scene.last, 24.0, "day")
    states = [scene.channel(f"tools.state.{unit}") for unit in run_facts.units(scene.run)]
    working = tuple(i for i, label in enumerate(states[0].labels) if label == "working")
    away = tuple(i for i, label in enumerate(states[0].labels) if label == "out_of_service")
    busy = np.sum([binning.shares(s, bins.edges, working) for s in states], axis=0)
    there = np.sum([1 - binning.shares(s, bins.edges, away) for s in states], axis=0)
    return scene.steps(bins.edges, 100 * busy / np.maximum(there, 1e-9))


def _time_mean(line: Line) -> float:
    """Mean of a line along x."""
    x, y = line
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2) / max(x[-1] - x[0], 1e-9))


def _mean_text(name: str, scale: float, unit: str) -> Callable[[Scene, Line], str]:
    def text(scene: Scene, _: Line) -> str:
        mean = scale * scene.channel(name).mean(scene.first, scene.last)
        return f"{mean:.0f} {unit}" if unit == "%" else f"{amount(mean)} {unit}"

    return text


def _of_each(what: str, labels: str, shortest: str = "") -> Callable[[Scene], str]:
    """A description: what each value is within its bin, and what the labels say."""

    def text(scene: Scene) -> str:
        label = scene.bins.label if scene.bins else shortest
        return f"{what} of each {label}; labels: {labels}" if label else f"as recorded; labels: {labels}"

    return text


OVERLAYS = (
    Overlay(
        "sunlight",
        "Sunlight",
        _of_each("mean lit share of the Sun's disc", "mean over all"),
        "sunlight [%]",
        0.75,
        "sunlight.lit_fraction",
        _means("sunlight.lit_fraction", 100),
        _mean_text("sunlight.lit_fraction", 100, "%"),
        104,
    ),
    Overlay(
        "power",
        "Power used",
        _of_each("mean", "mean over all"),
        "power [kW]",
        1.05,
        "energy.used",
        _means("energy.used"),
        _mean_text("energy.used", 1, "kW"),
    ),
    Overlay(
        "charge",
        "Lowest state of charge",
        _of_each("lowest", "lowest of all"),
        "state of\ncharge [%]",
        1.05,
        "energy.state_of_charge",
        _lowest_charge,
        lambda _, line: f"{line[1].min():.0f} %",
        104,
    ),
    Overlay(
        "machines",
        "Machines at work",
        lambda scene: (
            f"share of machine hours in service, each {scene.bins.label if scene.bins else 'day'}; labels: mean"
        ),
        "working [%]",
        0.95,
        "tools.state.",
        _at_work,
        lambda _, line: f"{_time_mean(line):.0f} %",
    ),
    Overlay(
        "bricks",
        "Bricks laid",
        "since the start; labels: at the end",
        "bricks [1]",
        1.25,
        "bricks.laid",
        _recorded("bricks.laid"),
        lambda _, line: f"{line[1][-1]:,.0f}",
    ),
    Overlay(
        "data",
        "Data sent to Earth",
        "since the start; labels: at the end",
        "sent [Tbit]",
        0.8,
        "communication.delivered",
        _recorded("communication.delivered", 1e-3),
        lambda _, line: f"{amount(float(line[1][-1]))} Tbit",
    ),
)
DATA_LOST = Overlay(
    "data",
    "Data lost",
    "since the start; labels: at the end",
    "lost [Tbit]",
    0.8,
    "communication.lost",
    _recorded("communication.lost", 1e-3),
    lambda _, line: f"{amount(float(line[1][-1]))} Tbit",
)
"""Takes the place of what was sent where any run lost data: what differs is what matters."""

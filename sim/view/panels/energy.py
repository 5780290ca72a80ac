"""Power offered, used and curtailed; state of charge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.result.number_text import amount, percent, served_percent
from sim.view import run_facts
from sim.view.kit import binning
from sim.view.kit.axis import percent_axis
from sim.view.kit.binning import means
from sim.view.kit.labels import Label, chips, chips_height, label_right
from sim.view.kit.style import ALARM, CURTAILED, INK, LOAD_CLASSES, MUTED, SYSTEMS
from sim.view.panels.cables import CABLES, LOST, busiest
from sim.view.panels.scene import FloatArray, Panel, Scene, fill
from sim.view.panels.system_view import (
    Chart,
    Headline,
    Line,
    Overlay,
    Strip,
    Sum,
    SystemView,
    channel_line,
    history_with,
    mean_text,
    of_each,
    recorded_history,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CHARGE_LINE = "#3f7d33"
"""Energy in store."""
CHARGING = "#cfe3c8"
"""Power that goes into storage."""


def stack(
    ax: Axes, scene: Scene, edges: FloatArray, layers: Sequence[tuple[FloatArray, str]], *, sign: float = 1.0
) -> FloatArray:
    """Stack layers from zero up (or down); painted from the top down so that no seam shows. Returns the total."""
    if not layers:
        return np.zeros(len(edges) - 1)
    totals = np.cumsum(np.array([values for values, _ in layers]), axis=0)
    for total, (_, colour) in reversed(list(zip(totals, layers, strict=True))):
        x, y = scene.steps(edges, total)
        fill(ax, x, 0, sign * y, colour)
    return np.asarray(totals[-1], dtype=float)


LOSS = ("energy.cable_loss", "lost in cables", LOST)
"""What is lost on the way to other places: channel, name, colour."""
UNSERVED = ("energy.unserved", "not served", ALARM)
"""What loads asked for and did not get: channel, name, colour."""


def _uses(scene: Scene) -> list[tuple[str, str, str]]:
    """Where power goes: channel, name and colour of each layer, from zero up, without those that are always nothing."""
    layers = [
        (f"energy.used.{name}", name, LOAD_CLASSES[name]) for name in run_facts.classes(scene.run, "energy.used")
    ] or [("energy.used", "used", LOAD_CLASSES["critical"])]
    layers += [("energy.charging", "into storage", CHARGING), LOSS, ("energy.curtailed", "curtailed", CURTAILED)]
    return some(scene, layers)


def some(scene: Scene, layers: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Of layers (channel, name, colour) those that a scene has, and of which there is ever anything."""
    there = [layer for layer in layers if scene.has(layer[0])]
    return [layer for layer in there if scene.channel(layer[0]).mean(scene.first, scene.last) > 0]


def _power(ax: Axes, scene: Scene) -> None:
    uses = _uses(scene)
    edges = scene.edges([scene.channel(name) for name in (*(name for name, _, _ in uses), "energy.offered")])
    layers = [(_layer(scene, name, edges), colour) for name, _, colour in uses]
    total = stack(ax, scene, edges, layers)
    offered = binning.means(scene.channel("energy.offered"), edges)
    ax.plot(*scene.steps(edges, offered), color=SYSTEMS["energy"], linewidth=1.3)
    labels = [
        Label(float(offered[-1]), f"offered, mean {_mean(scene, 'energy.offered')} kW", SYSTEMS["energy"]),
        Label(
            float(sum(values[-1] for values, colour in layers if colour in LOAD_CLASSES.values())) * 0.6,
            f"used, mean {_mean(scene, 'energy.used')} kW",
            LOAD_CLASSES["critical"],
        ),
    ]
    low = 0.0
    for name, _, colour in some(scene, [UNSERVED]):
        unserved = binning.means(scene.channel(name), edges)
        x, y = scene.steps(edges, -unserved)
        fill(ax, x, 0, y, colour)
        low = -1.08 * float(unserved.max())
        text = f"not served, mean {_mean(scene, name)} kW"
        labels.append(Label(-float(unserved[-1]) if unserved[-1] > 0 else low / 2, text, colour))
    ax.axhline(0, color=INK, linewidth=0.7)
    ax.set_ylim(low, 1.06 * max(float(total.max()), float(offered.max()), 1e-6))
    ax.set_ylabel("power [kW]")
    label_right(ax, labels)
    chips(ax, [(text, colour) for _, text, colour in _areas(scene)])


def _areas(scene: Scene) -> list[tuple[str, str, str]]:
    """What has an area, and so a chip above the panel: the uses, and what was not served."""
    return [*_uses(scene), *some(scene, [UNSERVED])]


def _layer(scene: Scene, name: str, edges: FloatArray) -> FloatArray:
    """Mean of a use between edges; of what goes into storage, less what comes from it in the same time."""
    power = binning.means(scene.channel(name), edges)
    if name == "energy.charging" and scene.has("energy.discharging"):
        power = power - binning.means(scene.channel("energy.discharging"), edges)
    return np.maximum(power, 0)


def _mean(scene: Scene, name: str) -> str:
    mean = scene.channel(name).mean(scene.first, scene.last)
    return f"{mean:.2f}" if 0.005 <= mean < 10 else amount(mean)


def mark_floor(ax: Axes, floor: float) -> list[Label]:
    """Hatch the charge below a floor [1], which is a last reserve; what to call it, empty where there is none."""
    if floor <= 0:
        return []
    ax.axhspan(0, 100 * floor, facecolor="none", edgecolor="#b7bec6", hatch="////", linewidth=0, zorder=0)
    ax.axhline(100 * floor, color=MUTED, linewidth=0.8)
    return [Label(100 * floor, f"last reserve below {percent(floor)}", MUTED)]


def _charge(ax: Axes, scene: Scene) -> None:
    channel = scene.channel("energy.state_of_charge")
    colour = CHARGE_LINE
    floor = run_facts.charge_floor(scene.run) or 0.0
    x, y = scene.recorded(channel)
    fill(ax, x, 100 * floor, 100 * y, colour, alpha=0.16)
    ax.plot(x, 100 * y, color=colour, linewidth=1.5 if scene.bins is None else 0.9)
    labels = [Label(100 * float(y[-1]), f"charge, lowest {percent(float(y.min()))}", colour)]
    labels += mark_floor(ax, floor)
    for limit in run_facts.thresholds(scene.run):
        ax.axhline(100 * limit.shed_below, color=LOAD_CLASSES["survival"], linewidth=0.7, linestyle=(0, (5, 3)))
        text = f"{limit.load_class}: off < {100 * limit.shed_below:.0f}, on > {100 * limit.restore_above:.0f}"
        labels.append(Label(100 * limit.shed_below, text, LOAD_CLASSES["survival"]))
    percent_axis(ax, "state of charge [%]", step=25)
    label_right(ax, labels, size=8)


def _describe(scene: Scene) -> str:
    parts = [scene.per, "above the line of what was offered: from storage" if run_facts.has_storage(scene.run) else ""]
    return "; ".join(part for part in (*parts, "not served hangs below zero") if part)


POWER = Panel(
    "power",
    "Power",
    _describe,
    1.6,
    ("energy.offered", "energy.used"),
    _power,
    raised=lambda scene: chips_height([text for _, text, _ in _areas(scene)]),
    drawn_for=lambda scene: run_facts.ever(scene.run, "energy.offered", "energy.demand", "energy.used"),
)
CHARGE = Panel(
    "charge",
    "Stored energy",
    "share of capacity, as recorded: every dip shows; hatched: last reserve, for survival",
    1.2,
    ("energy.state_of_charge",),
    _charge,
    drawn_for=lambda scene: run_facts.has_storage(scene.run),
)


def _lowest_charge(scene: Scene) -> Line:
    channel = scene.channel("energy.state_of_charge")
    if scene.bins is None:
        return channel_line("energy.state_of_charge", 100, how=Scene.recorded)(scene)
    low, _ = binning.envelope(channel, scene.bins.edges)
    return scene.steps(scene.bins.edges, 100 * low)


def _lowest(channel: Channel, edges: FloatArray) -> FloatArray:
    return binning.envelope(channel, edges)[0]


def _headlines(run: Result) -> Sequence[Headline]:
    survival = run_facts.kpi_value(run, "energy.survival_availability")
    if survival is None:
        return ()
    return (Headline(served_percent(survival), "of survival power served", "energy"),)


VIEW = SystemView(
    "energy",
    panels=lambda _: (POWER, CHARGE, CABLES),
    overlays=(
        Overlay(
            "power",
            "Power used",
            of_each("mean", "mean over all"),
            "power [kW]",
            1.05,
            "energy.used",
            channel_line("energy.used"),
            mean_text("energy.used", 1, "kW"),
        ),
        Overlay(
            "charge",
            "Lowest state of charge",
            of_each("lowest", "lowest of all"),
            "state of\ncharge [%]",
            1.05,
            "energy.state_of_charge",
            _lowest_charge,
            lambda _, line: f"{line[1].min():.0f} %",
            whole=True,
            drawn_for=lambda scene: run_facts.has_storage(scene.run),
        ),
    ),
    charts=(
        Chart("used", "Power used", "kW", "What the loads received.", recorded_history("energy.used")),
        Chart(
            "unserved",
            "Power not served",
            "kW",
            "What loads asked for and did not receive, shed loads included. Zero is good.",
            recorded_history("energy.unserved"),
        ),
        Chart(
            "charge",
            "State of charge",
            "%",
            "All batteries together; the band reaches down to the worst moment.",
            history_with(run_facts.has_storage, "energy.state_of_charge"),
            100,
            top=100,
        ),
        Chart(
            "cable",
            "Power by cable",
            "kW",
            "At the place to or from which most runs; negative: from there.",
            busiest,
        ),
        Chart(
            "offered",
            "Power on offer",
            "kW",
            "What arrays and reactors could give.",
            recorded_history("energy.offered"),
            chief=False,
        ),
        Chart(
            "curtailed",
            "Power curtailed",
            "kW",
            "On offer, but nobody took it.",
            recorded_history("energy.curtailed"),
            chief=False,
        ),
    ),
    sums=(
        Sum("Energy on offer", "kWh", "energy.offered"),
        Sum("Energy used", "kWh", "energy.used"),
        Sum("Energy not served", "kWh", "energy.unserved"),
        Sum("Lost in cables", "kWh", "energy.cable_loss"),
    ),
    headlines=_headlines,
    strips=(
        Strip(
            "energy.state_of_charge",
            "low charge",
            "the charge",
            "the lowest",
            _lowest,
            top=1.0,
            drawn_for=run_facts.has_storage,
        ),
        Strip("energy.unserved", "unserved kW", "unserved power", "the mean", means, "kW"),
    ),
)

"""A base in orbit: rounds about its longest eclipse, the whole run, its stores, and what goes to and fro."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.result.number_text import percent
from sim.view import orbit_facts, run_facts
from sim.view.kit import style
from sim.view.kit.axis import percent_axis, time_axis
from sim.view.kit.labels import Label, heading, label_right
from sim.view.kit.sheet import Sheet, left_for, name_rows
from sim.view.kit.style import INK, MUTED, RULE, SYSTEMS
from sim.view.kit.text import length_text
from sim.view.panels import Scene, resources, transfers
from sim.view.panels.scene import fill

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROUNDS = 10
"""Rounds of the orbit that are shown in full."""
_LANE = 0.3
"""Height of a lane [in]."""
_Draw = Callable[["Axes", Scene], None]


def orbit_figure(result: Result) -> Figure:
    """Light, Earth and ground as a base in orbit has them, its charge, its stores, and the vehicles that come to it.

    Above, some rounds around its longest eclipse; below, the whole run.

    Args:
        result: A run with a base in orbit.

    Returns:
        A matplotlib figure; its axes are labelled ``views`` and, where there is something to be shown, ``charge``,
        ``shares``, ``stores`` and ``trips``.
    """
    whole, scene = Scene.of(result), Scene.of(result, *_span(result))
    lanes = _lanes(result)
    name, base = orbit_facts.orbit(result)
    rounds = f"as recorded, {run_facts.span_text(result, scene.first, scene.last)}"
    above: list[tuple[str, str, str, float, _Draw]] = [
        ("views", "What it sees", rounds, _LANE * len(lanes) + 0.1, partial(_views, lanes))
    ]
    if _charge(result) is not None:
        above.append(("charge", "Charge", "of its storage; grey: in eclipse", 0.9, _charges))
    each = f"share of each {whole.bins.label}" if whole.bins else "as recorded"
    below: list[tuple[str, str, str, float, _Draw]] = [
        ("shares", "The whole run", f"{each}; grey: the span above", 1.0, partial(_shares, lanes, scene))
    ]
    stores = orbit_facts.stores(result)
    if stores:
        how = f"at {name}; the dashed line is all that a store holds"
        height = resources.ROW * max(len(stores), 2)
        below.append(("stores", "Stores in orbit", how, height, lambda ax, at: resources.stock_rows(ax, at, stores)))
    if transfers.shuttles(result):
        panel = transfers.TRIPS
        below.append(("trips", panel.title, panel.description(whole), panel.inches(whole), panel.draw))
    names = [text for text, _, _ in lanes] + [orbit_facts.store_name(one) for one in stores]
    names += [one.name for one in transfers.shuttles(result)]
    with style.applied():
        sheet = Sheet(
            [height for *_, height, _ in (*above, *below)],
            title=f"{run_facts.title(result)}: {answer(result)}",
            subtitle=f"{name}, {base.text}, a round takes {length_text(orbit_facts.period(result))}, "
            f"{run_facts.span_text(result, 0.0, result.until_h)}",
            footer=[run_facts.footer_text(result)],
            axis_band=whole.axis.band,
            gaps=[*(0.0 for _ in above), scene.axis.band + 0.12, *(0.0 for _ in below[1:])],
            left=left_for(names),
        )
        for parts, at, axes in ((above, scene, sheet.axes), (below, whole, sheet.axes[len(above) :])):
            for index, (key, title, how, _, draw) in enumerate(parts):
                ax = axes[index]
                ax.set_label(key)
                heading(ax, title, how)
                draw(ax, at)
                time_axis(ax, at.axis, labelled=index == len(parts) - 1)
        sheet.align_labels()
    return sheet.figure


def answer(run: Result) -> str:
    """What it brings to the ground and what was brought to it, in a few words; of one that does neither, its light."""
    up, _ = orbit_facts.through(run)
    found = []
    if up is not None:
        found.append(f"links the ground {percent(up.mean(0.0, run.until_h))} of the time")
    if transfers.shuttles(run):
        found.append(transfers.text(run))
    if found:
        return "; ".join(found)
    lit = orbit_facts.channel(run, orbit_facts.LIT)
    assert lit is not None  # else it is not asked for
    return f"in sunlight {percent(lit.mean(0.0, run.until_h))} of the time"


def _span(run: Result) -> tuple[float, float]:
    """Some rounds around the longest eclipse [h]; from the start of the run if there is none."""
    length = min(max(ROUNDS * orbit_facts.period(run), 24.0), run.until_h)
    eclipse = orbit_facts.longest_eclipse(run)
    return run_facts.days_around(run, length / 2 if eclipse is None else sum(eclipse) / 2, length)


def _lanes(run: Result) -> list[tuple[str, Channel, str]]:
    """Name, history of 0 and 1 and colour of what is shown of its light and its views."""
    up, watched = orbit_facts.through(run)
    found = (
        ("in sunlight", orbit_facts.channel(run, orbit_facts.LIT), SYSTEMS["sunlight"]),
        ("Earth in view", orbit_facts.channel(run, orbit_facts.EARTH), SYSTEMS["communication"]),
        ("links the ground", up, INK),
        ("watches over machines", watched if watched is not None and watched.values.any() else None, SYSTEMS["tools"]),
    )
    return [(text, channel, colour) for text, channel, colour in found if channel is not None]


def _up(channel: Channel) -> Channel:
    """A history as 0 and 1, by whether it is above nothing."""
    return Channel(channel.name, "1", "step", channel.times, (channel.values > 0.5).astype(float))


def _views(lanes: list[tuple[str, Channel, str]], ax: Axes, scene: Scene) -> None:
    """One lane each, filled while it holds; at the right its share here and in all."""
    labels = []
    for index, (_, channel, colour) in enumerate(lanes):
        y, state = len(lanes) - 1 - index, _up(channel)
        ax.broken_barh(scene.bars(state), (y - 0.34, 0.68), facecolors=colour, linewidth=0)
        here, ever = state.mean(scene.first, scene.last), state.mean(0.0, scene.run.until_h)
        labels.append(Label(y, f"{percent(here)} here, {percent(ever)} in all", colour))
    name_rows(ax, [text for text, _, _ in lanes])
    label_right(ax, labels)


def _charge(run: Result) -> Channel | None:
    """State of charge of its storage, where it has any [1]."""
    stored = orbit_facts.channel(run, "energy.capacity")
    return orbit_facts.channel(run, "energy.state_of_charge") if stored is not None and stored.values.any() else None


def _charges(ax: Axes, scene: Scene) -> None:
    """State of charge over the rounds, with eclipses in grey."""
    charge = _charge(scene.run)
    assert charge is not None  # the panel is not drawn without
    for begin, end in orbit_facts.eclipses(scene.run):
        if end > scene.first and begin < scene.last:
            left, right = scene.axis.x(np.array([max(begin, scene.first), min(end, scene.last)]))
            ax.axvspan(float(left), float(right), facecolor=RULE, linewidth=0, zorder=0)
    colour = SYSTEMS["energy"]
    x, y = scene.recorded(charge)
    fill(ax, x, 0, 100 * y, colour, alpha=0.2)
    ax.plot(x, 100 * y, color=colour, linewidth=1.3)
    percent_axis(ax, "charge [%]")
    lowest = 100 * float(charge.values.min())
    labels = [Label(float(100 * y[-1]), f"lowest {100 * float(y.min()):.0f} % here,\n{lowest:.0f} % in all", colour)]
    eclipse = orbit_facts.longest_eclipse(scene.run)
    if eclipse is not None:
        labels.append(Label(20, f"longest eclipse {length_text(eclipse[1] - eclipse[0])}", MUTED))
    label_right(ax, labels)


def _shares(lanes: list[tuple[str, Channel, str]], scene: Scene, ax: Axes, whole: Scene) -> None:
    """Share of time of each lane over the whole run, and where the rounds above lie in it."""
    labels = []
    for text, channel, colour in lanes:
        x, y = whole.curve(_up(channel))
        ax.plot(x, 100 * y, color=colour, linewidth=1.3, label=text)
        labels.append(Label(100 * float(y[-1]), text, colour))
    left, right = whole.axis.x(np.array([scene.first, scene.last]))
    ax.axvspan(float(left), float(right), facecolor=RULE, linewidth=0.8, edgecolor=RULE, zorder=0)
    percent_axis(ax, "share of\ntime [%]")
    label_right(ax, labels)

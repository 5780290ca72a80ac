"""What is believed of craters along time, and before and after; the hops that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.result.number_text import amount
from sim.view.explored import channel, craters, explored, outings
from sim.view.kit.axis import percent_axis
from sim.view.kit.labels import Label, label_right
from sim.view.kit.sheet import name_rows
from sim.view.kit.style import ALARM, INK, RULE, mixed, scenario_style
from sim.view.panels.scene import Panel, Scene
from sim.view.panels.system_view import Chart, Headline, SystemView

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.62
"""Height of one crater's row [in]."""
_BEFORE, _AFTER = 0.18, -0.14
"""Where the two bars of a row lie, above its middle [rows]."""
_BAR = 0.22
TRUE = ALARM
"""Colour of what is true and nobody knows."""


def _colour(index: int) -> str:
    return scenario_style(index + 1).colour


def _chances(ax: Axes, scene: Scene) -> None:
    """Probability of ice of each crater, as steps; ticks below where a hopper was away."""
    labels = []
    for index, name in enumerate(craters(scene.run)):
        found = channel(scene.run, f"ice_chance.{name}")
        x, y = scene.recorded(found)
        ax.plot(x, 100 * y, color=_colour(index), linewidth=1.5, drawstyle="default", label=name)
        labels.append(Label(100 * float(y[-1]), f"{name} {100 * float(y[-1]):.0f} %", _colour(index)))
    for outing in outings(scene.run):
        left, right = scene.axis.x(np.array([outing.start, outing.end]))
        ax.axvspan(float(left), float(right), facecolor=RULE, alpha=0.6, linewidth=0, zorder=0)
        if outing.lost:
            ax.axvline(float(right), color=ALARM, linewidth=1.2, label="lost")
    percent_axis(ax, "chance of\nice [%]")
    label_right(ax, labels)


CHANCES = Panel(
    "ice",
    "Ice that is believed in",
    "probability of ice in each crater; grey: a hopper is away, red: it is lost",
    1.1,
    (),
    _chances,
    drawn_for=lambda scene: craters(scene.run),
)


def _beliefs(ax: Axes, scene: Scene) -> None:
    """A row a crater: the 5 % to 95 % interval before and after, with its mean, and what is true."""
    run, names = scene.run, craters(scene.run)
    labels, top = [], 0.0
    for index, name in enumerate(names):
        y = len(names) - 1 - index
        low, mean, high = (channel(run, f"{key}.{name}") for key in ("believed_low", "believed", "believed_high"))
        for value, place, strength in ((0, _BEFORE, 0.30), (-1, _AFTER, 1.0)):
            left, middle, right = (100 * float(each.values[value]) for each in (low, mean, high))
            ax.barh(y + place, right - left, left=left, height=_BAR, color=mixed(_colour(index), strength), linewidth=0)
            ax.plot([middle, middle], [y + place - _BAR / 2, y + place + _BAR / 2], color=INK, linewidth=1.6)
            top = max(top, right)
        true = 100 * channel(run, f"true.{name}").last
        ax.plot([true], [y], marker="D", markersize=6, color=TRUE, markeredgecolor="white", linestyle="", clip_on=False)
        top = max(top, true)
        ice = channel(run, f"ice_chance.{name}")
        before, after = (100 * float(ice.values[at]) for at in (0, -1))
        text = f"ice with {before:.0f} % before, {after:.0f} % after;\nbelieved {amount(100 * mean.last)} %, "
        labels.append(Label(y, f"{text}true {amount(true)} %", _colour(index)))
    ax.set_xlim(0, 1.04 * top if top > 0 else 1.0)
    name_rows(ax, names)
    ax.set_xlabel("ice content [%]")
    label_right(ax, labels)


BELIEFS = Panel(
    "belief",
    "Before and after",
    "light: believed beforehand, full: in the end, from 5 % to 95 %, dark line: mean; red: true",
    lambda scene: ROW * max(2, len(craters(scene.run))),
    (),
    _beliefs,
    drawn_for=lambda scene: craters(scene.run),
    names=lambda scene: craters(scene.run),
)


def _headlines(run: Result) -> Sequence[Headline]:
    found = explored(run)
    if found is None or not craters(run):
        return ()
    threshold = float(found[1].detection_threshold)
    visited = {place for outing in outings(run) for place, _, _ in outing.stays}
    sure = sum(channel(run, f"ice_chance.{name}").last >= threshold for name in visited)
    lost = sum(bool(outing.lost) for outing in outings(run))
    end = f"\n{lost} hopper lost" if lost == 1 else f"\n{lost} hoppers lost" if lost else "\nno hopper lost"
    return (Headline(f"{sure} of {len(visited)}", f"craters with ice{end}", "exploration"),)


def _charge(run: Result) -> Channel | None:
    found = outings(run)
    return channel(run, f"charge.{found[0].hopper}") if found else None


VIEW = SystemView(
    "exploration",
    panels=lambda _: (CHANCES,),
    charts=(Chart("hopper", "Charge of the hopper", "kWh", "What the battery of the first hopper holds.", _charge),),
    headlines=_headlines,
)

"""What is believed of craters along time, and before and after; the hops that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.result.number_text import amount
from sim.view.explored import channel, counts, craters, losses, outings
from sim.view.kit.axis import percent_axis
from sim.view.kit.labels import Label, label_right
from sim.view.kit.sheet import name_rows
from sim.view.kit.style import ALARM, RULE
from sim.view.panels.before_after import HOW, bars, colour_of, height, truth
from sim.view.panels.scene import Panel, Scene
from sim.view.panels.system_view import Chart, Headline, SystemView

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def _chances(ax: Axes, scene: Scene) -> None:
    """Probability of ice of each crater, as steps; grey where a hopper was away."""
    labels = []
    for index, name in enumerate(craters(scene.run)):
        found = channel(scene.run, f"ice_chance.{name}")
        x, y = scene.recorded(found)
        ax.plot(x, 100 * y, color=colour_of(index), linewidth=1.5, label=name)
        labels.append(Label(100 * float(y[-1]), f"{name} {100 * float(y[-1]):.0f} %", colour_of(index)))
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
        true = 100 * channel(run, f"true.{name}").last
        top = max(top, true, bars(ax, y, colour_of(index), (low, mean, high), lambda share: 100 * share))
        truth(ax, true, y)
        ice = channel(run, f"ice_chance.{name}")
        before, after = (100 * float(ice.values[at]) for at in (0, -1))
        text = f"ice with {before:.0f} % before, {after:.0f} % after;\nbelieved {amount(100 * mean.last)} %, "
        labels.append(Label(y, f"{text}true {amount(true)} %", colour_of(index)))
    ax.set_xlim(0, 1.04 * top if top > 0 else 1.0)
    name_rows(ax, names)
    ax.set_xlabel("ice content [%]")
    label_right(ax, labels)


BELIEFS = Panel(
    "belief",
    "Before and after",
    HOW,
    lambda scene: height(craters(scene.run)),
    (),
    _beliefs,
    drawn_for=lambda scene: craters(scene.run),
    names=lambda scene: craters(scene.run),
)


def _headlines(run: Result) -> Sequence[Headline]:
    if not craters(run):
        return ()
    sure, visited = counts(run, "detections"), counts(run, "craters_visited")
    return (Headline(f"{sure} of {visited}", f"craters with ice\n{losses(run)}", "exploration"),)


def _charge(run: Result) -> Channel | None:
    found = outings(run)
    return channel(run, f"charge.{found[0].hopper}") if found else None


VIEW = SystemView(
    "exploration",
    panels=lambda _: (CHANCES,),
    charts=(Chart("hopper", "Charge of the hopper", "kWh", "What the battery of the first hopper holds.", _charge),),
    headlines=_headlines,
)

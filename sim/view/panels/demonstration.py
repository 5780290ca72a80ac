"""What is believed of machines before and after they were tried out, and how doubt shrank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.engine import Channel
from sim.result import Result
from sim.result.number_text import amount
from sim.scenario.base_names import at_base
from sim.scenario.schema.demonstration import quantity_at
from sim.station.demonstration.events import CHANNEL
from sim.view.decided import measured
from sim.view.kit.axis import percent_axis
from sim.view.kit.labels import Label, label_right
from sim.view.kit.sheet import name_rows
from sim.view.panels.before_after import HOW, bars, colour_of, height, truth
from sim.view.panels.scene import Panel, Scene
from sim.view.panels.system_view import Headline, SystemView

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def _channels(run: Result, base: str, name: str) -> tuple[Channel, Channel, Channel, Channel]:
    """Lower end, mean and upper end of what is believed, and what is true."""
    found = [
        run.channels[at_base(base, f"{CHANNEL}{key}.{name}")]
        for key in ("believed_low", "believed", "believed_high", "true")
    ]
    return found[0], found[1], found[2], found[3]


def _said(value: float, unit: str) -> str:
    """A value as people say it, without its unit: shares in percent."""
    return amount(100 * value if unit == "1" else value)


def _range(run: Result, base: str, name: str) -> tuple[float, float]:
    """What it was believed to lie in beforehand, in the base unit."""
    tables = dict(run.scenario.all_bases())[base]
    assert tables.demonstration is not None
    quantity = quantity_at(tables, tables.demonstration.measurements[name].of)
    assert quantity is not None
    assert quantity.range is not None  # checked on loading
    return quantity.range


def _beliefs(ax: Axes, scene: Scene) -> None:
    """A row a measurement: the 5 % to 95 % interval before and after over its range, its mean, and what is true."""
    run, found, labels = scene.run, measured(scene.run), []
    for index, (base, name) in enumerate(found):
        y = len(found) - 1 - index
        low, mean, high, true = _channels(run, base, name)
        bottom, top = _range(run, base, name)

        def at(value: float, bottom: float = bottom, top: float = top) -> float:
            return 100 * (value - bottom) / (top - bottom)

        bars(ax, y, colour_of(index), (low, mean, high), at)
        truth(ax, at(true.last), y)
        unit = "%" if mean.unit == "1" else mean.unit
        before, after = (
            f"{_said(float(low.values[when]), mean.unit)} to {_said(float(high.values[when]), mean.unit)}"
            for when in (0, -1)
        )
        text = f"before {before} {unit},\nafter {after}; true {_said(true.last, mean.unit)}"
        labels.append(Label(y, text, colour_of(index)))
    ax.set_xlim(0, 100)
    name_rows(ax, [name for _, name in found])
    ax.set_xlabel("place in the range that was believed beforehand [%]")
    label_right(ax, labels)


MEASURED = Panel(
    "measured",
    "Before and after",
    HOW,
    lambda scene: height(measured(scene.run)),
    (),
    _beliefs,
    drawn_for=lambda scene: measured(scene.run),
    names=lambda scene: [name for _, name in measured(scene.run)],
)


def _doubt(ax: Axes, scene: Scene) -> None:
    """Width of each interval along time, as a share of the one beforehand."""
    labels = []
    for index, (base, name) in enumerate(measured(scene.run)):
        low, _, high, _ = _channels(scene.run, base, name)
        (x, below), (_, above) = scene.recorded(low), scene.recorded(high)
        widths = 100 * (above - below) / (high.values[0] - low.values[0])
        ax.plot(x, widths, color=colour_of(index), linewidth=1.5, label=name)
        labels.append(Label(float(widths[-1]), f"{name} {float(widths[-1]):.0f} %", colour_of(index)))
    percent_axis(ax, "doubt that\nis left [%]")
    label_right(ax, labels)


DOUBT = Panel(
    "doubt",
    "How doubt shrank",
    "width of what is believed, from 5 % to 95 %, as a share of that beforehand",
    1.1,
    (),
    _doubt,
    drawn_for=lambda scene: measured(scene.run),
)


def _headlines(run: Result) -> Sequence[Headline]:
    found = measured(run)
    if not found:
        return ()
    narrow = 0
    for base, name in found:
        low, _, high, _ = _channels(run, base, name)
        narrow += high.last - low.last < 0.5 * (high.values[0] - low.values[0])
    return (Headline(f"{narrow} of {len(found)}", "figures known twice as well", "demonstration"),)


VIEW = SystemView("demonstration", panels=lambda _: (DOUBT,), headlines=_headlines)

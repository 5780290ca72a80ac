"""Outings of hoppers side by side: where they stand, their charge, warmth, data and link, hour by hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.result.number_text import amount
from sim.scenario.schema.explorers import Hopper
from sim.study.wording import counted
from sim.view import run_facts
from sim.view.explored import Outing, channel, explored, losses, outings
from sim.view.kit import binning, style
from sim.view.kit.axis import AXIS_BAND, ticks_at
from sim.view.kit.labels import Label, heading, label_right
from sim.view.kit.sheet import Sheet
from sim.view.kit.style import ALARM, INK, MUTED, SYSTEMS, mixed
from sim.view.kit.text import day

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 6
"""Outings that are shown, the first ones."""
_GAP = 0.06
"""Room between two outings, as a share of all their hours [1]."""
_ROOM = 0.19
"""Share of all that an outing gets at least, for what is written over it [1]."""
_ROUNDS = 20
_AFTER_H = 1.0
"""How long an outing is shown before and after [h]."""
_TICKS = (1, 2, 3, 6, 12, 24, 48, 120, 240)
"""Hours between ticks; the first that leaves room is taken."""
_NAMES = 0.36
"""Room above the lanes for what an outing is [in]."""


class _Line:
    """Outings on one axis, one after the other, each from its own hour 0."""

    def __init__(self, run: Result, shown: Sequence[Outing]) -> None:
        self.run = run
        self.shown = shown
        self.spans = [(max(0.0, each.start - _AFTER_H), min(run.until_h, each.end + _AFTER_H)) for each in shown]
        lengths = [end - begin for begin, end in self.spans]
        gap = _GAP * sum(lengths) if len(shown) > 1 else 0.0
        # A short outing has a text as long as any: it gets its room, which makes the whole longer.
        share, least = min(_ROOM, 0.8 / len(shown)), 0.0
        for _ in range(_ROUNDS):
            least = share * (sum(max(length, least) for length in lengths) + gap * (len(shown) - 1))
        self.offsets, left = [], 0.0
        for (begin, _), length in zip(self.spans, lengths, strict=True):
            self.offsets.append(left - begin)
            left += max(length, least) + gap
        self.width = left - gap

    def __iter__(self) -> Iterator[tuple[Outing, tuple[float, float], float]]:
        return zip(self.shown, self.spans, self.offsets, strict=True)

    def axis(self, ax: Axes, *, labelled: bool) -> None:
        """Ticks at whole hours after each start."""
        hours = sum(end - begin for begin, end in self.spans)
        step = next((each for each in _TICKS if hours / each <= 26), _TICKS[-1])
        places, names = [], []
        for outing, (_, end), offset in self:
            for hour in range(0, int(end - outing.start) + 1, step):
                places.append(outing.start + hour + offset)
                names.append(f"{hour}" if labelled else "")
        ax.set_xlim(0, self.width)
        ticks_at(ax.xaxis, places, names)
        if labelled:
            ax.set_xlabel("hours since it left the base")
        else:
            ax.tick_params(axis="x", which="both", length=0)


def hops_figure(result: Result) -> Figure:
    """Outings of hoppers: where they stand and have a link, their charge, warmth above the least, and data on board.

    Args:
        result: A run in which a hopper left its base.

    Returns:
        A matplotlib figure; its axes are labelled ``place``, ``charge``, ``margin`` and ``data``.
    """
    found = explored(result)
    assert found is not None  # it is not asked for where there is none
    every = outings(result)
    line = _Line(result, every[:MOST])
    parts: list[tuple[str, str, str, float, Callable[[Axes, _Line], None]]] = [
        ("place", "Where it stands", "bars: in a crater, and while it has a link to Earth", 0.62, _places),
        ("charge", "Charge", "dashed: at this it leaves, whatever is left to read", 1.0, _charge),
        ("margin", "Warmth", "above the temperature at which it is lost; dashed: at this it leaves", 1.0, _margin),
        ("data", "Data on board", "readings change the belief once all of it is home", 0.8, _data),
    ]
    more = f"; the first {MOST} of {len(every)} outings" if len(every) > MOST else ""
    with style.applied():
        sheet = Sheet(
            [height for *_, height, _ in parts],
            title=f"{run_facts.title(result)}: {answer(result)}",
            subtitle=run_facts.where_text(result) + more,
            footer=[run_facts.footer_text(result)],
            axis_band=AXIS_BAND,
            gaps=[_NAMES, 0.0, 0.0, 0.0],
        )
        for index, (ax, (key, title, how, _, draw)) in enumerate(zip(sheet.axes, parts, strict=True)):
            ax.set_label(key)
            heading(ax, title, how, raised=_NAMES if index == 0 else 0.0)
            draw(ax, line)
            line.axis(ax, labelled=index == len(parts) - 1)
        sheet.align_labels()
    return sheet.figure


def answer(run: Result) -> str:
    """How many outings came home, in a few words."""
    every = outings(run)
    home = sum(not each.lost and each.end < run.until_h for each in every)
    return f"{home} of {counted(len(every), 'outing')} came home, {losses(run)}"


def _spec(line: _Line, outing: Outing) -> Hopper:
    found = explored(line.run)
    assert found is not None
    return found[1].hoppers[outing.hopper]


def _places(ax: Axes, line: _Line) -> None:
    blue = SYSTEMS["communication"]
    for outing, (begin, end), offset in line:
        for _, first, last in outing.stays:
            ax.broken_barh([(first + offset, last - first)], (0.62, 0.7), facecolors=mixed(INK, 0.55), linewidth=0)
        link = channel(line.run, f"link.{outing.hopper}")
        spells = [(a + offset, b - a) for a, b in link.spells(above=0.5, start=begin, end=end)]
        ax.broken_barh(spells, (-0.35, 0.7), facecolors=blue, linewidth=0)
        stays = dict.fromkeys(place for place, _, _ in outing.stays)
        bound = f"to {outing.lost.rpartition(' ')[2]}" if outing.lost else "under way"
        names = ", ".join(stays) or bound
        who = f"{outing.hopper}: " if len({each.hopper for each in line.shown}) > 1 else ""
        ax.annotate(
            f"{who}{names}\n{_told(line.run, outing)}",
            xy=(outing.start + offset, 1.5),
            xycoords="data",
            xytext=(0, 3),
            textcoords="offset points",
            fontsize=8,
            color=ALARM if outing.lost else INK,
            annotation_clip=False,
            parse_math=False,
        )
        if outing.lost:
            ax.plot([outing.end + offset], [0.97], marker="x", markersize=8, color=ALARM, linestyle="")
    ax.set_ylim(-0.6, 1.5)
    ticks_at(ax.yaxis, [0.0, 0.97], ["link", "in a crater"])
    ax.grid(visible=False, axis="y")
    ax.spines["left"].set_visible(False)


def _told(run: Result, outing: Outing) -> str:
    """When it left, and what became of it."""
    if outing.lost:
        return f"lost: {outing.lost.split(',')[0]}"
    propellant = channel(run, f"propellant.{outing.hopper}")
    used = float(propellant.at(outing.start - 1e-6)) - float(propellant.at(outing.end))
    return f"{day(run_facts.utc(run, outing.start))}, {amount(used)} kg"


def _curves(ax: Axes, line: _Line, name: str, colour: str) -> list[tuple[Outing, np.ndarray, np.ndarray]]:
    drawn = []
    for outing, (begin, end), offset in line:
        found: Channel = channel(line.run, f"{name}.{outing.hopper}")
        x, y = binning.line(found, begin, end)
        ax.plot(x + offset, y, color=colour, linewidth=1.5)
        drawn.append((outing, x + offset, y))
    return drawn


def _limit(ax: Axes, line: _Line, level: Callable[[Hopper], float], labels: list[Label], text: str) -> None:
    """A dashed line at the level at which each hopper leaves."""
    for outing, (begin, end), offset in line:
        at = level(_spec(line, outing))
        ax.plot([begin + offset, end + offset], [at, at], color=ALARM, linewidth=0.9, linestyle=(0, (4, 2)))
    at = level(_spec(line, line.shown[-1]))
    labels.append(Label(at, text.format(amount(at)), ALARM))


def _charge(ax: Axes, line: _Line) -> None:
    drawn = _curves(ax, line, "charge", SYSTEMS["energy"])
    lowest = min(float(y.min()) for _, _, y in drawn)
    labels = [Label(float(drawn[-1][2][-1]), f"lowest {amount(lowest)} kWh", SYSTEMS["energy"])]
    _limit(ax, line, lambda spec: float(spec.leave_charge) * float(spec.battery), labels, "leaves at {} kWh")
    ax.set_ylim(0, 1.08 * max(float(_spec(line, outing).battery) for outing in line.shown))
    ax.set_ylabel("charge [kWh]")
    label_right(ax, labels)


def _margin(ax: Axes, line: _Line) -> None:
    drawn = _curves(ax, line, "temperature_margin", INK)
    coldest = min(float(y.min()) for _, _, y in drawn)
    labels = [Label(float(drawn[-1][2][-1]), f"coldest {amount(max(coldest, 0.0))} K above", INK)]
    _limit(ax, line, lambda spec: float(spec.leave_margin), labels, "leaves at {} K")
    ax.set_ylim(0, 1.1 * max(float(y.max()) for _, _, y in drawn))
    ax.set_ylabel("margin [K]")
    label_right(ax, labels)


def _data(ax: Axes, line: _Line) -> None:
    blue = SYSTEMS["communication"]
    drawn = _curves(ax, line, "stored", blue)
    most = max(float(y.max()) for _, _, y in drawn)
    ax.set_ylim(0, 1.12 * most if most > 0 else 1.0)
    ax.set_ylabel("data [Gbit]")
    label_right(ax, [Label(most, f"most {amount(most)} Gbit", blue if most else MUTED)])

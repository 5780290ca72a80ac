"""Dose of the people of one run, against what they may take, with the storms that met them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.result.number_text import amount, percent
from sim.scenario.schema.crew_radiation import Radiation
from sim.view import crew_facts, run_facts
from sim.view.crew_facts import Stay
from sim.view.figures.panel_sheet import panel_sheet
from sim.view.kit.labels import Label, label_right
from sim.view.kit.style import ALARM, INK, MUTED, SCENARIOS, WARNING
from sim.view.panels import Panel, Scene
from sim.view.panels.crew import PEOPLE
from sim.view.panels.scene import FloatArray, fill

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CHANNEL = "crew.dose."
"""What the names of the histories of doses begin with, before the person."""
MONTH_H = 720.0
"""Span of the limit of 30 days [h]."""
HOURS_D = 24.0
MOST_NAMED = 5
"""Most rotations that are named beside a panel."""
FAR = 0.25
"""Share of a limit below which doses are shown without it: else nobody could read them [1]."""


@dataclass(frozen=True)
class Person:
    """A person with the history of his dose while he was there.

    Attributes:
        name: His name.
        stay: His stay.
        channel: Dose of his career [mSv].
    """

    name: str
    stay: Stay
    channel: Channel

    @property
    def gained(self) -> float:
        """Dose that he took at the station [mSv]."""
        return float(self.channel.last - self.channel.values[0])


def dose(result: Result) -> Figure:
    """Dose of every person against the limits of a career, of 30 days and of a storm, and the rate in the habitats.

    Args:
        result: A run with people.
    """
    panels = (
        PEOPLE,
        Panel(
            "dose-rate",
            "Dose rate in the habitats",
            "of the least shielded; triangles: storms, filled where people were there",
            0.85,
            (),
            _rate,
            drawn_for=lambda scene: crew_facts.channel(scene.run, "crew.dose_rate") is not None,
        ),
        Panel(
            "dose-month", "Dose of 30 days", "of each person; diamonds: of one storm, of who took most", 1.3, (), _month
        ),
        Panel(
            "dose-career",
            "Dose of a career",
            "of each person, with what they came with; right: the highest of each rotation, share of the limit",
            1.6,
            (),
            _career,
        ),
    )
    title = f"{run_facts.title(result)}: {answer(result)}"
    return panel_sheet(Scene.of(result), panels, title=title)


def exposed(run: Result) -> list[Person]:
    """People whose doses are known, by their stay and name."""
    stays = {stay.name: stay for stay in crew_facts.stays(run)}
    found = []
    for name, channel in crew_facts.channels(run, CHANNEL).items():
        stay = stays.get(name.rpartition("-")[0])
        if stay is not None:
            found.append(Person(name, stay, channel))
    return sorted(found, key=lambda one: (one.stay.arrived, one.name))


def answer(run: Result) -> str:
    """Who had how much, in a few words."""
    there = exposed(run)
    if not there:
        return "nobody came"
    over = crew_facts.kpi_value(run, "crew.over_dose_limit")
    worst = max(there, key=lambda one: one.gained)
    text = f"at most {amount(worst.gained)} mSv, {worst.name}"
    return f"{over:.0f} reached a limit of dose; {text}" if over else f"{text}, within all limits"


def _table(run: Result) -> Radiation:
    found = crew_facts.crewed(run)
    assert found is not None  # who has doses has people
    return found[1].radiation


def _colours(there: Sequence[Person]) -> Mapping[str, str]:
    """A colour for each rotation."""
    names = list(dict.fromkeys(one.stay.name for one in there))
    return {name: SCENARIOS[1 + index % (len(SCENARIOS) - 1)].colour for index, name in enumerate(names)}


def storms(run: Result) -> list[tuple[float, float]]:
    """When storms fell: begin and end [h]."""
    begun: list[float] = []
    spells = []
    for event in crew_facts.events(run, "storm", "storm_over"):
        if event.event == "storm":
            begun.append(event.time_h)
        elif begun:
            spells.append((begun.pop(0), event.time_h))
    return spells + [(begin, run.until_h) for begin in begun]


def _rate(ax: Axes, scene: Scene) -> None:
    """Dose rate in the habitats as recorded, with storms."""
    channel = crew_facts.channel(scene.run, "crew.dose_rate")
    counted = crew_facts.channel(scene.run, "crew.people")
    assert channel is not None  # the panel is not drawn without
    x, y = scene.recorded(channel)
    y = HOURS_D * y
    fill(ax, x, 0, y, MUTED, alpha=0.18)
    ax.plot(x, y, color=MUTED, linewidth=0.9)
    calm = HOURS_D * float(np.median(channel.values))
    top = max(2.5 * calm, 0.01)
    for begin, _ in storms(scene.run):
        if scene.first <= begin <= scene.last:
            met = counted is not None and float(counted.at(begin)) > 0
            looks = {"markerfacecolor": ALARM if met else "none", "markeredgecolor": ALARM, "markersize": 6}
            ax.plot([float(scene.axis.x(begin))], [0.93 * top], marker="v", linestyle="none", zorder=5, **looks)  # type: ignore[arg-type]
    ax.set_ylim(0, top)
    ax.set_ylabel("dose rate\n[mSv/d]")
    most = float(y.max())
    labels = [Label(float(y[-1]), f"median {amount(calm)} mSv/d", MUTED)]
    if most > top:
        labels.append(Label(top, f"highest {amount(most)} mSv/d", ALARM))
    label_right(ax, labels, size=8)


def month_dose(channel: Channel, first: float, last: float) -> tuple[FloatArray, FloatArray]:
    """Dose of the last 30 days along a span: times [h], dose [mSv], shape (n,)."""
    inside = channel.times[(channel.times > first) & (channel.times < last)]
    later = channel.times + MONTH_H
    times = np.unique(np.concatenate(([first, last], inside, later[(later > first) & (later < last)])))
    before = np.maximum(times - MONTH_H, channel.times[0])
    return times, np.asarray(channel.at(times) - channel.at(before), dtype=float)


def _seen(there: Sequence[Person], scene: Scene) -> Iterator[tuple[Person, float, float]]:
    """Who is there within a scene, from when to when [h]."""
    for one in there:
        spell = one.stay.within(scene.first, scene.last)
        if spell is not None:
            yield one, *spell


def _month(ax: Axes, scene: Scene) -> None:
    """Dose of 30 days of each person, and of each storm, against their limits."""
    there, table = exposed(scene.run), _table(scene.run)
    colours = _colours(there)
    highest: dict[str, float] = {}
    for one, begin, end in _seen(there, scene):
        times, values = month_dose(one.channel, begin, end)
        ax.plot(scene.axis.x(times), values, color=colours[one.stay.name], linewidth=1.0)
        highest[one.stay.name] = max(highest.get(one.stay.name, 0.0), float(values.max()))
    worst = 0.0
    for begin, end in storms(scene.run):
        doses = [
            float(one.channel.at(end) - one.channel.at(begin))
            for one in there
            if one.stay.arrived <= begin < one.stay.left
        ]
        if doses and scene.first <= begin <= scene.last:
            worst = max(worst, *doses)
            ax.plot([float(scene.axis.x(begin))], [max(doses)], marker="D", markersize=4.5, color=ALARM, zorder=5)
    labels = [Label(value, f"{name} {amount(value)} mSv", colours[name]) for name, value in _most(highest)]
    if worst > 0.0:
        labels.append(Label(worst, f"worst storm {amount(worst)} mSv", ALARM))
    month, event = float(table.month_limit), float(table.event_limit)
    marks = {month: "limit of 30 days"}
    marks[event] = "limit of both" if event == month else "limit of a storm"
    _limits(ax, marks, labels, max(highest.values(), default=0.0))


def _career(ax: Axes, scene: Scene) -> None:
    """Dose of each person's career against its warning and limit."""
    there, table = exposed(scene.run), _table(scene.run)
    colours = _colours(there)
    ends: dict[str, float] = {}
    for one, begin, end in _seen(there, scene):
        x, y = Scene.of(scene.run, begin, end).recorded(one.channel)
        ax.plot(x, y, color=colours[one.stay.name], linewidth=1.2)
        ends[one.stay.name] = max(ends.get(one.stay.name, 0.0), float(y[-1]))
    career = table.career_limit
    labels = [
        Label(value, f"{name} {amount(value)} mSv, {percent(value / career)}", colours[name])
        for name, value in _most(ends)
    ]
    marks = {career: f"career limit ({table.agency.value.upper()})", career * float(table.career_warning): "warning"}
    _limits(ax, marks, labels, max(ends.values(), default=0.0))


def _most(doses: Mapping[str, float]) -> list[tuple[str, float]]:
    """The rotations with the highest doses, as many as can be named."""
    return sorted(doses.items(), key=lambda entry: -entry[1])[:MOST_NAMED]


def _limits(ax: Axes, marks: Mapping[float, str], labels: list[Label], most: float) -> None:
    """Draw limits; where doses are far below, they stand above the axis with how far they are off."""
    far = 0.0 < most < FAR * min(marks)
    top = 1.3 * most if far else 1.1 * max(*marks, most)
    for value, text in marks.items():
        colour = WARNING if text == "warning" else ALARM
        off = f",\n{value / most:,.0f} times as much" if far else ""
        labels.append(Label(min(value, top), f"{text} {amount(value)} mSv{off}", colour))
        if not far:
            ax.axhline(value, color=colour, linewidth=0.9, linestyle=(0, (5, 3)))
    ax.set_ylim(0, top)
    ax.set_ylabel("dose [mSv]")
    ax.axhline(0, color=INK, linewidth=0.5)
    label_right(ax, labels, size=8)

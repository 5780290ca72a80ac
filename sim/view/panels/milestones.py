"""Milestones against the published plan, and what flew for them, on one time axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.result import Result
from sim.result.milestones import Milestone, planned
from sim.view import crew_facts, run_facts
from sim.view.decided import decided
from sim.view.kit import text_width
from sim.view.kit.labels import LEADER, MARGIN, text_beside, text_from
from sim.view.kit.sheet import name_rows
from sim.view.kit.style import ALARM, INK, MUTED, PAPER, RULE, WARNING, mixed, system_colour, text_colour
from sim.view.kit.text import day, plain
from sim.view.panels.campaign import Flown, flown
from sim.view.panels.scene import Panel, Scene

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.37
"""Height of one milestone's row [in]."""
LANE = 0.36
"""Height of one lane of flights [in]."""
DATE, HELD, NAME = 8.5, 7.5, 7.0
"""Size of the dates beside the marks, of what held a milestone back, and of the names of flights [pt]."""
IN_TIME, LATE, NEVER = system_colour("shelter"), WARNING, ALARM
"""Colours of what was reached by its plan, of what was reached after it, and of what was not by the end."""
_GAP = 0.05
"""Between names of flights [in]."""
_BAND, _BAND_POINTS = 0.2, 15.0
"""How much of its colour the band of a stage has, and its height [pt]."""


def colour_of(one: Milestone) -> str:
    """Colour of a milestone, by how it lies to the last date of its plan."""
    if one.reached is None:
        return NEVER
    return LATE if one.is_late else IN_TIME


def panels_of(run: Result, found: Sequence[Milestone]) -> tuple[Panel, ...]:
    """Stages, other milestones, and what flew for them, as far as a run has any; each is looked for once.

    Args:
        run: The run.
        found: Its milestones, in their order in time.
    """
    order = [one.key for one in planned(run.scenario)]
    stages = sorted((one for one in found if one.planned.goal is None), key=lambda one: order.index(one.planned.key))
    others = [one for one in found if one.planned.goal is not None]
    flights = lanes(run)
    every = (
        _panel(
            "stages",
            "Stages",
            "band: until its gate opened, from when those before it had; open: as planned; full: opened; "
            "dotted through all: a gate opens",
            ROW,
            [one.planned.title for one in stages],
            partial(_stages, rows=stages),
        ),
        _panel(
            "milestones",
            "Milestones",
            "open: as planned; full: reached, green by the plan, orange after it; red arrow: not by the end; "
            "right: against the plan, and what held it back",
            ROW,
            [one.planned.title for one in others],
            partial(_rows, rows=others),
        ),
        _panel(
            "flights",
            "What flew",
            "full: landed; open: as planned where it was late; cross: lost; bars: people there; triangle: decided",
            LANE,
            [lane.name for lane in flights],
            partial(_flights, rows=flights),
        ),
    )
    return tuple(panel for panel, there in zip(every, (stages, others, flights), strict=True) if there)


def _panel(
    key: str, title: str, describe: str, row: float, names: Sequence[str], draw: Callable[[Axes, Scene], None]
) -> Panel:
    """A panel of rows with names, each so high [in]."""
    return Panel(key, title, describe, row * max(2, len(names)), (), draw, names=lambda _: names)


def _stages(ax: Axes, scene: Scene, rows: Sequence[Milestone]) -> None:
    """A row a stage: a band from when those before it had opened until its own gate did, with the plan."""
    table = scene.run.scenario.stages
    opened = {one.planned.name: scene.last if one.reached is None else one.reached for one in rows}
    for i, one in enumerate(rows):
        y = len(rows) - 1 - i
        begin = max((opened[name] for name in table[one.planned.name].after), default=scene.first)
        colour = mixed(colour_of(one), _BAND)
        _line(ax, scene, (begin, opened[one.planned.name]), y, color=colour, linewidth=_BAND_POINTS, zorder=1)
    _rows(ax, scene, rows)


def _rows(ax: Axes, scene: Scene, rows: Sequence[Milestone]) -> None:
    """A row a milestone: open where the plan has it, full where it was reached, an arrow where it was not."""
    for i, one in enumerate(rows):
        y = len(rows) - 1 - i
        colour, plan = colour_of(one), one.planned.plan
        last = scene.last if one.reached is None else one.reached
        if plan:
            # What lies between the date and the plan: nothing where plans differ and it lies between them.
            nearest = plan[-1] if last > plan[-1] else min(max(plan[0], last), plan[-1])
            if one.dated or one.reached is None:  # what only the end can judge is neither early nor late
                _line(ax, scene, sorted((nearest, last)), y, color=colour, linewidth=2.6, alpha=0.9, zorder=2)
            _line(ax, scene, (plan[0], plan[-1]), y, color=MUTED, linewidth=1.0, zorder=3)
        for when in plan:
            _mark(ax, scene, when, y, marker="D", markersize=7.5, color=PAPER, markeredgecolor=INK, markeredgewidth=1.1)
        if one.reached is None:
            _mark(ax, scene, scene.last, y, marker=">", markersize=9, color=colour, clip_on=False)
        elif one.dated:
            _mark(ax, scene, last, y, marker="D", markersize=9, color=colour, markeredgecolor=PAPER)
        else:
            _mark(ax, scene, last, y, marker="s", markersize=7, color=colour, markeredgecolor=PAPER, clip_on=False)
        # The eye is led from the name to what is drawn of it.
        _line(ax, scene, (scene.first, _date(ax, scene, one, y)), y, color=RULE, linewidth=0.6, zorder=0)
        _said(ax, one, y)
    ax.set_xlim(*scene.axis.x(np.array([scene.first, scene.last])))
    name_rows(ax, [one.planned.title for one in rows], room=0.55)


def _line(ax: Axes, scene: Scene, ends: Sequence[float], y: float, **looks: Any) -> None:
    begin, end = (min(max(one, scene.first), scene.last) for one in ends)
    if end > begin:
        ax.plot(scene.axis.x(np.array([begin, end])), [y, y], solid_capstyle="butt", **looks)


def _mark(ax: Axes, scene: Scene, time: float, y: float, **looks: Any) -> None:
    if scene.first <= time <= scene.last:
        ax.plot([float(scene.axis.x(time))], [y], **{"linestyle": "none", "zorder": 5, **looks})


def _date(ax: Axes, scene: Scene, one: Milestone, y: float) -> float:
    """The date beside the mark, on the side where nothing is, if there is room; returns where all of it begins [h]."""
    if one.reached is None:
        text, at = f"not by {day(scene.run.end)}", scene.last
    else:
        at = one.reached
        text = day(run_facts.utc(scene.run, at)) if one.dated else "holds at the end"
    inside = [when for when in (*one.planned.plan, at) if scene.first <= when <= scene.last]
    left, right = min(inside), max(inside)
    per_inch = (scene.last - scene.first) / _width(ax)
    need = (text_width.width(text, DATE, bold=True) + 0.14) * per_inch
    looks = {"fontsize": DATE, "color": text_colour(colour_of(one)), "fontweight": "bold", "zorder": 6}
    if left < at < right:
        # Between two dates of plans: below the mark.
        text_from(ax, ax.transData, float(scene.axis.x(at)), y - 0.22, text, right=0, ha="center", va="top", **looks)
        return left
    rightwards = scene.last - right >= need
    if (at == right and rightwards) or left - scene.first < need:
        text_from(ax, ax.transData, float(scene.axis.x(right)), y, text, right=8, ha="left", va="center", **looks)
        return left
    text_from(ax, ax.transData, float(scene.axis.x(left)), y, text, right=-8, ha="right", va="center", **looks)
    return left - need


def _width(ax: Axes) -> float:
    """Width of a panel [in]."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return float(ax.get_position().width * figure.get_size_inches()[0])


def _said(ax: Axes, one: Milestone, y: float) -> None:
    """Right of the row, how it lies to the plan and, below, what held it back."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    room = float((1 - ax.get_position().x1) * figure.get_size_inches()[0]) - LEADER / 72 - MARGIN
    late = one.late_words or ("no published date" if not one.planned.plan else "")
    both = bool(late and one.held)
    if late:
        late = text_width.cut(late, room, DATE)
        colour = text_colour(colour_of(one)) if one.late_words else MUTED
        text_beside(ax, y + (0.2 if both else 0.0), late, size=DATE, colour=colour)
    if one.held:
        held = text_width.cut(plain(one.held), room, HELD)
        text_beside(ax, y - (0.22 if both else 0.0), held, size=HELD, colour=MUTED, parse_math=False)


@dataclass(frozen=True)
class Lane:
    """One lane of what flew or was decided.

    Attributes:
        name: What it is of.
        flights: Missions, in the order in which they land as planned.
        stays: People who came.
        moments: Times of what was decided, with words [h].
    """

    name: str
    flights: tuple[Flown, ...] = ()
    stays: tuple[crew_facts.Stay, ...] = ()
    moments: tuple[tuple[float, str], ...] = ()


def lanes(run: Result) -> tuple[Lane, ...]:
    """Decisions, missions by what they land with, people by base, as far as a run has them."""
    found = []
    taken = tuple((one.time, f"{one.name}: {one.chosen}") for one in decided(run))
    if taken:
        found.append(Lane("decided", moments=taken))
    campaign = run.scenario.campaign
    by_lander: dict[str, list[Flown]] = {}
    for one in flown(run):
        assert campaign is not None  # else no mission flies
        by_lander.setdefault(campaign.missions[one.name].lander, []).append(one)
    found += [Lane(f"{lander} lander", flights=tuple(flights)) for lander, flights in by_lander.items()]
    for base, tables in run.scenario.all_bases():
        if tables.crew is not None and f"{base}/crew.people".removeprefix("/") in run.channels:
            stays = crew_facts.stays_at(run, base, tables.crew)
            if stays:
                found.append(Lane(f"people at {base}" if base else "people", stays=stays))
    return tuple(found)


def _flights(ax: Axes, scene: Scene, rows: Sequence[Lane]) -> None:
    """A lane a kind of lander: full where a mission landed, open where it was to, a cross where it was lost."""
    ax.set_xlim(*scene.axis.x(np.array([scene.first, scene.last])))
    name_rows(ax, [lane.name for lane in rows], room=0.62)
    for i, lane in enumerate(rows):
        y = len(rows) - 1 - i
        ax.axhline(y, color=RULE, linewidth=0.6, zorder=0)
        labels: list[tuple[float, str, str]] = []
        for time, text in lane.moments:
            _mark(ax, scene, time, y, marker="v", markersize=7, color=INK, markeredgecolor=PAPER)
            labels.append((time, text, INK))
        for one in lane.flights:
            labels += _mission(ax, scene, one, y)
        for stay in lane.stays:
            begin, end = stay.arrived, max(stay.left, stay.arrived + 0.004 * (scene.last - scene.first))
            _line(ax, scene, (begin, end), y, color=system_colour("crew"), linewidth=7.0, zorder=3)
            # Who comes while others are there shows.
            _mark(ax, scene, begin, y, marker="|", markersize=9, color=PAPER)
            labels.append(((begin + min(end, scene.last)) / 2, f"{stay.name} ({stay.people})", system_colour("crew")))
        _names(ax, scene, labels, y)
        text_beside(ax, y, _summed(lane, scene), size=DATE)


def _mission(ax: Axes, scene: Scene, one: Flown, y: float) -> list[tuple[float, str, str]]:
    """The marks of a mission; returns where its name is to stand, with its losses where there are any."""
    colour = system_colour("campaign")
    end = scene.last if one.landed is None else one.landed
    if end > one.planned + 24.0:
        _line(ax, scene, (one.planned, end), y, color=colour, linewidth=1.2, alpha=0.6, zorder=2)
        _mark(ax, scene, one.planned, y, marker="D", markersize=5, color=PAPER, markeredgecolor=colour)
    for loss in one.losses:
        _mark(ax, scene, loss, y, marker="X", markersize=8, color=ALARM, markeredgecolor=PAPER, zorder=6)
    if one.landed is not None:
        _mark(ax, scene, one.landed, y, marker="D", markersize=6.5, color=colour, markeredgecolor=PAPER)
    named = [(loss, f"{one.name} lost", ALARM) for loss in one.losses]
    return named or [(one.planned if one.landed is None else one.landed, one.name, INK)]


def _names(ax: Axes, scene: Scene, labels: Sequence[tuple[float, str, str]], y: float) -> None:
    """Names above the marks of a lane: those of what was lost first, then in order of time, where there is room."""
    per_inch = (scene.last - scene.first) / _width(ax)
    taken: list[tuple[float, float]] = []
    for time, text, colour in sorted(labels, key=lambda one: (one[2] != ALARM, one[0])):
        if not scene.first <= time <= scene.last:
            continue
        wide = (text_width.width(plain(text), NAME) + _GAP) * per_inch
        middle = min(max(time, scene.first + wide / 2), scene.last - wide / 2)
        begin, end = middle - wide / 2, middle + wide / 2
        if any(begin < other[1] and other[0] < end for other in taken):
            continue
        taken.append((begin, end))
        x = float(scene.axis.x(middle))
        ax.text(x, y + 0.2, plain(text), fontsize=NAME, ha="center", va="bottom", color=text_colour(colour),
                parse_math=False, zorder=6)  # fmt: skip


def _summed(lane: Lane, scene: Scene) -> str:
    """What a lane comes to."""
    if lane.moments:
        return f"{len(lane.moments)} taken"
    if lane.stays:
        days = sum((min(stay.left, scene.last) - stay.arrived) / 24.0 * stay.people for stay in lane.stays)
        return f"{sum(stay.people for stay in lane.stays):,} came, {days:,.0f} person-days"
    due = [one for one in lane.flights if one.planned <= scene.last or one.landed is not None]
    landed = sum(one.landed is not None and one.landed <= scene.last for one in due)
    lost = sum(len(one.losses) for one in due)
    return f"{landed} of {len(due)} landed" + (f", {lost} lost" if lost else "")

"""People at the station, and whether what they need holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.engine import Channel
from sim.result import Result
from sim.result.number_text import percent
from sim.view import crew_facts
from sim.view.kit import binning, text_width
from sim.view.kit.axis import ticks_at
from sim.view.kit.labels import Label, label_right, text_beside
from sim.view.kit.sheet import name_rows
from sim.view.kit.style import ALARM, MUTED, PAPER, RULE, mixed, system_colour, text_colour
from sim.view.panels.scene import FloatArray, Panel, Scene, fill, fill_all, outline_from
from sim.view.panels.system_view import Chart, Headline, Overlay, Strip, Sum, SystemView, channel_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PLUM = system_colour("crew")
HOLDS = mixed(PLUM, 0.28)
"""A condition that holds."""
ROW = 0.36
"""Height of one condition's row [in]."""
_HEIGHT = 0.72
"""Share of its row that a condition fills [1]."""
_NAMES = 0.17
"""Room above the panel of people for the names of rotations [in]."""
_LEAST = 0.0015
"""Share of the span that a missing condition takes up at least, so that it is seen [1]."""


def _people(ax: Axes, scene: Scene) -> None:
    """How many people are there, with the names of their rotations above."""
    people = crew_facts.channel(scene.run, "crew.people")
    assert people is not None  # the panel is not drawn without
    x, y = scene.recorded(people)
    fill(ax, x, 0, y, PLUM, alpha=0.22)
    ax.plot(x, y, color=PLUM, linewidth=1.3)
    most = max(1, crew_facts.most_people(scene.run))
    ax.set_ylim(0, 1.12 * most)
    step = 1 if most <= 4 else 2 if most <= 8 else 5
    ticks_at(ax.yaxis, range(0, most + 1, step), [str(number) for number in range(0, most + 1, step)])
    ax.set_ylabel("people")
    _name_rotations(ax, scene)
    label_right(ax, [Label(float(y[-1]), _people_text(scene), PLUM)])


def _people_text(scene: Scene) -> str:
    days = crew_facts.person_days(scene.run, scene.first, scene.last)
    lost = crew_facts.kpi_value(scene.run, "crew.lost")
    return f"{days:,.0f} person-days" + (f"\n{lost:.0f} died" if lost else "")


def _name_rotations(ax: Axes, scene: Scene) -> None:
    """Names of rotations above their stays, as far as there is room for them."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    across = float(ax.get_position().width * figure.get_size_inches()[0])
    taken = -1.0
    for stay in crew_facts.stays(scene.run):
        spell = stay.within(scene.first, scene.last)
        if spell is None:
            continue
        shares = [(time - scene.first) / (scene.last - scene.first) for time in spell]
        wide = text_width.width(stay.name, 8) / across
        left = max(shares[0], taken)
        ax.axvline(float(scene.axis.x(spell[0])), color=PLUM, linewidth=0.7, linestyle=(0, (3, 2)))
        if left + wide > 1.0 or left > shares[1]:
            continue
        taken = left + wide + 0.01
        looks = {"fontsize": 8, "color": text_colour(PLUM), "va": "bottom", "ha": "left"}
        above = ax.get_ylim()[1]
        place = float(scene.axis.x(scene.first + left * (scene.last - scene.first)))
        ax.annotate(
            stay.name,
            xy=(place, above),
            xytext=(0, 2),
            textcoords="offset points",
            annotation_clip=False,
            parse_math=False,
            **looks,  # type: ignore[arg-type]
        )


def _spell(scene: Scene, begin: float, end: float) -> FloatArray:
    """Both ends of a spell on the axis, not narrower than what can be seen."""
    least = _LEAST * (scene.last - scene.first)
    if end - begin < least:
        begin = min(max((begin + end - least) / 2, scene.first), scene.last - least)
        end = begin + least
    return scene.axis.x(np.array([begin, end]))


def row(ax: Axes, scene: Scene, y: float, missing: Sequence[tuple[float, float]]) -> list[tuple[FloatArray, str]]:
    """Areas of a row that is filled where something holds, and marked where it does not."""
    base = y - _HEIGHT / 2
    ax.axhline(base, color=RULE, linewidth=0.5, zorder=0)
    whole = scene.axis.x(np.array([scene.first, scene.last]))
    areas = [(outline_from(whole, base, np.full(2, base + _HEIGHT)), HOLDS)]
    areas += [
        (outline_from(_spell(scene, begin, end), base, np.full(2, base + _HEIGHT)), ALARM) for begin, end in missing
    ]
    return areas


def _looks(ax: Axes, scene: Scene, names: Sequence[str]) -> None:
    ax.set_xlim(*scene.axis.x(np.array([scene.first, scene.last])))
    name_rows(ax, names, room=0.55)
    ax.set_facecolor(PAPER)


def _row_text(ax: Axes, y: float, text: str, colour: str) -> None:
    text_beside(ax, y, text, colour=text_colour(colour), size=8, linespacing=1.15)


def _conditions(ax: Axes, scene: Scene) -> None:
    """One row a condition, filled where it holds; at the right how long it did, and since when it did not."""
    held = crew_facts.held(scene.run, scene.first, scene.last)
    areas: list[tuple[FloatArray, str]] = []
    for index, one in enumerate(held):
        y = len(held) - 1 - index
        areas += row(ax, scene, y, one.missing)
        text = crew_facts.held_text(scene.run, one, scene.last)
        _row_text(ax, y, text, ALARM if one.missing else MUTED)
    fill_all(ax, areas)
    _looks(ax, scene, [crew_facts.condition_text(one.name) for one in held])


def _habitable(ax: Axes, scene: Scene) -> None:
    """One row: filled where all conditions hold, marked where any is missing."""
    habitable = crew_facts.channel(scene.run, "crew.habitable")
    assert habitable is not None  # the panel is not drawn without
    missing = habitable.spells(below=0.5, start=scene.first, end=scene.last)
    fill_all(ax, row(ax, scene, 0, missing))
    held = [one for one in crew_facts.held(scene.run, scene.first, scene.last) if one.missing]
    share = habitable.mean(scene.first, scene.last)
    worst = min(held, key=lambda one: one.share, default=None)
    text = f"{percent(share, 1)} of the time"
    if worst is not None:
        text += f"\nmost missing: {crew_facts.condition_text(worst.name)}"
    _row_text(ax, 0, text, MUTED if worst is None else ALARM)
    _looks(ax, scene, ["habitable"])


def there(scene: Scene) -> bool:
    """Whether a run has habitats."""
    return crew_facts.crewed(scene.run) is not None


PEOPLE = Panel(
    "people",
    "People at the station",
    "as recorded; above: the rotations that came",
    0.7,
    (),
    _people,
    raised=_NAMES,
    drawn_for=there,
)
CONDITIONS = Panel(
    "conditions",
    "Conditions",
    "filled where one holds, red where it is missing",
    lambda scene: ROW * max(len(crew_facts.held(scene.run, scene.first, scene.last)), 2),
    (),
    _conditions,
    drawn_for=there,
    names=lambda scene: [
        crew_facts.condition_text(one.name) for one in crew_facts.held(scene.run, scene.first, scene.last)
    ],
)
HABITABLE = Panel(
    "habitable",
    "Habitable",
    "filled where all conditions of people hold, red where any is missing",
    ROW,
    (),
    _habitable,
    drawn_for=there,
)


def _headlines(run: Result) -> Sequence[Headline]:
    if crew_facts.crewed(run) is None:
        return ()
    lost, days = crew_facts.kpi_value(run, "crew.lost"), crew_facts.person_days(run, 0.0, run.until_h)
    found = []
    if lost:
        found.append(Headline(f"{lost:,.0f} died", "loss of crew", "crew", alarm=True))
    safe = "nobody came" if not days else "" if lost else "all who came live"
    return [*found, Headline(f"{days:,.0f}", f"person-days\n{safe}".rstrip(), "crew")]


def _history(name: str) -> Callable[[Result], Channel | None]:
    return lambda run: crew_facts.channel(run, name)


def _most(channel: Channel, edges: FloatArray) -> FloatArray:
    return binning.envelope(channel, edges)[1]


VIEW = SystemView(
    "crew",
    panels=lambda _: (PEOPLE, HABITABLE),
    overlays=(
        Overlay(
            "people",
            "People at the station",
            "as recorded; labels: person-days",
            "people",
            0.8,
            "crew.people",
            channel_line("crew.people", how=Scene.recorded),
            lambda scene, _: f"{crew_facts.person_days(scene.run, scene.first, scene.last):,.0f} d",
            counted=True,
            says=lambda scene: scene.channel("crew.people").values.max() > 0,
        ),
    ),
    charts=(
        Chart(
            "people", "People at the station", "people", "How many are there.", _history("crew.people"), counted=True
        ),
        Chart(
            "carbon-dioxide",
            "Carbon dioxide in the cabin",
            "kPa",
            "Partial pressure; the band reaches up to the worst moment.",
            _history("crew.pressure.carbon-dioxide"),
        ),
        Chart(
            "oxygen-pressure",
            "Oxygen in the cabin",
            "kPa",
            "Partial pressure.",
            _history("crew.pressure.oxygen"),
            chief=False,
        ),
        Chart(
            "water-margin",
            "Margin of water",
            "d",
            "How long the water in store would last those who are there, if nothing were won back.",
            _history("crew.margin.water"),
            chief=False,
        ),
    ),
    sums=(Sum("Person-days", "d", "crew.person_days"), Sum("Science", "h", "crew.hours.science")),
    headlines=_headlines,
    strips=(Strip("crew.people", "people", "the people there", "the most", _most, ""),),
)

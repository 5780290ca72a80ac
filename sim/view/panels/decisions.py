"""What was decided: each alternative as it was believed to be worth, and as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.result import Result
from sim.result.number_text import amount
from sim.view import run_facts
from sim.view.decided import Decided, decided
from sim.view.kit.labels import Label, label_right
from sim.view.kit.sheet import name_rows
from sim.view.kit.style import INK, MUTED, RULE, mixed
from sim.view.kit.text import mass_text
from sim.view.panels.before_after import colour_of, truth
from sim.view.panels.scene import Panel, Scene
from sim.view.panels.system_view import Headline, SystemView

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.3
"""Height of one alternative's row [in]."""
_BAR = 0.55
_CHOSEN, _OTHER = 1.0, 0.30
"""How strong the colour is of what was chosen, and of what was not."""


def _rows(run: Result) -> list[tuple[Decided, str]]:
    """Decision and alternative of each row, from the top down."""
    return [(one, name) for one in decided(run) for name in run.scenario.decisions[one.name].alternatives]


def _named(run: Result) -> list[str]:
    return [f"{one.name}: {name}" for one, name in _rows(run)]


def _said(value: float, unit: str) -> str:
    """A worth as people say it: shares in percent, kilograms in tonnes where there are many."""
    if unit == "1":
        return f"{amount(100 * value)} %"
    return mass_text(value) if unit == "kg" else f"{amount(value)} {unit}"


def _worths(ax: Axes, scene: Scene) -> None:
    """A row an alternative: a bar as it was believed to be worth, a diamond as it is."""
    run, rows, labels = scene.run, _rows(scene.run), []
    drawn: list[float] = []
    order = [one.name for one in decided(run)]
    for i, (one, name) in enumerate(rows):
        y = len(rows) - 1 - i
        largest = max(abs(value) for value in (*one.believed.values(), *one.true.values())) or 1.0
        colour = colour_of(order.index(one.name))
        chosen = name == one.chosen
        believed, true = (100 * each[name] / largest for each in (one.believed, one.true))
        ax.barh(y, believed, height=_BAR, color=mixed(colour, _CHOSEN if chosen else _OTHER), linewidth=0)
        truth(ax, true, y)
        drawn += [believed, true]
        text = f"believed {_said(one.believed[name], one.unit)}, true {_said(one.true[name], one.unit)}"
        labels.append(Label(y, f"{text}: chosen" if chosen else text, INK if chosen else MUTED))
        if i and rows[i - 1][0] is not one:
            ax.axhline(y + 0.5, color=RULE, linewidth=0.8)
    ax.axvline(0, color=INK, linewidth=0.8)
    name_rows(ax, _named(run), room=0.6)
    ax.set_xlim(1.04 * min(*drawn, -4.0), 1.04 * max(*drawn, 4.0))
    ax.set_xlabel("worth, as a share of the largest of the decision [%]")
    label_right(ax, labels)


WORTHS = Panel(
    "worths",
    "What was decided",
    "bar: worth as believed then, full: chosen; red: worth by what is true, which nobody knew",
    lambda scene: ROW * max(3, len(_rows(scene.run))),
    (),
    _worths,
    drawn_for=lambda scene: decided(scene.run),
    names=lambda scene: _named(scene.run),
)


def _headlines(run: Result) -> Sequence[Headline]:
    right, taken = (run_facts.kpi_value(run, f"decisions.{name}") for name in ("right", "taken"))
    if not taken or right is None:
        return ()
    return (Headline(f"{right:.0f} of {taken:.0f}", "decisions best by what is true", "decisions"),)


VIEW = SystemView("decisions", headlines=_headlines)

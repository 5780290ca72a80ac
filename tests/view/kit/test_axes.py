"""Axes that draw their ticks at once look as those of matplotlib, and make few ticks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.axis import Tick
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import AutoMinorLocator

from sim.view import figure, save_figure
from sim.view.kit import style
from sim.view.kit.axes import SheetAxes
from sim.view.kit.axis import ticks_at
from tests.view.fake_runs import FakeRun


def pixels(kind: type[Axes], prepare: Callable[[Any], object]) -> np.ndarray:
    with style.applied():
        sheet = Figure(figsize=(5, 3))
        ax = kind(sheet, (0.2, 0.25, 0.6, 0.5))
        sheet.add_axes(ax)
        prepare(ax)
        canvas = FigureCanvasAgg(sheet)
        # Twice: drawing leaves nothing behind that shows.
        canvas.draw()
        canvas.draw()
        return np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]


def _minor(ax: Axes) -> None:
    ax.set_xlim(3, -2)
    ax.xaxis.set_minor_locator(AutoMinorLocator(4))
    ax.grid(which="minor")
    ax.set_xlabel("name of the axis")
    ax.set_ylabel("and of the other")


def _large(ax: Axes) -> None:
    ax.set_ylim(0, 3e9)
    ax.set_xlim(1e7, 1e7 + 1)


def _other_sides(ax: Axes) -> None:
    ax.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, right=True, labelright=True)
    ax.xaxis.set_label_position("top")
    ax.set_xlabel("above")


def _named(ax: Axes) -> None:
    ax.set_yticks([0.0, 0.3, 0.9, 2.0], ["one", "$2$ or $3", "three\nlines\nhigh", "out of sight"], parse_math=False)
    ax.get_yticklabels()[0].set_color("red")
    ax.set_ylim(0, 1)


@pytest.mark.parametrize(
    "prepare",
    [
        lambda ax: ax.plot([1, 2]),
        _minor,
        _large,
        _other_sides,
        _named,
        lambda ax: ax.set_xticks([]),
        lambda ax: ax.set_xscale("log"),
        lambda ax: ax.set_ylabel("no ticks, a name", visible=ax.set_yticks([]) == []),
        lambda ax: ax.xaxis.set_visible(False),
    ],
)
def test_axes_are_the_same_pixels(prepare: Callable[[Any], object]) -> None:
    assert np.array_equal(pixels(SheetAxes, prepare), pixels(Axes, prepare))


def test_names_of_ticks_are_no_formulas() -> None:
    def ours(ax: Axes) -> None:
        ax.set_ylim(0, 1)
        ticks_at(ax.yaxis, [0.0, 0.5], ["$x$", "plain"])

    def theirs(ax: Axes) -> None:
        ax.set_ylim(0, 1)
        ax.set_yticks([0.0, 0.5], ["$x$", "plain"], parse_math=False)

    assert np.array_equal(pixels(SheetAxes, ours), pixels(Axes, theirs))


def test_a_tick_lends_its_artists_to_all_of_its_axis(
    five_years: FakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    begin = Tick.__init__
    monkeypatch.setattr(
        Tick, "__init__", lambda tick, *given, **more: (made.append(tick), begin(tick, *given, **more))[1]
    )
    overview = figure("overview", five_years)  # type: ignore[arg-type]
    for ending in ("png", "svg"):
        save_figure(overview, tmp_path / f"overview.{ending}")
    # The first major tick of each axis, and the first minor one of the lowest dates.
    assert len(made) <= 2 * len(overview.axes) + 1
    assert len(overview.axes[-1].get_yticklabels()) > 1

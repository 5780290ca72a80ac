"""The figure of a sweep: maps, lines or rows, whose cells say what the tables say."""

from __future__ import annotations

import pytest

from sim.study.replicates.measures import CHIEF
from sim.view import figure
from sim.view.figures.sweep_facts import shown_of
from tests.study.sweeps.made_up import LATE, made_up

EARLY = [2400.0 + 24 * k for k in range(20)]
MASS, POWER = "station.landed_mass", "energy.survival_availability"
REQUIRED = "energy.survival_availability >= 0.999 in 95 %"


def values(more: float, mass: float, power: float = 1.0) -> dict[str, list[float]]:
    reached = [hours + more if k % 4 else LATE for k, hours in enumerate(EARLY)]
    return {CHIEF: reached, MASS: [mass + k for k in range(20)], POWER: [power] * 20}


def texts(drawn: object, title: str) -> list[str]:
    (ax,) = [ax for ax in drawn.axes if ax.get_label() == title]  # type: ignore[attr-defined]
    return [text.get_text() for text in ax.texts]


@pytest.mark.slow
def test_two_axes_are_maps_with_a_cell_a_variant() -> None:
    axes = [("power", "", ["sun", "reactor"], None), ("site", "", ["rim", "ridge"], None)]
    rows = {
        "sun, rim": values(0, 18_000),
        "sun, ridge": values(240, 29_000, 0.9),
        "reactor, rim": values(100, 11_000),
        "reactor, ridge": values(120, 11_000),
    }
    drawn = figure("sweep", made_up(rows, axes, require=[REQUIRED]))
    titles = [ax.get_label() for ax in drawn.axes]
    assert titles[:3] == [
        "Last structure stands by 2032-01-01",
        "First of all",
        "Survival power served ≥ 0.999",
    ]
    assert "Mass landed" in titles
    assert {"75", "53 to 89", "sun", "reactor", "rim", "ridge"} <= set(texts(drawn, titles[0]))
    assert {"100", "0"} <= set(texts(drawn, titles[2]))
    # Frames: the best on average, and what is landed first, which is lighter.
    frames = [patch for patch in drawn.axes[0].patches if not patch.get_fill()]
    assert [(patch.get_x() // 1, patch.get_y() // 1) for patch in frames] == [(0, 0), (0, 1)]


@pytest.mark.slow
def test_one_axis_of_numbers_is_a_line_over_them() -> None:
    axes = [("capacity", "energy.batteries.main.capacity", ["600 kWh", "1400 kWh", "900 kWh"], [600.0, 1400.0, 900.0])]
    rows = {label: values(more, 10_000 + more) for label, more in (("a", 100), ("b", 0), ("c", 50))}
    drawn = figure("sweep", made_up(rows, axes))
    (ax,) = [ax for ax in drawn.axes if ax.get_label() == "Mass landed"]
    assert list(ax.lines[0].get_xdata()) == [600.0, 900.0, 1400.0]
    assert list(ax.lines[0].get_ydata()) == pytest.approx([10_109.5, 10_059.5, 10_009.5])
    assert ax.get_xlabel() == "capacity [kWh]"
    panels = [ax for ax in drawn.axes if ax.get_label() in {"Mass landed", "First of all"}]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["600", "900", "1,400"]
    assert len({ax.get_xlim() for ax in panels}) == 1
    assert panels[0].get_ylim() == (0, 104)


@pytest.mark.slow
def test_sizes_that_lie_close_have_as_many_ticks_as_there_is_room_for() -> None:
    sizes = [600.0, *(1_000.0 + 5.0 * k for k in range(12)), 120_000.0]
    axes = [("capacity", "energy.batteries.main.capacity", [f"{size:g} kWh" for size in sizes], sizes)]
    drawn = figure("sweep", made_up({f"{size:g}": values(size, size) for size in sizes}, axes))
    assert [text.get_text() for text in drawn.axes[0].get_xticklabels()] == ["600", "120,000"]


def test_no_interval_goes_beyond_what_there_can_be() -> None:
    served = [1.0] * 19 + [0.97]
    rows = {label: {**values(more, 1.0), POWER: served} for label, more in (("a", 0.0), ("b", 50.0))}
    (one,) = [one for one in shown_of(made_up(rows)) if one.title == "Survival power served"]
    assert one.values[0] == pytest.approx(99.85)
    assert one.lows[0] < 99.7
    assert one.highs[0] == 100.0
    unserved = "energy.unserved"
    rows = {label: {**values(more, 1.0), unserved: [0.0] * 19 + [5.0]} for label, more in (("a", 0.0), ("b", 50.0))}
    (one,) = [one for one in shown_of(made_up(rows)) if one.title == "Energy unserved"]
    assert (one.values[0], one.lows[0]) == (pytest.approx(0.25), 0.0)
    assert one.highs[0] == pytest.approx(0.25 + 2.093 * 5.0 / 20.0, rel=1e-3)


@pytest.mark.slow
def test_named_variants_are_ranked_rows() -> None:
    rows = {"third": values(300, 9_000), "first": values(0, 9_100), "second": values(200, 9_200)}
    drawn = figure("sweep", made_up(rows))
    names = [text.get_text() for text in drawn.axes[0].texts]
    assert [name for name in names if name[:1].isdigit()] == ["1  first", "2  second", "3  third"]


def test_where_nothing_ended_well_there_is_no_figure() -> None:
    rows = {"a": values(0, 1), "b": values(0, 2)}
    with pytest.raises(ValueError, match="no replicate ended well"):
        figure("sweep", made_up(rows, missing={"a": range(20), "b": range(20)}))

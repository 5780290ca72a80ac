"""Histories on a time grid: exact means, values at points."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import Channel
from sim.export import ExportError
from sim.export.sampling import cell_means, edges, how, sample
from tests.result import made_up_outcomes

START = dt.datetime(2031, 1, 1)
HOUR = dt.timedelta(hours=1)

times = st.lists(st.integers(0, 40), min_size=2, max_size=12, unique=True).map(lambda found: sorted([-1, *found, 41]))


@given(times, st.data(), st.sampled_from(["step", "linear"]))
def test_means_are_the_integral_over_each_cell(points: list[int], data: st.DataObject, kind: str) -> None:
    values = data.draw(st.lists(st.floats(-1e3, 1e3), min_size=len(points), max_size=len(points)))
    # A jump of a linear history: a time twice.
    twice = data.draw(st.sampled_from(points[1:-1])) if kind == "linear" else None
    at = np.array(sorted([*points, *([] if twice is None else [twice])]), dtype=float)
    heights = np.array([*values, *([] if twice is None else [1.0])])
    channel = Channel("a", "kW", kind, at, heights)  # type: ignore[arg-type]
    cells = np.array(data.draw(times), dtype=float).clip(0, 40)
    cells = np.unique(cells)
    if len(cells) < 2:
        return
    expected = [channel.mean(a, b) for a, b in pairwise(cells)]
    assert np.allclose(cell_means(channel, cells), expected, rtol=1e-9, atol=1e-9)


def test_a_constant_has_no_rounding() -> None:
    rng = np.random.default_rng(1)
    at = np.sort(rng.uniform(0, 100, 500))
    channel = Channel("a", "kW", "step", np.concatenate(([0.0], at, [100.0])), np.full(502, 0.1))
    assert set(cell_means(channel, np.linspace(0, 100, 33)).tolist()) == {0.1}


def test_the_last_cell_ends_where_it_is_told_to() -> None:
    found = edges(START, START + dt.timedelta(hours=2.5), HOUR)
    assert (found - found[0]).astype("timedelta64[m]").astype(int).tolist() == [0, 60, 120, 150]
    assert len(edges(START, START + HOUR, dt.timedelta(days=9))) == 2
    for end, step in ((START, HOUR), (START - HOUR, HOUR), (START + HOUR, dt.timedelta(0))):
        with pytest.raises(ExportError):
            edges(START, end, step)


def test_what_flows_is_a_mean_and_what_is_there_a_value() -> None:
    kinds = {
        ("energy.used", "kW", "step"): "mean",
        ("communication.link_rate", "Gbit/h", "step"): "mean",
        ("communication.link_up", "1", "step"): "mean",
        ("sunlight.lit_fraction.10 m", "1", "step"): "mean",
        ("node/sunlight.lit_fraction.10 m", "1", "step"): "mean",
        ("node/bricks.laid", "1", "step"): "start",
        ("energy.capacity", "kWh", "step"): "start",
        ("energy.stored", "kWh", "linear"): "start",
        ("bricks.laid", "1", "step"): "start",
        ("tools.spares.kit", "1", "step"): "start",
        ("communication.buffer", "Gbit", "linear"): "start",
    }
    for (name, unit, kind), expected in kinds.items():
        channel = Channel(name, unit, kind, np.array([0.0, 1.0]), np.array([0.0, 0.0]))  # type: ignore[arg-type]
        assert how(channel, "natural") == expected, name
        assert [how(channel, one) for one in ("mean", "start", "end")] == ["mean", "start", "end"]
    state = made_up_outcomes.history("digger", ("working", 5.0))
    assert [how(state, one) for one in ("natural", "mean", "start", "end")] == ["start", "start", "start", "end"]


def test_outside_its_recording_there_is_no_value() -> None:
    channel = made_up_outcomes.step("a", "kW", [1.0, 2.0, 3.0], [5.0, 7.0, 7.0])
    cells = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    assert sample(channel, cells, "mean").tolist()[1:3] == [5.0, 7.0]
    assert np.isnan(sample(channel, cells, "mean")).tolist() == [True, False, False, True]
    assert np.isnan(sample(channel, cells, "start")).tolist() == [True, False, False, False]
    assert np.isnan(sample(channel, cells, "end")).tolist() == [False, False, False, True]

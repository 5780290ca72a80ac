"""Rates that are noted and added up later come to what meters that run along would show."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import Environment, Meter, NotedMeters, RateNotes, Recorder, on_grid

CHANGES = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 1), st.floats(-5, 5)), max_size=30)


@given(CHANGES, st.lists(st.integers(1, 20), max_size=4))
def test_noted_meters_show_what_meters_show(changes: list[tuple[int, int, float]], breaks: list[int]) -> None:
    """However often they are added up on the way."""
    env = Environment()
    plain = [Meter(env, Recorder(f"m{i}", "kWh", "linear")) for i in range(2)]
    recorders = [Recorder(f"n{i}", "kWh", "linear") for i in range(2)]
    noted = NotedMeters(recorders)
    last = 0.0
    for hour, which, change in sorted(changes, key=lambda one: one[0]):
        if hour > env.now:
            env.run(until=float(hour))
        if any(last < one <= env.now for one in breaks):
            noted.add_up(env.now)
            last = env.now
        exact = on_grid(change)
        plain[which].add_rate(exact)
        noted.add((env.now, *(exact if i == which else 0.0 for i in range(2))))
    env.run(until=25.0)
    noted.close(25.0)
    for meter, recorder, total in zip(plain, recorders, noted.totals, strict=True):
        assert total == pytest.approx(meter.total, rel=1e-12, abs=1e-12)
        assert recorder.channel(25.0).values[-1] == total
        meter.mark()
    times = np.linspace(0.0, 25.0, 101)
    for meter, recorder in zip(plain, recorders, strict=True):
        assert meter._recorder is not None
        np.testing.assert_allclose(recorder.channel(25.0).at(times), meter._recorder.channel(25.0).at(times), atol=1e-9)


def test_what_lies_ahead_waits_for_its_time() -> None:
    notes = RateNotes(1)
    notes.add_all(np.array([[5.0, 2.0], [1.0, 1.0], [1.0, 0.5]]))
    times, rates = notes.take(3.0)
    assert times.tolist() == [1.0]
    assert rates.tolist() == [[1.5]]
    notes.add((4.0, -0.5))
    times, rates = notes.take(6.0)
    assert times.tolist() == [4.0, 5.0]
    assert rates.tolist() == [[1.0], [3.0]]
    assert notes.take(9.0)[0].tolist() == []

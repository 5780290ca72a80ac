"""Recorders and channels: random recordings against brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import Channel, Recorder, Trace, longest

# Times and values that floats hold exactly and a recording often repeats.
POINTS = st.lists(
    st.tuples(st.integers(0, 40).map(lambda n: n / 4), st.integers(-3, 3).map(float)), min_size=1, max_size=25
).map(lambda points: sorted(points, key=lambda point: point[0]))
END = 12.0


def record(kind, points) -> Channel:
    recorder = Recorder("system.quantity", "kg", kind)
    for time, value in points:
        recorder.record(time, value)
    return recorder.channel(END)


def last_at(points, time: float) -> float:
    """The value that holds at ``time``: the one recorded last at or before it."""
    before = [value for when, value in points if when <= time]
    return before[-1] if before else points[0][1]


@pytest.mark.slow
@given(POINTS)
@settings(max_examples=400)
def test_a_step_channel_says_what_was_recorded_last(points) -> None:
    channel = record("step", points)
    first = points[0][0]
    times = np.arange(0, 4 * END + 1) / 4
    expected = [last_at(points, max(time, first)) for time in times]
    assert channel.at(times).tolist() == expected
    assert (np.diff(channel.times) > 0).all()
    assert (np.diff(channel.values[:-1]) != 0).all(), "a value that repeats adds no point"
    # Quarters of an hour are the finest that was recorded: the rectangle sum over them is the integral.
    for begin, end in ((first, END), (first + 0.25, END - 0.25), (first, first)):
        quarters = np.arange(begin, end, 0.25)
        area = sum(last_at(points, time) for time in quarters) / 4
        assert channel.integral(begin, end) == pytest.approx(area, abs=1e-12)
        if end > begin:
            assert channel.mean(begin, end) == pytest.approx(area / (end - begin), abs=1e-12)
    durations = channel.durations()
    assert sum(durations.values()) == pytest.approx(END - first)
    assert sum(value * time for value, time in durations.items()) == pytest.approx(channel.integral(first, END))


@pytest.mark.slow
@given(POINTS)
@settings(max_examples=400)
def test_a_linear_channel_is_straight_between_its_points_and_jumps_where_two_share_a_time(points) -> None:
    channel = record("linear", points)
    # At one time the first value ends the line before it, the last one starts the line after it.
    times = sorted({time for time, _ in points})
    arrives = {t: next(v for when, v in points if when == t) for t in times}
    leaves = {t: [v for when, v in points if when == t][-1] for t in times}

    def expected(time: float) -> float:
        before = max((t for t in times if t <= time), default=times[0])
        after = min((t for t in times if t > time), default=None)
        if time < times[0]:
            return arrives[times[0]]
        if after is None:
            return leaves[before]
        return leaves[before] + (arrives[after] - leaves[before]) * (time - before) / (after - before)

    fine = np.arange(0, 16 * END + 1) / 16
    after_start = fine[fine >= times[0]]
    assert channel.at(after_start) == pytest.approx([expected(time) for time in after_start], abs=1e-12)
    assert (np.diff(channel.times) >= 0).all()
    assert max(np.unique(channel.times, return_counts=True)[1]) <= 2
    middles = (after_start[:-1] + after_start[1:]) / 2
    area = sum(expected(time) for time in middles) / 16
    assert channel.integral(times[0], END) == pytest.approx(area, abs=1e-9)
    half = (times[0] + END) / 2
    parts = channel.integral(times[0], half) + channel.integral(half, END)
    assert parts == pytest.approx(area, abs=1e-9)
    assert channel.cumulative()[-1] == pytest.approx(area, abs=1e-9)


def test_shapes_are_kept_and_outside_the_recording_the_ends_hold() -> None:
    for kind in ("step", "linear"):
        channel = Channel("a.b", "kg", kind, np.array([1.0, 3.0]), np.array([2.0, 6.0]))
        assert channel.at(2.0).shape == ()
        assert channel.at(np.full((2, 3), 1.0)).shape == (2, 3)
        assert channel.at([0.0, 3.0, 9.0]).tolist() == [2.0, 6.0, 6.0]
        assert channel.at([]).shape == (0,)
    assert channel.mean() == 4.0
    assert channel.mean(2.0, 2.0) == 4.0


def test_a_jump_is_two_points_and_the_value_is_the_later_one() -> None:
    channel = record("linear", [(0.0, 0.0), (4.0, 8.0), (4.0, 3.0), (6.0, 5.0)])
    assert channel.times.tolist() == [0.0, 4.0, 4.0, 6.0, 12.0]
    assert channel.at([2.0, 4.0, 5.0]).tolist() == [4.0, 3.0, 4.0]
    assert channel.integral(0.0, 6.0) == 16.0 + 8.0
    assert channel.integral(3.0, 5.0) == 7.0 + 3.5
    assert channel.integral(4.0, 4.0) == 0.0


def test_an_empty_recording_and_one_of_a_single_point() -> None:
    empty = Recorder("a.b", "kg", "step").channel(5.0)
    assert (empty.times.tolist(), empty.values.tolist()) == ([0.0, 5.0], [0.0, 0.0])
    single = Channel("a.b", "kg", "linear", np.array([1.0]), np.array([7.0]))
    assert single.at([0.0, 2.0]).tolist() == [7.0, 7.0]
    assert single.mean() == 7.0


@pytest.mark.slow
@given(POINTS, st.integers(-3, 3), st.integers(0, 48), st.integers(0, 48))
@settings(max_examples=400)
def test_spells_are_when_a_step_channel_is_beyond_a_level(points, level, begin, end) -> None:
    channel = record("step", points)
    first = points[0][0]
    quarters = np.arange(0, 4 * END + 4) / 4
    for side, spells in (("above", channel.spells(above=level)), ("below", channel.spells(below=level))):
        flat = [time for spell in spells for time in spell]
        assert flat == sorted(set(flat)), "apart, and each longer than nothing"
        for time in quarters[(quarters >= first) & (quarters < END)]:
            value = last_at(points, time)
            beyond = value > level if side == "above" else value < level
            assert beyond == any(a <= time < b for a, b in spells)
        if spells:
            lengths = [b - a for a, b in spells]
            assert longest(spells) == spells[lengths.index(max(lengths))]
        cut = channel.spells(**{side: level}, start=begin / 4, end=end / 4)
        assert cut == tuple((max(a, begin / 4), min(b, end / 4)) for a, b in spells if a < end / 4 and b > begin / 4)


def test_no_spells_of_what_has_none() -> None:
    assert longest([]) is None
    one_point = Channel("a.b", "1", "step", np.array([1.0]), np.array([7.0]))
    assert one_point.spells(above=0.0) == ()
    dark = Channel("a.b", "1", "step", np.array([0.0, 5.0]), np.array([0.0, 0.0]))
    assert dark.spells(below=0.5) == ((0.0, 5.0),)
    assert dark.spells(below=0.0) == dark.spells(above=0.0) == (), "at the level is neither above nor below"
    for levels in ({}, {"above": 1.0, "below": 2.0}):
        with pytest.raises(ValueError, match=r"'a.b': spells above a level or below one"):
            dark.spells(**levels)
    with pytest.raises(ValueError, match=r"'a.b': only a step channel"):
        Channel("a.b", "1", "linear", np.array([0.0, 5.0]), np.array([0.0, 1.0])).spells(above=0.5)


def test_time_does_not_run_back() -> None:
    recorder = Recorder("a.b", "kg", "step")
    recorder.record(2.0, 1.0)
    recorder.record(1.0, 1.0)
    with pytest.raises(ValueError, match=r"'a.b': time 1.0 h is before the last change point 2.0 h"):
        recorder.channel(3.0)


def test_channels_are_sorted_and_names_are_unique() -> None:
    trace = Trace()
    for name in ("b.x", "a.y", "a.x"):
        trace.recorder(name, "kW", labels=("off", "on")).record(0.0, 1.0)
    assert list(trace.channels(1.0)) == ["a.x", "a.y", "b.x"]
    assert trace.channels(1.0)["a.x"].labels == ("off", "on")
    with pytest.raises(ValueError, match=r"'a.x' exists"):
        trace.recorder("a.x", "kW")

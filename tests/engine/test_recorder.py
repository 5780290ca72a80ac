"""What a run without histories keeps of a channel: the same sums as the history would give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import Recorder, Rows, SilentRecorder, SummingRecorder, Trace

POINTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4)), min_size=1, max_size=40)


@given(POINTS, st.sets(st.integers(0, 30)), st.sampled_from(["step", "linear"]))
def test_sums_are_those_of_the_history(points: list[tuple[int, int]], folds: set[int], kind) -> None:
    """However often they are brought up to date."""
    labels = tuple("abcde") if kind == "step" else ()
    whole, summed = Recorder("a.b", "kW", kind, labels), SummingRecorder("a.b", "kW", kind, labels)
    for time, value in sorted(points, key=lambda one: one[0]):
        for fold in sorted(one for one in folds if one <= time):
            folds = folds - {fold}
            summed.fold()
        whole.record(float(time), float(value))
        summed.record(float(time), float(value))
    channel, summary = whole.channel(31.0), summed.summary(31.0)
    assert summary.integral() == pytest.approx(channel.integral(), abs=1e-9)
    assert summary.mean() == pytest.approx(channel.mean(), abs=1e-9)
    assert summary.last == channel.last
    assert (summary.name, summary.unit, summary.kind, summary.labels) == ("a.b", "kW", kind, labels)
    if kind == "step":
        assert summary.durations() == pytest.approx(channel.durations())


@given(POINTS, st.sets(st.integers(0, 30)))
def test_folding_gives_every_change_point_once(points: list[tuple[int, int]], folds: set[int]) -> None:
    whole, summed = Recorder("a.b", "1", "step", "abcde"), SummingRecorder("a.b", "1", "step", "abcde")
    given_out: list[tuple[float, float]] = []
    ordered = sorted(points, key=lambda one: one[0])
    for index, (time, value) in enumerate(ordered):
        whole.record(float(time), float(value))
        summed.record(float(time), float(value))
        # A moment is over before it is folded.
        if time in folds and (index + 1 == len(ordered) or ordered[index + 1][0] > time):
            given_out += zip(*(one.tolist() for one in summed.fold()), strict=True)
    given_out += zip(*(one.tolist() for one in summed.fold()), strict=True)
    assert given_out == list(zip(*(one.tolist() for one in whole._change_points()), strict=True))


def test_a_summing_recorder_holds_one_point_once_it_has_folded() -> None:
    recorder = SummingRecorder("a.b", "kW", "step")
    for hour in range(1000):
        recorder.record(float(hour), float(hour % 3))
    recorder.fold()
    assert len(recorder._points) == 2, "a time and a value"


def test_a_trace_keeps_what_it_is_told_to_keep() -> None:
    kept: dict[str, type[Recorder]] = {"a": Recorder, "b": SummingRecorder, "c": SilentRecorder}
    trace = Trace(kept.__getitem__)
    recorders = [trace.recorder(name, "kW") for name in kept]
    rows = trace.spread(Rows(recorders))
    rows.add((0.0, 1.0, 2.0, 3.0))
    rows.add((5.0, 4.0, 4.0, 4.0))
    assert {name: values.tolist() for name, (_, values) in trace.fold().items()} == {"b": [2.0, 4.0]}
    assert list(trace.channels(10.0)) == ["a"]
    assert trace.channels(10.0)["a"].values.tolist() == [1.0, 4.0, 4.0]
    assert {name: one.integral() for name, one in trace.summaries(10.0).items()} == {"b": 30.0}


def test_rows_may_be_narrower_than_what_is_made_of_them() -> None:
    recorders = [Recorder(name, "kW", "step") for name in ("supply", "used", "left")]
    rows = Rows(recorders, 2, lambda columns: [*columns, columns[0] - columns[1]])
    rows.add((0.0, 5.0, 3.0))
    rows.add((2.0, 6.0, 1.0))
    rows.spread()
    assert [one.channel(3.0).values.tolist() for one in recorders] == [
        [5.0, 6.0, 6.0],
        [3.0, 1.0, 1.0],
        [2.0, 5.0, 5.0],
    ]

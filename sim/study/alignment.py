"""Histories of several runs at the same moments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.engine import Channel
from sim.result import Result
from sim.study import wording
from sim.study.errors import ComparisonError, place, unknown

FloatArray = NDArray[np.float64]
Labelled = Sequence[tuple[str, Result]]
Span = tuple[dt.datetime, dt.datetime]

MAX_SAMPLES = 20_000_000


@dataclass(frozen=True, eq=False)
class Aligned:
    """One history of every run at ``n`` moments.

    Attributes:
        channel: Name of the history.
        unit: Unit of ``values``.
        labels: Names of the runs, in order.
        utc: Moments (UTC), shape (n,).
        values: Values, shape (runs, n).
        states: Names of the codes 0, 1, ... where ``values`` are codes of states, else empty.
        remarks: What to know about the alignment: that spans differ and which was used.
    """

    channel: str
    unit: str
    labels: tuple[str, ...]
    utc: NDArray[np.datetime64]
    values: FloatArray
    states: tuple[str, ...]
    remarks: tuple[str, ...]

    def __getitem__(self, label: str) -> FloatArray:
        """Values of the run that goes by ``label``, shape (n,).

        Raises:
            UnknownNameError: There is no such run.
        """
        return np.asarray(self.values[place("run", label, self.labels)])


def common_span(runs: Labelled) -> Span:
    """The time that all runs have in common (UTC).

    Raises:
        ComparisonError: They have none.
    """
    start, end = max(run.start for _, run in runs), min(run.end for _, run in runs)
    if start >= end:
        raise ComparisonError(f"the runs have no time in common: {_spans(runs)}")
    return start, end


def span_remark(runs: Labelled) -> str | None:
    """That the spans of the runs differ, and which they share; None where they are the same."""
    if len({(run.start, run.end) for _, run in runs}) < 2:
        return None
    return f"{_spans(runs)}; aligned over what they share, {wording.span(*common_span(runs))}"


def align(runs: Labelled, name: str, times: ArrayLike | Sequence[dt.datetime] | None, every: float) -> Aligned:
    """The history ``name`` of every run at the same moments; as :meth:`sim.study.Comparison.align`."""
    channels = _matching(runs, name)
    start, end = common_span(runs)
    if times is None:
        if not every > 0:
            raise ComparisonError(f"a step of {every:g} h is not longer than nothing")
        hours = (end - start) / dt.timedelta(hours=1)
        if hours / every * len(runs) > MAX_SAMPLES:
            raise ComparisonError(f"a step of {every:g} h makes too many values: take a longer one")
        steps = np.arange(int(np.ceil(hours / every - 1e-9))) * every
        utc = np.datetime64(start, "us") + np.rint(np.append(steps, hours) * 3.6e9).astype("timedelta64[us]")
    else:
        utc = _moments(runs, times)
        outside = utc[(utc < np.datetime64(start, "us")) | (utc > np.datetime64(end, "us"))]
        if outside.size:
            raise ComparisonError(
                f"{np.datetime_as_string(outside.flat[0], unit='s')} lies outside the time that all runs have in "
                f"common, {wording.span(start, end)}" + (f" ({_spans(runs)})" if span_remark(runs) else "")
            )
    values = np.stack([_sample(channel, run, utc) for channel, (_, run) in zip(channels, runs, strict=True)])
    remark = span_remark(runs)
    return Aligned(
        channel=name,
        unit=channels[0].unit,
        labels=tuple(label for label, _ in runs),
        utc=utc,
        values=values,
        states=channels[0].labels,
        remarks=() if remark is None else (remark,),
    )


def _matching(runs: Labelled, name: str) -> list[Channel]:
    """The history ``name`` of every run, alike in unit, kind and states."""
    labels = [label for label, _ in runs]
    without = [label for label, run in runs if name not in run.channels]
    if len(without) == len(runs):
        raise unknown("history", name, sorted({n for _, run in runs for n in run.channels}))
    if without:
        raise ComparisonError(f"history {name} cannot be aligned: {', '.join(without)} has none")
    channels = [run.channels[name] for _, run in runs]
    for what, values in (
        ("units", [channel.unit for channel in channels]),
        ("kinds", [channel.kind for channel in channels]),
        ("states", ["/".join(channel.labels) for channel in channels]),
    ):
        if len(set(values)) > 1:
            raise ComparisonError(f"history {name} cannot be aligned: {wording.differ(what, labels, values)}")
    return channels


def _moments(runs: Labelled, times: Any) -> NDArray[np.datetime64]:
    """Moments (UTC) from hours since the start, or from dates and times."""
    given = np.asarray(times)
    if given.dtype.kind == "M":
        return given.astype("datetime64[us]")
    if given.dtype.kind == "O" and given.size and all(isinstance(one, dt.date) for one in given.flat):
        naive = [np.datetime64(wording.naive(one), "us") for one in given.flat]
        return np.array(naive, dtype="datetime64[us]").reshape(given.shape)
    try:
        hours = given.astype(float)
    except (TypeError, ValueError):
        raise ComparisonError("times are hours since the start, or UTC dates and times") from None
    if not np.all(np.isfinite(hours)):
        raise ComparisonError("times must be finite")
    starts = [run.start.isoformat() for _, run in runs]
    if len(set(starts)) > 1:
        differ = wording.differ("starts", [label for label, _ in runs], starts)
        raise ComparisonError(f"hours since the start are no moments that all runs share; {differ}: give UTC times")
    return runs[0][1].utc(hours)


def _sample(channel: Channel, run: Result, utc: NDArray[np.datetime64]) -> FloatArray:
    """Values of a history; not a number before and after its recording."""
    hours = (utc - np.datetime64(run.start, "us")) / np.timedelta64(1, "us") / 3.6e9
    # Microseconds have a share of an hour that floats round either way.
    slack = 1e-9
    outside = (hours < channel.times[0] - slack) | (hours > channel.times[-1] + slack)
    return np.where(outside, np.nan, channel.at(hours))


def _spans(runs: Labelled) -> str:
    return wording.differ("spans", [label for label, _ in runs], [wording.span(run.start, run.end) for _, run in runs])

"""Histories of one run or of several as a table with a row a cell of a time grid."""

from __future__ import annotations

import csv
import datetime as dt
import fnmatch
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TextIO

import numpy as np
from numpy.typing import NDArray

from sim import durations
from sim.export import layout
from sim.export.errors import ExportError, need
from sim.export.layout import Subject
from sim.export.sampling import SAMPLINGS, Sampling, count_cells, edges, how, sample, time_unit
from sim.result import Result
from sim.scenario import assumptions, known
from sim.study import Comparison
from sim.study.alignment import span_remark
from sim.study.errors import unknown
from sim.study.wording import naive, span
from sim.study.writing import replacing, write_text

MAX_CELLS = 20_000_000
"""Most numbers of a table: 160 MB."""

_BLOCK = 10_000


@dataclass(frozen=True, eq=False)
class Column:
    """One history on the grid.

    Attributes:
        channel: Name of the history.
        run: Label of the run.
        unit: Unit of the values; ``state`` for names of states.
        what: What stands for each cell: its ``mean``, or the value at its ``start`` or ``end``.
        values: One value a cell, shape (n,): numbers, or names of states.
    """

    channel: str
    run: str
    unit: str
    what: Literal["mean", "start", "end"]
    values: NDArray[Any]

    @property
    def head(self) -> str:
        """Name with unit and sampling: ``energy.used [kW mean]``."""
        return f"{self.channel} [{self.unit} {self.what}]"


@dataclass(frozen=True, eq=False)
class ChannelTable:
    """Histories on a grid of ``n`` cells.

    Attributes:
        utc: Start of each cell (UTC), shape (n,).
        time_h: The same since the start of the first run [h], shape (n,).
        columns: The histories, by name and then in the order of the runs.
        several: Whether they are of several runs.
        about: What they were made of and how.
        notes: What to know about them.
    """

    utc: NDArray[np.datetime64]
    time_h: NDArray[np.float64]
    columns: tuple[Column, ...]
    several: bool
    about: dict[str, Any]
    notes: tuple[str, ...]

    def __len__(self) -> int:
        """Number of cells."""
        return len(self.utc)

    @property
    def heads(self) -> tuple[str, ...]:
        """Heads of the columns after ``utc`` and ``time_h``; of several runs, each begins with the run's label."""
        return tuple(f"{one.run}: {one.head}" if self.several else one.head for one in self.columns)

    def write_csv(self, stream: TextIO) -> None:
        """Write it as CSV: ``utc``, ``time_h``, then a column a history; twelve digits, nothing where there is none."""
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["utc", "time_h", *self.heads])
        unit = time_unit(self.utc)
        for first in range(0, len(self), _BLOCK):
            block = slice(first, first + _BLOCK)
            times = np.datetime_as_string(self.utc[block], unit=unit).tolist()
            columns = (_texts(one.values[block]) for one in self.columns)
            writer.writerows(zip(times, _texts(self.time_h[block]), *columns, strict=True))

    def write_csv_file(self, path: Path) -> None:
        """Write it as CSV to ``path``: whole, or not at all; what stood there is replaced.

        Raises:
            OSError: The file cannot be written.
        """
        write_text(path, self.write_csv)

    def write_parquet(self, path: Path) -> None:
        """Write it as Parquet to ``path``: whole, or not at all; what stood there is replaced.

        Times are UTC without a time zone; the metadata ``ilrs`` says in JSON what the table was made of.

        Raises:
            MissingExtraError: ``pyarrow`` is not installed.
            OSError: The file cannot be written.
        """
        arrow, parquet = need("pyarrow"), need("pyarrow.parquet")
        arrays = {"utc": arrow.array(self.utc), "time_h": arrow.array(self.time_h)}
        for head, one in zip(self.heads, self.columns, strict=True):
            numbers = one.values.dtype.kind == "f"
            arrays[head] = arrow.array(one.values, from_pandas=True) if numbers else arrow.array(one.values.tolist())
        table = arrow.table(arrays).replace_schema_metadata({"ilrs": json.dumps(self.about, sort_keys=True)})
        with replacing(path) as part:
            parquet.write_table(table, part)

    def to_frame(self) -> Any:
        """A pandas DataFrame by UTC time: a column a history, of several runs a column a history and run.

        Its ``attrs`` hold ``units``, ``sampling`` and ``about``.

        Raises:
            MissingExtraError: ``pandas`` is not installed.
        """
        pandas = need("pandas")
        index = pandas.DatetimeIndex(self.utc, name="utc")
        keys = [(one.channel, one.run) if self.several else one.channel for one in self.columns]
        frame = pandas.DataFrame(dict(enumerate(one.values for one in self.columns)), index=index)
        frame.columns = (
            pandas.MultiIndex.from_tuples(keys, names=("channel", "run"))
            if self.several
            else pandas.Index(keys, name="channel")
        )
        frame.attrs["units"] = {one.channel: one.unit for one in self.columns}
        frame.attrs["sampling"] = {one.channel: one.what for one in self.columns}
        frame.attrs["about"] = self.about
        return frame


def channel_table(
    subject: Subject,
    grid: dt.timedelta | float | str = 1.0,
    channels: Sequence[str] | None = None,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    sampling: Sampling | str = "natural",
) -> ChannelTable:
    """The histories of a run or of several on a time grid.

    Args:
        subject: The run or the comparison.
        grid: Width of a cell, as such, in hours [h] or as text: ``24h``, ``30min``, ``1d``.
        channels: Names of histories, or patterns such as ``energy.*``, in this order (default: all, by name).
        start: UTC date or time of the first cell (default: the start of the run, or of what all runs cover).
        end: UTC date or time at which the last cell ends (default: likewise).
        sampling: What stands for each cell: ``natural`` (the mean of what flows, the value at the start of what is
            there), ``mean``, ``start`` or ``end``.

    Raises:
        ComparisonError: The runs have no time in common.
        ExportError: There is no such history, the times lie outside the run, or the table would be too large.
    """
    way = next((one for one in SAMPLINGS if one == sampling), None)
    if way is None:
        raise ExportError(f"no sampling '{sampling}'; there are {', '.join(SAMPLINGS)}")
    step = grid if isinstance(grid, dt.timedelta) else _step(grid)
    runs = layout.runs_of(subject)
    several = isinstance(subject, Comparison)
    first, last = subject.common_span if isinstance(subject, Comparison) else (subject.start, subject.end)
    begin, stop = naive(start) if start else first, naive(end) if end else last
    for moment in (begin, stop):
        if not first <= moment <= last:
            whose = "what all runs cover" if several else "the run"
            raise ExportError(f"{moment.isoformat()} is outside {whose}, {span(first, last)}")
    names = _chosen(sorted({name for _, run in runs for name in run.channels}), channels)
    chosen = [(name, label, run) for name in names for label, run in runs if name in run.channels]
    if count_cells(begin, stop, step) * len(chosen) > MAX_CELLS:
        raise ExportError(
            f"more than {MAX_CELLS:,} numbers: choose fewer histories, a shorter time or a wider grid than {step}"
        )
    utc = edges(begin, stop, step)
    columns = tuple(_column(name, label, run, utc, way) for name, label, run in chosen)
    notes = list(layout.caveats(subject))
    if several and (remark := span_remark(runs)):
        notes.insert(0, remark)
    return ChannelTable(
        utc=utc[:-1],
        time_h=_hours(utc[:-1], runs[0][1]),
        columns=columns,
        several=several,
        about=_about(subject, step, way),
        notes=tuple(notes),
    )


def _step(hours: float | str) -> dt.timedelta:
    if isinstance(hours, str):
        try:
            return durations.read(hours)
        except ValueError as error:
            raise ExportError(f"grid: {error}") from None
    try:
        return dt.timedelta(hours=hours)
    except (OverflowError, ValueError):
        raise ExportError(f"a grid of {hours} h is none") from None


def _column(name: str, label: str, run: Result, utc: NDArray[np.datetime64], chosen: Sampling) -> Column:
    channel = run.channels[name]
    what = how(channel, chosen)
    values: NDArray[Any] = sample(channel, _hours(utc, run), what)
    if channel.labels:
        states = np.array([*channel.labels, ""], dtype=object)
        values = states[np.where(np.isnan(values), len(channel.labels), values).astype(int)]
    return Column(name, label, channel.unit, what, values)


def _hours(utc: NDArray[np.datetime64], run: Result) -> NDArray[np.float64]:
    """Hours since the start of a run, to the microsecond [h]."""
    return np.asarray((utc - np.datetime64(run.start, "us")) / np.timedelta64(1, "us") / 3.6e9, dtype=float)


def _chosen(there: Sequence[str], patterns: Sequence[str] | None) -> list[str]:
    """The names that patterns choose, each once.

    Raises:
        ExportError: A pattern chooses none.
    """
    if patterns is None:
        return list(there)
    found: dict[str, None] = {}
    for pattern in patterns:
        hits = [pattern] if pattern in there else fnmatch.filter(there, pattern)
        if not hits:
            raise ExportError(str(unknown("history", pattern, there)))
        found |= dict.fromkeys(hits)
    return list(found)


def _about(subject: Subject, step: dt.timedelta, chosen: Sampling) -> dict[str, Any]:
    """What a table was made of and how, for whoever finds the file."""
    runs = []
    for label, run in layout.runs_of(subject):
        register = run.scenario.parameters()
        assumed, inputs = assumptions(register)
        runs.append(
            {
                "label": label,
                "scenario": run.name,
                "run_id": run.info.run_id,
                "seed": run.seed,
                "replicate": run.replicate,
                "start": run.start.isoformat(),
                "parameters": inputs,
                "assumptions": assumed,
                "known": known(register),
            }
        )
    return {"runs": runs, "grid_h": step / dt.timedelta(hours=1), "sampling": chosen}


def _texts(values: NDArray[Any]) -> Iterator[str]:
    """Cells of a column: numbers to twelve digits."""
    if values.dtype.kind != "f":
        return iter(values.tolist())
    # Adding nothing makes a negative zero a plain one.
    return ("" if math.isnan(value) else f"{value + 0.0:.12g}" for value in values.tolist())

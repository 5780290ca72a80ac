"""Several runs side by side, each against the first."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.engine import Balance, Channel
from sim.presenting import Presented
from sim.result import Bottlenecks, Result, RunInfo
from sim.result.relieved import Relieved
from sim.scenario import Difference, Scenario, diff
from sim.station import Event
from sim.study import alignment, likeness, wording
from sim.study import labels as naming
from sim.study.alignment import Aligned
from sim.study.errors import ComparisonError, UnknownNameError, place, too_few
from sim.study.noise import Noise
from sim.study.rows import ChannelRows, KpiRow, rows

if TYPE_CHECKING:
    from sim.study.explanation.explanation import Explanation

__all__ = ["Comparison", "ComparisonError", "KpiRow", "RunEvent", "UnknownNameError", "compare"]


@dataclass(frozen=True)
class RunEvent(Event):
    """Something that happened in one of several runs.

    Attributes:
        label: Name of the run.
        utc: When (UTC).
    """

    label: str
    utc: dt.datetime


@dataclass(frozen=True, eq=False)
class Comparison(Presented):
    """Several results, seen as one with the scenario as a further index.

    It is read like a mapping of the results by label, in the order given. What a :class:`~sim.result.Result` has, this
    has too. What there is one thing of (``scenario``, ``seed``, ``end``, ``bottlenecks``) is a mapping by label here;
    what is looked up by a name there (``channels``, ``ledgers``, ``kpis``) is looked up by the name and then by the
    label; ``events`` say whose they are.

    It draws and exports itself (``plot``, ``kpi_table``, ``to_frame``) through :mod:`sim.presenting`: what does so lies
    in higher layers.

    Two comparisons are equal where their results and labels are, in the same order: all else follows from these.

    Attributes:
        results: The results, in the order given; the others are compared with the first.
        labels: A name for each, all different.
        kpis: One row a KPI, by name, sorted.
        changes: What each run's inputs differ in from the first one's, by label.
        remarks: What keeps the runs from being like for like: other sites, spans, seeds, programs, units.
        noise: How far apart draws of the scenarios lie, where that is known (:func:`sim.study.with_noise`).
    """

    results: tuple[Result, ...]
    labels: tuple[str, ...]
    kpis: Mapping[str, KpiRow]
    changes: Mapping[str, tuple[Difference, ...]]
    remarks: tuple[str, ...]
    noise: Noise | None = None

    def within_noise(self, label: str, kpi: str) -> bool:
        """Whether the difference of a KPI of a run to the first is known to lie within the noise of random draws."""
        if self.noise is None or label == self.labels[0]:
            return False
        row, place = self.kpis[kpi], self.labels.index(label)
        return self.noise.within(label, kpi, (row.values[0], row.values[place]), row.differences[place])

    @cached_property
    def channels(self) -> dict[str, dict[str, Channel]]:
        """Histories by name of the channel, then by label of the run; a run without the channel is left out."""
        names = sorted({name for result in self.results for name in result.channels})
        return ChannelRows(
            (name, {k: r.channels[name] for k, r in self.items() if name in r.channels}) for name in names
        )

    @cached_property
    def ledgers(self) -> dict[str, dict[str, Balance]]:
        """Closed balances by commodity, then by label of the run; a run without the commodity is left out."""
        names = sorted({name for result in self.results for name in result.ledgers})
        return {name: {k: r.ledgers[name] for k, r in self.items() if name in r.ledgers} for name in names}

    @cached_property
    def events(self) -> tuple[RunEvent, ...]:
        """What happened in all runs, in order of UTC time; what happened at once, in the order of the runs."""
        found = [
            RunEvent(e.time_h, e.system, e.subject, e.event, e.detail, label, run.start + dt.timedelta(hours=e.time_h))
            for label, run in self.items()
            for e in run.events
        ]
        return tuple(sorted(found, key=lambda event: event.utc))

    @property
    def bottlenecks(self) -> dict[str, Bottlenecks]:
        """What held each run back, by label."""
        return {label: result.bottlenecks for label, result in self.items()}

    @property
    def sentences(self) -> dict[str, str]:
        """What held each run back, and what lifting that brought where it was tried, by label."""
        return {label: result.sentence for label, result in self.items()}

    @property
    def sentence(self) -> dict[str, str]:
        """The same, under the name that it has in a result."""
        return self.sentences

    @property
    def losses(self) -> dict[str, str | None]:
        """Who died in each run, when and why, by label; None where nobody did."""
        return {label: result.losses for label, result in self.items()}

    @property
    def unmet(self) -> dict[str, str | None]:
        """Which goals no machines work for and were not reached, and what is missing, by label; None for none."""
        return {label: result.unmet for label, result in self.items()}

    @property
    def relieved(self) -> dict[str, Mapping[str, Relieved]]:
        """What runs with a limit lifted brought, by label, then by what was lifted; what has been tried."""
        return {label: result.relieved for label, result in self.items()}

    @property
    def without_worst(self) -> dict[str, Relieved | None]:
        """What each run brought without the must-have that held it back most, by label; None where not tried."""
        return {label: result.without_worst for label, result in self.items()}

    @property
    def pays(self) -> dict[str, str | None]:
        """What pays most in each scenario, by label; None where no changes of it have been tried."""
        return {label: result.pays for label, result in self.items()}

    @property
    def scenario(self) -> dict[str, Scenario]:
        """What was run, by label."""
        return {label: result.scenario for label, result in self.items()}

    @property
    def name(self) -> dict[str, str]:
        """Name of each run's scenario, by label."""
        return {label: result.name for label, result in self.items()}

    @property
    def seed(self) -> dict[str, int]:
        """Seed of each run's random streams, by label."""
        return {label: result.seed for label, result in self.items()}

    @property
    def replicate(self) -> dict[str, int]:
        """Number of each run's replicate, by label."""
        return {label: result.replicate for label, result in self.items()}

    @property
    def until_h(self) -> dict[str, float]:
        """Span of each run [h], by label."""
        return {label: result.until_h for label, result in self.items()}

    @property
    def start(self) -> dict[str, dt.datetime]:
        """Start of each run (UTC, without a time zone), by label."""
        return {label: result.start for label, result in self.items()}

    @property
    def end(self) -> dict[str, dt.datetime]:
        """End of each run (UTC, without a time zone), by label."""
        return {label: result.end for label, result in self.items()}

    def utc(self, hours: ArrayLike) -> dict[str, NDArray[np.datetime64]]:
        """UTC times, to the microsecond, of the given hours since each run's start [h], shape as given, by label."""
        return {label: result.utc(hours) for label, result in self.items()}

    @property
    def info(self) -> dict[str, RunInfo]:
        """How each run came about, by label."""
        return {label: result.info for label, result in self.items()}

    @property
    def common_span(self) -> tuple[dt.datetime, dt.datetime]:
        """The time that all runs cover (UTC).

        Raises:
            ComparisonError: There is none.
        """
        return alignment.common_span(self.items())

    @property
    def id(self) -> str:
        """Digest of the runs compared and of their order."""
        runs = [[label, result.name, result.info.run_id] for label, result in self.items()]
        return hashlib.sha256(json.dumps(runs).encode()).hexdigest()[:12]

    def at(self, channel: str, times: ArrayLike | Sequence[dt.datetime]) -> NDArray[Any]:
        """Values of one history of every run at the same moments, shape (runs, *times).

        Outside a recording (a machine that has not arrived) they are not a number.

        Args:
            channel: Name of the history.
            times: Hours since the start [h], where all runs start together; or UTC dates and times.

        Raises:
            ComparisonError: A run lacks the history, or has it in another unit; or a time is not one that all runs
                cover.
        """
        return alignment.align(self.items(), channel, times, 0.0).values

    def align(
        self, channel: str, times: ArrayLike | Sequence[dt.datetime] | None = None, *, every: float = 24.0
    ) -> Aligned:
        """One history of every run at the same moments, with these and what to know about them.

        Args:
            channel: Name of the history.
            times: As for :meth:`at`; default: the time that all runs cover, and its end.
            every: Without ``times``: step between moments [h].

        Raises:
            ComparisonError: As for :meth:`at`, or the runs have no time in common.
        """
        return alignment.align(self.items(), channel, times, every)

    def explain(self, label: str | None = None) -> Explanation:
        """Why a run came out other than the first; in words with ``str()``.

        Args:
            label: The run; where there are two, the second may go without saying.

        Raises:
            ComparisonError: It is the first run, or which one is not clear.
        """
        # What explains differences is imported where there are some: whoever runs one scenario has none.
        from sim.study.explanation import finding

        if label is None:
            if len(self) > 2:
                raise ComparisonError(f"which run is to be explained? There are {', '.join(self.labels[1:])}")
            label = self.labels[1]
        if label == self.labels[0]:
            raise ComparisonError(f"{label} is the run that the others are held against")
        first, this = self.items()[0], (label, self[label])
        alike = likeness.remarks([first[1], this[1]], [first[0], label])
        return finding.explain(first, this, self.kpis, self.changes[label], alike, self.noise)

    def keys(self) -> tuple[str, ...]:
        """Label of each run, in order."""
        return self.labels

    def values(self) -> tuple[Result, ...]:
        """Result of each run, in order."""
        return self.results

    def items(self) -> tuple[tuple[str, Result], ...]:
        """Label and result of each run, in order."""
        return tuple(zip(self.labels, self.results, strict=True))

    def get(self, label: str, default: Result | None = None) -> Result | None:
        """The result that goes by ``label``; ``default`` where there is none."""
        return self[label] if label in self.labels else default

    def __iter__(self) -> Iterator[str]:
        """The labels, in order."""
        return iter(self.labels)

    def __contains__(self, label: object) -> bool:
        """Whether a run goes by ``label``."""
        return label in self.labels

    def __getitem__(self, label: str) -> Result:
        """The result that goes by ``label``.

        Raises:
            UnknownNameError: There is none (a ``KeyError`` and a :class:`ComparisonError`).
        """
        return self.results[place("run", label, self.labels)]

    def __len__(self) -> int:
        """Number of runs."""
        return len(self.results)

    def __eq__(self, other: object) -> bool:
        """Whether equal results are compared, in the same order and by the same labels."""
        if not isinstance(other, Comparison):
            return NotImplemented
        return self.labels == other.labels and self.results == other.results

    __hash__ = None  # type: ignore[assignment]  # results have none

    def plot(self, kind: str = "comparison", **options: Any) -> Any:
        """The Matplotlib figure ``kind`` of this comparison; ``options`` go to the function that draws it."""
        return self._presenter.figure(kind, self, **options)

    def __repr__(self) -> str:
        """One line: what is compared."""
        return f"<Comparison of {wording.listed(self.labels, 6)}: {len(self.kpis)} KPIs, {_like(self.remarks)}>"


def compare(results: Sequence[Result], labels: Sequence[str] | None = None) -> Comparison:
    """Compare results with the first of them.

    Args:
        results: The results.
        labels: What each is called, in the same order (default: see :func:`sim.study.labels.labels`).

    Raises:
        ComparisonError: There are fewer than two, or two are the same run; or the labels are not one for each, or not
            all different.
    """
    if len(results) < 2:
        raise too_few(len(results))
    seen: dict[tuple[str, str], int] = {}
    for number, result in enumerate(results, 1):
        key = (result.name, result.info.run_id)
        if key in seen:
            raise ComparisonError(f"numbers {seen[key]} and {number} are the same run of {result.name}")
        seen[key] = number
    called = naming.labels(results) if labels is None else naming.checked(labels, len(results))
    first = results[0]
    return Comparison(
        results=tuple(results),
        labels=called,
        kpis=rows(results, called),
        changes={
            label: tuple(diff(first.scenario, other.scenario))
            for label, other in zip(called[1:], results[1:], strict=True)
        },
        remarks=tuple(likeness.remarks(results, called)),
    )


def _like(found: Sequence[str]) -> str:
    return wording.counted(len(found), "remark") if found else "like for like"

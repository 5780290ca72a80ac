"""What came out of one run, as one object."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.engine import Balance, Channel
from sim.presenting import Presented
from sim.result import names
from sim.result.bottlenecks import Bottlenecks
from sim.result.gates import Gates
from sim.result.goals import goals_of, judge
from sim.result.losses import loss_sentence
from sim.result.relieved import Relieved
from sim.scenario import Scenario
from sim.station import Event, Kpi


@dataclass(frozen=True)
class RunInfo:
    """How a run came about: nothing here changes what came out.

    Attributes:
        run_id: Digest of everything that decides the outcome (:func:`sim.result.run_id`).
        scenario_hash: Digest of the resolved scenario's content.
        versions: Versions of Python, the program and what it computes with.
        wall_s: Wall time of each phase [s].
        simpy_events: Number of events that SimPy processed.
        peak_memory_mib: Largest memory of the process [MiB], None where the system does not tell.
    """

    run_id: str
    scenario_hash: str
    versions: Mapping[str, str] = field(default_factory=dict)
    wall_s: Mapping[str, float] = field(default_factory=dict)
    simpy_events: int = 0
    peak_memory_mib: float | None = None


@dataclass(frozen=True, eq=False)
class Result(Presented):
    """What came out of one run.

    It draws and exports itself (``plot``, ``kpi_table``, ``to_frame``) through :mod:`sim.presenting`: what does so lies
    in higher layers.

    Two results are equal where scenario, seed, replicate, span and everything that came out are; how long it took
    does not count, nor which limits were lifted to see what they cost.

    Attributes:
        scenario: What was run.
        name: Name of the scenario.
        seed: Seed of the random streams.
        replicate: Number of the replicate.
        until_h: Span that was run, from the scenario's start [h].
        kpis: The figures that sum it up, by name, sorted.
        channels: The history of every quantity, by name, sorted.
        events: What happened, in order of time.
        ledgers: The closed balance of each commodity.
        bottlenecks: What held each machine back.
        info: How the run came about.
        relieved: What runs of the same case with a limit lifted brought, by what was lifted; what has been tried.
        pays: What pays most, in a sentence, where changes of the scenario have been tried; a matter of many runs.
    """

    scenario: Scenario
    name: str
    seed: int
    replicate: int
    until_h: float
    kpis: Mapping[str, Kpi]
    channels: Mapping[str, Channel]
    events: tuple[Event, ...]
    ledgers: Mapping[str, Balance]
    bottlenecks: Bottlenecks
    info: RunInfo
    relieved: Mapping[str, Relieved] = field(default_factory=dict)
    pays: str | None = None

    def __post_init__(self) -> None:
        """Let KPIs and histories say what there is, and what is near a name that is not."""
        object.__setattr__(self, "kpis", names.kpis(self.kpis))
        object.__setattr__(self, "channels", names.channels(self.channels))

    @property
    def start(self) -> dt.datetime:
        """Start of the run (UTC, without a time zone)."""
        return dt.datetime.combine(self.scenario.start, dt.time())

    @property
    def sentences(self) -> tuple[str, ...]:
        """Who died, what is missing, what held back the chief goal and what lifting that brought; the rest."""
        first, *others = self.bottlenecks.sentences
        tried = None if self.without_worst is None else self.without_worst.sentence
        chief = " ".join(text for text in (self.losses, self.unmet, first, tried, self.pays) if text)
        if not self.scenario.stages:
            return (chief, *others)
        gates = Gates(self.scenario, self.events, self.kpis, self.channels, self.bottlenecks)
        return (*(gates.named(said) for said in (chief, *others)), *gates.sentences())

    @property
    def losses(self) -> str | None:
        """Who died at the station, when and why; None where nobody did."""
        return loss_sentence(self.events, self.start)

    @property
    def unmet(self) -> str | None:
        """Which goals that no machines work for were not reached, and what is missing; None for none."""
        judged = [judge(goal, self.channels, self.kpis, self.until_h) for goal in goals_of(self.scenario)]
        said = [
            f"The goal {one.goal.name} ({one.goal.what}) was not reached by the end; {one.lacks.words(self.start)}."
            for one in judged
            if one.lacks is not None
        ]
        return " ".join(said) or None

    @property
    def without_worst(self) -> Relieved | None:
        """What the run brought without the must-have that held it back most; None where that was not tried."""
        return self.relieved.get(self.bottlenecks.worst or "")

    @property
    def sentence(self) -> str:
        """Who died, what held the run back of its chief goal, and what lifting that brought where it was tried."""
        return self.sentences[0]

    @property
    def end(self) -> dt.datetime:
        """End of what was run (UTC, without a time zone)."""
        return self.start + dt.timedelta(hours=self.until_h)

    def utc(self, hours: ArrayLike) -> NDArray[np.datetime64]:
        """UTC times, to the microsecond, of the given hours since the start [h], shape as given."""
        micro = np.rint(np.asarray(hours, dtype=float) * 3.6e9).astype("timedelta64[us]")
        return np.asarray(np.datetime64(self.start, "us") + micro)

    def plot(self, kind: str = "overview", **options: Any) -> Any:
        """The Matplotlib figure ``kind`` of this run; ``options`` go to the function that draws it."""
        return self._presenter.figure(kind, self, **options)

    def __eq__(self, other: object) -> bool:
        """Whether the same was run and the same came out."""
        if not isinstance(other, Result):
            return NotImplemented
        mine = (self.name, self.seed, self.replicate, self.until_h, self.scenario.content_hash())
        theirs = (other.name, other.seed, other.replicate, other.until_h, other.scenario.content_hash())
        return (
            mine == theirs
            and dict(self.kpis) == dict(other.kpis)
            and self.events == other.events
            and dict(self.ledgers) == dict(other.ledgers)
            and self.bottlenecks == other.bottlenecks
            and self.channels.keys() == other.channels.keys()
            and all(_same(channel, other.channels[name]) for name, channel in self.channels.items())
        )

    __hash__ = None  # type: ignore[assignment]  # it holds arrays and mappings

    def __repr__(self) -> str:
        """One line: what was run, and how much of it there is."""
        return (
            f"<Result {self.name} seed {self.seed} replicate {self.replicate}: {self.start:%Y-%m-%d} to "
            f"{self.end:%Y-%m-%d}, {len(self.kpis)} KPIs, {len(self.channels)} channels, {len(self.events)} events>"
        )


def _same(a: Channel, b: Channel) -> bool:
    """Whether two channels hold the same recording."""
    return (
        (a.name, a.unit, a.kind, a.labels) == (b.name, b.unit, b.kind, b.labels)
        and np.array_equal(a.times, b.times)
        and np.array_equal(a.values, b.values)
    )

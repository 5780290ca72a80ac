"""Experiments: where each is on its way from proposal to result, and the books of all of them."""

from __future__ import annotations

from enum import Enum

from sim.engine import Environment, Ledger, Work
from sim.scenario.schema.partners import Experiment as Kind
from sim.station.base import Base

CHANNEL = "partners.experiments."
"""What the names of the channels of experiments begin with, before the state."""


class Stage(Enum):
    """Where an experiment is; the value is its word in channels and books."""

    PROPOSED = "proposed"
    """It waits for a call."""
    BUILDING = "building"
    """It is built on Earth."""
    READY = "ready"
    """It waits for a landing that has room for it."""
    LANDED = "landed"
    """It waits for somebody who sets it up."""
    SETTING_UP = "setting-up"
    """Somebody works on it."""
    SET_UP = "set-up"
    """It waits for a place in a rack and for room in the downlink."""
    RUNNING = "running"
    """It runs."""
    UNPOWERED = "unpowered"
    """It has a place, but no power."""
    RESULT = "result"
    """It ran to its end and brought a result."""
    FAILED = "failed"
    """It ran to its end and brought none."""
    REJECTED = "rejected"
    """No call selected it."""

    @property
    def waits(self) -> bool:
        """Whether it waits for something that others have."""
        return self in _WAITING

    @property
    def over(self) -> bool:
        """Whether nothing more becomes of it."""
        return self in _OVER


_WAITING = frozenset({Stage.PROPOSED, Stage.READY, Stage.LANDED, Stage.SET_UP})
_OVER = frozenset({Stage.RESULT, Stage.FAILED, Stage.REJECTED})


class Experiment:
    """An experiment of an institution.

    Args:
        number: Number of its proposal.
        partner: Number of the institution.
        kind: What it is.
        luck: Uniform numbers that decide how long it is built and whether it brings a result.
        now: When it was proposed [h].
    """

    __slots__ = (
        "build_luck",
        "calls",
        "kind",
        "number",
        "partner",
        "rank",
        "since",
        "stage",
        "success_luck",
        "waited",
        "work",
    )

    def __init__(self, number: int, partner: int, kind: Kind, luck: tuple[float, float], now: float) -> None:
        self.number = number
        self.partner = partner
        self.kind = kind
        self.build_luck, self.success_luck = luck
        self.stage = Stage.PROPOSED
        self.since = now
        """When it came to that stage [h]."""
        self.calls = 0
        """Calls that did not select it."""
        self.rank = 0
        """Its place in the order of selection, by which it comes before others from then on."""
        self.waited = 0.0
        """Time in stages in which it waited [h]."""
        self.work: Work | None = None
        """What is done on it at its stage, or what it does."""


class Books:
    """How many experiments are at each stage, since when, and for how long they were.

    Args:
        base: The base.
    """

    def __init__(self, base: Base) -> None:
        self._env: Environment = base.env
        self._counts = dict.fromkeys(Stage, 0)
        self._recorders = {stage: base.recorder(CHANNEL + stage.value, "1") for stage in Stage}
        for recorder in self._recorders.values():
            recorder.record(0.0, 0.0)
        self._came = dict.fromkeys(Stage, 0)
        self._left = dict.fromkeys(Stage, 0)
        self._stayed = dict.fromkeys(Stage, 0.0)
        self.waits: list[float] = []
        """How long each that has begun to run had waited until then [h]."""
        self._begun_recorder = base.recorder("partners.begun", "1")
        self._waited_recorder = base.recorder("partners.waited", "h")
        self._waited = 0.0
        for recorder in (self._begun_recorder, self._waited_recorder):
            recorder.record(0.0, 0.0)

    def count(self, stage: Stage) -> int:
        """How many are at a stage now."""
        return self._counts[stage]

    def came(self, stage: Stage) -> int:
        """How often one came to a stage."""
        return self._came[stage]

    def mean_stay(self, stage: Stage) -> float | None:
        """Mean time at a stage of those that have left it [h]; None where none has."""
        return self._stayed[stage] / self._left[stage] if self._left[stage] else None

    def stayed(self, stage: Stage) -> float:
        """Time at a stage of all that have left it [h]."""
        return self._stayed[stage]

    def open(self, experiment: Experiment) -> None:
        """Take an experiment into the books."""
        self._came[experiment.stage] += 1
        self._add(experiment.stage, 1)

    def begin(self, experiment: Experiment) -> None:
        """An experiment begins to run: what it waited is known."""
        self.waits.append(experiment.waited)
        self._waited += experiment.waited
        self._begun_recorder.record(self._env.now, float(len(self.waits)))
        self._waited_recorder.record(self._env.now, self._waited)

    def move(self, experiment: Experiment, stage: Stage) -> None:
        """Bring an experiment to another stage."""
        now, before = self._env.now, experiment.stage
        stayed = now - experiment.since
        self._left[before] += 1
        self._stayed[before] += stayed
        if before.waits:
            experiment.waited += stayed
        experiment.stage, experiment.since = stage, now
        self._came[stage] += 1
        self._add(before, -1)
        self._add(stage, 1)

    def _add(self, stage: Stage, change: int) -> None:
        self._counts[stage] += change
        self._recorders[stage].record(self._env.now, float(self._counts[stage]))

    def ledger(self) -> Ledger:
        """The ledger of all experiments: proposed is what is over and what is at every other stage."""
        ledger = Ledger("experiments", "1", counted=True)
        ledger.receive("proposed", self._came[Stage.PROPOSED])
        for stage in Stage:
            if stage.over:
                ledger.issue(stage.value, self._counts[stage])
            else:
                ledger.stock(stage.value, 0, self._counts[stage])
        return ledger

"""Experiments: where each is on its way from proposal to result, and the books of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sim.engine import Environment, Ledger, Recorder, Work
from sim.scenario.schema.partners import Experiment as KindTable
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
    FLYING = "flying"
    """It is aboard a mission."""
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
    LOST = "lost"
    """It was lost with its mission."""

    # Members are one of a kind: by identity they are found quicker than by their names.
    __hash__ = object.__hash__

    @property
    def waits(self) -> bool:
        """Whether it waits for something that others have."""
        return self in WAITING

    @property
    def over(self) -> bool:
        """Whether nothing more becomes of it."""
        return self in OVER


WAITING = frozenset({Stage.PROPOSED, Stage.READY, Stage.LANDED, Stage.SET_UP})
"""Stages at which it waits for something that others have."""
OVER = frozenset({Stage.RESULT, Stage.FAILED, Stage.REJECTED, Stage.LOST})
"""Stages after which nothing more becomes of it."""
ABOARD = frozenset({Stage.FLYING, Stage.LOST})
"""Stages to which only those come that ride a mission."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of experiments, as numbers: thousands of experiments look at them.

    Attributes:
        name: Its name.
        mass: Mass of one [kg].
        build: Mean time to build one [h].
        hands: Work to set one up [h].
        run: Time that one runs [h].
        power: Power of one that runs [kW].
        data_rate: Data that one makes [Gbit/h].
    """

    name: str
    mass: float
    build: float = 0.0
    hands: float = 0.0
    run: float = 0.0
    power: float = 0.0
    data_rate: float = 0.0

    @staticmethod
    def of(table: KindTable) -> Kind:
        """The kind that a table of the scenario describes."""
        keys = ("mass", "build", "hands", "run", "power", "data_rate")
        return Kind(table.name, **{key: float(getattr(table, key)) for key in keys})


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
        "place",
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
        self.place: int | None = None
        """Which place of the laboratory it has."""
        self.work: Work | None = None
        """What is done on it at its stage, or what it does."""


class _Entry:
    """What is known of a stage."""

    __slots__ = ("came", "count", "left", "record", "stayed")

    def __init__(self, recorder: Recorder) -> None:
        self.count = 0
        self.came = 0
        self.left = 0
        self.stayed = 0.0
        self.record = recorder.add


class Books:
    """How many experiments are at each stage, since when, and for how long they were.

    Args:
        base: The base.
        rides: Whether any may ride a mission; else they have no stages of it.
    """

    def __init__(self, base: Base, *, rides: bool) -> None:
        self._env: Environment = base.env
        self.stages = tuple(stage for stage in Stage if rides or stage not in ABOARD)
        """Stages to which experiments may come."""
        self._entries = {stage: _Entry(base.recorder(CHANNEL + stage.value, "1")) for stage in self.stages}
        self.waits: list[float] = []
        """How long each that has begun to run had waited until then [h]."""
        self._waited = 0.0
        self._record_begun = base.recorder("partners.begun", "1").add
        self._record_waited = base.recorder("partners.waited", "h").add
        for record in (*(entry.record for entry in self._entries.values()), self._record_begun, self._record_waited):
            record((0.0, 0.0))

    def count(self, stage: Stage) -> int:
        """How many are at a stage now."""
        return self._entries[stage].count

    def came(self, stage: Stage) -> int:
        """How often one came to a stage."""
        return self._entries[stage].came

    def stayed(self, stage: Stage) -> float:
        """Time at a stage of all stays that are over [h]."""
        return self._entries[stage].stayed

    def mean_stay(self, stage: Stage) -> float | None:
        """Mean time of the stays at a stage that are over [h]; None where none is."""
        entry = self._entries[stage]
        return entry.stayed / entry.left if entry.left else None

    def open(self, experiment: Experiment) -> None:
        """Take an experiment into the books."""
        self._enter(experiment.stage)

    def begin(self, experiment: Experiment) -> None:
        """An experiment begins to run: what it waited is known."""
        now = self._env.now
        self.waits.append(experiment.waited)
        self._waited += experiment.waited
        self._record_begun((now, float(len(self.waits))))
        self._record_waited((now, self._waited))

    def move(self, experiment: Experiment, stage: Stage) -> None:
        """Bring an experiment to another stage."""
        now, before = self._env.now, experiment.stage
        stayed = now - experiment.since
        entry = self._entries[before]
        entry.left += 1
        entry.stayed += stayed
        entry.count -= 1
        entry.record((now, float(entry.count)))
        if before in WAITING:
            experiment.waited += stayed
        experiment.stage, experiment.since = stage, now
        self._enter(stage)

    def _enter(self, stage: Stage) -> None:
        entry = self._entries[stage]
        entry.came += 1
        entry.count += 1
        entry.record((self._env.now, float(entry.count)))

    def ledger(self) -> Ledger:
        """The ledger of all experiments: proposed is what is over and what is at every other stage."""
        ledger = Ledger("experiments", "1", counted=True)
        ledger.receive("proposed", self.came(Stage.PROPOSED))
        for stage in self.stages:
            if stage.over:
                ledger.issue(stage.value, self.count(stage))
            else:
                ledger.stock(stage.value, 0, self.count(stage))
        return ledger

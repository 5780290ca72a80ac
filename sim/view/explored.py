"""What figures tell of an exploration: which base explores, its craters, and the outings of its hoppers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.engine import Channel
from sim.result import Result
from sim.scenario.base_names import at_base
from sim.scenario.schema.exploration import Exploration
from sim.scenario.schema.explorers import HOME
from sim.study.wording import counted
from sim.view import run_facts
from sim.view.kit.text import plain

_PLACE = "exploration.place."
_CHANCE = "exploration.ice_chance."
LOST = "lost"
ABSENT = "not there"
FLIGHT = "in flight"


@dataclass(frozen=True)
class Outing:
    """A way of a hopper from its base until it is back, lost or the run is over.

    Attributes:
        hopper: Name of the hopper.
        start: When it left [h].
        end: When it was back or lost, else the end of the run [h].
        stays: Place, begin and end [h] of each stay on the way.
        lost: What it was lost to; empty where it came back.
    """

    hopper: str
    start: float
    end: float
    stays: tuple[tuple[str, float, float], ...]
    lost: str

    @property
    def hours(self) -> float:
        """How long it was away [h]."""
        return self.end - self.start


def explored(run: Result) -> tuple[str, Exploration] | None:
    """The base whose exploration figures show, and its table: the main one, else the first that has any."""
    return run_facts.base_with(run, "exploration", _CHANCE, _PLACE)


def channel(run: Result, name: str) -> Channel:
    """A history of the base that explores."""
    found = explored(run)
    assert found is not None
    return run.channels[at_base(found[0], f"exploration.{name}")]


def craters(run: Result) -> tuple[str, ...]:
    """Craters of which the run has a belief, in the order of the scenario."""
    found = explored(run)
    if found is None:
        return ()
    base, table = found
    return tuple(name for name in table.craters if at_base(base, _CHANCE + name) in run.channels)


def outings(run: Result) -> tuple[Outing, ...]:
    """Outings of all hoppers, in the order in which they began."""
    found = explored(run)
    if found is None:
        return ()
    base, table = found
    names = [name for name in table.hoppers if at_base(base, _PLACE + name) in run.channels]
    return tuple(sorted((each for name in names for each in _of(run, base, name)), key=lambda each: each.start))


def counts(run: Result, name: str) -> int:
    """A key figure of the base that explores, of those that count: ``detections`` and its like."""
    found = explored(run)
    return 0 if found is None else round(run_facts.kpi_value(run, at_base(found[0], f"exploration.{name}")) or 0.0)


def losses(run: Result) -> str:
    """How many hoppers were lost, in words."""
    lost = counts(run, "hoppers_lost")
    return f"{counted(lost, 'hopper') if lost else 'no hopper'} lost"


def _of(run: Result, base: str, hopper: str) -> Sequence[Outing]:
    place = run.channels[at_base(base, _PLACE + hopper)]
    labels = [place.labels[int(code)] for code in place.values]
    edges = [*place.times.tolist(), run.until_h]
    causes = {
        event.time_h: event.detail
        for event in run.events
        if (event.base, event.subject, event.event) == (base, hopper, "hopper_lost")
    }
    found: list[Outing] = []
    start: float | None = None
    stays: list[tuple[str, float, float]] = []
    for label, begin, end in zip(labels, edges, edges[1:], strict=False):
        if label in {HOME, LOST, ABSENT}:
            if start is not None:
                cause = plain(causes.get(begin, "")) if label == LOST else ""
                found.append(Outing(hopper, start, begin, tuple(stays), cause))
            start, stays = None, []
        else:
            start = begin if start is None else start
            if label != FLIGHT:
                stays.append((label, begin, end))
    if start is not None and run.until_h > start:
        found.append(Outing(hopper, start, run.until_h, tuple(stays), ""))
    return found

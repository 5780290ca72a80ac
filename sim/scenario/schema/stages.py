"""`[stages]`: the stages of a programme, each with a gate that opens when its goals have been reached."""

import datetime
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sim.scenario.problems import suggestion
from sim.scenario.schema.base import Arriving, Chosen, Date, Milestone, Table
from sim.scenario.schema.fields import FieldSpec, fields_of
from sim.scenario.schema.goals import check_published
from sim.scenario.schema.system import MissingError, Report

Names = tuple[Annotated[str, Field(strict=True, min_length=1)], ...]


class Stage(Milestone):
    """A stage of a programme; its gate opens when all of its goals have been reached, each once at least."""

    word: ClassVar[str] = "stage"

    goals: Annotated[Names, Field(min_length=1)]
    """Which of `goals` must have been reached."""
    after: Names = ()
    """Stages whose gates must be open before."""
    planned: Date | None = None
    """Day on which it is to open (00:00 UTC), from which on it is late and what waits behind it is due; without it, the
    first that was published.
    """
    latest: Date | None = None
    """Day on which it opens in any case (00:00 UTC), whatever has not been reached by then."""

    @property
    def due(self) -> datetime.date | None:
        """Day from which on it is late and what waits behind it is due: as planned, else as published first."""
        return self.planned or min(self.published, default=None)

    def words(self) -> str:
        """What it asks for."""
        after = f", after {' and '.join(self.after)}" if self.after else ""
        planned = f", planned for {self.planned}" if self.planned is not None else ""
        latest = f", on {self.latest} at the latest" if self.latest is not None else ""
        return f"opens with {', '.join(self.goals)}{after}{planned}{latest}"


def in_order(stages: Mapping[str, Any]) -> list[str]:
    """Return the names of stages, each behind those that must be open before it; without those that wait in a ring."""
    found: list[str] = []
    waiting = sorted(stages)
    while waiting:
        ready = [name for name in waiting if all(one in found for one in stages[name].after if one in stages)]
        if not ready:
            return found
        found += ready
        waiting = [name for name in waiting if name not in ready]
    return found


def check_stages(scenario: Any, report: Report) -> None:
    """A stage has goals that can be seen to be reached while a run goes on, and stages before it that do not wait."""
    stages: Mapping[str, Any] = scenario.stages
    for name, stage in stages.items():
        path = ("stages", name)
        check_published(scenario, path, stage, report)
        for one in (_goals, _after, _days):
            with suppress(MissingError):
                one(scenario, path, stage, report)
    with suppress(MissingError):
        for name in sorted(set(stages) - set(in_order(stages))):
            report(("stages", name, "after"), "waits in a ring for its own gate; leave one of them out")


def _goals(scenario: Any, path: tuple[str, ...], stage: Any, report: Report) -> None:
    goals: Mapping[str, Any] = scenario.goals
    for one in stage.goals:
        if one not in goals:
            tail = suggestion(one, goals, what="goals")
            report((*path, "goals"), f'there is no goal "{one}"{tail}; add goals.{one} with its kind')
            continue
        with suppress(MissingError):
            if goals[one].kind == "measure" and goals[one].at_most is not None:
                message = f"whether {one} stays at most {goals[one].at_most} only the end can say; give it at_least"
                report((*path, "goals"), message)


def _after(scenario: Any, path: tuple[str, ...], stage: Any, report: Report) -> None:
    for one in stage.after:
        if one not in scenario.stages:
            report((*path, "after"), f'there is no stage "{one}"{suggestion(one, scenario.stages, what="stages")}')


def _days(scenario: Any, path: tuple[str, ...], stage: Any, report: Report) -> None:
    for key in ("planned", "latest"):
        with suppress(MissingError):
            day = getattr(stage, key)
            if day is not None and day < scenario.start:
                report((*path, key), f"{day} is before the start, {scenario.start}")


def behind_gates(scenario: Any) -> Iterator[Chosen]:
    """Yield all that waits behind gates, of every base."""
    if scenario.stages:
        for _, tables in scenario.all_bases():
            yield from (part for part in _chosen(tables) if part.behind is not None)


def gates_of_missions(scenario: Any) -> dict[str, set[str]]:
    """Return the stages whose gates each mission waits for, by its name: its own, and those of what it carries."""
    found: dict[str, set[str]] = {}
    if not scenario.stages:
        return found
    for part in behind_gates(scenario):
        mission = part.arrives_with if isinstance(part, Arriving) else None
        if mission is not None:
            found.setdefault(mission, set()).add(str(part.behind))
    for name, mission in scenario.campaign.missions.items() if scenario.campaign is not None else ():
        if mission.behind is not None:
            found.setdefault(name, set()).add(mission.behind)
    return found


def _chosen(tables: Table) -> Iterator[Chosen]:
    """Yield all at a base that may wait for something: assets by name, and what these hold by name."""
    for spec in fields_of(type(tables)).values():
        system = getattr(tables, spec.attribute) if spec.kind == "table" else None
        assets = () if system is None else _named(system)
        for part in assets:
            yield from (one for one in (part, *_named(part)) if isinstance(one, Chosen))


def _named(table: Table) -> Iterator[Table]:
    """Yield all that a table holds by name."""
    kind: type[Table] = type(table)
    for spec in _by_name(kind):
        yield from getattr(table, spec.attribute).values()


@lru_cache(maxsize=256)
def _by_name(table: type[Table]) -> tuple[FieldSpec, ...]:
    """Return the keys of a table that hold tables by name."""
    return tuple(spec for spec in fields_of(table).values() if spec.kind == "keyed")

"""`[goals]`: what a scenario is for. Without any, its goal is that the last structure stands."""

import datetime
from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.scenario.problems import suggestion
from sim.scenario.quantity import FreeDim, Quantity
from sim.scenario.schema.base import Date, Milestone, Text
from sim.scenario.schema.system import MissingError, Report

Level = Annotated[Quantity, FreeDim()]


class GoalBase(Milestone):
    """What all goals have."""

    by: Date | None = None
    """Day by whose 00:00 UTC it is to be reached."""

    @property
    def due(self) -> datetime.date | None:
        """Day from which on it is late: its own due date, else the first that was published."""
        return self.by or min(self.published, default=None)


class StructureGoal(GoalBase):
    """That a structure stands."""

    kind: Literal["structure"]
    """structure"""
    structure: Text
    """Which of `shelter.structures`."""

    def words(self) -> str:
        """What it asks for."""
        return f"{self.structure} stands"


class MeasureGoal(GoalBase):
    """That a stock or another history reaches a value, or a KPI crosses one. One of the two limits is given."""

    kind: Literal["measure"]
    """measure"""
    measure: Text
    """Name of a KPI or of a channel, such as `communication.delivered` or `regolith.feedstock`."""
    at_least: Level | None = None
    """Value that it must reach, in the unit of the KPI or stock or one that converts to it."""
    at_most: Level | None = None
    """Value that it must not be above at the end."""

    @property
    def limit(self) -> Quantity:
        """The limit that is given."""
        limit = self.at_most if self.at_least is None else self.at_least
        assert limit is not None  # the checks of the scenario see to it
        return limit

    def words(self) -> str:
        """What it asks for."""
        return f"{self.measure} {'at most' if self.at_least is None else 'at least'} {self.limit}"


Goal = StructureGoal | MeasureGoal
AnyGoal = Annotated[Goal, Field(discriminator="kind")]


def check_published(scenario: Any, path: tuple[str, ...], milestone: Any, report: Report) -> None:
    """What a plan was published of names the document that says so."""
    with suppress(MissingError):
        if milestone.published and milestone.source is None:
            report((*path, "source"), "is missing: name the reference that has the published date")
        elif milestone.source is not None and not milestone.published:
            report((*path, "published"), "is missing: give the date that the source has, or leave the source out")
    with suppress(MissingError):
        source, references = milestone.source, scenario.references
        if source is not None and source not in references:
            tail = suggestion(source, references, what="references")
            message = f'"{source}" is not in the references{tail}; add references.{source} with its title'
            report((*path, "source"), message)


def check_goals(scenario: Any, report: Report) -> None:
    """Goals name structures that exist, and have one limit."""
    goals: Mapping[str, Any] = scenario.goals
    for name, goal in goals.items():
        check_published(scenario, ("goals", name), goal, report)
        with suppress(MissingError):
            if goal.kind == "structure":
                structures = scenario.shelter.structures
                if goal.structure not in structures:
                    message = f'there is no structure "{goal.structure}"{suggestion(goal.structure, structures)}'
                    report(("goals", name, "structure"), message)
            elif (goal.at_least is None) == (goal.at_most is None):
                report(("goals", name), "needs either at_least or at_most")
        with suppress(MissingError):
            if goal.by is not None and goal.by <= scenario.start:
                report(("goals", name, "by"), f"{goal.by} is not after the start, {scenario.start}")

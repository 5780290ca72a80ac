"""The whole of a scenario file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PrivateAttr

from sim.scenario.schema.base import Date, Flag, Keyed, Named, Table, Text
from sim.scenario.schema.bricks import Bricks
from sim.scenario.schema.communication import Communication
from sim.scenario.schema.energy import Energy
from sim.scenario.schema.shelter import Shelter
from sim.scenario.schema.site import Site
from sim.scenario.schema.tools import Tools


class Reference(Named):
    """A document that sourced quantities name."""

    title: Text
    """Title of the document or page."""
    authors: str | list[str] | None = None
    """Who wrote it."""
    year: Annotated[int, Field(strict=True)] | None = None
    """Year of publication."""
    journal: str | None = None
    """Journal, volume and pages, or proceedings."""
    publisher: str | None = None
    """Who published it."""
    report: str | None = None
    """Number of the report."""
    doi: str | None = None
    """Digital object identifier."""
    url: str | None = None
    """Where it can be read."""
    accessed: Date | None = None
    """When the page was read."""
    note: str | None = None
    """What to mind when using it."""


class ScenarioTable(Table):
    """A lunar station over a span of time: where it is, what stands there, what arrives when.

    Every number is a `Quantity` whose `value` is in base units. Made by `sim.scenario.load`, which also checks what
    single tables cannot.
    """

    title: Text
    """What the scenario is called in figures and tables."""
    summary: str = ""
    """What it is about, for people."""
    start: Date
    """First day (00:00 UTC)."""
    end: Date
    """Day at whose 00:00 UTC the scenario ends."""
    seed: Annotated[int, Field(ge=0, strict=True)]
    """Seed of all random streams."""
    standalone: Flag = False
    """Whether the file holds all its figures, so that the library is not laid beneath it; resolved scenarios say so."""
    site: Site
    """The place."""
    energy: Energy
    """What gives, stores and takes power."""
    tools: Tools
    """Every machine."""
    bricks: Bricks
    """The recipe of a brick."""
    communication: Communication
    """Links, data, supervision."""
    shelter: Shelter
    """Structures and their order."""
    references: Keyed[Reference] = Field(default_factory=dict)
    """Documents that the quantities name as their source."""

    _name: str = PrivateAttr(default="scenario")

    @property
    def name(self) -> str:
        """The stem of the file that the scenario was loaded from."""
        return self._name

    @property
    def hours(self) -> float:
        """The span from start to end [h]."""
        return (self.end - self.start).days * 24.0

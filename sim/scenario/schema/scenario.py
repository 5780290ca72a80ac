"""The whole of a scenario file."""

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, PrivateAttr

from sim.scenario.schema.base import (
    Apart,
    Arriving,
    Choices,
    Chosen,
    Date,
    Dated,
    Flag,
    Keyed,
    Named,
    Openings,
    Table,
    Text,
    chosen_at,
)
from sim.scenario.schema.bricks import Bricks
from sim.scenario.schema.campaign import Campaign
from sim.scenario.schema.communication import Communication
from sim.scenario.schema.crew import Crew
from sim.scenario.schema.decisions import Decision
from sim.scenario.schema.demonstration import Demonstration
from sim.scenario.schema.energy import Energy
from sim.scenario.schema.exploration import Exploration
from sim.scenario.schema.goals import AnyGoal, MeasureGoal
from sim.scenario.schema.ground import Ground
from sim.scenario.schema.orbit import Orbit
from sim.scenario.schema.partners import Partners
from sim.scenario.schema.resources import Resources
from sim.scenario.schema.shelter import Shelter
from sim.scenario.schema.site import Site
from sim.scenario.schema.stages import Stage, gates_of_missions
from sim.scenario.schema.tools import Tools
from sim.scenario.schema.transfers import Transfers


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


class Tables(Table):
    """The tables of a base: its place and its systems. A new system is one line here; one that may lack is `| None`."""

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
    resources: Apart[Resources] | None = None
    """Stores of commodities and the processes between them."""
    crew: Apart[Crew] | None = None
    """Habitats, people, what they need, how they come and go."""
    transfers: Apart[Transfers] | None = None
    """Vehicles that go to and fro between bases."""
    exploration: Apart[Exploration] | None = None
    """Craters and what is believed of their ice, hoppers, rovers and payloads."""
    demonstration: Apart[Demonstration] | None = None
    """What is measured of machines while they work, and what is believed of them."""
    partners: Apart[Partners] | None = None
    """Partners from abroad and their experiments."""

    def site_at(self, at: str | None) -> Site:
        """Return the site of a place of the base.

        Args:
            at: Name of the place, None for the main one.
        """
        return self.site if at is None else self.energy.places[at].site(self.site)


class OtherBase(Named, Tables):
    """Another base of the station: the tables of a scenario again, with a sky, a power bus and links of its own.

    What it does not have it goes without; without a site it stands at that of the main base, or is in orbit.
    """

    refused: ClassVar[Mapping[str, str]] = {
        "ground": "there is one ground facility, and it serves all bases; write [ground] at the top of the scenario"
    }

    # Whoever reads the tables of a system finds it there: a base without one does not run it.
    ground: ClassVar[None] = None
    site: Site | None = None  # type: ignore[assignment]
    """The place, if it is another one."""
    orbit: Orbit | None = None
    """Its orbit, in place of a site."""
    energy: Energy | None = None  # type: ignore[assignment]
    """What gives, stores and takes power."""
    tools: Tools | None = None  # type: ignore[assignment]
    """Every machine."""
    bricks: Bricks | None = None  # type: ignore[assignment]
    """The recipe of a brick."""
    communication: Communication | None = None  # type: ignore[assignment]
    """Links, data, supervision."""
    shelter: Shelter | None = None  # type: ignore[assignment]
    """Structures and their order."""

    campaign: ClassVar[None] = None
    """Missions are the scenario's, whichever base they go to."""
    decisions: ClassVar[None] = None
    """So are decisions."""
    stages: ClassVar[None] = None
    """And stages."""


class Header(Table):
    """What a scenario says of itself: its title, its span, its seed."""

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


class ScenarioTable(Tables, Header):
    """A lunar station over a span of time: where it is, what stands there, what arrives when.

    Every number is a `Quantity` whose `value` is in base units. Made by `sim.scenario.load`, which also checks what
    single tables cannot.
    """

    campaign: Apart[Campaign] | None = None
    """What flies when."""
    decisions: Keyed[Decision] = Field(default_factory=dict)
    """What is decided by what is believed: decisions by name."""
    ground: Apart[Ground] | None = None
    """The facility on Earth that serves all bases."""
    bases: Keyed[OtherBase] = Field(default_factory=dict)
    """Other bases by name."""
    goals: Keyed[AnyGoal] = Field(default_factory=dict)
    """What the scenario is for: goals by name, the chief one first."""
    stages: Keyed[Stage] = Field(default_factory=dict)
    """What opens when goals have been reached, for what waits behind it: stages by name."""
    references: Keyed[Reference] = Field(default_factory=dict)
    """Documents that the quantities name as their source."""

    _name: str = PrivateAttr(default="scenario")
    _shown: str = PrivateAttr(default="")

    @property
    def name(self) -> str:
        """The stem of the file that the scenario was loaded from."""
        return self._name

    @property
    def shown(self) -> str:
        """The file that the scenario was loaded from, as the user named it."""
        return self._shown or self._name

    @property
    def hours(self) -> float:
        """The span from start to end [h]."""
        return (self.end - self.start).days * 24.0

    @property
    def measures(self) -> tuple[MeasureGoal, ...]:
        """The goals that name a KPI or a stock, which only what runs and what comes out know."""
        return tuple(goal for goal in self.goals.values() if isinstance(goal, MeasureGoal))

    def hours_of(self, day: date) -> float:
        """Hours from the start to 00:00 UTC of ``day`` [h], negative before it."""
        return (day - self.start).days * 24.0

    def service_span(
        self,
        part: Table,
        landings: Mapping[str, float] | None = None,
        choices: Choices | None = None,
        openings: Openings | None = None,
    ) -> tuple[float, float]:
        """When something arrives and when it is lost or retired [h]; from 0 on, infinity for never.

        What has neither date nor mission is there from the start to the end. What waits for a decision comes no sooner
        than that is taken, and what waits behind a gate no sooner than that opens.

        Args:
            part: An asset, a delivery, or anything else of the scenario.
            landings: When each mission lands [h], by its name; as planned, if not given.
            choices: What was chosen; all that may be, if not given.
            openings: When gates opened; as planned, if not given.
        """
        first, last = 0.0, math.inf
        if isinstance(part, Arriving):
            if part.arrives_with is not None:
                landings = self.planned_landings() if landings is None else landings
                first = landings.get(part.arrives_with, math.inf)
            elif part.day is not None:
                first = max(0.0, self.hours_of(part.day))
        if choices is not None:
            first = max(first, chosen_at(part, choices))
        if isinstance(part, Chosen) and part.behind is not None:
            first = max(first, self.opens(part.behind, openings))
        if isinstance(part, Dated) and part.until is not None:
            last = self.hours_of(part.until)
        return first, last

    def opens(self, stage: str, openings: Openings | None = None) -> float:
        """When the gate of a stage opens [h]: infinity while it is shut, minus infinity where no plan says it.

        Args:
            stage: Name of the stage.
            openings: When gates opened; as planned, if not given.
        """
        if openings is not None:
            return openings.get(stage, math.inf)
        due = self.stages[stage].due
        return -math.inf if due is None else self.hours_of(due)

    def planned_landings(self) -> dict[str, float]:
        """When each mission lands as planned [h], by its name."""
        if self.campaign is None:
            return {}
        gates = gates_of_missions(self)
        return self.campaign.planned(
            self.hours_of, {name: max(self.opens(one) for one in waits) for name, waits in gates.items()}
        )

    def all_bases(self) -> Iterator[tuple[str, Tables]]:
        """Yield name and tables of every base: the main one, whose name is empty, then the others by name."""
        yield "", self
        for name in sorted(self.bases):
            base = self.bases[name]
            yield name, base if base.site is not None else base.model_copy(update={"site": self.site})

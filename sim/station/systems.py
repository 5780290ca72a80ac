"""The one list of systems, in the order in which they are built at a base: each finds those that it needs before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from sim.engine import Ledger
from sim.scenario.schema.scenario import Tables
from sim.station.band import Band
from sim.station.base import Base
from sim.station.bricks.kpis import BANDS as BRICKS_BANDS
from sim.station.bricks.kpis import KPIS as BRICKS_KPIS
from sim.station.bricks.system import BrickLine
from sim.station.campaign.events import EVENTS as CAMPAIGN_EVENTS
from sim.station.campaign.kpis import KPIS as CAMPAIGN_KPIS
from sim.station.communication.kpis import KPIS as COMMUNICATION_KPIS
from sim.station.communication.system import EVENTS as COMMUNICATION_EVENTS
from sim.station.communication.system import Communication
from sim.station.crew.events import EVENTS as CREW_EVENTS
from sim.station.crew.flight_kpis import KPIS as FLIGHT_KPIS
from sim.station.crew.kpis import KPIS as CREW_KPIS
from sim.station.crew.safety_kpis import KPIS as SAFETY_KPIS
from sim.station.decisions.events import EVENTS as DECISIONS_EVENTS
from sim.station.decisions.kpis import KPIS as DECISIONS_KPIS
from sim.station.demonstration.events import EVENTS as DEMONSTRATION_EVENTS
from sim.station.demonstration.kpis import KPIS as DEMONSTRATION_KPIS
from sim.station.energy.kpis import BANDS as ENERGY_BANDS
from sim.station.energy.kpis import KPIS as ENERGY_KPIS
from sim.station.energy.system import EVENTS as ENERGY_EVENTS
from sim.station.energy.system import Energy
from sim.station.events import SERVICE, EventKind
from sim.station.exploration.events import EVENTS as EXPLORATION_EVENTS
from sim.station.exploration.kpis import KPIS as EXPLORATION_KPIS
from sim.station.ground.events import EVENTS as GROUND_EVENTS
from sim.station.ground.kpis import KPIS as GROUND_KPIS
from sim.station.kpi import KpiSpec
from sim.station.partners.events import EVENTS as PARTNERS_EVENTS
from sim.station.partners.kpis import BANDS as PARTNERS_BANDS
from sim.station.partners.kpis import KPIS as PARTNERS_KPIS
from sim.station.resources.kpis import KPIS as RESOURCES_KPIS
from sim.station.resources.system import EVENTS as RESOURCES_EVENTS
from sim.station.resources.system import Resources
from sim.station.shelter.kpis import BANDS as SHELTER_BANDS
from sim.station.shelter.kpis import KPIS as SHELTER_KPIS
from sim.station.shelter.system import EVENTS as SHELTER_EVENTS
from sim.station.shelter.system import BuildingSite
from sim.station.stages.events import EVENTS as STAGES_EVENTS
from sim.station.stages.kpis import KPIS as STAGES_KPIS
from sim.station.states import TRANSPORT
from sim.station.tools.kpis import KPIS as TOOLS_KPIS
from sim.station.tools.system import EVENTS as TOOLS_EVENTS
from sim.station.tools.system import Tools
from sim.station.transfers.events import EVENTS as TRANSFERS_EVENTS
from sim.station.transfers.kpis import KPIS as TRANSFERS_KPIS


class Running(Protocol):
    """A system as it stands at a base during a run."""

    def ledgers(self) -> Iterable[Ledger]:
        """Its books at the end of the run, one for each commodity that it accounts for."""

    def facts(self) -> Mapping[str, float | None]:
        """Single figures at the end of the run that no channel tells exactly, base units."""


@dataclass(frozen=True)
class System:
    """What a run and its results must know of a system.

    Attributes:
        name: Key of its table; it stands at the bases that have one.
        must_have: The must-have that it is part of, or what stands beside them.
        build: Lets it stand at a base.
        kpis: Its KPIs; within their groups they are listed in this order.
        events: What it writes into the log.
        bands: Histories that stand for it where many runs are looked at together.
    """

    name: str
    must_have: str
    build: Callable[[Base], Running]
    kpis: tuple[KpiSpec, ...] = ()
    events: tuple[EventKind, ...] = ()
    bands: tuple[Band, ...] = ()

    def stands_at(self, tables: Tables) -> bool:
        """Whether there is anything of it at a base: in its table, or, where there is none, by name."""
        table = getattr(tables, self.name)
        return bool(table) if isinstance(table, dict) else table is not None and table.stands


def _apart(system: str, kind: str) -> Callable[[Base], Running]:
    """What lets a system stand at a base that most scenarios do without: it is imported where it first stands.

    Args:
        system: Its name.
        kind: The name of its class.
    """

    def build(base: Base) -> Running:
        running: Running = getattr(import_module(f"sim.station.{system}.system"), kind)(base)
        return running

    return build


SYSTEMS: list[System] = [
    # First, so that a gate has opened before what waits behind it comes.
    System("stages", "shelter", _apart("stages", "Stages"), STAGES_KPIS, STAGES_EVENTS),
    # Then this, so that a mission has landed before what it brings arrives.
    System("campaign", TRANSPORT, _apart("campaign", "Campaign"), CAMPAIGN_KPIS, CAMPAIGN_EVENTS),
    System("energy", "energy", Energy, ENERGY_KPIS, ENERGY_EVENTS, ENERGY_BANDS),
    System("communication", "communication", Communication, COMMUNICATION_KPIS, COMMUNICATION_EVENTS),
    System("shelter", "shelter", BuildingSite, SHELTER_KPIS, SHELTER_EVENTS, SHELTER_BANDS),
    System("tools", "tools", Tools, TOOLS_KPIS, TOOLS_EVENTS),
    System("bricks", "tools", BrickLine, BRICKS_KPIS, bands=BRICKS_BANDS),
    System("resources", "tools", Resources, RESOURCES_KPIS, RESOURCES_EVENTS),
    System("transfers", "tools", _apart("transfers", "Transfers"), TRANSFERS_KPIS, TRANSFERS_EVENTS),
    System("crew", "shelter", _apart("crew", "Crew"), (*CREW_KPIS, *SAFETY_KPIS, *FLIGHT_KPIS), CREW_EVENTS),
    System("exploration", "tools", _apart("exploration", "ExplorationSystem"), EXPLORATION_KPIS, EXPLORATION_EVENTS),
    System(
        "demonstration",
        "tools",
        _apart("demonstration", "DemonstrationSystem"),
        DEMONSTRATION_KPIS,
        DEMONSTRATION_EVENTS,
    ),
    System("decisions", "tools", _apart("decisions", "Decisions"), DECISIONS_KPIS, DECISIONS_EVENTS),
    System(
        "partners",
        "communication",
        _apart("partners", "Partners"),
        PARTNERS_KPIS,
        PARTNERS_EVENTS,
        PARTNERS_BANDS,
    ),
    System("ground", "communication", _apart("ground", "Ground"), GROUND_KPIS, GROUND_EVENTS),
]


def bands() -> dict[str, Band]:
    """Every history that stands for its system where many runs are looked at together, by channel."""
    return {band.channel: band for system in SYSTEMS for band in system.bands}


def event_kinds() -> dict[str, EventKind]:
    """Every kind of event by its word."""
    return {kind.name: kind for kinds in (SERVICE, *(system.events for system in SYSTEMS)) for kind in kinds}

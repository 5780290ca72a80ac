"""The figures that sum a run up, each with its definition.

Names are ``system.quantity`` and stable. Every figure follows from the ledgers, the channels and the facts of the run;
one that the run does not have (bricks per energy without a brick) is None, never an invented number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sim.result import readings
from sim.result.attribution import CATEGORIES, PREFIX
from sim.result.bottlenecks import Bottlenecks
from sim.result.result import Kpi, KpiValue
from sim.scenario import Scenario
from sim.station import Event, Outcome

LOAD_CLASSES = ("survival", "critical", "operations", "deferrable")
FAILED_STATES = ("frozen", "waiting_spare", "waiting_technician", "in_repair")

_BOTTLENECK_TEXTS = {
    "energy": (
        "Lost to energy",
        "lost to energy: no sunlight, no power, a blackout, no heat, frozen, or waiting for one that is",
    ),
    "tools": ("Lost to tools", "lost to tools: worn out, or waiting for a machine that is worn out, missing or slower"),
    "communication": (
        "Lost to communication",
        "lost to communication: no link, no operator, or waiting for one without",
    ),
    "shelter": ("Lost to shelter", "lost to shelter: waiting for a structure to stand, or for one that does"),
    "idle": ("Nothing to do", "with nothing to do"),
    "working": ("At work", "at work"),
}


def compute(scenario: Scenario, until_h: float, outcome: Outcome, bottlenecks: Bottlenecks) -> dict[str, Kpi]:
    """Every KPI of a run, by name, sorted.

    Args:
        scenario: What was run.
        until_h: Span that was run [h].
        outcome: What came out of the station.
        bottlenecks: Where the machine hours went.
    """
    start = dt.datetime.combine(scenario.start, dt.time())
    sources = (
        _energy(outcome, until_h),
        _bricks(outcome),
        _tools(outcome),
        _communication(outcome),
        _shelter(outcome, start),
        _bottlenecks(bottlenecks),
        _station(outcome),
    )
    return dict(sorted(pair for source in sources for pair in source))


Named = Iterator[tuple[str, Kpi]]


def _kpi(name: str, value: KpiValue, unit: str, label: str, definition: str) -> tuple[str, Kpi]:
    return name, Kpi(value, unit, label, definition)


def _energy(outcome: Outcome, until_h: float) -> Named:
    accounts = readings.Accounts(outcome.balances, "energy")
    channels, facts = outcome.channels, outcome.facts
    yield _kpi(
        "energy.generated",
        accounts.total("in.generated."),
        "kWh",
        "Energy on offer",
        "Energy that the arrays and reactors could give",
    )
    yield _kpi(
        "energy.delivered", accounts.total("out.used."), "kWh", "Energy delivered", "Energy that the loads received"
    )
    yield _kpi(
        "energy.curtailed",
        accounts.total("out.curtailed"),
        "kWh",
        "Energy curtailed",
        "Energy on offer that neither load nor storage took",
    )
    yield _kpi(
        "energy.storage_loss",
        accounts.total("out.loss."),
        "kWh",
        "Storage losses",
        "Energy lost in charging, discharging and self-discharge",
    )
    yield _kpi(
        "energy.unserved",
        readings.integral(channels, "energy.unserved", until_h),
        "kWh",
        "Energy unserved",
        "Energy that loads asked for and did not receive, shed loads included",
    )
    for name in LOAD_CLASSES:
        if f"energy.unserved.{name}" in channels:
            yield _kpi(
                f"energy.unserved.{name}",
                readings.integral(channels, f"energy.unserved.{name}", until_h),
                "kWh",
                f"Energy unserved, {name}",
                f"Energy that loads of class {name} asked for and did not receive",
            )
    demand = readings.integral(channels, "energy.demand.survival", until_h)
    unserved = readings.integral(channels, "energy.unserved.survival", until_h)
    availability = None if not demand or unserved is None else 1 - unserved / demand
    yield _kpi(
        "energy.survival_availability",
        availability,
        "1",
        "Survival power served",
        "Share of the survival-class energy demand that was served",
    )
    yield _kpi(
        "energy.lowest_state_of_charge",
        facts.get("energy.lowest_state_of_charge"),
        "1",
        "Lowest state of charge",
        "Lowest state of charge of the batteries together",
    )
    yield _kpi(
        "energy.longest_dark",
        facts.get("energy.longest_dark"),
        "h",
        "Longest dark",
        "Longest time with less than half the solar disc visible at the arrays",
    )
    yield _kpi(
        "sunlight.lit_fraction",
        readings.fact(outcome, "sunlight.lit_fraction", readings.mean(channels, "sunlight.lit_fraction")),
        "1",
        "Lit fraction",
        "Time mean of the visible share of the solar disc at the arrays",
    )


def _bricks(outcome: Outcome) -> Named:
    accounts = readings.Accounts(outcome.balances, "bricks")
    channels = outcome.channels
    printed, rejected = accounts.count("in.printed"), accounts.count("out.rejected")
    laid = accounts.count("out.laid")
    good = None if printed is None or rejected is None else printed - rejected
    yield "bricks.printed", Kpi(printed, "1", "Bricks printed", "Bricks printed, rejected ones included")
    yield "bricks.rejected", Kpi(rejected, "1", "Bricks rejected", "Bricks that inspection rejected")
    yield "bricks.laid", Kpi(laid, "1", "Bricks laid", "Bricks laid in structures")
    heat, electricity = readings.last(channels, "bricks.heat"), readings.last(channels, "bricks.electricity")
    into = None if heat is None or electricity is None else heat + electricity
    yield _kpi(
        "bricks.energy_per_brick",
        into / good if good and into is not None else None,
        "kWh",
        "Energy per brick",
        "Heat and electricity into the printers per good brick; the sunlight on the mirrors is named apart",
    )
    sunlight = readings.last(channels, "bricks.sunlight")
    yield _kpi(
        "bricks.sunlight_per_brick",
        sunlight / good if good and sunlight is not None else None,
        "kWh",
        "Sunlight per brick",
        "Sunlight on the printers' mirrors while printing, per good brick",
    )


def _tools(outcome: Outcome) -> Named:
    service = failed = 0.0
    failures = repairs = 0
    for name, channel in outcome.channels.items():
        if not name.startswith(PREFIX):
            continue
        broken = [channel.labels.index(state) for state in FAILED_STATES if state in channel.labels]
        out = channel.labels.index("out_of_service") if "out_of_service" in channel.labels else -1
        for code, hours in channel.durations().items():
            service += hours if code != out else 0.0
            failed += hours if code in broken else 0.0
    for event in outcome.events:
        failures += event.event in {"failed", "cold_failure"}
        repairs += event.event == "repaired"
    yield _kpi(
        "tools.availability",
        1 - failed / service if service else None,
        "1",
        "Machine availability",
        "Time in which machines had not failed over their time in service",
    )
    yield "tools.failures", Kpi(failures, "1", "Failures", "Failures of machines, by wear or by cold")
    yield "tools.repairs", Kpi(repairs, "1", "Repairs", "Repairs finished")


def _communication(outcome: Outcome) -> Named:
    accounts = readings.Accounts(outcome.balances, "data")
    channels, facts = outcome.channels, outcome.facts
    yield _kpi(
        "communication.generated",
        accounts.total("in."),
        "Gbit",
        "Data generated",
        "Data made by machines and instruments",
    )
    yield _kpi(
        "communication.delivered",
        accounts.total("out.delivered"),
        "Gbit",
        "Data delivered",
        "Data that reached the Earth",
    )
    yield _kpi(
        "communication.lost", accounts.total("out.lost"), "Gbit", "Data lost", "Data lost because the buffer was full"
    )
    yield _kpi(
        "communication.link_availability",
        readings.mean(channels, "communication.link_up"),
        "1",
        "Link availability",
        "Share of time with a link, direct or by relay",
    )
    yield _kpi(
        "communication.earth_visibility",
        readings.fact(
            outcome, "communication.earth_visibility", readings.mean(channels, "communication.earth_visible")
        ),
        "1",
        "Earth visibility",
        "Share of time with the Earth's centre above the horizon",
    )
    yield _kpi(
        "communication.longest_gap",
        facts.get("communication.longest_gap"),
        "h",
        "Longest link gap",
        "Longest time without any link",
    )


def _shelter(outcome: Outcome, start: dt.datetime) -> Named:
    facts = outcome.facts
    yield _kpi(
        "shelter.progress",
        readings.last(outcome.channels, "shelter.progress"),
        "1",
        "Building progress",
        "Bricks laid over the bricks that all structures need",
    )
    yield _kpi(
        "shelter.first_complete",
        _date(start, facts.get("shelter.first_complete")),
        "UTC date",
        "First structure stands",
        "Date on which the first structure was complete",
    )
    complete = _completion(outcome.events)
    prefix = "shelter.progress."
    for name in sorted(n.removeprefix(prefix) for n in outcome.channels if n.startswith(prefix)):
        yield _kpi(
            f"shelter.{name}.complete",
            _date(start, complete.get(name)),
            "UTC date",
            f"{name} stands",
            f"Date on which structure {name} was complete",
        )


def _bottlenecks(bottlenecks: Bottlenecks) -> Named:
    shares = bottlenecks.shares
    service = bottlenecks.service_hours
    for category in CATEGORIES:
        label, text = _BOTTLENECK_TEXTS[category]
        yield _kpi(
            f"bottleneck.{category}",
            shares[category] if service else None,
            "1",
            label,
            f"Share of machine hours in service {text}",
        )


def _station(outcome: Outcome) -> Named:
    yield _kpi(
        "station.landed_mass",
        outcome.facts.get("station.landed_mass"),
        "kg",
        "Mass landed",
        "Mass of everything that was there or arrived",
    )


def _completion(events: Sequence[Event]) -> dict[str, float]:
    """Time at which each structure was complete [h]."""
    return {e.subject: e.time_h for e in events if e.event == "structure_complete"}


def _date(start: dt.datetime, hours: float | None) -> KpiValue:
    """The UTC date ``hours`` after the start."""
    return None if hours is None else (start + dt.timedelta(hours=hours)).date().isoformat()

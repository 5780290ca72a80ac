"""What a reviewer of a scenario would work out by hand, each with a verdict: for `ilrs check`, without a run.

The formulas stand with :func:`sim.scenario.autonomy.worst_dark`, :class:`sim.scenario.line_estimate.LineEstimate` and
:class:`sim.scenario.plant_estimate.PlantEstimate`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from sim.scenario.schema.base import standing
from sim.scenario.schema.ground import extremes, on_the_mean
from sim.scenario.schema.machines import machines_at
from sim.scenario.schema.scenario import ScenarioTable, Tables

if TYPE_CHECKING:
    # The sky takes numpy, which is imported when somebody asks for a review.
    from sim.scenario.line_estimate import LineEstimate
    from sim.scenario.plant_estimate import PlantEstimate

    Works = Sequence[LineEstimate | PlantEstimate]

Verdict = Literal["enough", "tight", "too little"]

MARGIN = 1.5
"""How many times what is asked for is enough: estimates by hand leave out much that takes from a station."""
CHANCE = 2.0
"""Standard deviations of the number of failures within which spare parts are tight, neither enough nor too few."""


@dataclass(frozen=True)
class Finding:
    """One matter of the review.

    Attributes:
        matter: What it is about, in a word or two.
        verdict: Whether there is enough.
        text: The figures.
    """

    matter: str
    verdict: Verdict
    text: str

    @property
    def warns(self) -> bool:
        """Whether the scenario asks for more than it has."""
        return self.verdict == "too little"

    @property
    def sentence(self) -> str:
        """Matter, verdict and figures."""
        return f"{self.matter}: {self.verdict}: {self.text}"


def review(scenario: ScenarioTable) -> list[Finding]:
    """Return what a reviewer would work out by hand, base by base: darks, bricks, spare parts, repairs, operators."""
    found = []
    for base, tables in scenario.all_bases():
        for finding in _of_base(scenario, tables):
            text = f"bases.{base}: {finding.text}" if base else finding.text
            found.append(Finding(finding.matter, finding.verdict, text))
    return found


def _of_base(scenario: ScenarioTable, tables: Tables) -> Iterator[Finding]:
    yield from _light(scenario, tables)
    yield from _dark(scenario, tables)
    if tables.tools is None:
        return
    works: list[LineEstimate | PlantEstimate] = []
    if tables.bricks is not None and tables.shelter is not None and tables.shelter.structures:
        from sim.scenario.line_estimate import LineEstimate

        line = LineEstimate(scenario, tables)
        works.append(line)
        yield _bricks(line)
    if tables.resources is not None and standing(tables.resources.machines()):
        from sim.scenario.plant_estimate import PlantEstimate

        works.append(PlantEstimate(scenario, tables))
    if works:
        yield from _spares(scenario, tables, works)
        yield from _technicians(tables, works)
        yield from _operators(tables, works)


def _verdict(given: float, asked: float) -> Verdict:
    if given < asked:
        return "too little"
    return "enough" if given >= MARGIN * asked else "tight"


def _light(scenario: ScenarioTable, tables: Tables) -> Iterator[Finding]:
    """Whether the Sun shines at all where arrays or printers stand."""
    from sim.scenario.sky import base_sky

    arrays = {} if tables.energy is None else standing(tables.energy.arrays)
    printers = {} if tables.tools is None else standing(tables.tools.printers)
    masts = [(each.word, name, each.at, each.mast.value) for name, each in arrays.items()]
    masts += [(each.word, name, each.at, each.mast.value) for name, each in printers.items()]
    for word, name, at, mast in masts:
        sky = base_sky(tables, scenario.start, scenario.hours, scenario.hours, at)
        if not sky.sunlight(mast).samples.any():
            yield Finding("sunlight", "too little", f"the Sun never rises at the mast of the {word} {name}")


def _dark(scenario: ScenarioTable, tables: Tables) -> Iterator[Finding]:
    """Storage against the dark that asks most of it."""
    from sim.scenario.autonomy import worst_dark

    dark = worst_dark(scenario, tables)
    if dark is None:
        return
    verdict = _verdict(dark.usable, dark.hours)
    day = scenario.start + timedelta(hours=dark.begin)
    spent = f"dark of {dark.hours:.0f} h from {day}"
    if math.isinf(dark.usable):
        reactors = f"reactors give {dark.steady:.4g} kW" if dark.steady else "no class takes"
        yield Finding("dark", verdict, f"{reactors} of the {dark.load:.4g} kW that no rule sheds; {spent}")
        return
    more = "" if dark.reserve == 0 else f", its last reserve {_hours(dark.reserve)} more for survival"
    yield Finding(
        "dark",
        verdict,
        f"full storage serves {_hours(dark.usable)}, with {dark.load:.4g} kW that no rule sheds{more}; {spent}",
    )


def _hours(hours: float) -> str:
    return "without end" if math.isinf(hours) else f"{hours:.0f} h"


def _bricks(line: LineEstimate) -> Finding:
    """What each kind of machine can do by the end against the bricks asked for."""
    ends = {key: float(capacity[-1]) for key, capacity in line.capacities().items()}
    slowest = min(ends, key=lambda key: ends[key])
    shares = ", ".join(f"{_number(end)} from {key}" for key, end in ends.items())
    text = f"{_number(line.wanted)} asked for by the end; if light and repairs alone keep them, there are {shares}"
    return Finding("bricks", _verdict(ends[slowest], line.wanted), text)


def _number(value: float) -> str:
    """A number of bricks with as many digits as an estimate has."""
    return f"{float(f'{value:.3g}'):,.0f}"


def _spares(scenario: ScenarioTable, tables: Tables, works: Works) -> Iterator[Finding]:
    """Spare parts against expected failures, just before each delivery and at the end.

    Failures come by chance: with n expected, parts are enough from n + 2 sqrt(n) on, and too few below n - 2 sqrt(n).
    """
    hours = works[0].hours
    failures = [(work, work.failures()) for work in works]
    for name in sorted({key for _, found in failures for key in found if key is not None}):
        spare = tables.tools.spares[name]
        comes = sorted((scenario.service_span(one)[0], int(one.quantity)) for one in spare.deliveries.values())
        moments = [min(max(date, 0.0), hours) for date, _ in comes] + [hours]
        worst: tuple[float, float, float, int] | None = None
        for moment in moments:
            parts = int(spare.initial) + sum(pieces for date, pieces in comes if date < moment)
            asked = math.fsum(work.at(found[name], moment) for work, found in failures if name in found)
            room = (parts - asked) / math.sqrt(max(asked, 1.0))
            if worst is None or room < worst[0]:
                worst = room, moment, asked, parts
        assert worst is not None
        room, moment, asked, parts = worst
        verdict: Verdict = "enough" if room >= CHANCE else "too little" if room < -CHANCE else "tight"
        day = scenario.start + timedelta(hours=moment)
        text = f"{name}: some {asked:.0f} failures expected by {day}, {parts} parts there by then"
        yield Finding("spares", verdict, text)


def _technicians(tables: Tables, works: Works) -> Iterator[Finding]:
    """Technicians' hours of service against expected hours of repair."""
    asked = math.fsum(work.repair_hours() for work in works)
    if asked == 0:
        return
    given = works[0].service_hours(tables.tools.technicians.values())
    text = f"some {asked:,.0f} h of repairs expected, {given:,.0f} h of technicians"
    yield Finding("technicians", _verdict(given, asked), text)


def _operators(tables: Tables, works: Works) -> Iterator[Finding]:
    """Operators against those who are supervised: all at once, and on the mean."""
    machines = [one for one in standing(machines_at(tables)).values() if one.supervised]
    technicians = [one for one in standing(tables.tools.technicians).values() if one.supervised]
    watched, repairing = (sum(int(one.count) for one in some) for some in (machines, technicians))
    if not watched + repairing or tables.communication is None:
        return
    fewest = most = operators = float(int(tables.communication.operators))
    if isinstance(tables, ScenarioTable) and tables.ground is not None and tables.ground.shifts:
        fewest, most = extremes(tables.ground.shifts)
        operators = on_the_mean(tables.ground.shifts)
    hours = math.fsum(work.supervised_hours() + (work.repair_hours() if technicians else 0.0) for work in works)
    mean = hours / works[0].hours
    verdict: Verdict = "enough" if fewest >= watched + repairing else "too little" if operators < mean else "tight"
    there = f"{most:.0f}" if fewest == most else f"{fewest:.0f} to {most:.0f}"
    text = (
        f"{there} for {watched} supervised machines and {repairing} supervised technicians, "
        f"{mean:.2g} of whom work at a time on the mean"
    )
    yield Finding("operators", "too little" if operators == 0 else verdict, text)

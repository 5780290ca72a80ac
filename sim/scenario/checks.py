"""What must hold between the keys of a scenario: what every system says of itself, and what holds of all.

The checks run on a scenario that validated, and on what can be read of one that did not, so that all problems come at
once; a part that could not be read is passed over.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from sim.scenario.assets import check_names, check_presence, systems
from sim.scenario.chosen import check_chosen
from sim.scenario.floods import check_floods
from sim.scenario.manifests import check_arrivals
from sim.scenario.places import check_places
from sim.scenario.schema.decisions import check_decisions
from sim.scenario.schema.fields import fields_of
from sim.scenario.schema.goals import check_goals
from sim.scenario.schema.orbit import check_orbit
from sim.scenario.schema.scenario import ScenarioTable
from sim.scenario.schema.stages import check_stages
from sim.scenario.schema.system import Check, MissingError, Report, Span

_OF_ALL: tuple[Check, ...] = (check_presence, check_names, check_arrivals, check_chosen, check_floods, check_places)

SURELY_COVERED = (datetime.date(2026, 1, 1), datetime.date(2055, 1, 1))
"""Days between which the ephemeris is not asked what it covers: importing and reading it takes longer than a check."""


def check(scenario: Any, report: Report) -> None:
    """Report everything in a scenario, whole or partial, that does not fit together."""
    for one in (_span, _bases, check_goals, check_decisions, check_stages):
        with suppress(MissingError):
            one(scenario, report)
    span = Span(scenario)
    for path, tables in _tables(scenario):
        present = [system for key, system in systems().items() if _has(tables, key)]
        for each in (*_OF_ALL, *(one for system in present for one in system.checks())):
            with suppress(MissingError):
                each(tables, span, _beneath(path, report))


def _tables(scenario: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The tables of every base, with the path they stand under."""
    yield (), _AtSite(scenario, scenario)
    with suppress(MissingError):
        for name, base in scenario.bases.items():
            yield ("bases", name), _AtSite(base, scenario)


class _AtSite:
    """A base, the main one among them, at the site of the main one where it has none of its own.

    A system that it does not have is like one that could not be read: what depends on it is not checked. What a system
    needs is checked by itself.
    """

    def __init__(self, base: Any, scenario: Any) -> None:
        self.of = base
        self._base = base
        self._scenario = scenario

    def __getattr__(self, key: str) -> Any:
        found = getattr(self._base, key)
        if found is None and key in systems():
            raise MissingError(key)
        return self._scenario.site if key == "site" and found is None else found


def _has(tables: Any, key: str) -> bool:
    """Whether a base has a system, as far as that can be read."""
    return getattr(tables, key, None) is not None


def _beneath(path: tuple[str, ...], report: Report) -> Report:
    return lambda key, message: report((*path, *key), message)


def _span(scenario: Any, report: Report) -> None:
    """The end comes after the start, and the ephemeris covers both."""
    outside = False
    for key in ("start", "end"):
        with suppress(MissingError):
            day = getattr(scenario, key)
            if not SURELY_COVERED[0] <= day <= SURELY_COVERED[1]:
                first, last = _coverage()
                if not first <= datetime.datetime.combine(day, datetime.time()) <= last:
                    outside = True
                    report((key,), f"{day} is outside the ephemeris, which covers {first.date()} to {last.date()}")
    if not outside and scenario.end <= scenario.start:
        report(("end",), f"{scenario.end} is not after the start, {scenario.start}")


def _coverage() -> tuple[datetime.datetime, datetime.datetime]:
    """The first and the last moment of the ephemeris."""
    from sim.moon import ephemeris

    first, last = (moment.astype("datetime64[s]").item() for moment in ephemeris.coverage())
    return first, last


def _bases(scenario: Any, report: Report) -> None:
    """A base has what its systems need."""
    # What the main base must have lacks by itself, whatever needs it.
    required = {key for key, spec in fields_of(ScenarioTable).items() if spec.required}
    for key, needed in _lacking(scenario):
        if needed not in required:
            report((key,), f"needs a table [{needed}] beside it")
    for name, base in scenario.bases.items():
        if name in systems():
            report(("bases", name), f"is the name of a system; a base needs another (such as {name}-2)")
        check_orbit(base, _beneath(("bases", name), report))
        for key, needed in _lacking(base):
            report(("bases", name, key), f"needs a table [bases.{name}.{needed}] beside it")


def _lacking(base: Any) -> Iterator[tuple[str, str]]:
    """Each system of a base with each that it needs and that is not there."""
    for key, system in systems().items():
        for needed in system.needs if _has(base, key) else ():
            if not _has(base, needed):
                yield key, needed

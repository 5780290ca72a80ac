"""What runs must come to: ``energy.survival_availability >= 0.999 in 95 %``."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass

import numpy as np

from sim.result.kpis import spec_of, specs
from sim.scenario.base_names import split_base
from sim.scenario.conversion import conversion
from sim.scenario.problems import suggestion
from sim.scenario.units import UnitError, base_of
from sim.study.errors import StudyError
from sim.study.replicates.measures import CHIEF, DATE, FloatArray
from sim.study.statistics import Estimate, proportion

_EXAMPLE = '"energy.survival_availability >= 0.999 in 95 %"'
_REQUIREMENT = re.compile(
    r"\s*(?P<measure>[^\s<>=≤≥]+)\s*(?P<way>>=|<=|≥|≤)\s*(?P<bound>.+?)"
    r"(?:\s+in\s+(?P<share>\d+(?:\.\d*)?)\s*%(?:\s+of\s+(?:runs|draws|replicates))?)?\s*"
)
_AMOUNT = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)")


@dataclass(frozen=True)
class Requirement:
    """What a share of the runs must come to.

    Attributes:
        measure: Name of the measure.
        at_least: Whether it must be so much or more; else so much or less.
        bound: So much [unit of the measure; h since the start of a date].
        share: In which share of the runs at least [1].
        limit: The bound as it was given.
        text: All of it as it was given.
    """

    measure: str
    at_least: bool
    bound: float
    share: float
    limit: str
    text: str

    def met(self, values: FloatArray) -> Estimate:
        """In which share of the runs it is so, with Wilson's interval; a run without the measure does not meet it.

        Args:
            values: Values of the measure in the runs, shape (n,); infinite for a date after the end.
        """
        good = values >= self.bound if self.at_least else values <= self.bound
        return proportion(int(np.sum(good & ~np.isnan(values))), len(values))

    def reached(self, values: FloatArray) -> float:
        """What as many of the runs as are asked for come to or better: what would have to be the bound."""
        worst = -math.inf if self.at_least else math.inf
        known = np.where(np.isnan(values), worst, values)
        ordered = np.sort(known)[::-1] if self.at_least else np.sort(known)
        return float(ordered[max(1, math.ceil(self.share * len(values) - 1e-9)) - 1])

    def shortfall(self, values: FloatArray, *, surely: bool = False) -> float:
        """How far a design is from meeting it: the share of runs that is missing, 0 where none is.

        Of designs that miss the same share, that is a little less whose runs come closer to the bound.

        Args:
            values: Values of the measure in the runs, shape (n,).
            surely: Whether the lower end of the interval must reach the share, and not the share itself.
        """
        found = self.met(values)
        reached = found.low if surely and found.low is not None else found.value
        missing = self.share - reached
        if missing <= 1e-12:
            return 0.0
        # Relative, and between 0 and 1: a date that nobody reaches is as far as can be.
        away = abs(self.reached(values) - self.bound) / max(abs(self.bound), 1e-9)
        return missing + 1e-3 * (away / (1.0 + away) if math.isfinite(away) else 1.0)


def requirement_of(text: str, start: dt.datetime, until_h: float, given: str) -> Requirement:
    """Read a requirement: ``KPI >= X [unit] [in P %]``; of a date ``KPI <= 2035-06-01 [in P %]``; in all runs else.

    Args:
        text: What is asked.
        start: First moment of the runs (UTC).
        until_h: Their span [h].
        given: Where it was given, such as ``--meet``, for what is wrong with it.

    Raises:
        StudyError: It says no such thing.
    """
    said = f"{given} '{text}'"
    match = _REQUIREMENT.fullmatch(text)
    if match is None:
        raise StudyError(f"{said} is no requirement; write KPI >= VALUE or KPI <= VALUE, such as {_EXAMPLE}")
    name, unit = match["measure"], unit_of(match["measure"], given)
    share = 1.0 if match["share"] is None else float(match["share"]) / 100.0
    if not 0.0 < share <= 1.0:
        raise StudyError(f"{said}: a share of the runs is more than 0 and at most 100 %")
    at_least = match["way"] in {">=", "≥"}
    bound = _date(said, match["bound"], start, until_h) if unit == DATE else _amount(said, match["bound"], unit)
    if unit == DATE and at_least:
        raise StudyError(f"{said}: a date is met where it is reached in time; write <=")
    return Requirement(name, at_least, bound, share, match["bound"], " ".join(text.split()))


def unit_of(name: str, option: str) -> str:
    """The unit of a measure by its name alone.

    Raises:
        StudyError: There is no KPI of that name.
    """
    if name == CHIEF:
        return DATE
    spec = spec_of(name)
    if spec is None:
        near = suggestion(split_base(name)[1], [CHIEF, *(one.name for one in specs())])
        raise StudyError(f"{option}: there is no KPI '{name}'{near}; ilrs list kpis names them all")
    return spec.unit


def _date(said: str, bound: str, start: dt.datetime, until_h: float) -> float:
    try:
        moment = dt.datetime.fromisoformat(bound)
    except ValueError:
        raise StudyError(f"{said}: {bound} is no UTC date; write for instance 2035-06-01") from None
    hours = (moment.replace(tzinfo=None) - start) / dt.timedelta(hours=1)
    if not 0.0 <= hours <= until_h:
        end = start + dt.timedelta(hours=until_h)
        raise StudyError(
            f"{said}: the runs go from {start:%Y-%m-%d} to {end:%Y-%m-%d} and know no other date; "
            "give one of these, or a later end of the scenario"
        )
    return hours


def _amount(said: str, bound: str, unit: str) -> float:
    match = _AMOUNT.fullmatch(bound)
    if match is None:
        raise StudyError(f"{said}: '{bound}' is no number{'' if unit == '1' else f' of {unit}'}")
    value, given = float(match[1]), match[2].strip()
    if not given or given == unit:
        return value
    try:
        base = base_of(unit)
        to_base, own = conversion(given, base), conversion(unit, base)
    except (UnitError, KeyError):
        due = "a pure number is due" if unit == "1" else f"it is given in {unit}"
        raise StudyError(f"{said}: {due}, not in {given}") from None
    return (to_base(value) - own(0.0)) / (own(1.0) - own(0.0))

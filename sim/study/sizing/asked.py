"""What is asked of a design: requirements that it must meet, and objectives by which one is better than another."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.result.kpis import spec_of, specs
from sim.scenario.base_names import split_base
from sim.scenario.conversion import conversion
from sim.scenario.problems import suggestion
from sim.scenario.units import UnitError, base_of
from sim.study.errors import StudyError
from sim.study.replicates.measures import CHIEF, DATE, FloatArray, Measure
from sim.study.statistics import Estimate, mean, proportion, quantile

_EXAMPLE = '"energy.survival_availability >= 0.999 in 95 %"'
_REQUIREMENT = re.compile(
    r"\s*(?P<measure>[^\s<>=≤≥]+)\s*(?P<way>>=|<=|≥|≤)\s*(?P<bound>.+?)"
    r"(?:\s+in\s+(?P<share>\d+(?:\.\d*)?)\s*%(?:\s+of\s+(?:runs|draws|replicates))?)?\s*"
)
_AMOUNT = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)")


@dataclass(frozen=True)
class Requirement:
    """What a share of the runs of a design must come to.

    Attributes:
        measure: Name of the measure.
        at_least: Whether it must be so much or more; else so much or less.
        bound: So much [unit of the measure; h since the start of a date].
        share: In which share of the runs at least [1].
        text: As it was given.
    """

    measure: str
    at_least: bool
    bound: float
    share: float
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


@dataclass(frozen=True)
class Objective:
    """A measure of which less or more is better.

    Attributes:
        measure: Name of the measure; its mean over the runs counts, of a date the median.
        maximise: Whether more is better.
    """

    measure: str
    maximise: bool = False

    @property
    def text(self) -> str:
        """As the command line says it."""
        return f"--{'maximise' if self.maximise else 'minimise'} {self.measure}"

    def estimate(self, measure: Measure, values: FloatArray) -> Estimate | None:
        """What a design comes to, with its interval; None where no run has it."""
        known = values[~np.isnan(values)]
        if not known.size:
            return None
        return quantile(known, 0.5) if measure.is_date or not np.isfinite(known).all() else mean(known)

    def cost(self, estimate: Estimate | None) -> float:
        """The same so that less is better; infinite where there is none."""
        if estimate is None:
            return math.inf
        return -estimate.value if self.maximise else estimate.value


def requirement_of(text: str, start: dt.datetime, until_h: float) -> Requirement:
    """Read a requirement: ``KPI >= X [unit] [in P %]``; of a date ``KPI <= 2035-06-01 [in P %]``; in all runs else.

    Args:
        text: What is asked.
        start: First moment of the runs (UTC).
        until_h: Their span [h].

    Raises:
        StudyError: It says no such thing.
    """
    match = _REQUIREMENT.fullmatch(text)
    if match is None:
        raise StudyError(f"--meet '{text}' is no requirement; write KPI >= VALUE or KPI <= VALUE, such as {_EXAMPLE}")
    name, unit = match["measure"], unit_of(match["measure"], "--meet")
    share = 1.0 if match["share"] is None else float(match["share"]) / 100.0
    if not 0.0 < share <= 1.0:
        raise StudyError(f"--meet '{text}': a share of the runs is more than 0 and at most 100 %")
    at_least = match["way"] in {">=", "≥"}
    bound = _date(text, match["bound"], start, until_h) if unit == DATE else _amount(text, match["bound"], unit)
    if unit == DATE and at_least:
        raise StudyError(f"--meet '{text}': a date is met where it is reached in time; write <=")
    return Requirement(name, at_least, bound, share, " ".join(text.split()))


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


def _date(text: str, bound: str, start: dt.datetime, until_h: float) -> float:
    try:
        moment = dt.datetime.fromisoformat(bound)
    except ValueError:
        raise StudyError(f"--meet '{text}': {bound} is no UTC date; write for instance 2035-06-01") from None
    hours = (moment.replace(tzinfo=None) - start) / dt.timedelta(hours=1)
    if not 0.0 <= hours <= until_h:
        end = start + dt.timedelta(hours=until_h)
        raise StudyError(
            f"--meet '{text}': the runs go from {start:%Y-%m-%d} to {end:%Y-%m-%d} and know no other date; "
            "give one of these, or a later end of the scenario"
        )
    return hours


def _amount(text: str, bound: str, unit: str) -> float:
    match = _AMOUNT.fullmatch(bound)
    if match is None:
        raise StudyError(f"--meet '{text}': '{bound}' is no number{'' if unit == '1' else f' of {unit}'}")
    value, given = float(match[1]), match[2].strip()
    if not given or given == unit:
        return value
    try:
        base = base_of(unit)
        to_base, own = conversion(given, base), conversion(unit, base)
    except (UnitError, KeyError) as error:
        why = f": {error}" if isinstance(error, UnitError) else ""
        raise StudyError(f"--meet '{text}': '{given}' does not convert to {unit}{why}") from None
    return (to_base(value) - own(0.0)) / (own(1.0) - own(0.0))


@dataclass(frozen=True)
class Asked:
    """All that is asked of a design.

    Attributes:
        requirements: What it must meet.
        objectives: By which it is better than another: one or two.
        surely: Whether the lower end of each interval must reach the share asked for.
    """

    requirements: tuple[Requirement, ...]
    objectives: tuple[Objective, ...]
    surely: bool = False

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The names of all measures that it takes."""
        names = [one.measure for one in self.requirements] + [one.measure for one in self.objectives]
        return tuple(dict.fromkeys(names))

    @property
    def as_json(self) -> dict[str, object]:
        """The same as JSON can hold it."""
        return {
            "meet": [dict(one.__dict__) for one in self.requirements],
            "objectives": [dict(one.__dict__) for one in self.objectives],
            "surely": self.surely,
        }

    @classmethod
    def from_json(cls, found: Mapping[str, list[dict[str, object]]]) -> Asked:
        """The same from there."""
        return cls(
            tuple(Requirement(**one) for one in found["meet"]),  # type: ignore[arg-type]
            tuple(Objective(**one) for one in found["objectives"]),  # type: ignore[arg-type]
            bool(found["surely"]),
        )


def least_runs(share: float) -> int | None:
    """How many runs it takes until the interval of a share can reach so much, when all of them meet it; None for all.

    Wilson's interval of n of n begins at ``n / (n + z²)``.
    """
    if share >= 1.0:
        return None
    n = 1
    while (proportion(n, n).low or 0.0) < share:
        n = max(n + 1, math.ceil(1.05 * n))
    while n > 1 and (proportion(n - 1, n - 1).low or 0.0) >= share:
        n -= 1
    return n

"""What a variant must meet to be chosen: ``energy.survival_availability >= 0.999 in 95 %``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sim.scenario.conversion import conversion
from sim.scenario.problems import suggestion
from sim.scenario.units import TABLE, UnitError
from sim.study.errors import StudyError
from sim.study.replicates.measures import FloatArray, Measure
from sim.study.statistics import Estimate, share_from, share_up_to

_FORM = re.compile(r"\s*(\S+)\s*(>=|<=)\s*(.+?)\s+in\s+(\d+(?:\.\d+)?)\s*%\s*")
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S.*)?")
_FOR_INSTANCE = "write KPI >= VALUE in SHARE %, such as energy.survival_availability >= 0.999 in 95 %"


@dataclass(frozen=True)
class Requirement:
    """A bound that a measure must keep in a share of the draws.

    Attributes:
        measure: Name of the measure.
        at_least: Whether it is a lower bound; else an upper one.
        limit: The bound as it was given.
        share: In which share of the draws [1].
        text: All of it as it was given.
    """

    measure: str
    at_least: bool
    limit: str
    share: float
    text: str

    def bound(self, measures: Mapping[str, Measure], start: dt.datetime) -> float:
        """The bound in the unit of the measure; of a date in hours since the start [h].

        Raises:
            StudyError: There is no such measure, or the bound is in another unit.
        """
        if self.measure not in measures:
            near = suggestion(self.measure, measures, what="there are")
            raise StudyError(f"'{self.text}': there is no figure '{self.measure}' of these scenarios{near}")
        measure = measures[self.measure]
        if measure.is_date:
            try:
                moment = dt.datetime.fromisoformat(self.limit)
                return (moment.replace(tzinfo=None) - start) / dt.timedelta(hours=1)
            except ValueError:
                raise StudyError(f"'{self.text}': {measure.label} is a date, such as 2034-06-30") from None
        match = _NUMBER.fullmatch(self.limit)
        if match is None:
            raise StudyError(f"'{self.text}': '{self.limit}' is not a number; {_FOR_INSTANCE}")
        unit = match[2] or measure.unit
        if unit == measure.unit:
            return float(match[1])
        try:
            return conversion(unit, measure.unit)(float(match[1])) if measure.unit in TABLE else _refused(unit)
        except UnitError:
            what = "a pure number" if measure.unit == "1" else f"given in {measure.unit}"
            raise StudyError(f"'{self.text}': {measure.label} is {what}, not in {unit}") from None

    def met(self, values: FloatArray, bound: float) -> Estimate:
        """In which share of the draws it is met."""
        return share_from(values, bound) if self.at_least else share_up_to(values, bound)


def _refused(unit: str) -> float:
    raise UnitError(unit)


def requirement_of(text: str) -> Requirement:
    """Read a requirement.

    Raises:
        StudyError: It says no such thing.
    """
    match = _FORM.fullmatch(text)
    if match is None or not 0.0 < float(match[4]) <= 100.0:
        raise StudyError(f"'{text}' is no requirement: {_FOR_INSTANCE}")
    return Requirement(match[1], match[2] == ">=", match[3], float(match[4]) / 100.0, " ".join(text.split()))

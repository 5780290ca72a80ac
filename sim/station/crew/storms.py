"""The Sun's particle events as they fall on a base: known from the start, foreseen by people for a while."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import date
from typing import Final

from sim.moon.constants import JULIAN_YEAR_H
from sim.moon.solar_storms import Cycle, DoseLaw, Storm, draw_storms
from sim.scenario.schema.crew_radiation import Radiation
from sim.station.base import Base

_EPOCH: Final = date(2000, 1, 1)
_EPOCH_YEAR: Final = 2000.0


def time_of_year(year_hours: float, start: date) -> float:
    """The time on the clock of a run that begins at ``start`` of a year of the calendar with its fraction.

    Args:
        year_hours: The year, in hours since the year 0 as quantities in years are [h].
        start: First day of the run.

    Returns:
        The time [h], negative before the run.
    """
    return year_hours - _EPOCH_YEAR * JULIAN_YEAR_H - (start - _EPOCH).days * 24.0


class Storms:
    """The storms of a run, and which of them fall or are foreseen now.

    All are drawn at the start, whatever stands at the base, so that two scenarios with one seed meet the same,
    and so do all bases of one.

    Args:
        base: The base.
        table: What falls.
        more: Storms that come by plan, beside those of chance.
    """

    def __init__(self, base: Base, table: Radiation, more: Sequence[Storm] = ()) -> None:
        self._base = base
        self._alarm_from = float(table.alarm_from)
        minimum = time_of_year(float(table.solar_minimum), base.context.scenario.start)
        drawn = draw_storms(
            # The Sun is the same for every base: each draws the same numbers.
            deepcopy(base.context.streams["solar-storms"]),
            base.hours,
            Cycle(float(table.storms_quiet), float(table.storms_active), minimum, float(table.cycle)),
            DoseLaw(float(table.smallest_storm), float(table.largest_storm), float(table.storm_exponent)),
            float(table.shortest_storm),
            float(table.longest_storm),
        )
        self.all = sorted([*drawn, *more], key=lambda storm: storm.begin)
        """All storms of the run, in order of their time."""
        self.falling: list[Storm] = []
        """Those that fall now."""
        self.alarms: list[Storm] = []
        """Those for which there is an alarm now."""
        self.when_warned: list[Callable[[Storm], None]] = []
        """Called when an alarm is raised for a storm."""
        self.when_begun: list[Callable[[Storm], None]] = []
        """Called when a storm begins to fall."""
        self.when_over: list[Callable[[Storm], None]] = []
        """Called when a storm is over, and its alarm with it."""
        for storm in self.all:
            self._plan(storm, float(table.warning))

    @property
    def rate(self) -> float:
        """Dose rate of all that falls now, on the surface without shielding [mSv/h]."""
        return sum((storm.rate for storm in self.falling), 0.0)

    def _plan(self, storm: Storm, warning: float) -> None:
        def warn() -> None:
            self.alarms.append(storm)
            self._call(self.when_warned, storm)

        def begin() -> None:
            self.falling.append(storm)
            self._call(self.when_begun, storm)

        def end() -> None:
            self.falling.remove(storm)
            if storm in self.alarms:
                self.alarms.remove(storm)
            self._call(self.when_over, storm)

        if storm.dose >= self._alarm_from:
            self._base.context.at(storm.begin - warning, warn)
        self._base.context.at(storm.begin, begin)
        self._base.context.at(storm.end, end)

    @staticmethod
    def _call(listeners: Sequence[Callable[[Storm], None]], storm: Storm) -> None:
        for listener in listeners:
            listener(storm)

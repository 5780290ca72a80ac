"""`[crew.radiation]`: what falls on people, what keeps it off, and how much a person may take."""

from contextlib import suppress
from typing import Annotated, Any

from sim.scenario.choice import Choice, Words
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Fraction, Table
from sim.scenario.schema.system import MissingError, Report, Span

AreaDensity = Annotated[Quantity, Dim("g/cm^2", ge=0, le=1e4)]
Dose = Annotated[Quantity, Dim("mSv", ge=0, le=1e5)]
PositiveDose = Annotated[Quantity, Dim("mSv", gt=0, le=1e5)]
DoseRate = Annotated[Quantity, Dim("mSv/yr", ge=0, le=1e6)]
StormRate = Annotated[Quantity, Dim("1/yr", ge=0, le=1000)]
StormLength = Annotated[Quantity, Dim("h", gt=0, le=1000)]


class CareerLimits(Table):
    """Doses that agencies let a person take in a whole career."""

    nasa: PositiveDose
    """Limit of NASA [mSv]."""
    esa: PositiveDose
    """Limit of ESA [mSv]."""
    roscosmos: PositiveDose
    """Limit of Roscosmos [mSv]."""
    csa: PositiveDose
    """Limit of the Canadian Space Agency [mSv]."""
    jaxa: PositiveDose
    """Limit of JAXA [mSv]."""


AGENCIES: tuple[str, ...] = tuple(CareerLimits.model_fields)
"""Agencies whose career limits are known."""


class Radiation(Table):
    """What falls on people, what keeps it off, and how much a person may take."""

    quiet_rate: DoseRate
    """Dose equivalent rate of the galactic background on the surface at solar minimum [mSv/h]."""
    active_rate: DoseRate
    """The same at solar maximum [mSv/h]."""
    solar_minimum: Annotated[Quantity, Dim("year", ge=1900, le=2200)]
    """When there is a solar minimum, any of them, as a year of the calendar with its fraction [h]."""
    cycle: Annotated[Quantity, Dim("year", ge=5, le=20)]
    """Length of the solar cycle [h]."""
    storms_quiet: StormRate
    """How often solar particle events come at solar minimum [1/h]."""
    storms_active: StormRate
    """How often they come at solar maximum [1/h]."""
    smallest_storm: PositiveDose
    """Smallest dose of a solar particle event on the surface without shielding [mSv]."""
    largest_storm: PositiveDose
    """Largest dose of one [mSv]."""
    storm_exponent: Annotated[Quantity, Dim("1", gt=0, le=10)]
    """Exponent of the power law by which larger events are rarer [1]."""
    shortest_storm: StormLength
    """Shortest duration of an event [h]."""
    longest_storm: StormLength
    """Longest duration of one; each doubling is as likely as the next [h]."""
    warning: Annotated[Quantity, Dim("h", ge=0, le=240)]
    """Time between the alarm and the rise of the dose rate [h]."""
    alarm_from: Dose
    """Dose of an event on the surface without shielding from which on the alarm is raised [mSv]."""
    halving: Annotated[Quantity, Dim("g/cm^2", gt=0, le=1000)]
    """Matter that halves the dose of a solar particle event [kg/m^2]."""
    suit: AreaDensity
    """Matter of a space suit around a person outside [kg/m^2]."""
    prior_dose: Dose
    """Dose that a person has taken before he arrives [mSv]."""
    event_limit: PositiveDose
    """Most that a person may take in one solar particle event [mSv]."""
    month_limit: PositiveDose
    """Most that a person may take in 30 days [mSv]."""
    agency: Annotated[Choice, Words(AGENCIES)]
    """Agency whose career limit holds: nasa, esa, roscosmos, csa or jaxa."""
    career_limits: CareerLimits
    """Most that a person may take in a career, by agency."""
    career_warning: Fraction
    """Share of the career limit at which there is a warning [1]."""

    @property
    def career_limit(self) -> float:
        """Return the career limit that holds [mSv]."""
        return float(getattr(self.career_limits, self.agency.value))


def _prior(table: Any, report: Report) -> None:
    """Nobody arrives with his career behind him."""
    with suppress(MissingError):
        limit = getattr(table.career_limits, table.agency.value)
        if table.prior_dose.value >= limit.value:
            message = f"{table.prior_dose} is no less than the career limit of {table.agency}, {limit}: nobody could go"
            report(("crew", "radiation", "prior_dose"), f"{message}; give it less, or name another agency")


def check_radiation(here: Any, _span: Span, report: Report) -> None:
    """The Sun's wind holds the background off, storms are rarest when it is quiet, and ranges are not reversed."""
    with suppress(MissingError):
        table = here.crew.radiation
        _prior(table, report)
        pairs = (
            ("active_rate", "quiet_rate", "the background is weakest when the Sun is active"),
            ("storms_quiet", "storms_active", "events are rarest when the Sun is quiet"),
            ("smallest_storm", "largest_storm", ""),
            ("shortest_storm", "longest_storm", ""),
        )
        for less, more, why in pairs:
            with suppress(MissingError):
                low, high = getattr(table, less), getattr(table, more)
                if low.value > high.value:
                    tail = f": {why}" if why else ""
                    message = f"{low} is more than {more}, {high}{tail}; give {less} less, or {more} more"
                    report(("crew", "radiation", less), message)

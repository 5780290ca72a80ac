"""`[campaign]`: which missions fly when, with which launcher and lander, and what they may lift and land."""

import math
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, Quantity, one_unit
from sim.scenario.schema.base import Catalogued, Chosen, Date, Flag, Fraction, Keyed, Named
from sim.scenario.schema.flights import AsPlanned, fly, landings
from sim.scenario.schema.system import Check, MissingError, Report, Span, System, items

Mass = Annotated[Quantity, Dim("kg", gt=0, le=1e7)]
Hours = Annotated[Quantity, Dim("h", ge=0, le=1e6)]


class LaunchPad(Named):
    """A launch pad on Earth."""

    word: ClassVar[str] = "launch pad"

    turnaround: Hours
    """Least time between two launches from it [h]."""


class Launcher(Catalogued):
    """A rocket that sends landers towards the Moon."""

    word: ClassVar[str] = "launcher"

    payload: Mass
    """Mass that one launch sends towards the Moon [kg]."""
    success: Fraction
    """Probability that a launch succeeds [1]."""
    slip_chance: Fraction
    """Probability that a launch slips [1]."""
    slip_mean: Hours
    """Mean time by which one that slips is late; these times are exponential [h]."""
    pad: str | None = Field(default=None, strict=True, min_length=1)
    """Which of `campaign.pads` it is launched from; if not given, pads limit nothing."""


class CargoLander(Catalogued):
    """A lander that brings cargo to the ground."""

    word: ClassVar[str] = "lander"

    payload: Mass
    """Mass of cargo that it lands [kg]."""
    launch_mass: Mass
    """Mass of it with its propellant and its whole cargo as it leaves Earth [kg]."""
    transit: Hours
    """Time from the last launch to the landing [h]."""
    success: Fraction
    """Probability that it lands once its launches succeeded [1]."""
    rebuild: Hours
    """Time from a loss until it is ready to fly once more with the same cargo [h]."""
    cost: Annotated[Quantity, Dim("MUSD/t", ge=0, le=1e6)]
    """Cost of transport for a tonne of its payload, launches and lander included, however full it flies [MUSD/t]."""


class Mission(Chosen):
    """A flight to the Moon with what says `arrives_with` its name; what waits for anything makes it wait too."""

    word: ClassVar[str] = "mission"

    date: Date
    """Day of the first launch as planned (00:00 UTC)."""
    launcher: str = Field(strict=True, min_length=1)
    """Which of `campaign.launchers` it flies on."""
    lander: str = Field(strict=True, min_length=1)
    """Which of `campaign.cargo_landers` it lands with."""
    launches: Annotated[Quantity, Dim("1", ge=1, le=100, whole=True)] = Field(default_factory=one_unit)
    """Launches that one landing takes [1]; one, if not given."""
    base: str | None = Field(default=None, strict=True, min_length=1)
    """Which of `bases` it brings cargo to; if not given, it may bring some to any."""
    window: Hours | None = None
    """How long a launch window stays open from `date` on; if not given, it always is [h]."""
    window_period: Annotated[Quantity, Dim("h", gt=0, le=1e6)] | None = None
    """Time from the opening of a window to that of the next; there is no other, if not given [h]."""
    success: Fraction | None = None
    """Probability that it lands; if not given, that of its launches and its lander together [1]."""
    rebuild: Hours | None = None
    """Time from a loss until it is ready to fly once more; if not given, that of its lander [h]."""
    lost: Flag = False
    """Whether its first flight is lost whatever the chances, to see what that would cost."""

    def opens(self, moment: float, first: float) -> float:
        """Return the first time from a moment on at which its window is open [h]; infinity where none comes.

        Args:
            moment: From when on [h].
            first: When its first window opens [h].
        """
        if self.window is None or math.isinf(moment) or moment - first <= self.window.value:
            return moment
        if self.window_period is None:
            return math.inf
        period = self.window_period.value
        since = (moment - first) % period
        # A remainder that misses a whole period by a rounding is the opening itself.
        return moment if since <= self.window.value or period - since < 1e-9 else moment + (period - since)


class Campaign(System):
    """What flies when: missions, their launchers and landers."""

    launchers: Keyed[Launcher] = Field(default_factory=dict)
    """Launchers by name."""
    pads: Keyed[LaunchPad] = Field(default_factory=dict)
    """Launch pads by name."""
    cargo_landers: Keyed[CargoLander] = Field(default_factory=dict)
    """Landers by name."""
    missions: Keyed[Mission] = Field(default_factory=dict)
    """Missions by name."""

    def launcher(self, mission: Mission) -> Launcher:
        """Return the launcher of a mission."""
        return self.launchers[mission.launcher]

    def lander(self, mission: Mission) -> CargoLander:
        """Return the lander of a mission."""
        return self.cargo_landers[mission.lander]

    def success(self, mission: Mission) -> float:
        """Return the probability that a flight of a mission lands [1]."""
        if mission.success is not None:
            return mission.success.value
        return float(self.launcher(mission).success.value ** int(mission.launches) * self.lander(mission).success.value)

    def rebuild(self, mission: Mission) -> float:
        """Return the time from the loss of a mission until it is ready once more [h]."""
        return float(self.lander(mission).rebuild if mission.rebuild is None else mission.rebuild)

    def cost(self, mission: Mission) -> float:
        """Return what a flight of a mission costs [MUSD]."""
        lander = self.lander(mission)
        return lander.payload.value / 1000.0 * lander.cost.value

    def spent(self, launches: Iterable[str]) -> float:
        """Return what some launches cost [MUSD], each given by its mission: those of a flight share its cost."""
        each = {name: self.cost(mission) / mission.launches.value for name, mission in self.missions.items()}
        return math.fsum(each[name] for name in launches)

    def planned(self, hours_of: Callable[[date], float], waits: Mapping[str, float] | None = None) -> dict[str, float]:
        """Return when each mission lands as planned [h], by its name.

        Args:
            hours_of: Hours from the start of the scenario to a day [h].
            waits: Moment before which some missions are not due even as planned [h].
        """
        return landings(fly(self, hours_of, AsPlanned(), waits))

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """What must hold between keys."""
        return (_names, _dates)


def _names(here: Any, span: Span, report: Report) -> None:
    """Launchers, landers, pads and bases that are named exist."""
    table = here.campaign
    for name, launcher in items(here, "campaign", "launchers"):
        with suppress(MissingError):
            if launcher.pad is not None and launcher.pad not in table.pads:
                message = f'there is no pad "{launcher.pad}"{suggestion(launcher.pad, table.pads, what="pads")}'
                report(("campaign", "launchers", name, "pad"), f"{message}; add campaign.pads.{launcher.pad}")
    for name, mission in items(here, "campaign", "missions"):
        for key, known in (("launcher", "launchers"), ("lander", "cargo_landers")):
            with suppress(MissingError):
                given, there = getattr(mission, key), getattr(table, known)
                if given not in there:
                    tail = suggestion(given, there, what=known.replace("_", " "))
                    message = f'there is no {key} "{given}"{tail}; add campaign.{known}.{given} with its model'
                    report(("campaign", "missions", name, key), message)
        with suppress(MissingError):
            bases = span.scenario.bases
            if mission.base is not None and mission.base not in bases:
                tail = suggestion(mission.base, bases, what="bases")
                message = f'there is no base "{mission.base}"{tail}; without base, it brings cargo to any'
                report(("campaign", "missions", name, "base"), message)


def _dates(here: Any, span: Span, report: Report) -> None:
    """A mission flies after the start, and its windows do not overlap."""
    for name, mission in items(here, "campaign", "missions"):
        path = ("campaign", "missions", name)
        with suppress(MissingError):
            if mission.date < span.start:
                message = f"{mission.date} is before the start, {span.start}; what is there by then needs no mission"
                report((*path, "date"), message)
        with suppress(MissingError):
            if mission.window_period is not None and mission.window is None:
                report((*path, "window_period"), "stands alone; give window, how long each window stays open")
            elif mission.window_period is not None and mission.window.value > mission.window_period.value:
                message = f"{mission.window} is longer than the {mission.window_period} from one window to the next"
                report((*path, "window"), message)

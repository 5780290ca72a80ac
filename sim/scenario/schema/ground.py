"""`[ground]`: who listens on Earth, who watches the machines from there, and what becomes of data and samples."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Catalogued, Count, DataRate, Date, Dated, Keyed, Named, Positive, Table, asset_text
from sim.scenario.schema.site import Elevation, Latitude, Longitude
from sim.scenario.schema.system import Check, MissingError, Report, Span, System, items

Hours = Annotated[Quantity, Dim("h", ge=0, le=1e6)]
Mtbf = Annotated[Quantity, Dim("h", ge=1, le=1e15)]
Mttr = Annotated[Quantity, Dim("h", ge=0, le=1e9)]

_MBIT_PER_S = 1 / 3.6
"""1 Gbit/h in Mbit/s."""

DAY_H = 24.0


class GroundStation(Catalogued, Dated):
    """A ground station on Earth: it hears the Moon while that stands above its mask."""

    word: ClassVar[str] = "ground station"

    latitude: Latitude
    """Geodetic latitude, north positive [deg]."""
    longitude: Longitude
    """Longitude, east positive [deg]."""
    height: Elevation
    """Height above the ellipsoid of WGS 84 [m]."""
    mask: Annotated[Quantity, Dim("deg", ge=-5, le=90)]
    """Lowest elevation of the Moon at which it works [deg]."""
    rate: DataRate
    """Most data that it receives of a base [Gbit/h]."""
    mtbf: Mtbf
    """Mean time between two outages [h]."""
    mttr: Mttr
    """Mean length of an outage [h]."""


class Shift(Named):
    """People on Earth who watch over machines of the main base at the same hours of each day."""

    word: ClassVar[str] = "shift"

    people: Count
    """How many machines they watch over at once [1]."""
    begins: Annotated[Quantity, Dim("h", ge=0, lt=24)]
    """Time of day at which they begin, UTC [h]."""
    hours: Annotated[Quantity, Dim("h", gt=0, le=24)]
    """How long they watch [h]."""


class Centre(Table):
    """The data centre: what arrives waits in line, is processed and goes into the archive."""

    rate: Annotated[Quantity, Dim("Mbit/s", gt=0, le=1e5)]
    """Data that it processes while it works [Gbit/h]."""
    desks: Annotated[Quantity, Dim("1", ge=1, le=1000, whole=True)]
    """How many projects it computes for at once [1]."""
    mtbf: Mtbf
    """Mean time between two outages [h]."""
    mttr: Mttr
    """Mean length of an outage [h]."""


class Laboratory(Table):
    """The laboratory: each sample takes a bench for a time and gives a result."""

    benches: Annotated[Quantity, Dim("1", ge=1, le=1000, whole=True)]
    """How many samples are looked at once [1]."""
    hours: Annotated[Quantity, Dim("h", ge=0.01, le=1e5)]
    """Time that a sample takes [h]."""


class Samples(Named):
    """Samples that reach the laboratory together: on a day, or some time after people have left the Moon."""

    word: ClassVar[str] = "samples"

    pieces: Annotated[Quantity, Dim("1", ge=1, le=10000, whole=True)]
    """How many there are [1]."""
    date: Date | None = None
    """Day on which they arrive (00:00 UTC)."""
    rotation: str | None = Field(default=None, strict=True, min_length=1)
    """Which of `crew.rotations` brings them home, instead of a day."""
    journey: Hours | None = None
    """Time from leaving the Moon to the laboratory's door, of those that a rotation brings [h]."""


class Project(Named):
    """A scientific project that takes the facility's capacity and the station's data; done when it has all it needs."""

    word: ClassVar[str] = "project"

    date: Date
    """Day on which it begins (00:00 UTC)."""
    priority: Positive
    """Who is served first where several wait: 1 before 2 [1]."""
    instrument: str | None = Field(default=None, strict=True, min_length=1)
    """Which of `communication.instruments` it needs data of."""
    volume: Annotated[Quantity, Dim("Gbit", gt=0, le=1e9)] | None = None
    """Data of that instrument that must lie in the archive, whenever they came [Gbit]."""
    processing: Hours | None = None
    """Time for which it takes a desk of the data centre, once its data and its samples are there [h]."""
    samples: Count | None = None
    """Results of samples that it needs for itself [1]."""


class Ground(System):
    """The ground facility: stations, shifts, data centre, laboratory, and the projects that take their capacity."""

    stations: Keyed[GroundStation] = Field(default_factory=dict)
    """Ground stations by name; without any, somebody always listens."""
    shifts: Keyed[Shift] = Field(default_factory=dict)
    """Shifts by name; without any, `communication.operators` watch day and night."""
    centre: Centre
    """The data centre."""
    laboratory: Laboratory
    """The laboratory of samples."""
    samples: Keyed[Samples] = Field(default_factory=dict)
    """Samples that come to it, by name."""
    projects: Keyed[Project] = Field(default_factory=dict)
    """Projects by name."""

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """What must hold between keys."""
        return (_samples, _projects)

    def overview(self, here: Any) -> Iterator[tuple[str, str]]:
        """Stations, shifts, and what takes data and samples."""
        for name, station in sorted(self.stations.items()):
            yield "ground", f"{name} = {asset_text(station)}, above {station.mask}, {_mbit(station.rate)}"
        if self.shifts:
            fewest, most = extremes(self.shifts)
            people = f"{fewest}" if fewest == most else f"{fewest} to {most}"
            operators = f"instead of communication.operators, {here.communication.operators}"
            yield "shifts", f"{', '.join(sorted(self.shifts))}: {people} operators on Earth {operators}"
        yield "data centre", f"{_mbit(self.centre.rate)}, {self.centre.desks} desks"
        pieces = sum(int(each.pieces) for each in self.samples.values())
        yield "laboratory", f"{self.laboratory.benches} benches, {pieces} samples to come"
        for name, project in sorted(self.projects.items()):
            yield "project", f"{name} from {project.date}: {needs_text(project)}"

    def notes(self, here: Any) -> Iterator[str]:  # noqa: ARG002
        """What is never there: people on shifts, samples that are needed."""
        if self.shifts and not any(extremes(self.shifts)):
            yield "ground.shifts: nobody is on any of them: nothing supervised works"
        pieces = sum(int(each.pieces) for each in self.samples.values())
        wanted = sum(int(each.samples) for each in self.projects.values() if each.samples is not None)
        if wanted > pieces:
            yield f"ground.projects: they need {wanted} samples, and {pieces} come"


def _mbit(rate: Quantity) -> str:
    return f"{rate.value * _MBIT_PER_S:.4g} Mbit/s"


def needs_text(project: Project) -> str:
    """Return what a project needs, in a few words."""
    words = []
    if project.instrument is not None:
        words.append(f"{project.volume} of {project.instrument}")
    if project.samples is not None:
        words.append(f"{project.samples} samples")
    if project.processing is not None:
        words.append(f"{project.processing} at a desk")
    return ", ".join(words) or "nothing"


def by_hour(shifts: Mapping[str, Shift]) -> list[tuple[float, int]]:
    """Return how many people watch through a day: (time of day [h], people from then on), the first at 0."""
    changes: dict[float, int] = {0.0: 0}
    for shift in shifts.values():
        people, begins, hours = int(shift.people), float(shift.begins), float(shift.hours)
        ends = begins + hours
        for moment, change in ((begins, people), (ends % DAY_H, -people)):
            changes[moment] = changes.get(moment, 0) + change
        if ends >= DAY_H:
            # It goes on past midnight, or ends there: whoever is on then was on before the day began.
            changes[0.0] += people
    found: list[tuple[float, int]] = []
    people = 0
    for moment in sorted(changes):
        people += changes[moment]
        if not found or found[-1][1] != people:
            found.append((moment, people))
    return found


def extremes(shifts: Mapping[str, Shift]) -> tuple[int, int]:
    """Return the fewest and the most people that watch at any time of a day."""
    people = [each for _, each in by_hour(shifts)]
    return min(people), max(people)


def on_the_mean(shifts: Mapping[str, Shift]) -> float:
    """Return how many people watch on the mean over a day."""
    return sum(int(shift.people) * float(shift.hours) for shift in shifts.values()) / DAY_H


def _samples(here: Any, _span: Span, report: Report) -> None:
    """Samples come on a day or with people."""
    for name, samples in items(here, "ground", "samples"):
        path = ("ground", "samples", name)
        with suppress(MissingError):
            if (samples.date is None) == (samples.rotation is None):
                both = "both are given" if samples.date is not None else "neither is given"
                report(path, f"needs a date, or the rotation that brings them; {both}")
                continue
            if samples.rotation is None:
                if samples.journey is not None:
                    report((*path, "journey"), "is of samples that a rotation brings; leave it out beside a date")
                continue
            if samples.journey is None:
                report((*path, "journey"), "is missing: how long they are on their way after the rotation has left")
            crew = here.of.crew  # None where there is none, so that this is said and not passed over
            rotations = {} if crew is None else crew.rotations
            if samples.rotation not in rotations:
                tail = suggestion(samples.rotation, rotations) if rotations else "; give a date instead"
                report((*path, "rotation"), f'there is no rotation "{samples.rotation}"{tail}')


def _projects(here: Any, _span: Span, report: Report) -> None:
    """A project needs something, and there is what gives it."""
    for name, project in items(here, "ground", "projects"):
        path = ("ground", "projects", name)
        with suppress(MissingError):
            needs = (project.instrument, project.volume, project.processing, project.samples)
            if all(need is None for need in needs):
                report(path, "needs nothing: give an instrument with a volume, processing or samples")
        with suppress(MissingError):
            if (project.instrument is None) != (project.volume is None):
                given, missing = ("volume", "instrument") if project.instrument is None else ("instrument", "volume")
                report((*path, missing), f"is missing: it belongs to {given}")
            known = here.communication.instruments
            if project.instrument is not None and project.instrument not in known:
                tail = suggestion(project.instrument, known) if known else "; add [communication.instruments]"
                report((*path, "instrument"), f'there is no instrument "{project.instrument}"{tail}')

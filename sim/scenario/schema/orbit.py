"""`[bases.NAME.orbit]`: the orbit of a base that goes around the Moon."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated, Any

from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Table
from sim.scenario.schema.system import MissingError, Report

Altitude = Annotated[Quantity, Dim("km", gt=0, le=1e5)]
Angle = Annotated[Quantity, Dim("deg", ge=-360, le=360)]

ALTITUDES = ("perilune_altitude", "apolune_altitude")
"""One of the two ways in which the size and shape of an orbit are given."""
AXIS = ("semi_major_axis", "eccentricity")
"""The other one."""


def _radius() -> float:
    """Radius of the sphere above which altitudes are counted [m]."""
    # Behind it stands numpy, which whoever reads a scenario without orbits does not need.
    from sim.moon.constants import R_MOON_KM

    return R_MOON_KM * 1000.0


class Orbit(Table):
    """A Kepler ellipse about the Moon: its size and shape by two altitudes, or by semi-major axis and eccentricity."""

    perilune_altitude: Altitude | None = None
    """Lowest altitude above the sphere of 1737.4 km [m]."""
    apolune_altitude: Altitude | None = None
    """Highest altitude above that sphere [m]."""
    semi_major_axis: Annotated[Quantity, Dim("km", gt=0, le=1e5)] | None = None
    """Half the long axis of the ellipse, in place of the altitudes [m]."""
    eccentricity: Annotated[Quantity, Dim("1", ge=0, lt=1)] | None = None
    """Eccentricity, with the semi-major axis [1]."""
    inclination: Annotated[Quantity, Dim("deg", ge=0, le=180)]
    """Inclination to the Moon's equator [deg]."""
    ascending_node: Angle
    """Longitude of the ascending node at the start [deg]."""
    argument_of_perilune: Angle
    """Angle from the ascending node to perilune; 90 deg puts the apolune over the south [deg]."""
    mean_anomaly: Angle
    """Mean anomaly at the start of the scenario [deg]."""

    @property
    def altitudes(self) -> tuple[float, float]:
        """Lowest and highest altitude above the sphere of 1737.4 km [m]."""
        if self.semi_major_axis is None or self.eccentricity is None:
            assert self.perilune_altitude is not None  # as it was checked
            assert self.apolune_altitude is not None
            return self.perilune_altitude.value, self.apolune_altitude.value
        axis, shape = self.semi_major_axis.value, self.eccentricity.value
        return axis * (1.0 - shape) - _radius(), axis * (1.0 + shape) - _radius()

    @property
    def text(self) -> str:
        """What it is, for people."""
        near, far = (altitude / 1000.0 for altitude in self.altitudes)
        return f"in orbit, {near:,.6g} x {far:,.6g} km at {self.inclination.value:.5g} deg"


NO_GROUND = {
    "tools": ("excavators", "sieves", "printers", "layers"),
    "energy": ("places", "cables"),
    "communication": ("relays", "radios", "stations"),
    "shelter": ("structures",),
    "resources": ("haulers",),
}
"""What needs ground, or a sky over ground, by system: a base in orbit has none of it."""


def check_orbit(base: Any, report: Report) -> None:
    """An orbit is given in one way, stays above the surface, and replaces the site; nothing there needs ground."""
    orbit = base.orbit
    if orbit is None:
        return
    with suppress(MissingError):
        if base.site is not None:
            report(("orbit",), "stands beside a site; leave one out: a base is on the ground or in orbit")
    for path, message in _shape(orbit):
        report(("orbit", *path), message)
    for path, names in _grounded(base):
        report(path, f"{', '.join(names)} cannot be in orbit; let the base on the ground have it, or leave it out")


def _shape(orbit: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what is wrong with size and shape of an orbit."""
    with suppress(MissingError):
        given = {key: getattr(orbit, key) for key in (*ALTITUDES, *AXIS)}
        there = [key for key in given if given[key] is not None]
        if there not in ([*ALTITUDES], [*AXIS]):
            has = f"has {', '.join(there)}" if there else "has no size"
            yield (), f"{has}; give {' and '.join(ALTITUDES)}, or {' and '.join(AXIS)}"
            return
        if there == [*ALTITUDES]:
            near, far = given["perilune_altitude"], given["apolune_altitude"]
            if far.value < near.value:
                yield ("apolune_altitude",), f"{far} is below perilune_altitude, {near}; exchange them"
            return
        lowest = given["semi_major_axis"].value * (1.0 - given["eccentricity"].value)
        if lowest <= _radius():
            most = 1.0 - _radius() / given["semi_major_axis"].value
            remedy = f"an eccentricity below {most:.4g}" if most > 0 else "a longer axis"
            deep = (_radius() - lowest) / 1000
            yield ("semi_major_axis",), f"its perilune lies {deep:.4g} km below the surface; take {remedy}"


def _grounded(base: Any) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield keys and names of what a base has that needs ground."""
    for system, kinds in NO_GROUND.items():
        for kind in kinds:
            with suppress(MissingError, AttributeError):
                table = getattr(base, system)
                names = [] if table is None else list(getattr(table, kind))
                if names:
                    yield (system, kind), sorted(names)
    with suppress(MissingError):
        if getattr(base, "exploration", None) is not None:
            yield ("exploration",), ["what explores"]


def orbit_of(tables: Any) -> Orbit | None:
    """Return the orbit of a base, None for one on the ground."""
    found: Orbit | None = getattr(tables, "orbit", None)
    return found

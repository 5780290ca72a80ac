"""Places of a base besides its main one, what may stand at them, and the cables that bring power there."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Efficiency, Kilograms, Named, Standing, Table
from sim.scenario.schema.site import Elevation, Horizons, Latitude, Longitude, Site

CABLE = "energy.cable."
"""What the names of channels and figures of the cables to a place begin with, before its name."""


class Placed(Table):
    """What may stand at a place of its base other than the main one."""

    at: str | None = Field(default=None, strict=True, min_length=1)
    """Which of `energy.places` it stands at; the main place of the base, if not given."""


class Place(Named):
    """A place of a base besides its main one, such as a crater floor beside a rim: a bus and a sky of its own."""

    word: ClassVar[str] = "place"

    distance: Annotated[Quantity, Dim("km", gt=0, le=1000)]
    """Way along the ground from the main place of the base [m]."""
    latitude: Latitude | None = None
    """Selenographic latitude, north positive; that of the site, if not given [deg]."""
    longitude: Longitude | None = None
    """Selenographic longitude, east positive; that of the site, if not given [deg]."""
    elevation: Elevation | None = None
    """Height of the ground above the sphere of 1737.4 km; that of the site, if not given [m]."""
    horizons: Horizons | None = None
    """Measured horizons by mast height, such as "10 m"; without them it has the sky of the site."""

    def site(self, main: Site) -> Site:
        """Return the site of this place: that of the main place with what is said otherwise here."""
        own = {key: getattr(self, key) for key in PLACING if getattr(self, key) is not None}
        return main.model_copy(update=own) if self.horizons is not None else main


PLACING = ("latitude", "longitude", "elevation", "horizons")
"""Keys of a place that make its sky; only horizons make it another one than that of the site."""


class Cable(Standing):
    """A cable along the ground from the main place of a base to another, with the converters at its two ends.

    Power may run either way. Several to one place share what runs by their capacities.
    """

    word: ClassVar[str] = "cable"

    to: str | None = Field(default=None, strict=True, min_length=1)
    """Which of `energy.places` it leads to; the one of its own name, if not given."""
    capacity: Annotated[Quantity, Dim("kW", gt=0, le=1e4)]
    """Most power that enters one cable, at whichever end [kW]."""
    length: Annotated[Quantity, Dim("km", gt=0, le=1000)] | None = None
    """Length of one cable; the distance of the place, if not given [m]."""
    mass_per_length: Annotated[Quantity, Dim("kg/km", ge=0, le=1e5)]
    """Mass as landed of a stretch of cable over its length, what pays it out included [kg/m]."""
    terminal_mass: Kilograms
    """Mass as landed of the converters at both ends of one cable [kg]."""
    loss_per_length: Annotated[Quantity, Dim("1/km", ge=0, lt=1)]
    """Share of the power that is lost on a stretch of its length; taken to be that of full power, at any [1/m]."""
    path_efficiency: Efficiency
    """Share of the power that the converters at both ends together leave [1]."""

    @property
    def place(self) -> str:
        """Name of the place that it leads to."""
        return self.name if self.to is None else self.to

    def run(self, places: Mapping[str, Any]) -> float:
        """Return the length of one cable [m].

        Args:
            places: The places of the base by name.
        """
        return float(places[self.place].distance.value if self.length is None else self.length.value)

    def efficiency(self, places: Mapping[str, Any]) -> float:
        """Return the share of the power that enters it which leaves it [1]; arguments as of :meth:`run`."""
        return float(self.path_efficiency.value) * (1.0 - float(self.loss_per_length.value) * Cable.run(self, places))

    def mass(self, places: Mapping[str, Any]) -> float:
        """Return the mass of one cable as landed [kg]; arguments as of :meth:`run`."""
        return float(self.mass_per_length.value) * self.run(places) + float(self.terminal_mass.value)

    @property
    def unit_mass(self) -> float:
        """Mass of the converters of one cable [kg]: how long it is, only the table of the base's energy knows."""
        return float(self.terminal_mass)

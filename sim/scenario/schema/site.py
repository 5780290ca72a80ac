"""The `[site]`: where the station stands and what its horizons are."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from sim.scenario.conversion import conversion
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Named, Table, Text, put_names
from sim.scenario.units import TABLE

_HEIGHT = re.compile(r"\s*([0-9.eE+-]+)\s*([a-z]+)\s*")


class HorizonTable(Named):
    """A measured horizon: elevation angles over azimuths, linear and periodic in between."""

    azimuth_deg: tuple[float, ...]
    """Azimuths clockwise from lunar north, rising, each in [0, 360) [deg]."""
    elevation_deg: tuple[float, ...]
    """Elevation of the horizon at each azimuth as seen from the mast [deg]."""
    origin: str = ""
    """Where the horizon comes from: the header of its file. Lines that begin with "note:" are shown by `ilrs check`."""

    @property
    def mast(self) -> float:
        """The height above ground for which this horizon was measured [m]."""
        return mast_height(self.name)

    @property
    def note(self) -> str:
        """What to mind about it: the lines of its origin that begin with "note:", "" if there are none."""
        found = (line.partition("note:") for line in self.origin.splitlines())
        return " ".join(text.strip() for before, mark, text in found if mark and not before.strip())


def mast_height(key: str) -> float:
    """Return the height [m] that a key of `horizons` such as "10 m" names.

    Raises:
        ValueError: the key is not a height.
    """
    match = _HEIGHT.fullmatch(key)
    if match is None or match[2] not in TABLE["m"]:
        raise ValueError(key)
    height = conversion(match[2], "m")(float(match[1]))
    if not 0 <= height <= 1000:
        raise ValueError(key)
    return height


def _by_height(raw: Any) -> Any:
    if not isinstance(raw, dict) or not raw:
        raise PydanticCustomError(
            "horizons", 'horizons are a table from mast height to file, such as { "10 m" = "horizon.csv" }'
        )
    named: dict[str, Any] = {}
    for key, horizon in raw.items():
        try:
            name = f"{mast_height(str(key)):g} m"
        except ValueError:
            raise PydanticCustomError("horizons", '"{key}" is not a mast height such as "10 m"', {"key": key}) from None
        if name in named:
            raise PydanticCustomError("horizons", "the mast height {name} is there twice", {"name": name})
        named[name] = horizon
    return named


Latitude = Annotated[Quantity, Dim("deg", ge=-90, le=90)]
Longitude = Annotated[Quantity, Dim("deg", ge=-180, le=360)]
Elevation = Annotated[Quantity, Dim("m", ge=-10000, le=11000)]
#: Measured horizons by mast height.
Horizons = Annotated[dict[str, HorizonTable], BeforeValidator(_by_height), AfterValidator(put_names)]


class Site(Table):
    """The place: selenographic coordinates, measured horizons, sunlight."""

    name: Text
    """Name of the place."""
    latitude: Latitude
    """Selenographic latitude, north positive [deg]."""
    longitude: Longitude
    """Selenographic longitude, east positive [deg]."""
    elevation: Elevation
    """Height of the ground above the sphere of 1737.4 km [m]."""
    horizons: Horizons
    """Measured horizons by mast height, such as "10 m"."""
    solar_irradiance: Annotated[Quantity, Dim("W/m^2", gt=0, le=1e4)]
    """Irradiance of the Sun at 1 AU outside any shadow [kW/m^2]."""
    sunlight_tolerance: Annotated[Quantity, Dim("1", gt=0, lt=1)]
    """Largest difference between the visible fraction of the disc and the mean that stands for it in a segment [1]."""

    def nearest_horizon(self, mast: float) -> str:
        """Return the key of the horizon measured nearest to a mast height [m]; of two equally near, the lower."""
        return min(self.horizons, key=lambda key: (abs(self.horizons[key].mast - mast), self.horizons[key].mast))

    def horizon(self, mast: float) -> HorizonTable:
        """Return the horizon measured nearest to a mast height [m]."""
        return self.horizons[self.nearest_horizon(mast)]

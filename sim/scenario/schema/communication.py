"""`[communication]`: links to Earth, what makes data, and who supervises."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Asset, Count, DataRate, Height, Keyed, Kilowatts, Landed, LoadClass, Table

Angle = Annotated[Quantity, Dim("deg", ge=-360, le=360)]


class Direct(Landed):
    """A link straight to Earth while Earth stands above the horizon."""

    rate: DataRate
    """Data rate to Earth while the link is up [Gbit/h]."""
    mast: Height
    """Height of the antenna above ground; it chooses the horizon [m]."""


class Relay(Asset):
    """A relay satellite on a Kepler ellipse about the Moon."""

    rate: DataRate
    """Data rate through the relay while it is in view and sees Earth [Gbit/h]."""
    perilune_altitude: Annotated[Quantity, Dim("km", gt=0, le=1e5)]
    """Lowest altitude above the mean sphere [m]."""
    apolune_altitude: Annotated[Quantity, Dim("km", gt=0, le=1e5)]
    """Highest altitude above the mean sphere [m]."""
    inclination: Annotated[Quantity, Dim("deg", ge=0, le=180)]
    """Inclination to the Moon's equator [deg]."""
    ascending_node: Angle
    """Longitude of the ascending node [deg]."""
    argument_of_perilune: Angle
    """Angle from the ascending node to perilune; 90 deg puts the apolune over the south [deg]."""
    mean_anomaly: Angle
    """Mean anomaly at the start of the scenario [deg]."""
    minimum_elevation: Annotated[Quantity, Dim("deg", ge=-90, le=90)]
    """Lowest elevation at which the station uses it [deg]."""
    mast: Height
    """Height of the station's antenna above ground; it chooses the horizon [m]."""


class Instrument(Landed):
    """Something that makes data at a steady rate."""

    data_rate: DataRate
    """Data made while it has power, one unit [Gbit/h]."""
    power: Kilowatts
    """Electric power, one unit [kW]."""
    power_class: LoadClass = "operations"
    """Priority class of that power."""


class Communication(Table):
    """The four must-haves: communication."""

    buffer: Annotated[Quantity, Dim("Gbit", ge=1e-6, le=1e9)]
    """Data that the station can hold until it is sent; what comes when it is full is lost [Gbit]."""
    operators: Count
    """How many machines people on the ground can supervise at once [1]."""
    direct: Keyed[Direct] = Field(default_factory=dict)
    """Direct links by name."""
    relays: Keyed[Relay] = Field(default_factory=dict)
    """Relay satellites by name."""
    instruments: Keyed[Instrument] = Field(default_factory=dict)
    """Instruments by name."""

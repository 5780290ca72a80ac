"""What runs at the site: energy, tools, bricks, communication, shelter, and how they are put together."""

from sim.station.outcome import Event, Outcome
from sim.station.relief import RELIEFS, Relief
from sim.station.sky import array_mast, sky_of
from sim.station.station import Station, run_station
from sim.station.topology import Topology, topology

__all__ = [
    "RELIEFS",
    "Event",
    "Outcome",
    "Relief",
    "Station",
    "Topology",
    "array_mast",
    "run_station",
    "sky_of",
    "topology",
]

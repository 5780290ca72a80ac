"""What runs at the site: energy, tools, bricks, communication, shelter, and how they are put together."""

from sim.station.outcome import Event, Outcome
from sim.station.relief import RELIEFS, Relief
from sim.station.sky import Sky
from sim.station.station import Station, run_station
from sim.station.topology import Topology, topology

__all__ = ["RELIEFS", "Event", "Outcome", "Relief", "Sky", "Station", "Topology", "run_station", "topology"]

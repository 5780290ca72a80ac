"""What runs: one folder a system, put together at bases on one clock."""

from sim.scenario.sky import array_mast, sky_of
from sim.station.kpi import Kpi, KpiSpec, KpiValue
from sim.station.outcome import Event, Outcome
from sim.station.relief import RELIEFS, Lift, Relief
from sim.station.running import run_station
from sim.station.states import MUST_HAVES
from sim.station.station import Changes, Station, Sums
from sim.station.topology import Topology, topology

__all__ = [
    "MUST_HAVES",
    "RELIEFS",
    "Changes",
    "Event",
    "Kpi",
    "KpiSpec",
    "KpiValue",
    "Lift",
    "Outcome",
    "Relief",
    "Station",
    "Sums",
    "Topology",
    "array_mast",
    "run_station",
    "sky_of",
    "topology",
]

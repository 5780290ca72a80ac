"""What runs: one folder a system, put together at bases on one clock."""

from sim.station.kpi import Kpi, KpiSpec, KpiValue
from sim.station.outcome import Event, Outcome
from sim.station.relief import RELIEFS, Relief
from sim.station.sky import Sky
from sim.station.states import MUST_HAVES
from sim.station.station import Station, run_station
from sim.station.topology import Topology, topology

__all__ = [
    "MUST_HAVES",
    "RELIEFS",
    "Event",
    "Kpi",
    "KpiSpec",
    "KpiValue",
    "Outcome",
    "Relief",
    "Sky",
    "Station",
    "Topology",
    "run_station",
    "topology",
]

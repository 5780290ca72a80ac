"""What came out: the result, its KPIs, its bottlenecks, its folder on disk."""

from sim.result.bottlenecks import Bottlenecks, Cause, attribute
from sim.result.cases import (
    Case,
    DamagedRunWarning,
    Produced,
    RunFailedError,
    RunFolderWarning,
    UnkeptWarning,
    find,
    produce,
)
from sim.result.folder import RunFolderError, load, save
from sim.result.result import Result, RunInfo
from sim.result.simulation import CaseError, run_id, simulate
from sim.station import MUST_HAVES, Kpi
from sim.station.states import CATEGORIES, LOSSES

__all__ = [
    "CATEGORIES",
    "LOSSES",
    "MUST_HAVES",
    "Bottlenecks",
    "Case",
    "CaseError",
    "Cause",
    "DamagedRunWarning",
    "Kpi",
    "Produced",
    "Result",
    "RunFailedError",
    "RunFolderError",
    "RunFolderWarning",
    "RunInfo",
    "UnkeptWarning",
    "attribute",
    "find",
    "load",
    "produce",
    "run_id",
    "save",
    "simulate",
]

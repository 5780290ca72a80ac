"""What moves time: stocks, power bus, jobs, machines, random streams, histories and ledgers, on SimPy."""

from sim.engine.bus import BusError, PowerBus
from sim.engine.channel import Channel, Spell, Summary, longest
from sim.engine.clock import Alarm, Environment, all_on_grid, on_grid, reached
from sim.engine.depot import Depot
from sim.engine.flow import Band, Flow
from sim.engine.gauge import Gauge, GaugeMark
from sim.engine.hauler import Hauler, Leg, Route
from sim.engine.ledger import Balance, Ledger, LedgerError, require_closed
from sim.engine.load import Load, LoadClass
from sim.engine.machine import Machine, MachineError
from sim.engine.meter import Meter
from sim.engine.operators import UNLIMITED, Operators
from sim.engine.process import Process, Starter, Stream
from sim.engine.rates import Integral, NotedMeters, RateNotes
from sim.engine.recorder import Recorder, Rows, SilentRecorder, SummingRecorder, kept
from sim.engine.repair import SpareStock, Workshop
from sim.engine.source import Source
from sim.engine.spoke import Spoke
from sim.engine.star import StarBus
from sim.engine.states import States
from sim.engine.storage import Storage
from sim.engine.streams import Ahead, Streams
from sim.engine.tank import Tank, TankError
from sim.engine.technician import Technician
from sim.engine.trace import Trace
from sim.engine.turnover import Turnover
from sim.engine.wear import Wear
from sim.engine.work import Work

__all__ = [
    "UNLIMITED",
    "Ahead",
    "Alarm",
    "Balance",
    "Band",
    "BusError",
    "Channel",
    "Depot",
    "Environment",
    "Flow",
    "Gauge",
    "GaugeMark",
    "Hauler",
    "Integral",
    "Ledger",
    "LedgerError",
    "Leg",
    "Load",
    "LoadClass",
    "Machine",
    "MachineError",
    "Meter",
    "NotedMeters",
    "Operators",
    "PowerBus",
    "Process",
    "RateNotes",
    "Recorder",
    "Route",
    "Rows",
    "SilentRecorder",
    "Source",
    "SpareStock",
    "Spell",
    "Spoke",
    "StarBus",
    "Starter",
    "States",
    "Storage",
    "Stream",
    "Streams",
    "Summary",
    "SummingRecorder",
    "Tank",
    "TankError",
    "Technician",
    "Trace",
    "Turnover",
    "Wear",
    "Work",
    "Workshop",
    "all_on_grid",
    "kept",
    "longest",
    "on_grid",
    "reached",
    "require_closed",
]

"""What moves time: stocks, power bus, jobs, machines, random streams, histories and ledgers, on SimPy."""

from sim.engine.bus import BusError, PowerBus, Source
from sim.engine.clock import Alarm, EndOfInstant, Environment, on_grid
from sim.engine.ledger import Balance, Ledger, LedgerError, require_closed
from sim.engine.load import Load, LoadClass
from sim.engine.machine import Machine, MachineError
from sim.engine.meter import Meter
from sim.engine.repair import SpareStock, Wear, Workshop
from sim.engine.states import States
from sim.engine.storage import Storage
from sim.engine.streams import Streams
from sim.engine.tank import Band, Flow, Tank, TankError
from sim.engine.trace import Channel, Recorder, Spell, Trace, longest
from sim.engine.work import Work

__all__ = [
    "Alarm",
    "Balance",
    "Band",
    "BusError",
    "Channel",
    "EndOfInstant",
    "Environment",
    "Flow",
    "Ledger",
    "LedgerError",
    "Load",
    "LoadClass",
    "Machine",
    "MachineError",
    "Meter",
    "PowerBus",
    "Recorder",
    "Source",
    "SpareStock",
    "Spell",
    "States",
    "Storage",
    "Streams",
    "Tank",
    "TankError",
    "Trace",
    "Wear",
    "Work",
    "Workshop",
    "longest",
    "on_grid",
    "require_closed",
]

"""From feedstock to bricks: printers that sinter batches of bricks with concentrated sunlight."""

from __future__ import annotations

from numpy.random import Generator

from sim.engine import Ledger, Meter, Recorder, Work, on_grid
from sim.moon.regolith import sinter_heat
from sim.scenario.schema.bricks import Bricks
from sim.scenario.schema.tools import Printer
from sim.station.base import Base
from sim.station.bricks.brick_store import BrickStore, Waiting
from sim.station.bricks.digging import Digging
from sim.station.shelter.system import brick_mass
from sim.station.sky import Light
from sim.station.states import State
from sim.station.tools.unit import Unit

_KJ_PER_KWH = 3600.0


def heat_per_kg(recipe: Bricks) -> float:
    """Heat that takes a kilogram of feedstock to the finished brick: the thermodynamic minimum [kWh/kg]."""
    return sinter_heat(
        float(recipe.start_temperature),
        float(recipe.sinter_temperature),
        recipe.heat_capacity_model,
        float(recipe.melt_fraction),
        float(recipe.latent_heat) * _KJ_PER_KWH,
    )


def optical_efficiency(recipe: Bricks) -> float:
    """Share of the sunlight on a mirror that becomes heat in the brick."""
    return float(recipe.mirror_reflectance) * float(recipe.fibre_transmission) * float(recipe.absorptance)


class Printing:
    """All printers, and the account of what they make.

    A batch is printed layer by layer, stops when the light goes and goes on where it stopped. Inspection draws the
    number of rejects of each batch; part of them is crushed to feedstock as far as the store has room.

    Args:
        base: The base.
        digging: Where the feedstock comes from.
        store: Where the good bricks go.
    """

    def __init__(self, base: Base, digging: Digging, store: BrickStore) -> None:
        recipe = base.tables.bricks
        self.base = base
        self.digging = digging
        self.store = store
        self.batch = int(recipe.batch)
        self.brick_mass = brick_mass(recipe)
        self.heat_per_kg = heat_per_kg(recipe)
        self.efficiency = optical_efficiency(recipe)
        self.printed = 0
        """Bricks printed, rejects included."""
        self.rejected = 0
        """Bricks rejected."""
        self.heat = Meter(base.env, base.recorder("bricks.heat", "kWh", "linear"))
        """Heat into the bricks [kWh]."""
        self.sunlight = Meter(base.env, base.recorder("bricks.sunlight", "kWh", "linear"))
        """Sunlight on the mirrors of printers at work [kWh]."""
        self.electricity = Meter(base.env, base.recorder("bricks.electricity", "kWh", "linear"))
        """Electricity into printers at work [kWh]."""
        self._printed_recorder = _counter(base, "bricks.printed")
        self._rejected_recorder = _counter(base, "bricks.rejected")
        self._printers: list[PrintJob] = []
        self._waste: list[float] = []
        self._brick_mass_out: list[float] = []

    def add_printer(self, unit: Unit, spec: Printer, light: Light) -> None:
        """Let a unit print."""
        self._printers.append(PrintJob(self, unit, spec, light))

    def inspect(self, rejected: int) -> None:
        """Book a batch that leaves its printer."""
        self.printed += self.batch
        self.rejected += rejected
        now = self.base.env.now
        self._printed_recorder.record(now, self.printed)
        self._rejected_recorder.record(now, self.rejected)
        self._brick_mass_out.append((self.batch - rejected) * self.brick_mass)
        scrap = rejected * self.brick_mass
        feedstock = self.digging.feedstock
        recycled = min(scrap * float(self.base.tables.bricks.recycled_fraction), feedstock.room)
        self.discard(scrap - recycled)
        if recycled > 0:
            feedstock.put(recycled)

    def discard(self, mass: float) -> None:
        """Book material that is lost [kg]."""
        self._waste.append(mass)

    def book(self, regolith: Ledger, bricks: Ledger) -> None:
        """Enter what became of the feedstock [kg], and the bricks."""
        for meter in (self.heat, self.sunlight, self.electricity):
            meter.mark()
        for mass in self._waste:
            regolith.issue("waste", mass)
        for mass in self._brick_mass_out:
            regolith.issue("bricks", mass)
        regolith.stock("printing", 0.0, sum(printer.mass for printer in self._printers))
        bricks.receive("printed", self.printed)
        bricks.issue("rejected", self.rejected)
        bricks.stock("store", 0, self.store.level)


class PrintJob:
    """One printer's way from batch to batch."""

    def __init__(self, printing: Printing, unit: Unit, spec: Printer, light: Light) -> None:
        self._printing = printing
        self._unit = unit
        self._machine = unit.machine
        self._light = light
        self._mirror = float(spec.mirror_area)
        self._head = float(spec.head_rate)
        self._least_light = float(spec.minimum_light)
        self._power = float(spec.power)
        self._draws: Generator = printing.base.stream(f"inspection/{unit.stream}")
        self._work: Work | None = None
        self._storing: Waiting | None = None
        self._rates = (0.0, 0.0, 0.0)
        self._retired = False
        self.mass = 0.0
        """Material in the printer [kg]."""
        self._machine.on_start.append(self._run)
        self._machine.on_stop.append(self._run)
        unit.when_it_arrives(self._arrive)
        unit.on_retire.append(self._retire)
        light.listen(self._light_changed)

    @property
    def rate(self) -> float:
        """What the light of the moment and the head allow [kg/h]; none while the focus is too cool to sinter."""
        if self._light.fraction < self._least_light:
            return 0.0
        heat = self._mirror * self._light.irradiance * self._printing.efficiency
        return min(self._head, heat / self._printing.heat_per_kg)

    def _arrive(self) -> None:
        self._light_changed()
        self._begin()
        self._machine.clear(State.IDLE)

    def _retire(self) -> None:
        self._retired = True
        if self._storing is not None:
            self._storing.cancel()
            self._storing = None
        if self._work is not None:
            self._work.set_rate(0.0)
            self._work = None
        self._printing.discard(self.mass)
        self.mass = 0.0

    def _light_changed(self) -> None:
        self._unit.hold(State.NO_SUNLIGHT, self.rate <= 0.0)
        self._run()

    def _begin(self) -> None:
        """Take the feedstock of a batch, or wait for it."""
        if self._retired or self.mass > 0:
            return
        printing = self._printing
        feedstock, mass = printing.digging.feedstock, printing.batch * printing.brick_mass
        if not feedstock.holds(mass):
            self._machine.hold(State.NO_FEEDSTOCK)
            feedstock.when_at_least(max(mass, printing.digging.feedstock_restart), self._begin)
            return
        feedstock.take(mass)
        self.mass = mass
        self._work = Work(printing.base.env, mass, self._finish)
        self._machine.clear(State.NO_FEEDSTOCK)
        self._run()

    def _run(self) -> None:
        """Go on at the rate of the moment, or stop."""
        works = self._machine.working and self._work is not None
        rate = self.rate if works else 0.0
        if self._work is not None:
            self._work.set_rate(rate)
        printing = self._printing
        rates = (
            on_grid(rate * printing.heat_per_kg),
            on_grid(self._mirror * self._light.irradiance if works else 0.0),
            on_grid(self._power if works else 0.0),
        )
        meters = (printing.heat, printing.sunlight, printing.electricity)
        for meter, new, old in zip(meters, rates, self._rates, strict=True):
            if new != old:
                meter.add_rate(new - old)
        self._rates = rates

    def _finish(self) -> None:
        """Inspect the batch and put the good bricks into the store, or wait for room."""
        if self._retired:
            # Done at the very instant at which the printer left.
            return
        printing = self._printing
        self._work = None
        rejected = int(self._draws.binomial(printing.batch, float(printing.base.tables.bricks.reject_fraction)))

        def stored() -> None:
            self._storing = None
            self.mass = 0.0
            printing.inspect(rejected)
            if not self._retired:
                self._begin()
                self._machine.clear(State.NO_ROOM)

        good = printing.batch - rejected
        if good == 0:
            stored()
            return
        # With room in the store the printer goes on without a pause.
        waiting = printing.store.put(good, stored)
        if waiting.pending:
            self._storing = waiting
            self._machine.hold(State.NO_ROOM)


def _counter(base: Base, name: str) -> Recorder:
    recorder = base.recorder(name, "1")
    recorder.record(0.0, 0.0)
    return recorder

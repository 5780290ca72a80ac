"""From feedstock to bricks: printers that sinter batches of bricks with concentrated sunlight."""

from __future__ import annotations

import math

import numpy as np

from sim.engine import Ahead, Ledger, NotedMeters, Work, all_on_grid, on_grid
from sim.scenario.brickwork import heat_per_kg, print_rates
from sim.scenario.schema.bricks import brick_mass, optical_efficiency
from sim.scenario.schema.tools import Printer
from sim.station.base import Base
from sim.station.bricks.brick_store import BrickStore, Waiting
from sim.station.bricks.digging import Digging
from sim.station.sky import Light
from sim.station.states import State
from sim.station.tools.unit import Unit

_NOTHING = (0.0, 0.0, 0.0)
"""Heat, sunlight and electricity of a printer that stands [kW]."""

_MOST_PARTS = 1000
"""Amounts of waste that are kept before they are added up."""


# Looked up once: a member of an enumeration takes longer to find than all that is done with it.
_IDLE, _NO_FEEDSTOCK, _NO_ROOM, _NO_SUNLIGHT = State.IDLE, State.NO_FEEDSTOCK, State.NO_ROOM, State.NO_SUNLIGHT


class Printing:
    """All printers, and the account of what they make.

    A batch is printed layer by layer, stops when the light goes and goes on where it stopped. Inspection draws the
    number of rejects of each batch; part of them is crushed to feedstock as far as the store has room.

    Args:
        base: The base.
        digging: Where the feedstock comes from.
        store: Where the good bricks go.
    """

    __slots__ = (
        "_add_counts",
        "_env",
        "_optics",
        "_printers",
        "_recycled_fraction",
        "_waste",
        "base",
        "batch",
        "batch_mass",
        "brick_mass",
        "digging",
        "efficiency",
        "heat_per_kg",
        "meters",
        "printed",
        "rejected",
        "store",
    )

    def __init__(self, base: Base, digging: Digging, store: BrickStore) -> None:
        recipe = base.tables.bricks
        self.base = base
        self._env = base.env
        self.digging = digging
        self.store = store
        self.batch = int(recipe.batch)
        self.brick_mass = brick_mass(recipe)
        self.batch_mass = self.batch * self.brick_mass
        """Feedstock that a batch takes [kg]."""
        self._recycled_fraction = float(recipe.recycled_fraction)
        self.heat_per_kg = heat_per_kg(recipe)
        self.efficiency = optical_efficiency(recipe)
        self.printed = 0
        """Bricks printed, rejects included."""
        self.rejected = 0
        """Bricks rejected."""
        # Heat into the bricks, sunlight on the mirrors and electricity into the printers that are at work.
        meters = [base.recorder(f"bricks.{name}", "kWh", "linear") for name in ("heat", "sunlight", "electricity")]
        self.meters = NotedMeters(meters)
        """What goes into printers at work [kWh]: heat into the bricks, sunlight on the mirrors, electricity."""
        base.context.noted.append(lambda: self.meters.add_up(base.env.now))
        counts = base.rows(["bricks.printed", "bricks.rejected"], "1")
        counts.add((0.0, 0.0, 0.0))
        self._add_counts = counts.add
        self._printers: list[PrintJob] = []
        self._optics: dict[str, Optics] = {}
        self._waste: list[float] = []

    def add_printer(self, unit: Unit, spec: Printer, light: Light) -> None:
        """Let a unit print."""
        if spec.name not in self._optics:
            self._optics[spec.name] = Optics(self, spec, light)
        self._printers.append(PrintJob(self, unit, spec, self._optics[spec.name]))

    def inspect(self, rejected: int) -> float:
        """Book a batch that leaves its printer; what is crushed of its rejects and goes back to the feedstock [kg]."""
        self.printed += self.batch
        self.rejected += rejected
        add_counts = self._add_counts
        add_counts((self._env.now, self.printed, self.rejected))
        if rejected == 0:
            return 0.0
        scrap = rejected * self.brick_mass
        feedstock = self.digging.feedstock
        recycled, room = scrap * self._recycled_fraction, feedstock.capacity - feedstock.sync()
        if recycled > room:
            recycled = max(0.0, room)
        self.discard(scrap - recycled)
        return recycled

    def discard(self, mass: float) -> None:
        """Book material that is lost [kg]."""
        self._waste.append(mass)
        if len(self._waste) == _MOST_PARTS:
            self._waste = [math.fsum(self._waste)]

    def book(self, regolith: Ledger, bricks: Ledger) -> None:
        """Enter what became of the feedstock [kg], and the bricks."""
        self.meters.close(self.base.env.now)
        if self.printed or self._waste:
            regolith.issue("waste", math.fsum(self._waste))
        regolith.issue("bricks", (self.printed - self.rejected) * self.brick_mass)
        regolith.stock("printing", 0.0, sum(printer.mass for printer in self._printers))
        bricks.receive("printed", self.printed)
        bricks.issue("rejected", self.rejected)
        bricks.stock("store", 0, self.store.level)


class Optics:
    """What mirrors and heads of one kind of printer make of the light: known for every segment of it beforehand.

    Args:
        printing: All printers, whose recipe says what a brick takes.
        spec: What printer it is.
        light: The light at its mirror.
    """

    __slots__ = ("_heat", "_jobs", "_light", "_paces", "_rates", "_sunlight", "heat", "pace", "rate", "sunlight")

    def __init__(self, printing: Printing, spec: Printer, light: Light) -> None:
        head = float(spec.head_rate)
        irradiance = float(printing.base.tables.site.solar_irradiance)
        rates = print_rates(printing.base.tables.bricks, spec, irradiance, light.irradiances, light.fractions)
        self._rates = rates.tolist()
        # While it stands nothing wears it, at whatever pace.
        self._paces = np.where((rates > 0.0) & (spec.wear.value == "heat"), rates / head, 1.0).tolist()
        self._heat = all_on_grid(rates * printing.heat_per_kg).tolist()
        self._sunlight = all_on_grid(float(spec.mirror_area) * light.irradiances).tolist()
        self._light = light
        self._jobs: list[PrintJob] = []
        self._look()
        light.listen(self._light_changed)

    def serve(self, job: PrintJob) -> None:
        """Let a printer know when the light changes."""
        self._jobs.append(job)

    def _look(self) -> None:
        segment = self._light.segment
        self.rate = self._rates[segment]
        """What light and head allow now [kg/h]; none while the focus is too cool to sinter, or it is not worth it."""
        self.pace = self._paces[segment]
        """Hours of life that pass in an hour at that rate [1]."""
        self.heat = self._heat[segment]
        """Heat into the bricks at that rate [kW]."""
        self.sunlight = self._sunlight[segment]
        """Sunlight on the mirror [kW]."""

    def _light_changed(self) -> None:
        shone = self.rate > 0.0
        self._look()
        shines = self.rate > 0.0
        for job in self._jobs:
            job.light_changed(shines != shone)


class PrintJob:
    """One printer's way from batch to batch."""

    __slots__ = (
        "_add_note",
        "_env",
        "_machine",
        "_optics",
        "_power",
        "_printing",
        "_rates",
        "_rejected",
        "_rejects",
        "_retired",
        "_storing",
        "_unit",
        "_work",
        "mass",
    )

    def __init__(self, printing: Printing, unit: Unit, spec: Printer, optics: Optics) -> None:
        self._printing = printing
        self._unit = unit
        self._machine = unit.machine
        self._optics = optics
        self._power = on_grid(float(spec.power))
        self._env = printing.base.env
        self._add_note = printing.meters.add
        reject_fraction = float(printing.base.tables.bricks.reject_fraction)
        draws = printing.base.stream(f"inspection/{unit.stream}")
        self._rejects = Ahead(lambda count: draws.binomial(printing.batch, reject_fraction, count))
        self._work = Work(printing.base.env, printing.batch_mass, self._finish)
        self._storing: Waiting | None = None
        self._rates = _NOTHING
        self._retired = False
        self._rejected = 0  # of the batch that is finished
        self.mass = 0.0
        """Material in the printer [kg]."""
        self._machine.on_start.append(self._run)
        self._machine.on_stop.append(self._run)
        unit.when_it_arrives(self._arrive)
        unit.on_retire.append(self._retire)
        unit.wear.set_pace(optics.pace)
        optics.serve(self)

    def light_changed(self, turned: bool) -> None:
        """Take account of another light, which may have ``turned`` from none to sinter with to some, or back."""
        self._unit.wear.set_pace(self._optics.pace)
        if turned:
            self._unit.hold(_NO_SUNLIGHT, self._optics.rate <= 0.0)
        if self._machine.working:
            self._run()

    def _arrive(self) -> None:
        self._unit.hold(_NO_SUNLIGHT, self._optics.rate <= 0.0)
        self._begin()
        self._machine.clear(_IDLE)

    def _retire(self) -> None:
        self._retired = True
        if self._storing is not None:
            self._storing.cancel()
            self._storing = None
        self._work.set_rate(0.0)
        self._printing.discard(self.mass)
        self.mass = 0.0

    def _begin(self, recycled: float = 0.0) -> None:
        """Put ``recycled`` [kg] to the feedstock, and take that of a batch or wait for it."""
        if self._retired or self.mass > 0.0:
            return
        printing = self._printing
        feedstock, mass = printing.digging.feedstock, printing.batch_mass
        taken = False
        if recycled > 0.0:
            taken = feedstock.holds(mass) and feedstock.exchange(recycled, mass)
            if not taken:
                feedstock.put(recycled)
        if not taken and not feedstock.holds(mass):
            self._machine.hold(_NO_FEEDSTOCK)
            feedstock.when_at_least(max(mass, printing.digging.feedstock_restart), self._begin)
            return
        if not taken:
            feedstock.take(mass)
        self.mass = mass
        # From batch to batch it goes on without a pause; after a wait it starts when it has power.
        self._work.begin(mass, self._optics.rate if self._machine.working else 0.0)
        self._machine.clear(_NO_FEEDSTOCK)

    def _run(self) -> None:
        """Go on at the rate of the moment, or stop."""
        optics = self._optics
        heat, sunlight, electricity = self._rates
        if self._machine.working and self.mass > 0.0:
            self._work.set_rate(optics.rate)
            self._rates = optics.heat, optics.sunlight, self._power
            changes = (self._env.now, optics.heat - heat, optics.sunlight - sunlight, self._power - electricity)
        elif electricity or heat or sunlight:
            self._work.set_rate(0.0)
            self._rates = _NOTHING
            changes = (self._env.now, -heat, -sunlight, -electricity)
        else:
            return
        add_note = self._add_note
        add_note(changes)

    def _finish(self) -> None:
        """Inspect the batch and put the good bricks into the store, or wait for room."""
        if self._retired:
            # Done at the very instant at which the printer left.
            return
        printing = self._printing
        self._rejected = self._rejects.next()
        good = printing.batch - self._rejected
        if good == 0:
            self._stored()
            return
        # With room in the store the printer goes on without a pause.
        self._storing = printing.store.put(good, self._stored)
        if self._storing is not None:
            self._machine.hold(_NO_ROOM)

    def _stored(self) -> None:
        """Go on with the next batch."""
        self._storing = None
        self.mass = 0.0
        recycled = self._printing.inspect(self._rejected)
        if not self._retired:
            self._begin(recycled)
            self._machine.clear(_NO_ROOM)
        elif recycled > 0.0:
            self._printing.digging.feedstock.put(recycled)

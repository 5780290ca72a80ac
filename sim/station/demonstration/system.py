"""Demonstration: measurements of a base's machines, and what is believed once they are home."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from sim.engine import Ledger, Wear
from sim.scenario.schema.demonstration import Measurement, quantity_at
from sim.station.base import Base
from sim.station.bricks.system import BrickLine
from sim.station.communication.system import Communication
from sim.station.demonstration.events import CHANNEL
from sim.station.demonstration.evidence import FloatArray, of_failures, of_readings, of_rejects
from sim.station.exploration.belief import Belief, prior
from sim.station.tools.system import Tools
from sim.station.tools.unit import Unit

TOLD = ("believed", "believed_low", "believed_high", "true")
"""What is recorded of each measurement."""


class DemonstrationSystem:
    """What a base measures.

    Args:
        base: The base, with its machines.
    """

    def __init__(self, base: Base) -> None:
        table = base.tables.demonstration
        assert table is not None  # who has no table has no such system
        self.believed = {name: Measured(base, one) for name, one in sorted(table.measurements.items())}
        """Measurements by name: what is true, and what is believed."""

    def ledgers(self) -> Iterator[Ledger]:
        """None: what is known is no commodity."""
        return iter(())

    def facts(self) -> Mapping[str, float | None]:
        """Of each measurement how wide the interval is that is left, as a share of the one before."""
        found: dict[str, float | None] = {}
        for name, one in self.believed.items():
            one.hear()
            found[f"demonstration.{name}.left"] = one.belief.width / one.prior.width
        held = [one.belief.covers(one.truth) for one in self.believed.values()]
        return found | {"demonstration.interval_share": sum(held) / len(held) if held else None}


class Measured:
    """One figure as it is and as it is believed to be.

    What was read or counted changes the belief once it is home: at once while the base has a link, else when that is
    back.

    Args:
        base: The base.
        spec: What the scenario says of the measurement.
    """

    def __init__(self, base: Base, spec: Measurement) -> None:
        quantity = quantity_at(base.tables, spec.of)
        assert quantity is not None
        assert quantity.range is not None  # checked on loading
        self.name = spec.name
        self.unit = quantity.unit
        """Base unit of the figure."""
        self.truth = quantity.value
        """What machines obey, in the base unit."""
        self.prior: Belief = prior(*quantity.range, spec.law, 0.0)
        """What is believed beforehand."""
        self.belief = self.prior
        """What is believed now."""
        self._base = base
        self._spec = spec
        self._units = [unit for unit in base[Tools].units if unit.spec.name == spec.machine]
        self._line = base[BrickLine] if spec.method == "rejects" else None
        self._readings: list[float] = []
        self._random = base.stream(f"measurement/{spec.name}")
        names = [f"{CHANNEL}{each}.{spec.name}" for each in TOLD]
        self._row = base.rows(names, quantity.unit)
        self._record()
        self._link = base[Communication].watch
        self._link.when_link_changes(lambda up: self.hear() if up else None)
        self._told = False
        self._heard: tuple[int, float] | None = None
        """What is believed already of what was read or counted."""
        if spec.method == "reading":
            for unit in self._units:
                self._read_with(unit)
        else:
            self._report()

    @property
    def done(self) -> bool:
        """Whether all readings were taken; what counts never has."""
        return self._spec.readings is not None and len(self._readings) >= int(self._spec.readings)

    def hear(self) -> None:
        """Believe what was read and counted until now, if there is a link."""
        if not self._link.link_up:
            return
        known = self._known()
        if known is not None and known != self._heard:
            # A link that comes back with nothing new changes no belief, and comes back some times a day.
            self._heard = known
            self.belief = self.prior.weighted(self._evidence(known))
            self._record()
        if self.done and not self._told:
            self._told = True
            low, high = self.belief.interval()
            text = f"{self.belief.mean:.4g}, {low:.4g} to {high:.4g} [{self.unit}]"
            self._base.log("demonstration", self.name, "measured", text)

    def _known(self) -> tuple[int, float] | None:
        """How many readings there are, or failures in how many hours, or rejects among how many; None for nothing."""
        if self._spec.method == "reading":
            number = len(self._readings)
            return (number, number) if number and self._spec.noise is not None else None
        if self._spec.method == "failures":
            hours = math.fsum(unit.hours_of_the_first for unit in self._units)
            if hours <= 0.0 or math.isinf(hours):
                return None
            return sum(unit.worn_out for unit in self._units), hours
        assert self._line is not None
        printed, rejected = self._line.inspected
        return (rejected, printed) if printed else None

    def _evidence(self, known: tuple[int, float]) -> FloatArray:
        """How likely what is known is at each value."""
        values, (number, among) = self.prior.contents, known
        if self._spec.method == "reading":
            assert self._spec.noise is not None  # else nothing is known
            return of_readings(self._readings, float(self._spec.noise), values)
        if self._spec.method == "failures":
            return of_failures(number, among, values)
        return of_rejects(number, int(among), values)

    def _read_with(self, unit: Unit) -> None:
        """Take a reading after each so many hours at work of a unit, until all units together took all."""
        every = float(self._spec.every)

        def due() -> None:
            if not self.done:
                self._read()
            clock.renew()

        clock = Wear(unit.machine, lambda: math.inf if self.done else every, due)

    def _read(self) -> None:
        assert self._spec.noise is not None
        self._readings.append(self.truth * (1.0 + float(self._spec.noise) * float(self._random.standard_normal())))
        self.hear()

    def _report(self) -> None:
        self.hear()
        self._base.context.at(self._base.env.now + float(self._spec.every), self._report)

    def _record(self) -> None:
        low, high = self.belief.interval()
        self._row.add((self._base.env.now, self.belief.mean, low, high, self.truth))

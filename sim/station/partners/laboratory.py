"""Racks with places for experiments: what runs in them, on what power, with what data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sim.engine import Meter, Work
from sim.scenario.schema.base import standing
from sim.scenario.schema.partners import Partners as Table
from sim.scenario.schema.partners import Rack
from sim.station.base import Base
from sim.station.communication.system import Communication
from sim.station.energy.system import Energy
from sim.station.partners.experiment import Books, Experiment, Kind, Stage
from sim.station.partners.line import Line

PRODUCER = "partner experiments"
"""Account of their data: no asset can bear it."""


class _Place:
    """A place for one experiment, with a load of its own: an experiment has all of its power or none."""

    def __init__(self, base: Base, name: str, rack: Rack, on_change: Callable[[_Place], None]) -> None:
        self._on_change = on_change
        self.there = False
        """Whether its rack serves."""
        self.experiment: Experiment | None = None
        """What is in it."""
        self.load = base[Energy].bus.add_load(name, rack.power_class, on_grant=lambda _: on_change(self))

    @property
    def powered(self) -> bool:
        """Whether what is in it has its power."""
        return self.load.served

    def fill(self, experiment: Experiment | None) -> None:
        """Have an experiment in it, or none, from now on."""
        self.experiment = experiment
        power = 0.0 if experiment is None else experiment.kind.power
        self.load.request(power)
        if power == 0.0:
            self._on_change(self)


class Laboratory:
    """Places for experiments, given in the order of selection to those whose data fit.

    Args:
        base: The base.
        table: What the scenario says of racks and of the downlink.
        books: Where experiments are kept account of.
        success: Share of those that run to their end which bring a result [1].
    """

    def __init__(self, base: Base, table: Table, books: Books, success: float) -> None:
        self._base = base
        self._books = books
        self._success = success
        self._line = Line()
        self._waits = False
        # Whatever sums of decimals come to: who fits exactly fits.
        self._room = float(table.downlink) * (1.0 + 1e-12)
        self._rates: dict[str, int] = dict.fromkeys(table.experiments, 0)
        self._kinds = {name: Kind.of(one) for name, one in table.experiments.items()}
        producer = base[Communication].data.producer(PRODUCER)
        self.data = producer
        """The data that they make."""
        self._turns = {
            name: (producer.changer(kind.data_rate), producer.changer(-kind.data_rate))
            for name, kind in self._kinds.items()
        }
        self._hours = {name: Meter(base.env) for name in self._kinds}
        self._all_hours = Meter(base.env, base.recorder("partners.run_hours", "h", "linear"))
        self._places: list[_Place] = []
        for name, rack in sorted(standing(table.racks).items()):
            number = int(rack.count) * int(rack.places)
            digits = len(str(number))
            mine = [
                _Place(base, f"{name} experiment {index:0{digits}}", rack, self._power)
                for index in range(1, number + 1)
            ]
            self._places += mine
            base.schedule_service(rack, "partners", name, partial(self._arrive, mine), partial(self._retire, mine))

    @property
    def energy(self) -> float:
        """Energy that experiments took while they ran [kWh]."""
        return sum(place.load.energy for place in self._places)

    def close(self) -> None:
        """Record the hours that experiments ran as they are at the end."""
        self._all_hours.mark()

    def run_hours(self) -> dict[str, float]:
        """Hours that experiments of each kind have run [h]."""
        return {name: meter.total for name, meter in self._hours.items()}

    def put(self, experiment: Experiment) -> None:
        """Let one wait that is set up."""
        self._books.move(experiment, Stage.SET_UP)
        self._line.put(experiment)
        self._soon()

    def _arrive(self, places: list[_Place]) -> None:
        for place in places:
            place.there = True
        self._soon()

    def _retire(self, places: list[_Place]) -> None:
        """What ran in a rack that leaves waits for a place again, with what it has done."""
        for place in places:
            place.there = False
            experiment = place.experiment
            if experiment is not None:
                self._halt(experiment, Stage.SET_UP)
                self._free(place)
                # One that is done at this very instant ends at once, and waits for nothing.
                if experiment.work is None or experiment.work.done < experiment.work.amount:
                    self._line.put(experiment)
        self._soon()

    def _soon(self) -> None:
        """Give places at the end of this instant."""
        if not self._waits:
            self._waits = True
            self._base.env.at_end_of_instant(self._give)

    def _give(self) -> None:
        self._waits = False
        for index, place in enumerate(self._places):
            if not place.there or place.experiment is not None:
                continue
            first = self._line.take(self._fits)
            if first is None:
                break
            self._rates[first.kind.name] += 1
            self._books.move(first, Stage.UNPOWERED)
            if first.work is None or first.work.finished:
                self._begin(first)
            first.place = index
            place.fill(first)

    def _begin(self, experiment: Experiment) -> None:
        self._books.begin(experiment)
        experiment.work = Work(self._base.env, experiment.kind.run, lambda: self._end(experiment))

    def _fits(self, kind: Kind) -> bool:
        """Whether there is room in the downlink for one more of a kind, summed up anew so that nothing drifts."""
        made = sum(number * self._kinds[name].data_rate for name, number in self._rates.items())
        return made + kind.data_rate <= self._room

    def _power(self, place: _Place) -> None:
        """A place has its power, or has it no longer."""
        experiment = place.experiment
        if experiment is None:
            return
        if place.powered and experiment.stage is Stage.UNPOWERED:
            assert experiment.work is not None
            self._books.move(experiment, Stage.RUNNING)
            experiment.work.set_rate(1.0)
            self._count(experiment, 1)
            self._turns[experiment.kind.name][0]()
        elif not place.powered and experiment.stage is Stage.RUNNING:
            self._halt(experiment, Stage.UNPOWERED)

    def _count(self, experiment: Experiment, change: int) -> None:
        """One more of a kind runs, or one less."""
        for meter in (self._hours[experiment.kind.name], self._all_hours):
            meter.add_rate(float(change))

    def _halt(self, experiment: Experiment, stage: Stage) -> None:
        """Let one run no longer, for now or for good."""
        if experiment.stage is Stage.RUNNING:
            assert experiment.work is not None
            experiment.work.set_rate(0.0)
            self._count(experiment, -1)
            self._turns[experiment.kind.name][1]()
        self._books.move(experiment, stage)

    def _free(self, place: _Place) -> None:
        experiment = place.experiment
        assert experiment is not None
        self._rates[experiment.kind.name] -= 1
        experiment.place = None
        place.fill(None)

    def _end(self, experiment: Experiment) -> None:
        place = None if experiment.place is None else self._places[experiment.place]
        works = experiment.success_luck < self._success
        self._halt(experiment, Stage.RESULT if works else Stage.FAILED)
        if place is not None:
            self._free(place)
        self._base.log("partners", experiment.kind.name, "experiment_done", "a result" if works else "no result")
        self._soon()

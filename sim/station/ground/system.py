"""The ground facility of a station: one for all its bases."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from sim.engine import Alarm, Ledger, on_grid
from sim.moon.visibility import Intervals
from sim.scenario.schema.ground import DAY_H, Samples, by_hour
from sim.station.base import Base
from sim.station.communication.system import Communication
from sim.station.crew.rotations import Rotation
from sim.station.crew.system import Crew
from sim.station.data_home import Stretch
from sim.station.ground.centre import Queue
from sim.station.ground.curve import step_at
from sim.station.ground.laboratory import Laboratory
from sim.station.ground.origins import Origins
from sim.station.ground.projects import Projects
from sim.station.listening import outages, timeline, without
from sim.station.relief import Lift


class Ground:
    """Ground stations, shifts, data centre, laboratory and projects.

    Args:
        base: The main base.
    """

    def __init__(self, base: Base) -> None:
        self._base = base
        context = base.context
        spec = context.scenario.ground
        assert spec is not None
        self._facts: dict[str, float | None] = {}
        self._show_stations()
        if spec.shifts and Lift.OPERATORS not in base.lifts:
            self._watch = base[Communication].watch
            self._turns = by_hour(spec.shifts)
            self._operators = base.recorder("ground.operators", "1")
            self._change = Alarm(base.env, self._next_shift)
            self._day, self._turn = 0, 0
            self._next_shift()
        centre = spec.centre
        stream = context.streams["ground.centre.outages"]
        self._outages = outages(stream, float(centre.mtbf), float(centre.mttr), base.hours)
        self._log_spans("centre", self._outages, "processing_stopped", "processing_resumed")
        works = without([(0.0, base.hours)], self._outages)
        self._queue = Queue(
            timeline([(works, on_grid(float(centre.rate)))], base.hours),
            base.recorder("ground.waiting", "Gbit", "linear"),
            base.recorder("ground.archived", "Gbit", "linear"),
        )
        wanted = [each.instrument for each in spec.projects.values() if each.instrument is not None]
        self._origins = Origins(wanted)
        self._stretches: list[tuple[str, Stretch]] = []
        self._sent: dict[str, float] = {}
        context.data_home.append(lambda name, stretch: self._stretches.append((name, stretch)))
        context.settled.append(self._settle)
        begins = {name: context.hours_of(each.date) for name, each in spec.projects.items()}
        self._projects = Projects(base.env, spec.projects, begins)
        self._done_recorder = base.recorder("ground.projects_done", "1")
        self._done_recorder.record(0.0, 0.0)
        for name in sorted(begins):
            self._begin(name, begins[name])
        laboratory = spec.laboratory
        self._laboratory = Laboratory(
            base.env, int(laboratory.benches), float(laboratory.hours), base.recorder, self._projects.result
        )
        for name in sorted(spec.samples):
            self._expect(name, spec.samples[name])

    def ledgers(self) -> Iterator[Ledger]:
        """The books of data on Earth [Gbit] and of samples."""
        # Other bases close their books later: what reached the Earth of their data is wanted now.
        for work_out in self._base.context.noted:
            work_out()
        self._settle()
        ledger = Ledger("data-on-earth", "Gbit")
        ledger.receive("delivered", self._queue.arrived.total)
        ledger.stock("waiting", 0.0, self._queue.waiting)
        ledger.stock("archive", 0.0, self._queue.archived.total)
        yield ledger
        yield self._laboratory.ledger()
        self._finish()

    def facts(self) -> Mapping[str, float | None]:
        """Longest gap, delays, and when each project was done."""
        return self._facts

    def _show_stations(self) -> None:
        """Record who hears the Moon: known beforehand for the whole run."""
        base, listening = self._base, self._base.context.listening
        if listening is None:
            return
        hours = base.hours
        for name, spans in listening.hears.items():
            recorder = base.recorder(f"ground.station.{name}", "1")
            recorder.record_all(*timeline([(spans, 1.0)], hours))
            self._log_spans(name, listening.outages[name], "reception_lost", "reception_back")
        times, heard = timeline([(spans, 1.0) for spans in listening.hears.values()], hours)
        base.recorder("ground.heard", "1").record_all(times, np.minimum(heard, 1.0))
        edges = np.flatnonzero(np.diff(heard > 0.0, prepend=False, append=False))
        gaps = Intervals(0.0, hours, np.append(times, hours)[edges])
        self._facts["ground.longest_gap"] = gaps.longest_gap()

    def _log_spans(self, subject: str, spans: list[tuple[float, float]], begin: str, end: str) -> None:
        for first, last in spans:
            for moment, event in ((first, begin), (last, end)):
                if moment < self._base.hours:
                    self._base.log("ground", subject, event, time=moment)

    def _next_shift(self) -> None:
        """Have as many on Earth as the time of day says."""
        _, people = self._turns[self._turn]
        self._watch.on_earth(people)
        self._operators.record(self._base.env.now, people)
        self._turn += 1
        if self._turn == len(self._turns):
            self._day, self._turn = self._day + 1, 0
        if len(self._turns) > 1:
            self._change.set(self._day * DAY_H + self._turns[self._turn][0])

    def _begin(self, name: str, begins: float) -> None:
        def begin() -> None:
            self._base.log("ground", name, "project_begun")
            self._projects.share()

        if begins >= 0.0:
            self._base.context.at(begins, begin)

    def _expect(self, name: str, samples: Samples) -> None:
        """Wait for samples: on a day, or after people have left."""
        pieces = int(samples.pieces)

        def arrive() -> None:
            self._base.log("ground", name, "samples_arrived", f"{pieces} samples")
            self._laboratory.arrive(name, pieces)

        if samples.date is not None:
            due = self._base.context.hours_of(samples.date)
            if due >= 0.0:
                self._base.context.at(due, arrive)
            return
        assert samples.journey is not None  # the checks see to that
        journey = float(samples.journey)

        def leaves(rotation: Rotation) -> None:
            if rotation.name == samples.rotation:
                self._base.context.at(self._base.env.now + journey, arrive)

        self._base[Crew].rotations.before_leaving(leaves)

    def _settle(self) -> None:
        """Work out what became of the data that reached the Earth until now."""
        if not self._stretches:
            return
        until = self._stretches[-1][1].until
        moments = np.unique(np.concatenate([stretch.sent[0] for _, stretch in self._stretches]))
        total = np.zeros(len(moments))
        for base in {name: None for name, _ in self._stretches}:
            mine = [stretch for name, stretch in self._stretches if name == base]
            times, rates = (np.concatenate([stretch.sent[part] for stretch in mine]) for part in (0, 1))
            total += step_at(times, rates, self._sent.get(base, 0.0), moments)
            if len(rates):
                self._sent[base] = float(rates[-1])
            for stretch in mine if base == "" else ():
                self._origins.add(stretch)
        self._stretches.clear()
        self._queue.extend(moments, total, until)

    def _archived(self, instrument: str, volume: float) -> float | None:
        """When so much of an instrument's data lay in the archive [h]; None where it does not."""
        home = self._origins.home(instrument, volume)
        return None if home is None else self._queue.archived.when(self._queue.arrived.at(home))

    def _finish(self) -> None:
        """Find out which projects are done, and how long data waited."""
        spec = self._base.context.scenario.ground
        assert spec is not None
        done = self._projects.done(self._archived, int(spec.centre.desks), self._outages)
        for name in sorted(spec.projects):
            at = done.get(name, math.inf)
            self._facts[f"ground.project.{name}.done"] = at if at < self._base.hours else None
        moments = sorted((at, name) for name, at in done.items() if at < self._base.hours)
        for number, (at, name) in enumerate(moments, start=1):
            days = (at - self._projects.begins[name]) / DAY_H
            self._base.log("ground", name, "project_done", f"after {days:.1f} d", time=at)
            self._done_recorder.record(at, number)
        self._facts["ground.mean_delay"] = self._queue.mean_delay()
        self._facts["ground.longest_delay"] = self._queue.longest_delay()

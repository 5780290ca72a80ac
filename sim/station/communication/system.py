"""Communication: links to Earth, data on their way, and who supervises the machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from sim.engine import UNLIMITED, Alarm, Ledger, on_grid
from sim.engine.channel import FloatArray
from sim.moon import Spans
from sim.moon.visibility import Intervals
from sim.scenario.schema.base import Dated, standing
from sim.scenario.schema.communication import Instrument
from sim.station.base import Base
from sim.station.communication.data_flow import DataFlow
from sim.station.communication.radios import Link, Radios
from sim.station.communication.stations import ThroughStation, links_through_stations
from sim.station.communication.watch import Watch
from sim.station.energy.loads import RunningLoad
from sim.station.energy.system import Energy
from sim.station.events import EventKind
from sim.station.listening import timeline
from sim.station.relief import Lift
from sim.station.sky import relay_passes

EVENTS = (EventKind("buffer_full", chance=True), EventKind("buffer_freed", follows="event"))


class Communication:
    """Links, buffer, instruments and operators of a base.

    All links that are up send at once; in a blackout of the base none is. Data that arrive while the buffer is full
    are lost, but for what the links take at that moment.

    Args:
        base: The base. Its power system gives instruments their power, its sky says where Earth and relays stand.
    """

    def __init__(self, base: Base) -> None:
        self._base = base
        energy, sky = base[Energy], base.sky
        spec = base.tables.communication
        env = base.env
        self.link_up = False
        """Whether any link is up."""
        self._on_link: list[Callable[[bool], None]] = []
        self.watch = Watch(UNLIMITED if Lift.OPERATORS in base.lifts else int(spec.operators))
        """Who can watch over machines."""
        self.data = DataFlow(
            env,
            float(spec.buffer),
            lambda name, unit: base.recorder(f"communication.{name}", unit, "linear" if unit == "Gbit" else "step"),
            lambda time, event: base.log("communication", "buffer", event, time=time),
        )
        """What becomes of the data that are made."""
        base.context.noted.append(self.data.work_out)
        if base.context.scenario.ground is not None:
            self.data.on_worked_out = lambda stretch: [hear(base.name, stretch) for hear in base.context.data_home]
        self._in_view = False
        self._blackout = False
        self._gap_since = 0.0
        self._longest_gap = 0.0
        self._up_recorder = base.recorder("communication.link_up", "1")
        masts = [float(direct.mast) for direct in standing(spec.direct).values()]
        self.antenna_mast = sky.nearest_mast(max(masts, default=sky.lowest_mast))
        """Measured mast height of the highest antenna towards Earth [m]: where Earth's visibility is read."""
        links = self._links()
        self._show_sky()
        if Lift.LINKS in base.lifts:
            links = [([(0.0, base.hours)], sum(rate for _, rate in links) or on_grid(1.0))]
        times, rates = timeline(links, base.hours)
        if base.context.listening is not None and Lift.LINKS not in base.lifts:
            times, rates = base.context.listening.limit(times, rates)
        self.data.links_change(times, np.diff(rates, prepend=0.0))
        self._turns = _turns(times, rates)
        self._through: list[ThroughStation] = []
        self._next = 0
        self._alarm = Alarm(env, self._step)
        self._step()
        if Lift.LINKS not in base.lifts:
            energy.when_blackout_changes(self._black_out)
            self._through += links_through_stations(base, self.watch, self.data, self._connect)
        self.radios = Radios(base, energy.bus, self.watch)
        """Links of other places of the base."""
        for name in sorted(spec.instruments):
            self._add_instrument(name, spec.instruments[name], energy)

    @property
    def longest_gap(self) -> float:
        """Longest unbroken time without any link during the run [h]."""
        open_gap = 0.0 if self.link_up else self._base.env.now - self._gap_since
        return max(self._longest_gap, open_gap)

    def when_link_changes(self, callback: Callable[[bool], None]) -> None:
        """Call ``callback`` with True when the base gets a link and with False when it loses the last one."""
        self._on_link.append(callback)

    def link_at(self, at: str | None) -> Link:
        """The link over which what stands at a place of the base is watched, None for the main place."""
        return self.watch if at is None else self.radios.link_at(at)

    def ledgers(self) -> Iterator[Ledger]:
        """The data ledger at the end of the run [Gbit]."""
        yield self.data.close()

    def facts(self) -> Mapping[str, float | None]:
        """Figures of the Earth in the sky, and the longest gap between links."""
        earth = Intervals.of(0.0, self._base.hours, self._base.sky.earth(self.antenna_mast))
        return {
            "communication.earth_longest_gap": earth.longest_gap(),
            "communication.earth_visibility": earth.share(),
            "communication.longest_gap": self.longest_gap,
        }

    def _links(self) -> list[tuple[Spans, float]]:
        """Spans [h] and rate [Gbit/h] of every link."""
        spec = self._base.tables.communication
        links = []
        for name in sorted(spec.direct):
            direct = spec.direct[name]
            rate = int(direct.count) * float(direct.rate)
            links.append((self._serving(name, direct, self._base.sky.earth(float(direct.mast))), rate))
        self._relay_spans: list[Spans] = []
        for name in sorted(spec.relays):
            relay = spec.relays[name]
            spans = self._serving(name, relay, relay_passes(self._base.sky, relay) if int(relay.count) else [])
            self._relay_spans.append(spans)
            links.append((spans, int(relay.count) * float(relay.rate)))
        return [(spans, on_grid(rate)) for spans, rate in links if rate > 0]

    def _serving(self, name: str, asset: Dated, spans: Spans) -> Spans:
        """The part of ``spans`` in which the asset serves; its arrival and loss are put into the log."""
        self._base.schedule_service(asset, "communication", name, lambda: None, lambda: None)
        return self._base.context.served(asset, spans)

    def _show_sky(self) -> None:
        """Record when Earth and a relay are in view: known beforehand for the whole run."""
        hours = self._base.hours
        earth = self._base.sky.earth(self.antenna_mast)
        for name, spans in (("earth_visible", [earth]), ("relay_visible", self._relay_spans)):
            recorder = self._base.recorder(f"communication.{name}", "1")
            recorder.record(0.0, 0.0)
            times, rates = timeline([(one, 1.0) for one in spans], hours)
            recorder.record_all(times, np.where(rates > 0.0, 1.0, 0.0))

    def _step(self) -> None:
        """Get a link into view, or lose the last one."""
        self._in_view = self._turns[self._next][1]
        self._next += 1
        if self._next < len(self._turns):
            self._alarm.set(self._turns[self._next][0])
        self._connect()

    def _black_out(self, black: bool) -> None:
        self._blackout = black
        self.data.black_out(black)
        self._connect()

    def _connect(self) -> None:
        """Be connected while a link is in view, but for a blackout."""
        now = self._base.env.now
        through = bool(self._through) and any(one.up for one in self._through)
        up = (self._in_view or through) and not self._blackout
        self._up_recorder.record(now, 1.0 if up else 0.0)
        if up == self.link_up:
            return
        self.link_up = up
        if up:
            self._longest_gap = max(self._longest_gap, now - self._gap_since)
        else:
            self._gap_since = now
        for callback in self._on_link:
            callback(up)
        self.watch.connect(up)

    def _add_instrument(self, name: str, instrument: Instrument, energy: Energy) -> None:
        count = int(instrument.count)
        power, rate = count * float(instrument.power), count * float(instrument.data_rate)
        producer = self.data.producer(name)
        begin, end = producer.changer(rate), producer.changer(-rate)
        # Loads of machines and of the station itself may bear the same name.
        load = energy.bus.add_load(f"{name} instrument", instrument.power_class)
        running = RunningLoad(load, power, lambda on: (begin if on else end)())
        self._base.schedule_service(instrument, "communication", name, running.start, running.stop)


def _turns(times: FloatArray, rates: FloatArray) -> list[tuple[float, bool]]:
    """When there is a link from then on, and when there is none: (time [h], whether), the first at 0."""
    up = rates > 0.0
    turns = np.append(True, up[1:] != up[:-1])
    return list(zip(times[turns].tolist(), up[turns].tolist(), strict=True))

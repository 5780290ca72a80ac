"""Communication: links to Earth, data on their way, and who supervises the machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import simpy

from sim.engine import Alarm, Ledger, Meter, Tank, on_grid
from sim.moon import Spans
from sim.moon.visibility import Intervals
from sim.scenario.schema.base import Dated
from sim.scenario.schema.communication import Instrument
from sim.station.base import Base
from sim.station.energy.system import Energy
from sim.station.events import EventKind
from sim.station.sky import relay_passes

_FREED_BELOW = 0.95
"""Fill below which a buffer that was full counts as freed in the log; only the log depends on it."""

EVENTS = (EventKind("buffer_full", chance=True), EventKind("buffer_freed", follows="event"))


class Producer:
    """Something that makes data at a rate. Made by :meth:`Communication.producer`."""

    __slots__ = ("_communication", "_meter", "name")

    def __init__(self, communication: Communication, name: str, meter: Meter) -> None:
        self._communication = communication
        self._meter = meter
        self.name = name

    @property
    def total(self) -> float:
        """Data made so far [Gbit]."""
        return self._meter.total

    def change_rate(self, change: float) -> None:
        """Make data at a rate higher by ``change`` [Gbit/h] from now on."""
        change = on_grid(change)
        self._meter.add_rate(change)
        self._communication.production_changed(change)


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
        self._made = 0.0
        self._producers: dict[str, Producer] = {}
        self._generated = Meter(env, base.recorder("communication.generated", "Gbit", "linear"))
        self._delivered = Meter(env, base.recorder("communication.delivered", "Gbit", "linear"))
        self._lost = Meter(env, base.recorder("communication.lost", "Gbit", "linear"))
        self._buffer = Tank(
            env,
            "data buffer",
            float(spec.buffer),
            recorder=base.recorder("communication.buffer", "Gbit", "linear"),
            on_full=self._settle,
            on_empty=self._settle,
        )
        self._in = self._buffer.flow("made")
        self._out = self._buffer.flow("sent")
        self._buffer.band(
            _FREED_BELOW * float(spec.buffer),
            float(spec.buffer),
            on_high=lambda: base.log("communication", "buffer", "buffer_full"),
            on_low=lambda: base.log("communication", "buffer", "buffer_freed"),
            starts_low=True,
        )
        self._rate = 0.0
        self._in_view = 0.0
        self._blackout = energy.blackout
        self._gap_since = 0.0
        self._longest_gap = 0.0
        self._up_recorder = base.recorder("communication.link_up", "1")
        self._rate_recorder = base.recorder("communication.link_rate", "Gbit/h")
        self._operators = self._make_operators(int(spec.operators))
        masts = [float(direct.mast) for direct in spec.direct.values()]
        self.antenna_mast = sky.nearest_mast(max(masts, default=sky.lowest_mast))
        """Measured mast height of the highest antenna towards Earth [m]: where Earth's visibility is read."""
        links = self._links()
        self._show_sky()
        if base.relief == "communication":
            links = [([(0.0, base.hours)], sum(rate for _, rate in links) or on_grid(1.0))]
        self._changes = _timeline(links, base.hours)
        self._next = 0
        self._alarm = Alarm(env, self._step)
        self._step()
        if base.relief != "communication":
            energy.when_blackout_changes(self._black_out)
        for name in sorted(spec.instruments):
            self._add_instrument(name, spec.instruments[name], energy)

    @property
    def operators(self) -> simpy.Resource:
        """People on the ground who can supervise a machine each."""
        return self._operators

    @property
    def longest_gap(self) -> float:
        """Longest unbroken time without any link during the run [h]."""
        open_gap = 0.0 if self.link_up else self._base.env.now - self._gap_since
        return max(self._longest_gap, open_gap)

    def when_link_changes(self, callback: Callable[[bool], None]) -> None:
        """Call ``callback`` with True when the base gets a link and with False when it loses the last one."""
        self._on_link.append(callback)

    def producer(self, name: str) -> Producer:
        """A producer of data for the ledger's account ``name``; asking twice gives the same."""
        if name not in self._producers:
            self._producers[name] = Producer(self, name, Meter(self._base.env))
        return self._producers[name]

    def production_changed(self, change: float) -> None:
        """Take account of a producer's change (called by :class:`Producer`)."""
        self._made += change
        self._settle()

    def ledgers(self) -> Iterator[Ledger]:
        """The data ledger at the end of the run [Gbit]."""
        for meter in (self._generated, self._delivered, self._lost):
            meter.mark()
        self._buffer.mark()
        ledger = Ledger("data", "Gbit")
        for producer in self._producers.values():
            ledger.receive(producer.name, producer.total)
        ledger.issue("delivered", self._delivered.total)
        ledger.issue("lost", self._lost.total)
        ledger.stock("buffer", 0.0, self._buffer.level)
        yield ledger

    def facts(self) -> Mapping[str, float | None]:
        """Figures of the Earth in the sky, and the longest gap between links."""
        earth = Intervals.of(0.0, self._base.hours, self._base.sky.earth(self.antenna_mast))
        return {
            "communication.earth_longest_gap": earth.longest_gap(),
            "communication.earth_visibility": earth.share(),
            "communication.longest_gap": self.longest_gap,
        }

    def _make_operators(self, count: int) -> simpy.Resource:
        if self._base.relief == "communication":
            # More than there can be machines.
            return simpy.Resource(self._base.env, capacity=2**31)
        operators = simpy.Resource(self._base.env, capacity=max(1, count))
        if count == 0:
            # SimPy knows no resource without places: the only one is taken for ever.
            operators.request()
        return operators

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
        first, last = self._base.context.service_span(asset)
        cut = [(max(begin, first), min(end, last)) for begin, end in spans]
        return [(begin, end) for begin, end in cut if end > begin]

    def _show_sky(self) -> None:
        """Record when Earth and a relay are in view: known beforehand for the whole run."""
        hours = self._base.hours
        earth = self._base.sky.earth(self.antenna_mast)
        for name, spans in (("earth_visible", [earth]), ("relay_visible", self._relay_spans)):
            recorder = self._base.recorder(f"communication.{name}", "1")
            recorder.record(0.0, 0.0)
            for time, rate in _timeline([(one, 1.0) for one in spans], hours):
                recorder.record(time, 1.0 if rate > 0 else 0.0)

    def _step(self) -> None:
        """Enter the next span of constant link rate."""
        self._in_view = self._changes[self._next][1]
        self._next += 1
        if self._next < len(self._changes):
            self._alarm.set(self._changes[self._next][0])
        self._connect()

    def _black_out(self, black: bool) -> None:
        self._blackout = black
        self._connect()

    def _connect(self) -> None:
        """Send over all links in view, or over none in a blackout."""
        now = self._base.env.now
        self._rate = 0.0 if self._blackout else self._in_view
        self._rate_recorder.record(now, self._rate)
        up = self._rate > 0
        self._up_recorder.record(now, 1.0 if up else 0.0)
        self._settle()
        if up == self.link_up:
            return
        self.link_up = up
        if up:
            self._longest_gap = max(self._longest_gap, now - self._gap_since)
        else:
            self._gap_since = now
        for callback in self._on_link:
            callback(up)

    def _settle(self) -> None:
        """Balance what is made, sent and lost."""
        made, level = self._made, self._buffer.level
        sent = self._rate if level > 0 else min(made, self._rate)
        lost = max(0.0, made - sent) if level >= self._buffer.capacity else 0.0
        for meter, rate in ((self._generated, made), (self._delivered, sent), (self._lost, lost)):
            if rate != meter.rate:
                meter.set_rate(rate)
        self._in.set(made - lost)
        self._out.set(-sent)

    def _add_instrument(self, name: str, instrument: Instrument, energy: Energy) -> None:
        producer = self.producer(name)
        count = int(instrument.count)
        power, rate = count * float(instrument.power), count * float(instrument.data_rate)
        on = False

        def update(granted: float) -> None:
            nonlocal on
            runs = serving and granted >= load.demand
            if runs != on:
                on = runs
                producer.change_rate(rate if on else -rate)

        # Loads of machines and of the station itself may bear the same name.
        load = energy.bus.add_load(f"{name} instrument", instrument.power_class, on_grant=update)
        serving = False

        def serve(now_serving: bool) -> None:
            nonlocal serving
            serving = now_serving
            load.request(power if serving else 0.0)
            if load.demand == 0 or not serving:
                update(load.granted)

        self._base.schedule_service(instrument, "communication", name, lambda: serve(True), lambda: serve(False))


def _timeline(links: list[tuple[Spans, float]], hours: float) -> list[tuple[float, float]]:
    """Total rate of several links over time: (time [h], rate from then on), the first at 0."""
    changes: dict[float, float] = {0.0: 0.0}
    for spans, rate in links:
        for begin, end in spans:
            changes[begin] = changes.get(begin, 0.0) + rate
            changes[end] = changes.get(end, 0.0) - rate
    total = 0.0
    timeline: list[tuple[float, float]] = []
    for time in sorted(changes):
        total += changes[time]
        if time < hours and not (timeline and timeline[-1][1] == total):
            timeline.append((time, total))
    return timeline

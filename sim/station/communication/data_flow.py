"""Data on their way to Earth: made by producers, kept in a buffer, sent over the links, lost where there is no room.

Nothing at the station waits for its data, so nothing has to happen when the buffer is full or empty: what became of
the data follows from when they were made and when there was a link. Both are noted as the run goes by, and worked out
span by span afterwards, to the same exact moments.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.engine import Environment, Integral, Ledger, NotedMeters, RateNotes, Recorder, on_grid, reached
from sim.engine.channel import FloatArray
from sim.station.data_home import Rates, Stretch

_FREED_BELOW = 0.95
"""Fill below which a buffer that was full counts as freed in the log; only the log depends on it."""


class Producer:
    """Something that makes data at a rate. Made by :meth:`DataFlow.producer`."""

    __slots__ = ("_env", "name", "notes")

    def __init__(self, env: Environment, name: str) -> None:
        self._env = env
        self.name = name
        self.notes = NotedMeters([None])
        """When it makes more or less data."""

    @property
    def total(self) -> float:
        """Data made until they were last worked out [Gbit]."""
        return float(self.notes.totals[0])

    def changer(self, change: float) -> Callable[[], None]:
        """What makes data come at a rate higher by ``change`` [Gbit/h], rounded to the grid of rates, when called."""
        env, add, change = self._env, self.notes.add, on_grid(change)
        return lambda: add((env.now, change))


class _Listed:
    """A rate whose changes are listed, to be added up all at once."""

    def __init__(self) -> None:
        self.times: list[float] = []
        """When it may have changed [h]."""
        self.rates: list[float] = []
        """What it is from each of these times on [Gbit/h]."""

    def arrays(self) -> Rates:
        """What is listed."""
        return np.array(self.times, dtype=float), np.array(self.rates, dtype=float)

    def append(self, time: float, rate: float) -> None:
        """List a change."""
        self.times.append(time)
        self.rates.append(rate)

    def clear(self) -> None:
        """Begin the list anew."""
        self.times.clear()
        self.rates.clear()


class _Level:
    """What is in the buffer."""

    def __init__(self, recorder: Recorder | None) -> None:
        self._recorder = recorder
        self.rate = 0.0
        self.total = 0.0
        self.since = 0.0
        self.arrive(0.0, 0.0)

    def at(self, time: float) -> float:
        """The level at ``time`` [h], not before it last changed its rate [Gbit]."""
        return self.total + self.rate * (time - self.since)

    def run(self, time: float, rate: float) -> None:
        """Fill at ``rate`` [Gbit/h] from ``time`` [h] on."""
        if rate != self.rate:
            self.arrive(time, self.at(time))
            self.rate = rate

    def arrive(self, time: float, total: float) -> None:
        """Be at ``total`` [Gbit] at ``time`` [h]."""
        self.total = total
        self.since = time
        if self._recorder is not None:
            self._recorder.record(time, total)


class DataFlow:
    """The data of a base, from those who make them to Earth.

    All links that are up send at once. Data that arrive while the buffer is full are lost, but for what the links take
    at that moment.

    Args:
        env: The environment, time in h.
        capacity: Of the buffer [Gbit].
        recorder: Makes the recorder of a channel of a name and a unit; None where it is not kept.
        log: Called with a time [h] and ``buffer_full`` or ``buffer_freed``, in order of time, but later than then.
    """

    def __init__(
        self,
        env: Environment,
        capacity: float,
        recorder: Callable[[str, str], Recorder | None],
        log: Callable[[float, str], None],
    ) -> None:
        self._env = env
        self._capacity = capacity
        self._log = log
        self._made = Integral(recorder("generated", "Gbit"))
        self._sent = Integral(recorder("delivered", "Gbit"))
        self._lost = Integral(recorder("lost", "Gbit"))
        self._sent_at = _Listed()
        self._lost_at = _Listed()
        self._level = _Level(recorder("buffer", "Gbit"))
        self._made_rate = 0.0
        self._link_recorder = recorder("link_rate", "Gbit/h")
        self._full = False
        self._link_rate = 0.0
        self._notes = RateNotes(3)  # rates of what is made and of all links in view, and how many blackouts there are
        self.producers: dict[str, Producer] = {}
        """Who makes data, by account of the ledger."""
        self.on_worked_out: Callable[[Stretch], object] | None = None
        """Called with what became of the data whenever that is worked out."""

    @property
    def sent(self) -> float:
        """Data that had reached the Earth when it was last worked out what became of all data [Gbit]."""
        return self._sent.total

    def producer(self, name: str) -> Producer:
        """A producer of data for the ledger's account ``name``; asking twice gives the same."""
        if name not in self.producers:
            self.producers[name] = Producer(self._env, name)
        return self.producers[name]

    def links_change(self, times: FloatArray, changes: FloatArray) -> None:
        """Links come into view and leave it at times [h], which may lie ahead, shape (n,).

        Args:
            times: When.
            changes: By how much the rate of all links in view changes then [Gbit/h], on the grid, shape (n,).
        """
        zeros = np.zeros(len(times))
        self._notes.add_all(np.stack([times, zeros, changes, zeros], axis=1))

    def black_out(self, black: bool) -> None:
        """Send over no link from now on, or over those in view again."""
        self._notes.add((self._env.now, 0.0, 0.0, 1.0 if black else -1.0))

    def close(self) -> Ledger:
        """Work out what became of all data until now; the ledger of it [Gbit]."""
        self.work_out()
        now = self._env.now
        for one in (self._made, self._sent, self._lost):
            one.mark(now)
        self._level.arrive(now, self._level.at(now))
        ledger = Ledger("data", "Gbit")
        for producer in self.producers.values():
            ledger.receive(producer.name, producer.total)
        ledger.issue("delivered", self._sent.total)
        ledger.issue("lost", self._lost.total)
        ledger.stock("buffer", 0.0, self._level.total)
        return ledger

    def work_out(self) -> None:
        """Work out what became of the data until now."""
        now = self._env.now
        single: dict[str, Rates] = {}
        for producer in self.producers.values():
            times, changes = producer.notes.add_up(now)
            single[producer.name] = times, changes[:, 0]
            zeros = np.zeros(len(times))
            self._notes.add_all(np.stack([times, changes[:, 0], zeros, zeros], axis=1))
        times, rates = self._notes.take(now)
        links = np.where(rates[:, 2] > 0, 0.0, rates[:, 1])
        if self._link_recorder is not None:
            self._link_recorder.record_all(times, links)
        moments, made_rates, link_rates = times.tolist(), rates[:, 0].tolist(), links.tolist()
        # Where more is made than the links take, the buffer comes in; the end stops the search.
        rough = np.append(np.flatnonzero(rates[:, 0] > links), len(times)).tolist()
        level, sent, index, ahead = self._level, self._sent_at, 0, 0
        while index < len(moments):
            if level.rate != 0.0:
                self._pass_to(moments[index])
            if level.total == 0.0 and level.rate == 0.0:
                while rough[ahead] < index:
                    ahead += 1
                # All is sent as it is made.
                calm = rough[ahead]
                if calm > index:
                    sent.times += moments[index:calm]
                    sent.rates += made_rates[index:calm]
                    self._lost_at.append(moments[index], 0.0)
                    index = calm
                    continue
            self._made_rate, self._link_rate = made_rates[index], link_rates[index]
            self._balance(moments[index])
            index += 1
        if moments:
            self._made_rate, self._link_rate = made_rates[-1], link_rates[-1]
        self._pass_to(now)
        self._made.add_up(times, rates[:, 0], now)
        if self.on_worked_out is not None:
            made = times, rates[:, 0]
            self.on_worked_out(Stretch(now, made, self._sent_at.arrays(), self._lost_at.arrays(), single))
        for integral, listed in ((self._sent, self._sent_at), (self._lost, self._lost_at)):
            integral.add_up(listed.times, listed.rates, now)
            listed.clear()

    def _pass_to(self, end: float) -> None:
        """Let data flow until ``end`` [h], through whatever marks the buffer passes before."""
        level = self._level
        while level.rate != 0.0:
            mark = self._next_mark()
            due = level.since + (mark - level.total) / level.rate
            if not reached(due, end):
                return
            level.arrive(min(due, end), mark)
            if self._full != (mark >= self._capacity) and mark > 0.0:
                self._full = not self._full
                self._log(level.since, "buffer_full" if self._full else "buffer_freed")
            self._balance(level.since)

    def _next_mark(self) -> float:
        level = self._level
        if level.rate > 0:
            return self._capacity
        freed = _FREED_BELOW * self._capacity
        return freed if self._full and level.total > freed else 0.0

    def _balance(self, time: float) -> None:
        """Balance what is made, sent and lost from ``time`` [h] on."""
        level, link, made = self._level, self._link_rate, self._made_rate
        stored = level.at(time)
        sent = link if stored > 0.0 else min(made, link)
        lost = max(0.0, made - sent) if stored >= self._capacity else 0.0
        self._sent_at.append(time, sent)
        self._lost_at.append(time, lost)
        level.run(time, made - lost - sent)

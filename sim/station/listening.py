"""Who on Earth can hear the Moon: ground stations, when they see it and work, all known before a run begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.random import Generator

from sim.engine import RateNotes, Streams, on_grid
from sim.engine.channel import FloatArray
from sim.moon import Spans
from sim.scenario import Scenario
from sim.scenario.schema.base import Table
from sim.scenario.schema.ground import GroundStation

Rates = tuple[FloatArray, FloatArray]


class Listening:
    """The ground stations of a scenario through a run.

    Args:
        scenario: What is run; it has `[ground]` with stations.
        hours: Length of the run [h].
        streams: Its random numbers, for outages.
        service_span: When a station begins to serve and when it does no longer [h].
    """

    def __init__(
        self,
        scenario: Scenario,
        hours: float,
        streams: Streams,
        service_span: Callable[[Table], tuple[float, float]],
    ) -> None:
        # Only who has ground stations needs the Earth's rotation.
        from sim.moon.moonrise import EarthPlace, moon_spans

        assert scenario.ground is not None
        stations: Mapping[str, GroundStation] = scenario.ground.stations
        self.hours = hours
        self.seen: dict[str, Spans] = {}
        """When the Moon stands above the mask of each station in service [h]."""
        self.outages: dict[str, Spans] = {}
        """When each station in service is out [h]."""
        self.hears: dict[str, Spans] = {}
        """When each station hears the Moon [h]."""
        rates = []
        for name in sorted(stations):
            station = stations[name]
            place = EarthPlace(float(station.latitude), float(station.longitude), float(station.height))
            above = moon_spans(place, float(station.mask), scenario.start, hours, scenario.hours)
            first, last = service_span(station)
            service = [(first, min(last, hours))] if first < min(last, hours) else []
            failures = outages(streams[f"ground.{name}.outages"], float(station.mtbf), float(station.mttr), hours)
            self.seen[name] = within(above, service)
            self.outages[name] = within(failures, service)
            self.hears[name] = without(self.seen[name], self.outages[name])
            rates.append((self.hears[name], on_grid(float(station.rate))))
        self.rates: Rates = timeline(rates, hours)
        """How much all that hear can receive: moments [h], the first at 0, and rates from then on [Gbit/h]."""

    def limit(self, times: FloatArray, rates: FloatArray) -> Rates:
        """What of the rate of links arrives: no more than the stations that hear can receive.

        Args:
            times: Moments [h], the first at 0, shape (n,).
            rates: Rates of the links from each of them on [Gbit/h], shape (n,).
        """
        own_times, own = self.rates
        moments = np.union1d(times, own_times)
        sent = rates[np.searchsorted(times, moments, side="right") - 1]
        received = own[np.searchsorted(own_times, moments, side="right") - 1]
        limited = np.minimum(sent, received)
        turns = np.append(True, limited[1:] != limited[:-1])
        return moments[turns], limited[turns]


def outages(stream: Generator, mtbf: float, mttr: float, hours: float) -> Spans:
    """Outages of something that works and fails in turn, both for exponential times: begin and end of each [h].

    Args:
        stream: Random numbers that serve nothing else, two for each outage.
        mtbf: Mean time that it works [h].
        mttr: Mean time until it works again [h].
        hours: Length of the run [h]; the last outage may go on beyond.
    """
    found: Spans = []
    now = 0.0
    while True:
        works, fails = (stream.exponential(1.0) for _ in range(2))
        begin = now + mtbf * works
        if begin >= hours:
            return found
        now = begin + mttr * fails
        if now > begin:
            found.append((begin, now))


def within(spans: Spans, others: Spans) -> Spans:
    """What two rows of spans in order have in common [h]."""
    found: Spans = []
    one = other = 0
    while one < len(spans) and other < len(others):
        begin = max(spans[one][0], others[other][0])
        end = min(spans[one][1], others[other][1])
        if begin < end:
            found.append((begin, end))
        if spans[one][1] < others[other][1]:
            one += 1
        else:
            other += 1
    return found


def without(spans: Spans, holes: Spans) -> Spans:
    """What of spans in order lies in none of the holes, which are in order too [h]."""
    edges = [0.0, *(edge for hole in holes for edge in hole), np.inf]
    return within(spans, list(zip(edges[0::2], edges[1::2], strict=True)))


def timeline(parts: Iterable[tuple[Spans, float]], hours: float) -> Rates:
    """Total rate of several parts: the moments [h] from which on it is another one, the first at 0, and the rates.

    Args:
        parts: When each is there [h], and its rate on the grid of rates [unit/h].
        hours: Length of the run [h].
    """
    notes = RateNotes(1)
    notes.add((0.0, 0.0))
    for spans, rate in parts:
        edges = np.array(spans, dtype=float).ravel()
        notes.add_all(np.stack([edges, np.tile([rate, -rate], len(spans))], axis=1))
    times, rates = notes.take(hours)
    totals = rates[:, 0]
    turns = np.append(True, totals[1:] != totals[:-1]) & (times < hours)
    return times[turns], totals[turns]

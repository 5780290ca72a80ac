"""The data centre: what arrives waits in line, first come, first served, is processed, and lies in the archive."""

from __future__ import annotations

import numpy as np

from sim.engine import Recorder
from sim.engine.channel import FloatArray
from sim.station.data_home import Rates
from sim.station.ground.curve import Curve, step_at


class Queue:
    """Data that wait for a centre which processes them at a rate known beforehand.

    With D what has arrived, S what could have been processed since the start, and X = D - S, what waits is X less the
    least that X has been so far or zero (Lindley 1952; Asmussen 2003, Applied Probability and Queues, III.7): exact,
    with a knot where the line runs empty.

    Args:
        service: Rate of the centre: moments [h], the first at 0, and rates from each of them on [Gbit/h].
        waiting: Records what waits [Gbit].
        archived: Records what lies in the archive [Gbit].
    """

    def __init__(self, service: Rates, waiting: Recorder, archived: Recorder) -> None:
        self._service = service
        self._waiting_recorder, self._archived_recorder = waiting, archived
        self.arrived = Curve()
        """What has arrived [Gbit]."""
        self.archived = Curve()
        """What has been processed [Gbit]."""
        self.waiting = 0.0
        """What waits [Gbit]."""
        self.waiting_hours = 0.0
        """Integral over time of what waits [Gbit h]."""
        self._rate = 0.0
        for recorder in (waiting, archived):
            recorder.record(0.0, 0.0)

    def extend(self, times: FloatArray, rates: FloatArray, until: float) -> None:
        """Work out what becomes of what arrives until a time.

        Args:
            times: Moments since the last time at which the rate of arrival may have changed [h], in order, shape (n,).
            rates: What it is from each of them on [Gbit/h], shape (n,).
            until: To when [h].
        """
        since = self.arrived.until
        if until <= since:
            return
        turns, speeds = self._service
        inner = turns[(turns > since) & (turns < until)]
        edges = np.unique(np.concatenate(([since, until], times[(times > since) & (times < until)], inner)))
        comes = step_at(times, rates, self._rate, edges[:-1])
        goes = speeds[np.searchsorted(turns, edges[:-1], side="right") - 1]
        width = np.diff(edges)
        surplus = np.concatenate(([self.waiting], self.waiting + np.cumsum((comes - goes) * width)))
        waits = surplus - np.minimum(0.0, np.minimum.accumulate(surplus))
        arrived = np.concatenate(([self.arrived.total], self.arrived.total + np.cumsum(comes * width)))
        # Within a stretch whose end finds nobody waiting, the line runs empty: a knot of its own.
        empties = np.flatnonzero((waits[:-1] > 0.0) & (waits[1:] == 0.0) & (goes > comes))
        after = waits[empties] / (goes[empties] - comes[empties])
        inside = after < width[empties]
        empties, after = empties[inside], after[inside]
        knots = np.insert(edges, empties + 1, edges[empties] + after)
        waits = np.insert(waits, empties + 1, 0.0)
        arrived = np.insert(arrived, empties + 1, arrived[empties] + comes[empties] * after)
        archived = arrived - waits
        self.arrived.join(knots[1:], arrived[1:])
        self.archived.join(knots[1:], archived[1:])
        self._waiting_recorder.record_all(knots[1:], waits[1:])
        self._archived_recorder.record_all(knots[1:], archived[1:])
        self.waiting_hours += float(np.sum(0.5 * (waits[1:] + waits[:-1]) * np.diff(knots)))
        self.waiting = float(waits[-1])
        if len(rates):
            self._rate = float(rates[-1])

    def mean_delay(self) -> float | None:
        """Mean time that what has arrived has waited [h], by Little's law (1961); None where nothing has."""
        return self.waiting_hours / self.arrived.total if self.arrived.total > 0.0 else None

    def longest_delay(self) -> float:
        """Longest time that anything has waited, to its processing or to the end [h]."""
        times, done = self.archived.knots()
        came, sums = self.arrived.knots()
        there = sums[np.searchsorted(came, times)]
        line = there - done > 0.0
        longest = [0.0]
        if line.any():
            longest.append(float((times[line] - self.arrived.last(done[line])).max()))
        through = sums[sums <= done[-1]]
        if through.size:
            longest.append(float((self.archived.first(through) - self.arrived.first(through)).max()))
        return max(longest)

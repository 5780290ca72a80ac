"""Stocks of a continuous commodity whose level is known exactly at every moment."""

from __future__ import annotations

import math
from collections.abc import Callable

import simpy

from sim.engine.clock import Alarm, on_grid, reached
from sim.engine.trace import Recorder

TOLERANCE = 1e-9
"""How far rounding may carry an amount from what was meant, as a share of it.

Of the amount that is put, taken or asked for, never of the capacity: in a large store a small amount is as real as in
a small one. Only a flow that nobody stops is given a share of the capacity before it is an error.
"""

MAX_ARRIVALS = 1000
"""Most arrivals at marks within a second before a tank gives up: a run at that pace would not end within weeks."""

_SECOND = 1.0 / 3600.0

_ROUNDING = 2.0**-50
"""Share of a level that a handful of roundings may come to: four to eight of its last digits."""


class TankError(RuntimeError):
    """A stock was overdrawn or overfilled, or is too small for its flows: its users did not react to its marks."""


class Flow:
    """One flow into (positive) or out of (negative) a tank. Made by :meth:`Tank.flow`."""

    __slots__ = ("_rate", "_tank", "_total", "name")

    def __init__(self, tank: Tank, name: str) -> None:
        self._tank = tank
        self.name = name
        self._rate = 0.0
        self._total = 0.0

    @property
    def rate(self) -> float:
        """Present rate [unit/h], positive into the tank."""
        return self._rate

    @property
    def total(self) -> float:
        """What has flowed so far [unit], positive into the tank."""
        self._tank.sync()
        return self._total

    def set(self, rate: float) -> None:
        """Flow at ``rate`` [unit/h] from now on, rounded to the grid of :func:`~sim.engine.clock.on_grid`."""
        if rate == self._rate:
            return
        rate = on_grid(rate)
        if rate != self._rate:
            self._tank.sync()
            self._rate = rate
            self._tank.rates_changed()


class Band:
    """A watched pair of levels: low is entered at ``low`` from above and left at ``high`` from below."""

    __slots__ = ("high", "is_low", "low", "on_high", "on_low")

    def __init__(
        self,
        low: float,
        high: float,
        is_low: bool,
        on_low: Callable[[], None] | None,
        on_high: Callable[[], None] | None,
    ) -> None:
        self.low = low
        self.high = high
        self.is_low = is_low
        self.on_low = on_low
        self.on_high = on_high


class Tank:
    """A stock with a level between 0 and its capacity, fed and drained at constant rates between events.

    The level is integrated when somebody asks. One wake-up is scheduled at the next mark (full, empty, the edge of a
    band, an awaited level); on arrival the level *is* the mark, whatever rounding made of it, and is reported even if
    the flows change or turn at that very instant. A mark only tells: whoever fills the tank has to stop when it is
    full. A level out of bounds by more than rounding is an error, and so are users that fill and empty it in no time.

    What an addition to the level rounds off is kept for the next one, so that the level is the sum of all that went
    in and out however small the parts are.

    Args:
        env: The environment, time in h.
        name: Name for messages.
        capacity: Largest level [unit], positive.
        level: Level at the start [unit].
        recorder: Where to record the level, a linear channel.
        on_full: Called when the level arrives at the capacity with a flow.
        on_empty: Called when the level arrives at 0 with a flow.

    Raises:
        ValueError: Capacity or level out of range.
    """

    def __init__(
        self,
        env: simpy.Environment,
        name: str,
        capacity: float,
        level: float = 0.0,
        *,
        recorder: Recorder | None = None,
        on_full: Callable[[], None] | None = None,
        on_empty: Callable[[], None] | None = None,
    ) -> None:
        if not (math.isfinite(capacity) and capacity > 0):
            raise ValueError(f"tank '{name}': capacity must be positive and finite, not {capacity}")
        if not 0 <= level <= capacity:
            raise ValueError(f"tank '{name}': level {level} is not between 0 and {capacity}")
        self.name = name
        self.capacity = capacity
        self.start_level = level
        self.on_full = on_full
        self.on_empty = on_empty
        self._env = env
        self._level = level
        self._rest = 0.0  # what the last addition to the level rounded off
        self._since = env.now
        self._net = 0.0
        self._flows: dict[str, Flow] = {}
        self._bands: list[Band] = []
        self._awaited: list[tuple[float, Callable[[], None]]] = []
        self._mark = math.nan
        self._rounding = 0.0  # how near the mark is at the mark
        self._due = math.inf
        self._busy_since = -math.inf
        self._arrivals = 0
        self._landed = False  # at a mark that nobody knows of yet
        self._alarm = Alarm(env, self._arrive)
        self._recorder = recorder
        self._record()

    @property
    def level(self) -> float:
        """Level now [unit]."""
        self.sync()
        return self._level

    @property
    def net_rate(self) -> float:
        """Sum of all flows now [unit/h]."""
        return self._net

    @property
    def room(self) -> float:
        """What still fits [unit]."""
        return max(0.0, self.capacity - self.level)

    def holds(self, amount: float) -> bool:
        """Whether ``amount`` [unit] is there to be taken; one that misses by a rounding is."""
        return self.level >= amount - TOLERANCE * amount

    def flow(self, name: str) -> Flow:
        """A new flow, at first of rate 0.

        Raises:
            ValueError: The name is taken.
        """
        if name in self._flows:
            raise ValueError(f"tank '{self.name}': flow '{name}' exists already")
        self._flows[name] = Flow(self, name)
        return self._flows[name]

    def put(self, amount: float) -> None:
        """Add ``amount`` [unit] at once.

        Raises:
            TankError: It does not fit.
        """
        self._jump(amount)

    def take(self, amount: float) -> None:
        """Remove ``amount`` [unit] at once.

        Raises:
            TankError: There is not that much.
        """
        self._jump(-amount)

    def band(
        self,
        low: float,
        high: float,
        *,
        on_low: Callable[[], None] | None = None,
        on_high: Callable[[], None] | None = None,
        starts_low: bool = False,
    ) -> Band:
        """Watch a pair of levels [unit]; between them ``starts_low`` says on which side the band starts.

        A level that misses one of the two by a rounding starts there. No callback is called for the side on which the
        band starts.

        Raises:
            ValueError: Not 0 <= low < high <= capacity.
        """
        if not 0 <= low < high <= self.capacity:
            raise ValueError(f"tank '{self.name}': band {low}..{high} is not within 0..{self.capacity}")
        level, slack = self.level, _ROUNDING * self.capacity
        is_low = True if level <= low + slack else False if level >= high - slack else starts_low
        made = Band(low, high, is_low, on_low, on_high)
        self._bands.append(made)
        self._plan()
        return made

    def when_at_least(self, level: float, callback: Callable[[], None]) -> None:
        """Call ``callback`` once, as soon as the tank :meth:`holds` ``level`` [unit]; at once if it already does.

        Who waits for the same level is called in the order of asking, while the level lasts.

        Raises:
            ValueError: ``level`` is above the capacity and would never be reached.
        """
        if level > self.capacity * (1 + TOLERANCE):
            raise ValueError(f"tank '{self.name}': level {level} is above the capacity {self.capacity}")
        if self.holds(level):
            callback()
            return
        self._awaited.append((min(level, self.capacity), callback))
        self._plan()

    def sync(self) -> None:
        """Bring the level and the flows' totals up to now.

        Raises:
            TankError: The level is out of bounds.
        """
        if self._env.now > self._since and self._advance():
            # The alarm for this mark is still under way, or a rounding late.
            self._due = self._since
            self._alarm.set(self._due)

    def _advance(self) -> bool:
        """Integrate up to now; whether the level has arrived at the next mark."""
        now = self._env.now
        span = now - self._since
        self._since = now
        for flow in self._flows.values():
            if flow._rate != 0.0:
                flow._total += flow._rate * span
        net = self._net
        if net == 0.0:
            return False
        self._add(net * span)
        ahead = self._mark - self._level if net > 0 else self._level - self._mark
        if ahead <= self._rounding or reached(self._due, now):
            self._land()
            return True
        if math.isnan(ahead):  # nothing but the bound itself lay ahead
            self._check_bounds(TOLERANCE * self.capacity)
        return False

    def _add(self, amount: float) -> None:
        """Add to the level, exactly but for what the next addition makes up for (two-sum, Knuth 1969, 4.2.2)."""
        level, amount = self._level, amount + self._rest
        total = level + amount
        added = total - level
        self._rest = (level - (total - added)) + (amount - added)
        self._level = total

    def _be_at(self, mark: float) -> None:
        self._level = mark
        self._rest = 0.0

    def mark(self) -> None:
        """Record the level as it is now, e.g. at the end of the run."""
        self.sync()
        self._record()

    def rates_changed(self) -> None:
        """Take account of a changed flow (called by :class:`Flow`)."""
        net = 0.0
        for flow in self._flows.values():
            net += flow._rate  # exact: all rates lie on one grid
        if net != self._net:
            self._net = net
            self._record()
            self._plan()

    def _jump(self, amount: float) -> None:
        self.sync()
        self._record()
        before = self._level
        self._add(amount)
        slack = TOLERANCE * abs(amount) + _ROUNDING * max(before, self._level)
        self._check_bounds(slack)
        self._snap(slack)
        # Filled to the brim or emptied at once while a flow goes on: reported as if the flow had done it.
        self._landed = (self._net > 0 and self._level >= self.capacity) or (self._net < 0 and self._level <= 0)
        self._record()
        self._notify()
        self._plan()

    def _check_bounds(self, slack: float) -> None:
        if not -slack <= self._level <= self.capacity + slack:
            raise self._error(f"level {self._level} is not within 0..{self.capacity}")

    def _error(self, what: str) -> TankError:
        flows = ", ".join(f"{flow.name} {flow.rate:+g}/h" for flow in self._flows.values())
        return TankError(f"tank '{self.name}' at {self._env.now} h: {what}; flows {flows or 'none'}")

    def _record(self) -> None:
        if self._recorder is not None:
            self._recorder.record(self._env.now, self._level)

    def _snap(self, slack: float) -> None:
        """After a jump the level is the mark it was meant to hit: ten puts of 0.1 make 1."""
        marks = [0.0, self.capacity, *(wanted for wanted, _ in self._awaited)]
        for band in self._bands:
            marks += (band.low, band.high)
        nearest = min(marks, key=lambda mark: abs(mark - self._level))
        if abs(nearest - self._level) <= slack:
            self._be_at(nearest)

    def _land(self) -> None:
        """Be at the mark, which is to be reported at this instant."""
        mark, now = self._mark, self._since
        # The clock is only so fine: a fast flow in a small tank overshoots by what flows in its last digits.
        slack = 2 * self._rounding + abs(self._net) * 8 * math.ulp(now)
        if abs(self._level - mark) > slack:
            raise TankError(f"tank '{self.name}' at {now} h: arrived at {self._level}, expected {mark}")
        self._be_at(mark)
        self._landed = True

    def _next_mark(self) -> float:
        """The first mark on the way, NaN if there is none."""
        level, net = self._level, self._net
        if net > 0:
            mark = self.capacity if level < self.capacity else math.inf
            for band in self._bands:
                if band.is_low and level < band.high < mark:
                    mark = band.high
            for wanted, _ in self._awaited:
                if level < wanted < mark:
                    mark = wanted
        elif net < 0:
            mark = 0.0 if level > 0 else -math.inf
            for band in self._bands:
                if not band.is_low and mark < band.low < level:
                    mark = band.low
        else:
            return math.nan
        return mark if math.isfinite(mark) else math.nan

    def _plan(self) -> None:
        if self._landed:
            self._mark, self._due = self._level, self._since
        else:
            mark = self._next_mark()
            self._mark = mark
            self._due = math.inf if math.isnan(mark) else self._since + (mark - self._level) / self._net
        self._rounding = _ROUNDING * (self._mark if self._net > 0 else self._level)
        self._alarm.set(self._due)

    def _arrive(self) -> None:
        if self._env.now > self._since:
            self._advance()
        if not self._landed:
            self._land()
        self._landed = False
        self._count_arrival()
        self._notify()
        if self._level >= self.capacity and self.on_full is not None:
            self.on_full()
        elif self._level <= 0 and self.on_empty is not None:
            self.on_empty()
        self._plan()

    def _count_arrival(self) -> None:
        now = self._since
        if now - self._busy_since > _SECOND:
            self._busy_since, self._arrivals = now, 0
        self._arrivals += 1
        if self._arrivals > MAX_ARRIVALS:
            raise self._error(
                f"more than {MAX_ARRIVALS} arrivals at marks within a second: its capacity of {self.capacity:g} or the "
                "distance of two marks is too small for what flows"
            )

    def _notify(self) -> None:
        """Tell whoever watches a level that was reached; who hears of it may change the level."""
        for band in self._bands:
            if band.is_low and self._level >= band.high:
                band.is_low = False
                if band.on_high is not None:
                    band.on_high()
            elif not band.is_low and self._level <= band.low:
                band.is_low = True
                if band.on_low is not None:
                    band.on_low()
        waiting = self._awaited
        index = 0
        while index < len(waiting):
            wanted, callback = waiting[index]
            if self.holds(wanted):
                del waiting[index]
                callback()
                index = 0
            else:
                index += 1

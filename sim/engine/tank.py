"""Stocks of a continuous commodity whose level is known exactly at every moment."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable

from sim.engine.clock import Alarm, Environment, reached
from sim.engine.flow import Band, Flow
from sim.engine.recorder import Recorder, kept

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
        env: Environment,
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
        self._awaited: dict[float, list[Callable[[], None]]] = {}
        self._levels = [0.0, capacity]  # all that are watched, in order
        self._mark = math.nan
        self._rounding = 0.0  # how near the mark is at the mark
        self._due = math.inf
        self._busy_since = -math.inf
        self._arrivals = 0
        self._arriving = False
        self._planned = False  # since the marks or the flows last changed
        self._landed = False  # at a mark that nobody knows of yet
        self._alarm = Alarm(env, self._arrive)
        self._add_point = kept(recorder)
        self._record()

    @property
    def level(self) -> float:
        """Level now [unit]."""
        return self.sync()

    @property
    def net_rate(self) -> float:
        """Sum of all flows now [unit/h]."""
        return self._net

    @property
    def room(self) -> float:
        """What still fits [unit]."""
        room = self.capacity - self.sync()
        return room if room > 0.0 else 0.0

    def holds(self, amount: float) -> bool:
        """Whether ``amount`` [unit] is there to be taken; one that misses by a rounding is."""
        return self.sync() >= amount - TOLERANCE * amount

    def flow(self, name: str) -> Flow:
        """A new flow, at first of rate 0.

        Raises:
            ValueError: The name is taken.
        """
        if name in self._flows:
            raise ValueError(f"tank '{self.name}': flow '{name}' exists already")
        self._flows[name] = Flow(self._env, self, name)
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

    def exchange(self, put: float, take: float) -> bool:
        """Add ``put`` and then remove ``take`` [unit] at one moment, unless somebody would hear of it in between.

        Returns:
            Whether it was done. Nothing was where a level that is watched lies on the way up: then whoever hears of it
            may take before.

        Raises:
            TankError: There is not as much.
        """
        levels, level = self._levels, self.sync()
        index = bisect_right(levels, level)
        if index < len(levels) and levels[index] <= (level + put) * (1.0 + TOLERANCE):
            return False
        self._jump(put - take)
        return True

    def listen(self, callback: Callable[[tuple[float, float]], None]) -> None:
        """Call ``callback`` with time [h] and level wherever these are recorded: a flow changes or the level jumps."""
        add_point = self._add_point

        def both(point: tuple[float, float]) -> None:
            assert add_point is not None
            add_point(point)
            callback(point)

        self._add_point = callback if add_point is None else both

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
        self._levels = sorted({*self._levels, low, high})
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
        level = min(level, self.capacity)
        self._awaited.setdefault(level, []).append(callback)
        if level not in self._levels:
            insort(self._levels, level)
        self._plan()

    def shrink(self, capacity: float) -> float:
        """Hold less from now on, at most ``capacity`` [unit]; the edges of all bands keep their share of it.

        Returns:
            What no longer fits and is gone [unit].

        Raises:
            ValueError: The capacity is not positive or larger than before, or somebody awaits a level.
        """
        if not 0 < capacity <= self.capacity or self._awaited:
            raise ValueError(f"tank '{self.name}': cannot shrink from {self.capacity} to {capacity}")
        level, share = self.sync(), capacity / self.capacity
        self.capacity = capacity
        for band in self._bands:
            band.low *= share
            band.high *= share
        levels = {0.0, capacity}
        for band in self._bands:
            levels |= {band.low, band.high}
        self._levels = sorted(levels)
        lost = level - capacity
        if lost > 0.0:
            self._record()
            self._be_at(capacity)
            self._record()
            level = capacity
        self._landed = (self._net > 0.0 and level >= capacity) or (self._net < 0.0 and level <= 0.0)
        self._planned = False
        self._notify()
        if not self._planned:
            self._plan()
        return lost if lost > 0.0 else 0.0

    def sync(self) -> float:
        """Bring the level up to now; the level [unit].

        Raises:
            TankError: The level is out of bounds.
        """
        now = self._env.now
        if now > self._since:
            # The level is added to exactly but for what the next addition makes up for (two-sum, Knuth 1969, 4.2.2).
            span = now - self._since
            self._since = now
            net = self._net
            if net != 0.0:
                level, amount = self._level, net * span + self._rest
                self._level = total = level + amount
                added = total - level
                self._rest = (level - (total - added)) + (amount - added)
                ahead = self._mark - total if net > 0.0 else total - self._mark
                if ahead <= self._rounding or reached(self._due, now):
                    self._land()
                    self._due = now
                    if not self._arriving:
                        # The alarm for this mark is still under way, or a rounding late.
                        self._alarm.set(now)
                elif math.isnan(ahead):  # nothing but the bound itself lay ahead
                    self._check_bounds(TOLERANCE * self.capacity)
        return self._level

    def _be_at(self, mark: float) -> None:
        self._level = mark
        self._rest = 0.0

    def mark(self) -> None:
        """Record the level as it is now, e.g. at the end of the run."""
        self.sync()
        self._record()

    def change_rate(self, change: float) -> None:
        """Fill faster by ``change`` [unit/h], which lies on the grid, from now on."""
        level = self.sync() if self._env.now > self._since else self._level
        add_point = self._add_point
        if add_point is not None:
            add_point((self._since, level))
        self._net += change  # exact: all rates lie on one grid
        self._plan()

    def _jump(self, amount: float) -> None:
        before = self.sync() if self._env.now > self._since else self._level
        add_point = self._add_point
        if add_point is not None:
            add_point((self._since, before))
        # Exactly but for what the next addition makes up for, as in sync.
        amount += self._rest
        self._level = level = before + amount
        added = level - before
        self._rest = (before - (level - added)) + (amount - added)
        slack = TOLERANCE * abs(amount) + _ROUNDING * (before if before > level else level)
        if not (level >= -slack and level <= self.capacity + slack):  # neither is a number that is none
            self._check_bounds(slack)
        index = bisect_left(self._levels, level - slack)
        if index < len(self._levels) and self._levels[index] <= level + slack:
            # It is the mark that it was meant to hit: ten puts of 0.1 make 1.
            self._be_at(self._levels[index])
            level = self._level
        net = self._net
        # Filled to the brim or emptied at once while a flow goes on: reported as if the flow had done it.
        self._landed = (net > 0.0 and level >= self.capacity) or (net < 0.0 and level <= 0.0)
        if add_point is not None:
            add_point((self._since, level))
        self._planned = False
        self._notify()
        if not self._planned:
            self._plan()

    def _check_bounds(self, slack: float) -> None:
        if not -slack <= self._level <= self.capacity + slack:
            raise self._error(f"level {self._level} is not within 0..{self.capacity}")

    def _error(self, what: str) -> TankError:
        flows = ", ".join(f"{flow.name} {flow.rate:+g}/h" for flow in self._flows.values())
        return TankError(
            f"tank '{self.name}' at {self._env.now} h: {what}; net {self._net:+g}/h; flows {flows or 'none'}"
        )

    def _record(self) -> None:
        if self._add_point is not None:
            self._add_point((self._since, self._level))

    def _land(self) -> None:
        """Be at the mark, which is to be reported at this instant."""
        mark, now = self._mark, self._since
        # The clock is only so fine: a fast flow in a small tank overshoots by what flows in its last digits.
        slack = 2 * self._rounding + abs(self._net) * 8 * math.ulp(now)
        if abs(self._level - mark) > slack:
            raise TankError(f"tank '{self.name}' at {now} h: arrived at {self._level}, expected {mark}")
        self._be_at(mark)
        self._landed = True

    def _plan(self) -> None:  # noqa: PLR0912  # written out: every change of a tank ends here
        """Find the first mark on the way, and set out for it."""
        self._planned = True
        level, net, alarm = self._level, self._net, self._alarm
        mark, due = math.nan, math.inf
        if self._landed:
            mark, due = level, self._since
        elif net > 0.0:
            if level < self.capacity:
                mark = self.capacity
            for band in self._bands:
                if band.is_low and level < band.high and not mark <= band.high:
                    mark = band.high
            for wanted in self._awaited:
                if level < wanted and not mark <= wanted:
                    mark = wanted
            due = self._since + (mark - level) / net
            self._rounding = _ROUNDING * mark
        elif net < 0.0:
            if level > 0.0:
                mark = 0.0
            for band in self._bands:
                if not band.is_low and band.low < level and not mark >= band.low:
                    mark = band.low
            due = self._since + (mark - level) / net
            self._rounding = _ROUNDING * level
        if math.isnan(mark):
            due = math.inf
        self._mark = mark
        self._due = due
        # What Alarm.set does, written out.
        alarm.due = due
        if due < alarm.entered:
            alarm.enter(due)

    def _arrive(self) -> None:
        self._arriving = True
        self.sync()
        self._arriving = False
        if not self._landed:
            self._land()
        self._landed = False
        self._planned = False
        self._count_arrival()
        self._notify()
        if self._level >= self.capacity and self.on_full is not None:
            self.on_full()
        elif self._level <= 0.0 and self.on_empty is not None:
            self.on_empty()
        if not self._planned:
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
                band.is_low = self._planned = False
                on_high = band.on_high
                if on_high is not None:
                    on_high()
            elif not band.is_low and self._level <= band.low:
                band.is_low = True
                self._planned = False
                on_low = band.on_low
                if on_low is not None:
                    on_low()
        waiting = self._awaited
        while waiting:
            level = next((wanted for wanted in waiting if self.holds(wanted)), None)
            if level is None:
                return
            callbacks = waiting[level]
            callback = callbacks.pop(0)
            if not callbacks:
                del waiting[level]
                self._planned = False
            callback()

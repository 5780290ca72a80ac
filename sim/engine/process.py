"""Processes: what takes from tanks and gives to tanks at fixed proportions, on or off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sim.engine.clock import Alarm, Environment, on_grid
from sim.engine.flow import Flow
from sim.engine.meter import Meter
from sim.engine.tank import Tank


@dataclass(frozen=True)
class Stream:
    """What one unit of a process takes or gives.

    Attributes:
        name: What it is of.
        rate: How much while the unit runs [unit/h].
        tank: Where it comes from or goes to; None for the surroundings.
        vents: Of what is given: whether what finds no room is let go; else the process stops when the tank is full.
    """

    name: str
    rate: float
    tank: Tank | None = None
    vents: bool = False


class Line:
    """One stream of a process as it flows: to or from its tank, and past it."""

    __slots__ = ("_flow", "_full", "_sign", "_units", "past", "rate", "stream")

    def __init__(self, env: Environment, process: str, stream: Stream, sign: int) -> None:
        self.stream = stream
        self.rate = on_grid(stream.rate)
        """Rate of one unit, on the grid [unit/h]."""
        self._sign = sign
        self._units = 0
        self._full = False
        self._flow: Flow | None = None if stream.tank is None else stream.tank.flow(f"{process} {stream.name}")
        self.past = Meter(env)
        """What came from the surroundings or was let go [unit]."""

    @property
    def total(self) -> float:
        """What passed so far, by its tank or past it [unit]."""
        return self.past.total + (0.0 if self._flow is None else abs(self._flow.total))

    def run(self, units: int) -> None:
        """Flow for so many units from now on."""
        self._units = units
        rate = units * self.rate  # exact: a whole multiple of a rate on the grid
        if self._flow is None or self._full:
            if self._flow is not None:
                self._flow.run(0.0)
            self.past.add_rate(rate - self.past.rate)
        else:
            self.past.add_rate(-self.past.rate)
            self._flow.run(self._sign * rate)

    def pass_by(self, full: bool) -> None:
        """Let what is given go while its tank is full."""
        self._full = full
        self.run(self._units)


class Process:
    """Takes and gives at fixed proportions while its units run; stores stop it, and never throttle it.

    It is starved from when a tank that it takes from is empty until all of these hold what it takes in ``restart``
    hours; it is blocked from when a tank that it gives to is full until all of these have room for as much. Who runs
    its units stops them while either holds.

    Args:
        env: The environment, time in h.
        name: Its name; its flows bear it.
        takes: What a unit takes.
        gives: What a unit gives.
        units: How many units there may be.
        restart: Hours of flow of all units that make a band [h].
        on_change: Called when something that it takes is out or there again, or that it gives finds room or none.
        on_short: Called with the name of what it takes and whether it is out, at first and when that changes; before
            ``on_change``.

    Raises:
        ValueError: A tank is smaller than the band.
    """

    def __init__(
        self,
        env: Environment,
        name: str,
        takes: Sequence[Stream],
        gives: Sequence[Stream],
        *,
        units: int = 1,
        restart: float = 1.0,
        on_change: Callable[[], None] = lambda: None,
        on_short: Callable[[str, bool], None] = lambda _name, _short: None,
    ) -> None:
        self.name = name
        self.takes = tuple(Line(env, name, stream, -1) for stream in takes)
        self.gives = tuple(Line(env, name, stream, 1) for stream in gives)
        self._on_change = on_change
        self._on_short = on_short
        self._env = env
        self.missing: dict[str, float] = {}
        """What it takes and is out, with since when [h]."""
        self.full: dict[str, float] = {}
        """What it gives and finds no room for, with since when [h]."""
        self._running = 0
        for line in (*self.takes, *self.gives):
            self._watch(line, units * line.rate * restart)

    @property
    def starved(self) -> bool:
        """Whether something that it takes is out."""
        return bool(self.missing)

    @property
    def blocked(self) -> bool:
        """Whether there is no room for something that it gives."""
        return bool(self.full)

    @property
    def running(self) -> int:
        """Units that run."""
        return self._running

    def run(self, change: int) -> None:
        """Let so many more units run from now on."""
        self._running += change
        for line in (*self.takes, *self.gives):
            line.run(self._running)

    def _watch(self, line: Line, band: float) -> None:
        tank = line.stream.tank
        if tank is None or line.rate == 0.0:
            return
        if band > tank.capacity:
            raise ValueError(f"process '{self.name}': {tank.name} holds less than the {band:g} of its band")
        if line in self.takes:
            name = line.stream.name
            made = tank.band(
                0.0,
                band,
                on_low=partial(self._runs_out, name, True),
                on_high=partial(self._runs_out, name, False),
                starts_low=True,
            )
            if made.is_low:
                self.missing[name] = self._env.now
            self._on_short(name, made.is_low)
        elif line.stream.vents:
            made = tank.band(
                tank.capacity - band,
                tank.capacity,
                on_low=lambda: line.pass_by(False),
                on_high=lambda: line.pass_by(True),
                starts_low=True,
            )
            if not made.is_low:
                line.pass_by(True)
        else:
            made = tank.band(
                tank.capacity - band,
                tank.capacity,
                on_low=partial(self._turn, self.full, line.stream.name, False),
                on_high=partial(self._turn, self.full, line.stream.name, True),
                starts_low=True,
            )
            if not made.is_low:
                self.full[line.stream.name] = self._env.now

    def _runs_out(self, name: str, short: bool) -> None:
        self._on_short(name, short)
        self._turn(self.missing, name, short)

    def _turn(self, held: dict[str, float], name: str, holds: bool) -> None:
        """Take account of something that is out or full from now on, or no more."""
        if holds:
            held[name] = self._env.now
        else:
            held.pop(name, None)
        self._on_change()


class Starter:
    """One unit of a process: it runs some time after it began to work, once it has reached its temperature.

    Args:
        env: The environment, time in h.
        process: The process.
        start_up: How long it takes to start [h].
    """

    __slots__ = ("_alarm", "_env", "_process", "_start_up", "runs", "starts")

    def __init__(self, env: Environment, process: Process, start_up: float) -> None:
        self._env = env
        self._process = process
        self._start_up = start_up
        self._alarm = Alarm(env, self._run)
        self.runs = False
        """Whether it makes anything."""
        self.starts = 0
        """How often it began to work."""

    def start(self) -> None:
        """Begin to work."""
        self.starts += 1
        if self._start_up > 0.0:
            self._alarm.set(self._env.now + self._start_up)
        else:
            self._run()

    def stop(self) -> None:
        """Stop working, whether or not it made anything yet."""
        self._alarm.cancel()
        if self.runs:
            self.runs = False
            self._process.run(-1)

    def _run(self) -> None:
        self.runs = True
        self._process.run(1)

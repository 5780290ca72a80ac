"""Failures on operating hours, and repairs that need a spare part and a technician."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from enum import IntEnum
from heapq import heapify
from itertools import count
from typing import Any

import simpy
from simpy.resources.resource import SortedQueue
from simpy.resources.store import StoreGet

from sim.engine.clock import Alarm, Environment, reached
from sim.engine.machine import Machine
from sim.engine.operators import Operators
from sim.engine.recorder import Recorder
from sim.engine.technician import Technician


class SpareStock:
    """Spare parts of one kind, whole pieces, handed out in the order in which they are asked for.

    Args:
        env: The environment, time in h.
        initial: Pieces at the start.
        recorder: Where to record the number in stock.
    """

    def __init__(self, env: Environment, initial: int, recorder: Recorder | None = None) -> None:
        if initial < 0:
            raise ValueError(f"number of spares must not be negative, not {initial}")
        # A Container is safe here and only here: its amounts are integers.
        self._pieces = simpy.Container(env, init=initial)
        self._env = env
        self._recorder = recorder
        self.used = 0
        """Pieces taken so far."""
        self._record()

    @property
    def in_stock(self) -> int:
        """Pieces in stock."""
        return int(self._pieces.level)

    def deliver(self, pieces: int) -> None:
        """Add ``pieces``."""
        if pieces > 0:
            self._pieces.put(pieces)
            self._record()

    def take(self) -> Generator[Any, Any, None]:
        """Wait for one piece and take it; a wait that is interrupted takes none."""
        piece = self._pieces.get(1)
        try:
            yield piece
        except simpy.Interrupt:
            if piece.triggered:
                self._pieces.put(1)
            else:
                # Left in the queue, it would still take a piece later.
                piece.cancel()
            raise
        self.used += 1
        self._record()

    def _record(self) -> None:
        if self._recorder is not None:
            self._recorder.record(self._env.now, self.in_stock)


class Wear:
    """A clock that runs while its machine works and goes off when its life is over.

    Args:
        machine: The machine.
        draw_life: Draws the life until the next failure, operating hours at full pace [h]; infinity for never.
        on_failure: Called at the failure.
    """

    __slots__ = ("_alarm", "_draw_life", "_hours", "_left", "_machine", "_on_failure", "_pace", "_started")

    def __init__(self, machine: Machine, draw_life: Callable[[], float], on_failure: Callable[[], None]) -> None:
        self._machine = machine
        self._draw_life = draw_life
        self._on_failure = on_failure
        self._left = draw_life()
        self._pace = 1.0
        self._started = math.nan
        self._hours = 0.0
        self._alarm = Alarm(machine.env, self._fail)
        machine.on_start.append(self._start)
        machine.on_stop.append(self._stop)
        if machine.working:
            self._start()

    @property
    def operating_hours(self) -> float:
        """Hours the machine has worked, at whatever pace [h]."""
        return self._hours + (self._machine.env.now - self._started if self._machine.working else 0.0)

    def renew(self) -> None:
        """Draw a new life, as good as new."""
        self._left = self._draw_life()
        if self._machine.working:
            self._hours += self._machine.env.now - self._started
            self._start()

    def set_pace(self, pace: float) -> None:
        """Let the clock run at ``pace`` from now on: hours of life that pass in an hour of work [1].

        Raises:
            ValueError: The pace is not positive and finite.
        """
        if pace == self._pace:
            return
        if not 0.0 < pace < math.inf:
            raise ValueError(f"pace of wear must be positive and finite, not {pace}")
        working = self._machine.working
        if working:
            self._stop()
        self._pace = pace
        if working:
            self._start()

    def _start(self) -> None:
        alarm = self._alarm
        self._started = started = self._machine.env.now
        alarm.due = due = started + self._left / self._pace
        if due < alarm.entered:
            alarm.enter(due)  # what Alarm.set does, written out

    def _stop(self) -> None:
        alarm, now = self._alarm, self._machine.env.now
        worked = now - self._started
        self._hours += worked
        if reached(alarm.due, now):
            # Its life ends at this very instant: stopping now comes too late.
            self._left = 0.0
        else:
            left = self._left - worked * self._pace
            self._left = left if left > 0.0 else 0.0
            alarm.due = math.inf

    def _fail(self) -> None:
        self._left = 0.0
        self._on_failure()


class _Request(StoreGet):
    """A repair's place in the line for a technician: the most urgent first, then in the order of asking."""

    def __init__(self, free: _Free, key: tuple[int, int]) -> None:
        self.key = key
        super().__init__(free)


class _Free(simpy.PriorityStore):
    """The technicians who are free."""

    GetQueue = SortedQueue

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self.asked = count()
        """Numbers the requests."""


class Workshop:
    """Technicians who repair machines, the most urgent first.

    Args:
        env: The environment, time in h.
        technicians: How many autonomous ones are there from the start.
        on_event: Called with machine, event (``repair_started``, ``repair_left``, ``repaired``) and a detail.
    """

    def __init__(
        self,
        env: Environment,
        technicians: int = 0,
        on_event: Callable[[Machine, str, str], None] | None = None,
    ) -> None:
        self._env = env
        self._free = _Free(env)
        self._staff: list[Technician] = []
        self._link_up = True
        self._on_event = on_event
        self._jobs: dict[Machine, simpy.Process] = {}
        self.repairs = 0
        """Repairs finished so far."""
        for _ in range(technicians):
            self.add_technician()

    @property
    def busy(self) -> int:
        """How many technicians have a repair at hand, whether it goes on or not."""
        return sum(technician.busy for technician in self._staff)

    def add_technician(self, operators: Operators | None = None) -> Technician:
        """Take one more technician on from now on.

        Args:
            operators: Who watches over him, for he works only with a link and an operator; None for an autonomous one.
        """
        technician = Technician(self._env, len(self._staff), operators)
        technician.connect(self._link_up)
        self._staff.append(technician)
        self._free.put(technician)
        return technician

    def dismiss(self, technician: Technician) -> None:
        """Let a technician go. What is left of the repair at hand waits for another, in the place in line it had."""
        technician.leave()
        free = self._free.items
        if technician in free:
            free.remove(technician)
            heapify(free)

    def connect(self, link_up: bool) -> None:
        """Have a link from now on, or none; there is one until this says otherwise."""
        self._link_up = link_up
        for technician in self._staff:
            technician.connect(link_up)

    def repair(
        self,
        machine: Machine,
        duration: float,
        *,
        spare: SpareStock | None = None,
        priority: int = 0,
        on_done: Callable[[], None] | None = None,
    ) -> None:
        """Start the repair of a machine that has just failed.

        Args:
            machine: The machine; it waits for a spare, for a technician, is in repair, which may halt, and is then free
                of them all.
            duration: Time of one technician [h].
            spare: Stock from which one piece is needed, None for a repair without parts.
            priority: Lower is more urgent.
            on_done: Called when the machine is repaired, before it is put back to work.
        """
        self._jobs[machine] = self._env.process(self._repair(machine, duration, spare, priority, on_done))
        # The process starts at this instant, but only after other events: the machine stops now.
        states = machine.states
        machine.hold(states.waiting_spare if spare is not None else states.waiting_technician)

    def abandon(self, machine: Machine) -> None:
        """Give up the repair of a machine that leaves service, if one waits or is under way."""
        job = self._jobs.pop(machine, None)
        if job is not None and job.is_alive:
            job.interrupt()

    def _repair(
        self,
        machine: Machine,
        duration: float,
        spare: SpareStock | None,
        priority: int,
        on_done: Callable[[], None] | None,
    ) -> Generator[Any, Any, None]:
        states = machine.states

        def turn(goes_on: bool) -> None:
            old, new = states.repair_halted, states.in_repair
            self._move(machine, *((old, new) if goes_on else (new, old)))

        try:
            if spare is not None:
                yield from spare.take()
                self._move(machine, states.waiting_spare, states.waiting_technician)
            key, left = (priority, next(self._free.asked)), duration
            while True:
                technician = yield from self._take(key)
                done = self._env.event()
                goes_on = technician.begin(left, turn, done.succeed)
                self._move(machine, states.waiting_technician, states.in_repair if goes_on else states.repair_halted)
                self._tell(machine, "repair_started", f"{left:.1f} h")
                try:
                    rest = yield done
                except simpy.Interrupt:
                    technician.stop()
                    self._release(technician)
                    raise
                self._release(technician)
                if rest is None:
                    break
                left = rest
                self._tell(machine, "repair_left", f"{left:.1f} h to do")
                self._move(machine, states.in_repair, states.waiting_technician)
                machine.clear(states.repair_halted)
        except simpy.Interrupt:
            return
        self.repairs += 1
        self._tell(machine, "repaired", "")
        if on_done is not None:
            on_done()
        machine.clear(states.in_repair)
        # Where the link went at the very instant at which the repair was done.
        machine.clear(states.repair_halted)

    def _take(self, key: tuple[int, int]) -> Generator[Any, Any, Technician]:
        """Wait for a technician and take him; a wait that is interrupted takes none."""
        request = _Request(self._free, key)
        try:
            technician: Technician = yield request
        except simpy.Interrupt:
            if request.triggered:
                technician = request.value  # type: ignore[assignment]  # a technician whenever it is triggered
                self._release(technician)
            else:
                request.cancel()
            raise
        return technician

    def _release(self, technician: Technician) -> None:
        if not technician.gone:
            self._free.put(technician)

    @staticmethod
    def _move(machine: Machine, old: IntEnum, new: IntEnum) -> None:
        machine.hold(new)
        machine.clear(old)

    def _tell(self, machine: Machine, event: str, detail: str) -> None:
        if self._on_event is not None:
            self._on_event(machine, event, detail)

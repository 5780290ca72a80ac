"""Repairs that need a spare part and a technician."""

from __future__ import annotations

from collections.abc import Callable, Generator
from enum import IntEnum
from heapq import heapify, heappop
from itertools import count
from typing import Any

import simpy
from simpy.resources.resource import SortedQueue
from simpy.resources.store import StoreGet

from sim.engine.clock import Environment
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


class _Request(StoreGet):
    """A repair's place in the line for a technician: the most urgent first, then in the order of asking."""

    def __init__(self, free: _Free, key: tuple[int, int], machine: Machine) -> None:
        self.key = key
        self.machine = machine
        super().__init__(free)


class _Free(simpy.PriorityStore):
    """The technicians who are free."""

    GetQueue = SortedQueue

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self.asked = count()
        """Numbers the requests."""

    def _do_get(self, event: StoreGet) -> bool:
        """Give the first of the free who repairs the machine; others are asked for theirs while anybody is free."""
        free = self.items
        if free and free[0].takes is None:
            first = heappop(free)
        else:
            fit = [one for one in free if one.takes is None or one.takes(event.machine)]  # type: ignore[attr-defined]
            if not fit:
                return bool(free)
            first = min(fit)
            free.remove(first)
            heapify(free)
        first.promised = True
        event.succeed(first)
        return bool(free)


class Workshop:
    """Technicians who repair machines, the most urgent first.

    Whoever is free takes over from one who is slower, if no machine waits: that one is then free for others.

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
        self._uneven = False
        self._looks = False
        self._on_event = on_event
        self._jobs: dict[Machine, simpy.Process] = {}
        self.on_wait: list[Callable[[Machine], None]] = []
        """Called where a machine finds no technician and waits for one."""
        self.repairs = 0
        """Repairs finished so far."""
        for _ in range(technicians):
            self.add_technician()

    @property
    def busy(self) -> int:
        """How many technicians have a repair at hand, whether it goes on or not."""
        return sum(technician.busy for technician in self._staff)

    @property
    def waiting(self) -> list[Machine]:
        """The machines that wait for a technician, the first in line first."""
        return [request.machine for request in self._free.get_queue]

    @property
    def halted(self) -> int:
        """How many repairs at hand halt, for want of a link or an operator."""
        return sum(technician.halted for technician in self._staff)

    def add_technician(
        self,
        operators: Operators | None = None,
        *,
        pace: float = 1.0,
        takes: Callable[[Machine], bool] | None = None,
        name: str = "",
        on_duty: bool = True,
    ) -> Technician:
        """Take one more technician on from now on.

        Args:
            operators: Who watches over him, for he works only with a link and an operator; None for an autonomous one.
            pace: Hours of repair, as they are stated, that he does in an hour [1].
            takes: Which machines he repairs, None for all; what it says may change while he is off duty.
            name: What the log calls him, empty for one it does not name.
            on_duty: Whether he is on duty from the start.
        """
        technician = Technician(
            self._env, len(self._staff), operators, pace=pace, takes=takes, name=name, on_duty=on_duty
        )
        technician.connect(self._link_up)
        self._uneven = self._uneven or any(one.pace != pace for one in self._staff)
        self._staff.append(technician)
        self._release(technician)
        return technician

    def set_duty(self, technician: Technician, on_duty: bool) -> None:
        """Have a technician on duty from now on, or off.

        What is left of his repair when he goes off duty waits, in the place in line it had, for whoever is free first.
        """
        if on_duty == technician.on_duty:
            return
        technician.on_duty = on_duty
        if on_duty:
            self._release(technician)
        else:
            technician.hand_over()
            self._withdraw(technician)

    def dismiss(self, technician: Technician) -> None:
        """Let a technician go. What is left of the repair at hand waits for another, in the place in line it had."""
        technician.leave()
        self._withdraw(technician)

    def _withdraw(self, technician: Technician) -> None:
        free = self._free.items
        if technician in free:
            free.remove(technician)
            heapify(free)

    def connect(self, link_up: bool) -> None:
        """Have a link, or somebody on the spot, from now on, or neither; there is one until this says otherwise."""
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
            duration: Time of one technician of pace 1 [h].
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
                technician = yield from self._take(key, machine)
                technician.promised = False
                if not technician.available:
                    # He went at the very instant at which it was his turn.
                    continue
                technician.machine = machine
                done = self._env.event()
                goes_on = technician.begin(left, turn, done.succeed)
                self._move(machine, states.waiting_technician, states.in_repair if goes_on else states.repair_halted)
                by = f" by {technician.name}" if technician.name else ""
                self._tell(machine, "repair_started", f"{left / technician.pace:.1f} h{by}")
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

    def _take(self, key: tuple[int, int], machine: Machine) -> Generator[Any, Any, Technician]:
        """Wait for a technician and take him; a wait that is interrupted takes none."""
        request = _Request(self._free, key, machine)
        if not request.triggered:
            for callback in self.on_wait:
                callback(machine)
        try:
            technician: Technician = yield request
        except simpy.Interrupt:
            if request.triggered:
                technician = request.value  # type: ignore[assignment]  # a technician whenever it is triggered
                technician.promised = False
                self._release(technician)
            else:
                request.cancel()
            raise
        return technician

    def _release(self, technician: Technician) -> None:
        free = self._free
        # Whoever went off duty and came back at one instant may be free, or have his next repair, already.
        if technician.available and not (technician.busy or technician.promised or technician in free.items):
            free.put(technician)
            if self._uneven and not self._looks:
                self._looks = True
                self._env.at_end_of_instant(self._relieve)

    def _relieve(self) -> None:
        """Let those who are free take over from slower ones, of whose repairs the longest first."""
        self._looks = False
        jobs = sorted((one for one in self._staff if one.busy), key=lambda one: -one.left)
        for free in sorted(self._free.items):
            for slower in jobs:
                machine = slower.machine
                assert machine is not None  # who is busy has one
                if slower.pace < free.pace and (free.takes is None or free.takes(machine)):
                    jobs.remove(slower)
                    slower.hand_over()
                    break

    @staticmethod
    def _move(machine: Machine, old: IntEnum, new: IntEnum) -> None:
        machine.hold(new)
        machine.clear(old)

    def _tell(self, machine: Machine, event: str, detail: str) -> None:
        if self._on_event is not None:
            self._on_event(machine, event, detail)

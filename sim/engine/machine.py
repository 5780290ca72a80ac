"""Machines: what keeps each from working at every moment, and what its work needs."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

import simpy
from simpy.events import Event

from sim.engine.load import Load
from sim.engine.states import States
from sim.engine.trace import Recorder

_MOST_PASSES = 100
"""How often a machine may change its mind at an instant: a few times is plenty."""


class MachineError(RuntimeError):
    """A machine found no state: its callbacks answer each other without end."""


class Machine:
    """Something that works when nothing keeps it from working.

    Users hold and clear causes; the machine is always in exactly one state, the first cause in the order of its
    ``states`` or the one of working. An operator (if it needs one) is asked for once all other causes but power are
    clear, and power once there is an operator: neither is taken by a machine that could not use it.

    Args:
        env: The environment, time in h.
        name: Name of the machine.
        states: What states there are.
        load: Its load on the power bus, None for a machine that needs no power.
        power: Power while it works [kW].
        operators: Who supervises it, None for an autonomous machine.
        recorder: Where to record the state's code.
        in_service: Whether it is in service from the start; else :meth:`enter_service` brings it there.
    """

    def __init__(
        self,
        env: simpy.Environment,
        name: str,
        states: States[Any],
        *,
        load: Load | None = None,
        power: float = 0.0,
        operators: simpy.Resource | None = None,
        recorder: Recorder | None = None,
        in_service: bool = True,
    ) -> None:
        self.name = name
        self.env = env
        self.states = states
        """What states there are."""
        self.load = load
        self.power = power
        self.on_start: list[Callable[[], None]] = []
        """Called when it starts working."""
        self.on_stop: list[Callable[[], None]] = []
        """Called when it stops working."""
        self._operators = operators
        self._request: Event | None = None
        self._recorder = recorder
        self._causes = 0 if in_service else 1 << states.out_of_service
        self._in_service = in_service
        self._state: IntEnum = states.working if in_service else states.out_of_service
        self._since = env.now
        self._times = [0.0] * len(states.order)
        self._running = False
        self._updating = False
        if recorder is not None:
            recorder.record(env.now, self._state)
        self._update()

    @property
    def state(self) -> IntEnum:
        """The state it is in."""
        return self._state

    @property
    def working(self) -> bool:
        """Whether it works now."""
        return self._state is self.states.working

    @property
    def failed(self) -> bool:
        """Whether it has failed and is not repaired yet."""
        return self._state in self.states.failures

    @property
    def in_service(self) -> bool:
        """Whether it is in service."""
        return self._in_service

    def time_in(self, state: IntEnum) -> float:
        """Time spent in ``state`` so far [h]."""
        extra = self.env.now - self._since if state is self._state else 0.0
        return self._times[state] + extra

    @property
    def service_time(self) -> float:
        """Time in service so far [h]: the sum of the times in all states but that of being out of it."""
        return sum(self.time_in(state) for state in self.states.order if state is not self.states.out_of_service)

    def holds(self, cause: IntEnum) -> bool:
        """Whether ``cause`` holds, be it the state or hidden behind an earlier one."""
        return bool(self._causes & (1 << cause))

    def hold(self, cause: IntEnum) -> None:
        """``cause`` keeps the machine from working from now on."""
        self.set(cause, True)

    def clear(self, cause: IntEnum) -> None:
        """``cause`` no longer holds."""
        self.set(cause, False)

    def set(self, cause: IntEnum, holds: bool) -> None:
        """Hold or clear ``cause``.

        Raises:
            ValueError: Working is no cause; operator, power and service have their own ways.
        """
        bit = 1 << cause
        if bit & self.states.found_out:
            raise ValueError(f"machine '{self.name}': {cause.name} is not a cause that can be held from outside")
        before = self._causes
        causes = before | bit if holds else before & ~bit
        if causes == before:
            return
        self._causes = causes
        granted_last = self.states.granted_last
        if before & ~granted_last and causes & ~granted_last and not self._updating:
            # It could not work before and cannot now: nothing to ask for, only the state may be another.
            self._enter(self._first_cause())
        else:
            self._update()

    def offer_operator(self) -> None:
        """Let whoever waits for an operator have this machine's, and queue for one again; for between two jobs."""
        if self._operators is None or self._request is None or not self._operators.queue:
            return
        request, self._request = self._request, None
        self._operators.release(request)  # type: ignore[arg-type]
        self._update()

    def enter_service(self) -> None:
        """Be in service from now on."""
        self._in_service = True
        self._causes &= ~(1 << self.states.out_of_service)
        self._update()

    def leave_service(self) -> None:
        """Be out of service from now on."""
        self._in_service = False
        # Hidden causes no longer matter: what is out of service is nothing but that.
        self._causes = 1 << self.states.out_of_service
        self._update()

    def power_granted(self, _power: float) -> None:
        """Take account of a changed grant (called by the load)."""
        self._update()

    def _update(self) -> None:
        # A callback below may change a cause; the loop that is running takes account of it.
        if self._updating:
            return
        self._updating = True
        try:
            for _ in range(_MOST_PASSES):
                before = self._causes
                self._seek_operator()
                self._seek_power()
                self._enter(self._first_cause())
                if self._causes == before:
                    return
            raise MachineError(f"machine '{self.name}': its callbacks hold and clear causes without end")
        finally:
            self._updating = False

    def _seek_operator(self) -> None:
        if self._operators is None:
            return
        ready = not self._causes & ~self.states.granted_last
        if ready and self._request is None:
            self._request = self._operators.request()
            if not self._request.triggered:
                self._request.callbacks.append(lambda _event: self._update())
        elif not ready and self._request is not None:
            request, self._request = self._request, None
            if request.triggered:
                self._operators.release(request)  # type: ignore[arg-type]
            else:
                request.cancel()  # type: ignore[attr-defined]
        self._mark(self.states.no_operator_bit, self._request is not None and not self._request.triggered)

    def _seek_power(self) -> None:
        if self.load is None:
            return
        no_power = self.states.no_power_bit
        ready = not self._causes & ~no_power
        self.load.request(self.power if ready else 0.0)
        self._mark(no_power, ready and not self.load.served)

    def _mark(self, bit: int, holds: bool) -> None:
        self._causes = self._causes | bit if holds else self._causes & ~bit

    def _first_cause(self) -> Any:
        if not self._in_service:
            # Causes may be held meanwhile, and hold when it enters service; until then it is nothing but that.
            return self.states.out_of_service
        causes = self._causes
        return self.states.by_bit[causes & -causes] if causes else self.states.working

    def _enter(self, state: IntEnum) -> None:
        if state is not self._state:
            now = self.env.now
            self._times[self._state] += now - self._since
            self._since = now
            self._state = state
            if self._recorder is not None:
                self._recorder.record(now, state)
        works = state is self.states.working
        if works != self._running:
            self._running = works
            for callback in self.on_start if works else self.on_stop:
                callback()

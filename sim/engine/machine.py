"""Machines: what keeps each from working at every moment, and what its work needs."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

import simpy
from simpy.events import Event

from sim.engine.load import Load
from sim.engine.trace import Recorder

_MOST_PASSES = 100
"""How often a machine may change its mind at an instant: a few times is plenty."""


class MachineError(RuntimeError):
    """A machine found no state: its callbacks answer each other without end."""


class State(IntEnum):
    """States of a machine in the order in which they are looked for: the first that holds is the machine's state.

    ``FROZEN`` hides the steps of the repair: a machine that failed for want of heat is that until it is repaired.
    ``NO_OPERATOR`` shows only where nothing after it but power keeps the machine: nobody is asked to watch over what
    could not work.
    """

    FROZEN = 0
    WAITING_SPARE = 1
    WAITING_TECHNICIAN = 2
    IN_REPAIR = 3
    DORMANT = 4
    BLACKOUT = 5
    NO_OPERATOR = 6
    NO_LINK = 7
    NO_SUNLIGHT = 8
    NO_POWER = 9
    NO_FEEDSTOCK = 10
    NO_ROOM = 11
    NO_STRUCTURE = 12
    IDLE = 13
    WORKING = 14
    OUT_OF_SERVICE = 15


STATE_NAMES = tuple(state.name.lower() for state in State)
"""Names of the states by code."""

FAILED_STATES = (State.FROZEN, State.WAITING_SPARE, State.WAITING_TECHNICIAN, State.IN_REPAIR)
"""The states of a machine that has failed."""

_NO_OPERATOR = 1 << State.NO_OPERATOR
_NO_POWER = 1 << State.NO_POWER
_GRANTED_LAST = _NO_OPERATOR | _NO_POWER
_FOUND_OUT = _GRANTED_LAST | 1 << State.WORKING | 1 << State.OUT_OF_SERVICE
_LOWEST_BIT = {1 << state: state for state in State}
_STATES = tuple(State)


class Machine:
    """Something that works when nothing keeps it from working.

    Users hold and clear causes; the machine is always in exactly one state, the first cause in the order of
    :class:`State` or ``WORKING``. An operator (if it needs one) is asked for once all other causes but power are clear,
    and power once there is an operator: neither is taken by a machine that could not use it.

    Args:
        env: The environment, time in h.
        name: Name of the machine.
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
        *,
        load: Load | None = None,
        power: float = 0.0,
        operators: simpy.Resource | None = None,
        recorder: Recorder | None = None,
        in_service: bool = True,
    ) -> None:
        self.name = name
        self.env = env
        self.load = load
        self.power = power
        self.on_start: list[Callable[[], None]] = []
        """Called when it starts working."""
        self.on_stop: list[Callable[[], None]] = []
        """Called when it stops working."""
        self._operators = operators
        self._request: Event | None = None
        self._recorder = recorder
        self._causes = 0 if in_service else 1 << State.OUT_OF_SERVICE
        self._in_service = in_service
        self._state = State.WORKING if in_service else State.OUT_OF_SERVICE
        self._since = env.now
        self._times = [0.0] * len(State)
        self._running = False
        self._updating = False
        if recorder is not None:
            recorder.record(env.now, self._state)
        self._update()

    @property
    def state(self) -> State:
        """The state it is in."""
        return self._state

    @property
    def working(self) -> bool:
        """Whether it works now."""
        return self._state is State.WORKING

    @property
    def failed(self) -> bool:
        """Whether it has failed and is not repaired yet."""
        return self._state in FAILED_STATES

    @property
    def in_service(self) -> bool:
        """Whether it is in service."""
        return self._in_service

    def time_in(self, state: State) -> float:
        """Time spent in ``state`` so far [h]."""
        extra = self.env.now - self._since if state is self._state else 0.0
        return self._times[state] + extra

    @property
    def service_time(self) -> float:
        """Time in service so far [h]: the sum of the times in all states but ``OUT_OF_SERVICE``."""
        return sum(self.time_in(state) for state in State if state is not State.OUT_OF_SERVICE)

    def holds(self, cause: State) -> bool:
        """Whether ``cause`` holds, be it the state or hidden behind an earlier one."""
        return bool(self._causes & (1 << cause))

    def hold(self, cause: State) -> None:
        """``cause`` keeps the machine from working from now on."""
        self.set(cause, True)

    def clear(self, cause: State) -> None:
        """``cause`` no longer holds."""
        self.set(cause, False)

    def set(self, cause: State, holds: bool) -> None:
        """Hold or clear ``cause``.

        Raises:
            ValueError: ``WORKING`` is no cause; operator, power and service have their own ways.
        """
        bit = 1 << cause
        if bit & _FOUND_OUT:
            raise ValueError(f"machine '{self.name}': {cause.name} is not a cause that can be held from outside")
        before = self._causes
        causes = before | bit if holds else before & ~bit
        if causes == before:
            return
        self._causes = causes
        if before & ~_GRANTED_LAST and causes & ~_GRANTED_LAST and not self._updating:
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
        self._causes &= ~(1 << State.OUT_OF_SERVICE)
        self._update()

    def leave_service(self) -> None:
        """Be out of service from now on."""
        self._in_service = False
        # Hidden causes no longer matter: what is out of service is nothing but that.
        self._causes = 1 << State.OUT_OF_SERVICE
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
        ready = not self._causes & ~_GRANTED_LAST
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
        self._mark(_NO_OPERATOR, self._request is not None and not self._request.triggered)

    def _seek_power(self) -> None:
        if self.load is None:
            return
        ready = not self._causes & ~_NO_POWER
        self.load.request(self.power if ready else 0.0)
        self._mark(_NO_POWER, ready and not self.load.served)

    def _mark(self, bit: int, holds: bool) -> None:
        self._causes = self._causes | bit if holds else self._causes & ~bit

    def _first_cause(self) -> State:
        if not self._in_service:
            # Causes may be held meanwhile, and hold when it enters service; until then it is nothing but that.
            return State.OUT_OF_SERVICE
        causes = self._causes
        return _LOWEST_BIT[causes & -causes] if causes else State.WORKING

    def _enter(self, state: State) -> None:
        if state is not self._state:
            now = self.env.now
            self._times[self._state] += now - self._since
            self._since = now
            self._state = state
            if self._recorder is not None:
                self._recorder.record(now, state)
        works = state is State.WORKING
        if works != self._running:
            self._running = works
            for callback in self.on_start if works else self.on_stop:
                callback()

"""Machines: what keeps each from working at every moment, and what its work needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any

from sim.engine.clock import Environment, on_grid
from sim.engine.load import Load
from sim.engine.operators import Operators
from sim.engine.recorder import Recorder
from sim.engine.states import States

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
        load: Its load on the power bus, which reports its grants to it; None for a machine that needs no power.
        power: Power while it works [kW].
        operators: Who supervises it, None for an autonomous machine.
        recorder: Where to record the state's code.
        in_service: Whether it is in service from the start; else :meth:`enter_service` brings it there.
    """

    __slots__ = (
        "_add_point",
        "_by_bit",
        "_causes",
        "_claim",
        "_code",
        "_found_out",
        "_no_operator",
        "_no_power",
        "_operators",
        "_others",
        "_out_of_service",
        "_shown",
        "_since",
        "_times",
        "_updating",
        "_withheld",
        "_without_power",
        "_works",
        "env",
        "in_service",
        "load",
        "name",
        "on_start",
        "on_stop",
        "power",
        "states",
        "working",
    )

    def __init__(
        self,
        env: Environment,
        name: str,
        states: States[Any],
        *,
        load: Load | None = None,
        power: float = 0.0,
        operators: Operators | None = None,
        recorder: Recorder | None = None,
        in_service: bool = True,
    ) -> None:
        self.name = name
        self.env = env
        self.states = states
        """What states there are."""
        self.load = load
        self.power = on_grid(power)
        self.on_start: list[Callable[[], None]] = []
        """Called when it starts working."""
        self.on_stop: list[Callable[[], None]] = []
        """Called when it stops working."""
        self._operators = operators
        self._claim = None if operators is None else operators.claim(self._update)
        self._add_point = None if recorder is None else recorder.add
        self._causes = 0 if in_service else 1 << states.out_of_service
        self.in_service = in_service
        """Whether it is in service."""
        self._code = -1  # none yet
        self._shown: Mapping[int, int] = {}
        self._out_of_service = int(states.out_of_service)
        self._works = int(states.working)
        self._by_bit = states.by_bit
        self._since = env.now
        self._times = [0.0] * len(states.order)
        self.working = False
        """Whether it works now."""
        self._updating = False
        self._found_out = states.found_out
        self._others = ~states.granted_last
        self._no_power = states.no_power_bit
        self._withheld = states.withheld_bit
        self._without_power = states.no_power_bit | states.withheld_bit
        self._no_operator = states.no_operator_bit
        if load is not None:
            load.on_grant = self.power_granted
        self._update()

    @property
    def state(self) -> IntEnum:
        """The state it is in."""
        state: IntEnum = self.states.order[self._code]
        return state

    @property
    def since(self) -> float:
        """Since when it is in that state [h]."""
        return self._since

    @property
    def failed(self) -> bool:
        """Whether it has failed and is not repaired yet."""
        return self.state in self.states.failures

    def time_in(self, state: IntEnum) -> float:
        """Time spent in ``state`` so far [h]."""
        extra = self.env.now - self._since if state == self._code else 0.0
        return self._times[state] + extra

    @property
    def service_time(self) -> float:
        """Time in service so far [h]: the sum of the times in all states but those of being out of it."""
        return sum(self.time_in(state) for state in self.states.order if state not in self.states.absent)

    def holds(self, cause: IntEnum) -> bool:
        """Whether ``cause`` holds, be it the state or hidden behind an earlier one."""
        return bool(self._causes & (1 << cause))

    def kept_by(self, cause: IntEnum) -> bool:
        """Whether ``cause`` alone keeps it from asking for its operator and its power."""
        return self.in_service and self._causes & self._others == 1 << cause

    def hold(self, cause: IntEnum) -> None:
        """``cause`` keeps the machine from working from now on."""
        self.set(cause, True)

    def clear(self, cause: IntEnum) -> None:
        """``cause`` no longer holds."""
        if self._causes & (1 << cause):
            self.set(cause, False)

    def set(self, cause: IntEnum, holds: bool) -> None:
        """Hold or clear ``cause``.

        Raises:
            ValueError: Working is no cause; operator, power and service have their own ways.
        """
        bit = 1 << cause
        before = self._causes
        if holds:
            if before & bit:
                return
        elif not before & bit:
            return
        if bit & self._found_out:
            raise ValueError(f"machine '{self.name}': {cause.name} is not a cause that can be held from outside")
        causes = before ^ bit
        self._causes = causes
        if self._updating:
            return  # the loop that is running takes account of it
        others = self._others
        if before & others and causes & others:
            # It could not work before and cannot now: nothing to ask for, only the state may be another.
            self._enter()
        else:
            self._update()

    def offer_operator(self) -> None:
        """Let whoever waits for an operator have this machine's, and queue for one again; for between two jobs."""
        operators, claim = self._operators, self._claim
        if operators is not None and operators.line and claim is not None and claim.has:
            operators.leave(claim)
            self._update()

    def enter_service(self) -> None:
        """Be in service from now on."""
        self.in_service = True
        self._causes &= ~(1 << self.states.out_of_service)
        self._update()

    def await_service(self, awaited: int | None) -> None:
        """Be waited for in one of the states of that from now on, or no longer, while it is out of service."""
        states = self.states
        assert awaited is None or awaited in states.absent
        self._out_of_service = int(states.out_of_service if awaited is None else awaited)
        if not self.in_service:
            self._update()

    def show(self, others: Mapping[int, int]) -> None:
        """Record the states of some codes under others from now on; what the machine does is the same."""
        before, self._shown = self._shown.get(self._code, self._code), others
        after = others.get(self._code, self._code)
        if after != before and self._add_point is not None:
            self._add_point((self.env.now, after))

    def leave_service(self) -> None:
        """Be out of service from now on."""
        self.in_service = False
        self._out_of_service = int(self.states.out_of_service)
        # Hidden causes no longer matter: what is out of service is nothing but that.
        self._causes = 1 << self.states.out_of_service
        self._update()

    def power_granted(self, _power: float) -> None:
        """Take account of a grant (called by the load)."""
        load = self.load
        if self._updating or load is None or self._causes & ~self._without_power:
            return  # it is about to look itself, or asks for nothing
        causes = 0 if load.granted >= load.demand else self._withheld if load.withheld else self._no_power
        self._causes = causes
        self._updating = True
        try:
            self._enter()
        finally:
            self._updating = False
        if self._causes != causes:
            self._update()

    def _update(self) -> None:  # noqa: PLR0912  # one pass, written out: it is gone through at every change
        # A callback below may change a cause; the loop that is running takes account of it.
        if self._updating:
            return
        self._updating = True
        claim, load = self._claim, self.load
        passes = 0
        try:
            while True:
                causes = self._causes
                if claim is not None:
                    if causes & self._others:
                        if claim.has or claim.waits:
                            self._operators.leave(claim)  # type: ignore[union-attr]
                    elif not (claim.has or claim.waits):
                        self._operators.ask(claim)  # type: ignore[union-attr]
                    causes = causes | self._no_operator if claim.waits else causes & ~self._no_operator
                if load is not None:
                    causes &= ~self._without_power
                    power = 0.0 if causes else self.power
                    if power != load.demand:
                        load.ask(power)
                        if power > load.granted:
                            # The bus answers at the end of the instant, and it is that or works from then on.
                            self._causes = causes | self._no_power
                            return
                    elif load.granted < power:
                        causes |= self._withheld if load.withheld else self._no_power
                self._causes = causes
                self._enter()
                if self._causes == causes:
                    return
                passes += 1
                if passes == _MOST_PASSES:
                    raise MachineError(f"machine '{self.name}': its callbacks hold and clear causes without end")
        finally:
            self._updating = False

    def _enter(self) -> None:
        causes = self._causes
        # Causes may be held while it is out of service, and hold when it enters; until then it is nothing but that.
        code = self._by_bit[causes & -causes] if self.in_service else self._out_of_service
        if code != self._code:
            now = self.env.now
            self._times[self._code] += now - self._since
            self._since = now
            self._code = code
            add_point = self._add_point
            if add_point is not None:
                add_point((now, shown.get(code, code) if (shown := self._shown) else code))
            works = code == self._works
            if works != self.working:
                self.working = works
                for callback in self.on_start if works else self.on_stop:
                    callback()

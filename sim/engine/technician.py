"""Technicians: each works on one repair at a time, some only while somebody watches, some only while on duty."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.engine.clock import Environment
from sim.engine.operators import Operators
from sim.engine.work import Work

if TYPE_CHECKING:
    from sim.engine.machine import Machine


class Technician:
    """One who repairs machines.

    Without a link or an operator, the repair of one who needs them halts; with both it goes on where it halted. One who
    goes off duty leaves what is left of his repair to whoever is free first, which may be himself on his next shift.
    Made by :meth:`~sim.engine.repair.Workshop.add_technician`.

    Args:
        env: The environment, time in h.
        number: Of two who are free and equally free to work, the lower one is taken.
        operators: Who watches over him, None for one who is autonomous.
        pace: Hours of repair, as they are stated, that he does in an hour [1].
        takes: Which machines he repairs, None for all; what it says may change while he is off duty.
        name: What the log calls him, empty for one it does not name.
        on_duty: Whether he is on duty from the start.

    Raises:
        ValueError: The pace is not positive and finite.
    """

    __slots__ = (
        "_claim",
        "_link_up",
        "_on_done",
        "_on_turn",
        "_operators",
        "_order",
        "_work",
        "busy",
        "gone",
        "machine",
        "name",
        "on_busy",
        "on_duty",
        "pace",
        "promised",
        "repairs",
        "takes",
    )

    def __init__(
        self,
        env: Environment,
        number: int,
        operators: Operators | None,
        *,
        pace: float = 1.0,
        takes: Callable[[Machine], bool] | None = None,
        name: str = "",
        on_duty: bool = True,
    ) -> None:
        if not 0.0 < pace < math.inf:
            raise ValueError(f"pace of a technician must be positive and finite, not {pace}")
        self._operators = operators
        self._claim = None if operators is None else operators.claim(self._look)
        self._order = (-pace, operators is not None, number)
        self._link_up = True
        self._on_turn: Callable[[bool], None] | None = None
        self._on_done: Callable[[float | None], object] | None = None
        self._work = Work(env, 1.0, self._finish)
        self.busy = False
        """Whether he has a repair at hand."""
        self.gone = False
        """Whether he has left and takes none any more."""
        self.on_duty = on_duty
        """Whether he takes repairs now."""
        self.promised = False
        """Whether a machine has been given him and he is about to begin."""
        self.machine: Machine | None = None
        """Which machine he repairs, or was the last to repair."""
        self.pace = pace
        """Hours of repair, as they are stated, that he does in an hour [1]."""
        self.repairs = 0
        """Repairs that he has finished."""
        self.takes = takes
        """Which machines he repairs, None for all."""
        self.name = name
        """What the log calls him."""
        self.on_busy: Callable[[], None] | None = None
        """Called where he has taken a repair, and where he has it no longer."""

    @property
    def available(self) -> bool:
        """Whether he takes repairs now, one at a time."""
        return self.on_duty and not self.gone

    @property
    def engaged(self) -> bool:
        """Whether he has a repair at hand, or begins one at this instant."""
        return self.busy or self.promised

    @property
    def left(self) -> float:
        """What is left of the repair at hand for one of pace 1 [h]."""
        return self._work.amount - self._work.done

    @property
    def halted(self) -> bool:
        """Whether the repair at hand halts, for want of a link or an operator."""
        return self.busy and self._work.rate == 0.0

    def __lt__(self, other: Technician) -> bool:
        """Whether he is taken before another who is free too: the quicker are, then those who need no link."""
        return self._order < other._order

    def begin(
        self, duration: float, on_turn: Callable[[bool], None], on_done: Callable[[float | None], object]
    ) -> bool:
        """Begin a repair.

        Args:
            duration: How long one of pace 1 works on it, not negative [h].
            on_turn: Called with False where the repair halts later and with True where it goes on.
            on_done: Called once: with None when it is done, or with what is left of it [h] where he leaves it before.

        Returns:
            Whether it goes on from the start.
        """
        self.busy = True
        self._on_turn, self._on_done = None, on_done
        self._work.begin(duration)
        self._look()
        self._on_turn = on_turn
        if self.on_busy is not None:
            self.on_busy()
        return self._work.rate > 0.0

    def stop(self) -> None:
        """Have the repair at hand no longer, be it done or not."""
        self.busy = False
        self._on_turn = None
        self._look()
        if self.on_busy is not None:
            self.on_busy()

    def leave(self) -> None:
        """Take no repair any more, and leave the one at hand to another, who has the rest of it to do."""
        self.gone = True
        self.hand_over()

    def hand_over(self) -> None:
        """Leave the repair at hand, if there is one, to another, who has the rest of it to do."""
        if not self.busy:
            return
        work = self._work
        worked = work.rate > 0.0
        self.stop()
        done = worked and work.done >= work.amount
        self.repairs += done
        on_done = self._on_done
        assert on_done is not None
        on_done(None if done else work.amount - work.done)

    def connect(self, link_up: bool) -> None:
        """Have a link, or somebody on the spot, from now on, or neither."""
        self._link_up = link_up
        if self.busy and self._claim is not None:
            self._look()

    def _look(self) -> None:
        """Ask for an operator or let go of him, and work or halt."""
        claim, works = self._claim, self.busy
        if claim is not None:
            works = works and self._link_up
            if works != (claim.has or claim.waits):
                (self._operators.ask if works else self._operators.leave)(claim)  # type: ignore[union-attr]
            works = works and claim.has
        work = self._work
        if works != (work.rate > 0.0):
            work.set_rate(self.pace if works else 0.0)
            if self._on_turn is not None:
                self._on_turn(works)

    def _finish(self) -> None:
        if not self.busy:
            # Done at the very instant at which the machine, or he, left.
            return
        self.repairs += 1
        self.stop()
        on_done = self._on_done
        assert on_done is not None
        on_done(None)

"""Technicians: each works on one repair at a time, some only while somebody on Earth watches."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine.clock import Environment
from sim.engine.operators import Operators
from sim.engine.work import Work


class Technician:
    """One who repairs machines.

    Without a link or an operator, the repair of one who needs them halts; with both it goes on where it halted. Made by
    :meth:`~sim.engine.repair.Workshop.add_technician`.

    Args:
        env: The environment, time in h.
        number: Of two who are free and equally free to work, the lower one is taken.
        operators: Who watches over him, None for one who is autonomous.
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
    )

    def __init__(self, env: Environment, number: int, operators: Operators | None) -> None:
        self._operators = operators
        self._claim = None if operators is None else operators.claim(self._look)
        self._order = (operators is not None, number)
        self._link_up = True
        self._on_turn: Callable[[bool], None] | None = None
        self._on_done: Callable[[float | None], object] | None = None
        self._work = Work(env, 1.0, self._finish)
        self.busy = False
        """Whether he has a repair at hand."""
        self.gone = False
        """Whether he has left and takes none any more."""

    def __lt__(self, other: Technician) -> bool:
        """Whether he is taken before another who is free too: those who need no link are."""
        return self._order < other._order

    def begin(
        self, duration: float, on_turn: Callable[[bool], None], on_done: Callable[[float | None], object]
    ) -> bool:
        """Begin a repair.

        Args:
            duration: How long he works on it, not negative [h].
            on_turn: Called with False where the repair halts later and with True where it goes on.
            on_done: Called once: with None when it is done, or with what is left of it [h] where he leaves before.

        Returns:
            Whether it goes on from the start.
        """
        self.busy = True
        self._on_turn, self._on_done = None, on_done
        self._work.begin(duration)
        self._look()
        self._on_turn = on_turn
        return self._work.rate > 0.0

    def stop(self) -> None:
        """Leave the repair at hand undone."""
        self.busy = False
        self._on_turn = None
        self._look()

    def leave(self) -> None:
        """Take no repair any more, and leave the one at hand to another, who has the rest of it to do."""
        self.gone = True
        if not self.busy:
            return
        work = self._work
        worked = work.rate > 0.0
        self.stop()
        done = worked and work.done >= work.amount
        on_done = self._on_done
        assert on_done is not None
        on_done(None if done else work.amount - work.done)

    def connect(self, link_up: bool) -> None:
        """Have a link from now on, or none."""
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
            work.set_rate(1.0 if works else 0.0)
            if self._on_turn is not None:
                self._on_turn(works)

    def _finish(self) -> None:
        if not self.busy:
            # Done at the very instant at which the machine, or he, left.
            return
        self.busy = False
        self._on_turn = None
        self._look()
        on_done = self._on_done
        assert on_done is not None
        on_done(None)

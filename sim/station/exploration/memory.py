"""The memory of a hopper: data that are made, sent over a link, kept, and lost where there is no room."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine import Environment, Ledger, Meter, Recorder, Tank


class Memory:
    """Data of a hopper until they are home.

    Args:
        env: The environment, time in h.
        name: Of the hopper.
        capacity: What it holds [Gbit].
        recorder: Of what it holds [Gbit], linear.
        on_sent: Called whenever all that was made is home.
    """

    def __init__(
        self, env: Environment, name: str, capacity: float, recorder: Recorder, on_sent: Callable[[], None]
    ) -> None:
        self._on_sent = on_sent
        self._tank = Tank(env, name, capacity, recorder=recorder, on_full=self.update, on_empty=self._emptied)
        self._in, self._out = self._tank.flow("made"), self._tank.flow("sent")
        self._lost = Meter(env)
        self._made_rate = 0.0
        self._link_rate = 0.0

    @property
    def empty(self) -> bool:
        """Whether all that was made is home."""
        return self._tank.level <= 0.0

    @property
    def losing(self) -> bool:
        """Whether it is full, and what is made is lost."""
        return self._lost.rate > 0.0

    @property
    def sending(self) -> bool:
        """Whether anything goes over the link."""
        return self._out.rate < 0.0

    @property
    def sent(self) -> float:
        """What has reached Earth [Gbit]."""
        return -self._out.total

    def make(self, rate: float) -> None:
        """Make data at ``rate`` [Gbit/h] from now on."""
        self._made_rate = rate
        self.update()

    def link(self, rate: float) -> None:
        """Have a link of ``rate`` [Gbit/h] from now on."""
        self._link_rate = rate
        self.update()

    def update(self) -> None:
        """Set what comes in and goes out: a full memory takes what the link carries off, an empty one passes on."""
        made, link = self._made_rate, self._link_rate
        kept = min(made, link) if self._tank.room <= 0.0 and made > link else made
        sent = min(made, link) if self.empty else link
        self._in.set(kept)
        self._out.set(-sent)
        self._lost.set_rate(made - kept)

    def ledger(self, commodity: str) -> Ledger:
        """The ledger at the end of the run [Gbit]."""
        self._tank.mark()
        ledger = Ledger(commodity, "Gbit")
        ledger.receive("made", self._in.total + self._lost.total)
        ledger.issue("sent", self.sent)
        ledger.issue("lost", self._lost.total)
        ledger.stock("memory", self._tank.start_level, self._tank.level)
        return ledger

    def _emptied(self) -> None:
        self.update()
        self._on_sent()

"""Which of the data that arrive are an instrument's: data leave the buffer in the order in which they were made."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sim.station.data_home import Stretch
from sim.station.ground.curve import Curve, step_at


class Origins:
    """What a base made and kept, in all and of single instruments, and what of it is home.

    Of what is lost each producer loses its share at that moment.

    Args:
        instruments: Whose data are looked for.
    """

    def __init__(self, instruments: Iterable[str]) -> None:
        self._made = 0.0
        self._lost = 0.0
        self._rates = dict.fromkeys(instruments, 0.0)
        self._kept = Curve()
        self._kept_of = {name: Curve() for name in self._rates}
        self._home = Curve()

    def add(self, stretch: Stretch) -> None:
        """Learn what became of the data over the next stretch."""
        self._home.extend(*stretch.sent, stretch.until)
        moments = np.unique(
            np.concatenate(
                [stretch.made[0], stretch.lost[0], *(stretch.changes[name][0] for name in self._present(stretch))]
            )
        )
        made = step_at(*stretch.made, self._made, moments)
        lost = step_at(*stretch.lost, self._lost, moments)
        self._kept.extend(moments, made - lost, stretch.until)
        kept = np.divide(made - lost, made, out=np.zeros_like(made), where=made > 0.0)
        for name in self._present(stretch):
            times, changes = stretch.changes[name]
            own = step_at(times, self._rates[name] + np.cumsum(changes), self._rates[name], moments)
            self._kept_of[name].extend(moments, own * kept, stretch.until)
            if len(moments):
                self._rates[name] = float(own[-1])
        if len(moments):
            self._made, self._lost = float(made[-1]), float(lost[-1])

    def home(self, instrument: str, volume: float) -> float | None:
        """When so much of an instrument's data [Gbit] had reached the Earth [h]; None where it has not."""
        made = self._kept_of[instrument].when(volume)
        return None if made is None else self._home.when(self._kept.at(made))

    def _present(self, stretch: Stretch) -> list[str]:
        return [name for name in self._rates if name in stretch.changes]

"""Data that are worked out afterwards go where they would go if a tank were filled and drained as time passes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import Environment, Meter, Recorder, Tank
from sim.station.communication.data_flow import DataFlow

END = 40.0


@dataclass
class AsTimePasses:
    """The reference: a buffer that is watched, with one balance at every change and at every mark."""

    env: Environment
    capacity: float
    made: float = 0.0
    link: float = 0.0
    log: list[tuple[float, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tank = Tank(self.env, "buffer", self.capacity, on_full=self.balance, on_empty=self.balance)
        self.into, self.out = self.tank.flow("made"), self.tank.flow("sent")
        self.tank.band(
            0.95 * self.capacity,
            self.capacity,
            on_high=lambda: self.log.append((self.env.now, "buffer_full")),
            on_low=lambda: self.log.append((self.env.now, "buffer_freed")),
            starts_low=True,
        )
        self.meters = {name: Meter(self.env) for name in ("generated", "delivered", "lost")}

    def balance(self) -> None:
        level = self.tank.level
        sent = self.link if level > 0 else min(self.made, self.link)
        lost = max(0.0, self.made - sent) if level >= self.tank.capacity else 0.0
        for meter, rate in zip(self.meters.values(), (self.made, sent, lost), strict=True):
            meter.set_rate(rate)
        self.into.set(self.made - lost)
        self.out.set(-sent)


# Whole quarters: levels meet their marks at moments that are met by other changes too.
CHANGES = st.lists(
    st.tuples(st.integers(0, 155), st.sampled_from(["a", "b", "link", "black"]), st.integers(0, 8)), max_size=40
)


@given(CHANGES, st.integers(1, 12), st.lists(st.integers(1, 155), max_size=3))
@settings(max_examples=300)
def test_nothing_differs_from_a_buffer_that_is_watched(
    changes: list[tuple[int, str, int]], capacity: int, breaks: list[int]
) -> None:
    """However often it is worked out on the way."""
    env, other = Environment(), Environment()
    log: list[tuple[float, str]] = []
    recorders: dict[str, Recorder] = {}

    def recorder(name: str, unit: str) -> Recorder:
        recorders[name] = Recorder(name, unit, "linear" if unit == "Gbit" else "step")
        return recorders[name]

    ordered = sorted(changes, key=lambda one: one[0])
    flow = DataFlow(env, float(capacity), recorder, lambda time, event: log.append((time, event)))
    reference = AsTimePasses(other, float(capacity))
    # When links come into view is known beforehand.
    links = np.array([[quarter / 4, rate] for quarter, what, rate in ordered if what == "link"]).reshape(-1, 2)
    flow.links_change(links[:, 0], np.diff(links[:, 1], prepend=0.0))
    rates, link, black = {"a": 0, "b": 0}, 0, False
    for quarter, what, rate in ordered:
        now = quarter / 4
        for moment in sorted({b / 4 for b in breaks if env.now < b / 4 < now}):
            env.run(until=moment)
            flow.work_out()
        if now > env.now:
            env.run(until=now)
            other.run(until=now)
        if what == "link":
            link = rate
        elif what == "black":
            if (rate > 4) != black:
                black = not black
                flow.black_out(black)
        else:
            flow.producer(what).changer(rate - rates[what])()
            rates[what] = rate
        reference.made, reference.link = float(sum(rates.values())), 0.0 if black else float(link)
        reference.balance()
    env.run(until=END)
    other.run(until=END)
    ledger = flow.close().balance()
    assert ledger.closes
    found = {
        name: float(recorders[name].channel(END).values[-1]) for name in ("generated", "delivered", "lost", "buffer")
    }
    expected = {name: meter.total for name, meter in reference.meters.items()} | {"buffer": reference.tank.level}
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert [event for _, event in log] == [event for _, event in reference.log]
    assert [time for time, _ in log] == pytest.approx([time for time, _ in reference.log], abs=1e-9)

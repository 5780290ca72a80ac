"""The data centre: who waits how long for processing, and whose the data are."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine import Recorder
from sim.station.data_home import Rates, Stretch
from sim.station.ground.centre import Queue
from sim.station.ground.curve import Curve
from sim.station.ground.origins import Origins


def rates(*steps: tuple[float, float]) -> Rates:
    """A rate by its moments [h] and what it is from each on."""
    times, values = np.array(steps, dtype=float).reshape(-1, 2).T
    return times, values


def queue(*service: tuple[float, float]) -> tuple[Queue, Recorder]:
    waiting = Recorder("waiting", "Gbit", "linear")
    return Queue(rates(*service), waiting, Recorder("archived", "Gbit", "linear")), waiting


def test_a_line_by_hand() -> None:
    """20 Gbit in 2 h, 4 Gbit/h processed: 12 wait after 2 h, none after 5; 30 Gbit h of waiting for 20 Gbit."""
    line, waiting = queue((0, 4))
    line.extend(*rates((0, 10), (2, 0)), 8.0)
    channel = waiting.channel(8.0)
    assert channel.times.tolist() == [0, 2, 5, 8]
    assert channel.values.tolist() == [0, 12, 0, 0]
    assert line.archived.at(3.0) == 12
    assert line.archived.total == line.arrived.total == 20
    assert line.mean_delay() == 1.5
    assert line.longest_delay() == 3


def test_an_outage_makes_a_line_by_hand() -> None:
    """2 Gbit/h come, 4 are processed but for an outage from 1 to 3 h: what comes first in it waits 2 h."""
    line, waiting = queue((0, 4), (1, 0), (3, 4))
    line.extend(*rates((0, 2)), 10.0)
    assert waiting.channel(10.0).at([1, 2, 3, 4, 5, 6]).tolist() == [0, 2, 4, 2, 0, 0]
    assert line.longest_delay() == 2


def test_what_waits_at_the_end_has_waited_until_then() -> None:
    line, _ = queue((0, 1), (1, 0))
    line.extend(*rates((0, 2), (2, 0)), 9.0)
    assert line.waiting == 3
    assert line.longest_delay() == 8.5  # 1 Gbit is through after an hour, with what had come in half of it


def test_nothing_comes() -> None:
    line, _ = queue((0, 1))
    line.extend(*rates((0, 0)), 5.0)
    assert line.mean_delay() is None
    assert line.longest_delay() == line.waiting == 0


@pytest.mark.parametrize("seed", range(5))
def test_against_a_line_that_is_followed_step_by_step(seed: int) -> None:
    """Also where it is worked out in several goes, and with moments at which two things change at once."""
    draw = np.random.default_rng(seed)
    comes = np.sort(draw.integers(0, 400, 120)) / 4.0, draw.integers(0, 5, 120).astype(float)
    serves = np.append(0.0, np.sort(draw.integers(1, 400, 60)) / 4.0), draw.integers(0, 6, 61).astype(float)
    line, waiting = queue(*zip(*(part.tolist() for part in serves), strict=True))
    for begin, end in ((0.0, 30.0), (30.0, 30.25), (30.25, 100.0)):
        here = (comes[0] >= begin) & (comes[0] < end)
        line.extend(comes[0][here], comes[1][here], end)
    level, wait_hours = 0.0, 0.0
    found = waiting.channel(100.0)
    for step in range(400):
        time = step / 4.0
        speed = serves[1][np.searchsorted(serves[0], time, side="right") - 1]
        index = np.searchsorted(comes[0], time, side="right") - 1
        rate = (comes[1][index] if index >= 0 else 0.0) - speed
        after = max(0.0, level + 0.25 * rate)
        wait_hours += 0.5 * level * level / -rate if level + 0.25 * rate < 0.0 else 0.125 * (level + after)
        level = after
        assert float(found.at(time + 0.25)) == pytest.approx(level, abs=1e-9)
    assert line.waiting_hours == pytest.approx(wait_hours, rel=1e-9)
    assert line.arrived.total == pytest.approx(line.waiting + line.archived.total, rel=1e-12)


def test_when_a_sum_was_reached() -> None:
    curve = Curve()
    curve.extend(*rates((1, 2), (3, 0), (5, 1)), 6.0)
    assert [curve.when(total) for total in (0, 1, 4, 4.5, 5, 5.1)] == [0, 1.5, 3, 5.5, 6, None]
    assert curve.last(4.0) == 5
    assert curve.at(2.0) == 2


def test_data_leave_in_the_order_in_which_they_were_made() -> None:
    """Two instruments make 2 Gbit each, one after the other; 1 Gbit/h goes home from 2 h on."""
    origins = Origins(["first", "second"])
    changes = {"first": rates((0, 2), (1, -2)), "second": rates((1, 2), (2, -2))}
    origins.add(Stretch(3.0, rates((0, 2), (2, 0)), rates((0, 0), (2, 1)), rates(), changes))
    origins.add(Stretch(9.0, rates(), rates((6, 0)), rates(), {name: rates() for name in changes}))
    assert [origins.home("first", volume) for volume in (0.5, 2)] == [2.5, 4]
    assert [origins.home("second", volume) for volume in (1, 2, 2.1)] == [5, 6, None]


def test_each_loses_its_share_of_what_is_lost() -> None:
    """3 and 1 Gbit/h are made, half of it is lost, the rest is sent at once."""
    origins = Origins(["large", "small"])
    changes = {"large": rates((0, 3)), "small": rates((0, 1))}
    origins.add(Stretch(10.0, rates((0, 4)), rates((0, 2)), rates((0, 2)), changes))
    assert origins.home("large", 6.0) == 4
    assert origins.home("small", 5.0) == 10
    assert origins.home("small", 5.1) is None

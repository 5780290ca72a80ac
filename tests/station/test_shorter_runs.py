"""A run that ends earlier is the beginning of the longer one; the same run in another process is the same."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from sim.engine import Channel
from sim.station import run_station
from tests.station.small_stations import run, shipped

LONG = 24.0 * 181
SETTINGS = ("end=2031-07-01", "energy.batteries.main.capacity=400 kWh", "communication.buffer=20 Gbit")


def beginning(channel: Channel, hours: float) -> tuple[list[float], list[float]]:
    before = channel.times < hours
    return channel.times[before].tolist(), channel.values[before].tolist()


@pytest.mark.slow
@pytest.mark.parametrize("hours", [1421.37, 100 * 24.0, 3010.0])
def test_a_shorter_run_is_the_beginning_of_the_longer_one(hours: float) -> None:
    scenario = shipped(*SETTINGS)
    long, short = run(scenario, LONG), run(scenario, hours)
    assert short.events == tuple(one for one in long.events if one.time_h < hours)
    assert list(short.channels) == list(long.channels)
    for name, channel in short.channels.items():
        assert beginning(channel, hours) == beginning(long.channels[name], hours), name
        assert float(channel.times[-1]) == hours
        just_before = float(np.nextafter(hours, 0))
        expected = float(long.channels[name].at(just_before))
        assert float(channel.values[-1]) == pytest.approx(expected, rel=1e-9, abs=1e-6), name


def test_an_early_end_tells_of_its_own_span_only() -> None:
    scenario = shipped(*SETTINGS)
    short = run(scenario, 2400)
    light = short.channels["sunlight.lit_fraction"]
    assert short.facts["sunlight.lit_fraction"] == pytest.approx(light.mean(), abs=1e-4)
    gap = short.facts["communication.earth_longest_gap"]
    assert gap is not None
    assert gap < 2400


def test_telling_of_progress_changes_nothing() -> None:
    scenario = shipped("end=2031-04-01")
    shares: list[float] = []
    told = run_station(scenario, seed=1, replicate=0, hours=scenario.hours, progress=shares.append)
    plain = run(scenario)
    assert told.events == plain.events
    assert told.balances == plain.balances
    assert shares == sorted(shares)
    assert shares[-1] == 1
    for name, channel in plain.channels.items():
        assert channel.times.tobytes() == told.channels[name].times.tobytes(), name
        assert channel.values.tobytes() == told.channels[name].values.tobytes(), name


DIGEST = """
import hashlib
from sim.scenario import load
from sim.station import run_station
scenario = load("ilrs:baseline.toml", ["end=2031-05-01"])
outcome = run_station(scenario, seed=1, replicate=0, hours=scenario.hours)
digest = hashlib.sha256(repr((outcome.events, dict(outcome.balances), dict(outcome.facts))).encode())
for name, channel in outcome.channels.items():
    digest.update(name.encode() + channel.times.tobytes() + channel.values.tobytes())
print(digest.hexdigest(), outcome.simpy_events)
"""


@pytest.mark.slow
def test_the_hash_seed_of_the_process_does_not_matter() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1

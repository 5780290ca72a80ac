"""Outcomes without a simulation: made up, but of the right shape, and different for each seed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sim.engine import Channel, Ledger
from sim.station import Event, Outcome
from sim.station.states import STATES, State

CODES = [int(state) for state in State if "gate" not in state.words]
"""States of a station that waits for nothing behind a gate, as those here."""

STATES = STATES.names


def step(name: str, unit: str, times: Sequence[float], values: Sequence[float]) -> Channel:
    return Channel(name, unit, "step", np.asarray(times, dtype=float), np.asarray(values, dtype=float))


def linear(name: str, unit: str, times: Sequence[float], values: Sequence[float]) -> Channel:
    return Channel(name, unit, "linear", np.asarray(times, dtype=float), np.asarray(values, dtype=float))


def history(unit: str, *stretches: tuple[str, float], start: float = 0.0) -> Channel:
    """A machine's states from (state, hours) stretches."""
    times, codes = [start], []
    for state, hours in stretches:
        codes.append(STATES.index(state))
        times.append(times[-1] + hours)
    codes.append(codes[-1])
    return Channel(
        f"tools.state.{unit}", "1", "step", np.array(times, dtype=float), np.array(codes, dtype=float), STATES
    )


def outcome(seed: int, hours: float, machines: Sequence[str] = ("excavator", "sieve", "printer")) -> Outcome:
    """A made-up outcome; ``machines`` get random states."""
    rng = np.random.default_rng(seed)
    times = np.unique(np.concatenate(([0.0, hours], rng.uniform(0, hours, 40))))
    points = len(times)
    lit, deferrable, survival = rng.uniform(0, 1, points), rng.uniform(0, 1, points), rng.uniform(0, 0.1, points)
    channels = [
        step("sunlight.lit_fraction", "1", times, lit),
        step("energy.unserved", "kW", times, survival + deferrable),
        step("energy.unserved.survival", "kW", times, survival),
        step("energy.unserved.critical", "kW", times, np.zeros(points)),
        step("energy.unserved.operations", "kW", times, np.zeros(points)),
        step("energy.unserved.deferrable", "kW", times, deferrable),
        step("energy.demand.survival", "kW", times, np.full(points, 2.0)),
        linear("energy.state_of_charge", "1", times, rng.uniform(0.3, 1, points)),
        step("communication.link_up", "1", times, rng.integers(0, 2, points)),
        step("communication.earth_visible", "1", times, rng.integers(0, 2, points)),
        linear("bricks.heat", "kWh", [0, hours], [0, 900.0]),
        linear("bricks.electricity", "kWh", [0, hours], [0, 100.0]),
        linear("bricks.sunlight", "kWh", [0, hours], [0, 4000.0]),
        step("shelter.progress", "1", times, np.linspace(0, 0.75, points)),
        step("shelter.progress.pad", "1", times, np.linspace(0, 1, points)),
        step("shelter.progress.vault", "1", times, np.linspace(0, 0.5, points)),
    ]
    for machine in machines:
        codes = np.array(CODES, dtype=float)[rng.integers(0, len(CODES), points)]
        channels.append(Channel(f"tools.state.{machine}", "1", "step", times, codes, STATES))
    energy = Ledger("energy", "kWh")
    generated = float(rng.uniform(1e4, 2e4))
    energy.receive("generated.main", generated)
    energy.issue("used.critical", 0.75 * generated)
    energy.issue("loss.main", 0.125 * generated)
    energy.issue("curtailed", 0.125 * generated)
    bricks = Ledger("bricks", "1", counted=True)
    bricks.receive("printed", 110)
    bricks.issue("rejected", 10)
    bricks.issue("laid", 90)
    bricks.stock("store", 0, 10)
    data = Ledger("data", "Gbit")
    data.receive("camera", 40.0)
    data.issue("delivered", 30.0)
    data.issue("lost", 8.0)
    data.stock("buffer", 0.0, 2.0)
    done = math.pi * hours / 4
    events = (
        Event(0.1 + 0.2, "tools", "printer", "failed", 'worn, "badly"'),
        Event(5.0, "tools", "printer", "repaired", ""),
        Event(min(done, hours), "shelter", "pad", "structure_complete", "40 bricks"),
    )
    return Outcome(
        channels={channel.name: channel for channel in channels},
        events=events,
        balances={b.commodity: b for b in (bricks.balance(), data.balance(), energy.balance())},
        facts={
            "energy.longest_dark": 77.5,
            "energy.lowest_state_of_charge": 0.3125,
            "communication.longest_gap": 12.25,
            "station.landed_mass": 12345.0,
            "shelter.first_complete": min(done, hours),
        },
        simpy_events=1234,
        wall_s={"sky": 0.25, "simulate": 0.5},
    )

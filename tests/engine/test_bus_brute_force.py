"""Power buses against a program that polls: small steps, all thresholds looked at after each, no alarms, no events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from sim.engine import Environment, LoadClass, PowerBus, Storage
from tests.engine.parts import CLASSES as CLASS_NAMES

pytestmark = pytest.mark.slow

HOURS, HISTORIES = 24, 250
LOADS, STORAGES, CLASSES = 6, 2, len(CLASS_NAMES)

STORAGE_ARGUMENTS = (
    "capacity", "level", "charge_power", "discharge_power", "charge_efficiency", "discharge_efficiency", "floor",
    "resume", "self_discharge",
)  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """One bus and what happens to it: ``supply`` (hours, ) and ``demand`` (hours, loads) change at full hours [kW]."""

    capacity: np.ndarray
    level: np.ndarray
    charge_power: np.ndarray
    discharge_power: np.ndarray
    charge_efficiency: np.ndarray
    discharge_efficiency: np.ndarray
    floor: np.ndarray
    resume: np.ndarray
    self_discharge: np.ndarray
    load_class: np.ndarray
    divisible: np.ndarray
    shed_below: np.ndarray
    restore_above: np.ndarray
    supply: np.ndarray
    demand: np.ndarray


def draw(dice: np.random.Generator) -> Setting:
    capacity = dice.uniform(10, 40, STORAGES)
    floor = dice.uniform(0.05, 0.3, STORAGES) * capacity
    shed_below = np.where(np.arange(CLASSES) >= 2, dice.uniform(0.2, 0.5, CLASSES), -1.0)
    held = dice.random((HOURS, LOADS)) < 0.5
    demand = dice.uniform(0, 4, (HOURS, LOADS))
    for hour in range(1, HOURS):
        demand[hour, held[hour]] = demand[hour - 1, held[hour]]
    return Setting(
        capacity=capacity,
        level=dice.uniform(0.0, 1.0, STORAGES) * capacity,
        charge_power=dice.uniform(2, 10, STORAGES),
        discharge_power=dice.uniform(2, 10, STORAGES),
        charge_efficiency=dice.uniform(0.8, 1.0, STORAGES),
        discharge_efficiency=dice.uniform(0.8, 1.0, STORAGES),
        floor=floor,
        resume=floor + dice.uniform(0.1, 0.3, STORAGES) * capacity,
        self_discharge=np.where(dice.random(STORAGES) < 0.5, 0.0, dice.uniform(0, 0.3, STORAGES)),
        load_class=dice.integers(0, CLASSES, LOADS),
        divisible=dice.random(LOADS) < 0.4,
        shed_below=shed_below,
        restore_above=shed_below + dice.uniform(0.05, 0.3, CLASSES),
        supply=np.repeat(dice.uniform(0, 30, HOURS // 4), 4) * (dice.random(HOURS) < 0.8),
        demand=demand,
    )


def simulate(setting: Setting) -> tuple[np.ndarray, np.ndarray, int]:
    """Levels at full hours (hours, storages), energies (of the loads, curtailed, lost), and the number of solves."""
    env = Environment()
    solves = 0

    def count(*_: object) -> None:
        nonlocal solves
        solves += 1

    bus = PowerBus(
        env,
        [
            LoadClass(
                name,
                shed_below=None if setting.shed_below[i] < 0 else float(setting.shed_below[i]),
                restore_above=None if setting.shed_below[i] < 0 else float(setting.restore_above[i]),
            )
            for i, name in enumerate(CLASS_NAMES)
        ],
        on_solved=count,
    )
    source = bus.add_source("source")
    loads = [
        bus.add_load(f"load {i}", CLASS_NAMES[setting.load_class[i]], divisible=bool(setting.divisible[i]))
        for i in range(LOADS)
    ]
    storages = [
        Storage(env, str(i), **{name: float(getattr(setting, name)[i]) for name in STORAGE_ARGUMENTS})
        for i in range(STORAGES)
    ]
    for storage in storages:
        bus.add_storage(storage)
    levels = []

    def weather():
        for hour in range(HOURS):
            source.set_power(float(setting.supply[hour]))
            for load, power in zip(loads, setting.demand[hour], strict=True):
                load.request(float(power))
            yield env.timeout(1.0)
            levels.append([storage.level for storage in storages])

    env.process(weather())
    env.run(until=HOURS + 1e-9)
    energies = [load.energy for load in loads]
    energies += [bus.curtailed_energy, sum(storage.lost_energy for storage in storages)]
    return np.array(levels), np.array(energies), solves


def poll(settings: list[Setting], steps: int) -> tuple[np.ndarray, np.ndarray]:
    """What :func:`simulate` gives, of all settings side by side, by ``steps`` small steps an hour."""
    p = {name: np.array([getattr(s, name) for s in settings]) for name in Setting.__dataclass_fields__}
    rows = np.arange(len(settings))
    # Loads by class, then by name; the names are in the order of the numbers.
    order = np.argsort(p["load_class"], axis=1, kind="stable").T
    in_class = [p["load_class"][rows, load] for load in order]
    divisible = [p["divisible"][rows, load] for load in order]
    level = p["level"].copy()
    exhausted = level <= p["floor"]
    shed = np.zeros((len(settings), CLASSES), bool)
    energies = np.zeros((LOADS + 2, len(settings)))
    levels = []
    step = 1.0 / steps
    for hour in range(HOURS):
        supply = p["supply"][:, hour]
        demand = [p["demand"][rows, hour, load] for load in order]
        for _ in range(steps):
            exhausted = (level <= p["floor"]) | (exhausted & (level < p["resume"]))
            charge = (level.sum(axis=1) / p["capacity"].sum(axis=1))[:, None]
            shed = (charge <= p["shed_below"]) | (shed & (charge < p["restore_above"]))
            limit = np.where(exhausted, 0.0, p["discharge_power"])
            left = supply + limit.sum(axis=1)
            surplus = supply.copy()
            for rank, load in enumerate(order):
                share = np.where(demand[rank] <= left, demand[rank], np.where(divisible[rank], left, 0.0))
                share[shed[rows, in_class[rank]]] = 0.0
                left -= share
                surplus -= share
                energies[load, rows] += share * step
            for i in range(STORAGES):
                leak = p["self_discharge"][:, i]
                taken = np.clip(surplus, 0.0, p["charge_power"][:, i])
                full = (level[:, i] >= p["capacity"][:, i]) & (taken * p["charge_efficiency"][:, i] > leak)
                taken = np.where(full, leak / p["charge_efficiency"][:, i], taken)
                given = np.clip(-surplus, 0.0, limit[:, i])
                surplus += given - taken
                before = level[:, i]
                gain = taken * p["charge_efficiency"][:, i] - given / p["discharge_efficiency"][:, i] - leak
                level[:, i] = np.clip(before + gain * step, 0.0, p["capacity"][:, i])
                energies[-1] += (taken - given) * step
            energies[-2] += np.maximum(surplus, 0.0) * step
        levels.append(level.copy())
    # Lost is what the storages took and neither gave nor hold.
    energies[-1] -= level.sum(axis=1) - p["level"].sum(axis=1)
    return np.array(levels).transpose(1, 0, 2), energies.T


def test_polling_converges_to_the_bus() -> None:
    """250 stations of 24 h: with 32 times smaller steps the error of polling is some 32 times smaller."""
    dice = np.random.default_rng(11)
    settings = [draw(dice) for _ in range(HISTORIES)]
    simulated = [simulate(setting) for setting in settings]
    levels = np.array([one[0] for one in simulated])
    energies = np.array([one[1] for one in simulated])
    errors = []
    for steps in (32, 1024):
        polled_levels, polled_energies = poll(settings, steps)
        error = np.abs(polled_levels - levels).max(axis=(1, 2))
        errors.append(np.maximum(error, np.abs(polled_energies - energies).max(axis=1)))
    coarse, fine = errors
    # Late by up to a step at each of some ten thresholds, at up to 30 kW.
    assert fine.max() < 0.06
    assert np.median(fine) < np.median(coarse) / 25
    assert np.mean([one[2] for one in simulated]) > HOURS + 10, "there were thresholds to meet"

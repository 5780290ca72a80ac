"""Small hand-made stations for tests: a bright, a dark and a day-and-night place, and machines without surprises."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine import Channel
from sim.scenario import Scenario, load
from sim.station import Event, Outcome, run_station
from sim.station.states import STATES

START = datetime.date(2031, 1, 1)


def skyline(cliffs: range, height: float = 12) -> dict[str, list[float]]:
    """A skyline far below eye level but for cliffs in the given directions [deg]."""
    around = range(0, 360, 10)
    return {"azimuth_deg": list(around), "elevation_deg": [height if a in cliffs else -12 for a in around]}


BRIGHT = skyline(range(0))
"""Sun and Earth never set."""
DARK = skyline(range(360))
"""Neither ever rises."""
HALF = skyline(range(100, 280))
"""A cliff on one side: night and day of half a month each."""

NO_SURPRISE: dict[str, Any] = {
    "mass": (100, "kg"),
    "survival_lit": (0, "kW"),
    "survival_dark": (0, "kW"),
    "cold_limit": (24, "h"),
    "mtbf": (1e12, "h"),
    "mttr": (1, "h"),
    "dust_factor": (1, "1"),
    "data_rate": (0, "Mbit/s"),
    "supervised": False,
}


def day(number: int) -> datetime.date:
    """The day that begins ``24 * number`` h after the start."""
    return START + datetime.timedelta(days=number)


def machine(**changes: Any) -> dict[str, Any]:
    """A machine that never fails, needs no heat and makes no data, but for ``changes``."""
    return NO_SURPRISE | changes


def excavator(rate: float = 1000, **changes: Any) -> dict[str, Any]:
    return machine(rate=(rate, "kg/h"), specific_energy=(0, "kWh/kg")) | changes


def sieve(rate: float = 1000, share: float = 1, **changes: Any) -> dict[str, Any]:
    return machine(rate=(rate, "kg/h"), specific_energy=(0, "kWh/kg")) | {"yield": (share, "1")} | changes


def choice(word: str) -> dict[str, str]:
    """A choice among words, of basis design."""
    return {"value": word, "basis": "design"}


def printer(head: float = 1, mirror: float = 1000, **changes: Any) -> dict[str, Any]:
    own = {
        "head_rate": (head, "kg/h"),
        "mirror_area": (mirror, "m^2"),
        "power": (0, "kW"),
        "mast": (2, "m"),
        "minimum_light": (0, "1"),
        "least_rate": (0, "1"),
        "wear": choice("heat"),
    }
    return machine(**own) | changes


def layer(rate: float = 10, pallet: int = 20, **changes: Any) -> dict[str, Any]:
    return machine(rate=(rate, "1/h"), power=(0, "kW"), pallet=(pallet, "1")) | changes


def wall(bricks: int, *after: str) -> dict[str, Any]:
    """A wall of exactly so many bricks (20 x 10 x 3 cm) without joints."""
    size = {"length": (bricks * 0.2, "m"), "height": (0.03, "m"), "thickness": (0.1, "m")}
    return {"kind": "wall", **size, "after": list(after)}


def reactor(power: float, **changes: Any) -> dict[str, Any]:
    """Steady power without outages."""
    outages = {"outage_interval": (8766, "h"), "outage_duration": (0, "h"), "first_outage": (0, "h")}
    return {"mass": (1000, "kg"), "power": (power, "kW"), "path_efficiency": (1, "1"), **outages} | changes


def battery(capacity: float, **changes: Any) -> dict[str, Any]:
    """An ideal battery that does not age, full at the start."""
    return {
        "specific_energy": (160, "Wh/kg"),
        "capacity": (capacity, "kWh"),
        "charge_power": (1000, "kW"),
        "discharge_power": (1000, "kW"),
        "charge_efficiency": (1, "1"),
        "discharge_efficiency": (1, "1"),
        "path_efficiency": (1, "1"),
        "depth_of_discharge": (1, "1"),
        "last_reserve": (0, "1"),
        "reserve_resume": (0.1, "1"),
        "self_discharge": (0, "1/month"),
        "calendar_fade": (0, "1/yr"),
        "cycle_life": (1e9, "1"),
        "cycle_depth": (1, "1"),
        "cycle_exponent": (1.5, "1"),
        "initial_charge": (1, "1"),
        "resume_charge": (0.5, "1"),
    } | changes


def array(area: float, **changes: Any) -> dict[str, Any]:
    """An array of efficiency 0.2 that does not age."""
    return {
        "areal_mass": (10, "kg/m^2"),
        "area": (area, "m^2"),
        "efficiency": (0.2, "1"),
        "mast": (2, "m"),
        "path_efficiency": (1, "1"),
        "dust_loss": (0, "1/yr"),
        "wear_loss": (0, "1/yr"),
    } | changes


def load_of(power: float, load_class: str = "critical", dark: float | None = None, **changes: Any) -> dict[str, Any]:
    by_night = power if dark is None else dark
    return {"class": load_class, "power_lit": (power, "kW"), "power_dark": (by_night, "kW")} | changes


def direct(rate: float = 10, **changes: Any) -> dict[str, Any]:
    return {"mass": (60, "kg"), "rate": (rate, "Mbit/s"), "mast": (2, "m")} | changes


def instrument(rate: float, power: float = 0, **changes: Any) -> dict[str, Any]:
    return {"mass": (10, "kg"), "data_rate": (rate, "Mbit/s"), "power": (power, "kW")} | changes


def technician(**changes: Any) -> dict[str, Any]:
    """A technician who needs no link."""
    return {"mass": (200, "kg"), "supervised": False} | changes


def line(**changes: Any) -> dict[str, Any]:
    """A brick line of one machine each, none of which fails; ``changes`` replace tables of `[tools]`."""
    return {
        "excavators": {"digger": excavator()},
        "sieves": {"sieve": sieve()},
        "printers": {"printer": printer()},
        "layers": {"mason": layer()},
    } | changes


def stores(raw: float = 1000, feedstock: float = 1000, bricks: int = 1000, **rules: float) -> dict[str, Any]:
    """Stores; ``rules`` are low_restart and high_restart of both stores of loose material."""
    marks = {name: (value, "1") for name, value in ({"low_restart": 0.1, "high_restart": 0.8} | rules).items()}
    return {
        "raw": {"capacity": (raw, "kg"), **marks},
        "feedstock": {"capacity": (feedstock, "kg"), **marks},
        "bricks": {"capacity": (bricks, "1")},
    }


def bricks(**changes: Any) -> dict[str, Any]:
    """The library's recipe without rejects, 20 bricks of 1.2 kg a batch."""
    return {"reject_fraction": (0, "1"), "batch": (20, "1")} | changes


def make(folder: Path, days: int, horizon: Mapping[str, Any] = BRIGHT, **tables: Any) -> Scenario:
    """A scenario of so many days with the given tables over an empty station. Joints are left out.

    Stores and cabling weigh nothing.
    """
    tools = tables.pop("tools", {})
    kept = {
        name: {"mass": (0, "kg")} | tools.get("stores", {}).get(name, {}) for name in ("raw", "feedstock", "bricks")
    }
    content: dict[str, Any] = {
        "title": "Hand-made",
        "start": START,
        "end": day(days),
        "seed": 1,
        "site": {
            "name": "nowhere",
            "latitude": (-89.9, "deg"),
            "longitude": (0, "deg"),
            "elevation": (0, "m"),
            "horizons": dict(horizon) if "2 m" in horizon else {"2 m": dict(horizon)},
        },
        "energy": {"cabling_mass": (0, "kg")} | tables.pop("energy", {}),
        "tools": {**tools, "stores": kept},
        "communication": {"buffer": (1000, "Gbit"), "operators": (2, "1")} | tables.pop("communication", {}),
        "shelter": {"joint_fraction": (0, "1")} | tables.pop("shelter", {}),
        "bricks": bricks(**tables.pop("bricks", {})),
        **tables,
    }
    path = folder / "hand-made.toml"
    path.write_text(toml(content), encoding="utf-8")
    return load(path)


def toml(table: Mapping[str, Any]) -> str:
    """TOML of nested tables; a tuple is a quantity of basis design."""
    return "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return f'{{ value = {value[0]!r}, unit = "{value[1]}", basis = "design" }}'
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f'"{key}" = {_value(inner)}' for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, datetime.date):
        return value.isoformat()
    # Texts, numbers and truth values are written as in JSON.
    return json.dumps(value)


def run(scenario: Scenario, hours: float | None = None, seed: int = 1, replicate: int = 0) -> Outcome:
    return run_station(scenario, seed=seed, replicate=replicate, hours=scenario.hours if hours is None else hours)


def building(folder: Path, days: int, structures: dict[str, Any], **tools: Any) -> Outcome:
    """A run of a line whose printer makes 20 bricks in 24 s, and of what it is to build."""
    fast = {"printers": {"printer": printer(1000, 10_000)}}
    return run(make(folder, days, tools=line(**fast) | tools, shelter={"structures": structures}))


def end(outcome: Outcome, channel: str) -> float:
    """Last value of a channel."""
    return float(outcome.channels[channel].values[-1])


def at(outcome: Outcome, channel: str, time: float) -> float:
    return float(outcome.channels[channel].at(time))


def events(outcome: Outcome, event: str, subject: str | None = None) -> list[Event]:
    return [one for one in outcome.events if one.event == event and subject in (None, one.subject)]


def times_of(outcome: Outcome, event: str, subject: str | None = None) -> list[float]:
    return [one.time_h for one in events(outcome, event, subject)]


def states(outcome: Outcome, unit: str) -> list[tuple[float, str]]:
    """Change points of a machine's state: (time [h], name of the state)."""
    channel = outcome.channels[f"tools.state.{unit}"]
    codes = channel.values.astype(int).tolist()
    history = list(zip(channel.times.tolist(), (STATES.names[code] for code in codes), strict=True))
    return [point for n, point in enumerate(history) if n == 0 or point[1] != history[n - 1][1]]


def state_at(outcome: Outcome, unit: str, time: float) -> str:
    return STATES.names[int(outcome.channels[f"tools.state.{unit}"].at(time))]


def hours_in(outcome: Outcome, unit: str, state: str) -> float:
    return outcome.channels[f"tools.state.{unit}"].durations().get(STATES.names.index(state), 0.0)


def working_hours(outcome: Outcome, unit: str) -> Channel:
    """Hours that a machine has worked so far, a linear channel."""
    state = outcome.channels[f"tools.state.{unit}"]
    works = Channel("", "1", "step", state.times, (state.values == STATES.names.index("working")).astype(float))
    return Channel("", "h", "linear", state.times, works.cumulative())


def grid(outcome: Outcome, *names: str) -> np.ndarray:
    """Middles of all spans between change points of the given channels [h]."""
    edges = np.unique(np.concatenate([outcome.channels[name].times for name in names]))
    return (edges[1:] + edges[:-1]) / 2


@cache
def shipped(*settings: str) -> Scenario:
    """The shipped baseline with overrides."""
    return load("ilrs:baseline.toml", settings)

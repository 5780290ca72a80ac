"""Invented runs for tests of figures: the shape of real ones, from a seed, without running a station."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.engine import Channel
from tests.view.fake_scenarios import scenario

STATES = (
    "waiting_spare",
    "waiting_technician",
    "in_repair",
    "dormant",
    "no_operator",
    "no_link",
    "no_sunlight",
    "no_power",
    "no_feedstock",
    "no_room",
    "no_structure",
    "idle",
    "working",
    "out_of_service",
    "blackout",
    "frozen",
    "repair_halted",
)
CODE = {name: float(i) for i, name in enumerate(STATES)}


@dataclass(frozen=True)
class FakeRun:
    """As much of a result as figures use."""

    scenario: Any
    name: str
    seed: int
    replicate: int
    start: datetime
    until_h: float
    kpis: dict[str, Any]
    channels: dict[str, Channel]
    events: tuple[Any, ...]
    bottlenecks: Any = None
    without_worst: Any = None
    ledgers: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return str(self.bottlenecks.sentence)

    def utc(self, hours: float) -> datetime:
        return self.start + timedelta(hours=float(hours))


def step(name: str, unit: str, times: np.ndarray, values: np.ndarray, labels: tuple[str, ...] = ()) -> Channel:
    """A step channel of hourly values, repetitions dropped."""
    values = np.append(np.asarray(values, dtype=float), float(values[-1]))
    keep = np.concatenate(([True], np.diff(values) != 0))
    keep[-1] = True
    return Channel(name, unit, "step", times[keep], values[keep], labels)


def linear(name: str, unit: str, times: np.ndarray, values: np.ndarray) -> Channel:
    """A linear channel through n + 1 values; points inside straight pieces dropped."""
    values = np.asarray(values, dtype=float)
    keep = np.ones(len(times), dtype=bool)
    keep[1:-1] = np.abs(np.diff(values, 2)) > 1e-12
    return Channel(name, unit, "linear", times[keep], values[keep])


def fake_run(  # noqa: PLR0912
    name: str = "baseline",
    title: str = "Baseline: arrays and batteries on de Gerlache rim 2",
    *,
    seed: int = 1,
    days: int = 1826,
    start: datetime = datetime(2031, 1, 1),
    arrays: float = 20.0,
    reactor: float = 0.0,
    relay_until: float = np.inf,
    mtbf: float = 400.0,
    place: str = "de Gerlache rim 2",
    drop: tuple[str, ...] = (),
) -> FakeRun:
    """An invented run; ``drop`` takes out channels by the start of their names."""
    rng = np.random.default_rng(seed)
    n = days * 24
    edges = np.arange(n + 1, dtype=float)
    t = edges[:-1]
    phase = 2 * np.pi * t / (29.530589 * 24)
    season = 1.54 * np.sin(2 * np.pi * (t / 24 - 20) / 346.62)
    azimuth = np.degrees(phase) % 360
    horizon = 0.15 + 0.9 * np.exp(-(((azimuth - 120) / 16) ** 2)) + 0.7 * np.exp(-(((azimuth - 285) / 12) ** 2)) - 1.5
    height = 1.3 * np.cos(phase) + season
    lit = np.round(np.clip((height - horizon) / 0.53 + 0.5, 0, 1), 2)
    earth = ((np.sin(2 * np.pi * t / (27.21 * 24) + 1) + 0.2) > 0).astype(float)
    relay = (((t % 24.3) > 2.2) & (t < relay_until)).astype(float)
    link = np.maximum(earth, relay)
    rate = np.where(relay > 0, 24.0, 0.0) + np.where(earth > 0, 12.0, 0.0)

    decay = 1 - 0.028 * t / 8766
    offered_arrays = arrays * lit * decay
    offered = offered_arrays + reactor
    night = lit < 0.5
    demand = {
        "survival": np.where(night, 2.1, 0.9),
        "critical": np.where(night, 1.5, 1.7),
        "operations": np.where(night, 1.0, 4.2) + rng.uniform(0, 0.6, n),
        "deferrable": np.full(n, 4.0),
    }
    used = {k: np.zeros(n) for k in demand}
    unserved = {k: np.zeros(n) for k in demand}
    curtailed, charging, discharging = np.zeros(n), np.zeros(n), np.zeros(n)
    stored = np.empty(n + 1)
    capacity, floor = 1250.0, 0.3
    stored[0] = 0.98 * capacity
    shed = {"operations": False, "deferrable": False}
    for i in range(n):
        soc = stored[i] / capacity
        for key, (lo, hi) in {"operations": (0.6, 0.7), "deferrable": (0.85, 0.95)}.items():
            shed[key] = soc < lo if not shed[key] else soc < hi
        left = offered[i]
        room = max(0.0, stored[i] - floor * capacity) * 0.975
        for key in demand:
            want = demand[key][i]
            if shed.get(key):
                unserved[key][i] = want
                continue
            give = min(want, left + room)
            from_battery = max(0.0, give - left)
            left -= give - from_battery
            room -= from_battery
            discharging[i] += from_battery
            used[key][i], unserved[key][i] = give, want - give
        take = min(left, 15.0, (capacity - stored[i]) / 0.975)
        charging[i], curtailed[i] = take, left - take
        stored[i + 1] = stored[i] + take * 0.975 - discharging[i] / 0.975

    channels: dict[str, Channel] = {}

    def add(channel: Channel) -> None:
        channels[channel.name] = channel

    add(step("sunlight.lit_fraction", "1", edges, lit))
    add(step("sunlight.lit_fraction.10 m", "1", edges, lit))
    for key, values in (("earth_visible", earth), ("relay_visible", relay), ("link_up", link)):
        add(step(f"communication.{key}", "1", edges, values))
    add(step("communication.link_rate", "Gbit/h", edges, rate))
    add(step("energy.offered", "kW", edges, offered))
    if arrays:
        add(step("energy.offered.rim", "kW", edges, offered_arrays))
    if reactor:
        add(step("energy.offered.kilopower", "kW", edges, np.full(n, reactor)))
    add(step("energy.used", "kW", edges, sum(used.values())))
    add(step("energy.demand", "kW", edges, sum(demand.values())))
    add(step("energy.unserved", "kW", edges, sum(unserved.values())))
    for key in demand:
        add(step(f"energy.used.{key}", "kW", edges, used[key]))
        add(step(f"energy.unserved.{key}", "kW", edges, unserved[key]))
    add(step("energy.curtailed", "kW", edges, curtailed))
    add(step("energy.charging", "kW", edges, charging))
    add(step("energy.discharging", "kW", edges, discharging))
    add(step("energy.capacity", "kWh", edges, np.full(n, capacity)))
    add(linear("energy.stored", "kWh", edges, stored))
    add(linear("energy.state_of_charge", "1", edges, stored / capacity))

    power = used["operations"] > 0
    events: list[Any] = []
    working, codes = {}, {}
    names = ["digger-1", "digger-2", "sieve", "printer-1", "printer-2", "layer-1", "layer-2"]
    for unit in names:
        state = np.full(n, CODE["working"])
        busy = rng.uniform(size=n)
        state[busy < 0.15] = CODE["no_feedstock" if unit in {"sieve", "layer-1", "layer-2"} else "no_room"]
        if unit.startswith("digger"):
            state[busy < 0.35] = CODE["no_room"]
            state[link < 0.5] = CODE["no_link"]
        if unit.startswith("layer"):
            state[busy < 0.45] = CODE["no_feedstock"]
            state[busy > 0.98] = CODE["no_operator"]
        state[~power] = CODE["no_power"]
        state[unserved["critical"] > 0] = CODE["blackout"]
        state[unserved["survival"] > 0] = CODE["frozen"]
        if unit.startswith("printer"):
            state[lit < 0.5] = CODE["no_sunlight"]
        clock = 0.0
        while (clock := clock + rng.exponential(mtbf * 2)) < n:
            wait, fix = rng.exponential(70), rng.exponential(48)
            a, b, c = int(clock), int(clock + wait), int(clock + wait + fix)
            state[a:b] = CODE["waiting_technician" if rng.uniform() < 0.7 else "waiting_spare"]
            state[b:c] = CODE["in_repair"]
            clock += wait + fix
            events.append(SimpleNamespace(time_h=float(a), system="tools", subject=unit, event="failed", detail=""))
        if unit == "layer-2":
            state[: min(n, 8000)] = CODE["out_of_service"]
        working[unit] = state == CODE["working"]
        codes[unit] = state
        add(step(f"tools.state.{unit}", "1", edges, state, STATES))

    rate_of_print = 4.6 * (working["printer-1"].astype(float) + working["printer-2"])
    printed = np.floor(np.concatenate(([0.0], np.cumsum(rate_of_print))))
    laid = np.floor(np.minimum(0.93 * np.concatenate((np.zeros(200), printed))[: n + 1], printed))
    needs = {"pad": 31000.0, "road": 40000.0, "vault": 66000.0, "wall": 30000.0}
    add(step("bricks.printed", "1", edges, printed[:-1]))
    add(step("bricks.rejected", "1", edges, np.floor(0.05 * printed[:-1])))
    add(step("bricks.laid", "1", edges, laid[:-1]))
    add(step("bricks.in_store", "1", edges, np.floor(0.95 * printed[:-1]) - laid[:-1] * 0.9))
    before = 0.0
    for key, need in needs.items():
        progress = np.clip((laid - before) / need, 0, 1)[:-1]
        add(step(f"shelter.progress.{key}", "1", edges, progress))
        done = np.flatnonzero(progress >= 1)
        if len(done):
            events.append(
                SimpleNamespace(
                    time_h=float(done[0]), system="shelter", subject=key, event="structure_complete", detail=""
                )
            )
        before += need
    total = np.clip(laid / before, 0, 1)
    add(step("shelter.progress", "1", edges, total[:-1]))

    generated, lost, sent, level = np.zeros(n + 1), np.zeros(n + 1), np.zeros(n + 1), np.zeros(n + 1)
    made = 13.0 + 6.0 * working["digger-1"] + 6.0 * working["digger-2"]
    for i in range(n):
        out = min(level[i] + made[i], rate[i])
        full = max(0.0, level[i] + made[i] - out - 900.0)
        level[i + 1] = level[i] + made[i] - out - full
        generated[i + 1], lost[i + 1], sent[i + 1] = generated[i] + made[i], lost[i] + full, sent[i] + out
    add(linear("communication.buffer", "Gbit", edges, level))
    add(linear("communication.generated", "Gbit", edges, generated))
    add(linear("communication.delivered", "Gbit", edges, sent))
    add(linear("communication.lost", "Gbit", edges, lost))

    hours = {
        unit: {
            "energy": float(
                np.sum(np.isin(codes[unit], [CODE[s] for s in ("no_power", "no_sunlight", "blackout", "frozen")]))
            ),
            "tools": float(
                np.sum(codes[unit] <= 2) + np.sum(np.isin(codes[unit], [CODE["no_feedstock"], CODE["no_room"]]))
            ),
            "communication": float(np.sum(np.isin(codes[unit], [CODE["no_link"], CODE["no_operator"]]))),
            "shelter": 0.0,
            "policy": 0.0,
            "idle": 0.0,
            "working": float(np.sum(working[unit])),
        }
        for unit in names
    }
    totals = {c: sum(by[c] for by in hours.values()) for c in hours[names[0]]}
    service = sum(totals.values())
    pace = SimpleNamespace(
        kind="printer",
        service_hours=2.0 * n,
        worst="energy",
        limits=tuple(
            SimpleNamespace(must_have=m, hours=0.1 * n, chief=f"printers short of {m}", bricks=1234.0, days=days / 10)
            for m in ("energy", "tools", "communication", "shelter")
        ),
    )
    bottlenecks = SimpleNamespace(
        pace=pace,
        hours=hours,
        totals=totals,
        shares={c: v / service for c, v in totals.items()},
        worst=max(("energy", "tools", "communication", "shelter"), key=lambda c: totals[c]),
        causes=(
            SimpleNamespace(must_have="energy", kind="printer", state="no_sunlight", hours=totals["energy"] * 0.7),
        ),
        sentence=(
            f"Energy held the station back most: it cost {totals['energy']:,.0f} of {service:,.0f} machine hours in "
            f"service ({100 * totals['energy'] / service:.1f} %), chiefly printers without sunlight."
        ),
    )

    def kpi(value: Any, unit: str, label: str) -> Any:
        return SimpleNamespace(value=value, unit=unit, label=label, definition=label)

    dark = np.diff(np.flatnonzero(np.concatenate(([True], ~night, [True])))).max() - 1
    complete = [e.time_h for e in events if e.event == "structure_complete"]
    kpis = {
        "sunlight.lit_fraction": kpi(float(lit.mean()), "1", "Lit fraction"),
        "energy.longest_dark": kpi(float(dark), "h", "Longest dark"),
        "energy.generated": kpi(float(offered.sum()), "kWh", "Energy offered"),
        "energy.delivered": kpi(float(sum(u.sum() for u in used.values())), "kWh", "Energy delivered"),
        "energy.curtailed": kpi(float(curtailed.sum()), "kWh", "Energy curtailed"),
        "energy.unserved": kpi(float(sum(u.sum() for u in unserved.values())), "kWh", "Energy not served"),
        "energy.survival_availability": kpi(1 - unserved["survival"].sum() / demand["survival"].sum(), "1", "Survival"),
        "bricks.printed": kpi(int(printed[-1]), "1", "Bricks printed"),
        "bricks.laid": kpi(int(laid[-1]), "1", "Bricks laid"),
        "tools.availability": kpi(0.86 + 0.01 * seed, "1", "Availability"),
        "tools.failures": kpi(sum(e.event == "failed" for e in events), "1", "Failures"),
        "communication.delivered": kpi(float(sent[-1]), "Gbit", "Data delivered"),
        "communication.lost": kpi(float(lost[-1]), "Gbit", "Data lost"),
        "communication.link_availability": kpi(float(link.mean()), "1", "Link availability"),
        "shelter.progress": kpi(float(total[-1]), "1", "Shelter progress"),
        "shelter.first_complete": kpi(
            (start + timedelta(hours=complete[0])).isoformat() if complete else None, "utc", "First structure complete"
        ),
        "station.landed_mass": kpi(18400.0, "kg", "Landed mass"),
    }
    events.sort(key=lambda e: e.time_h)
    kept = {k: c for k, c in channels.items() if not k.startswith(drop)} if drop else channels
    return FakeRun(
        scenario=scenario(name, title, place=place, arrays=arrays, reactor=reactor, days=days, start=start),
        name=name,
        seed=seed,
        replicate=0,
        start=start,
        until_h=float(n),
        kpis=kpis,
        channels=dict(sorted(kept.items())),
        events=tuple(events),
        bottlenecks=bottlenecks,
    )


def renamed(run: FakeRun, names: Mapping[str, str]) -> FakeRun:
    """The run with other names of machines, structures and sources; ``printer`` also renames ``printer-2``."""

    def new(name: str) -> str:
        stem, dash, number = name.rpartition("-")
        return names.get(name) or (names[stem] + dash + number if stem in names else name)

    def last(name: str) -> str:
        head, dot, tail = name.rpartition(".")
        return head + dot + new(tail)

    def keys(table: Any) -> Any:
        return {new(key): value for key, value in table.items()}

    old = run.scenario
    about = SimpleNamespace(**vars(old))
    about.energy = SimpleNamespace(
        **{**vars(old.energy), "arrays": keys(old.energy.arrays), "reactors": keys(old.energy.reactors)}
    )
    about.tools = SimpleNamespace(**{name: keys(table) for name, table in vars(old.tools).items()})
    about.shelter = SimpleNamespace(structures=keys(old.shelter.structures))
    prefixes = ("tools.state.", "shelter.progress.", "energy.offered.")
    channels = {last(n) if n.startswith(prefixes) else n: channel for n, channel in run.channels.items()}
    hours = SimpleNamespace(**{**vars(run.bottlenecks), "hours": keys(run.bottlenecks.hours)})
    return replace(run, scenario=about, channels=channels, bottlenecks=hours)


VARIANTS: tuple[dict[str, Any], ...] = (
    {"name": "baseline"},
    {"name": "nuclear", "title": "A reactor carries the base load", "reactor": 10.0},
    {"name": "relay-lost", "title": "The relay is gone after a year", "relay_until": 8766.0},
    {"name": "one-technician", "title": "One technician", "mtbf": 120.0},
    {"name": "ridge-crest", "title": "On the crest", "arrays": 15.0},
    {"name": "twelve-kilowatts", "title": "Less", "arrays": 12.0, "mtbf": 200.0},
)
"""Arguments of :func:`fake_run` for up to six scenarios that differ visibly."""

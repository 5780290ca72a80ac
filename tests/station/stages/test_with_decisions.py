"""Decisions and gates in one run: each in the order of its moment, and what waits for both comes with the later one."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import load
from sim.station import run_station
from tests.station.decisions.sites import SITE
from tests.station.decisions.test_decisions import BATTERY, DECIDED_H, HOURS, SITES
from tests.station.stages.gated import opened

pytestmark = pytest.mark.slow


def stages(first: float, second: float) -> str:
    """Two gates that open when so much data has been delivered [Gbit]."""
    text = ""
    for name, level in (("first", first), ("second", second)):
        text += f'[goals.{name}]\nkind = "measure"\nmeasure = "lander/communication.delivered"\n'
        text += (
            f'at_least = {{ value = {level}, unit = "Gbit", basis = "design" }}\n[stages.{name}]\ngoals = ["{name}"]\n'
        )
    return text


def test_what_waits_for_both_comes_with_the_later_one(tmp_path: Path) -> None:
    bare = run_station(load("ilrs:change-7", ["end=2028-02-01"]), seed=7, hours=HOURS)
    data = bare.channels["lander/communication.delivered"]
    levels = [float(data.at(hours)) for hours in (100 * 24.0, DECIDED_H + 20 * 24.0)]
    assert levels[0] < levels[1]
    brought = "".join(
        f'[energy.batteries.{gate}-{site}]\nif_chosen = ["mine:{site}"]\nbehind = "{gate}"{BATTERY}'
        for gate in ("first", "second")
        for site in SITES
    )
    path = tmp_path / "both.toml"
    path.write_text(SITE + stages(*levels) + brought, encoding="utf-8")
    outcome = run_station(load(path), seed=7, hours=HOURS)
    found = opened(outcome)
    assert found["first"] < DECIDED_H < found["second"]
    (decided,) = [event for event in outcome.events if event.event == "decided"]
    site = decided.detail.partition(";")[0]
    came = {event.subject: event.time_h for event in outcome.events if event.event == "arrived"}
    assert came[f"first-{site}"] == DECIDED_H
    assert came[f"second-{site}"] == found["second"]
    assert len([name for name in came if name.partition("-")[0] in found]) == 2
    before = [event for event in outcome.events if event.time_h < DECIDED_H and event.event != "gate_opened"]
    assert before == [event for event in bare.events if event.time_h < DECIDED_H]

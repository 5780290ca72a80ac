"""Lifting a limit: the run without it beside the run as it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.result import Result, simulate
from sim.scenario import load
from sim.station import RELIEFS
from sim.study.relief import ReliefError, relieve

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def first_pad() -> Result:
    """The baseline until its pad stands and its road has begun; in the second winter operations are shed."""
    return simulate(load("ilrs:baseline.toml"), until=24.0 * 400)


def time_in(result: Result, stopped: set[str]) -> float:
    """Machine hours in some states, but for instants [h]."""
    by_state = result.bottlenecks.states.values()
    return round(sum(hours for by in by_state for state, hours in by.items() if state in stopped), 6)


GONE: dict[str, set[str]] = {
    "energy": {"no_sunlight", "no_power", "dormant", "frozen", "blackout"},
    "tools": {"waiting_spare", "waiting_technician", "in_repair"},
    "communication": {"no_link", "no_operator", "repair_halted"},
    "shelter": {"no_structure"},
    "transport": {"awaited", "held_up", "unmended"},
    "energy:no_sunlight": {"no_sunlight"},
    "energy:no_power": {"no_power", "shed", "dormant", "frozen", "blackout"},
    "energy:dormant": {"dormant", "frozen"},
    "tools:in_repair": {"in_repair"},
    "tools:waiting_technician": {"waiting_technician"},
    "tools:waiting_spare": {"waiting_spare"},
    "communication:no_link": {"no_link"},
    "communication:no_operator": {"no_operator"},
}
GONE["all"] = set().union(*(GONE[name] for name in ("energy", "tools", "communication", "shelter", "transport")))


def test_every_relief_is_tested() -> None:
    assert set(GONE) == set(RELIEFS)


@pytest.mark.parametrize("relief", RELIEFS)
def test_a_lifted_limit_stops_no_machine(first_pad: Result, relief: str) -> None:
    relieved = relieve(first_pad, relief)
    assert relieved.relief == relief
    assert not time_in(relieved.after, GONE[relief])
    assert all(balance.closes for balance in relieved.after.ledgers.values())
    assert relieved.after.info.run_id != first_pad.info.run_id


@pytest.mark.parametrize("must_have", ["energy", "tools", "communication", "shelter"])
def test_what_is_lifted_was_there(first_pad: Result, must_have: str) -> None:
    assert time_in(first_pad, GONE[must_have])


def test_what_missions_hold_up_is_gone_where_none_is_late() -> None:
    late = simulate(load("ilrs:cargo-campaign"), until=24.0 * 200)
    assert time_in(late, GONE["transport"])
    assert not time_in(relieve(late, "transport").after, GONE["transport"])


def test_causes_of_a_must_have_add_up_only_together() -> None:
    """The printers of the baseline are in repair; without repair times they wear more and wait for spare parts."""
    run = simulate(load("ilrs:baseline"))
    days = {name: relieve(run, name).days or 0.0 for name in ("tools", "tools:in_repair", "tools:waiting_spare")}
    assert days["tools"] == pytest.approx(415, abs=1)
    assert days["tools:in_repair"] == pytest.approx(49, abs=1)
    assert days["tools:waiting_spare"] == 0


def test_machines_freeze_whatever_their_wear_and_not_where_there_is_power_or_no_heat_is_needed() -> None:
    cold = simulate(load("ilrs:baseline.toml", ["energy.arrays.modules.count=0"]), until=24.0 * 120)
    assert cold.kpis["tools.failures"].value
    assert {e.event for e in relieve(cold, "tools").after.events} >= {"cold_failure"}
    for relief in ("energy", "energy:no_power", "energy:dormant"):
        assert "cold_failure" not in {e.event for e in relieve(cold, relief).after.events}


def test_a_source_of_any_name_can_be_relieved(tmp_path: Path) -> None:
    """Relief feeds the bus from a source of its own, whose name no asset can have."""
    named = tmp_path / "named.toml"
    array = '[energy.arrays.relief]\nmodel = "vertical-module"\nmast = { value = 10, unit = "m", basis = "design" }\n'
    named.write_text(f'extends = "ilrs:baseline.toml"\n{array}')
    run = simulate(load(named), until=24.0 * 20)
    assert "energy.offered.relief" in relieve(run, "energy").after.channels


def test_a_finished_station_is_told_in_days() -> None:
    changes = [f"shelter.structures.{name}.remove=true" for name in ("road", "vault", "wall")]
    relieved = relieve(simulate(load("ilrs:baseline", changes), until=24.0 * 400), "tools")
    assert relieved.days is not None
    assert relieved.days > 5
    text = "\n".join(relieved.lines())
    assert re.search(r"last structure stands  2031-\d\d-\d\d -> 2031-\d\d-\d\d  \(\d+ days sooner\)", text)
    assert re.search(r"bricks laid            ([\d,]+) -> \1  \(\+0\)", text)
    assert "expected" not in text
    assert re.fullmatch(
        r"Without tools' limits \(no machine wears out\) the pad would stand on 2031-\d\d-\d\d, \d+ days sooner\. "
        r"That is for all its causes together: one alone may bring much less\.",
        relieved.brought.sentence,
    )


def test_only_what_there_is_can_be_lifted(first_pad: Result) -> None:
    with pytest.raises(ReliefError, match=r"one of energy, tools, .*tools:in_repair.* all"):
        relieve(first_pad, "sleep")

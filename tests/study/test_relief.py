"""Lifting a limit: the run without it beside what was expected."""

from __future__ import annotations

import re

import pytest

from sim.result import Result, simulate
from sim.scenario import load
from sim.station import RELIEFS, Relief
from sim.study.relief import ReliefError, relieve

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def first_pad() -> Result:
    """The baseline until its pad stands and its road has begun; in the second winter operations are shed."""
    return simulate(load("ilrs:baseline.toml"), until=24.0 * 400)


def states(result: Result) -> set[str]:
    """States that occur in a run."""
    return {state for by in result.bottlenecks.states.values() for state in by}


GONE: dict[Relief, set[str]] = {
    "energy": {"no_sunlight", "no_power", "dormant", "frozen", "blackout"},
    "tools": {"waiting_spare", "waiting_technician", "in_repair"},
    "communication": {"no_link", "no_operator", "repair_halted"},
    "shelter": {"no_structure"},
}


@pytest.mark.parametrize("must_have", RELIEFS)
def test_a_lifted_limit_stops_no_machine(first_pad: Result, must_have: Relief) -> None:
    assert states(first_pad) & GONE[must_have]
    relieved = relieve(first_pad, must_have)
    assert not states(relieved.after) & GONE[must_have]
    assert all(balance.closes for balance in relieved.after.ledgers.values())
    assert relieved.after.info.run_id != first_pad.info.run_id


def test_machines_freeze_whatever_their_wear_and_not_where_there_is_power() -> None:
    cold = simulate(load("ilrs:baseline.toml", ["energy.arrays.modules.count=0"]), until=24.0 * 120)
    assert cold.kpis["tools.failures"].value
    assert {e.event for e in relieve(cold, "tools").after.events} >= {"cold_failure"}
    assert "cold_failure" not in {e.event for e in relieve(cold, "energy").after.events}


@pytest.mark.parametrize(
    ("name", "must_have"),
    [("baseline", "tools"), ("baseline", "energy"), ("relay-lost", "communication"), ("ridge-crest", "energy")],
)
def test_what_a_relief_brings_is_near_what_was_expected(name: str, must_have: Relief) -> None:
    """Within a factor of two, where the plan of structures is no end of it: a wall ten times as long."""
    relieved = relieve(simulate(load(f"ilrs:{name}", ["shelter.structures.wall.length=400 m"])), must_have)
    assert relieved.expected is not None
    assert relieved.bricks / 2 < relieved.expected.bricks < relieved.bricks * 2
    assert relieved.days is None


def test_a_finished_station_is_told_in_days() -> None:
    changes = [f"shelter.structures.{name}.remove=true" for name in ("road", "vault", "wall")]
    relieved = relieve(simulate(load("ilrs:baseline", changes), until=24.0 * 400), "tools")
    assert relieved.days is not None
    assert relieved.days > 5
    assert relieved.expected is not None
    assert relieved.expected.days is not None
    assert relieved.days / 2 < relieved.expected.days < relieved.days * 2
    text = "\n".join(relieved.lines())
    assert re.search(
        r"last structure stands  2031-\d\d-\d\d -> 2031-\d\d-\d\d  \(\d+ days earlier; expected: about \d+\)", text
    )
    assert "(no more were to be laid)" in text


def test_only_what_there_is_can_be_lifted(first_pad: Result) -> None:
    with pytest.raises(ReliefError, match="one of energy, tools"):
        relieve(first_pad, "sleep")  # type: ignore[arg-type]

"""Lifting a limit: the run without it beside what was expected."""

from __future__ import annotations

import pytest

from sim.result import Result, simulate
from sim.scenario import load
from sim.station import RELIEFS, Relief
from sim.study.relief import ReliefError, relieve


@pytest.fixture(scope="module")
def half_year() -> Result:
    return simulate(load("ilrs:relay-lost.toml"), until=24.0 * 180)


def states(result: Result) -> set[str]:
    """States that occur in a run."""
    return {state for by in result.bottlenecks.states.values() for state in by}


GONE: dict[Relief, set[str]] = {
    "energy": {"no_sunlight", "no_power", "dormant"},
    "tools": {"waiting_spare", "waiting_technician", "in_repair"},
    "communication": {"no_link", "no_operator"},
    "shelter": {"no_structure"},
}


@pytest.mark.parametrize("must_have", RELIEFS)
def test_a_lifted_limit_stops_no_machine(half_year: Result, must_have: Relief) -> None:
    relieved = relieve(half_year, must_have)
    assert not states(relieved.after) & GONE[must_have]
    assert relieved.after.bottlenecks.totals[must_have] == pytest.approx(
        0 if must_have != "tools" else relieved.after.bottlenecks.totals["tools"]
    )
    assert all(balance.closes for balance in relieved.after.ledgers.values())


def test_the_worst_limit_is_lifted_by_itself_and_the_run_stays_as_it_was(half_year: Result) -> None:
    relieved = relieve(half_year)
    assert relieved.must_have == half_year.bottlenecks.worst
    assert relieved.before is half_year
    assert relieved.after.info.run_id != half_year.info.run_id
    assert relieved.bricks == round(
        relieved.after.channels["bricks.laid"].values[-1] - half_year.channels["bricks.laid"].values[-1]
    )
    text = "\n".join(relieved.lines())
    assert f"With {relieved.must_have} relieved" in text
    assert f"{relieved.bricks:+,d}" in text


def test_only_what_there_is_can_be_lifted(half_year: Result) -> None:
    with pytest.raises(ReliefError, match="one of energy, tools"):
        relieve(half_year, "sleep")  # type: ignore[arg-type]

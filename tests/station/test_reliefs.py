"""What is lifted goes by one name, or by several put together."""

import pytest

from sim.result import CaseError, simulate
from sim.scenario import load
from sim.station.relief import RELIEFS, Lift, how_of, lifts_of, together


def test_reliefs_are_lifted_together_under_their_joined_names() -> None:
    assert lifts_of(None) == frozenset()
    for name, relief in RELIEFS.items():
        assert lifts_of(name) == relief.lifts
    both = together("tools:in_repair", "tools:waiting_spare", "tools:in_repair")
    assert both == "tools:in_repair + tools:waiting_spare"
    assert lifts_of(both) == {Lift.REPAIR_TIME, Lift.SPARES}
    assert how_of(both) == "repairs take no time and repairs need no spare parts"
    assert how_of(None) == ""
    assert together(None, "energy") == "energy"
    assert together(None, None) is None


def test_what_cannot_be_lifted_is_named_alone() -> None:
    with pytest.raises(CaseError, match=r"^'sleep' cannot be lifted; one of energy, "):
        simulate(load("ilrs:baseline"), until=24.0, relief="energy + sleep")

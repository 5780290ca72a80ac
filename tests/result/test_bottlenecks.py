"""Machine hours are put down to the must-have at the root: hand-made histories with known answers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim.engine import Channel
from sim.result import CATEGORIES, LOSSES
from sim.result.bottlenecks import Bottlenecks, attribute
from sim.station import Topology
from tests.result.made_up_outcomes import STATES, history


def line(**kinds: tuple[str, ...]) -> Topology:
    """Machines in the order in which material passes, each kind feeding the next."""
    order = list(kinds.items())
    upstream: dict[str, tuple[str, ...]] = {}
    downstream: dict[str, tuple[str, ...]] = {}
    for index, (_, units) in enumerate(order):
        for unit in units:
            upstream[unit] = order[index - 1][1] if index else ()
            downstream[unit] = order[index + 1][1] if index + 1 < len(order) else ()
    return Topology(
        kinds={unit: kind for kind, units in order for unit in units}, upstream=upstream, downstream=downstream
    )


LINE = line(excavator=("digger",), sieve=("sieve",), printer=("printer",), layer=("layer",))


def found(topology: Topology, **states: str) -> Bottlenecks:
    """Ten hours in which each machine keeps one state."""
    return attribute({f"tools.state.{u}": history(u, (s, 10)) for u, s in states.items()}, topology)


def only(bottlenecks: Bottlenecks, unit: str) -> dict[str, float]:
    return {category: hours for category, hours in bottlenecks.hours[unit].items() if hours}


@pytest.mark.parametrize(
    ("state", "category"),
    [
        ("waiting_spare", "tools"),
        ("waiting_technician", "tools"),
        ("in_repair", "tools"),
        ("repair_halted", "communication"),
        ("frozen", "energy"),
        ("dormant", "energy"),
        ("blackout", "energy"),
        ("no_operator", "communication"),
        ("no_link", "communication"),
        ("no_sunlight", "energy"),
        ("no_power", "energy"),
        ("no_structure", "shelter"),
        ("idle", "idle"),
        ("working", "working"),
    ],
)
def test_a_machine_that_names_its_own_cause(state: str, category: str) -> None:
    assert only(found(LINE, digger=state), "digger") == {category: 10}


def test_a_starved_machine_is_followed_upstream_to_the_root() -> None:
    result = found(LINE, digger="no_link", sieve="no_feedstock", printer="no_feedstock", layer="no_feedstock")
    for unit in LINE.kinds:
        assert only(result, unit) == {"communication": 10}
    (cause,) = result.causes
    assert (cause.must_have, cause.kind, cause.state, cause.hours) == ("communication", "excavator", "no_link", 40)


def test_a_blocked_machine_is_followed_downstream_to_the_root() -> None:
    result = found(LINE, digger="no_room", sieve="no_room", printer="no_room", layer="no_structure")
    for unit in LINE.kinds:
        assert only(result, unit) == {"shelter": 10}


def test_starving_does_not_look_downstream_nor_blocking_upstream() -> None:
    result = found(LINE, digger="no_power", sieve="no_feedstock", printer="working", layer="no_link")
    assert only(result, "sieve") == {"energy": 10}
    result = found(LINE, digger="no_power", sieve="no_room", printer="in_repair", layer="idle")
    assert only(result, "sieve") == {"tools": 10}


def test_a_neighbour_that_works_is_too_slow() -> None:
    result = found(LINE, digger="working", sieve="no_feedstock")
    assert only(result, "sieve") == {"tools": 10}
    assert result.causes[0].state == "slower"


def test_a_neighbour_with_nothing_to_do_leaves_nothing_to_do() -> None:
    assert only(found(LINE, digger="idle", sieve="no_feedstock"), "sieve") == {"idle": 10}


def test_blame_is_shared_among_the_neighbours_in_service() -> None:
    topology = line(printer=("p1", "p2", "p3", "p4"), layer=("layer",))
    result = found(topology, p1="no_sunlight", p2="in_repair", p3="out_of_service", p4="no_link", layer="no_feedstock")
    third = pytest.approx(10 / 3)
    assert only(result, "layer") == {"energy": third, "tools": third, "communication": third}
    assert sum(result.hours["p3"].values()) == 0


def test_a_missing_neighbour_counts_for_tools() -> None:
    assert only(found(LINE, sieve="no_feedstock"), "sieve") == {"tools": 10}
    assert only(found(LINE, digger="out_of_service", sieve="no_feedstock"), "sieve") == {"tools": 10}


def test_machines_that_wait_for_each_other_end_the_search() -> None:
    result = found(LINE, digger="no_room", sieve="no_feedstock")
    assert only(result, "digger") == {"tools": 10}
    assert only(result, "sieve") == {"tools": 10}


def test_a_ring_is_left_where_another_way_leads_out() -> None:
    topology = line(excavator=("digger",), sieve=("s1", "s2"))
    result = found(topology, digger="no_room", s1="no_feedstock", s2="no_power")
    # s1 waits for the digger, which waits for s2: s1 itself is not gone back to.
    assert only(result, "s1") == {"energy": 10}
    # The digger is held up by both: half by s1, which waits for the digger, and half by s2.
    assert only(result, "digger") == {"tools": 5, "energy": 5}


def test_hours_follow_the_states_in_time() -> None:
    channels = {
        "tools.state.digger": history("digger", ("working", 4), ("no_power", 6)),
        "tools.state.sieve": history("sieve", ("working", 3), ("no_feedstock", 5), ("out_of_service", 2)),
    }
    result = attribute(channels, LINE)
    assert only(result, "digger") == {"working": 4, "energy": 6}
    # Starved for 1 h while the digger works, for 4 h while it has no power.
    assert only(result, "sieve") == {"working": 3, "tools": 1, "energy": 4}
    assert result.states["sieve"] == {"no_feedstock": 5, "working": 3}
    assert result.service_hours == 18
    assert result.shares["energy"] == pytest.approx(10 / 18)
    assert result.worst == "energy"
    assert "Energy held the station back most: it cost 10 of 18 machine hours in service (55.6 %)" in result.sentence
    assert "excavators without power" in result.sentence


def test_a_machine_that_arrives_late_has_no_hours_before() -> None:
    channels = {
        "tools.state.digger": history("digger", ("no_link", 10)),
        "tools.state.sieve": history("sieve", ("no_feedstock", 4), start=6.0),
    }
    result = attribute(channels, LINE)
    assert only(result, "sieve") == {"communication": 4}
    assert result.states["sieve"] == {"no_feedstock": 4}


def test_nothing_lost_and_no_machine_are_said() -> None:
    assert found(LINE, digger="working", sieve="idle").sentence.startswith("No must-have held the station back")
    assert found(LINE, digger="out_of_service").sentence.startswith("No machine was in service")
    empty = attribute({}, LINE)
    assert empty.sentence.startswith("No machine was in service")
    assert empty.shares == dict.fromkeys(CATEGORIES, 0.0)


def random_channels(units: list[str], points: int, hours: float, seed: int) -> dict[str, Channel]:
    rng = np.random.default_rng(seed)
    channels = {}
    for unit in units:
        times = np.concatenate(([0.0], np.sort(rng.uniform(0, hours, points)), [hours]))
        codes = rng.integers(0, len(STATES), len(times)).astype(float)
        channels[f"tools.state.{unit}"] = Channel(f"tools.state.{unit}", "1", "step", times, codes, STATES)
    return channels


def brute_force(unit: str, now: dict[str, str], topology: Topology, seen: tuple[str, ...] = ()) -> dict[str, float]:
    """The rule once more, as plainly as it can be said."""
    state = now[unit]
    own = {
        "tools": ("waiting_spare", "waiting_technician", "in_repair"),
        "energy": ("frozen", "stranded", "dormant", "blackout", "no_sunlight", "no_power", "charging"),
        "communication": ("no_operator", "no_link", "repair_halted"),
        "shelter": ("no_structure",),
        "transport": ("unmended", "held_up", "awaited"),
        "policy": ("shed",),
        "idle": ("idle",),
        "working": ("working",),
    }
    for category, states in own.items():
        if state in states or (state.startswith(own["transport"]) and state.endswith(f"_{category}")):
            return {category: 1.0}
    ways = topology.upstream if state == "no_feedstock" else topology.downstream
    ahead = [n for n in ways[unit] if now[n] != "out_of_service" and n not in (*seen, unit)]
    if not ahead:
        return {"tools": 1.0}
    total: dict[str, float] = {}
    for n in ahead:
        part = {"tools": 1.0} if now[n] == "working" else brute_force(n, now, topology, (*seen, unit))
        for category, share in part.items():
            total[category] = total.get(category, 0.0) + share / len(ahead)
    return total


@pytest.mark.parametrize("seed", range(5))
def test_random_histories_agree_with_the_rule_applied_interval_by_interval(seed: int) -> None:
    topology = line(excavator=("d1", "d2"), sieve=("s",), printer=("p1", "p2", "p3"), layer=("l1", "l2"))
    channels = random_channels(list(topology.kinds), 60, 500.0, seed)
    result = attribute(channels, topology)
    times = np.unique(np.concatenate([c.times for c in channels.values()]))
    expected = {unit: dict.fromkeys(CATEGORIES, 0.0) for unit in topology.kinds}
    for start, end in itertools.pairwise(times):
        now = {u: STATES[int(channels[f"tools.state.{u}"].at(start))] for u in topology.kinds}
        for unit, state in now.items():
            if state != "out_of_service":
                for category, share in brute_force(unit, now, topology).items():
                    expected[unit][category] += share * (end - start)
    for unit in topology.kinds:
        assert result.hours[unit] == pytest.approx(expected[unit], abs=1e-6)
        assert sum(result.hours[unit].values()) == pytest.approx(sum(result.states[unit].values()))
    lost = sum(result.totals[category] for category in LOSSES)
    assert sum(cause.hours for cause in result.causes) == pytest.approx(lost)

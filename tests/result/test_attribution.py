"""Machine hours are followed to their roots by counts of machines: as one by one, at a cost that grows with changes."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import Channel
from sim.result import attribution
from sim.result.attribution import Attribution, Tally, gather, gather_until
from sim.result.waiting import Search, lines_of
from sim.station import Topology
from sim.station.states import OUT_OF_SERVICE, state_channel
from tests.result.made_up_outcomes import STATES, history
from tests.result.unit_by_unit import gather_unit_by_unit

pytestmark = pytest.mark.slow

WAITING = ("no_feedstock", "no_room")
Run = tuple[dict[str, Channel], Topology]


def by_kinds(kinds: dict[str, Sequence[str]], feeds: Sequence[tuple[str, str]]) -> Topology:
    """Machines of which every one of a kind feeds every one of another."""
    ups = {kind: tuple(u for a, b in feeds if b == kind for u in kinds[a]) for kind in kinds}
    downs = {kind: tuple(u for a, b in feeds if a == kind for u in kinds[b]) for kind in kinds}
    return Topology(
        {unit: kind.rpartition("/")[2] for kind, units in kinds.items() for unit in units},
        {unit: ups[kind] for kind, units in kinds.items() for unit in units},
        {unit: downs[kind] for kind, units in kinds.items() for unit in units},
    )


CHAIN = ("excavator", "sieve", "printer", "layer")


def chain(count: int) -> Topology:
    """A line of four kinds with ``count`` machines each."""
    return by_kinds({kind: [f"{kind}-{i}" for i in range(count)] for kind in CHAIN}, list(itertools.pairwise(CHAIN)))


@st.composite
def topologies(draw: st.DrawFn) -> Topology:
    """Lines, rings and nets of kinds at one or two bases; now and then each machine has neighbours of its own."""
    units = draw(st.integers(1, 7))
    places = draw(
        st.lists(st.sampled_from([f"{b}{k}" for b in ("", "node/") for k in "abcd"]), min_size=units, max_size=units)
    )
    names = [f"{place}{number}" for number, place in enumerate(places)]
    kinds = {place: [name for name in names if name.startswith(place)] for place in sorted(set(places))}
    if draw(st.integers(0, 4)) == 0:
        some = st.lists(st.sampled_from(names), unique=True, max_size=3).map(tuple)
        return Topology(
            {name: name.strip("node/0123456789") for name in names},
            {name: draw(some) for name in names},
            {name: draw(some) for name in names},
        )
    pairs = [(a, b) for a in kinds for b in kinds if a.startswith("node/") == b.startswith("node/")]
    if draw(st.booleans()):
        pairs = [(a, b) for a, b in pairs if ord(b[-1]) - ord(a[-1]) == 1]
        return by_kinds(kinds, pairs)
    return by_kinds(kinds, draw(st.lists(st.sampled_from(pairs), unique=True, max_size=6)) if pairs else [])


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Histories that begin and end apart, of some of the machines; most of them wait."""
    topology = draw(topologies())
    state = st.one_of(st.sampled_from(WAITING), st.sampled_from((*WAITING, *STATES)))
    hours = st.one_of(st.integers(1, 3).map(float), st.floats(1e-3, 1e4))
    channels = {}
    for unit in topology.kinds:
        stretches = draw(st.lists(st.tuples(state, hours), max_size=5))
        if stretches and draw(st.integers(0, 9)):
            channels[state_channel(unit)] = history(unit, *stretches, start=draw(st.sampled_from((0.0, 1.0, 2.5))))
    return channels, topology


def same(one: Attribution, other: Attribution) -> None:
    assert one.roots.keys() == other.roots.keys() == one.states.keys()
    for unit in one.roots:
        assert one.roots[unit] == pytest.approx(other.roots[unit], rel=1e-9, abs=0)
        assert one.states[unit] == pytest.approx(other.states[unit], rel=1e-9, abs=0)
        assert list(one.states[unit]) == list(other.states[unit])


@settings(max_examples=400, deadline=None)
@given(runs())
def test_counts_of_machines_tell_what_the_machines_one_by_one_tell(run: Run) -> None:
    found = gather(*run)
    same(found, gather_unit_by_unit(*run))
    for unit, roots in found.roots.items():
        assert sum(roots.values()) == pytest.approx(sum(found.states[unit].values()), rel=1e-9, abs=0)


@settings(max_examples=100, deadline=None)
@given(runs(), st.lists(st.floats(0, 20), max_size=4))
def test_one_pass_serves_every_end(run: Run, ends: list[float]) -> None:
    found = gather_until(*run, {None, *ends})
    for end in (None, *ends):
        same(found[end], gather_unit_by_unit(*run, end))


def changes(run: Run) -> tuple[Tally, np.ndarray, np.ndarray, np.ndarray, float]:
    """A tally of a run's machines and what it is to be given."""
    channels, topology = run
    tally = Tally(topology)
    found = []
    for place, unit in enumerate(tally.units):
        channel = channels.get(state_channel(unit))
        if channel is not None:
            codes = [*channel.values[:-1].astype(int).tolist(), STATES.index(OUT_OF_SERVICE)]
            found += [(time, place, code) for time, code in zip(channel.times.tolist(), codes, strict=True)]
    found.sort(key=lambda change: change[0])
    times, units, codes = (np.array(column) for column in zip(*found, strict=True))
    return tally, times, units, codes, float(times[-1])


@settings(max_examples=100, deadline=None)
@given(runs().filter(lambda run: bool(run[0])), st.integers(1, 6), st.randoms(use_true_random=False))
def test_how_changes_are_cut_does_not_matter(run: Run, block: int, rng: random.Random) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attribution, "BLOCK", block)
        whole, times, units, codes, end = changes(run)
        whole.add(times, units, codes)
        pieces, given = changes(run)[0], 0
        while given < len(times):
            step = rng.randint(0, 4)
            part = slice(given, given + step)
            pieces.add(times[part], units[part], codes[part])
            given += step
            if step and rng.random() < 0.3:
                assert pieces.until(times[:given][-1]) is not None
        assert pieces.until(end) == whole.until(end) == pieces.until(end)
    units_there = [unit for unit in run[1].kinds if state_channel(unit) in run[0]]
    same(whole.until(end).among(units_there), gather_unit_by_unit(*run))


def test_a_change_before_one_that_was_given_is_refused() -> None:
    tally = Tally(chain(1))
    tally.add([0.0, 2.0], [0, 1], [0, 0])
    with pytest.raises(ValueError, match="before"):
        tally.add([1.0], [0], [1])
    with pytest.raises(ValueError, match="before"):
        tally.add([3.0, 2.5], [0, 0], [1, 2])
    with pytest.raises(ValueError, match="later"):
        tally.until(1.0)


def test_a_short_wait_does_not_drown_in_the_hours_before_it() -> None:
    topology = by_kinds({"excavator": ("digger",), "sieve": ("s1", "s2")}, [("excavator", "sieve")])
    channels = {
        "tools.state.digger": history("digger", ("no_power", 1e6)),
        "tools.state.s1": history("s1", ("no_feedstock", 999_999.5), ("working", 0.5)),
        "tools.state.s2": history(
            "s2", ("working", 999_999.5), ("no_feedstock", 2.0**-20), ("working", 0.5 - 2.0**-20)
        ),
    }
    found = gather(channels, topology).roots["s2"]
    assert found["energy", "excavator", "no_power"] == 2.0**-20


def test_what_the_tally_holds_does_not_grow_with_the_number_of_changes() -> None:
    tally = Tally(chain(2))

    def held() -> int:
        return sum(part.nbytes for fed in tally._fed for part in fed)

    rng = np.random.default_rng(1)
    most = 0
    for step in range(60):
        tally.add(
            step * 1000.0 + np.sort(rng.uniform(0, 1000, 1000)), rng.integers(0, 8, 1000), rng.integers(0, 15, 1000)
        )
        most = max(most, held())
    assert most <= 3 * 8 * attribution.BLOCK
    assert sum(sum(by.values()) for by in tally.until(60_000.0).states.values()) == pytest.approx(8 * 60_000, rel=1e-3)


class Work:
    """Counts what a tally works through: moments, machines that wait in them, and steps where they wait in a ring."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.moments = self.waits = self.rings = 0
        self._watch(patch, Search, "reaches", lambda counts: ("moments", counts.shape[2]))
        self._watch(patch, Search, "_searched", lambda _: ("rings", 1))
        self._watch(patch, attribution._Line, "_pass_on", lambda *given: ("waits", len(given[2])))

    def _watch(self, patch: pytest.MonkeyPatch, where: type, name: str, count: Callable[..., tuple[str, int]]) -> None:
        original = getattr(where, name)

        def watched(it: Any, *args: Any) -> Any:
            what, amount = count(*args)
            setattr(self, what, getattr(self, what) + amount)
            return original(it, *args)

        patch.setattr(where, name, watched)


def busy_line(count: int, seed: int = 1) -> Run:
    """A line of ``count`` machines of each kind that change their states on their own, 200 times each."""
    topology = chain(count)
    rng = np.random.default_rng(seed)
    channels = {}
    for unit, kind in topology.kinds.items():
        # Blocked machines only before the starved ones, so that none wait for each other.
        states = ("no_power", "working", "in_repair", "no_feedstock" if kind in CHAIN[2:] else "idle")
        codes = [STATES.index(state) for state in states]
        times = np.concatenate(([0.0], np.sort(rng.uniform(0, 8766.0, 200)), [8766.0]))
        values = rng.choice(codes, len(times)).astype(float)
        channels[state_channel(unit)] = Channel(state_channel(unit), "1", "step", times, values, STATES)
    return channels, topology


def test_work_grows_with_the_changes_of_state(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times the machines change four times as often: that is all; several ends cost no pass each."""
    work = Work(monkeypatch)

    def of(count: int, ends: Sequence[float]) -> tuple[int, int]:
        work.moments = work.waits = 0
        gather_until(*busy_line(count), {None, *ends})
        return work.moments, work.waits

    small, large = of(10, ()), of(40, ())
    assert large[0] == pytest.approx(4 * small[0], rel=0.01)
    # Waits that go on from one block to the next are met twice.
    assert large[1] <= 4.2 * small[1]
    assert work.rings == 0
    ends = (1000.0, 2000.0, 3000.0, 4000.0)
    assert of(40, ends)[0] <= large[0] + len(ends) * attribution.BLOCK


@pytest.mark.parametrize(("blocked", "starved", "free"), [(3, 3, 0), (3, 3, 1), (2, 4, 2), (4, 1, 1)])
def test_a_ring_of_many_is_searched_by_counts(blocked: int, starved: int, free: int) -> None:
    """A ring whose machines one by one would be gone through in every order."""

    def ring(times: int) -> Run:
        first = ["no_room"] * blocked * times + ["no_power"] * free * times
        second = ["no_feedstock"] * starved * times + ["no_link"] * free * times
        kinds = {"excavator": [f"d{i}" for i in range(len(first))], "sieve": [f"s{i}" for i in range(len(second))]}
        names = dict(zip((*kinds["excavator"], *kinds["sieve"]), (*first, *second), strict=True))
        channels = {state_channel(unit): history(unit, (state, 10)) for unit, state in names.items()}
        return channels, by_kinds(kinds, [("excavator", "sieve")])

    same(gather(*ring(1)), gather_unit_by_unit(*ring(1)))
    for unit, roots in gather(*ring(50)).roots.items():
        assert sum(roots.values()) == pytest.approx(10.0, rel=1e-12), unit


def test_machines_of_a_kind_at_a_base_are_interchangeable() -> None:
    kinds = {kind: [f"{kind}{i}" for i in range(5)] for kind in (*CHAIN, *(f"node/{kind}" for kind in CHAIN))}
    feeds = [(f"{base}{a}", f"{base}{b}") for base in ("", "node/") for a, b in itertools.pairwise(CHAIN)]
    topology = by_kinds(kinds, feeds)
    lines = lines_of(topology, list(topology.kinds))
    assert [[(group.kind, len(group.units)) for group in line] for line in lines] == [[(k, 5) for k in CHAIN]] * 2
    assert [group.upstream for group in lines[0]] == [(), (0,), (1,), (2,)]
    assert [group.downstream for group in lines[1]] == [(1,), (2,), (3,), ()]

"""The store of bricks: whole pieces, first come first served, and what happens when somebody stops waiting."""

from __future__ import annotations

import pytest

from sim.engine import Environment, Recorder
from sim.station.bricks.brick_store import BrickStore


@pytest.fixture
def store() -> BrickStore:
    return BrickStore(Environment(), 20, Recorder("bricks.in_store", "1", "step"))


def test_what_fits_is_put_at_once(store: BrickStore) -> None:
    done: list[str] = []
    assert store.put(20, lambda: done.append("put")) is None
    assert store.take(5, lambda: done.append("taken")) is None
    assert done == ["put", "taken"]
    assert store.level == 15


def test_who_waits_is_served_in_order_by_whoever_makes_it_possible(store: BrickStore) -> None:
    done: list[str] = []
    for name, bricks in (("first", 10), ("second", 2)):
        assert store.take(bricks, lambda name=name: done.append(name)) is not None
    store.put(5, lambda: done.append("put 5"))
    assert done == ["put 5"]
    store.put(7, lambda: done.append("put 7"))
    assert done == ["put 5", "put 7", "first", "second"]
    assert store.level == 0


def test_nobody_passes_whoever_waits(store: BrickStore) -> None:
    done: list[str] = []
    store.put(5, lambda: None)
    assert store.take(10, lambda: done.append("first")) is not None
    assert store.take(1, lambda: done.append("second")) is not None
    store.put(6, lambda: None)
    assert done == ["first", "second"]
    store.put(19, lambda: None)
    assert store.put(5, lambda: done.append("large")) is not None
    assert store.put(1, lambda: done.append("small")) is not None
    assert done == ["first", "second"]
    store.take(4, lambda: None)
    assert done == ["first", "second", "large"]
    assert store.level == 20


def test_who_has_left_gets_nothing(store: BrickStore) -> None:
    done: list[str] = []
    waiting = store.take(10, lambda: done.append("gone"))
    assert waiting is not None
    waiting.cancel()
    store.put(15, lambda: None)
    assert done == []
    assert store.level == 15


def test_who_is_served_may_come_back_at_once(store: BrickStore) -> None:
    """One who takes on being served is served in turn, as far as the bricks go, and waits for the next."""
    taken: list[int] = []

    def again() -> None:
        taken.append(4)
        store.take(4, again)

    store.take(4, again)
    store.put(10, lambda: None)
    assert taken == [4, 4]
    assert store.level == 2
    store.put(3, lambda: None)
    assert taken == [4, 4, 4]
    assert store.level == 1

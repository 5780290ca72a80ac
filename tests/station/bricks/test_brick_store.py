"""The store of bricks: whole pieces, first come first served, and what happens when somebody stops waiting."""

from __future__ import annotations

import pytest
import simpy

from sim.engine import Recorder
from sim.station.bricks.brick_store import BrickStore


@pytest.fixture
def env() -> simpy.Environment:
    return simpy.Environment()


@pytest.fixture
def store(env: simpy.Environment) -> BrickStore:
    return BrickStore(env, 20, Recorder("bricks.in_store", "1", "step"))


def test_what_fits_is_put_at_once(store: BrickStore) -> None:
    done: list[str] = []
    assert not store.put(20, lambda: done.append("put")).pending
    assert not store.take(5, lambda: done.append("taken")).pending
    assert done == ["put", "taken"]
    assert store.level == 15


def test_who_waits_is_served_in_order(env: simpy.Environment, store: BrickStore) -> None:
    done: list[str] = []
    first, second = store.take(10, lambda: done.append("first")), store.take(2, lambda: done.append("second"))
    store.put(5, lambda: None)
    env.run()
    assert first.pending
    assert second.pending
    store.put(7, lambda: None)
    env.run()
    assert done == ["first", "second"]
    assert store.level == 0


def test_who_has_left_gets_nothing(env: simpy.Environment, store: BrickStore) -> None:
    done: list[str] = []
    store.take(10, lambda: done.append("gone")).cancel()
    store.put(15, lambda: None)
    env.run()
    assert done == []
    assert store.level == 15


def test_who_leaves_when_just_served_is_served_once(env: simpy.Environment, store: BrickStore) -> None:
    """The bricks are in already, only the news is still under way: they must not be lost, nor counted twice."""
    done: list[str] = []
    store.put(20, lambda: None)
    waiting = store.put(5, lambda: done.append("put"))
    store.take(20, lambda: None)
    while store.level != 5:
        env.step()
    assert done == []
    waiting.cancel()
    assert done == ["put"]
    env.run()
    assert done == ["put"]
    assert store.level == 5

"""Random streams: common random numbers across scenarios, the same on every machine and in every process."""

import os
import subprocess
import sys

import numpy as np
import pytest

from sim.engine import Streams

DRAW = "from sim.engine import Streams; s = Streams(7, 2); print([s[n].random() for n in ('printer-1', 'printer-2')])"


def draws(streams: Streams, name: str, number: int = 5) -> list[float]:
    return streams[name].random(number).tolist()


def test_one_seed_gives_the_same_numbers() -> None:
    assert draws(Streams(3), "a") == draws(Streams(3), "a")


def test_adding_a_machine_leaves_the_others_numbers_as_they_were() -> None:
    alone, joined = Streams(3), Streams(3)
    draws(joined, "newcomer")
    first = draws(alone, "printer", 3)
    assert draws(joined, "printer", 3) == first
    draws(joined, "newcomer")
    assert draws(joined, "printer") == draws(alone, "printer")


def test_asking_twice_goes_on_in_the_same_stream() -> None:
    once, twice = Streams(3), Streams(3)
    assert draws(once, "a", 4) == draws(twice, "a", 2) + draws(twice, "a", 2)


def test_seed_replicate_and_name_each_make_another_stream() -> None:
    seen = [
        tuple(draws(Streams(seed, replicate), name))
        for seed in (0, 1, 2**40)
        for replicate in (0, 1)
        for name in ("a", "b", "ab")
    ]
    assert len(set(seen)) == len(seen)
    # A replicate is no later piece of another one.
    assert not set(Streams(1, 0)["a"].random(1000)) & set(Streams(1, 1)["a"].random(1000))


def test_streams_of_similar_names_are_independent() -> None:
    streams = Streams(11)
    numbers = np.array([streams[f"printer-{i}"].random(400) for i in range(30)])
    correlations = np.corrcoef(numbers)[np.triu_indices(30, 1)]
    # 435 pairs, standard deviation 1/20: five of them are not exceeded.
    assert np.abs(correlations).max() < 5 / 20
    assert numbers.mean() == pytest.approx(0.5, abs=5 * 0.2887 / np.sqrt(numbers.size))


@pytest.mark.slow
def test_the_numbers_do_not_depend_on_the_hash_seed_of_the_process() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", DRAW],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("0", "1", "4242")
    }
    streams = Streams(7, 2)
    assert outputs == {f"{[streams[name].random() for name in ('printer-1', 'printer-2')]}\n"}


def test_the_numbers_are_these() -> None:
    """Frozen: a change of how streams are seeded would silently change every result that was ever published."""
    assert Streams(1, 0)["frozen"].integers(0, 1000, 5).tolist() == [580, 253, 69, 816, 474]


def test_negative_seeds_are_refused() -> None:
    for seed, replicate in ((-1, 0), (0, -1)):
        with pytest.raises(ValueError, match="must not be negative"):
            Streams(seed, replicate)

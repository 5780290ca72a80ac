"""Random numbers: one independent generator for each named purpose."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = 64
"""Numbers drawn at a time."""


class Streams:
    """Named random streams of one run.

    A stream depends on the scenario's seed, the replicate and its own name alone, so adding a machine leaves all
    other machines' numbers as they were, and two scenarios with one seed share them (common random numbers;
    Law 2015, Simulation Modeling and Analysis, ch. 11).

    Args:
        seed: Seed of the scenario, not negative.
        replicate: Number of the replicate, not negative.
    """

    def __init__(self, seed: int, replicate: int = 0) -> None:
        if seed < 0 or replicate < 0:
            raise ValueError("seed and replicate must not be negative")
        self._seed = seed
        self._replicate = replicate
        self._generators: dict[str, np.random.Generator] = {}

    def __getitem__(self, name: str) -> np.random.Generator:
        """The generator of stream ``name``; asking twice gives the same generator."""
        if name not in self._generators:
            # A cryptographic digest, because Python's own hash of a string changes from process to process.
            digest = hashlib.sha256(name.encode()).digest()
            words = [int.from_bytes(digest[i : i + 4], "big") for i in range(0, 16, 4)]
            sequence = np.random.SeedSequence([self._seed, self._replicate, *words])
            self._generators[name] = np.random.Generator(np.random.PCG64(sequence))
        return self._generators[name]


class Ahead:
    """Numbers of one law, drawn many at a time: the same as if each were drawn when it is wanted, but quicker.

    The stream may serve nothing else.

    Args:
        draw: Draws as many numbers as it is asked for, shape (n,).
    """

    __slots__ = ("_draw", "_left")

    def __init__(self, draw: Callable[[int], NDArray[Any]]) -> None:
        self._draw = draw
        self._left: list[Any] = []

    def next(self) -> Any:
        """The next number."""
        if not self._left:
            self._left = self._draw(_BLOCK)[::-1].tolist()
        return self._left.pop()

"""Functions of quantiles whose sensitivities are known."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

ISHIGAMI = ("x1", "x2", "x3")
G_FACTORS = (0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0)
G = tuple(f"a{number}" for number in range(len(G_FACTORS)))


def ishigami(quantiles: Any) -> Any:
    """Ishigami and Homma, 1990, with a = 7 and b = 0.1, of x from -π to π."""
    x = math.pi * (2.0 * np.asarray(quantiles) - 1.0)
    return np.sin(x[..., 0]) + 7.0 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])


def ishigami_indices() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """First and total indices in closed form: (0.314, 0.442, 0) and (0.558, 0.442, 0.244)."""
    a, b = 7.0, 0.1
    first = (0.5 * (1 + b * math.pi**4 / 5) ** 2, a**2 / 8, 0.0)
    together = b**2 * math.pi**8 * (1 / 18 - 1 / 50)
    variance = sum(first) + together
    total = (first[0] + together, first[1], together)
    return tuple(v / variance for v in first), tuple(v / variance for v in total)


def sobol_g(quantiles: Any) -> Any:
    """Sobol's g-function (Saltelli and Sobol, 1995)."""
    a = np.array(G_FACTORS)
    return np.prod((np.abs(4.0 * np.asarray(quantiles) - 2.0) + a) / (1.0 + a), axis=-1)


def sobol_g_indices() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """First and total indices in closed form."""
    parts = [1.0 / (3.0 * (1.0 + a) ** 2) for a in G_FACTORS]
    whole = math.prod(1.0 + part for part in parts)
    variance = whole - 1.0
    return (
        tuple(part / variance for part in parts),
        tuple(part * whole / (1.0 + part) / variance for part in parts),
    )

"""A second run to export."""

from __future__ import annotations

import pytest

from sim.result import Result, simulate
from sim.scenario import load


@pytest.fixture
def second(made_up_station: object) -> Result:
    """Of another seed than the first."""
    return simulate(load("ilrs:one-technician"), until=1000.0, seed=5)

"""Runs to export."""

from __future__ import annotations

import pytest

from sim.result import Result, simulate
from sim.scenario import Scenario, load


@pytest.fixture
def first(made_up_station: object, baseline: Scenario) -> Result:
    return simulate(baseline, until=1000.0)


@pytest.fixture
def second(made_up_station: object) -> Result:
    return simulate(load("ilrs:one-technician"), until=1000.0, seed=5)

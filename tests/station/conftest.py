"""What the station's tests share: one run of the baseline over its five years."""

from __future__ import annotations

import pytest

from sim.scenario import Scenario
from sim.station import Outcome, run_station


@pytest.fixture(scope="session")
def five_years(baseline: Scenario) -> Outcome:
    return run_station(baseline, seed=1, replicate=0, hours=baseline.hours)

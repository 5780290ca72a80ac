"""What observing is worth: the site of the mine with and without what the hopper found, over paired replicates."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from sim.scenario import load
from sim.scenario.draws import drawn, quantiles
from sim.station import run_station
from tests.station.decisions.sites import SITE

REPLICATES = 80
SEED = 1
DECIDED_H = 24.0 * 123


@pytest.mark.slow
def test_evidence_is_worth_something_and_changes_the_site(tmp_path: Path) -> None:
    """The gain of each replicate is what the chosen site is worth beyond that of prior beliefs, by what is true."""
    path = tmp_path / "site.toml"
    path.write_text(SITE.replace("2027-12-01", "2027-09-01"))
    scenario = load(path)
    gains, regrets, blind, sites = [], [], [], set()
    for number in range(REPLICATES):
        ice = {name: share for name, share in quantiles(scenario, SEED, number).items() if name.endswith(".ice")}
        run = run_station(drawn(scenario, ice), seed=SEED, replicate=number, hours=DECIDED_H + 1.0)
        gains.append(run.facts["decisions.mine.gain"])
        regrets.append(run.facts["decisions.mine.regret"])
        blind.append(regrets[-1] + gains[-1])
        sites.add(run.facts["decisions.mine.choice"])
    error = float(np.std(gains)) / math.sqrt(REPLICATES)
    assert float(np.mean(gains)) > 2.0 * error
    # Who goes by the prior alone regrets it by as much more.
    assert float(np.mean(regrets)) < float(np.mean(blind))
    assert min(regrets) >= 0.0
    assert len(sites) > 2
    # Evidence misleads now and then: a miss, or a false alarm.
    assert min(gains) < 0.0

"""A campaign for tests: two heavy landers that bring what the brick line of the baseline needs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.scenario import load
from sim.scenario.scenario import Scenario

HEAD = 'title = "Campaign"\nextends = "ilrs:baseline.toml"\nend = 2032-07-01\n'
SURE = """
[campaign.launchers.rocket]
model = "long-march-10"
success = { value = 1, unit = "1", basis = "design" }
slip_chance = { value = 0, unit = "1", basis = "design" }
[campaign.cargo_landers.heavy]
model = "heavy-cargo"
success = { value = 1, unit = "1", basis = "design" }
rebuild = { value = 100, unit = "d", basis = "design" }
[campaign.missions.first]
date = 2031-02-01
launcher = "rocket"
lander = "heavy"
[campaign.missions.second]
date = 2031-02-24
launcher = "rocket"
lander = "heavy"
"""
CARGO = """
[tools.excavators.digger]
arrives_with = "first"
[tools.sieves.sieve]
arrives_with = "first"
[tools.printers.solar]
arrives_with = "second"
[tools.spares.printer-kit.deliveries]
cargo-2032 = { arrives_with = "second" }
"""


def flying(
    folder: Path, more: str = "", overrides: Sequence[str] = (), *, base: str = SURE, cargo: str = CARGO
) -> Scenario:
    """The scenario, with more of its file and settings on top."""
    path = folder / "campaign.toml"
    path.write_text(HEAD + base + cargo + more)
    return load(path, list(overrides))

"""Missions of the library against the pages that they are taken from."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load

FLIES = """title = "Flies"
extends = "ilrs:baseline.toml"
[campaign.launchers.five]
model = "long-march-5"
[campaign.launchers.ten]
model = "long-march-10"
[campaign.cargo_landers.seven]
model = "change-7"
[campaign.cargo_landers.eight]
model = "change-8-class"
[campaign.cargo_landers.heavy]
model = "heavy-cargo"
[campaign.missions.change]
date = 2032-01-01
launcher = "five"
lander = "seven"
[energy.loads.payload]
class = "deferrable"
arrives_with = "change"
power_lit = { value = 0.1, unit = "kW", basis = "design" }
power_dark = { value = 0.0, unit = "kW", basis = "design" }
"""


def test_payloads_and_launchers(tmp_path: Path) -> None:
    path = tmp_path / "flies.toml"
    path.write_text(FLIES)
    campaign = load(path).campaign
    assert campaign is not None
    # NSSDC: 415 kg of payload in 8.2 t; CNSA: 200 kg for partners; about 8 t and 27 t towards the Moon.
    assert campaign.cargo_landers["seven"].payload.value == 415.0
    assert campaign.cargo_landers["seven"].launch_mass.value == 8200.0
    assert campaign.cargo_landers["eight"].payload.value == 200.0
    assert campaign.launchers["five"].payload.value == pytest.approx(8000, rel=0.03)
    assert campaign.launchers["ten"].payload.value == 27000.0


@pytest.mark.parametrize(("kilograms", "fits"), [(415, True), (416, False)])
def test_change_7_lands_415_kg_and_no_more(tmp_path: Path, kilograms: int, fits: bool) -> None:
    path = tmp_path / "flies.toml"
    path.write_text(FLIES + f'mass = {{ value = {kilograms}, unit = "kg", basis = "design" }}\n')
    if fits:
        load(path)
        return
    with pytest.raises(ScenarioError, match=r"carries 416 kg, 1 kg more than the 415 kg that seven lands"):
        load(path)

"""Volumes of brickwork against published and hand-made figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.brickwork import structure_volume
from tests.station.small_stations import line, make


@pytest.mark.parametrize(("thickness", "volume"), [(1.0, 160.2), (2.0, 408.4), (3.0, 763.4)])
def test_a_vault_of_3_m_radius_and_10_m_length_with_ends(tmp_path: Path, thickness: float, volume: float) -> None:
    """Half a cylindrical shell, pi/2 ((r + t)^2 - r^2) L, and two half discs over the outer radius, pi (r + t)^2 t."""
    vault = {
        "kind": "vault",
        "inner_radius": (3, "m"),
        "length": (10, "m"),
        "thickness": (thickness, "m"),
        "ends": True,
    }
    scenario = make(tmp_path, 5, tools=line(), shelter={"structures": {"vault": vault}})
    assert structure_volume(scenario.shelter.structures["vault"]) == pytest.approx(volume, abs=0.05)

"""Concentrated sunlight against a published sintering experiment (validation target 35)."""

from __future__ import annotations

from math import pi
from pathlib import Path

import pytest

from sim.scenario.schema.bricks import optical_efficiency
from tests.station.small_stations import line, make

FLUX, SPOT, SUNLIGHT = 1880.0, 0.045, 1.4
"""Flux [kW/m^2], width of the spot [m] and sunlight [kW/m^2]."""


def test_lens_for_a_spot(tmp_path: Path) -> None:
    """Gines-Palomares et al. 2023: 188 W/cm^2 on 45 mm take 2.37 m^2 of lens at 1,400 W/m^2 and 90 % optics."""
    optics = {"mirror_reflectance": (0.9, "1"), "fibre_transmission": (1.0, "1"), "absorptance": (1.0, "1")}
    recipe = make(tmp_path, 5, tools=line(), bricks=optics).bricks
    assert recipe is not None
    heat = FLUX * pi * SPOT**2 / 4.0
    assert heat / (SUNLIGHT * optical_efficiency(recipe)) == pytest.approx(2.37, rel=0.01)

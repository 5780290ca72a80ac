"""Lifting one limit of a station, to see what it really cost."""

from __future__ import annotations

from collections.abc import Mapping

from sim.station.states import MUST_HAVES, MustHave

Relief = MustHave
"""The must-have whose limit is lifted."""

RELIEFS = MUST_HAVES
"""All that may be lifted."""

HOW: Mapping[Relief, str] = {
    # Also from 1 AU at every mast, and with SPARE_POWER on the bus.
    "energy": "the whole Sun always shines and power never runs short",
    # One that goes without heat still freezes.
    "tools": "no machine wears out; their number and speed stay as they are",
    "communication": "all links are always up and everybody has an operator",
    "shelter": "structures rise in any order",
}
"""What lifting each means."""

SPARE_POWER = 1e5
"""Power of the source that relieves the energy system [kW]: more than any station asks for."""

RELIEF_SOURCE = "(relief)"
"""Name of that source: no asset can bear it."""

"""Lifting one limit of a station, to see what it really cost."""

from __future__ import annotations

from typing import Literal

Relief = Literal["energy", "tools", "communication", "shelter"]
"""What may be lifted:

- ``energy``: the full disc of the Sun shines all the time at every mast, from 1 AU, and the bus has power to spare;
- ``tools``: no machine ever wears out; one that goes without heat still freezes;
- ``communication``: all links are up all the time and everybody has an operator;
- ``shelter``: structures rise in any order.
"""

RELIEFS: tuple[Relief, ...] = ("energy", "tools", "communication", "shelter")
"""All that may be lifted."""

SPARE_POWER = 1e5
"""Power of the source that relieves the energy system [kW]: more than any station asks for."""

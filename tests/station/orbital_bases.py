"""A small base in orbit, in the words of a scenario: its round, its arrays, and what the dark is bridged with."""

from __future__ import annotations

ORBIT = """
[bases.gateway.orbit]
perilune_altitude = { value = 100, unit = "km", basis = "design" }
apolune_altitude = { value = 100, unit = "km", basis = "design" }
inclination = { value = 90, unit = "deg", basis = "design" }
ascending_node = { value = 0, unit = "deg", basis = "design" }
argument_of_perilune = { value = 90, unit = "deg", basis = "design" }
mean_anomaly = { value = 0, unit = "deg", basis = "design" }
"""
WINGS = """
[bases.gateway.energy.arrays.wings]
model = "vertical-module"
mast = { value = 2, unit = "m", basis = "design" }
"""
STORED = """
[bases.gateway.energy.batteries.main]
model = "li-ion-pack"
capacity = { value = 20, unit = "kWh", basis = "design" }
charge_power = { value = 10, unit = "kW", basis = "design" }
discharge_power = { value = 10, unit = "kW", basis = "design" }

[bases.gateway.energy.loads.core]
class = "critical"
power_lit = { value = 1, unit = "kW", basis = "design" }
power_dark = { value = 1, unit = "kW", basis = "design" }
"""
POWER = f"{WINGS}{STORED}"

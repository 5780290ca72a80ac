"""A folder for scenario files over a small library of its own, so that the shipped figures may change freely."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.scenario import Problem, Scenario, ScenarioError, load

DEFAULTS = """\
[site]
solar_irradiance = { value = 1361, unit = "W/m^2", basis = "sourced", source = "sun" }
sunlight_tolerance = { value = 5, unit = "%", basis = "design" }

[bricks]
length = { value = 20, unit = "cm", basis = "design" }
width = { value = 10, unit = "cm", basis = "design" }
height = { value = 3, unit = "cm", basis = "design" }
density = { value = 2000, unit = "kg/m^3", basis = "design" }
start_temperature = { value = 250, unit = "K", basis = "design" }
sinter_temperature = { value = 1000, unit = "degC", basis = "assumption", note = "between two", range = [900, 1100] }
heat_capacity_model = { value = "ledlow-1992", basis = "design" }
melt_fraction = { value = 0.1, basis = "design" }
latent_heat = { value = 479, unit = "kJ/kg", basis = "design" }
mirror_reflectance = { value = 0.9, basis = "design" }
fibre_transmission = { value = 0.5, basis = "design" }
absorptance = { value = 0.8, basis = "design" }
batch = { value = 20, basis = "design" }
reject_fraction = { value = 0.1, basis = "design" }
recycled_fraction = { value = 0.8, basis = "design" }

[tools.stores]
raw = { mass = { value = 7, unit = "kg", basis = "design" }, capacity = { value = 400, unit = "kg", basis = "design" }, low_restart = { value = 0.1, basis = "design" }, high_restart = { value = 0.8, basis = "design" } }
feedstock = { mass = { value = 11, unit = "kg", basis = "design" }, capacity = { value = 0.6, unit = "t", basis = "design" }, low_restart = { value = 0.1, basis = "design" }, high_restart = { value = 0.8, basis = "design" } }
bricks = { mass = { value = 13, unit = "kg", basis = "design" }, capacity = { value = 2000, basis = "design" } }

[energy]
charging_share = { value = 0.5, basis = "design" }
cabling_mass = { value = 17, unit = "kg", basis = "design" }
restart_time = { value = 1, unit = "h", basis = "design" }

[communication]
buffer = { value = 2000, unit = "Gbit", basis = "design" }
operators = { value = 2, basis = "design" }

[shelter]
joint_fraction = { value = 0.1, basis = "design" }
"""  # noqa: E501

_MACHINE = """\
mass = { value = 100, unit = "kg", basis = "design" }
survival_lit = { value = 40, unit = "W", basis = "design" }
survival_dark = { value = 100, unit = "W", basis = "design" }
cold_limit = { value = 24, unit = "h", basis = "design" }
mtbf = { value = 500, unit = "h", basis = "design" }
mttr = { value = 2, unit = "d", basis = "design" }
dust_factor = { value = 2, basis = "design" }
data_rate = { value = 1, unit = "Mbit/s", basis = "design" }
"""

MACHINES = f"""\
[arrays.small]
area = {{ value = 35, unit = "m^2", basis = "sourced", source = "paper", range = [30, 40] }}
efficiency = {{ value = 0.21, basis = "derived", note = "10 kW / 35 m2 / 1361 W/m2" }}
mast = {{ value = 10, unit = "m", basis = "design" }}
areal_mass = {{ value = 12, unit = "kg/m^2", basis = "assumption", note = "no source" }}
dust_loss = {{ value = 1.3, unit = "%/yr", basis = "design" }}
wear_loss = {{ value = 0.015, unit = "1/yr", basis = "design" }}
path_efficiency = {{ value = 0.92, basis = "design" }}

[arrays.large]
area = {{ value = 180, unit = "m^2", basis = "design" }}
areal_mass = {{ value = 1.2, unit = "g/cm^2", basis = "design" }}

[excavators.digger]
{_MACHINE}
rate = {{ value = 28, unit = "kg/h", basis = "design" }}
specific_energy = {{ value = 3, unit = "Wh/kg", basis = "design" }}

[sieves.shaker]
{_MACHINE}
rate = {{ value = 28, unit = "kg/h", basis = "design" }}
specific_energy = {{ value = 1, unit = "Wh/kg", basis = "design" }}
yield = {{ value = 0.7, basis = "design" }}

[printers.sun]
{_MACHINE}
mirror_area = {{ value = 4, unit = "m^2", basis = "design" }}
head_rate = {{ value = 6, unit = "kg/h", basis = "design" }}
minimum_light = {{ value = 0, unit = "1", basis = "design" }}
least_rate = {{ value = 0, unit = "1", basis = "design" }}
wear = {{ value = "heat", basis = "design" }}
power = {{ value = 0.3, unit = "kW", basis = "design" }}
mast = {{ value = 2, unit = "m", basis = "design" }}

[layers.mason]
{_MACHINE}
rate = {{ value = 6, unit = "1/h", basis = "design" }}
power = {{ value = 0.2, unit = "kW", basis = "design" }}
pallet = {{ value = 50, basis = "design" }}
"""

REFERENCES = """\
[sun]
title = "A measurement of the Sun"
year = 2011

[paper]
title = "A paper about arrays"
authors = ["A", "B"]
url = "https://example.org/paper"

[unused]
title = "Something nobody cites"
"""

HORIZON = "# A ridge\n# public domain\nazimuth_deg,elevation_deg\n" + "".join(
    f"{a},{a / 100}\n" for a in range(0, 360, 10)
)

BASE = """\
title = "A small station"
start = 2031-01-01
end = 2032-01-01
seed = 3

[site]
name = "A ridge"
latitude = { value = -89.5, unit = "deg", basis = "design" }
longitude = { value = 222.7, unit = "deg", basis = "design" }
elevation = { value = 1500, unit = "m", basis = "design" }
horizons = { "10 m" = "ridge.csv" }

[energy.arrays.main]
model = "small"
count = { value = 2, unit = "1", basis = "design" }

[energy.batteries.main]
specific_energy = { value = 125, unit = "Wh/kg", basis = "design" }
capacity = { value = 1250, unit = "kWh", basis = "design" }
charge_power = { value = 20, unit = "kW", basis = "design" }
discharge_power = { value = 15, unit = "kW", basis = "design" }
charge_efficiency = { value = 0.975, basis = "design" }
discharge_efficiency = { value = 97.5, unit = "%", basis = "design" }
path_efficiency = { value = 95, unit = "%", basis = "design" }
depth_of_discharge = { value = 0.7, basis = "assumption", range = [0.5, 0.8], note = "class value" }
self_discharge = { value = 2, unit = "%/month", basis = "design" }
initial_charge = { value = 1, basis = "design" }
resume_charge = { value = 0.5, basis = "design" }
last_reserve = { value = 0.05, basis = "design" }
reserve_resume = { value = 0.1, basis = "design" }
calendar_fade = { value = 1.5, unit = "%/yr", basis = "design" }
cycle_life = { value = 3000, basis = "design" }
cycle_depth = { value = 0.7, basis = "design" }
cycle_exponent = { value = 1.5, basis = "design" }

[energy.reactors.pile]
mass = { value = 1500, unit = "kg", basis = "design" }
power = { value = 10, unit = "kW", basis = "design" }
path_efficiency = { value = 0.92, basis = "design" }
outage_interval = { value = 1, unit = "yr", basis = "design" }
outage_duration = { value = 72, unit = "h", basis = "design" }
first_outage = { value = 4000, unit = "h", basis = "design" }
until = 2031-09-01

[energy.loads.core]
class = "critical"
power_lit = { value = 1.9, unit = "kW", basis = "design" }
power_dark = { value = 1900, unit = "W", basis = "design" }
mass = { value = 19, unit = "kg", basis = "design" }

[energy.classes.deferrable]
shed_below = { value = 0.85, basis = "design" }
restore_above = { value = 0.95, basis = "design" }

[tools.excavators.digger]
model = "digger"
from = 2031-03-01
spare = "kit"

[tools.sieves.shaker]
model = "shaker"

[tools.printers.sun]
model = "sun"
supervised = true

[tools.layers.mason]
model = "mason"

[tools.technicians.robot]
mass = { value = 200, unit = "kg", basis = "design" }

[tools.spares.kit]
initial = { value = 5, basis = "design" }
mass = { value = 20, unit = "kg", basis = "design" }
deliveries.second = { date = 2031-06-01, quantity = { value = 3, basis = "design" } }

[communication.direct.dish]
mass = { value = 50, unit = "kg", basis = "design" }
rate = { value = 10, unit = "Mbit/s", basis = "design" }
mast = { value = 10, unit = "m", basis = "design" }

[communication.relays.bridge]
rate = { value = 100, unit = "Mbit/s", basis = "design" }
perilune_altitude = { value = 200, unit = "km", basis = "design" }
apolune_altitude = { value = 16000, unit = "km", basis = "design" }
inclination = { value = 62.4, unit = "deg", basis = "design" }
ascending_node = { value = 0, unit = "deg", basis = "design" }
argument_of_perilune = { value = 90, unit = "deg", basis = "design" }
mean_anomaly = { value = 0, unit = "deg", basis = "design" }
minimum_elevation = { value = 5, unit = "deg", basis = "design" }
mast = { value = 10, unit = "m", basis = "design" }

[communication.instruments.seismometer]
mass = { value = 10, unit = "kg", basis = "design" }
data_rate = { value = 50, unit = "kbit/s", basis = "design" }
power = { value = 10, unit = "W", basis = "design" }
power_class = "critical"

[shelter.structures.pad]
kind = "pad"
diameter = { value = 20, unit = "m", basis = "design" }
thickness = { value = 6, unit = "cm", basis = "design" }

[shelter.structures.vault]
kind = "vault"
inner_radius = { value = 3, unit = "m", basis = "design" }
length = { value = 10, unit = "m", basis = "design" }
thickness = { value = 0.3, unit = "m", basis = "design" }
ends = true
after = ["pad"]
"""


@dataclass
class Workshop:
    """A folder with a valid scenario in it, `base.toml`, and `ridge.csv`."""

    path: Path

    def write(self, name: str, text: str) -> str:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return name

    def child(self, text: str, name: str = "child.toml") -> str:
        """Write a scenario that extends the valid one."""
        return self.write(name, f'title = "Child"\nextends = "base.toml"\n{text}')

    def load(self, name: str = "base.toml", *settings: str) -> Scenario:
        return load(name, settings)

    def problems(self, name: str = "base.toml", *settings: str) -> tuple[Problem, ...]:
        with pytest.raises(ScenarioError) as caught:
            load(name, settings)
        return caught.value.problems

    def problem(self, name: str = "base.toml", *settings: str) -> Problem:
        """Return the one problem there is."""
        problems = self.problems(name, *settings)
        assert len(problems) == 1, "\n".join(map(str, problems))
        return problems[0]

    def changed(self, old: str, new: str, name: str = "changed.toml") -> str:
        """Write the valid scenario with one piece replaced; return its name."""
        assert BASE.count(old) == 1, f"{BASE.count(old)} times: {old}"
        return self.write(name, BASE.replace(old, new))

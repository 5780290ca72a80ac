"""A small base where two people live, for what the whole system gives."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sim.scenario import Scenario, load
from sim.station import Outcome, run_station

EQUIPMENT = """
[energy.reactors.fission]
model = "fission-10kwe"
first_outage = { value = 90000, unit = "h", basis = "design" }
count = { value = 3, unit = "1", basis = "design" }
[energy.batteries.main]
model = "li-ion-pack"
capacity = { value = 300, unit = "kWh", basis = "design" }
charge_power = { value = 10, unit = "kW", basis = "design" }
discharge_power = { value = 10, unit = "kW", basis = "design" }

[communication]
buffer = { value = 1000, unit = "Gbit", basis = "design" }
operators = { value = 2, unit = "1", basis = "design" }
[communication.relays.queqiao]
model = "queqiao-2-class"
mast = { value = 10, unit = "m", basis = "design" }

[crew.habitats.module]
model = "hard-module"
punctures = { value = 0, unit = "1/yr", basis = "design" }
[crew.landers.ferry]
model = "crew-lander"
mtbf = { value = 1e9, unit = "h", basis = "design" }
[crew.eva]
suits = { value = 0, unit = "1", basis = "design", note = "nobody goes outside" }

[resources.processes.scrubber]
model = "co2-removal"
count = { value = 2, unit = "1", basis = "design" }
restart = { value = 4, unit = "h", basis = "design" }
power_class = "critical"
[tools]
failures = false
"""
"""What two people need to live and nothing that fails: tables of a base, without stores and who comes."""

_STAY = """
[crew.limits]
dose_rate = { value = 2000, unit = "mSv/yr", basis = "design" }
link_gap = { value = 1000, unit = "d", basis = "design" }
power_reserve = { value = 0, unit = "h", basis = "design" }
[crew.rotations.crew]
people = { value = 2, unit = "1", basis = "design" }
arrives = 2035-01-01
stay = { value = 800, unit = "d", basis = "design" }
lander = "ferry"
"""
"""Two people for more than two years, whatever falls on them."""


def scenario_text(title: str, end: str, *tables: str) -> str:
    """The text of a base on the connecting ridge with :data:`EQUIPMENT` and other tables, from 2035 to a day."""
    head = f'title = "{title}"\nextends = "ilrs:sites/connecting-ridge.toml"\n'
    return "".join((head, f"start = 2035-01-01\nend = {end}\nseed = 1\n", EQUIPMENT, *tables))


def living(folder: Path, more: str = "", overrides: Mapping[str, object] | None = None) -> Scenario:
    """The base with more said of it."""
    stores = "".join(
        f'[resources.stores.{name}]\nmodel = "bag"\n'
        + "".join(f'{key} = {{ value = 100, unit = "t", basis = "design" }}\n' for key in ("capacity", "initial"))
        for name in ("oxygen", "nitrogen", "water", "food", "dry-goods")
    )
    path = folder / "living.toml"
    path.write_text(scenario_text("Two people", "2037-07-01", _STAY, stores, more), encoding="utf-8")
    return load(path, overrides or {})


def lived(scenario: Scenario, replicate: int = 0, hours: float | None = None) -> Outcome:
    """The base as it was lived in, for a while [h] or to its end."""
    return run_station(scenario, seed=1, replicate=replicate, hours=hours)

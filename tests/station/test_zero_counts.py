"""An asset of no units changes no figure, of whatever kind it is and whatever else is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import simulate
from sim.scenario import Scenario, load
from sim.scenario.assets import kinds
from sim.scenario.base_names import split_base
from sim.scenario.schema.base import Asset
from tests.station.orbital_bases import ORBIT

PLACE = "ilrs:sites/connecting-ridge.toml"
"""It has horizons of two heights."""
KINDS = [(kind.system, kind.key) for kind in kinds() if kind.has(Asset)]

MODELS = {
    "reactors": "fission-10kwe",
    "processes": "regolith-digger",
    "haulers": "water-hauler",
    "cables": "aluminium-3kv",
    "radios": "surface-radio",
    "habitats": "hard-module",
    "landers": "crew-lander",
    "hoppers": "change-7-class",
    "rovers": "yutu-2-class",
    "probes": "water-analyser",
    "racks": "experiment-rack",
    "robots": "setting-up-robot",
    "orbital_stations": "orbital-station-class",
    "vehicles": "oxygen-hydrogen-lander",
}
"""Models of kinds of which the baseline has none."""
_PLACE = '[energy.places.pit]\ndistance = { value = 5, unit = "km", basis = "design" }'
_WEIGHTLESS = 'mass = { value = 0, unit = "kg", basis = "design" }'
_STORES = "\n".join(
    f'[resources.stores.{name}]\nmodel = "water-tank"\n{_WEIGHTLESS}\ncommodity = "water"\n{at}'
    for name, at in (("water", ""), ("pit-water", 'at = "pit"'))
)
ICE = '{ value = 1, unit = "%", basis = "assumption", range = [0.5, 2], distribution = "uniform", note = "a test" }'
PIT = {"latitude": (-89, "deg"), "longitude": (0, "deg"), "elevation": (0, "m"), "skyline": (9, "deg")}
PAYLOAD = {"mass": (1, "kg"), "power": (1, "kW"), "data_rate": (1, "Mbit/s"), "needed": (1, "h")}


def lines(keys: dict[str, tuple[float, str]]) -> str:
    return "\n".join(
        f'{key} = {{ value = {value}, unit = "{unit}", basis = "design" }}' for key, (value, unit) in keys.items()
    )


FORERUNNER = "\n".join(
    (
        "[exploration]",
        lines({"payload_capacity": (0, "kg"), "detection_threshold": (0.9, "1")}),
        "[exploration.craters.pit]",
        lines(PIT | {"temperature": (100, "K"), "dry_chance": (0.5, "1")}),
        f"ice = {ICE}",
    )
)
NONE = 'count = { value = 0, unit = "1", basis = "design" }'
HOPPER = f'[exploration.hoppers.none]\nmodel = "change-7-class"\nplan = ["pit"]\n{NONE}'
BESIDE = {
    "processes": f'[resources.stores.regolith]\nmodel = "hopper"\n{_WEIGHTLESS}',
    "haulers": f"{_PLACE}\n{_STORES}",
    "cables": _PLACE,
    "radios": _PLACE,
    "habitats": "[resources]",
    "landers": "[resources]",
    "hoppers": FORERUNNER,
    "rovers": FORERUNNER,
    "payloads": FORERUNNER,
    "probes": f"{FORERUNNER}\n{HOPPER}",
    "orbital_stations": f"{ORBIT}\n[bases.gateway.energy]\n{lines({'cabling_mass': (0, 'kg')})}",
    "vehicles": "\n".join(
        (
            ORBIT,
            *(
                f'[resources.stores.{name}]\nmodel = "water-tank"\n{_WEIGHTLESS}'
                for name in ("liquid-oxygen", "liquid-hydrogen")
            ),
        )
    ),
}
"""What they need besides."""
DECIDED = {
    "haulers": 'commodity = "water"\nloads_at = "pit"',
    "cables": 'to = "pit"',
    "radios": 'to = "pit"',
    "hoppers": 'plan = ["pit"]',
    "payloads": f'carrier = "lander"\n{lines(PAYLOAD)}',
    "probes": 'carrier = "none"',
    "orbital_stations": 'base = "gateway"',
    "vehicles": 'to = "gateway"',
}
"""What no model says of them."""
EMPTY = ("partners",)
"""Systems that do something without any asset: partners join all the same."""
MAST = 'mast = { value = 2, unit = "m", basis = "design" }'


def with_none(folder: Path, baseline: Scenario, system: str, key: str) -> Scenario:
    """The baseline at that place, with an asset more of a kind, of no units and first by name."""
    table = getattr(baseline, system)
    named = {} if table is None else getattr(table, key)
    text = [f'title = "None"\nextends = ["ilrs:baseline", "{PLACE}"]']
    for name in (*named, "a-not-there"):
        text.append(f"[{system}.{key}.{name}]")
        if name == "a-not-there":
            like = next(iter(named.values()), None)
            model = MODELS.get(key) if like is None else like.model
            text += [f'model = "{model}"'] if model else []
            text.append(NONE)
            given = {} if like is None else {k: getattr(like, k) for k in type(like).model_fields}
            text += [
                f'{k} = {{ value = {value.value}, unit = "{value.unit}", basis = "design" }}'
                for k, value in given.items()
                if k in {"capacity", "charge_power", "discharge_power", "mirror_area"}
            ]
            text.append(MAST if "mast" in given else "")
            text.append(DECIDED.get(key, ""))
    text.append(BESIDE.get(key, ""))
    path = folder / f"{key}.toml"
    path.write_text("\n".join(text), encoding="utf-8")
    return load(str(path))


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What comes of the station without the asset, by the system that stands there empty; "" where none does."""
    found: dict[str, dict[str, object]] = {}
    for system in ("", *EMPTY):
        path = tmp_path_factory.mktemp("without") / "without.toml"
        table = f"\n[{system}]" if system else ""
        path.write_text(f'title = "Without"\nextends = ["ilrs:baseline", "{PLACE}"]{table}', encoding="utf-8")
        result = simulate(load(str(path)), until=24.0 * 120)
        found[system] = {"kpis": {name: kpi.value for name, kpi in result.kpis.items()}, "events": result.events}
    return found


@pytest.mark.parametrize(("system", "key"), KINDS)
def test_an_asset_of_no_units_changes_no_figure(
    tmp_path: Path, baseline: Scenario, without: dict[str, dict[str, object]], system: str, key: str
) -> None:
    result = simulate(with_none(tmp_path, baseline, system, key), until=24.0 * 120)
    # A system, or a base, that the baseline has not brings figures of its own, whatever stands in its table.
    new = getattr(baseline, system) is None and system not in EMPTY
    own = {name: kpi.value for name, kpi in result.kpis.items() if not split_base(name)[0]}
    kept = {name: value for name, value in own.items() if not (new and name.startswith(f"{system}."))}
    bare = without[system if system in EMPTY else ""]
    assert kept == bare["kpis"]
    assert result.events == bare["events"]

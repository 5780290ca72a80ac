"""An asset of no units changes no figure, of whatever kind it is and whatever else is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import simulate
from sim.scenario import Scenario, load
from sim.scenario.assets import kinds
from sim.scenario.schema.base import Asset

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
    "racks": "experiment-rack",
    "robots": "setting-up-robot",
}
"""Models of kinds of which the baseline has none."""
_PLACE = '[energy.places.pit]\ndistance = { value = 5, unit = "km", basis = "design" }'
_WEIGHTLESS = 'mass = { value = 0, unit = "kg", basis = "design" }'
_STORES = "\n".join(
    f'[resources.stores.{name}]\nmodel = "water-tank"\n{_WEIGHTLESS}\ncommodity = "water"\n{at}'
    for name, at in (("water", ""), ("pit-water", 'at = "pit"'))
)
BESIDE = {
    "processes": f'[resources.stores.regolith]\nmodel = "hopper"\n{_WEIGHTLESS}',
    "haulers": f"{_PLACE}\n{_STORES}",
    "cables": _PLACE,
    "radios": _PLACE,
    "habitats": "[resources]",
    "landers": "[resources]",
}
"""What they need besides."""
DECIDED = {
    "haulers": 'commodity = "water"\nloads_at = "pit"',
    "cables": 'to = "pit"',
    "radios": 'to = "pit"',
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
            model = MODELS[key] if like is None else like.model
            text.append(f'model = "{model}"\ncount = {{ value = 0, unit = "1", basis = "design" }}')
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
    bare = without[system if system in EMPTY else ""]
    assert {name: kpi.value for name, kpi in result.kpis.items()} == bare["kpis"]
    assert result.events == bare["events"]

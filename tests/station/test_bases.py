"""Bases: each has its own sky, bus and links; time, random numbers, log and histories are shared."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import simulate
from sim.scenario import Scenario, ScenarioError, diff, load
from sim.scenario.assets import landed, landed_mass

NODE = """
[bases.node.energy.arrays.modules]
model = "vertical-module"
mast = { value = 2, unit = "m", basis = "design" }

[bases.node.energy.batteries.main]
model = "li-ion-pack"
capacity = { value = 100, unit = "kWh", basis = "design" }
charge_power = { value = 5, unit = "kW", basis = "design" }
discharge_power = { value = 5, unit = "kW", basis = "design" }

[bases.node.energy.loads.keep-warm]
class = "survival"
power_lit = { value = 0.1, unit = "kW", basis = "design" }
power_dark = { value = 0.45, unit = "kW", basis = "design" }
"""
SITE = """
[bases.node.site]
name = "A crest"
latitude = { value = -89.45, unit = "deg", basis = "design" }
longitude = { value = 222.7, unit = "deg", basis = "design" }
elevation = { value = 1954, unit = "m", basis = "design" }
horizons = { "2 m" = "ilrs:sites/connecting-ridge-crest-2m.csv" }
"""
UNTIL = 60 * 24.0


def scenario(folder: Path, text: str, *, extends: str = "ilrs:baseline.toml") -> Scenario:
    path = folder / "bases.toml"
    path.write_text(f'title = "Bases"\nextends = "{extends}"\n{text}')
    return load(path)


@pytest.mark.slow
def test_another_base_lives_on_its_own_sky_and_battery(tmp_path: Path) -> None:
    run = simulate(scenario(tmp_path, NODE + SITE), until=UNTIL)
    alone = simulate(load("ilrs:ridge-crest"), until=UNTIL)
    own = {name for name in run.channels if name.startswith("node/")}
    assert {"node/energy.used", "node/energy.stored.main", "node/sunlight.lit_fraction"} <= own
    assert run.kpis["node/sunlight.lit_fraction"].value == pytest.approx(
        alone.kpis["sunlight.lit_fraction"].value, rel=1e-6
    )
    assert run.kpis["node/sunlight.lit_fraction"].value != run.kpis["sunlight.lit_fraction"].value
    assert run.kpis["node/sunlight.lit_fraction"].label == "Lit fraction at node"
    # 100 kWh, last reserve and all, carry 0.45 kW through less than the longest night of the crest: its heat fails
    # there, not at the main base.
    assert run.kpis["node/energy.survival_availability"].value < 1.0  # type: ignore[operator]
    assert run.kpis["energy.survival_availability"].value == 1.0
    empty = [event for event in run.events if event.event == "storage_empty"]
    assert {(event.system, event.subject, event.base) for event in empty} == {("node/energy", "main", "node")}


def test_its_books_are_its_own_and_close(tmp_path: Path) -> None:
    run = simulate(scenario(tmp_path, NODE + SITE), until=UNTIL)
    assert set(run.ledgers) == {"bricks", "data", "energy", "node/energy", "regolith"}
    balance = run.ledgers["node/energy"]
    assert balance.closes
    assert balance.received == pytest.approx(run.kpis["node/energy.generated"].value)


@pytest.mark.slow
def test_the_main_base_does_not_notice_it(tmp_path: Path) -> None:
    with_node = simulate(scenario(tmp_path, NODE + SITE), until=UNTIL)
    without = simulate(load("ilrs:baseline"), until=UNTIL)
    for name, kpi in without.kpis.items():
        if name != "station.landed_mass":
            assert with_node.kpis[name] == kpi, name
    assert [event for event in with_node.events if not event.base] == list(without.events)


def test_without_a_site_it_stands_beside_the_main_base(tmp_path: Path) -> None:
    run = simulate(scenario(tmp_path, NODE), until=UNTIL)
    assert run.kpis["node/sunlight.lit_fraction"].value == run.kpis["sunlight.lit_fraction"].value


def test_what_it_lands_counts(tmp_path: Path) -> None:
    both, one = scenario(tmp_path, NODE), load("ilrs:baseline")
    masses = {path: mass for base, path, mass in landed(both) if base == "node"}
    assert set(masses) == {
        ("energy",),
        ("energy", "arrays", "modules"),
        ("energy", "batteries", "main"),
        ("energy", "loads", "keep-warm"),
    }
    assert landed_mass(both) - landed_mass(one) == pytest.approx(sum(masses.values()))
    assert (masses["energy",], masses["energy", "loads", "keep-warm"]) == (300, 0)
    assert masses["energy", "batteries", "main"] == pytest.approx(100 / 0.16)


@pytest.mark.slow
def test_its_machines_have_their_own_random_numbers_and_history(tmp_path: Path) -> None:
    """A second base that repeats the main one's tables: the same station with other draws."""
    text = load("ilrs:baseline").to_toml()
    lines = [f"[bases.twin.{line[1:]}" if line.startswith("[") else line for line in text.splitlines()]
    keys = ("[bases.twin.energy", "[bases.twin.tools", "[bases.twin.bricks", "[bases.twin.comm", "[bases.twin.shelter")
    twin, keep = [], False
    for line in lines:
        if line.startswith("["):
            keep = line.startswith(keys)
        if keep:
            twin.append(line)
    run = simulate(scenario(tmp_path, "\n".join(twin)), until=400 * 24.0)
    assert "twin/tools.state.digger" in run.channels
    assert run.kpis["twin/energy.generated"].value == run.kpis["energy.generated"].value
    assert run.kpis["twin/bricks.printed"].value != run.kpis["bricks.printed"].value
    assert set(run.bottlenecks.hours) >= {"digger", "twin/digger"}
    assert sum(run.bottlenecks.hours["twin/digger"].values()) == pytest.approx(
        sum(run.bottlenecks.hours["digger"].values())
    )
    for name in ("twin/bricks", "twin/data", "twin/regolith"):
        assert run.ledgers[name].closes


def test_a_resolved_scenario_with_bases_stands_alone(tmp_path: Path) -> None:
    first = scenario(tmp_path, NODE + SITE)
    (tmp_path / "resolved.toml").write_text(first.to_toml())
    again = load(tmp_path / "resolved.toml")
    assert again.content_hash() == first.content_hash()
    assert diff(first, again) == []
    assert [change.key for change in diff(load("ilrs:baseline"), first)] == ["bases.node"]


def test_overrides_and_remarks_reach_it(tmp_path: Path) -> None:
    path = tmp_path / "bases.toml"
    path.write_text(f'title = "Bases"\nextends = "ilrs:baseline.toml"\n{NODE}')
    changed = load(path, ["bases.node.energy.batteries.main.capacity=50 kWh"])
    assert changed.bases["node"].energy is not None
    assert float(changed.bases["node"].energy.batteries["main"].capacity) == 50
    assert any(note.startswith("bases.node.energy.arrays.modules") for note in changed.notes())


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ('[bases.node.tools.excavators.digger]\nmodel = "ipex-class"\n', "bases.node.tools", "needs a table"),
        ("[bases.node.bricks]\n", "bases.node.tools", "needs a table"),
        ('[bases.energy.energy.loads.a]\nclass = "critical"\n', "bases.energy", "is the name of a system"),
        (NODE.replace("capacity = { value = 100", "capacity = { value = -1"), "bases.node.energy.batteries", "-1"),
        (
            NODE.replace('mast = { value = 2, unit = "m", basis = "design" }', "")
            + "[bases.node.energy.arrays.modules.x]\n",
            "bases.node.energy.arrays.modules.x",
            "unknown",
        ),
        (
            NODE + '[bases.node.energy.reactors.modules]\nmodel = "fission-10kwe"\n',
            "bases.node.energy.reactors.modules",
            "same name",
        ),
    ],
)
def test_what_is_wrong_at_another_base_is_said_with_its_key(tmp_path: Path, text: str, key: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario(tmp_path, text)
    assert any(problem.key.startswith(key) and words in problem.message for problem in caught.value.problems)
    assert all(problem.line is not None for problem in caught.value.problems if problem.key.startswith(key))

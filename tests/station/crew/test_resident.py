"""The resident crew: people live in what was printed, and the station goes on without them."""

from __future__ import annotations

from datetime import date

import pytest

from sim.result import Result, simulate
from sim.scenario import ScenarioError, load

pytestmark = pytest.mark.slow

ROTATIONS = ("spring-2034", "autumn-2034", "year-2035")


@pytest.fixture(scope="module")
def lived() -> Result:
    return simulate(load("ilrs:resident-crew"))


def _without(tmp_path_factory: pytest.TempPathFactory, more: str) -> Result:
    path = tmp_path_factory.mktemp("without") / "without.toml"
    path.write_text(f'title = "Without"\nextends = "ilrs:resident-crew.toml"\n{more}', encoding="utf-8")
    return simulate(load(path))


def test_three_rotations_come_and_all_live(lived: Result) -> None:
    assert lived.kpis["crew.rotations"].value == 3
    assert lived.kpis["crew.lost"].value == 0
    assert all(ledger.closes for ledger in lived.ledgers.values())
    for name in ("pressure", "oxygen", "power", "link", "seat"):
        assert lived.kpis[f"crew.condition.{name}"].value == 1.0


def test_nobody_comes_before_the_vault_stands_and_is_covered(lived: Result) -> None:
    vault = lived.channels["shelter.progress.vault"]
    stands = float(vault.times[(vault.values >= 1.0).argmax()])
    first = next(event.time_h for event in lived.events if event.event == "rotation_arrived")
    shielded = next(event.time_h for event in lived.events if event.event == "condition_restored")
    assert stands <= shielded <= first


def test_in_winter_nobody_is_there_and_the_station_goes_on(lived: Result) -> None:
    people = lived.channels["crew.people"]
    begin, end = (lived.scenario.hours_of(day) for day in (date(2034, 12, 20), date(2035, 3, 1)))
    assert people.at([begin, end]).tolist() == [0.0, 0.0]
    blackouts = [event for event in lived.events if event.event == "blackout_started"]
    assert not blackouts


def test_without_the_vault_nobody_comes(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Without a roof the habitat is not habitable by the limit of the scenario, and every rotation is cancelled."""
    more = '[shelter.structures.vault]\nafter = ["road"]\n[shelter.structures.pad]\nafter = []\n'
    more += '[shelter.structures.road]\nlength = { value = 9000, unit = "m", basis = "design" }\n'
    result = _without(tmp_path_factory, more)
    assert result.kpis["crew.rotations"].value == 0
    cancelled = [event for event in result.events if event.event == "rotation_cancelled"]
    assert {event.subject for event in cancelled} == set(ROTATIONS)
    assert all("shielding" in event.detail for event in cancelled)
    assert result.kpis["crew.condition.shielding"].value == 0.0


def test_without_the_vault_dose_rises(tmp_path_factory: pytest.TempPathFactory, lived: Result) -> None:
    more = '[shelter.structures.vault]\nafter = ["road"]\n[shelter.structures.pad]\nafter = []\n'
    more += '[shelter.structures.road]\nlength = { value = 9000, unit = "m", basis = "design" }\n'
    more += '[crew.limits]\ndose_rate = { value = 500, unit = "mSv/yr", basis = "design" }\n'
    result = _without(tmp_path_factory, more)
    assert result.kpis["crew.rotations"].value > 0
    under, outside = lived.kpis["crew.mean_dose"].value, result.kpis["crew.mean_dose"].value
    assert isinstance(under, float)
    assert isinstance(outside, float)
    assert outside > 2.0 * under


def test_without_people_the_same_station_survives_the_same_span(
    tmp_path_factory: pytest.TempPathFactory, lived: Result
) -> None:
    more = "".join(f"[crew.rotations.{name}]\nremove = true\n" for name in ROTATIONS)
    alone = _without(tmp_path_factory, more)
    assert alone.kpis["crew.nights"].value == 0
    for name in ("energy.survival_availability", "shelter.vault.complete"):
        assert alone.kpis[name].value == lived.kpis[name].value
    pressure = alone.channels["crew.pressure.total"]
    assert pressure.values.min() > 100.0
    assert alone.channels["crew.habitable"].last == 1.0


def test_a_vault_that_is_not_there_is_named() -> None:
    with pytest.raises(ScenarioError, match='there is no structure "valt"; did you mean "vault"'):
        load("ilrs:resident-crew", ["crew.habitats.module.under=valt"])

"""Runs without histories: the same figures, and nothing that grows with the length of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import Result, kpis, simulate
from sim.scenario import Scenario, load
from sim.station import Station, Sums
from tests.station.test_bases import NODE, SITE

MONTHS = "2031-09-01"


@pytest.fixture(autouse=True)
def folds_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.station.station._FOLDED_EVERY", 700.0)


def written(folder: Path, text: str, *overrides: str) -> Scenario:
    path = folder / "more.toml"
    path.write_text(f'title = "More"\nextends = "ilrs:baseline.toml"\n{text}')
    return load(path, list(overrides))


def same_but_for_the_last_digits(found: Result, expected: Result) -> None:
    assert list(found.kpis) == list(expected.kpis)
    for name, kpi in expected.kpis.items():
        value = found.kpis[name].value
        assert (value == pytest.approx(kpi.value, rel=1e-12)) if isinstance(kpi.value, float) else value == kpi.value, (
            name
        )
    assert found.events == expected.events
    assert {name: one.accounts for name, one in found.ledgers.items()} == {
        name: pytest.approx(one.accounts, rel=1e-9, abs=1e-9) for name, one in expected.ledgers.items()
    }
    for unit, hours in expected.bottlenecks.hours.items():
        assert found.bottlenecks.hours[unit] == pytest.approx(hours, rel=1e-9, abs=1e-9)
    assert [(c.must_have, c.kind, c.state) for c in found.bottlenecks.causes] == [
        (c.must_have, c.kind, c.state) for c in expected.bottlenecks.causes
    ]


@pytest.mark.parametrize("name", ["baseline", "nuclear", "relay-lost", "ridge-crest"])
def test_figures_are_the_same_without_histories(name: str) -> None:
    scenario = load(f"ilrs:{name}", [f"end={MONTHS}"])
    found, expected = (simulate(scenario, seed=3, histories=one) for one in (False, True))
    same_but_for_the_last_digits(found, expected)
    assert not found.channels
    assert found.bottlenecks.pace is None
    assert found.info.run_id == expected.info.run_id


def test_named_goals_are_judged_without_histories(tmp_path: Path) -> None:
    scenario = written(
        tmp_path,
        '[goals.first]\nkind = "measure"\nmeasure = "bricks.laid"\n'
        'at_least = { value = 500, unit = "1", basis = "design" }\n'
        '[goals.pad]\nkind = "structure"\nstructure = "pad"\n',
        "end=" + MONTHS,
    )
    found, expected = (simulate(scenario, histories=one) for one in (False, True))
    same_but_for_the_last_digits(found, expected)
    assert found.kpis["goal.first.reached"].value is not None


def test_another_base_has_its_figures_without_histories(tmp_path: Path) -> None:
    scenario = written(tmp_path, NODE + SITE, "end=" + MONTHS)
    found, expected = (simulate(scenario, histories=one) for one in (False, True))
    same_but_for_the_last_digits(found, expected)
    assert "node/energy.unserved" in found.kpis


def test_what_is_kept_does_not_grow_with_the_run() -> None:
    """Change points that are left after a month and after seven, both just folded."""
    scenario = load("ilrs:baseline", [f"end={MONTHS}"])
    left = []
    for hours in (1.0 * 1400, 4 * 1400.0):
        made = Station(scenario, seed=1, replicate=0, hours=hours, sums=Sums(kpis.summed))
        made.run()
        left.append(sum(len(one._points) for one in made.context.trace._recorders.values()))
    assert left[0] == left[1] > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cargo-campaign", "change-7", "change-8", "first-crew", "forerunners", "ice-mine"])
def test_what_only_some_stations_have_is_the_same_without_histories(name: str) -> None:
    """Families of figures have the same members, whichever histories are kept."""
    scenario = load(f"ilrs:{name}")
    found, expected = (simulate(scenario, histories=one) for one in (False, True))
    assert list(found.kpis) == list(expected.kpis)
    for kpi, same in expected.kpis.items():
        value = pytest.approx(same.value) if isinstance(same.value, float) else same.value
        assert found.kpis[kpi].value == value, kpi

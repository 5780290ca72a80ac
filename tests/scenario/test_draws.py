"""Parameters are drawn by quantile, each from its own range, by the law that it names."""

import itertools

import numpy as np
import pytest

from sim.scenario import Quantity, load, shipped_names
from sim.scenario.draws import DrawError, drawn, quantiles, uncertain, value_at
from sim.scenario.quantity import Dim, read
from sim.scenario.register import diff

SPREAD = np.linspace(0.0005, 0.9995, 1000)


def quantity(**more: object) -> Quantity:
    raw = {"value": 30, "unit": "kg", "basis": "assumption", "note": "why", "range": [10, 90], **more}
    found, problems = read(raw, Dim("kg"))
    assert not problems
    assert found is not None
    return found


def test_a_triangle_has_the_value_as_its_mode() -> None:
    values = np.array([value_at(quantity(), q) for q in SPREAD])
    # Mean of a triangular distribution: a third of the ends and the mode; its mode has the share below it.
    assert values.mean() == pytest.approx((10 + 30 + 90) / 3, abs=0.05)
    assert value_at(quantity(), (30 - 10) / (90 - 10)) == pytest.approx(30)
    assert values.var() == pytest.approx((10**2 + 30**2 + 90**2 - 10 * 30 - 10 * 90 - 30 * 90) / 18, rel=0.01)


def test_a_uniform_one_is_flat_and_a_log_uniform_one_in_the_logarithm() -> None:
    assert value_at(quantity(distribution="uniform"), 0.25) == pytest.approx(30)
    assert value_at(quantity(distribution="log-uniform"), 0.5) == pytest.approx(30)


@pytest.mark.parametrize("law", ["triangular", "uniform", "log-uniform"])
def test_the_ends_are_those_of_the_range_and_more_gives_more(law: str) -> None:
    values = [value_at(quantity(distribution=law), q) for q in (0.0, *SPREAD, 1.0)]
    assert values[0] == pytest.approx(10)
    assert values[-1] == pytest.approx(90)
    assert all(a < b for a, b in itertools.pairwise(values))


def test_a_mode_at_an_end_is_no_division_by_zero() -> None:
    assert value_at(quantity(value=10), 0.0) == 10
    assert value_at(quantity(value=90), 1.0) == 90


def test_a_decision_is_never_drawn() -> None:
    assert quantity(basis="design").distribution is None
    assert not any(one.quantity.basis == "design" for one in uncertain(load("ilrs:baseline")).values())


def test_assets_of_one_model_share_their_quantile_and_others_keep_theirs() -> None:
    names = uncertain(load("ilrs:baseline"))
    assert "printers.solar-concentrator.mtbf" in names
    assert names["energy.loads.core.power_lit"].keys == ("energy.loads.core.power_lit",)
    before = quantiles(load("ilrs:baseline"), 1, 3)
    other = quantiles(load("ilrs:nuclear"), 1, 3)
    common = before.keys() & other.keys()
    assert len(common) > 50
    assert {name: before[name] for name in common} == {name: other[name] for name in common}
    assert before != quantiles(load("ilrs:baseline"), 1, 4)


def test_what_is_drawn_is_a_scenario_of_its_own_that_can_be_written_and_read(tmp_path) -> None:
    scenario = load("ilrs:baseline")
    found = drawn(scenario, quantiles(scenario, 1, 0))
    path = tmp_path / "drawn.toml"
    path.write_text(found.to_toml(), encoding="utf-8")
    assert load(path).content_hash() == found.content_hash()
    changed = {one.key for one in diff(scenario, found)}
    assert changed == {key for one in uncertain(scenario).values() for key in one.keys}
    assert found.energy.arrays["modules"].name == "modules"


def test_nothing_given_changes_nothing() -> None:
    scenario = load("ilrs:baseline")
    assert drawn(scenario, {}) is scenario
    assert drawn(scenario, {"no such": 0.5}) is scenario


def test_values_that_do_not_go_together_are_refused_by_name() -> None:
    wide = '{ value = 0.05, basis = "assumption", note = "wide", range = [0, 0.5] }'
    scenario = load("ilrs:baseline", [f"energy.batteries.main.last_reserve={wide}"])
    with pytest.raises(DrawError, match=r"energy\.batteries\.main\.reserve_resume: must exceed last_reserve"):
        drawn(scenario, {"batteries.li-ion-pack.last_reserve": 0.99})


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped_names())
def test_shipped_ranges_go_together(name: str) -> None:
    scenario = load(f"ilrs:{name}")
    for replicate in range(200):
        drawn(scenario, quantiles(scenario, 1, replicate))

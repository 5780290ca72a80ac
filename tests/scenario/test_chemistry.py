"""Compositions and the balance of elements."""

from __future__ import annotations

import math

import pytest

from sim.scenario.chemistry import ChemistryError, Recipe, balanced, elements, of_formula

RECIPES = {
    "soil": Recipe("0.9 silica + 0.1 FeTiO3"),
    "silica": Recipe("SiO2"),
    "spent": Recipe("1 soil - 0.01 O2"),
    "icy": Recipe("soil", "H2O", 0.056),
    "loop": Recipe("0.5 pool + 0.5 H2O"),
    "pool": Recipe("loop"),
    "robbed": Recipe("1 silica - 0.9 O2"),
}


def test_a_formula_is_its_masses() -> None:
    assert of_formula("H2O")["O"] == pytest.approx(15.999 / 18.015, rel=1e-12)
    assert math.fsum(of_formula("C6H10O5").values()) == pytest.approx(1.0, rel=1e-15)


@pytest.mark.parametrize("name", ["soil", "spent", "icy"])
def test_a_composition_adds_up_to_one(name: str) -> None:
    assert math.fsum(elements(name, RECIPES).values()) == pytest.approx(1.0, rel=1e-14)


def test_an_admixture_is_its_share_of_the_whole() -> None:
    assert elements("icy", RECIPES)["H"] == pytest.approx(0.056 * of_formula("H2O")["H"], rel=1e-12)


@pytest.mark.parametrize(
    ("name", "words"),
    [("loop", "loop -> pool -> loop"), ("robbed", "less than nothing")],
)
def test_what_is_no_composition_says_why(name: str, words: str) -> None:
    with pytest.raises(ChemistryError, match=words):
        elements(name, RECIPES)


@pytest.mark.parametrize(
    ("formula", "words"), [("h2o", "no formula"), ("Xx2", "unknown element Xx"), ("", "no formula")]
)
def test_what_is_no_formula_says_why(formula: str, words: str) -> None:
    with pytest.raises(ChemistryError, match=words):
        of_formula(formula)


def _of(**names: str) -> dict[str, dict[str, float]]:
    return {key.replace("_", "."): of_formula(formula) for key, formula in names.items()}


def test_amounts_that_are_not_given_follow_from_the_balance() -> None:
    composition = _of(in_water="H2O", out_oxygen="O2", out_hydrogen="H2")
    signs = {"in.water": -1, "out.oxygen": 1, "out.hydrogen": 1}
    found = balanced({"in.water": None, "out.oxygen": 1.0, "out.hydrogen": None}, composition, signs)
    assert found["out.hydrogen"] == pytest.approx(2 * 2.016 / 31.998, rel=1e-12)
    assert found["in.water"] == pytest.approx(1 + found["out.hydrogen"], rel=1e-12)


def test_an_unbalanced_process_names_the_element_and_by_how_much() -> None:
    composition = _of(in_water="H2O", out_oxygen="O2")
    with pytest.raises(ChemistryError, match=r"does not balance in H: it gives 0\.\d+ kg less than it takes"):
        balanced({"in.water": 1.0, "out.oxygen": 1.0}, composition, {"in.water": -1, "out.oxygen": 1})


def test_a_gap_of_more_than_a_billionth_is_an_error() -> None:
    composition = _of(in_water="H2O", out_water="H2O")
    signs = {"in.water": -1, "out.water": 1}
    assert balanced({"in.water": 1.0, "out.water": 1.0 + 1e-10}, composition, signs)
    with pytest.raises(ChemistryError, match="does not balance in"):
        balanced({"in.water": 1.0, "out.water": 1.0 + 1e-8}, composition, signs)


def test_a_balance_that_leaves_an_amount_open_asks_for_it() -> None:
    composition = _of(in_water="H2O", out_water="H2O", out_vapour="H2O")
    signs = {"in.water": -1, "out.water": 1, "out.vapour": 1}
    with pytest.raises(ChemistryError, match="does not fix the amounts of"):
        balanced({"in.water": None, "out.water": 1.0, "out.vapour": None}, composition, signs)

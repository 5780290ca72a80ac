"""Which of several variants is worst, where a study asks for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.study.replicates.measures import CHIEF
from sim.study.sweeps.sweep import Sweep
from tests.study.sweeps.made_up import LATE, made_up

LAID, MASS = "bricks.laid", "station.landed_mass"
EARLY = [2400.0 + 24 * k for k in range(20)]


def asked(found: Sweep) -> str:
    """The first sentence of the same sweep if it asks for the worst."""
    header = replace(found.header, settings={**found.header.settings, "worst": True})
    return Sweep(header, found.samples).sentences[0]


def later(days: float) -> list[float]:
    return [hours + 24 * days for hours in EARLY]


def test_the_worst_is_named_with_how_far_it_is_behind_the_first() -> None:
    found = made_up({"all": {CHIEF: EARLY}, "a": {CHIEF: later(10)}, "b": {CHIEF: later(40)}, "c": {CHIEF: later(2)}})
    assert asked(found) == (
        "Worst of 3 variants is 'b': last structure stands by 2032-01-01 in 100 % (95 % interval 84 to 100), in half "
        "by 2031-05-30, behind 'all' by 40 d in every draw; it is the worst in 100 % (95 % interval 84 to 100) of the "
        "draws."
    )
    assert "Worst" not in "".join(found.sentences)


def test_who_asks_for_the_worst_is_not_told_what_to_land() -> None:
    values = {"all": (1000.0, 9000.0), "a": (1000.0, 8000.0), "b": (600.0, 7000.0)}
    given = {label: {LAID: [laid] * 20, MASS: [mass] * 20} for label, (laid, mass) in values.items()}
    found = made_up(given, by=LAID)
    asking = Sweep(replace(found.header, settings={**found.header.settings, "worst": True}), found.samples)
    assert "Land that first" in "".join(found.sentences)
    assert "Land that first" not in "".join(asking.sentences)
    assert (found.choice, asking.choice) == (1, 0)


def test_a_draw_that_never_gets_there_is_worse_than_any_that_does() -> None:
    never = [LATE if k % 2 else hours for k, hours in enumerate(later(1))]
    text = asked(made_up({"all": {CHIEF: EARLY}, "a": {CHIEF: later(40)}, "b": {CHIEF: never}}))
    assert text.startswith("Worst of 2 variants is 'b'")
    assert "it is the worst in 50 %" in text


def test_those_that_the_draws_do_not_tell_from_the_worst_are_named() -> None:
    mixed = [1000.0 + (9 if k % 2 else -10) for k in range(20)]
    values = {"all": [1500.0] * 20, "a": [1000.0] * 20, "b": mixed, "c": [1400.0] * 20}
    text = asked(made_up({label: {LAID: one} for label, one in values.items()}, by=LAID))
    assert text.startswith("Worst of 3 variants is 'b': bricks laid 1,000 on average")
    assert "behind 'all' by 500" in text
    assert text.endswith("and the draws do not tell it from 'a'.")


@pytest.mark.parametrize("value", ['"yes"', "1"])
def test_worst_is_true_or_false(tmp_path: object, value: str) -> None:
    from pathlib import Path

    from sim.scenario import ScenarioError
    from sim.study.study_file import read_study

    path = Path(str(tmp_path)) / "study.toml"
    path.write_text(f'scenario = "ilrs:baseline"\nworst = {value}\n[axes]\n"seed" = [1, 2]\n')
    with pytest.raises(ScenarioError, match=r"study.toml:2: worst: .* is not true or false"):
        read_study(str(path))

"""Differences of single runs that are known to lie within the noise: named, weighed, and explained by nobody."""

from __future__ import annotations

import dataclasses

import pytest

from sim.result import Result
from sim.study import Explanation, compare
from sim.study.explanation import words
from sim.study.noise import Noise, PairSpread, Spread

pytestmark = pytest.mark.usefixtures("made_up_station")

PAD = "shelter.pad.complete"


def explained(base: Result, other: Result, noise: Noise) -> Explanation:
    """``other`` lays half the bricks, and its pad stands 10 days later."""
    return dataclasses.replace(compare([base, other]), noise=noise).explain()


def test_a_difference_within_two_standard_deviations_is_named_with_them_and_not_explained(
    base: Result, other: Result
) -> None:
    names = {name.replace("__", "."): name for name in compare([base, other]).kpis}
    why = explained(base, other, Noise("studies/x", {names.get(PAD, PAD): Spread(5.0, 30)}))
    (change,) = [change for change in why.worsened if change.name == PAD]
    assert change.noise is not None
    sections = dict(words.sections(why))
    assert not any("pad" in line for line in sections["worse"])
    assert sections["within noise"] == ["shelter__pad__complete: +10 d; standard deviation 5 d over 30 draws"]
    assert words.sentence(why).endswith(
        "Within the noise of random draws: shelter__pad__complete (+10 d; standard deviation 5 d over 30 draws)."
    )


def test_a_difference_beyond_them_stays_and_is_weighed_by_the_larger_of_its_scale_and_the_noise(
    base: Result, other: Result
) -> None:
    plain = next(c for c in compare([base, other]).explain().worsened if c.name == PAD)
    small = explained(base, other, Noise("studies/x", {PAD: Spread(4.9, 30)}))
    change = next(c for c in small.worsened if c.name == PAD)
    assert change.noise is None
    # A month is larger than the noise.
    assert change.weight == plain.weight == pytest.approx(10.0 / 30.0)
    wide = explained(base, other, Noise("studies/x", {PAD: Spread(60.0, 30)}))
    assert next(c for c in wide.worsened if c.name == PAD).weight == pytest.approx(10.0 / 60.0)
    assert "Within" not in words.sentence(small)
    assert "beyond the noise of random draws, as known from studies/x." in words.sentence(small)


def test_pairs_say_more_than_draws_of_the_first_alone(base: Result, other: Result) -> None:
    alone = {PAD: Spread(28.0, 30)}
    label = compare([base, other]).labels[1]
    clear = PairSpread(1.0, 20, said="+9 d (+7 to +11 d)")
    assert (
        next(
            c for c in explained(base, other, Noise("x", alone, {label: {PAD: clear}})).worsened if c.name == PAD
        ).noise
        is None
    )
    noisy = PairSpread(1.0, 20, said="+1 d (-7 to +9 d)", noisy=True)
    why = explained(base, other, Noise("x", alone, {label: {PAD: noisy}}))
    assert "+10 d; 20 pairs say +1 d (-7 to +9 d), standard deviation 1 d" in words.sentence(why)


def test_a_date_that_one_came_to_is_luck_where_draws_of_the_same_do_and_do_not() -> None:
    assert Spread(100.0, 30, unlike=True).holds(None)
    assert not Spread(100.0, 30).holds(None)


def test_what_never_varies_is_no_noise() -> None:
    assert not Spread(0.0, 30).holds(0.001)
    noise = Noise("x", {"a": Spread(2.0, 30)})
    assert noise.within("b", "a", (1.0, 3.0), 2.0)
    assert not noise.within("b", "a", (1.0, 1.0), 0.0)
    assert not noise.within("b", "other", (1.0, 3.0), 2.0)


def test_losses_within_noise_say_nothing_of_why(base: Result, other: Result) -> None:
    share = Spread(1.0, 30)
    quiet = Noise("x", {f"bottleneck.{name}": share for name in ("tools", "energy", "communication", "shelter")})
    why = explained(base, other, quiet)
    assert "machine hours" not in words.sentence(why)
    assert not any(heading.startswith("machine hours lost") for heading, _ in words.sections(why))
    assert "machine hours" in words.sentence(compare([base, other]).explain())

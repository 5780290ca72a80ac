"""How one chooses among alternatives by what is believed, and what that is worth by what is true. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.scenario.schema.decisions import RuleKind
from sim.station.exploration.belief import Belief
from sim.station.verdict import Verdict


@dataclass(frozen=True)
class Rule:
    """How a decision is taken.

    Attributes:
        kind: ``most``: the largest expected worth. ``enough``: the fewest that meet the need as surely as is asked.
        hours: What a figure is multiplied by to give what is made: hours at work of a rate, else 1.
        need: What there must be enough of; only for ``enough``, like the following.
        unit_cost: What one more must bring to be worth it, in the unit of the need.
        probability: With which the need is to be met [1].
    """

    kind: RuleKind
    hours: float = 1.0
    need: float = 0.0
    unit_cost: float = 0.0
    probability: float = 0.5


@dataclass(frozen=True, eq=False)
class Option:
    """An alternative with what is believed of it, and what is true.

    Attributes:
        name: Its name.
        before: What was believed before anything was observed; None where it is about nothing.
        belief: What is believed now.
        truth: What is so.
        count: How many of it there are.
        cost: What it must be worth beyond that, in the unit of the figure.
    """

    name: str
    before: Belief | None = None
    belief: Belief | None = None
    truth: float = 0.0
    count: int = 1
    cost: float = 0.0


def worth(rule: Rule, option: Option, figure: float) -> float:
    """Return what an alternative is worth where its figure has a value.

    Args:
        rule: How it is judged.
        option: The alternative.
        figure: Value of what it is about.
    """
    if rule.kind == "most":
        return (0.0 if option.belief is None else figure) - option.cost
    return min(rule.need, option.count * rule.hours * figure) - option.count * rule.unit_cost


def expected(rule: Rule, option: Option, belief: Belief | None) -> float:
    """Return the expectation of its worth by a belief."""
    if belief is None:
        return worth(rule, option, 0.0)
    if rule.kind == "most":
        return worth(rule, option, belief.mean)
    made = np.minimum(rule.need, option.count * rule.hours * belief.contents)
    return float(belief.weights @ made) - option.count * rule.unit_cost


def chance(rule: Rule, option: Option, belief: Belief) -> float:
    """Return the probability by a belief that an alternative meets the need [1]."""
    makes = option.count * rule.hours
    if rule.need <= 0.0:
        return 1.0
    return belief.held(rule.need / makes, float(belief.edges[-1])) if makes > 0.0 else 0.0


def choose(rule: Rule, options: Sequence[Option], *, observed: bool) -> str:
    """Return the name of the alternative that the rule takes; of equals the first by name.

    Args:
        rule: How it is decided.
        options: The alternatives.
        observed: Whether by what is believed now, or by what was beforehand.
    """
    of = {one.name: one.belief if observed else one.before for one in options}
    if rule.kind == "most":
        return min(options, key=lambda one: (-expected(rule, one, of[one.name]), one.name)).name
    by_count = sorted(options, key=lambda one: (one.count, one.name))
    for one in by_count:
        belief = of[one.name]
        if belief is not None and chance(rule, one, belief) >= rule.probability:
            return one.name
    # Where none is sure enough, the surest: the most there can be.
    return by_count[-1].name


def decide(rule: Rule, options: Sequence[Option], *, time: float, heeds: bool, unit: str) -> Verdict:
    """Return what a decision chooses, and what that is worth by what is true.

    Args:
        rule: How it is decided.
        options: The alternatives.
        time: When [h].
        heeds: Whether what was observed is heeded.
        unit: Unit of what they are worth.
    """
    true = {one.name: worth(rule, one, one.truth) for one in options}
    return Verdict(
        time=time,
        chosen=choose(rule, options, observed=heeds),
        unobserved=choose(rule, options, observed=False),
        best=min(true, key=lambda name: (-true[name], name)),
        believed={one.name: expected(rule, one, one.belief if heeds else one.before) for one in options},
        true=true,
        unit=unit,
        scale=rule.need if rule.kind == "enough" and rule.need > 0.0 else 1.0,
    )

"""Sentences about results: the words that tables, figures and the terminal share."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Protocol

from sim.result.number_text import percent
from sim.station.states import MUST_HAVES, State
from sim.station.topology import kind_names, machine_words

MISSING = "missing"
RING = "ring"
SLOWER = "slower"

_STATES = {
    **{state.label: state.words for state in State},
    SLOWER: "{} slower than the machines that wait for them",
    MISSING: "{} whose neighbours are missing",
    RING: "{} and neighbours waiting for each other",
}


class CauseLike(Protocol):
    """What a sentence needs of a cause."""

    @property
    def must_have(self) -> str:
        """The must-have."""

    @property
    def kind(self) -> str:
        """Kind of machine."""

    @property
    def state(self) -> str:
        """State at the root."""


def cause_phrase(kind: str, state: str) -> str:
    """A cause in words: ``printers without sunlight``."""
    return _STATES.get(state, "{} in state " + state).format(machine_words(kind))


def chief_phrase(pace: str, kind: str, state: str) -> str:
    """What machines of kind ``pace`` lost hours to, in words: ``starved by printers without sunlight``."""
    cause = cause_phrase(kind, state)
    if kind == pace:
        return cause
    order = kind_names()
    return f"{'starved' if order.index(kind) < order.index(pace) else 'blocked'} by {cause}"


class LimitLike(Protocol):
    """What a sentence needs of a limit."""

    @property
    def must_have(self) -> str:
        """The must-have."""

    @property
    def hours(self) -> float:
        """Machine hours lost to it [h]."""

    @property
    def chief(self) -> str:
        """What most were lost to, in words."""

    @property
    def bricks(self) -> float:
        """Bricks not laid for it."""

    @property
    def days(self) -> float | None:
        """Days of delay for it [d]; None where not all structures stand."""


class GoalLike(Protocol):
    """What a sentence needs of a goal."""

    @property
    def name(self) -> str:
        """Its name, empty where the scenario names none."""

    @property
    def builds(self) -> bool:
        """Whether it is reached by laying bricks."""

    @property
    def what(self) -> str:
        """What it asks for, in words."""


class PaceLike(Protocol):
    """What a sentence needs of a pace."""

    @property
    def kind(self) -> str:
        """Kind of machine that set the pace."""

    @property
    def service_hours(self) -> float:
        """Their machine hours [h]."""

    @property
    def missing(self) -> float:
        """Bricks that were missing at the end [1]."""

    @property
    def limits(self) -> Sequence[LimitLike]:
        """What each must-have cost them."""

    @property
    def goal(self) -> GoalLike:
        """What they worked for."""


def pace_sentence(pace: PaceLike) -> str:
    """Which must-have held the machines back that set the pace, by how many hours, bricks and days."""
    worst, *others = sorted(pace.limits, key=lambda limit: (-limit.bricks, -limit.hours))
    share = percent(worst.hours, of=pace.service_hours)
    what = f"{worst.must_have.capitalize()} held the station back most"
    if pace.goal.name:
        what = f"For the goal {pace.goal.name} ({pace.goal.what}), {worst.must_have} held the station back most"
    lost = (
        f"{what}: the {machine_words(pace.kind)} set its pace and lost {worst.hours:,.0f} of {pace.service_hours:,.0f} "
        f"machine hours ({share}) to it, chiefly {worst.chief}"
    )
    if not pace.goal.builds:
        rest = ", ".join(f"{limit.must_have} {limit.hours:,.0f}" for limit in others)
        return f"{lost} (the others: {rest} h)."
    bricks = rounded(worst.bricks)
    if worst.days is not None:
        cost = f"about {rounded(worst.days)} day{plural(worst.days)}, or the work of {bricks} bricks"
        rest = ", ".join(f"{limit.must_have} {rounded(limit.days or 0.0)}" for limit in others) + " days"
    else:
        missing = f"the {pace.missing:,.0f} that were missing at the end"
        cost = f"the work of about {bricks} bricks" + (
            f", more than {missing}" if worst.bricks >= pace.missing else f" of {missing}"
        )
        rest = ", ".join(f"{limit.must_have} {rounded(limit.bricks)}" for limit in others) + " bricks"
    return f"{lost}, which cost {cost} (the others: {rest})."


def rounded(amount: float) -> str:
    """An estimate as people say it: two digits from 100 on."""
    digits = 0 if abs(amount) < 100 else 1 - math.floor(math.log10(abs(amount)))
    return f"{round(amount, digits):,.0f}"


def plural(amount: float) -> str:
    """The ending of a noun after a rounded amount."""
    return "" if rounded(amount) == "1" else "s"


def bottleneck_sentence(
    worst: str | None, totals: Mapping[str, float], shares: Mapping[str, float], causes: Sequence[CauseLike]
) -> str:
    """Which must-have held a station back, and by how much.

    Args:
        worst: The must-have that most was lost to, or None.
        totals: Machine hours by category [h].
        shares: Share of the machine hours in service by category.
        causes: Roots of what was lost, largest first.
    """
    if sum(totals.values()) <= 0:
        return "No machine was in service, so no must-have held the station back."
    if worst is None:
        return "No must-have held the station back: every machine worked or had nothing to do."
    chief = next(cause for cause in causes if cause.must_have == worst)
    others = sorted((c for c in MUST_HAVES if c != worst), key=lambda c: -totals[c])
    rest = ", ".join(f"{c} {percent(shares[c], 1)}" for c in others)
    return (
        f"{worst.capitalize()} held the station back most: it cost {totals[worst]:,.0f} of "
        f"{sum(totals.values()):,.0f} machine hours in service ({percent(shares[worst], 1)}), "
        f"chiefly {cause_phrase(chief.kind, chief.state)}; {rest}."
    )

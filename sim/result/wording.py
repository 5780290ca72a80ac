"""Sentences about results: the words that tables, figures and the terminal share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from sim.result.number_text import percent, whole_percent
from sim.station.states import TRANSPORT, State, holding_back
from sim.station.topology import kind_names, machine_words

MISSING = "missing"
RING = "ring"
SLOWER = "slower"

MATTERS = 0.1
"""Share of a must-have's lost hours from which a cause is named: lifting the chief one alone leaves so much."""

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
    if kind not in order or pace not in order:
        # Processes may feed back on themselves: who is before whom is not to be said.
        return f"held up by {cause}"
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
    def causes(self) -> Mapping[tuple[str, str], float]:
        """The hours by kind and state of the machines at the root [h]."""


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
    def limits(self) -> Sequence[LimitLike]:
        """What each must-have cost them."""

    @property
    def goal(self) -> GoalLike:
        """What they worked for."""


def pace_sentence(pace: PaceLike) -> str:
    """Which must-have held the machines back that set the pace, by how many of their hours, and by what causes."""
    worst, *others = sorted(pace.limits, key=lambda limit: -limit.hours)
    share = percent(worst.hours, of=pace.service_hours)
    what = f"{worst.must_have.capitalize()} held the station back most"
    if pace.goal.name:
        what = f"For the goal {pace.goal.name} ({pace.goal.what}), {worst.must_have} held the station back most"
    rest = ", ".join(f"{limit.must_have} {limit.hours:,.0f}" for limit in others)
    return (
        f"{what}: the {machine_words(pace.kind)} set its pace and lost {worst.hours:,.0f} of {pace.service_hours:,.0f} "
        f"machine hours ({share}) to it, {_parts(pace.kind, worst)} (the others: {rest} h)."
    )


def held_phrase(pace: PaceLike) -> str:
    """What held the pace-setting machines of a goal back, in a few words: the must-have, its share, its chief cause."""
    worst = max(pace.limits, key=lambda limit: limit.hours)
    if not worst.hours:
        return f"the {machine_words(pace.kind)} set its pace, and nothing held them back"
    share = whole_percent(worst.hours / pace.service_hours)
    return f"{worst.must_have} ({share} of hours): {worst.chief}"


def _parts(pace: str, limit: LimitLike) -> str:
    """What most of a limit's hours were lost to: one cause, or those that matter, of which none would do alone."""
    parts = [cause for cause in largest(limit.causes) if limit.causes[cause] >= MATTERS * limit.hours]
    if len(parts) < 2:
        return f"chiefly {limit.chief}"
    named = [f"{chief_phrase(pace, *cause)} {limit.causes[cause]:,.0f} h" for cause in parts]
    return f"chiefly {', '.join(named)}, which add up only together"


def largest(causes: Mapping[tuple[str, str], float]) -> list[tuple[str, str]]:
    """Causes by their hours, largest first."""
    return sorted(causes, key=lambda cause: (causes[cause], cause), reverse=True)


def lost(pace: PaceLike, must_have: str) -> str:
    """What a must-have cost the pace-setting machines, in a few words: ``17,846 h of the printers, 24 %``."""
    hours = next(limit.hours for limit in pace.limits if limit.must_have == must_have)
    return f"{hours:,.0f} h of the {machine_words(pace.kind)}, {percent(hours, of=pace.service_hours)}"


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
    limits = holding_back(totals.get(TRANSPORT, 0.0) > 0)
    others = sorted((c for c in limits if c != worst), key=lambda c: -totals[c])
    rest = ", ".join(f"{c} {percent(shares[c], 1)}" for c in others)
    return (
        f"{worst.capitalize()} held the station back most: it cost {totals[worst]:,.0f} of "
        f"{sum(totals.values()):,.0f} machine hours in service ({percent(shares[worst], 1)}), "
        f"chiefly {cause_phrase(chief.kind, chief.state)}; {rest}."
    )

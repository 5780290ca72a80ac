"""A lever: one change of a scenario, or two together, that is tried for what it brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from sim.scenario import Scenario, ScenarioError
from sim.scenario.changing import Path, with_values
from sim.station.relief import together
from sim.study.replicates.variants import Variant

Sort = Literal["must-have", "cause", "eased", "unit", "size", "mast", "delivery", "spares", "loss"]
"""What is done: a must-have or one of its causes is lifted, or a cause made milder; what an analyst may decide is more
units, a larger size, a higher mast, an earlier delivery, more spare parts; a mission is lost."""

LOSS: Sort = "loss"
"""What nobody wants, and is tried to see what it costs."""
LIMITS: tuple[Sort, ...] = ("must-have", "cause", "eased", LOSS)
"""What shows where the limits are, but cannot be bought."""
SINGLE_CAUSES: tuple[Sort, ...] = ("cause", "eased")
"""Those of them that are one cause each."""


@dataclass(frozen=True)
class Lever:
    """One change that is tried.

    Attributes:
        label: What it is, in words.
        sort: What is done.
        must_have: The must-have that it is about; empty for all of them.
        subject: What it changes; of two levers with one subject, only one can be pulled.
        changes: New values by their keys.
        relief: What is lifted.
        mass: Mass that lands more for it [kg].
    """

    label: str
    sort: Sort
    must_have: str
    subject: str
    changes: Mapping[Path, object] = field(default_factory=dict)
    relief: str | None = None
    mass: float = 0.0

    @property
    def buyable(self) -> bool:
        """Whether it is a decision, and no limit that is thought away."""
        return self.sort not in LIMITS

    def variant(self, scenario: Scenario) -> Variant:
        """The scenario with it.

        Raises:
            ScenarioError: What comes of it does not go together.
        """
        changed = with_values(scenario, self.changes) if self.changes else scenario
        return Variant(self.label, changed, self.relief)


def pair(one: Lever, other: Lever) -> Lever | None:
    """Two levers pulled together; None where they change the same."""
    if one.subject == other.subject or set(one.changes) & set(other.changes):
        return None
    return replace(
        one,
        label=f"{one.label}, and {other.label}",
        must_have=one.must_have if one.must_have == other.must_have else "",
        subject=f"{one.subject} + {other.subject}",
        changes={**one.changes, **other.changes},
        relief=together(one.relief, other.relief),
        mass=one.mass + other.mass,
    )


__all__ = ["LIMITS", "SINGLE_CAUSES", "Lever", "ScenarioError", "Sort", "pair"]

"""What is run many times: variants of a scenario, and what is drawn anew each time."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from sim.result import program
from sim.scenario import Scenario

Vary = Literal["random", "parameters", "both"]

VARY: tuple[Vary, ...] = get_args(Vary)
"""What may be drawn anew in each replicate: lives, repairs and rejects; uncertain parameters; both."""


@dataclass(frozen=True)
class Variant:
    """A scenario among those of a study.

    Attributes:
        label: What it is called.
        scenario: The scenario.
        relief: What is lifted, if anything: a key of :data:`~sim.station.relief.RELIEFS`.
    """

    label: str
    scenario: Scenario
    relief: str | None = None

    @classmethod
    def of(cls, scenario: Scenario, label: str | None = None) -> Variant:
        """A scenario as it is, called by its title where it has no other label."""
        return cls(label or scenario.title, scenario)

    @cached_property
    def key(self) -> str:
        """Digest of what is run, by which its replicates are found again."""
        return digest([self.scenario.content_hash(), self.relief])


@dataclass(frozen=True)
class Drawing:
    """How the replicates of a study are drawn: the same way for all of its variants (common random numbers).

    Attributes:
        seed: Seed of all random streams.
        vary: What is drawn anew in each.
        until_h: Where each run stops [h].
    """

    seed: int
    vary: Vary
    until_h: float

    @property
    def about(self) -> dict[str, str]:
        """What decides its outcomes, the program included, as texts."""
        return {
            "seed": str(self.seed),
            "vary": self.vary,
            "until_h": repr(self.until_h),
            "program": program.source_digest(),
        }

    def end(self, scenario: Scenario) -> dt.datetime:
        """Where the runs of a scenario stop (UTC)."""
        return dt.datetime.combine(scenario.start, dt.time()) + dt.timedelta(hours=self.until_h)


def digest(content: object) -> str:
    """Digest of what JSON can hold, in twelve characters."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]

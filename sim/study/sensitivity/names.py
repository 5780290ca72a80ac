"""What uncertain parameters are called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sim.scenario import Scenario
from sim.scenario.assets import kinds
from sim.scenario.draws import Uncertain, uncertain
from sim.study.replicates.measures import within
from sim.study.wording import few, joined

_UNIT = re.compile(r"\s*\[[^\]]*\]\.?$")


@dataclass(frozen=True)
class Assumption:
    """An uncertain parameter in words.

    Attributes:
        parameter: The parameter.
        asset: What it is of, such as ``printer solar``; the table that it stands in where that is no asset.
    """

    parameter: Uncertain
    asset: str

    @cached_property
    def what(self) -> str:
        """What it means, in short: what its text says before the first stop."""
        text = re.split(r"[;:,]", _UNIT.sub("", self.parameter.label), maxsplit=1)[0].rstrip(". ")
        return within(text)

    @property
    def text(self) -> str:
        """The same with what it is of."""
        return f"{self.what} ({self.asset})"

    @property
    def spread(self) -> str:
        """Its value and range: ``400 h, 100 to 1500``."""
        quantity = self.parameter.quantity
        return f"{quantity.text()}, {quantity.range_text()}"

    @property
    def known(self) -> str:
        """How well it is known."""
        return self.parameter.quantity.known or "decided"


def assumptions_of(scenario: Scenario) -> Mapping[str, Assumption]:
    """The uncertain parameters of a scenario in words, by name."""
    return {name: Assumption(one, _asset(one)) for name, one in uncertain(scenario).items()}


def _asset(parameter: Uncertain) -> str:
    """What a parameter is of; of one that several assets share, all of them."""
    names = list(dict.fromkeys(_asset_of(key) for key in parameter.keys))
    return joined(few(names, 3))


def _asset_of(key: str) -> str:
    parts = _PART.findall(key)
    words = {(kind.system, kind.key): kind.word() or kind.key for kind in kinds()}
    for place in range(len(parts) - 2):
        word = words.get((parts[place], parts[place + 1]))
        if word is not None:
            # What stands before it names another base.
            name = parts[place + 2]
            return " ".join((*([] if name == word else [word]), name, *(["of", parts[place - 1]] if place else [])))
    return ".".join(parts[:-1])


_PART = re.compile(r'"(?:\\.|[^"\\])*"|[^.]+')
"""A part of a dotted key."""

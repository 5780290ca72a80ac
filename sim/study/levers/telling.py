"""What levers bring, in words."""

from __future__ import annotations

import math

from sim.result.goals import goals_of
from sim.result.number_text import amount
from sim.scenario import Scenario
from sim.study.ensembles.telling import Telling
from sim.study.levers.effects import Effect, Together, Yardstick
from sim.study.statistics import Estimate


class LeverTelling:
    """Writes what levers bring.

    Args:
        scenario: The scenario that they change.
        rule: What they are judged by.
        telling: Writes dates of its runs.
    """

    def __init__(self, scenario: Scenario, rule: Yardstick, telling: Telling) -> None:
        goal = goals_of(scenario)[0]
        self._goal = f"the goal {goal.name} is reached" if goal.name else goal.what
        self._rule = rule
        self._telling = telling

    @property
    def head(self) -> str:
        """Head of a column of gains."""
        return "earlier" if self._rule.measure.is_date else self._direction(1.0)

    @property
    def axis(self) -> str:
        """Name of an axis of gains."""
        measure = self._rule.measure
        if measure.is_date:
            return "days earlier"
        unit = "" if measure.unit == "1" else f" [{measure.unit}]"
        return f"{self._direction(1.0)} {measure.label.lower()}{unit}"

    def _direction(self, gain: float) -> str:
        if self._rule.measure.is_date:
            return "earlier" if gain >= 0 else "later"
        return "more" if (gain >= 0) == (self._rule.better > 0) else "less"

    def size(self, value: float) -> str:
        """A gain in a table: ``210 d``, ``-12 d``, ``1,203``; ``0`` for none."""
        if math.isnan(value):
            return "-"
        measure = self._rule.measure
        if measure.is_date:
            return f"{_whole(value)} d"
        if measure.unit == "1" and not measure.count:
            return f"{100 * value:.3g} pt"
        text = _whole(value) if measure.count or abs(value) >= 1000 else f"{value:.3g}"
        return text if measure.unit == "1" else f"{text} {measure.unit}"

    def interval(self, gain: Estimate) -> str:
        """The interval of a gain in a table: ``190 to 230 d``."""
        if gain.low is None or gain.high is None:
            return "-"
        low, high = self.size(gain.low), self.size(gain.high)
        unit = low.partition(" ")[2]
        return f"{low.removesuffix(f' {unit}') if unit and high.endswith(unit) else low} to {high}"

    def gain(self, gain: float) -> str:
        """A gain in a sentence: ``210 days earlier``, ``1,203 more bricks laid``."""
        if self._rule.measure.is_date:
            return f"{self._plain(gain)} {self._direction(gain)}"
        return f"{self._plain(gain)} {self._direction(gain)} {self._rule.measure.label.lower()}"

    def _plain(self, gain: float) -> str:
        """Its size alone: ``210 days``, ``1,203``."""
        if not self._rule.measure.is_date:
            return self.size(abs(gain))
        text = _whole(abs(gain))
        return f"{text} day{'' if text == '1' else 's'}"

    def brings(self, gain: Estimate) -> str:
        """What comes of it: ``the last structure stands 210 days earlier (95 % interval 190 to 230)``."""
        if self._rule.measure.is_date:
            return f"{self._goal} {self.gain(gain.value)}{self.bounds(gain)}"
        return f"{self.gain(gain.value)} by {self._telling.end}{self.bounds(gain)}"

    def bounds(self, gain: Estimate) -> str:
        """Its interval in brackets, along the direction of what is said."""
        if gain.low is None or gain.high is None:
            return ""
        low, high = (gain.low, gain.high) if gain.value >= 0 else (-gain.high, -gain.low)
        return f" (95 % interval {self._bare(low)} to {self._bare(high)})"

    def _bare(self, value: float) -> str:
        return self.size(value).partition(" ")[0]

    def per_tonne_of(self, effect: Effect) -> str:
        """The same in a sentence."""
        return f"{self._plain(effect.per_tonne or 0.0)} per tonne"

    def per_tonne(self, effect: Effect) -> str:
        """What it brings for each tonne in a table."""
        return "-" if effect.per_tonne is None or math.isnan(effect.per_tonne) else self.size(effect.per_tonne)

    def cost(self, effect: Effect) -> str:
        """Its mass, and what it brings for each tonne, to follow what it brings."""
        mass = effect.lever.mass
        if effect.per_tonne is None:
            return "by the model it lands nothing more" if mass > -0.5 else f"it lands {mass_text(-mass)} less"
        return f"{self._plain(effect.per_tonne)} per tonne for the {mass_text(mass)} that it lands"

    def together(self, found: Together) -> str:
        """How two levers together compare with the sum of both: ``80 days more than the sum of ...``."""
        more = found.more
        if more.low is None or more.high is None or more.low <= 0 <= more.high:
            return "within noise the sum of what each brings alone"
        how = "more" if more.value > 0 else "less"
        return f"{self._plain(more.value)} {how} than the sum of what each brings alone{self.bounds(more)}"


def mass_text(mass: float) -> str:
    """A mass that lands more: ``30 kg``, ``2.3 t``; ``-`` for none."""
    if abs(mass) < 0.5:
        return "-"
    return f"{amount(mass / 1000)} t" if abs(mass) >= 1000 else f"{mass:,.0f} kg"


def _whole(value: float) -> str:
    """A number of days or pieces, small ones with a decimal; never a zero with a sign."""
    text = f"{value:,.1f}" if 0 < abs(value) < 9.95 else f"{value:,.0f}"
    return "0" if text in {"-0", "0.0", "-0.0"} else text.removesuffix(".0")

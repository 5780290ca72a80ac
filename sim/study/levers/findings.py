"""What would help most: what each single change brings to the chief goal, and the best pairs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from sim.study.ensembles.ensemble import drawn_words, failed_words
from sim.study.ensembles.telling import Telling
from sim.study.findings import Findings, Header, TextTable
from sim.study.levers.effects import Effect, Together, Yardstick, effect, standing_out, together, yardstick
from sim.study.levers.lever import LOSS, SINGLE_CAUSES, Lever
from sim.study.levers.telling import LeverTelling, mass_text
from sim.study.replicates.sample import Sample, sample
from sim.study.replicates.store import Store
from sim.study.wording import counted, few, joined

SHOWN = 5
"""Fewest rows of a table that are shown where there is no room for all."""


@dataclass(frozen=True, eq=False)
class Levers(Findings):
    """What would help most.

    Attributes:
        header: What was asked.
        samples: What came of the replicates: of the scenario as it is, with each lever, with pairs of them.
    """

    kind: ClassVar[str] = "levers"

    header: Header
    samples: tuple[Sample, ...]

    @classmethod
    def read(cls, header: Header, store: Store) -> Self:
        """What it found, from its replicates.

        Raises:
            StoreError: They cannot be read.
        """
        numbers = range(header.settings["n"])
        return cls(header, tuple(sample(store, variant, numbers) for variant in header.variants))

    @property
    def levers(self) -> tuple[Lever, ...]:
        """All levers that were tried one by one."""
        return tuple(lever_from(one) for one in self.header.settings["levers"])

    @property
    def base(self) -> Sample:
        """Replicates of the scenario as it is."""
        return self.samples[0]

    @cached_property
    def rule(self) -> Yardstick:
        """What the levers are judged by."""
        return yardstick(self.header.variants[0].scenario, self.base, self.header.drawing.until_h)

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What each lever brings, the one that brings most first."""
        found = [effect(self.rule, one, self.base, self.samples[at]) for at, one in enumerate(self.levers, 1)]
        judged = [replace(one, stands_out=clear) for one, clear in zip(found, standing_out(found), strict=True)]
        return tuple(sorted(judged, key=lambda one: -one.gain.value if not math.isnan(one.gain.value) else math.inf))

    @property
    def decisions(self) -> tuple[Effect, ...]:
        """Those that can be decided, the one that brings most first."""
        return tuple(one for one in self.effects if one.lever.buyable)

    @property
    def limits(self) -> tuple[Effect, ...]:
        """Those that lift a limit or make it milder, the one that brings most first."""
        return tuple(one for one in self.effects if not one.lever.buyable and one.lever.sort != LOSS)

    @property
    def losses(self) -> tuple[Effect, ...]:
        """Those that lose a mission, the one that costs most first; those of which nothing is known last."""
        known = [one for one in self.effects if one.lever.sort == LOSS and not math.isnan(one.gain.value)]
        rest = [one for one in self.effects if one.lever.sort == LOSS and math.isnan(one.gain.value)]
        return (*known[::-1], *rest)

    @cached_property
    def pairs(self) -> tuple[Together, ...]:
        """What pairs of levers bring, the one that brings most first."""
        levers, found = self.levers, []
        for place, (one, other) in enumerate(self.header.settings["pairs"], 1 + len(levers)):
            both = replace(
                levers[one],
                label=self.header.variants[place].label,
                must_have=levers[one].must_have if levers[one].must_have == levers[other].must_have else "",
                mass=levers[one].mass + levers[other].mass,
            )
            samples = (self.base, self.samples[1 + one], self.samples[1 + other], self.samples[place])
            found.append(together(self.rule, both, (levers[one], levers[other]), samples))
        return tuple(sorted(found, key=lambda one: -one.effect.gain.value if one.effect.paired else math.inf))

    @cached_property
    def words(self) -> LeverTelling:
        """Writes what they bring."""
        telling = Telling(self.header.start, self.header.end)
        return LeverTelling(self.header.variants[0].scenario, self.rule, telling)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What pays most, what the limits are, what two bring together, and how sure that is."""
        if not len(self.base):
            return (f"None of {counted(len(self.base.failures), 'replicate')} ended well.",)
        found = (
            self._pays(),
            self._thrift(),
            self._limit(),
            self._loss(),
            *self._pairs(),
            self._caution(),
            self._cut(),
        )
        return tuple(text for text in found if text)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Replicates that failed, and what could not be tried."""
        failures = [record for one in self.samples for record in one.failures]
        found = list(failed_words(failures, self.header))
        reasons: dict[str, list[str]] = {}
        for label, why in self.header.settings["skipped"]:
            reasons.setdefault(why, []).append(label)
        if reasons:
            texts = [f"{joined(few(labels))} ({why})" for why, labels in reasons.items()]
            found.append(f"not tried: {'; '.join(few(texts, 4))}.")
        return tuple(found)

    @property
    def tables(self) -> tuple[TextTable, ...]:
        """What can be decided, what the limits are, and pairs."""
        note = f"Within noise: as one of {len(self.levers)} that were tried."
        found = (
            self._table("levers", "What can be decided", self.decisions, note),
            self._table("limits", "What limits cost", self.limits, note),
            self._table("losses", "What a lost mission costs", self.losses, note),
            self._pair_table(),
        )
        return tuple(table for table in found if table.rows)

    def _best(self, effects: Sequence[Effect]) -> Effect | None:
        return next((one for one in effects if one.stands_out and one.gain.value > 0), None)

    def _pays(self) -> str:
        best, words = self._best(self.decisions), self.words
        if best is None:
            return f"Of {counted(len(self.decisions), 'change')} that can be decided, none helps beyond noise."
        text = f"What pays most is {best.lever.label}: {words.brings(best.gain)}; {words.cost(best)}."
        others = [one for one in self.decisions if one is not best and one.stands_out and one.gain.value > 0][:2]
        if others:
            text += f" Next {'comes' if len(others) == 1 else 'come'} " + joined(
                [f"{one.lever.label} ({words.gain(one.gain.value)})" for one in others]
            )
            text += "."
        return text

    def _thrift(self) -> str:
        """What brings most for its mass, where that is another."""
        light = [one for one in self.decisions if one.stands_out and (one.per_tonne or 0.0) > 0]
        most = max(light, key=lambda one: one.per_tonne or 0.0, default=None)
        if most is None or most is self._best(self.decisions):
            return ""
        words = self.words
        return (
            f"For its mass, most comes of {most.lever.label}: {words.gain(most.gain.value)} for "
            f"{mass_text(most.lever.mass)}, {words.per_tonne_of(most)}."
        )

    def _limit(self) -> str:
        words, texts = self.words, []
        most = self._best([one for one in self.limits if one.lever.sort == "must-have" and one.lever.must_have])
        cause = self._best([one for one in self.limits if one.lever.sort in SINGLE_CAUSES])
        if most is not None:
            texts.append(
                f"Of the limits, those of {most.lever.must_have} cost most: without any, "
                f"{words.gain(most.gain.value)}{words.bounds(most.gain)}."
            )
        if cause is not None:
            texts.append(
                f"Of single causes, most would come if {cause.lever.label}: "
                f"{words.gain(cause.gain.value)}{words.bounds(cause.gain)}."
            )
        return " ".join(texts) or "No limit that is lifted alone brings anything beyond noise."

    def _loss(self) -> str:
        """Which single loss of a mission costs most, and which do not show."""
        found = [one for one in self.losses if one.stands_out and one.gain.value < 0]
        if not self.losses:
            return ""
        if not found:
            return f"Of {counted(len(self.losses), 'mission')} lost one by one, none costs anything beyond noise."
        words, worst = self.words, found[0]
        text = f"What costs most of what may be lost is {worst.lever.label}: {words.brings(worst.gain)}."
        if len(found) > 1:
            names = [f"{one.lever.label} ({words.gain(one.gain.value)})" for one in found[1:3]]
            text += f" Next {'comes' if len(names) == 1 else 'come'} {joined(names)}."
        return text

    def _pairs(self) -> list[str]:
        words, found = self.words, []
        for buyable in (True, False):
            pairs = [one for one in self.pairs if one.one.buyable == buyable]
            if not pairs or not pairs[0].effect.gain.value > 0:
                continue
            best, gain = pairs[0], pairs[0].effect.gain
            what, how = ("changes", "of ") if buyable else ("causes", "if ")
            found.append(
                f"Two {what} together, of {counted(len(pairs), 'pair')} tried: most comes {how}"
                f"{best.one.label} and {best.other.label}, {words.gain(gain.value)}{words.bounds(gain)}, "
                f"{words.together(best)}."
            )
        return found

    def _caution(self) -> str:
        clear = sum(one.stands_out for one in self.effects)
        drawn = drawn_words(self.header.drawing.vary, self.variants[0])
        return (
            f"{len(self.levers)} changes were tried one by one over the same {counted(len(self.base), 'draw')} of "
            f"{drawn}; of so many, one in twenty would seem to differ by chance. With that allowed for (Holm's "
            f"procedure) {clear} differ; the best of many is on average a little less good than it looks."
        )

    def _cut(self) -> str:
        """How many dates lie after the end, or why no dates are compared."""
        reached = float(np.isfinite(self.base[self.base.chief.name]).mean())
        if not self.rule.measure.is_date:
            share = "none" if reached == 0 else f"{100 * reached:.0f} %"
            return (
                f"The goal itself is reached by {self.header.end:%Y-%m-%d} in {share} of the runs, so that its date "
                f"cannot be compared: what counts is {self.rule.measure.label.lower()}."
            )
        if reached == 1.0:
            return ""
        return (
            f"As it is, {100 * (1 - reached):.0f} % of the runs do not reach the goal by {self.header.end:%Y-%m-%d}, "
            "and count as on that day: what helps them helps by more than is shown."
        )

    def _table(self, name: str, title: str, effects: Sequence[Effect], note: str) -> TextTable:
        words = self.words
        rows = tuple(
            (
                one.lever.label,
                words.size(one.gain.value),
                words.interval(one.gain),
                "-" if math.isnan(one.reached) else f"{100 * one.reached:.0f} %",
                mass_text(one.lever.mass),
                words.per_tonne(one),
                "" if one.stands_out else "no difference" if one.same else "within noise",
            )
            for one in effects
        )
        clear = {place for place, one in enumerate(effects) if one.stands_out}
        return TextTable(
            name=name,
            title=title,
            heads=(
                "",
                words.head,
                "95 % interval",
                f"reached by {self.header.end:%Y-%m-%d}",
                "landed",
                "per tonne",
                "",
            ),
            rows=rows,
            records=tuple(self._record(one) for one in effects),
            right=(1, 2, 3, 4, 5),
            faint=frozenset(range(len(effects))) - clear,
            chief=frozenset(clear | set(range(min(SHOWN, len(effects))))),
            note=note,
        )

    def _record(self, one: Effect) -> dict[str, object]:
        lever, unit = one.lever, "d" if self.rule.measure.is_date else self.rule.measure.unit
        return {
            "label": lever.label,
            "sort": lever.sort,
            "must_have": lever.must_have,
            "measure": self.rule.measure.name,
            "unit": unit,
            "gain": None if math.isnan(one.gain.value) else one.gain.value,
            "gain_low": one.gain.low,
            "gain_high": one.gain.high,
            "n": one.gain.n,
            "stands_out": one.stands_out,
            "cut": 0 if one.paired is None else one.paired.cut,
            "reached": None if math.isnan(one.reached) else one.reached,
            "landed_kg": lever.mass,
            "per_tonne": one.per_tonne,
        }

    def _pair_table(self) -> TextTable:
        words = self.words
        rows = tuple(
            (
                pair.effect.lever.label,
                words.size(pair.effect.gain.value),
                words.interval(pair.effect.gain),
                words.size(pair.effect.gain.value - pair.more.value),
                words.size(pair.more.value),
                words.interval(pair.more),
                mass_text(pair.effect.lever.mass),
            )
            for pair in self.pairs
        )
        extra = [(pair.more.value, pair.more.low, pair.more.high) for pair in self.pairs]
        best = {
            next((place for place, pair in enumerate(self.pairs) if pair.one.buyable == buyable), 0)
            for buyable in (True, False)
        }
        return TextTable(
            name="pairs",
            title="Two together",
            heads=("", words.head, "95 % interval", "sum of both", "beyond it", "95 % interval", "landed"),
            rows=rows,
            records=tuple(
                {
                    **self._record(pair.effect),
                    "one": pair.one.label,
                    "other": pair.other.label,
                    "beyond_sum": None if math.isnan(more) else more,
                    "beyond_sum_low": low,
                    "beyond_sum_high": high,
                }
                for pair, (more, low, high) in zip(self.pairs, extra, strict=True)
            ),
            right=(1, 2, 3, 4, 5, 6),
            chief=frozenset(best),
            note="Sum of both: what each brings alone, added up; beyond it: what they bring more together.",
        )


def lever_from(record: Any) -> Lever:
    """A lever as a study keeps it."""
    return Lever(
        record["label"],
        record["sort"],
        record["must_have"],
        record["subject"],
        relief=record["relief"],
        mass=record["mass_kg"],
    )


def as_record(lever: Lever) -> dict[str, object]:
    """What a study keeps of a lever, as JSON can hold it."""
    return {
        "label": lever.label,
        "sort": lever.sort,
        "must_have": lever.must_have,
        "subject": lever.subject,
        "relief": lever.relief,
        "mass_kg": lever.mass,
    }

"""One scenario under many draws: what comes out, how sure that is, and which run is a typical one."""

from __future__ import annotations

import contextlib
import math
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import ClassVar, Self

import numpy as np

from sim.result.goals import Goal, goals_of
from sim.result.kpis import ordered, shown
from sim.result.milestones import chief, planned
from sim.station.kpi import Detail
from sim.study.ensembles import milestones
from sim.study.ensembles.deciding import Dated, Decided, decided
from sim.study.ensembles.telling import QUANTILE_HEADS, Telling, quantile_cells, share_cells, share_text
from sim.study.findings import Findings, Header, TextTable
from sim.study.replicates.measures import FloatArray, Measure, goal_measure
from sim.study.replicates.sample import Sample, sample
from sim.study.replicates.store import Store
from sim.study.replicates.task import Record
from sim.study.replicates.variants import Variant, Vary
from sim.study.statistics import BANDS, Estimate, mean, quantiles, share_up_to
from sim.study.wording import counted, joined

_LUCK = "lives, repairs and rejects"
_DRAWN = {
    "random": _LUCK,
    "parameters": "{} uncertain parameters",
    "both": _LUCK + " and of {} uncertain parameters",
}
"""What is drawn anew in each replicate, in words."""
_REPEATED = frozenset({"--set", "--until"})
"""Options of a study that one of its replicates alone needs, too."""


@dataclass(frozen=True, eq=False)
class Ensemble(Findings):
    """One scenario under many draws.

    Attributes:
        header: What was asked.
        sample: What came of its replicates.
    """

    kind: ClassVar[str] = "ensemble"

    header: Header
    sample: Sample

    @classmethod
    def read(cls, header: Header, store: Store) -> Self:
        """What it found, from its replicates.

        Raises:
            StoreError: They cannot be read.
        """
        return cls(header, sample(store, header.variants[0], range(header.settings["n"])))

    def __len__(self) -> int:
        """How many replicates ended well."""
        return len(self.sample)

    def __getitem__(self, measure: str) -> FloatArray:
        """Values of a measure in the replicates, shape (n,), as of :meth:`Sample.__getitem__`."""
        return self.sample[measure]

    @property
    def measures(self) -> dict[str, Measure]:
        """What was read from every replicate, by name: goals first, then KPIs in their one order."""
        return ordered_measures(self.sample)

    @cached_property
    def telling(self) -> Telling:
        """Writes its values."""
        return Telling(self.header.start, self.header.end)

    @property
    def goals(self) -> tuple[tuple[Goal, Measure], ...]:
        """The goals of the scenario that some replicate can be judged by, the chief one first.

        That all structures stand is none where there are none.
        """
        scenario = self.header.variants[0].scenario
        found = [(goal, goal_measure(goal)) for goal in goals_of(scenario) if goal.name or scenario.shelter.structures]
        return tuple((goal, self.sample.measures[name]) for goal, name in found if name in self.sample.measures)

    @cached_property
    def milestones(self) -> tuple[Dated, ...]:
        """The milestones of the scenario with the measures of their dates: stages, then goals; none without any."""
        there = self.sample.measures
        named = [(one, milestones.measure_of(one)) for one in planned(self.header.variants[0].scenario)]
        return tuple((one, there[name]) for one, name in named if name in there)

    @property
    def chief_milestone(self) -> Dated:
        """The milestone that stands for all: the last stage that half of the runs reach, else the first one.

        Raises:
            IndexError: There are no milestones.
        """
        middle = {one.key: float(np.median(self[measure.name])) for one, measure in self.milestones}
        times = {key: when for key, when in middle.items() if math.isfinite(when)}
        key = chief([one for one, _ in self.milestones], times.get).key
        return next(one for one in self.milestones if one[0].key == key)

    @cached_property
    def decided(self) -> Decided:
        """Which missions and assumptions decide when milestones come."""
        return decided(self.header, self.sample, self.milestones)

    def by(self, measure: str, hours: float) -> Estimate:
        """In which share of the runs a date was reached by a moment, with its interval.

        Args:
            measure: Name of a measure that is a date.
            hours: The moment, since the start [h].
        """
        return share_up_to(self.sample[measure], hours)

    @cached_property
    def typical(self) -> int | None:
        """Number of the replicate that lies nearest to the middle in all chief measures; None where none ended well."""
        if not len(self):
            return None
        names = [measure.name for _, measure in self.goals] + shown(self.sample.measures, Detail.CHIEF, short=True)
        away = np.zeros(len(self))
        for values in (self.sample[name] for name in dict.fromkeys(names)):
            if np.isnan(values).any() or np.all(values == values[0]):
                continue
            # Ranks, those of equal values alike: dates, masses and shares have no measure in common.
            rank = np.searchsorted(np.sort(values), values, side="left") / len(values)
            away += (rank - np.median(rank)) ** 2
        return int(self.sample.numbers[int(np.argmin(away))])

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it found: each goal with its chance, what may go wrong, which run is typical."""
        if not len(self):
            return (f"None of {counted(len(self.sample.failures), 'replicate')} ended well.",)
        draws = f"Over {counted(len(self), 'draw')} of {self.drawn}"
        said = {measure.name for _, measure in self.milestones}
        found = [*self._milestones(), *(self._goal(*one) for one in self.goals if one[1].name not in said)]
        if not found:
            return (f"{draws}: no goal is named and nothing is to be built; the table says where its figures lie.",)
        return (f"{draws}: {found[0]}", *(f"{text[:1].upper()}{text[1:]}" for text in found[1:]))

    @property
    def remarks(self) -> tuple[str, ...]:
        """Replicates that failed, and what the ranges are."""
        return failed_words(self.sample.failures, self.header)

    @property
    def tables(self) -> tuple[TextTable, ...]:
        """Milestones and what decides them, goals with their chances, then all measures with their quantiles."""
        found = [self._goals_table(), self._quantiles_table()]
        if self.milestones and len(self):
            there = milestones.table(self.milestones, self.sample, self.header, self.telling)
            found = [there, self.decided.table(), *found]
        return tuple(table for table in found if table.rows)

    @property
    def drawn(self) -> str:
        """What is drawn anew in each replicate, in words."""
        return drawn_words(self.header.drawing.vary, self.variants[0])

    def _milestones(self) -> list[str]:
        """What is said of milestones: the chief one, and what decides it; the table has the others."""
        if not self.milestones:
            return []
        about, measure = self.chief_milestone
        first = milestones.sentence(about, measure, self.sample, self.header, self.telling)
        return [text for text in (first, self.decided.sentence(about)) if text]

    def _goal(self, goal: Goal, measure: Measure) -> str:
        """What is said of a goal: how likely, and when."""
        values, telling = self.sample[measure.name], self.telling
        until = self.header.drawing.until_h
        name = f"the goal {goal.name} is reached" if goal.name else goal.what
        due = goal.due if goal.due is not None and goal.due < until else None
        text = f"{name} by {telling.date(due or until)} in {share_text(self.by(measure.name, due or until))} of runs"
        if due is not None:
            text += f", by the end, {telling.end}, in {share_text(self.by(measure.name, until))}"
        low, middle, high = quantiles(values, (0.05, 0.5, 0.95))
        if math.isinf(middle.value):
            if not np.isfinite(values).any():
                return f"{text}: in none of them by the end."
            first = "" if math.isinf(low.value) else f" in 5 % by {telling.value(measure, low.value)},"
            return f"{text};{first} in more than half of them not by the end."
        late = telling.value(measure, high.value)
        return (
            f"{text}; in half of them by {telling.value(measure, middle.value)}, in 5 % by "
            f"{telling.value(measure, low.value)}, in 95 % {late if late.startswith('not') else f'by {late}'}."
        )

    def _goals_table(self) -> TextTable:
        until = self.header.drawing.until_h
        rows, records = [], []
        for goal, measure in self.goals:
            values, telling = self.sample[measure.name], self.telling
            there = self.by(measure.name, until)
            in_time = None if goal.due is None or goal.due > until else self.by(measure.name, goal.due)
            spread = quantiles(values, BANDS)
            rows.append(
                (
                    measure.label,
                    "-" if goal.due is None else telling.date(goal.due),
                    "-" if in_time is None else share_text(in_time),
                    share_text(there),
                    *(telling.value(measure, one.value) for one in spread),
                )
            )
            records.append(
                {
                    "measure": measure.name,
                    "label": measure.label,
                    "due": telling.iso(goal.due),
                    **share_cells("by_due", in_time),
                    **share_cells("by_end", there),
                    **quantile_cells(telling.iso(one.value) for one in spread),
                }
            )
        return TextTable(
            name="goals",
            title="Goals",
            heads=("goal", "due", "by then", f"by {self.telling.end}", *QUANTILE_HEADS),
            rows=tuple(rows),
            records=tuple(records),
            right=(1, 2, 3, *range(4, 4 + len(BANDS))),
            chief=self._goals_beside(),
            note="Dates by which so many percent of the runs are there; runs that are not count as after the end.",
        )

    def _goals_beside(self) -> frozenset[int] | None:
        """Places of the goals that are no milestones, which have a table of their own; None where there are none."""
        said = {measure.name for _, measure in self.milestones}
        return frozenset(place for place, one in enumerate(self.goals) if one[1].name not in said) if said else None

    def _quantiles_table(self) -> TextTable:
        rows, records = [], []
        names = list(self.measures)
        for name, measure in self.measures.items():
            values = self.sample[name]
            values = values[~np.isnan(values)]
            if not values.size:
                continue
            spread = quantiles(values, BANDS)
            middle = spread[BANDS.index(0.5)]
            average = mean(values) if np.isfinite(values).all() else None
            rows.append((measure.label, *(self.telling.value(measure, one.value) for one in spread)))
            records.append(
                {
                    "measure": name,
                    "label": measure.label,
                    "unit": "h" if measure.is_date else measure.unit,
                    "n": int(values.size),
                    **quantile_cells(one.value for one in spread),
                    "q50_low": middle.low,
                    "q50_high": middle.high,
                    "mean": None if average is None else average.value,
                    "mean_low": None if average is None else average.low,
                    "mean_high": None if average is None else average.high,
                }
            )
        chief = set(shown(names, Detail.WIDE, short=True))
        listed = [record["measure"] for record in records]
        return TextTable(
            name="quantiles",
            title="Outcomes",
            heads=("", *QUANTILE_HEADS),
            rows=tuple(rows),
            records=tuple(records),
            right=tuple(range(1, 1 + len(BANDS))),
            chief=frozenset(place for place, name in enumerate(listed) if name in chief),
            note="Below each value lie so many percent of the runs.",
        )


def ordered_measures(*samples: Sample) -> dict[str, Measure]:
    """The measures of some samples, by name: goals first, then KPIs in their one order."""
    there = {name: one for each in samples for name, one in each.measures.items()}
    goals = [goal_measure(goal) for each in samples for goal in goals_of(each.variant.scenario)]
    first = [name for name in dict.fromkeys(goals) if name in there]
    return {name: there[name] for name in (*first, *ordered(set(there) - set(first)))}


def failed_words(failures: Sequence[Record], header: Header) -> tuple[str, ...]:
    """That replicates failed, why, and how one of them is repeated alone; nothing where none did."""
    if not failures:
        return ()
    reasons: dict[str, list[int]] = {}
    for record in failures:
        reasons.setdefault(str(record.error), []).append(record.number)
    told = [f"{text} (replicate {joined([str(n) for n in numbers[:3]])})" for text, numbers in reasons.items()]
    return (
        f"{counted(len(failures), 'replicate')} failed and count{'s' if len(failures) == 1 else ''} for nothing: "
        f"{'; '.join(told[:3])}. Alone: {_alone(failures[0], header)}",
    )


def _alone(record: Record, header: Header) -> str:
    """The command that runs a replicate alone: with the changes and the span that the study was asked for."""
    sources = {variant.key: variant.scenario.shown for variant in header.variants}
    drawing, words = header.drawing, []
    # A command that was written by hand need not be one.
    with contextlib.suppress(ValueError):
        words = shlex.split(header.command)
    parts = ["ilrs", "run", sources.get(record.variant, header.name)]
    for option, value in pairwise(words):
        if option in _REPEATED:
            parts += [option, value]
    parts += ["--seed", str(drawing.seed), "--replicate", str(record.number), "--vary", drawing.vary]
    return shlex.join(parts)


def drawn_words(vary: Vary, *variants: Variant) -> str:
    """What is drawn anew in each replicate, in words: of parameters, those that any of some variants has."""
    from sim.scenario.draws import uncertain

    names = () if vary == "random" else {name for one in variants for name in uncertain(one.scenario)}
    text = _DRAWN[vary].format(len(names))
    if any(one.scenario.campaign is not None for one in variants):
        text = text.replace(_LUCK, "lives, repairs, rejects and missions")
    return text

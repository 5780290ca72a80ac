"""What a sensitivity study found: which assumptions decide some figures, and which may be anything in their range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Self

from sim.extras import MissingExtraError
from sim.result import Result, simulate
from sim.result.number_text import percent
from sim.scenario import Scenario
from sim.scenario.draws import uncertain
from sim.study.ensembles.telling import Telling
from sim.study.errors import StudyError
from sim.study.findings import Findings, Header, TextTable
from sim.study.replicates.store import Store
from sim.study.replicates.task import drawn_scenario
from sim.study.sensitivity.design import OTHERS, Design
from sim.study.sensitivity.names import Assumption, assumptions_of
from sim.study.sensitivity.outcomes import Outcome, behind, outcome_of, read_rows
from sim.study.sensitivity.words import decisive, ends_text, sentences_of, size
from sim.study.statistics import Estimate, StatisticsError
from sim.study.wording import counted, joined

CHIEF_ROWS = 12
"""Parameters of the screening that are shown where there is no room for all."""


@dataclass(frozen=True, eq=False)
class Sensitivity(Findings):
    """Which assumptions decide some figures of a scenario.

    Attributes:
        header: What was asked.
        design: What was run.
        outcomes: What was found of each figure, in the order in which they were asked for.
        failures: Replicates that failed: number and error.
    """

    kind: ClassVar[str] = "sensitivity"

    header: Header
    design: Design
    outcomes: tuple[Outcome, ...]
    failures: tuple[tuple[int, str], ...] = ()

    @classmethod
    def read(cls, header: Header, store: Store) -> Self:
        """What it found, from its replicates.

        Raises:
            StoreError: They cannot be read.
            StudyError: Too few ended well, or the libraries of the extra ``study`` are not installed.
        """
        settings, variant = header.settings, header.variants[0]
        own = tuple(settings["own"])
        names = tuple(uncertain(variant.scenario))
        design = Design(names, settings["trajectories"], settings["samples"], header.drawing.seed, own)
        kpis = settings["kpis"]
        try:
            wanted = [*kpis, *(name for kpi in kpis for name in behind(kpi, variant.scenario))]
            rows = read_rows(store, variant.key, design, wanted)
            until = header.drawing.until_h
            outcomes = tuple(outcome_of(kpi, variant.scenario, rows, design, until) for kpi in kpis)
        except (StatisticsError, MissingExtraError) as error:
            raise StudyError(str(error)) from error
        failures = tuple((record.number, str(record.error)) for record in rows.failures)
        return cls(header, design, outcomes, failures)

    def __getitem__(self, measure: str) -> Outcome:
        """What was found of a figure.

        Raises:
            KeyError: It was not asked for.
        """
        found = {one.asked.name: one for one in self.outcomes}
        if measure not in found:
            raise KeyError(f"'{measure}' was not asked for; there are: {', '.join(found)}")
        return found[measure]

    @property
    def scenario(self) -> Scenario:
        """The scenario with all parameters as they are written."""
        return self.header.variants[0].scenario

    @cached_property
    def assumptions(self) -> Mapping[str, Assumption]:
        """The uncertain parameters in words, by name."""
        return assumptions_of(self.scenario)

    @cached_property
    def telling(self) -> Telling:
        """Writes its values."""
        return Telling(self.header.start, self.header.end)

    def run_of(self, number: int) -> Result:
        """Run one of its replicates alone, with its histories.

        Args:
            number: Its number.

        Raises:
            DrawError: What it draws does not go together.
            KeyError: It is none of this study.
        """
        design, drawing, variant = self.design, self.header.drawing, self.header.variants[0]
        plans = (*design.wanted_luck(variant), *design.wanted_screening(variant), *design.wanted_sharing(variant))
        wanted = next((one for one in plans if one.number == number), None)
        if wanted is None:
            raise KeyError(f"no replicate {number} in this study")
        alone = wanted.quantiles is None
        scenario = drawn_scenario(self.scenario, drawing.seed, number if alone else None, wanted.quantiles)
        return simulate(scenario, seed=drawing.seed, replicate=number if alone else 0, until=drawing.until_h)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it found: what decides, what may be anything, what is luck, what to measure next; figure by figure."""
        found: list[str] = []
        for outcome in self.outcomes:
            found += sentences_of(outcome, self.assumptions, self.design.others, self.telling)
        return tuple(found)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Replicates that failed, and what is left out for it."""
        if not self.failures:
            return ()
        reasons: dict[str, list[int]] = {}
        for number, error in self.failures:
            reasons.setdefault(error, []).append(number)
        told = [f"{text} (number {joined([str(n) for n in numbers[:3]])})" for text, numbers in reasons.items()]
        dropped = []
        for outcome in self.outcomes[:1]:
            if outcome.screening is not None and outcome.screening.dropped:
                dropped.append(f"{outcome.screening.dropped} of {self.design.trajectories} trajectories")
            if outcome.indices is not None and outcome.indices.dropped:
                dropped.append(f"{outcome.indices.dropped} of {self.design.base} samples")
        left = f"; {joined(dropped)} are left out for it" if dropped else ""
        more = "" if len(told) <= 3 else f" and {len(told) - 3} other reasons"
        return (
            f"{counted(len(self.failures), 'replicate')} failed{left}: {'; '.join(told[:3])}{more}. Alone, from "
            "Python: found.run_of(NUMBER), where found is this study",
        )

    @property
    def tables(self) -> tuple[TextTable, ...]:
        """Shares of the variance, then effects of all parameters, then the figures themselves."""
        tables = (self._shares_table(), self._effects_table(), self._figures_table())
        return tuple(table for table in tables if table.rows)

    def _shares_table(self) -> TextTable:
        rows: list[tuple[str, ...]] = []
        records: list[Mapping[str, object]] = []
        faint = set()
        for outcome in self.outcomes:
            if not outcome.varies:
                continue
            sure = set(decisive(outcome))
            for name in (*outcome.ranked, *((OTHERS,) if outcome.others is not None else ())):
                first, total = outcome.first(name), outcome.total(name)
                assert first is not None
                assert total is not None
                if name != OTHERS and name not in sure:
                    faint.add(len(rows))
                rows.append((*self._lead(outcome), *self._about(name), _share_text(first), _share_text(total)))
                records.append(
                    {
                        **_figure_cells(outcome),
                        **self._cells(name),
                        **_estimate_cells("first", first),
                        **_estimate_cells("total", total),
                        "luck": outcome.luck_share.value,
                    }
                )
        lead = 1 if len(self.outcomes) > 1 else 0
        return TextTable(
            name="shares",
            title="Shares of the variance",
            heads=(
                *(("figure",) * lead),
                *("assumption", "of", "value and range", "known", "by itself", "in total"),
            ),
            rows=tuple(rows),
            records=tuple(records),
            right=tuple(lead + place for place in (4, 5)),
            faint=frozenset(faint),
            note="By itself: what would go if it were known. In total: with what it does together with others, luck "
            "among it. With 95 % intervals. Grey: within its noise.",
        )

    def _effects_table(self) -> TextTable:
        rows: list[tuple[str, ...]] = []
        records: list[Mapping[str, object]] = []
        faint, chief = set(), set()
        for outcome in self.outcomes:
            if outcome.screening is None:
                continue
            for place, name in enumerate(outcome.screening.ranked):
                found = outcome.effect(name)
                assert found is not None
                effect, mean, sigma = found
                if effect.value <= outcome.luck_effect:
                    faint.add(len(rows))
                if place < CHIEF_ROWS and effect.value > 0.0:
                    chief.add(len(rows))
                rows.append((*self._lead(outcome), *self._about(name), *self._effect_texts(outcome, found)))
                records.append(
                    {
                        **_figure_cells(outcome),
                        "rank": place + 1,
                        **self._cells(name),
                        **_estimate_cells("effect", effect),
                        "mean_effect": mean,
                        "sigma": sigma,
                        "luck_effect": outcome.luck_effect,
                        "own_share": name in (self.design.own or ()),
                    }
                )
        lead = 1 if len(self.outcomes) > 1 else 0
        return TextTable(
            name="effects",
            title="Effects from end to end of a range",
            heads=(
                *(("figure",) * lead),
                *("assumption", "of", "value and range", "known", "moves it by", "on average", "spread"),
            ),
            rows=tuple(rows),
            records=tuple(records),
            right=tuple(lead + place for place in (4, 5, 6)),
            faint=frozenset(faint),
            chief=frozenset(chief),
            note="Moves it by: mean size of the change, whichever way, with its 95 % interval. On average: with "
            "its sign. Spread: large where it depends on other assumptions, or on luck. Grey: no more than luck does.",
        )

    def _figures_table(self) -> TextTable:
        rows: list[tuple[str, ...]] = []
        records: list[Mapping[str, object]] = []
        for outcome in self.outcomes:
            measure, telling = outcome.measure, self.telling
            texts = [size(measure, value, telling) for value in (outcome.spread, outcome.luck.value)]
            values = [telling.value(measure, value) for value in (outcome.nominal, outcome.mean)]
            late = f"{100 * outcome.late:.0f} %" if outcome.asked.is_date else "-"
            rows.append((measure.label, *values, *texts, late))
            records.append(
                {
                    **_figure_cells(outcome),
                    "nominal": outcome.nominal,
                    "mean": outcome.mean,
                    "spread": outcome.spread,
                    **_estimate_cells("luck", outcome.luck),
                    "asked_late": outcome.late,
                }
            )
        return TextTable(
            name="figures",
            title="The figures",
            heads=("", "as written", "mean", "standard deviation", "of luck alone", "after the end"),
            rows=tuple(rows),
            records=tuple(records),
            right=(1, 2, 3, 4, 5),
            note="As written: replicate 0 with all assumptions as they are written. Mean and standard deviation: over "
            "all ranges. After the end: draws that do not reach a date that was asked for.",
        )

    def _lead(self, outcome: Outcome) -> tuple[str, ...]:
        return (outcome.measure.label,) if len(self.outcomes) > 1 else ()

    def _about(self, name: str) -> tuple[str, str, str, str]:
        if name == OTHERS:
            return (f"the other {len(self.design.others)} together", "", "", "")
        one = self.assumptions[name]
        return one.what, one.asset, one.spread, one.known

    def _cells(self, name: str) -> dict[str, Any]:
        if name == OTHERS:
            return {"parameter": OTHERS, "label": f"the other {len(self.design.others)} together"}
        one = self.assumptions[name]
        quantity = one.parameter.quantity
        low, high = quantity.range or (None, None)
        return {
            "parameter": name,
            "key": one.parameter.keys[0],
            "label": one.what,
            "asset": one.asset,
            "value": quantity.value,
            "low": low,
            "high": high,
            "unit": quantity.unit,
            "basis": quantity.basis,
            "known": one.known,
        }

    def _effect_texts(self, outcome: Outcome, found: tuple[Estimate, float, float]) -> tuple[str, ...]:
        effect, mean, sigma = found
        measure, telling = outcome.measure, self.telling
        absolute = replace(effect, low=effect.low or 0.0)
        return (
            f"{size(measure, effect.value, telling)} ({telling.differences(measure, absolute).replace('+', '')})",
            telling.difference(measure, mean),
            size(measure, sigma, telling),
        )


def _figure_cells(outcome: Outcome) -> dict[str, object]:
    measure = outcome.measure
    return {
        "asked": outcome.asked.name,
        "measure": measure.name,
        "unit_of_measure": "h" if measure.is_date else measure.unit,
    }


def _share_text(share: Estimate) -> str:
    if share.low is None or share.high is None:
        return "-"
    return f"{percent(max(0.0, share.value))} ({ends_text(share)})"


def _estimate_cells(name: str, found: Estimate) -> dict[str, float | None]:
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}

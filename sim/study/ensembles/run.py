"""Running an ensemble: so many replicates, or as many as it takes until an interval is narrow enough."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.result import Case, produce
from sim.result.goals import LAID
from sim.scenario import Scenario
from sim.scenario.problems import suggestion
from sim.study.ensembles.ensemble import Ensemble
from sim.study.errors import StudyError
from sim.study.findings import Header
from sim.study.replicates.measures import Measure
from sim.study.replicates.sample import sample
from sim.study.replicates.study import Execution, Study, Watch, each, opened
from sim.study.replicates.task import drawn_case
from sim.study.replicates.variants import Drawing, Variant
from sim.study.statistics import StoppingRule, stops_at
from sim.study.study_folder import Figures, conclude

MOST = 10_000
"""Most replicates that are run until an interval is narrow enough, where no number is given."""


@dataclass(frozen=True)
class Narrow:
    """When to stop: an interval is to be no wider than so much.

    Attributes:
        measure: Name of the measure; of a date it is the median that is looked at, else the mean.
        width: How wide the interval may be [d of dates, % where that is its unit, else the measure's unit].
        unit: ``d``, ``%``, or empty for the measure's own.
        text: The same as it was given.
    """

    measure: str
    width: float
    unit: str
    text: str

    def rule(self, measure: Measure) -> StoppingRule:
        """The rule that looks for it.

        Raises:
            StudyError: The unit is not that of the measure.
        """
        share = measure.unit == "1" and not measure.count
        if (self.unit == "d" and not measure.is_date) or (self.unit == "%" and not share):
            raise StudyError(f"'{self.text}': {measure.label} is given in {_unit_of(measure)}")
        width = self.width * (24.0 if measure.is_date else 0.01 if self.unit == "%" else 1.0)
        return StoppingRule(width, quantile=0.5 if measure.is_date else None)


def _unit_of(measure: Measure) -> str:
    if measure.is_date:
        return "days, such as 20 d"
    if measure.unit == "1":
        return "pieces" if measure.count else "shares, such as 0.02 or 2 %"
    return measure.unit


def ensemble(
    scenario: Scenario,
    drawing: Drawing,
    n: int | None,
    *,
    narrow: Narrow | None = None,
    label: str | None = None,
    execution: Execution,
    watch: Watch | None = None,
    command: str = "",
    figures: Figures | None = None,
) -> tuple[Ensemble | None, Path | None]:
    """Run a scenario under many draws.

    Args:
        scenario: The scenario.
        drawing: How replicates are drawn.
        n: How many; with ``narrow``, at most so many.
        narrow: Stop as soon as an interval is narrow enough.
        label: What it is called (default: its title).
        execution: Where it runs.
        watch: Told how it goes on.
        command: The command that repeats it.
        figures: Draws its figures into its folder.

    Returns:
        What it found, and its folder; None of a shard, which finds nothing by itself, and without an ``out``.

    Raises:
        StudyError: It cannot be run as asked.
        StoreError, PoolError, ProgramError: It cannot go on; what was run is kept.
    """
    variant = Variant.of(scenario, label)
    if narrow is not None and execution.shard is not None:
        raise StudyError("a shard cannot know when an interval of all is narrow enough: give -n instead")
    with opened("ensemble", scenario.name, drawing, variant.key, execution, watch) as study:
        if narrow is None:
            done = n or 0
            study.need(each([variant], range(done)))
        else:
            done = _until_narrow(study, variant, narrow, MOST if n is None else n)
        if execution.shard is not None:
            return None, study.folder
        settings = {"n": done, "until_width": None if narrow is None else narrow.text}
        header = Header("ensemble", scenario.name, variant.label, drawing, (variant,), settings, command)
        return conclude(Ensemble, header, study, figures)


def _until_narrow(study: Study, variant: Variant, narrow: Narrow, most: int) -> int:
    """Run replicates until an interval is narrow enough; how many there are then.

    Looks lie at fixed numbers of replicates, so that nothing depends on how many run at once.
    """
    done = 0
    rule: StoppingRule | None = None
    while done < most:
        done = min(most, 2 if rule is None else rule.next_look(done))
        study.need(each([variant], range(done)))
        found = sample(study.store, variant, range(done))
        if not len(found) and rule is None:
            raise StudyError(
                f"no replicate ended well: {found.failures[0].error if found.failures else 'none was run'}"
            )
        if narrow.measure not in found.measures:
            near = suggestion(narrow.measure, found.measures, what="there are")
            raise StudyError(f"there is no figure '{narrow.measure}' of this scenario{near}")
        rule = rule or narrow.rule(found.measures[narrow.measure])
        values = found[narrow.measure]
        if stops_at(values[~np.isnan(values)], rule) is not None:
            break
    return done


def narrow_of(text: str) -> Narrow:
    """Read how narrow an interval is to be: ``shelter.wall.complete=20 d``, ``bricks.laid=2000``.

    Raises:
        StudyError: It says no such thing.
    """
    name, _, width = (part.strip() for part in text.partition("="))
    match = re.fullmatch(r"(\d+(?:\.\d*)?|\.\d+)\s*(d|%)?", width)
    if not name or match is None or float(match[1]) <= 0:
        raise StudyError(f"'{text}' does not say how narrow: write KPI=WIDTH, such as shelter.wall.complete='20 d'")
    return Narrow(name, float(match[1]), match[2] or "", text)


def keep_traces(found: Ensemble, number: int, out: Path, progress: Callable[[float], None]) -> list[Path]:
    """Run some replicates again with their histories, into run folders: those at equal steps from best to worst.

    Args:
        found: The ensemble.
        number: How many.
        out: Root under which results go.
        progress: Called with the share that is done, 0 to 1.

    Returns:
        The run folders, from the best of the chief goal to the worst.
    """
    chosen = at_equal_steps(found, number)
    folders = []
    for place, replicate in enumerate(chosen):
        progress(place / len(chosen))
        drawing, scenario = found.header.drawing, found.variants[0].scenario
        case = Case(scenario, drawing.seed, replicate, drawing.until_h)
        folders.append(produce(drawn_case(case, drawing.vary), out).folder)
    return folders


def at_equal_steps(found: Ensemble, number: int) -> list[int]:
    """Numbers of replicates that lie at equal steps among all, from the best of the chief goal to the worst."""
    if not number or not len(found):
        return []
    # Where many do not reach it, what they have laid by the end tells them apart.
    rest = found[LAID] if LAID in found.measures else np.zeros(len(found))
    order = np.lexsort((found.sample.numbers, -rest, found[found.sample.chief.name]))
    places = np.unique(np.rint(np.linspace(0, len(found) - 1, min(number, len(found)))).astype(int))
    return [int(found.sample.numbers[order[place]]) for place in places]

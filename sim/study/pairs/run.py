"""Running several scenarios under the same draws: so many pairs, or as many as it takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.scenario import Scenario, diff
from sim.scenario.problems import suggestion
from sim.study import wording
from sim.study.ensembles.run import MOST, Narrow
from sim.study.errors import ComparisonError, StudyError, too_few
from sim.study.findings import Header
from sim.study.labels import checked, scenario_labels
from sim.study.pairs.difference import differences
from sim.study.pairs.pairs import ALIKE, Pairs
from sim.study.replicates.sample import paired, sample
from sim.study.replicates.study import Execution, Study, Watch, each, opened
from sim.study.replicates.variants import Drawing, Variant
from sim.study.statistics import StoppingRule, stops_at
from sim.study.study_folder import Figures, conclude


def pairs(
    scenarios: Sequence[Scenario],
    drawing: Drawing,
    n: int | None,
    *,
    narrow: Narrow | None = None,
    labels: Sequence[str] | None = None,
    execution: Execution,
    watch: Watch | None = None,
    command: str = "",
    figures: Figures | None = None,
) -> tuple[Pairs | None, Path | None]:
    """Run several scenarios under the same draws.

    Args:
        scenarios: The scenarios; the others are compared with the first.
        drawing: How replicates are drawn.
        n: How many of each; with ``narrow``, at most so many.
        narrow: Stop as soon as the interval of the difference of a measure to the first is narrow enough, for all.
        labels: What each is called (default: as in a comparison of single runs).
        execution: Where they run.
        watch: Told how it goes on.
        command: The command that repeats it.
        figures: Draws its figures into its folder.

    Returns:
        What it found, and its folder; None of a shard, which finds nothing by itself, and without an ``out``.

    Raises:
        ComparisonError: The scenarios cannot be compared, or the labels are not one for each.
        StudyError: It cannot be run as asked.
        StoreError, PoolError, ProgramError: It cannot go on; what was run is kept.
    """
    if len(scenarios) < 2:
        raise too_few(len(scenarios))
    called = checked(labels, len(scenarios)) if labels else scenario_labels(scenarios)
    _require_different(scenarios, called)
    variants = tuple(Variant(label, scenario) for label, scenario in zip(called, scenarios, strict=True))
    if narrow is not None and execution.shard is not None:
        raise StudyError("a shard cannot know when an interval of all is narrow enough: give -n instead")
    name, keys = scenarios[0].name, [variant.key for variant in variants]
    with opened("compare", name, drawing, keys, execution, watch) as study:
        if narrow is None:
            done = n or 0
            study.need(each(variants, range(done)))
        else:
            done = _until_narrow(study, variants, narrow, MOST if n is None else n)
        if execution.shard is not None:
            return None, study.folder
        settings = {
            "n": done,
            "until_width": None if narrow is None else narrow.text,
            ALIKE: unlike(variants, drawing),
        }
        title = f"{called[0]} against {wording.joined(called[1:])}" if len(called) < 4 else f"{called[0]} and others"
        header = Header("compare", name, title, drawing, variants, settings, command)
        return conclude(Pairs, header, study, figures)


def unlike(variants: Sequence[Variant], drawing: Drawing) -> list[str]:
    """What scenarios should share and do not, in a sentence each, and what is done about it."""
    labels = [variant.label for variant in variants]
    scenarios = [variant.scenario for variant in variants]
    starts = [dt.datetime.combine(one.start, dt.time()) for one in scenarios]
    facts = {
        "sites": ([one.site.name for one in scenarios], ""),
        "starts": (
            [f"{one:%Y-%m-%d}" for one in starts],
            "differences of dates are those of the time since each one's start",
        ),
        "ends": (
            [f"{one.end:%Y-%m-%d}" for one in scenarios],
            f"each runs for {drawing.until_h / 24.0:,.0f} d, as long as all of them do",
        ),
        "seeds": (
            [str(one.seed) for one in scenarios],
            f"all draw with seed {drawing.seed}, so that chance is the same for all",
        ),
    }
    return [
        wording.differ(what, labels, values) + (f": {remedy}" if remedy else "")
        for what, (values, remedy) in facts.items()
        if len(set(values)) > 1
    ]


def _require_different(scenarios: Sequence[Scenario], labels: Sequence[str]) -> None:
    """Refuse two scenarios that would run alike in every draw.

    Raises:
        ComparisonError: There are such.
    """
    for place, one in enumerate(scenarios):
        for before, other in enumerate(scenarios[:place]):
            if not [change for change in diff(other, one) if change.key != "seed"]:
                raise ComparisonError(
                    f"numbers {before + 1} and {place + 1} ({labels[before]}) are the same scenario, which draws the "
                    "same: leave one out"
                )


def _until_narrow(study: Study, variants: Sequence[Variant], narrow: Narrow, most: int) -> int:
    """Run pairs until the interval of every difference is narrow enough; how many there are then.

    Looks lie at fixed numbers of replicates, so that nothing depends on how many run at once.
    """
    done = 0
    rule: StoppingRule | None = None
    while done < most:
        done = min(most, 2 if rule is None else rule.next_look(done))
        study.need(each(variants, range(done)))
        first, *others = paired(*(sample(study.store, variant, range(done)) for variant in variants))
        if not len(first) and rule is None:
            raise StudyError("no pair ended well: run one of the scenarios alone to see why (ilrs run)")
        if narrow.measure not in first.measures:
            near = suggestion(narrow.measure, first.measures, what="there are")
            raise StudyError(f"there is no figure '{narrow.measure}' of {first.variant.label}{near}")
        measure = first.measures[narrow.measure]
        # Of a difference it is the mean that is looked at, of dates too.
        rule = rule or StoppingRule(narrow.rule(measure).width)
        found = [differences(first, one, study.drawing.until_h, {measure.name: measure}) for one in others]
        missing = [one.variant.label for one, there in zip(others, found, strict=True) if measure.name not in there]
        if missing:
            raise StudyError(f"no draw of {wording.joined(missing)} has a figure '{narrow.measure}' by the end")
        # A difference that is the same in all of many pairs is known.
        looked = [there[measure.name] for there in found]
        if done >= rule.minimum and all(
            bool(np.ptp(one.values) == 0.0) or stops_at(one.values, rule) is not None for one in looked
        ):
            break
    return done

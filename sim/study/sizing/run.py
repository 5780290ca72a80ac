"""Running a sizing: designs are tried with the same draws until the best is found, which is then tried with others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.scenario import Scenario, ScenarioError
from sim.scenario.problems import suggestion
from sim.study.errors import StudyError
from sim.study.findings import Header
from sim.study.replicates.study import Execution, Study, each, opened
from sim.study.replicates.variants import Drawing, Variant
from sim.study.requirement import requirement_of, unit_of
from sim.study.sizing.asked import Asked, Objective, least_runs
from sim.study.sizing.front import find_front, front_of
from sim.study.sizing.search import find_best
from sim.study.sizing.sizing import Sizing
from sim.study.sizing.trials import Point, Score, SpentError, Trials
from sim.study.sizing.tried import Tried, read_tried
from sim.study.sizing.variables import OPTION, Designs, Variable, label_of, variable_of
from sim.study.sizing.watch import SizingWatch
from sim.study.study_folder import Figures, conclude

USUAL_BUDGET = 150
"""Designs that are tried at most, where no number is given."""
USUAL_RUNS = 20
"""Replicates of each design, where no number is given."""
FRESH = 5
"""Fresh draws with which the best design is tried, for each draw of the search, where no number is given."""
USUAL_OBJECTIVE = Objective("station.landed_mass")
"""What is made as small as can be, where nothing is said: what is landed is what a station costs."""
_CHECKS = 6
"""Most designs that are tried with fresh draws until one meets all."""
_AROUND = 12
"""Most designs beside the best whose scenarios are kept in the folder."""


@dataclass(frozen=True)
class Question:
    """How large what must be.

    Attributes:
        variables: What is sized.
        asked: What it must meet, and what makes one design better than another.
        n: Replicates of each design.
        fresh: Replicates more with which the best is tried.
        budget: Most designs that are tried.
    """

    variables: tuple[Variable, ...]
    asked: Asked
    n: int = USUAL_RUNS
    fresh: int = FRESH * USUAL_RUNS
    budget: int = USUAL_BUDGET


def question_of(
    scenario: Scenario,
    drawing: Drawing,
    vary: Sequence[str],
    meet: Sequence[str] = (),
    minimise: Sequence[str] = (),
    maximise: Sequence[str] = (),
    *,
    n: int = USUAL_RUNS,
    fresh: int | None = None,
    budget: int = USUAL_BUDGET,
    surely: bool = False,
) -> Question:
    """Read what is asked.

    Args:
        scenario: The scenario.
        drawing: How replicates are drawn.
        vary: What is sized, ``KEY=LOW:HIGH``, as of :func:`~sim.study.sizing.variables.variable_of`.
        meet: Requirements, as of :func:`~sim.study.requirement.requirement_of`.
        minimise: Names of KPIs of which less is better.
        maximise: Names of KPIs of which more is better.
        n: Replicates of each design.
        fresh: Replicates more with which the best is tried.
        budget: Most designs that are tried.
        surely: Whether the lower end of each interval must reach the share that is asked for.

    Raises:
        ScenarioError: What is to be sized is wrong.
        StudyError: Anything else is.
    """
    variables = tuple(variable_of(scenario, text) for text in vary)
    keys = [variable.key for variable in variables]
    if not keys:
        raise StudyError(f"nothing to size; give {OPTION} KEY=LOW:HIGH")
    if len(set(keys)) < len(keys):
        raise StudyError(f"{OPTION} {next(key for key in keys if keys.count(key) > 1)}: is given twice; give one range")
    requirements = tuple(requirement_of(text, _start(scenario), drawing.until_h, "--meet") for text in meet)
    objectives = tuple(Objective(name) for name in minimise) + tuple(Objective(name, True) for name in maximise)
    for one in objectives:
        unit_of(one.measure, "--maximise" if one.maximise else "--minimise")
    if len({one.measure for one in objectives}) < len(objectives):
        raise StudyError("the same KPI twice is one objective; give it once")
    if len(objectives) > 2:
        raise StudyError(f"{len(objectives)} objectives; give one or two, and put the others into --meet")
    for requirement in requirements if surely else ():
        least = least_runs(requirement.share)
        if least is None:
            raise StudyError(
                f"--surely --meet '{requirement.text}': no number of runs shows all; ask for a share below 100 %"
            )
        if n < least:
            raise StudyError(
                f"--surely --meet '{requirement.text}': {n} of {n} runs would not show {100 * requirement.share:g} % "
                f"yet; give -n {least} or more"
            )
    asked = Asked(requirements, objectives or (USUAL_OBJECTIVE,), surely)
    return Question(variables, asked, n, FRESH * n if fresh is None else fresh, budget)


def _start(scenario: Scenario) -> dt.datetime:
    return dt.datetime.combine(scenario.start, dt.time())


def size(
    scenario: Scenario,
    drawing: Drawing,
    question: Question,
    *,
    execution: Execution,
    watch: SizingWatch | None = None,
    command: str = "",
    figures: Figures | None = None,
) -> tuple[Sizing, Path | None]:
    """Search how large it must be.

    Args:
        scenario: The scenario.
        drawing: How replicates are drawn: the same way for every design.
        question: What is asked.
        execution: Where it runs.
        watch: Told how it goes on.
        command: The command that repeats it.
        figures: Draws its figures into its folder.

    Returns:
        What it found, and its folder; None without an ``out``.

    Raises:
        StudyError: It cannot be run as asked.
        StoreError, PoolError, ProgramError: It cannot go on; what was run is kept.
    """
    if execution.shard is not None:
        raise StudyError("a search cannot be divided into parts: what is tried next depends on what came of the others")
    watch = watch or SizingWatch()
    written = Variant.of(scenario)
    asked = question.asked
    content = [written.key, [variable.as_json for variable in question.variables], asked.as_json]
    with opened("size", scenario.name, drawing, content, execution, watch) as study:
        search = _Search(study, Designs(scenario, question.variables), question, written, watch)
        search.run(drawing.seed)
        settings = {
            "n": question.n,
            "fresh": question.fresh,
            "budget": question.budget,
            "spent": search.trials.spent,
            "variables": [variable.as_json for variable in question.variables],
            "asked": asked.as_json,
            "written": written.key,
            "tried": [
                {"point": list(one.point or ()), "key": one.key, "error": one.error} for one in search.tried.values()
            ],
            "checked": [list(point) for point in search.checked],
        }
        variants = search.variants()
        header = Header("size", scenario.name, f"{written.label}: how large?", drawing, variants, settings, command)
        return conclude(Sizing, header, study, figures)


class _Search:
    """The search in a study: tries designs by running them, and keeps what came of each."""

    def __init__(
        self, study: Study, designs: Designs, question: Question, written: Variant, watch: SizingWatch
    ) -> None:
        self._study = study
        self._designs = designs
        self._question = question
        self._written = written
        self._watch = watch
        self.tried: dict[Point, Tried] = {}
        self.checked: list[Point] = []
        """Designs that were tried with fresh draws."""
        self.trials = Trials([len(one.sizes) for one in question.variables], self._evaluate, question.budget)

    def run(self, seed: int) -> None:
        """Search, and try the best with fresh draws."""
        self._watch.searching(self.trials.likely, self._question.n)
        self._study.need(each([self._written], range(self._question.n)))
        self._require_known()
        if len(self._question.asked.objectives) > 1:
            find_front(self.trials, seed)
            return
        find_best(self.trials)
        self._check()

    def _evaluate(self, points: Sequence[Point]) -> list[Score]:
        question, store = self._question, self._study.store
        variants: dict[Point, Variant] = {}
        errors: dict[Point, str] = {}
        for point in points:
            try:
                variants[point] = self._variant(point)
            except ScenarioError as error:
                errors[point] = str(error.problems[0])
                if not self.tried and len(errors) == len(points):
                    raise
        self._study.need(each(list(variants.values()), range(question.n)))
        for point in points:
            key = variants[point].key if point in variants else None
            self.tried[point] = read_tried(
                store, question.asked.measures, point, key, errors.get(point), range(question.n)
            )
        self._watch.tried(len(self.tried))
        measures = store.measures()
        return [self.tried[point].score(question.asked, measures) for point in points]

    def _variant(self, point: Point) -> Variant:
        return Variant(label_of(self._question.variables, point), self._designs.scenario(point))

    def _require_known(self) -> None:
        """Refuse measures that no run has, once one has been run."""
        known = self._study.store.measures()
        for name in self._question.asked.measures:
            if name not in known:
                if not known:
                    records = list(self._study.store.records(self._written.key))
                    raise StudyError(f"the scenario cannot be run: {records[0].error}")
                raise StudyError(
                    f"there is no figure '{name}' of this scenario{suggestion(name, known, what='there are')}"
                )

    def _check(self) -> None:
        """Try the best designs with fresh draws, from the cheapest, until one meets all with these too.

        Then what lies between that one and the last that does not is halved, as far as designs there are enough.
        """
        found = self.trials.found
        if not self._question.fresh or not self._question.asked.requirements:
            return
        feasible = [point for point, score in found.items() if score.feasible]
        feasible.sort(key=lambda one: (found[one].order, one))
        # Where one fails, those next to it mostly do too: ever more are passed over.
        places = [2**step - 1 for step in range(_CHECKS)]
        failed: Point | None = None
        for point in (feasible[place] for place in places if place < len(feasible)):
            if self._holds(point):
                if failed is not None:
                    self._narrow(failed, point)
                return
            failed = point

    def _narrow(self, failed: Point, holding: Point) -> None:
        found = self.trials.found
        for _ in range(_CHECKS):
            middle = tuple((a + b) // 2 for a, b in zip(failed, holding, strict=True))
            if middle in {failed, holding}:
                return
            try:
                score = self.trials.score(middle)
            except SpentError:
                return
            if not score.feasible:
                failed = middle
            elif score.order >= found[holding].order:
                return
            elif self._holds(middle):
                holding = middle
            else:
                failed = middle

    def _holds(self, point: Point) -> bool:
        """Whether a design meets all with fresh draws."""
        question = self._question
        numbers = range(question.n, question.n + question.fresh)
        variant = self._variant(point)
        self._watch.checking(variant.label, question.fresh)
        self._study.need(each([variant], numbers))
        self.checked.append(point)
        fresh = read_tried(self._study.store, question.asked.measures, point, variant.key, None, numbers)
        return fresh.score(question.asked, self._study.store.measures()).feasible

    def variants(self) -> tuple[Variant, ...]:
        """Variants whose scenarios are kept in the folder: what was found, and what it is weighed with."""
        found = self.trials.found
        if len(self._question.asked.objectives) > 1:
            points = front_of(found)
        else:
            best = self.trials.best
            near = [] if best is None else self.trials.neighbours(best)
            points = [*self.checked[::-1], *([] if best is None else [best]), *(one for one in near if one in found)]
        runnable = [point for point in dict.fromkeys(points) if self.tried[point].key is not None][:_AROUND]
        every = [*(self._variant(point) for point in runnable), self._written]
        found_once: dict[str, Variant] = {}
        for one in every:
            found_once.setdefault(one.key, one)
        return tuple(found_once.values())

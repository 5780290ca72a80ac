"""Running a sensitivity study: luck first, which also says what a replicate takes, then screening, then shares."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.extras import MissingExtraError, need
from sim.scenario import Scenario
from sim.scenario.draws import uncertain
from sim.scenario.problems import suggestion
from sim.study.errors import StudyError
from sim.study.findings import Header
from sim.study.replicates.measures import chief_measure
from sim.study.replicates.store import Store, StoreError
from sim.study.replicates.study import Execution, Study, Watch, opened
from sim.study.replicates.task import Record
from sim.study.replicates.variants import Drawing, Variant
from sim.study.sensitivity.design import LUCK, WIDTH, Design
from sim.study.sensitivity.outcomes import behind, chosen, outcome_of, read_rows
from sim.study.sensitivity.sensitivity import Sensitivity
from sim.study.statistics import Sizes, StatisticsError, sensitivity_sizes
from sim.study.statistics.budget import BASE, INFLUENTIAL, TRAJECTORIES
from sim.study.statistics.plans import EXTRA
from sim.study.study_folder import Figures, conclude
from sim.study.writing import write_text
from sim.workers import default_workers

TIME_S = 1200.0
"""Time that a study may take where none is given [s]."""
PLAN = "plan.json"
"""In the folder of a study: what a replicate took, and the sizes that followed from each time."""

_RESERVE = 0.1
"""Part of the time that is kept for what is no replicate: workers that start, analysis, figures."""
_MEASURED = 64
"""Rows that are measured where nothing is screened."""
_LEAST_S = 1e-4
"""What a replicate takes at least [s]: clocks are coarse."""
_FORMAT = 1
_UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0}


@dataclass(frozen=True)
class Effort:
    """How large a study is to be.

    Attributes:
        time_s: What it may take [s]; sizes that are given stand whatever they take.
        trajectories: Trajectories of the screening; None for as many as fit.
        samples: Blocks of the plan of shares, a power of two; None for as many as fit.
    """

    time_s: float = TIME_S
    trajectories: int | None = None
    samples: int | None = None


def effort_of(lasting: str | float | None, trajectories: int | None, samples: int | None) -> Effort:
    """Read how large a study is to be.

    Args:
        lasting: What it may take, such as ``20min``, ``90 s`` or ``1.5 h``; a number is seconds.
        trajectories: Trajectories of the screening.
        samples: Blocks of the plan of shares.

    Raises:
        StudyError: One of them makes no sense.
    """
    if samples is not None and (samples < 2 or samples & (samples - 1)):
        lower = 2 ** max(1, samples.bit_length() - 1) if samples > 1 else 2
        raise StudyError(f"samples come in powers of two, not {samples}: take {lower} or {2 * lower}")
    if trajectories is not None and trajectories < 2:
        raise StudyError(f"screening needs two trajectories at least, {trajectories} given")
    return Effort(TIME_S if lasting is None else _seconds(lasting), trajectories, samples)


def _seconds(lasting: str | float) -> float:
    text = f"{lasting} s" if isinstance(lasting, int | float) else lasting
    match = re.fullmatch(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(s|min|h)\s*", text)
    seconds = float(match[1]) * _UNITS[match[2]] if match else 0.0
    if not 0.0 < seconds <= 1e7:
        raise StudyError(f"'{lasting}' is no time that a study may take: write 90s, 20min or 1.5h")
    return seconds


class _Noting(Watch):
    """Notes how many run at a time, and says the rest to another."""

    def __init__(self, other: Watch) -> None:
        self._other = other
        self.workers: int | None = None

    def begin(self, waiting: int, there: int, where: str, workers: int) -> None:
        self.workers = max(workers, self.workers or 1)
        self._other.begin(waiting, there, where, workers)

    def measured(self, seconds: float) -> None:
        self._other.measured(seconds)

    def done(self, record: Record) -> None:
        self._other.done(record)


def sensitivity(
    scenario: Scenario,
    drawing: Drawing,
    kpis: Sequence[str] = (),
    effort: Effort | None = None,
    *,
    label: str | None = None,
    execution: Execution,
    watch: Watch | None = None,
    say: Callable[[str], None] | None = None,
    command: str = "",
    figures: Figures | None = None,
) -> tuple[Sensitivity, Path | None]:
    """Find out which assumptions decide some figures of a scenario.

    Args:
        scenario: The scenario.
        drawing: Its seed and its end; what is drawn is decided here.
        kpis: Names of the measures (default: that of the chief goal).
        effort: How large the study is to be.
        label: What it is called (default: its title).
        execution: Where it runs.
        watch: Told how it goes on.
        say: Called with what the time buys, and with what is screened out.
        command: The command that repeats it.
        figures: Draws its figures into its folder.

    Returns:
        What it found, and its folder; None without an ``out``.

    Raises:
        StudyError: It cannot be run as asked.
        StoreError, PoolError, ProgramError: It cannot go on; what was run is kept.
    """
    effort = effort or Effort()
    if execution.shard is not None:
        raise StudyError("which parameters have a share is known when all are screened: a part cannot go on alone")
    names = tuple(uncertain(scenario))
    if not names:
        raise StudyError(
            f"nothing is uncertain in {scenario.name}: a parameter is that is no decision (basis design) and has a "
            "range, such as range = [0.5, 2.0]"
        )
    variant = Variant.of(scenario, label)
    noting = _Noting(watch or Watch())
    tell = say or (lambda _: None)
    both = Drawing(drawing.seed, "both", drawing.until_h)
    try:
        need("SALib.sample.morris", EXTRA)
        with opened("sensitivity", scenario.name, both, variant.key, execution, noting) as study:
            return _Asked(study, variant, names, tuple(kpis), effort, execution, noting, tell).found(command, figures)
    except (StatisticsError, MissingExtraError) as error:
        raise StudyError(str(error)) from error


class _Asked:
    """A study that is being run."""

    def __init__(
        self,
        study: Study,
        variant: Variant,
        names: tuple[str, ...],
        kpis: tuple[str, ...],
        effort: Effort,
        execution: Execution,
        noting: _Noting,
        say: Callable[[str], None],
    ) -> None:
        self._study = study
        self._variant = variant
        self._names = names
        self._effort = effort
        self._execution = execution
        self._noting = noting
        self._say = say
        self._kpis = tuple(dict.fromkeys(kpis)) or (chief_measure(variant.scenario),)

    def found(self, command: str, figures: Figures | None) -> tuple[Sensitivity, Path | None]:
        """Run all that is needed, and read it."""
        study, variant = self._study, self._variant
        design = Design(self._names, 0, 0, study.drawing.seed)
        study.need(design.wanted_luck(variant))
        _check(study.store, variant, self._kpis, design)
        design = self._sized(design)
        study.need(design.wanted_screening(variant))
        design = replace(design, own=self._own(design))
        self._say(self._left_words(design))
        study.need(design.wanted_sharing(variant))
        settings = {
            "kpis": list(self._kpis),
            "time_s": self._effort.time_s,
            "trajectories": design.trajectories,
            "samples": design.base,
            "own": list(design.own or ()),
        }
        # Sizes that followed from a time are others on another machine.
        sizes = [("--trajectories", self._effort.trajectories, design.trajectories)]
        sizes.append(("--samples", self._effort.samples, design.base))
        added = "".join(f" {option} {size}" for option, given, size in sizes if given is None and size)
        header = Header(
            "sensitivity",
            variant.scenario.name,
            variant.label,
            study.drawing,
            (variant,),
            settings,
            f"{command}{added}" if command else "",
        )
        return conclude(Sensitivity, header, study, figures)

    def _sized(self, design: Design) -> Design:
        """The sizes of both plans."""
        effort = self._effort
        trajectories, base = effort.trajectories, effort.samples
        if trajectories is None or base is None:
            sizes, run_s, workers = self._bought(design)
            trajectories = sizes.trajectories if trajectories is None else trajectories
            base = sizes.base if base is None else base
        rows = max(trajectories * (len(self._names) + 1), base * (INFLUENTIAL + 3))
        if rows > WIDTH:
            raise StudyError(f"{rows:,d} replicates in one plan are too many: {WIDTH:,d} at most")
        found = replace(design, trajectories=trajectories, base=base)
        if effort.trajectories is None or effort.samples is None:
            self._say(_bought_words(found, effort, sizes.influential, run_s, workers))
        return found

    def _bought(self, design: Design) -> tuple[Sizes, float, int]:
        """What the time buys, on the machine where that was asked first; what a replicate takes [s], how many at once.

        What is noted beside the replicates stands: else the same command would have another plan each time.
        """
        effort, study = self._effort, self._study
        path = None if study.folder is None else study.folder / PLAN
        plan = _read_plan(path)
        key = f"{effort.time_s:g}"
        if key not in plan:
            there = self._workers()
            plan[key] = [self._measured(design, there), float(there)]
            if path is not None:
                content = {"format": _FORMAT, "measured": plan}
                write_text(path, lambda stream: stream.write(json.dumps(content, indent=2) + "\n"))
        run_s, workers = plan[key]
        left = (1.0 - _RESERVE) * effort.time_s
        return sensitivity_sizes(len(self._names), left, run_s, int(workers), INFLUENTIAL + 1), run_s, int(workers)

    def _measured(self, design: Design, workers: int) -> float:
        """What a row of a plan takes one worker [s], with all around it; rows that are run anyway are run for that.

        A row takes longer than the scenario as it is written: where the orbit of a relay is drawn, the sky is new.
        """
        study, variant = self._study, self._variant
        if len(self._names) > INFLUENTIAL + 1:
            plan = replace(design, trajectories=TRAJECTORIES[0])
            rows, block = plan.wanted_screening(variant), len(self._names) + 1
        else:
            plan = replace(design, base=BASE, own=self._names)
            rows, block = plan.wanted_sharing(variant), _MEASURED
        known = study.store.known(variant.key)
        missing = [one for one in rows if one.number not in known][:block]
        began = time.monotonic()
        study.need(missing)
        passed = time.monotonic() - began
        if len(missing) >= workers:
            return max(_LEAST_S, passed * workers / len(missing))
        seconds = [record.seconds for record in study.store.records(variant.key)]
        return max(_LEAST_S, sum(seconds) / len(seconds))

    def _workers(self) -> int:
        if self._execution.cluster is None:
            return self._execution.workers or default_workers()
        return self._noting.workers or 1

    def _own(self, design: Design) -> tuple[str, ...]:
        """Parameters that get a share of their own."""
        if not design.trajectories:
            return self._names
        wanted = _measures(self._kpis, self._variant.scenario)
        rows = read_rows(self._study.store, self._variant.key, design, wanted)
        until = self._study.drawing.until_h
        outcomes = [outcome_of(kpi, self._variant.scenario, rows, design, until) for kpi in self._kpis]
        return chosen([one.screening for one in outcomes if one.screening is not None], INFLUENTIAL)

    def _left_words(self, design: Design) -> str:
        if not design.own:
            return "no parameter moves what was asked for"
        if not design.others:
            return f"all {len(design.own)} parameters get a share of their own"
        return f"{len(design.own)} of {len(self._names)} parameters get a share of their own, the others one together"


def _measures(kpis: Sequence[str], scenario: Scenario) -> list[str]:
    return list(dict.fromkeys([*kpis, *(name for kpi in kpis for name in behind(kpi, scenario))]))


def _check(store: Store, variant: Variant, kpis: Sequence[str], design: Design) -> None:
    """Refuse measures that are not there, or are no numbers.

    Raises:
        StudyError: There is one.
    """
    rows = read_rows(store, variant.key, design, store.measures())
    if len(rows.failures) > 2 * LUCK:
        raise StudyError(f"no replicate ended well: {rows.failures[0].error}")
    for kpi in kpis:
        if kpi not in rows.measures:
            near = suggestion(kpi, rows.measures, what="there are")
            raise StudyError(f"--kpi: there is no figure '{kpi}' of this scenario (ilrs list kpis){near}")
        if not any(not math.isnan(value) for value in rows.luck[kpi].ravel().tolist()):
            raise StudyError(f"--kpi: '{kpi}' has no value in this scenario up to its end: ask for another")


def _read_plan(path: Path | None) -> dict[str, list[float]]:
    """What was measured, by time that was given."""
    if path is None or not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["format"] != _FORMAT:
            raise ValueError(f"its format is {found['format']}, and this program reads {_FORMAT}")
        measured = {str(key): [float(value) for value in pair] for key, pair in found["measured"].items()}
        if not all(len(pair) == 2 and pair[0] > 0 and pair[1] >= 1 for pair in measured.values()):
            raise ValueError("it holds no times")
        return measured
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        text = " ".join(str(error).split())
        raise StoreError(f"{path}: cannot be read: {text}; remove it, and sizes are found anew") from error


def _bought_words(design: Design, effort: Effort, own: int, run_s: float, workers: int) -> str:
    count = len(design.names)
    runs = design.trajectories * (count + 1) + design.base * (own + 2)
    lasts = runs * run_s / workers / (1.0 - _RESERVE)
    screening = f"{design.trajectories} trajectories through {count} parameters, then " if design.trajectories else ""
    who = "all of them" if not design.trajectories else "those that matter"
    over = lasts > 1.05 * effort.time_s
    return (
        f"{_minutes(effort.time_s)} at {run_s:.2f} s a replicate on {workers} worker{'' if workers == 1 else 's'} buy "
        f"{screening}{design.base} samples of {who}: up to {runs:,d} replicates, about {_minutes(lasts)}"
        + (": more than that, but fewer say too little" if over else "")
    )


def _minutes(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.3g} min" if seconds < 5400 else f"{seconds / 3600:.3g} h"

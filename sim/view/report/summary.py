"""The answer in a few sentences: do all live, were the lights kept on, what was built by when, what held it back."""

from __future__ import annotations

from dataclasses import dataclass

from sim.result import Result, wording
from sim.result.number_text import percent_change, said_percent
from sim.station.states import HOLD_BACK
from sim.study.wording import few, joined
from sim.view import crew_facts, run_facts
from sim.view.kit.text import day
from sim.view.report.people import lives, lives_of
from sim.view.report.phrases import Pairs, sentence
from sim.view.report.subject import Subject
from sim.view.report.vital_power import lights, lights_of


@dataclass(frozen=True)
class Sentence:
    """One sentence of an answer, and the question that it answers."""

    question: str
    text: str


LIGHTS, BUILT, HELD = "Did it keep its lights on?", "What was built by when?", "What held it back?"
LIVES = "Do all live who came?"


def answer(run: Result) -> tuple[Sentence, ...]:
    """The answer for one run."""
    of_all = (Sentence(LIGHTS, lights(run)), Sentence(BUILT, built(run)))
    if crew_facts.crewed(run) is None:
        return (*of_all, Sentence(HELD, run.sentence))
    # Who died stands in the first sentence, and need not be said twice.
    held = run.sentence.removeprefix(run.losses or "").lstrip()
    return (Sentence(LIVES, lives(run)), *of_all, Sentence(HELD, held))


def built(run: Result) -> str:
    """Bricks laid, and the date or the share of each structure."""
    laid = run_facts.kpi_value(run, "bricks.laid")
    builds = run_facts.builds(run)
    if laid is None or not builds:
        return "Nothing was to be built."
    done = sorted((b for b in builds if b.complete is not None), key=lambda b: b.complete or 0.0)
    parts = []
    if done:
        dates = [f"{b.name} on {day(run_facts.utc(run, b.complete or 0.0))}" for b in done]
        parts.append(f"complete {'was' if len(done) == 1 else 'were'} {joined(dates)}")
    begun = [f"{b.name} {said_percent(b.progress)}" for b in builds if b.complete is None and b.progress > 0]
    if begun:
        parts.append(f"unfinished on {day(run.end)}: {joined(begun)}")
    waiting = [b.name for b in builds if b.complete is None and b.progress <= 0]
    if waiting:
        parts.append(f"not begun: {joined(waiting)}")
    return f"{laid:,.0f} bricks were laid; " + "; ".join(parts) + "."


def together(subject: Subject) -> tuple[Sentence, ...]:
    """The answer for several runs: each sentence holds them against the first."""
    pairs = list(zip(subject.labels, subject.runs, strict=True))
    people = crew_facts.any_crewed(subject.runs)
    return (
        *((Sentence(LIVES, lives_of(pairs)),) if people else ()),
        Sentence("Did they keep their lights on?", lights_of(pairs)),
        Sentence("What was built by when?", _built_of(pairs)),
        Sentence("What held them back?", _held_of(pairs)),
    )


def _built_of(pairs: Pairs) -> str:
    first_label = pairs[0][0]
    bricks = {label: run_facts.kpi_value(run, "bricks.laid") or 0.0 for label, run in pairs}
    if not any(bricks.values()):
        return "No bricks were laid."
    most = max(bricks, key=lambda label: bricks[label])
    least = min(bricks, key=lambda label: bricks[label])
    if bricks[least] == bricks[most]:
        text = f"{'Both' if len(pairs) == 2 else 'All'} laid {bricks[most]:,.0f} bricks"
    else:
        best = [label for label in bricks if bricks[label] == bricks[most]]
        text = f"Most bricks, {bricks[most]:,.0f}, were laid in {joined(few(best))}"
        if first_label not in best and bricks[first_label]:
            text += f" ({percent_change(bricks[most] / bricks[first_label] - 1)} against {first_label})"
        text += f", fewest, {bricks[least]:,.0f}, in {least}"
    return sentence(f"{text}{_stood_of(pairs)}{_mass_of(pairs)}")


def _stood_of(pairs: Pairs) -> str:
    """When everything stood, in days against the first, and what was not finished."""
    ends = [(label, all_complete(run), run) for label, run in pairs]
    stood = {label: run_facts.utc(run, hours) for label, hours, run in ends if hours is not None}
    text = ""
    if stood:
        first_label = pairs[0][0]
        dates = []
        for label, moment in sorted(stood.items(), key=lambda entry: (entry[1], entry[0])):
            against = ""
            if first_label in stood and label != first_label:
                against = f" ({_later((moment.date() - stood[first_label].date()).days, first_label)})"
            dates.append(f"{label} on {day(moment)}{against}")
        text = f"; everything stood in {joined(few(dates))}"
    short = []
    for label, hours, run in ends:
        if hours is None and run_facts.builds(run):
            progress = run_facts.kpi_value(run, "shelter.progress") or 0.0
            short.append(f"{label} ({said_percent(progress) if progress > 0 else 'not begun'})")
    return f"{text}; unfinished: {joined(few(short))}" if short else text


def _later(days: int, reference: str) -> str:
    """How a date lies to that of the reference."""
    if not days:
        return f"the same day as {reference}"
    size = f"{abs(days):,} day{'' if abs(days) == 1 else 's'}"
    return f"{size} {'after' if days > 0 else 'before'} {reference}"


def _mass_of(pairs: Pairs) -> str:
    """What the second of two runs had landed less or more than the first."""
    masses = [run_facts.kpi_value(run, "station.landed_mass") for _, run in pairs]
    if len(masses) != 2 or masses[0] is None or masses[1] is None or round(masses[1] - masses[0]) == 0:
        return ""
    change = masses[1] - masses[0]
    size = f"{abs(change) / 1000:,.1f} t" if abs(change) >= 1000 else f"{abs(change):,.0f} kg"
    return f"; {pairs[1][0]} took {size} {'more' if change > 0 else 'less'} to be landed"


def _held_of(pairs: Pairs) -> str:
    groups: dict[str | None, list[str]] = {}
    for label, run in pairs:
        worst = run.bottlenecks.worst
        groups.setdefault(worst, []).append(f"{label}{_cost(run, worst)}")
    order: list[str | None] = [*HOLD_BACK, None]
    parts = []
    for worst in sorted(groups, key=lambda w: (-len(groups[w]), order.index(w))):
        names = joined(few(groups[worst]))
        parts.append(f"nothing in {names}" if worst is None else f"{worst} most in {names}")
    return sentence("; ".join(parts))


def _cost(run: Result, must_have: str | None) -> str:
    """What a must-have cost a run, in machine hours of those that set the pace if any did, and what came without it."""
    if must_have is None:
        return ""
    pace = run.bottlenecks.pace
    if pace is None or pace.worst is None:
        cost = f"{said_percent(run.bottlenecks.shares[must_have])} of machine hours"
    else:
        cost = wording.lost(pace, must_have)
    return f" ({cost})" if run.without_worst is None else f" ({cost}; without it {run.without_worst.brief})"


def all_complete(run: Result) -> float | None:
    """When the last structure was complete [h]; None where one was not."""
    times = [build.complete for build in run_facts.builds(run)]
    known = [time for time in times if time is not None]
    return max(known) if known and len(known) == len(times) else None

"""The answer in three sentences: did the station keep its lights on, what was built by when, what held it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.engine import Channel
from sim.result import MUST_HAVES, Result, wording
from sim.view import reading
from sim.view.report.subject import Subject


@dataclass(frozen=True)
class Sentence:
    """One sentence of an answer, and the question that it answers."""

    question: str
    text: str


LIGHTS, BUILT, HELD = "Did it keep its lights on?", "What was built by when?", "What held it back?"


def answer(run: Result) -> tuple[Sentence, ...]:
    """The answer for one run."""
    return (Sentence(LIGHTS, lights(run)), Sentence(BUILT, built(run)), Sentence(HELD, run.bottlenecks.sentence))


def lights(run: Result) -> str:
    """Whether all survival power was served, how near it came, what was given up for it."""
    served = reading.kpi_value(run, "energy.survival_availability")
    if served is None:
        return "Nothing at the station needs power to survive."
    unserved = reading.kpi_value(run, "energy.unserved.survival") or 0.0
    colds = sum(event.event == "cold_failure" for event in run.events)
    lowest = reading.kpi_value(run, "energy.lowest_state_of_charge")
    charge = "" if lowest is None else f", and the batteries never fell below {100 * lowest:.0f} % of their charge"
    if unserved <= 0:
        return f"Yes: all power for survival was served{_dark(run, ' through a longest dark of ')}{charge}{_shed(run)}."
    spells = above_zero(run.channels.get("energy.unserved.survival"))
    when = ""
    if spells:
        many = f"in {len(spells)} spells, first on" if len(spells) > 1 else "in one spell, on"
        when = f", {many} {reading.day(reading.utc(run, spells[0][0]))}"
    cold = f"; machines failed of cold {_times(colds)}" if colds else ""
    return (
        f"No: {_percent(1 - served)} of the energy for survival ({reading.amount(unserved)} kWh) was not served{when}"
        f"{_dark(run, '; the longest dark lasted ')}{cold}."
    )


def built(run: Result) -> str:
    """Bricks laid, and the date or the share of each structure."""
    laid = reading.kpi_value(run, "bricks.laid")
    builds = reading.builds(run)
    if laid is None or not builds:
        return "Nothing was to be built."
    done = sorted((b for b in builds if b.complete is not None), key=lambda b: b.complete or 0.0)
    parts = []
    if done:
        dates = [f"{b.name} on {reading.day(reading.utc(run, b.complete or 0.0))}" for b in done]
        parts.append(f"complete were {listed(dates)}")
    begun = [b for b in builds if b.complete is None]
    if begun:
        rest = listed([f"{b.name} {_percent(b.progress)}" for b in begun])
        parts.append(f"unfinished on {reading.day(run.end)}: {rest}")
    return f"{laid:,.0f} bricks were laid; " + "; ".join(parts) + "."


def together(subject: Subject) -> tuple[Sentence, ...]:
    """The answer for several runs: each sentence holds them against the first."""
    pairs = list(zip(subject.labels, subject.runs, strict=True))
    return (
        Sentence("Did they keep their lights on?", _lights_of(pairs)),
        Sentence("What was built by when?", _built_of(pairs)),
        Sentence("What held them back?", _held_of(pairs)),
    )


Pairs = Sequence[tuple[str, Result]]


def _lights_of(pairs: Pairs) -> str:
    kept, lost, without = [], [], []
    for label, run in pairs:
        served = reading.kpi_value(run, "energy.survival_availability")
        unserved = reading.kpi_value(run, "energy.unserved.survival") or 0.0
        lowest = reading.kpi_value(run, "energy.lowest_state_of_charge")
        if served is None:
            without.append(label)
        elif unserved <= 0:
            kept.append(label if lowest is None else f"{label} (lowest charge {100 * lowest:.0f} %)")
        else:
            lost.append(f"{label} ({_percent(1 - served)} of survival energy not served)")
    parts = []
    if kept:
        many = "Both did" if len(kept) == len(pairs) == 2 else "All did" if len(kept) == len(pairs) else "These did"
        parts.append(f"{many}: {listed(few(kept))}")
    if lost:
        parts.append(("None did: " if len(lost) == len(pairs) else "these did not: ") + listed(few(lost)))
    if without:
        parts.append(f"nothing to keep alive in {listed(few(without))}")
    return _sentence("; ".join(parts))


def _built_of(pairs: Pairs) -> str:
    first_label = pairs[0][0]
    bricks = {label: reading.kpi_value(run, "bricks.laid") or 0.0 for label, run in pairs}
    if not any(bricks.values()):
        return "No bricks were laid."
    most = max(bricks, key=lambda label: bricks[label])
    least = min(bricks, key=lambda label: bricks[label])
    if bricks[least] == bricks[most]:
        text = f"{'Both' if len(pairs) == 2 else 'All'} laid {bricks[most]:,.0f} bricks"
    else:
        best = [label for label in bricks if bricks[label] == bricks[most]]
        text = f"Most bricks, {bricks[most]:,.0f}, were laid in {listed(few(best))}"
        if first_label not in best and bricks[first_label]:
            text += f" ({100 * (bricks[most] / bricks[first_label] - 1):+.1f} % against {first_label})"
        text += f", fewest, {bricks[least]:,.0f}, in {least}"
    ends = [(label, all_complete(run), run) for label, run in pairs]
    stood = [(hours, label, run) for label, hours, run in ends if hours is not None]
    if stood:
        stood.sort(key=lambda entry: (reading.utc(entry[2], entry[0]), entry[1]))
        dates = [f"{label} on {reading.day(reading.utc(run, hours))}" for hours, label, run in stood]
        text += f"; everything stood in {listed(few(dates))}"
    short = [
        f"{label} ({_percent(reading.kpi_value(run, 'shelter.progress') or 0.0)})"
        for label, hours, run in ends
        if hours is None and reading.builds(run)
    ]
    if short:
        text += f"; unfinished: {listed(few(short))}"
    return _sentence(text)


def _held_of(pairs: Pairs) -> str:
    groups: dict[str | None, list[str]] = {}
    for label, run in pairs:
        worst = run.bottlenecks.worst
        groups.setdefault(worst, []).append(f"{label}{_cost(run, worst)}")
    order = [*MUST_HAVES, None]
    parts = []
    for worst in sorted(groups, key=lambda w: (-len(groups[w]), order.index(w))):
        names = listed(few(groups[worst]))
        parts.append(f"nothing in {names}" if worst is None else f"{worst} most in {names}")
    return _sentence("; ".join(parts))


def _cost(run: Result, must_have: str | None) -> str:
    """What a must-have cost a run, in bricks; in machine hours where nothing was laid."""
    if must_have is None:
        return ""
    pace = run.bottlenecks.pace
    if pace is None:
        return f" ({_percent(run.bottlenecks.shares[must_have])} of machine hours)"
    limit = pace.limit(must_have)
    days = "" if limit.days is None else f" or {wording.rounded(limit.days)} days"
    return f" (about {wording.rounded(limit.bricks)} bricks{days})"


def above_zero(channel: Channel | None) -> list[tuple[float, float]]:
    """Spells in which a step channel is above zero [h]."""
    if channel is None:
        return []
    found: list[tuple[float, float]] = []
    begun: float | None = None
    for time, value in zip(channel.times.tolist(), channel.values.tolist(), strict=True):
        if value > 0 and begun is None:
            begun = time
        elif value <= 0 and begun is not None:
            found.append((begun, time))
            begun = None
    last = float(channel.times[-1])
    if begun is not None and begun < last:
        found.append((begun, last))
    return found


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def few(words: Sequence[str], most: int = 6) -> list[str]:
    """At most six of the words, and how many more there are."""
    return [*words[:most], f"{len(words) - most} more"] if len(words) > most + 1 else list(words)


def all_complete(run: Result) -> float | None:
    """When the last structure was complete [h]; None where one was not."""
    times = [build.complete for build in reading.builds(run)]
    known = [time for time in times if time is not None]
    return max(known) if known and len(known) == len(times) else None


def _dark(run: Result, words: str) -> str:
    hours = reading.kpi_value(run, "energy.longest_dark")
    return "" if not hours else f"{words}{hours:,.0f} h"


def _shed(run: Result) -> str:
    """What was given up so that survival could be served."""
    unserved = reading.kpi_value(run, "energy.unserved") or 0.0
    delivered = reading.kpi_value(run, "energy.delivered") or 0.0
    if unserved <= 0:
        return "; nothing had to be shed"
    return f"; {_percent(unserved / (unserved + delivered))} of all demand ({reading.amount(unserved)} kWh) was shed"


def _percent(share: float) -> str:
    """A share in percent that is 0 or 100 only where it is exact."""
    if 0 < share < 0.0005:
        return "less than 0.1 %"
    if 0.9995 < share < 1:
        return "99.9 %"
    return f"{100 * share:.1f} %" if 0 < share < 1 else f"{100 * share:.0f} %"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."

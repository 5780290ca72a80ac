"""Stays of people with faults, and the laws that hold whatever becomes of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.scenario import load
from sim.station import Event
from sim.station.outcome import Outcome
from sim.station.running import run_station

FIRST = 'title = "Stay"\nextends = "ilrs:first-crew.toml"\n'
"""Two people in one module."""
TWO = f"""{FIRST}
[crew.habitats.module]
count = {{ value = 2, unit = "1", basis = "design" }}
[crew.rotations.second]
people = {{ value = 2, unit = "1", basis = "design" }}
arrives = 2033-06-08
stay = {{ value = 20, unit = "d", basis = "design" }}
lander = "lander"
supplies.food.amount = {{ value = 60, unit = "kg", basis = "design" }}
supplies.dry-goods.amount = {{ value = 60, unit = "kg", basis = "design" }}
[crew.rules]
reserve = {{ value = 10, unit = "d", basis = "design" }}
hand_over = {{ value = 0, unit = "d", basis = "design" }}
[resources.processes.scrubber]
count = {{ value = 3, unit = "1", basis = "design" }}
restart = {{ value = 1, unit = "h", basis = "design" }}
"""
"""Two rotations of two people each in two modules, for two weeks at the same time."""

NO_FAILURES = 'crew.landers.lander.mtbf={ value = 1e12, unit = "h", basis = "design" }'
"""A lander that does not fail unless it is to."""


def fault(kind: str, day: str = "2033-06-05", hour: float = 0.0, **keys: object) -> str:
    """A fault as a table of a scenario; numbers are in the unit of their key."""
    units = {"rate": "kg/h", "duration": "h", "dose": "mSv"}
    lines = [f'kind = "{kind}"', f"date = {day}", f'hour = {{ value = {hour}, unit = "h", basis = "design" }}']
    for key, value in keys.items():
        written = f'{{ value = {value}, unit = "{units[key]}", basis = "design" }}' if key in units else f'"{value}"'
        lines.append(f"{key} = {written}")
    return "\n".join(lines)


def stay(
    tmp_path: Path, faults: Sequence[str] = (), station: str = FIRST, overrides: Sequence[str] = (NO_FAILURES,)
) -> Outcome:
    """What became of people with some faults."""
    path = tmp_path / "stay.toml"
    tables = [f"[crew.emergencies.fault-{number}]\n{one}\n" for number, one in enumerate(faults)]
    path.write_text(station + "\n".join(tables), encoding="utf-8")
    return run_station(load(path, list(overrides)), seed=1)


def happened(outcome: Outcome, *kinds: str) -> list[Event]:
    """What happened to people, of some kinds, in order."""
    return [event for event in outcome.events if event.system == "crew" and event.event in kinds]


def counted(events: Sequence[Event]) -> int:
    """How many people some events name."""
    return sum(int(re.match(r"(\d+) (?:people|person)", event.detail)[1]) for event in events)  # type: ignore[index]


def obeys_the_laws(outcome: Outcome) -> None:
    """Assert that nobody disappears and nobody dies silently."""
    facts: Mapping[str, float | None] = outcome.facts
    came = counted(happened(outcome, "rotation_arrived"))
    left = counted(happened(outcome, "rotation_left"))
    lost = counted(happened(outcome, "crew_lost"))
    present = outcome.channels["crew.people"].values[-1]
    assert came == left + lost + present
    assert facts["crew.lost"] == lost
    assert facts["crew.evacuated"] == counted(happened(outcome, "evacuated", "rescued"))
    assert facts["crew.rescued"] == counted(happened(outcome, "rescued"))
    people = outcome.channels["crew.people"]
    assert (people.values >= 0).all()
    # Marks are crossed in their order, and each with its cause.
    order = ["limit_warning", "limit_abort", "limit_lethal"]
    reached: dict[str, int] = {}
    for event in happened(outcome, *order, "limit_cleared"):
        if event.event == "limit_cleared":
            reached[event.subject] = 0
            continue
        step = order.index(event.event) + 1
        assert step <= reached.get(event.subject, 0) + 1, event
        reached[event.subject] = step
        reading, cause = event.detail.split(": ", 1)
        assert reading
        assert len(cause) > 10
    for death in happened(outcome, "crew_lost"):
        before = [event.event for event in happened(outcome, *order) if event.time_h <= death.time_h]
        assert before.index("limit_warning") < before.index("limit_abort")
        assert " since " in death.detail
    for hold in happened(outcome, "evacuation_held"):
        after = [event for event in outcome.events if event.time_h >= hold.time_h]
        ends = {"evacuation_over", "evacuated", "rescued", "crew_lost", "rotation_left"}
        # Who waits at the end is still there, which the sum above has counted.
        assert present or ends & {event.event for event in after}

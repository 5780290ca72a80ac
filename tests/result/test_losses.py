"""A loss of people comes first in whatever is said of a run, and what a goal of people waits for is named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sim.engine import Channel
from sim.result import Result, kpis, simulate
from sim.result.lacks import Lacks, lacks_of
from sim.result.losses import loss_sentence
from sim.scenario import load
from sim.station import Event
from sim.study import compare
from sim.view.terminal import summary
from tests.result.made_up_outcomes import step
from tests.station.crew.stays import FIRST, NO_FAILURES, fault

START = dt.datetime(2033, 5, 20)
DEADLY = (
    fault("machine", machine="scrubber", duration=480),
    fault("lander", lander="lander", duration=960),
)


def _run(tmp_path: Path, *faults: str, overrides: tuple[str, ...] = (NO_FAILURES, "crew.rules.rescue=false")) -> Result:
    path = tmp_path / f"stay-{len(faults)}.toml"
    tables = [f"[crew.emergencies.fault-{number}]\n{one}\n" for number, one in enumerate(faults)]
    path.write_text(FIRST + "\n".join(tables), encoding="utf-8")
    return simulate(load(path, list(overrides)), seed=1)


def test_a_loss_is_said_first_everywhere(tmp_path: Path) -> None:
    lost = _run(tmp_path, *DEADLY)
    cause = "scrubber-1, scrubber-2 in repair since 2033-06-05 00:00"
    said = f"Two people died on 2033-06-17: carbon dioxide 9.00 kPa: {cause}."
    assert lost.losses == said
    assert lost.sentence.startswith(said)
    assert lost.sentences[0] == lost.sentence
    lines = summary(lost, width=400)
    assert lines[2] == said
    assert kpis.ordered(lost.kpis)[0] == "crew.lost"
    assert lost.kpis["crew.lost"].value == 2


def test_a_comparison_tells_of_lives_first(tmp_path: Path) -> None:
    well, lost = _run(tmp_path), _run(tmp_path, *DEADLY)
    comparison = compare([well, lost], ["well", "lost"])
    why = comparison.explain()
    assert why.worsened[0].name == "crew.lost"
    assert why.events[0].event == "crew_lost"
    assert comparison.sentences["lost"].startswith("Two people died on ")
    assert not comparison.sentences["well"].startswith("Two")


def test_nothing_is_said_of_losses_where_all_live(tmp_path: Path) -> None:
    well = _run(tmp_path)
    assert well.losses is None
    assert well.unmet is None
    assert not any("died" in line for line in summary(well))


@pytest.mark.parametrize(
    ("detail", "system", "said"),
    [
        ("1 person; no food", "crew", "One person died on 2033-05-21: no food."),
        ("12 people; no air", "crew", "12 people died on 2033-05-21: no air."),
        ("2 people; no water", "node/crew", "Two people died at node on 2033-05-21: no water."),
    ],
)
def test_a_loss_in_words(detail: str, system: str, said: str) -> None:
    others = [
        Event(3.0, system, "first", "evacuated", "2 people"),
        Event(3.0, "fence", "a", "crew_lost", "1 person; x"),
    ]
    assert loss_sentence([*others, Event(30.0, system, "first-1", "crew_lost", detail)], START) == said
    assert loss_sentence(others, START) is None


def test_a_goal_of_people_names_what_is_missing_and_since_when(tmp_path: Path) -> None:
    dark = _run(tmp_path, fault("blackout", day="2033-05-30", source="modules", duration=2000))
    said = "missing: power since 2033-05-30, link since 2033-06-01"
    assert dark.unmet == f"The goal nights (crew.nights at least 40) was not reached by the end; {said}."
    assert dark.sentence.startswith(dark.unmet)
    assert any(line.strip().endswith(said) for line in summary(dark, width=400))


def test_conditions_that_were_missing_for_a_while_are_told_by_how_long() -> None:
    def condition(name: str, times: list[float], values: list[float]) -> dict[str, Channel]:
        return {f"crew.condition.{name}": step(name, "1", times, values)}

    held = condition("pressure", [0.0, 100.0], [1.0, 1.0])
    channels = (
        held
        | condition("power", [0.0, 10.0, 34.0, 100.0], [1.0, 0.0, 1.0, 1.0])
        | condition("seat", [0.0, 48.0, 100.0], [0.0, 1.0, 1.0])
    )
    lacks = lacks_of("crew.nights", channels)
    assert lacks == Lacks({}, {"seat": 48.0, "power": 24.0})
    assert lacks.words(START) == "all conditions hold at the end; missing before: seat for 2.0 d, power for 1.0 d"
    channels |= condition("link", [0.0, 20.0, 72.0, 100.0], [0.0, 1.0, 0.0, 0.0])
    again = lacks_of("crew.nights", channels)
    assert again is not None
    assert again.words(START) == "missing: link since 2033-05-23"
    alone = lacks_of("crew.nights", held)
    assert alone is not None
    assert alone.words(START) == "all conditions held all the time"
    assert lacks_of("resources.stock.water", channels) is None
    assert lacks_of("node/crew.nights", channels) is None

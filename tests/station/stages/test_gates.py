"""When gates open: with the last of their goals, after other gates, at their latest, to the moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import simulate
from sim.scenario import ScenarioError, load
from sim.station import gates
from sim.station.goals import goals_of
from tests.station.stages.gated import BATTERY, HOURS, D, arrived, gated, opened, run

TWO = """
[stages.first]
goals = ["data", "bricks"]
planned = 2031-03-01
[energy.batteries.extra]
behind = "first"
""" + BATTERY  # fmt: skip
CHAIN = TWO + """
[stages.second]
goals = ["data"]
after = ["first"]
[stages.third]
goals = ["pad", "data"]
after = ["second"]
latest = 2031-03-20
[energy.batteries.later]
behind = "third"
""" + BATTERY  # fmt: skip


def test_a_gate_opens_with_the_last_of_its_goals(tmp_path: Path) -> None:
    scenario = gated(tmp_path, TWO)
    outcome = run(scenario)
    reached = {goal.name: goal.reached(outcome.channels) for goal in goals_of(scenario)}
    assert reached["data"] is not None
    assert reached["bricks"] is not None
    assert reached["data"] < reached["bricks"]
    assert opened(outcome) == {"first": reached["bricks"]}
    assert arrived(outcome, "extra") == reached["bricks"]
    (event,) = [event for event in outcome.events if event.event == "gate_opened"]
    late = (reached["bricks"] - 59 * D) / D
    assert event.detail == f"bricks came last; planned for 2031-03-05; the gate {late:.1f} d late"
    assert outcome.facts["stages.first.opened"] == reached["bricks"]
    assert outcome.facts["stages.first.late"] == pytest.approx(late)
    gate = outcome.channels["stages.open.first"]
    assert list(gate.times) == [0.0, reached["bricks"], HOURS]
    assert list(gate.values) == [0.0, 1.0, 1.0]
    # What is logged at one moment begins with the gate.
    same = [event.event for event in outcome.events if event.time_h == reached["bricks"]]
    assert same[0] == "gate_opened"


def test_after_another_gate_and_at_the_latest(tmp_path: Path) -> None:
    scenario = gated(tmp_path, CHAIN)
    outcome = run(scenario)
    found = opened(outcome)
    assert found["second"] == found["first"] > 0
    assert found["third"] == arrived(outcome, "later") == (scenario.hours_of(scenario.stages["third"].latest))
    details = {event.subject: event.detail for event in outcome.events if event.event == "gate_opened"}
    assert details["second"].startswith("bricks came last")
    assert details["third"] == "at its latest, without pad"
    assert outcome.facts["stages.second.late"] is None
    assert outcome.facts["stages.open"] == 3.0


def test_nothing_waits_behind_a_gate_that_opens_on_the_first_day(tmp_path: Path) -> None:
    head = """
    [goals.visible]
    kind = "measure"
    measure = "sunlight.lit_fraction"
    at_least = { value = 0, unit = "1", basis = "design" }
    [stages.first]
    goals = ["visible"]
    [energy.batteries.extra]
    behind = "first"
    """  # fmt: skip
    outcome = run(gated(tmp_path, BATTERY, head=head), 5 * D)
    assert opened(outcome) == {"first": 0.0}
    # It is there from the start, which no entry says.
    assert arrived(outcome, "extra") is None
    assert outcome.channels["energy.stored.extra"].values[0] > 0.0


def test_a_gate_that_never_opens_lets_nothing_pass(tmp_path: Path) -> None:
    outcome = run(
        gated(tmp_path, '[stages.first]\ngoals = ["pad"]\n[energy.batteries.extra]\nbehind = "first"' + BATTERY)
    )
    assert opened(outcome) == {}
    assert arrived(outcome, "extra") is None
    assert outcome.facts["stages.first.opened"] is None
    assert outcome.facts["stages.first.late"] is None
    assert outcome.facts["stages.open"] == 0.0
    assert set(outcome.channels["stages.open.first"].values) == {0.0}


@pytest.mark.parametrize("days", [1.0, 7.0, 400.0])
def test_the_moment_is_that_of_the_history_however_often_it_is_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: float
) -> None:
    scenario = gated(tmp_path, CHAIN)
    expected = run(scenario)
    monkeypatch.setattr(gates, "SPAN_H", days * D)
    outcome = run(scenario)
    assert outcome.events == expected.events
    assert outcome.facts == expected.facts


def test_a_level_that_is_crossed_between_two_records_is_found(tmp_path: Path) -> None:
    """A stock is crossed where nothing else happens, and what then comes changes its flow at that very moment."""
    more = '[stages.first]\ngoals = ["ground"]\n[tools.excavators.second]\nmodel = "ipex-class"\nbehind = "first"\n'
    scenario = gated(tmp_path, more)
    outcome = run(scenario, 70 * D)
    (goal,) = [one for one in goals_of(scenario) if one.name == "ground"]
    assert opened(outcome)["first"] == pytest.approx(goal.reached(outcome.channels), abs=1e-6)
    assert arrived(outcome, "second") == opened(outcome)["first"]


def test_until_its_gate_opens_a_run_is_that_without_what_waits(tmp_path: Path) -> None:
    waiting = TWO + '[tools.printers.more]\nmodel = "solar-concentrator"\nbehind = "first"\n'
    with_it, without = run(gated(tmp_path, waiting)), run(load("ilrs:baseline"))
    moment = opened(with_it)["first"]
    assert moment > 59 * D
    before = [event for event in with_it.events if event.time_h < moment]
    assert before == [event for event in without.events if event.time_h < moment]
    for name in ("energy.stored.main", "regolith.raw", "bricks.laid"):
        assert with_it.channels[name].at(moment - 1.0) == without.channels[name].at(moment - 1.0)


def test_gates_behind_which_nothing_waits_change_nothing(tmp_path: Path) -> None:
    milestones = '[stages.first]\ngoals = ["data", "bricks"]\n[stages.second]\ngoals = ["data"]\nafter = ["first"]\n'
    with_it, without = run(gated(tmp_path, milestones)), run(load("ilrs:baseline"))
    assert [event for event in with_it.events if event.system != "stages"] == list(without.events)
    assert with_it.simpy_events == without.simpy_events
    assert opened(with_it)["first"] == opened(with_it)["second"] > 0


def test_a_run_without_histories_opens_the_same_gates(tmp_path: Path) -> None:
    scenario = gated(tmp_path, CHAIN + '[tools.printers.more]\nmodel = "solar-concentrator"\nbehind = "first"\n')
    whole, summed = (simulate(scenario, until=HOURS, histories=each) for each in (True, False))
    assert summed.events == whole.events
    for name, kpi in whole.kpis.items():
        assert summed.kpis[name].value == (
            pytest.approx(kpi.value, rel=1e-9, abs=1e-9) if isinstance(kpi.value, float) else kpi.value
        ), name
    # Nothing is counted twice although the run began anew.
    assert summed.bottlenecks.service_hours == pytest.approx(whole.bottlenecks.service_hours)


def test_progress_goes_forward_alone(tmp_path: Path) -> None:
    from sim.station import run_station

    told: list[float] = []
    run_station(gated(tmp_path, CHAIN), seed=3, hours=HOURS, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.parametrize(
    ("more", "key", "says"),
    [
        ('[stages.a]\ngoals = ["bricsk"]', "stages.a.goals", 'there is no goal "bricsk"; did you mean "bricks"?'),
        ("[stages.a]\ngoals = []", "stages.a.goals", "at least 1"),
        ('[stages.a]\ngoals = ["data"]\nafter = ["b"]', "stages.a.after", 'there is no stage "b"'),
        ('[stages.a]\ngoals = ["data"]\nafter = ["a"]', "stages.a.after", "waits in a ring for its own gate"),
        ('[stages.a]\ngoals = ["data"]\nlatest = 2030-01-01', "stages.a.latest", "is before the start"),
        ('[stages.a]\ngoals = ["data"]\npublished = 2035-01-01', "stages.a.source", "name the reference"),
        (f'[energy.batteries.x]\nbehind = "cor"\n{BATTERY}[stages.core]\ngoals = ["data"]', "behind", 'mean "core"?'),
        (
            '[goals.few]\nkind = "measure"\nmeasure = "tools.failures"\n'
            'at_most = { value = 5, unit = "1", basis = "design" }\n[stages.a]\ngoals = ["few"]',
            "stages.a.goals",
            "only the end can say; give it at_least",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(tmp_path: Path, more: str, key: str, says: str) -> None:
    with pytest.raises(ScenarioError) as error:
        gated(tmp_path, more)
    found = [problem for problem in error.value.problems if key in problem.key]
    assert any(says in problem.message and problem.line is not None for problem in found), error.value

"""What waits behind a gate, of every kind, and what the hours count for that it costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import simulate
from sim.scenario import load
from sim.scenario.overview import overview
from sim.station.crew.rotations import Rotations
from tests.station.campaign.flying import SURE, flying
from tests.station.crew.stays import NO_FAILURES, TWO, happened, obeys_the_laws
from tests.station.stages.gated import BATTERY, GOALS, HOURS, D, arrived, gated, opened, run

FIRST = '[stages.first]\ngoals = ["bricks"]\n'
SHUT = '[stages.shut]\ngoals = ["pad"]\n'
PRINTER = '[tools.printers.more]\nmodel = "solar-concentrator"\n'
VISITED = """
[goals.full]
kind = "measure"
measure = "crew.people"
at_least = { value = 2, unit = "1", basis = "design" }
[stages.visited]
goals = ["full"]
"""


def test_what_has_a_day_comes_on_it_or_when_the_gate_opens(tmp_path: Path) -> None:
    for day, sooner in (("2031-01-10", True), ("2031-04-20", False)):
        scenario = gated(tmp_path, f'{FIRST}[energy.batteries.extra]\nfrom = {day}\nbehind = "first"{BATTERY}')
        outcome = run(scenario)
        own = scenario.hours_of(scenario.energy.batteries["extra"].from_)
        assert (own < opened(outcome)["first"]) == sooner
        assert arrived(outcome, "extra") == max(own, opened(outcome)["first"])


def test_a_delivery_comes_when_its_gate_opens(tmp_path: Path) -> None:
    more = (
        '[tools.spares.drive-kit.deliveries]\nmore = { behind = "first", quantity = { value = 3, basis = "design" } }'
    )
    outcome = run(gated(tmp_path, f"{FIRST}{more}"))
    (event,) = [one for one in outcome.events if one.event == "delivery" and one.detail.endswith(", more")]
    assert event.time_h == opened(outcome)["first"]


def test_a_mission_is_due_when_its_gate_opens_and_takes_its_pad_then(tmp_path: Path) -> None:
    """A pad that a launch blocked the day before the gate opens is free again ten days after that."""
    more = f"""
    [campaign.pads.one]
    turnaround = {{ value = 10, unit = "d", basis = "design" }}
    [campaign.missions.later]
    date = 2031-02-20
    launcher = "rocket"
    lander = "heavy"
    behind = "first"
    [energy.batteries.extra]
    arrives_with = "later"
    {BATTERY}{FIRST}"""
    base = SURE.replace('model = "long-march-10"', 'model = "long-march-10"\npad = "one"')
    outcome = run(gated(tmp_path, base + more))
    gate = opened(outcome)["first"]
    launched = {event.subject: event.time_h for event in outcome.events if event.event == "launched"}
    assert launched["later"] == max(gate, launched["second"] + 10 * D) >= gate
    assert arrived(outcome, "extra") == launched["later"] + 5 * D
    blocked = load(tmp_path / "gated.toml", ["campaign.missions.second.date=2031-03-03"])
    outcome = run(blocked)
    gate = opened(outcome)["first"]
    launched = {event.subject: event.time_h for event in outcome.events if event.event == "launched"}
    assert launched["second"] < gate < launched["later"] == launched["second"] + 10 * D


def test_what_a_mission_carries_makes_it_wait_too(tmp_path: Path) -> None:
    cargo = f'[energy.batteries.extra]\narrives_with = "first"\nbehind = "first"{BATTERY}'
    scenario = gated(tmp_path, f"{SURE}{FIRST}{cargo}")
    outcome = run(scenario)
    (launched,) = [one.time_h for one in outcome.events if (one.subject, one.event) == ("first", "launched")]
    assert launched == opened(outcome)["first"]
    assert outcome.facts["campaign.mission.first.landed_mass"] == scenario.energy.batteries["extra"].unit_mass


def test_mass_behind_a_shut_gate_has_not_landed(tmp_path: Path) -> None:
    extra = f'[energy.batteries.extra]\nbehind = "shut"{BATTERY}'
    with_it, without = (run(gated(tmp_path, SHUT + more)) for more in (extra, ""))
    assert with_it.facts["station.landed_mass"] == without.facts["station.landed_mass"]


@pytest.mark.slow
def test_people_behind_a_gate_land_when_it_opens_and_nobody_reckons_with_them_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second rotation may come once the first is there, whatever its own day."""
    path = tmp_path / "gated.toml"
    text = TWO.replace("arrives = 2033-06-08", 'arrives = 2033-05-20\nbehind = "visited"')
    path.write_text(text + VISITED, encoding="utf-8")
    known: list[tuple[float, int]] = []
    asked = Rotations.next_people.fget
    assert asked is not None

    def noted(rotations: Rotations) -> int:
        known.append((rotations._base.env.now, asked(rotations)))
        return known[-1][1]

    monkeypatch.setattr(Rotations, "next_people", property(noted))
    outcome = run(load(path, [NO_FAILURES]), load(path).hours, seed=1)
    obeys_the_laws(outcome)
    gate = opened(outcome)["visited"]
    landed = {event.subject: event.time_h for event in happened(outcome, "rotation_arrived")}
    first = next(name for name in landed if name != "second")
    assert gate == landed[first]
    assert landed["second"] >= gate
    tried = [event.time_h for event in outcome.events if event.subject == "second"]
    assert min(tried) == gate
    assert any(time < gate and people == 2 for time, people in known)
    assert not any(time < gate and people == 0 for time, people in known)


@pytest.mark.slow
def test_a_rotation_behind_a_shut_gate_was_to_come_and_did_not(tmp_path: Path) -> None:
    path = tmp_path / "gated.toml"
    full = VISITED.replace("value = 2", "value = 200")
    path.write_text(TWO.replace("arrives = 2033-06-08", 'arrives = 2033-06-08\nbehind = "visited"') + full)
    outcome = run(load(path, [NO_FAILURES]), load(path).hours, seed=1)
    assert outcome.facts["crew.rotations"] == 1.0
    assert outcome.facts["crew.rotations_missed"] == 1.0


def test_hours_behind_a_gate_count_for_its_goal_from_the_day_on_that_the_machine_was_due(tmp_path: Path) -> None:
    scenario = gated(tmp_path, f'{SHUT}{PRINTER}from = 2031-04-01\nbehind = "shut"\n')
    result = simulate(scenario, until=HOURS)
    assert result.bottlenecks.states["more"] == {"awaited_shelter": pytest.approx(HOURS - 90 * D)}
    assert result.bottlenecks.hours["more"]["shelter"] == pytest.approx(HOURS - 90 * D)
    assert result.bottlenecks.hours["more"]["transport"] == 0.0
    # The gate waits for the pad, for which that printer is none of those that work.
    pad = next(goal for goal in result.bottlenecks.paces if goal == "pad")
    pace = result.bottlenecks.paces[pad]
    assert pace is not None
    assert pace.limit("shelter").hours == 0.0


def test_without_a_day_it_is_due_when_the_gate_is_planned_and_else_on_none(tmp_path: Path) -> None:
    for planned, hours in (("planned = 2031-04-01\n", HOURS - 90 * D), ("", None)):
        result = simulate(gated(tmp_path, f'{SHUT}{planned}{PRINTER}behind = "shut"\n'), until=HOURS)
        states = result.bottlenecks.states.get("more", {})
        assert states.get("awaited_shelter") == (None if hours is None else pytest.approx(hours))


def test_a_mission_that_is_late_after_its_gate_opened_is_a_matter_of_transport(tmp_path: Path) -> None:
    """Cargo of a mission behind a gate is awaited for the goal until that opens, and for its landing from then on."""
    cargo = '[tools.printers.solar]\narrives_with = "second"\n'
    more = f'{GOALS}[stages.first]\ngoals = ["data"]\nlatest = 2031-03-15\n'.replace("value = 40,", "value = 1e6,")
    scenario = flying(tmp_path, more, cargo=cargo, base=SURE + 'behind = "first"\nlost = true\n')
    result = simulate(scenario, until=200 * D)
    due, gate, lands = (54 + 5) * D, 73 * D, (73 + 5 + 100 + 5) * D
    states = result.bottlenecks.states["solar-1"]
    assert states["awaited_communication"] == pytest.approx(gate - due)
    assert states["awaited"] == pytest.approx(lands - gate)


def test_of_a_gate_that_stays_shut_the_goal_is_blamed_that_is_missing(tmp_path: Path) -> None:
    """Bricks are planned last, but it is data that never come: hours count for these."""
    goals = GOALS.replace("value = 40,", "value = 1e6,")
    more = f'[stages.first]\ngoals = ["data", "bricks"]\n{PRINTER}from = 2031-02-01\nbehind = "first"\n'
    whole = gated(tmp_path, more, head=goals)
    for histories in (True, False):
        result = simulate(whole, until=HOURS, histories=histories)
        assert result.bottlenecks.states["more"] == {"awaited_communication": pytest.approx(HOURS - 31 * D)}
    assert result.kpis["bottleneck.communication"].value > 0.0  # type: ignore[operator]


def test_what_lacks_spares_behind_a_gate_counts_for_its_goal_and_has_failed(tmp_path: Path) -> None:
    more = """
    [tools.spares.printer-kit]
    initial = { value = 0, unit = "1", basis = "design" }
    [tools.spares.printer-kit.deliveries.more]
    behind = "shut"
    date = 2031-03-02
    quantity = { value = 3, unit = "1", basis = "design" }
    [tools.printers.solar]
    mtbf = { value = 50, unit = "h", basis = "design" }
    """
    result = simulate(gated(tmp_path, SHUT + more), until=HOURS)
    states = result.bottlenecks.states["solar-1"]
    assert states["unmended_shelter"] > 0.0
    assert states.get("waiting_spare", 0.0) == 0.0
    assert result.bottlenecks.hours["solar-1"]["shelter"] == pytest.approx(states["unmended_shelter"])
    failed = sum(by.get("unmended_shelter", 0.0) for by in result.bottlenecks.states.values())
    available = result.kpis["tools.availability"].value
    assert isinstance(available, float)
    assert available <= 1.0 - failed / result.bottlenecks.service_hours + 1e-9


def test_an_overview_says_what_stages_ask_for_and_what_waits(tmp_path: Path) -> None:
    more = f'{FIRST}planned = 2031-03-01\n[stages.next]\ngoals = ["pad"]\nafter = ["first"]\nlatest = 2031-06-01\n'
    lines = overview(gated(tmp_path, f'{more}[energy.batteries.extra]\nbehind = "next"{BATTERY}'))
    stages = [line.removeprefix("stage").strip() for line in lines if line.startswith("stage ")]
    assert stages == [
        "first: opens with bricks, planned for 2031-03-01; behind it: nothing",
        "next: opens with pad, after first, on 2031-06-01 at the latest; behind it: battery extra",
    ]


def test_a_result_says_what_kept_each_gate_shut(tmp_path: Path) -> None:
    more = (
        f'{FIRST}title = "First bricks"\n{SHUT}after = ["first"]\n{PRINTER}from = 2031-04-01\nbehind = "shut"\n'
        '[stages.far]\ngoals = ["data"]\nafter = ["shut"]\n'
    )
    result = simulate(gated(tmp_path, more), until=HOURS)
    first, shut, far = result.sentences[-3:]
    assert first.startswith(
        "Gate first (First bricks) opened on 2031-03-08: bricks came last; planned for 2031-03-05; held back most by "
    )
    assert shut.startswith("Gate shut stays shut: pad (pad stands) is missing; held back most by ")
    assert shut.endswith(f" Machines waited {HOURS - 90 * D:,.0f} h for gate shut.")
    assert far == "Gate far stays shut: gate shut is shut."
    assert not any("Gate" in said for said in simulate(gated(tmp_path, ""), until=HOURS).sentences)


def test_what_held_a_goal_back_names_the_gate_and_its_goal(tmp_path: Path) -> None:
    """Bricks would be laid sooner with the printers that wait until the pad stands."""
    goals = GOALS.replace("value = 100,", "value = 1500,")
    count = 'count = { value = 3, unit = "1", basis = "design" }\n'
    result = simulate(
        gated(tmp_path, f'{SHUT}{PRINTER}{count}behind = "shut"\nfrom = 2031-03-01\n', head=goals), until=HOURS
    )
    said = next(one for one in result.sentences if "goal bricks" in one)
    assert "shelter held the station back most" in said
    assert "printers that wait for gate shut: pad" in said
    assert "behind a gate" not in " ".join(result.sentences)

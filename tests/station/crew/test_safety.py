"""Safety of people: every mark that is crossed is told with its cause, and what is done then follows the rule."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.station.outcome import Outcome
from tests.station.crew.stays import FIRST, NO_FAILURES, TWO, counted, fault, happened, obeys_the_laws, stay

NO_LANDER = fault("lander", lander="lander", duration=960)
"""The lander cannot leave for forty days."""
BIG = '[crew.landers.lander]\nmodel = "large-crew-lander"\n'
"""A lander with four seats for two people."""
NO_EVA = 'crew.eva.suits={ value = 0, unit = "1", basis = "design" }'
NO_STORMS = 'crew.radiation.storms_quiet={ value = 0, unit = "1/yr", basis = "design" }'
NO_ACTIVE_STORMS = 'crew.radiation.storms_active={ value = 0, unit = "1/yr", basis = "design" }'
NO_RESCUE = "crew.rules.rescue=false"
DAY = range(24)
KINDS = {
    "scrubbers out for 3 d": {"kind": "machine", "machine": "scrubber", "duration": 72},
    "one scrubber out for 3 d": {"kind": "machine", "machine": "scrubber-1", "duration": 72},
    "power out for a day": {"kind": "blackout", "duration": 24},
    "arrays out for 2 d": {"kind": "blackout", "source": "modules", "duration": 48},
    "leak of 1 kg/h": {"kind": "leak", "module": "module", "rate": 1},
    "leak of 10 kg/h": {"kind": "leak", "module": "module", "rate": 10},
    "lander out for 40 d": {"kind": "lander", "lander": "lander", "duration": 960},
    "no oxygen": {"kind": "spill", "store": "oxygen"},
    "no water": {"kind": "spill", "store": "water"},
    "no food": {"kind": "spill", "store": "food"},
}


def outcome_of(outcome: Outcome) -> str:
    """What became of people, in a word."""
    if happened(outcome, "crew_lost"):
        return "lost"
    if happened(outcome, "rescued"):
        return "rescued"
    if happened(outcome, "evacuated"):
        return "evacuated"
    return "stayed, after an alarm" if happened(outcome, "evacuation_held") else "stayed"


def subjects(outcome: Outcome, kind: str) -> list[str]:
    return [event.subject for event in happened(outcome, kind)]


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_a_fault_at_any_hour_of_a_day_never_ends_with_a_silent_loss(name: str, tmp_path: Path) -> None:
    for lander in ("ready", "not ready"):
        ends: Counter[str] = Counter()
        for hour in DAY:
            faults = [fault(hour=hour, **KINDS[name])]  # type: ignore[arg-type]
            if lander == "not ready" and KINDS[name]["kind"] != "lander":
                faults.append(NO_LANDER)
            outcome = stay(tmp_path, faults)
            obeys_the_laws(outcome)
            ends[outcome_of(outcome)] += 1
        if lander == "ready":
            # With a way home that is open no single fault costs a life.
            assert "lost" not in ends


FAULTS = st.one_of(
    st.builds(
        lambda unit, hours: {"kind": "machine", "machine": unit, "duration": hours},
        st.sampled_from(["scrubber", "scrubber-1", "scrubber-2"]),
        st.floats(1.0, 600.0),
    ),
    st.builds(
        lambda source, hours: {"kind": "blackout", "duration": hours} | ({"source": source} if source else {}),
        st.sampled_from(["", "modules"]),
        st.floats(1.0, 300.0),
    ),
    st.builds(
        lambda module, rate, hours: (
            {"kind": "leak", "module": module, "rate": rate} | ({"duration": hours} if hours else {})
        ),
        st.sampled_from(["module-1", "module-2"]),
        st.floats(0.05, 300.0),
        st.sampled_from([0.0, 2.0, 30.0]),
    ),
    st.builds(lambda hours: {"kind": "lander", "lander": "lander", "duration": hours}, st.floats(1.0, 900.0)),
    st.builds(lambda hours: {"kind": "storm", "dose": 300.0, "duration": hours}, st.floats(1.0, 90.0)),
    st.builds(
        lambda store: {"kind": "spill", "store": store}, st.sampled_from(["oxygen", "nitrogen", "water", "food"])
    ),
)


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(FAULTS, st.integers(0, 25), st.integers(0, 23)), min_size=1, max_size=5),
    st.booleans(),
    st.sampled_from([24.0, 240.0]),
)
def test_whatever_goes_wrong_nobody_disappears(
    tmp_path: Path, faults: list[tuple[dict[str, object], int, int]], rescue: bool, wait: float
) -> None:
    written = [
        fault(day=f"2033-06-{1 + day:02}" if day < 30 else "2033-07-01", hour=hour, **keys)  # type: ignore[arg-type]
        for keys, day, hour in faults
    ]
    overrides = [
        NO_FAILURES,
        f"crew.rules.rescue={str(rescue).lower()}",
        f'crew.rules.rescue_wait={{ value = {wait}, unit = "h", basis = "design" }}',
    ]
    obeys_the_laws(stay(tmp_path, written, TWO, overrides))


def test_nothing_is_said_where_nothing_happens(tmp_path: Path) -> None:
    outcome = stay(tmp_path)
    obeys_the_laws(outcome)
    said = {event.event for event in outcome.events if event.system == "crew"}
    assert said == {"rotation_arrived", "rotation_left", "eva_started", "eva_ended"}
    assert outcome.facts["crew.beyond_warning"] == 0.0
    assert outcome.facts["crew.warnings"] == outcome.facts["crew.aborts"] == 0.0


def test_carbon_dioxide_rises_as_people_give_it_and_drives_them_out(tmp_path: Path) -> None:
    outcome = stay(
        tmp_path, [fault("machine", hour=5, machine="scrubber", duration=72)], overrides=[NO_FAILURES, NO_EVA]
    )
    warning, abort = happened(outcome, "limit_warning", "limit_abort")
    assert (warning.subject, abort.subject) == ("carbon-dioxide", "carbon-dioxide")
    # Two people give 2.17 kg a day, most of it by day, into 90 m3, where a kilopascal is 1.61 kg at 295 K.
    rise = 2.0 * 1.085 / 24.0 / (0.04401 * 90e3 / (8.314 * 295.0))
    assert abort.time_h - warning.time_h == pytest.approx((2.0 - 0.7) / rise, rel=0.02)
    assert warning.detail == "carbon dioxide 0.70 kPa: scrubber-1, scrubber-2 in repair since 2033-06-05 05:00"
    [left] = happened(outcome, "evacuated")
    assert left.time_h == abort.time_h
    assert outcome.facts["crew.beyond_warning"] == pytest.approx(abort.time_h - warning.time_h)


def test_who_cannot_leave_lives_in_the_lander_and_goes_back_when_all_is_well(tmp_path: Path) -> None:
    outcome = stay(tmp_path, [fault("machine", hour=5, machine="scrubber", duration=72), NO_LANDER])
    held = happened(outcome, "evacuation_held")[0]
    [over] = happened(outcome, "evacuation_over")
    assert "lander-first is not ready" in held.detail
    # Nobody breathes in the module meanwhile: the gas stays where it was until a scrubber works again.
    gas = outcome.channels["crew.pressure.carbon-dioxide"]
    assert gas.at([held.time_h + 1.0, 460.0]) == pytest.approx(2.0, abs=0.01)
    assert over.time_h > 461.0
    # Sent for and called off; sent for again when they are due home, and the lander is still not ready.
    assert subjects(outcome, "rescue_launched") == ["rescue", "rescue"]
    assert subjects(outcome, "rescue_called_off") == ["rescue"]


def test_a_lander_that_is_ready_again_takes_them_home(tmp_path: Path) -> None:
    faults = [
        fault("machine", hour=5, machine="scrubber", duration=480),
        fault("lander", hour=5, lander="lander", duration=60),
    ]
    outcome = stay(tmp_path, faults)
    [left] = happened(outcome, "evacuated")
    assert left.time_h == pytest.approx(4 * 24.0 + 5.0 + 60.0 + 288.0)
    assert subjects(outcome, "rescue_called_off") == ["rescue"]


def test_a_lander_is_sent_for_who_is_due_home_and_cannot_leave(tmp_path: Path) -> None:
    outcome = stay(tmp_path, [NO_LANDER])
    [held], [rescued] = happened(outcome, "departure_held"), happened(outcome, "rescued")
    assert rescued.time_h - held.time_h == pytest.approx(240.0)
    obeys_the_laws(outcome)


def test_without_rescue_they_wait_until_water_is_out(tmp_path: Path) -> None:
    outcome = stay(tmp_path, [NO_LANDER], overrides=[NO_FAILURES, NO_RESCUE])
    obeys_the_laws(outcome)
    [lost] = happened(outcome, "crew_lost")
    assert lost.subject == "first-1, first-2"
    assert lost.detail.startswith("2 people; no water for 3.0 d: water store empty since ")
    assert lost.detail.endswith(" <- nothing makes water")
    marks = happened(outcome, "limit_warning", "limit_abort", "limit_lethal")
    assert [event.event for event in marks] == ["limit_warning", "limit_abort", "limit_lethal"]
    # A day until they leave, four in the lander, three in which they get no more.
    assert marks[2].time_h - marks[0].time_h == pytest.approx(24.0 + 96.0 + 72.0)


def test_a_module_with_a_hole_is_shut_off_where_there_is_another(tmp_path: Path) -> None:
    outcome = stay(tmp_path, [fault("leak", day="2033-06-03", module="module-2", rate=20)], TWO)
    obeys_the_laws(outcome)
    [shut] = happened(outcome, "module_shut")
    assert shut.subject == "module-2"
    # At the warning, since two people have berths enough in the other one; the second rotation finds none.
    assert shut.time_h == happened(outcome, "limit_warning")[0].time_h
    assert "berths: 2 for 4" in happened(outcome, "rotation_postponed")[0].detail
    assert not [event for event in happened(outcome, "limit_abort") if event.time_h < shut.time_h + 240.0]


def test_people_sleep_on_the_floor_where_berths_are_too_few(tmp_path: Path) -> None:
    outcome = stay(tmp_path, [fault("leak", day="2033-06-12", module="module-2", rate=20)], TWO)
    obeys_the_laws(outcome)
    [shut], [abort, *_] = happened(outcome, "module_shut"), happened(outcome, "limit_abort")
    assert shut.time_h == abort.time_h
    assert shut.detail == "a hole; 2 people move to the others"


def test_a_hole_in_each_module_ends_the_stay(tmp_path: Path) -> None:
    faults = [fault("leak", day="2033-06-12", module=f"module-{number}", rate=20) for number in (1, 2)]
    outcome = stay(tmp_path, faults, TWO)
    obeys_the_laws(outcome)
    assert counted(happened(outcome, "evacuated")) == 4


def test_a_hole_that_is_patched_in_time_changes_nothing(tmp_path: Path) -> None:
    outcome = stay(tmp_path, [fault("leak", module="module", rate=10, duration=2)])
    assert not happened(outcome, "limit_warning")
    assert [event.detail for event in happened(outcome, "emergency_over")] == ["module is patched"]


def test_seats_of_others_are_taken_where_they_are_free(tmp_path: Path) -> None:
    spare = FIRST + '[crew.landers.tug]\nmodel = "crew-lander"\n'
    outcome = stay(tmp_path, [fault("spill", store="water"), NO_LANDER], spare)
    obeys_the_laws(outcome)
    [left] = happened(outcome, "evacuated")
    assert left.detail.startswith("2 people in tug; no water for 24.0 h")


def test_what_a_lander_holds_lasts_by_the_head(tmp_path: Path) -> None:
    """Two people in a lander that keeps four for four days have eight days."""
    gone = [fault("lander", hour=1, lander="lander", duration=960), fault("spill", hour=2, store="water")]
    outcome = stay(tmp_path, gone, FIRST + BIG)
    obeys_the_laws(outcome)
    [held], [over] = happened(outcome, "evacuation_held"), happened(outcome, "haven_over")
    assert over.time_h - held.time_h == pytest.approx(96.0 * 4 / 2)


def test_a_blackout_that_ends_in_time_is_a_warning_only(tmp_path: Path) -> None:
    outcome = stay(tmp_path, [fault("blackout", hour=3, duration=6)])
    assert subjects(outcome, "limit_warning") == ["power"]
    assert not happened(outcome, "limit_abort")
    [warning], [cleared] = happened(outcome, "limit_warning"), happened(outcome, "limit_cleared")
    assert warning.detail.endswith("blackout since 2033-06-05 03:00 <- all sources and storages cut off by plan")
    # Half an hour after the power went, and an hour of restarting after it came.
    assert warning.time_h == pytest.approx(288.0 + 96.0 + 3.5)
    assert cleared.time_h == pytest.approx(288.0 + 96.0 + 10.0)


def test_emergencies_of_what_is_not_there_say_so(tmp_path: Path) -> None:
    outcome = stay(tmp_path, [fault("lander", day="2033-05-22", lander="lander")])
    assert [event.detail for event in happened(outcome, "emergency")] == ["no lander stands there"]
    assert outcome_of(outcome) == "stayed"


def test_nobody_flies_in_a_storm_and_all_leave_after_it(tmp_path: Path) -> None:
    faults = [
        fault("storm", day="2033-06-06", dose=200, duration=20),
        fault("machine", hour=5, machine="scrubber", duration=480),
    ]
    outcome = stay(tmp_path, faults, overrides=[NO_FAILURES, NO_STORMS, NO_ACTIVE_STORMS])
    obeys_the_laws(outcome)
    [held], [left] = happened(outcome, "evacuation_held"), happened(outcome, "evacuated")
    assert "nobody flies in a storm" in held.detail
    # The storm is over at 20:00 on the day after the fault; a lander that is ready needs no rescue.
    assert left.time_h == pytest.approx(288.0 + 5 * 24.0 + 20.0)
    assert not happened(outcome, "rescue_launched")
    assert outcome.facts["crew.storms_met"] == 1


def test_who_is_outside_comes_in_and_nobody_works_while_they_wait(tmp_path: Path) -> None:
    outcome = stay(tmp_path, [fault("blackout", hour=0, duration=40), NO_LANDER])
    obeys_the_laws(outcome)
    held, over = happened(outcome, "evacuation_held")[0], happened(outcome, "evacuation_over")[0]
    outings = [event.time_h for event in happened(outcome, "eva_started")]
    assert not [time for time in outings if held.time_h <= time <= over.time_h]
    hours = outcome.channels["crew.hours.science"]
    begin, end = hours.at([held.time_h, over.time_h])
    assert begin == pytest.approx(end)


def test_who_loses_the_last_module_leaves_at_once_or_goes_into_the_lander(tmp_path: Path) -> None:
    station = FIRST + "[crew.habitats.module]\nuntil = 2033-06-10\n"
    outcome = stay(tmp_path, station=station)
    obeys_the_laws(outcome)
    [left] = happened(outcome, "evacuated")
    assert (left.time_h, left.detail) == (288.0 + 9 * 24.0, "2 people in lander-first; no module is open")
    held = stay(tmp_path, [NO_LANDER], station)
    obeys_the_laws(held)
    [lost] = happened(held, "crew_lost")
    assert lost.time_h == pytest.approx(left.time_h + 96.0)
    assert "no air left in lander-first <- pressure 0.00 kPa: no module is open since 2033-06-10 00:00" in lost.detail


def test_no_lander_leaves_with_the_dead(tmp_path: Path) -> None:
    """They were due home when their lander was not ready; it is ready again a day after they died."""
    faults = [fault("lander", lander="lander", duration=800)]
    outcome = stay(tmp_path, faults, overrides=[NO_FAILURES, NO_RESCUE])
    obeys_the_laws(outcome)
    assert outcome.facts["crew.lost"] == 2
    [lost], [ready] = happened(outcome, "crew_lost"), happened(outcome, "lander_ready")
    assert lost.time_h < ready.time_h
    assert not happened(outcome, "rotation_left")

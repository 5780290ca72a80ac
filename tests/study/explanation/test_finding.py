"""Why one run came out otherwise than another: hours, KPIs, events, each with its weight."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from sim.result import Kpi, Result
from sim.study import ComparisonError, Explanation, compare
from sim.study.explanation import words
from tests.study.explained_runs import IDLE, SHORT, kpis, told, with_line

pytestmark = pytest.mark.usefixtures("made_up_station")


def test_lost_hours_by_must_have_and_cause(why: Explanation) -> None:
    energy, tools, *rest = why.losses
    assert (energy.must_have, energy.first_h, energy.this_h, energy.difference_h) == ("energy", 10.0, 32.0, 22.0)
    assert energy.difference_share == pytest.approx(0.22)
    (cause,) = energy.causes
    assert (cause.kind, cause.state, cause.difference_h) == ("layer", "no_power", 22.0)
    assert (tools.must_have, tools.difference_h) == ("tools", -2.0)
    assert {loss.must_have for loss in rest} == {"communication", "shelter"}
    assert (why.service_first_h, why.service_this_h) == (100.0, 100.0)


def test_kpis_that_worsened_come_in_the_order_in_which_they_matter(why: Explanation) -> None:
    assert [change.name for change in why.worsened] == [
        "bricks.laid",
        "shelter.wall.complete",
        "energy.unserved",
        "shelter.pad.complete",
    ]
    # Half of the bricks by twentieths; never in a run of 100 d and 10 d late by 30 d; a hundredth of all by fiftieths.
    assert [change.weight for change in why.worsened] == pytest.approx([10, 100 / 30, 0.5, 10 / 30])
    assert [change.name for change in why.improved] == ["tools.availability"]
    assert why.improved[0].weight == pytest.approx(-5 / 3)
    assert (why.worsened[3].difference, why.worsened[3].difference_unit) == (10, "d")


def test_what_stands_for_a_run_comes_first_by_how_much_it_matters(base: Result, other: Result) -> None:
    why = told(
        base,
        other,
        kpis(
            shelter__pad__complete="2031-02-01",
            shelter__wall__complete="2031-03-03",
            energy__survival_availability=1.0,
            energy__unserved__critical=0.0,
            energy__delivered=1e4,
            energy__generated=1e6,
            energy__lowest_state_of_charge=0.4,
            communication__delivered=100.0,
            station__landed_mass=10_000.0,
        ),
        kpis(
            shelter__pad__complete="2031-02-11",
            shelter__wall__complete="2031-03-02",
            energy__survival_availability=0.98,
            energy__unserved__critical=9.0,
            energy__delivered=1e4,
            energy__generated=1e6,
            energy__lowest_state_of_charge=1.0,
            communication__delivered=110.0,
            station__landed_mass=20_000.0,
        ),
    )
    assert [change.name for change in why.worsened] == [
        "energy.survival_availability",
        "station.landed_mass",
        "energy.unserved.critical",
        "shelter.pad.complete",
    ]
    # Two points by ten-thousandths; half of the mass by twentieths; 9 of 10,000 kWh by five-thousandths; 10 d by 30 d.
    assert [change.weight for change in why.worsened] == pytest.approx([200, 10, 4.5, 10 / 30])
    assert [change.name for change in why.improved] == [
        "communication.delivered",
        "shelter.wall.complete",
        "energy.lowest_state_of_charge",
    ]
    # A date by ten days is less than another draw brings.
    assert "baseline: worse above all in energy__survival_availability (-2.00 pt) and station__landed_mass (" in (
        words.sentence(why)
    )
    assert "; better above all in communication__delivered (+10.0 %); " in words.sentence(why)
    # Little of all energy, and yet a blackout.
    assert "  energy__unserved__critical: 9 kWh instead of 0 kWh (+9 kWh)" in str(why).splitlines()


def test_machines_that_stand_fail_less_which_is_no_merit(base: Result, other: Result) -> None:
    counted = {"tools.failures": Kpi(100, "1", "Failures", "Definition.")}
    fewer = {"tools.failures": Kpi(40, "1", "Failures", "Definition.")}
    why = told(base, other, counted, fewer)
    assert why.improved + why.worsened == ()


def test_events_that_only_one_had_come_first_with_their_dates(why: Explanation) -> None:
    only = {(c.subject, c.event): (c.this_count, c.this_utc) for c in why.only_here}
    assert only == {
        ("queqiao", "retired"): (1, dt.datetime(2031, 1, 2)),
        ("solar", "cold_failure"): (2, dt.datetime(2031, 1, 7)),
        ("digger", "repair_started"): (1, dt.datetime(2031, 1, 6)),
    }
    assert {(c.subject, c.event) for c in why.only_there} == {("pad", "structure_complete"), ("solar", "repaired")}
    by_unit = {(c.subject, c.event): (c.first_count, c.this_count) for c in why.events}
    assert by_unit["solar-2", "failed"] == (0, 2)
    assert ("solar-1", "failed") not in by_unit
    groups = {(c.subject, c.event): (c.first_count, c.this_count) for c in why.event_groups}
    assert groups["solar", "failed"] == (1, 3)


def test_events_count_in_the_time_that_both_cover(base: Result, other: Result) -> None:
    short = dataclasses.replace(other, until_h=72.0)
    why = compare([base, short]).explain()
    assert {(c.subject, c.event) for c in why.only_here} == {("queqiao", "retired")}
    assert any(remark.startswith("spans differ") for remark in why.remarks)


def test_amounts_of_runs_of_unequal_length_are_not_weighed(base: Result, other: Result) -> None:
    before = kpis(
        bricks__laid=100,
        shelter__progress=0.9,
        energy__unserved__survival=10.0,
        energy__longest_dark=80.0,
        energy__survival_availability=1.0,
        tools__availability=0.9,
    )
    after = kpis(
        bricks__laid=50,
        shelter__progress=0.5,
        energy__unserved__survival=5.0,
        energy__longest_dark=60.0,
        energy__survival_availability=0.95,
        tools__availability=0.95,
    )
    names = {c.name for side in ("worsened", "improved") for c in getattr(told(base, other, before, after), side)}
    assert names == set(before)
    why = told(base, dataclasses.replace(other, until_h=SHORT), before, after)
    assert [change.name for change in why.worsened] == ["energy.survival_availability"]
    assert [change.name for change in why.improved] == ["tools.availability"]
    assert not why.equal_spans


@pytest.mark.parametrize(("day", "told_of"), [("2031-02-09", True), ("2031-02-10", False), ("2031-03-01", False)])
def test_a_date_after_the_end_of_a_run_without_one_is_not_weighed(
    base: Result, other: Result, day: str, told_of: bool
) -> None:
    before, after = kpis(shelter__wall__complete=day), kpis(shelter__wall__complete=None)
    short = dataclasses.replace(other, until_h=SHORT)
    names = ["shelter.wall.complete"] if told_of else []
    assert [change.name for change in told(base, short, before, after).worsened] == names
    # The other way round: the first run is the short one.
    assert [change.name for change in told(short, base, after, before).improved] == names
    assert [change.name for change in told(base, other, before, after).worsened] == ["shelter.wall.complete"]


def test_dates_that_both_runs_saw_are_weighed_whatever_their_ends(base: Result, other: Result) -> None:
    before, after = kpis(shelter__pad__complete="2031-03-01"), kpis(shelter__pad__complete="2031-02-01")
    (change,) = told(base, dataclasses.replace(other, until_h=SHORT), before, after).improved
    assert change.difference == -28


def test_losses_are_ranked_by_what_they_cost_the_machines_that_set_the_pace(slow: Result, slower: Result) -> None:
    why = compare([slow, slower]).explain()
    assert why.pace == ("printer", "printer")
    tools = why.losses[0]
    assert (tools.must_have, tools.pace_first_h, tools.pace_this_h, tools.pace_difference_h) == ("tools", 0, 20, 20)
    assert [(c.kind, c.state, c.difference_h) for c in tools.pace_causes] == [
        ("sieve", "in_repair", 16),
        ("printer", "in_repair", 4),
    ]
    # Over all machines, others lost more, to communication; and of the tools, the excavators.
    assert max(why.losses, key=lambda loss: loss.difference_share).must_have == "communication"
    assert (tools.causes[0].kind, tools.causes[0].difference_h) == ("excavator", 28)
    assert "tools cost the printers, which set the pace, 20 machine hours more, chiefly sieves in repair." in (
        words.sentence(why)
    )
    assert "machine hours lost by the printers, which set the pace: tools +20 h, chiefly sieves in repair" in (
        words.brief(why)
    )
    back = compare([slower, slow]).explain()
    assert "tools cost the printers, which set the pace, 20 machine hours less, chiefly" in words.sentence(back)


def test_without_a_common_pace_losses_are_ranked_by_shares(slow: Result, slower: Result) -> None:
    layers = [("no_operator", 40.0), ("working", 60.0)]
    waits = [("no_room", 45.0), ("working", 55.0)]
    unlike = with_line(slower, 100.0, excavator=IDLE, sieve=IDLE, printer=waits, layer=layers)
    why = compare([slow, unlike]).explain()
    assert why.pace == ("printer", "layer")
    assert {loss.pace_difference_h for loss in why.losses} == {None}
    assert {loss.pace_causes for loss in why.losses} == {()}
    assert why.losses[0].must_have == "communication"
    assert "communication cost" in words.sentence(why)
    assert "points of the machine hours more" in words.sentence(why)
    # The same machines set the pace, but not for equally long: their hours cannot be held against each other.
    shorter = dataclasses.replace(slower, until_h=90.0)
    assert {loss.pace_difference_h for loss in compare([slow, shorter]).explain().losses} == {None}


def test_what_cannot_be_explained_is_refused(base: Result, other: Result) -> None:
    third = dataclasses.replace(base, name="third")
    c = compare([base, other, third])
    with pytest.raises(ComparisonError, match="which run is to be explained"):
        c.explain()
    with pytest.raises(ComparisonError, match="held against"):
        c.explain("baseline")
    with pytest.raises(ComparisonError, match="no run 'fourth'"):
        c.explain("fourth")
    assert c.explain("third").label == "third"


def test_of_a_kpi_in_two_units_no_difference_is_told(base: Result, other: Result) -> None:
    odd = dict(other.kpis) | {"energy.generated": Kpi(1.0, "MWh", "Generated", "Definition.")}
    c = compare([base, dataclasses.replace(other, kpis=odd)])
    assert c.kpis["energy.generated"].values == (1000.0, None)
    assert c.kpis["energy.generated"].differences == (0.0, None)
    assert "units of energy.generated differ: baseline: kWh; other: MWh" in c.remarks

"""Why B came out other than A: hours, KPIs, events."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from sim.result import Bottlenecks, Cause, Kpi, Result, simulate
from sim.result.bottlenecks import attribute
from sim.scenario import Scenario, load
from sim.station import Event, topology
from sim.station.states import CATEGORIES
from sim.study import ComparisonError, Explanation, compare
from sim.study.explanation import words
from sim.study.wording import held_back
from tests.result.made_up_outcomes import history, step

pytestmark = pytest.mark.usefixtures("made_up_station")


def bottlenecks(working: float, *causes: tuple[str, str, str, float]) -> Bottlenecks:
    hours = dict.fromkeys(CATEGORIES, 0.0) | {"working": working}
    for must_have, _, _, lost in causes:
        hours[must_have] += lost
    return Bottlenecks({"digger": hours}, {}, tuple(Cause(*cause) for cause in causes))


def kpis(**values: float | str | None) -> dict[str, Kpi]:
    found = {}
    for name, value in values.items():
        dated = name.endswith("complete")
        share = name.startswith("tools") or name.endswith(("availability", "progress", "charge"))
        unit = "UTC date" if dated else "1" if share or isinstance(value, int) else "kWh"
        found[name.replace("__", ".")] = Kpi(value, unit, name, "Definition.")
    return found


def event(day: float, subject: str, what: str, system: str = "tools") -> Event:
    return Event(24.0 * day, system, subject, what, "")


@pytest.fixture
def base(made_up_station: object, baseline: Scenario) -> Result:
    return dataclasses.replace(
        simulate(baseline, until=2400.0),
        kpis=kpis(
            energy__unserved=0.0,
            energy__generated=1000.0,
            bricks__laid=100,
            tools__availability=0.9,
            shelter__pad__complete="2031-02-01",
            shelter__wall__complete="2031-03-01",
        ),
        events=(
            event(3, "solar-1", "failed"),
            event(4, "solar-1", "repaired"),
            event(5, "pad", "structure_complete", "shelter"),
        ),
        bottlenecks=bottlenecks(80.0, ("tools", "printer", "in_repair", 10.0), ("energy", "layer", "no_power", 10.0)),
    )


@pytest.fixture
def other(base: Result) -> Result:
    return dataclasses.replace(
        base,
        scenario=load("ilrs:one-technician"),
        name="other",
        info=dataclasses.replace(base.info, run_id="other"),
        kpis=kpis(
            energy__unserved=10.0,
            energy__generated=1000.0,
            bricks__laid=50,
            tools__availability=0.95,
            shelter__pad__complete="2031-02-11",
            shelter__wall__complete=None,
        ),
        events=(
            event(1, "queqiao", "retired", "communication"),
            event(2, "solar-1", "failed"),
            event(3, "solar-2", "failed"),
            event(4, "solar-2", "failed"),
            event(5, "digger", "repair_started"),
            event(6, "solar-2", "cold_failure"),
            event(7, "solar-1", "cold_failure"),
        ),
        bottlenecks=bottlenecks(60.0, ("tools", "printer", "in_repair", 8.0), ("energy", "layer", "no_power", 32.0)),
    )


@pytest.fixture
def why(base: Result, other: Result) -> Explanation:
    return compare([base, other]).explain()


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
        "shelter.wall.complete",
        "shelter.pad.complete",
        "bricks.laid",
        "energy.unserved",
    ]
    assert [change.weight for change in why.worsened] == pytest.approx([1.0, 0.1, 0.5, 0.01])
    assert [change.name for change in why.improved] == ["tools.availability"]
    assert why.improved[0].weight == pytest.approx(-0.05)
    assert (why.worsened[1].difference, why.worsened[1].difference_unit) == (10, "d")


def told(base: Result, other: Result, before: dict[str, Kpi], after: dict[str, Kpi]) -> Explanation:
    """Why ``other`` came out otherwise, with other KPIs on either side."""
    return compare([dataclasses.replace(base, kpis=before), dataclasses.replace(other, kpis=after)]).explain()


def test_outcomes_come_before_means_however_much_these_changed(base: Result, other: Result) -> None:
    why = told(
        base,
        other,
        kpis(
            shelter__pad__complete="2031-02-01",
            shelter__wall__complete="2031-03-03",
            energy__survival_availability=1.0,
            energy__unserved__critical=0.0,
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
            energy__generated=1e6,
            energy__lowest_state_of_charge=1.0,
            communication__delivered=110.0,
            station__landed_mass=20_000.0,
        ),
    )
    assert [change.name for change in why.worsened] == [
        "shelter.pad.complete",
        "energy.survival_availability",
        "energy.unserved.critical",
        "station.landed_mass",
    ]
    assert [change.name for change in why.improved] == [
        "shelter.wall.complete",
        "communication.delivered",
        "energy.lowest_state_of_charge",
    ]
    assert "worse above all in shelter__pad__complete (+10 d), better above all in shelter__wall__complete (-1 d)" in (
        words.sentence(why)
    )
    # Little of all energy, and yet a blackout.
    assert "  energy__unserved__critical: 9 kWh instead of 0 kWh (+9 kWh)" in str(why).splitlines()


def test_of_the_structures_the_last_comes_first_and_each_is_told_once(base: Result, other: Result) -> None:
    before = kpis(
        shelter__first_complete="2031-02-01",
        shelter__progress=0.8,
        shelter__pad__complete="2031-02-01",
        shelter__wall__complete="2031-03-03",
        shelter__annex__complete="2031-04-01",
        communication__lost=1.0,
        communication__generated=100.0,
    )
    after = before | kpis(
        shelter__first_complete="2031-02-21",
        shelter__progress=0.7,
        shelter__pad__complete="2031-02-21",
        shelter__wall__complete="2031-03-08",
        shelter__annex__complete=None,
        communication__lost=30.0,
    )
    worse = dict(words.sections(told(base, other, before, after)))["worse"]
    assert [line.partition(":")[0] for line in worse] == [
        "shelter__annex__complete",
        "shelter__wall__complete",
        "shelter__pad__complete",
        "shelter__progress",
        "communication__lost",
    ]
    short = words.brief(told(base, other, before, after))
    assert short.startswith("worse: shelter__annex__complete (not by the end), communication__lost (+")


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


def test_in_words(why: Explanation) -> None:
    text = str(why)
    assert text.splitlines()[0] == (
        "other against baseline: worse above all in shelter__wall__complete (not by the end), better above all in "
        "tools__availability (+5.00 pt); energy cost 22.0 points of the machine hours more, "
        f"chiefly {words.cause_phrase('layer', 'no_power')}."
    )
    for line in (
        "  bricks__laid: 50 instead of 100 (-50.0 %)",
        "  shelter__pad__complete: 2031-02-11 instead of 2031-02-01 (+10 d)",
        "machine hours lost, of 100 in service:",
        "  solar cold failure: 2 times, first 2031-01-07",
        "  queqiao retired: 2031-01-02",
        "  pad complete: 2031-01-06",
    ):
        assert line in text.splitlines()
    assert "repair started" not in text
    short = words.brief(why)
    assert "\n" not in short
    assert short.startswith("worse: shelter__wall__complete (not by the end), energy__unserved (+10 kWh); better: ")
    assert "only here: solar cold failure (2), queqiao retired (1)" in short
    (heading, items), *_ = words.sections(why, 2)
    assert (heading, len(items), items[-1]) == ("worse", 3, "and 2 more")


def test_long_lists_are_cut(base: Result, other: Result) -> None:
    many = tuple(event(1, f"robot {number}", "failed") for number in range(50))
    why = compare([base, dataclasses.replace(other, events=many)]).explain()
    assert len(why.only_here) == 50
    items = dict(words.sections(why, 4))["only in other"]
    assert (len(items), items[-1]) == (5, "and 46 more")
    assert len(words.brief(why)) < 400


def test_nothing_to_say_is_said(base: Result) -> None:
    same = dataclasses.replace(base, name="same")
    why = compare([base, same]).explain("same")
    assert words.sentence(why) == "same against baseline: no better and no worse."
    assert words.sections(why) == []
    assert words.brief(why) == "no better and no worse than baseline"


def test_events_count_in_the_time_that_both_cover(base: Result, other: Result) -> None:
    short = dataclasses.replace(other, until_h=72.0)
    why = compare([base, short]).explain()
    assert {(c.subject, c.event) for c in why.only_here} == {("queqiao", "retired")}
    assert any(remark.startswith("spans differ") for remark in why.remarks)


def test_what_is_not_like_for_like_comes_first_in_words(base: Result, other: Result) -> None:
    why = compare([base, dataclasses.replace(other, seed=base.seed + 1)]).explain()
    lines = str(why).splitlines()
    assert lines[0] == f"not like for like: seeds differ: baseline: {base.seed}; other: {base.seed + 1}"
    assert lines[1].startswith("other against baseline: worse above all in")
    assert not str(compare([base, other]).explain()).startswith("not like for like")


SHORT = 24.0 * 40
"""A run to 2031-02-10, where others go on to 2031-04-11 [h]."""


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


def test_lost_hours_of_runs_of_unequal_length_are_told_as_shares(base: Result, other: Result) -> None:
    half = bottlenecks(25.0, ("tools", "printer", "in_repair", 5.0), ("energy", "layer", "no_power", 20.0))
    why = compare([base, dataclasses.replace(other, until_h=SHORT, bottlenecks=half)]).explain()
    energy = why.losses[0]
    assert energy.causes[0].difference_share == pytest.approx(0.3)
    lost = dict(words.sections(why))["machine hours lost, of 50 in service instead of 100"]
    assert lost == ["energy +30.0 pt (10.0 -> 40.0 %): laying robots without power +30.0 pt"]
    assert "energy cost 30.0 points of the machine hours more" in words.sentence(why)


@pytest.mark.parametrize(
    ("what", "before", "after", "told_of"),
    [
        # Two seeds of one station.
        ("failed", 120, 149, False),
        ("failed", 24, 17, False),
        ("failed", 74, 106, False),
        ("failed", 100, 200, True),
        ("cold_failure", 36, 47, False),
        ("failed", 10_000, 10_450, False),
        ("failed", 10_000, 11_000, True),
        # The Sun decides, not the dice.
        ("shed", 100, 106, True),
        ("shed", 100, 105, False),
    ],
)
def test_counts_that_another_draw_might_bring_are_no_reason(
    base: Result, other: Result, what: str, before: int, after: int, told_of: bool
) -> None:
    def run(result: Result, count: int) -> Result:
        return dataclasses.replace(result, events=tuple(event(1 + n / 1000, "mason", what) for n in range(count)))

    for one, two in ((before, after), (after, before)):
        headings = [heading for heading, _ in words.sections(compare([run(base, one), run(other, two)]).explain())]
        often = "more often in other" if two > one else "less often in other"
        assert (often in headings) is told_of


def with_line(result: Result, hours: float, **stretches: list[tuple[str, float]]) -> Result:
    """A run of the baseline's machines through given states, by kind; its last structure stands after ``hours``."""
    lines = topology(result.scenario)
    channels = [history(unit, *stretches[kind]) for unit, kind in lines.kinds.items()]
    channels.append(step("bricks.laid", "1", [0, hours / 2, hours], [0, 50, 100]))
    channels.append(step("shelter.progress", "1", [0, hours / 2, hours], [0, 0.4, 1.0]))
    found = {channel.name: channel for channel in channels}
    return dataclasses.replace(result, channels=found, bottlenecks=attribute(found, lines), until_h=hours)


IDLE = [("idle", 40.0), ("working", 60.0)]


@pytest.fixture
def slow(base: Result) -> Result:
    """The printers set the pace; the Sun alone holds them up."""
    printers = [("no_sunlight", 10.0), ("working", 90.0)]
    return with_line(base, 100.0, excavator=IDLE, sieve=IDLE, printer=printers, layer=IDLE)


@pytest.fixture
def slower(other: Result) -> Result:
    """Sieves in repair hold the printers up; excavators and laying robots lose more, at no cost to the station."""
    return with_line(
        other,
        100.0,
        excavator=[("in_repair", 28.0), ("idle", 12.0), ("working", 60.0)],
        sieve=[("idle", 40.0), ("in_repair", 8.0), ("working", 52.0)],
        printer=[
            ("no_sunlight", 10.0),
            ("working", 30.0),
            ("no_feedstock", 8.0),
            ("in_repair", 2.0),
            ("working", 50.0),
        ],
        layer=[("idle", 10.0), ("no_operator", 30.0), ("working", 60.0)],
    )


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
    assert words.sentence(why).endswith(
        "tools cost the printers, which set the pace, 20 machine hours more, chiefly sieves in repair."
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


def test_what_held_a_run_back_in_three_words(slower: Result) -> None:
    pace = slower.bottlenecks.pace
    assert pace is not None

    def with_limits(bricks: float, days: float | None) -> Bottlenecks:
        limits = [dataclasses.replace(limit, hours=0.0, bricks=0.0, days=days) for limit in pace.limits]
        tools = dataclasses.replace(pace.limit("tools"), bricks=bricks, days=days)
        limits = [tools if limit.must_have == "tools" else limit for limit in limits]
        return dataclasses.replace(slower.bottlenecks, pace=dataclasses.replace(pace, limits=tuple(limits)))

    assert held_back(with_limits(1234.0, 412.0)) == ("tools", "410 days", pace.limit("tools").chief)
    assert held_back(with_limits(1234.0, 1.2))[1] == "1 day"
    assert held_back(with_limits(1234.0, None))[1] == "1,200 bricks"
    # Hours that cost no brick: all machines tell.
    assert held_back(with_limits(0.0, 0.0))[1].endswith(" % of machine hours")
    without = bottlenecks(60.0, ("energy", "layer", "no_power", 32.0), ("tools", "printer", "in_repair", 8.0))
    assert held_back(without) == ("energy", "32.0 % of machine hours", "laying robots without power")
    assert held_back(bottlenecks(60.0)) == ("nothing", "", "")


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

"""Why B came out other than A: hours, KPIs, events."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from sim.result import Bottlenecks, Cause, Kpi, Result, simulate
from sim.result.attribution import CATEGORIES
from sim.scenario import Scenario, load
from sim.station import Event
from sim.study import ComparisonError, Explanation, compare, reasons, senses
from sim.view.kpis import SHOWN

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
        share = name.startswith("tools")
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


def test_kpis_that_worsened_come_worst_first(why: Explanation) -> None:
    assert [change.name for change in why.worsened] == [
        "shelter.wall.complete",
        "bricks.laid",
        "shelter.pad.complete",
        "energy.unserved",
    ]
    assert [change.weight for change in why.worsened] == pytest.approx([1.0, 0.5, 0.1, 0.01])
    assert [change.name for change in why.improved] == ["tools.availability"]
    assert why.improved[0].weight == pytest.approx(-0.05)
    assert (why.worsened[2].difference, why.worsened[2].difference_unit) == (10, "d")


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
        f"chiefly {reasons.cause_phrase('layer', 'no_power')}."
    )
    for line in (
        "  bricks__laid: 50 instead of 100 (-50.0 %)",
        "  shelter__pad__complete: 2031-02-11 instead of 2031-02-01 (+10 d)",
        "machine hours lost, of 100 in service:",
        "  solar cold failure: 2 times, first 2031-01-07",
        "  queqiao retired: 2031-01-02",
        "  pad complete: 2031-01-06",
        "  solar failed: 3 instead of 1 time",
    ):
        assert line in text.splitlines()
    assert "repair started" not in text
    short = reasons.brief(why)
    assert "\n" not in short
    assert short.startswith("worse: shelter__wall__complete (not by the end), bricks__laid (-50.0 %); better: ")
    assert "only here: solar cold failure (2), queqiao retired (1)" in short
    (heading, items), *_ = reasons.sections(why, 2)
    assert (heading, len(items), items[-1]) == ("worse", 3, "and 2 more")


def test_long_lists_are_cut(base: Result, other: Result) -> None:
    many = tuple(event(1, f"robot {number}", "failed") for number in range(50))
    why = compare([base, dataclasses.replace(other, events=many)]).explain()
    assert len(why.only_here) == 50
    items = dict(reasons.sections(why, 4))["only in other"]
    assert (len(items), items[-1]) == (5, "and 46 more")
    assert len(reasons.brief(why)) < 400


def test_nothing_to_say_is_said(base: Result) -> None:
    same = dataclasses.replace(base, name="same")
    why = compare([base, same]).explain("same")
    assert reasons.sentence(why) == "same against baseline: no better and no worse."
    assert reasons.sections(why) == []
    assert reasons.brief(why) == "no better and no worse than baseline"


def test_events_count_in_the_time_that_both_cover(base: Result, other: Result) -> None:
    short = dataclasses.replace(other, until_h=72.0)
    why = compare([base, short]).explain()
    assert {(c.subject, c.event) for c in why.only_here} == {("queqiao", "retired")}
    assert any(remark.startswith("spans differ") for remark in why.remarks)


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


def test_every_kpi_has_a_sense_and_figures_agree_with_it(baseline: Scenario) -> None:
    known = set(simulate(baseline, until=100.0).kpis)
    for name in known:
        derived = name.startswith(("bottleneck.", "energy.unserved.")) or senses.is_completion(name)
        assert derived or name in senses.SENSES, name
    assert {name: senses.sense(name) for name in SHOWN} == dict(SHOWN)
    assert set(senses.HEADLINES) <= set(senses.SENSES)


def test_of_a_kpi_in_two_units_no_difference_is_told(base: Result, other: Result) -> None:
    odd = dict(other.kpis) | {"energy.generated": Kpi(1.0, "MWh", "Generated", "Definition.")}
    c = compare([base, dataclasses.replace(other, kpis=odd)])
    assert c.kpis["energy.generated"].values == (1000.0, None)
    assert c.kpis["energy.generated"].differences == (0.0, None)
    assert "units of energy.generated differ: baseline: kWh; other: MWh" in c.remarks

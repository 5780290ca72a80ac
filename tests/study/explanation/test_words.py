"""An explanation in words: what comes first, what is left out, what is cut."""

from __future__ import annotations

import dataclasses
import re

import pytest

from sim.result import Kpi, Result
from sim.study import Explanation, compare
from sim.study.explanation import words
from tests.study.explained_runs import SHORT, bottlenecks, event, kpis, told

pytestmark = pytest.mark.usefixtures("made_up_station")


def test_what_matters_most_comes_first_and_each_structure_is_told_once(base: Result, other: Result) -> None:
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
        "communication__lost",
        "shelter__annex__complete",
        "shelter__progress",
        "shelter__pad__complete",
        "shelter__wall__complete",
    ]
    short = words.brief(told(base, other, before, after))
    assert short.startswith("worse: communication__lost (+29 kWh), shelter__annex__complete (not by the end)")


def test_in_words(why: Explanation) -> None:
    text = str(why)
    assert text.splitlines()[0] == (
        "other against baseline: worse above all in bricks__laid (-50.0 %); better above all in "
        "tools__availability (+5.00 pt); energy cost 22.0 points of the machine hours more, "
        f"chiefly {words.cause_phrase('layer', 'no_power')}. "
        "Each is one draw: what chance decides may differ by luck."
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
    assert short.startswith("worse: bricks__laid (-50.0 %); better: tools__availability (+5.00 pt); ")
    assert "only here: solar cold failure (2), queqiao retired (1)" in short
    (heading, items), *_ = words.sections(why, 2)
    assert (heading, len(items), items[-1]) == ("worse", 3, "and 2 more")


def test_less_to_land_and_nothing_shed_lead_before_some_days_of_a_date(base: Result, other: Result) -> None:
    before = kpis(
        shelter__wall__complete="2031-03-03",
        energy__unserved=70.0,
        energy__generated=1000.0,
        communication__delivered=1000.0,
    )
    after = before | kpis(shelter__wall__complete="2031-03-07", energy__unserved=0.0, communication__delivered=1017.0)
    before["station.landed_mass"] = Kpi(17_873.0, "kg", "Mass landed", "Definition.")
    after["station.landed_mass"] = Kpi(11_099.0, "kg", "Mass landed", "Definition.")
    why = told(base, other, before, after)
    assert "baseline: better above all in Mass landed (-6,774 kg) and energy__unserved (none instead of 70 kWh);" in (
        words.sentence(why)
    )
    # What matters less is told where there is room.
    assert [line.partition(":")[0] for line in dict(words.sections(why))["worse"]] == ["shelter__wall__complete"]


def test_where_nothing_matters_it_is_said_and_the_most_is_named(base: Result, other: Result) -> None:
    why = told(base, other, kpis(shelter__wall__complete="2031-03-03"), kpis(shelter__wall__complete="2031-03-07"))
    little = "nothing changed by as much as matters, most shelter__wall__complete (+4 d)"
    assert f"baseline: {little}; " in words.sentence(why)
    assert words.brief(why).startswith(little)


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


def test_what_is_not_like_for_like_comes_first_in_words(base: Result, other: Result) -> None:
    why = compare([base, dataclasses.replace(other, seed=base.seed + 1)]).explain()
    lines = str(why).splitlines()
    assert lines[0] == f"not like for like: seeds differ: baseline: {base.seed}; other: {base.seed + 1}"
    assert lines[1].startswith("other against baseline: worse above all in")
    assert not str(compare([base, other]).explain()).startswith("not like for like")


def test_lost_hours_of_runs_of_unequal_length_are_told_as_shares(base: Result, other: Result) -> None:
    half = bottlenecks(25.0, ("tools", "printer", "in_repair", 5.0), ("energy", "layer", "no_power", 20.0))
    why = compare([base, dataclasses.replace(other, until_h=SHORT, bottlenecks=half)]).explain()
    energy = why.losses[0]
    assert energy.causes[0].difference_share == pytest.approx(0.3)
    lost = dict(words.sections(why))["machine hours lost, of 50 in service instead of 100"]
    assert lost == ["energy +30.0 pt (10.0 -> 40.0 %): laying robots without power +30.0 pt"]
    assert "energy cost 30.0 points of the machine hours more" in words.sentence(why)


@pytest.mark.slow
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


def test_the_roots_of_a_loss_add_up_to_it_the_largest_first(base: Result, other: Result) -> None:
    """Four printers instead of two: they wait for spare parts instead of being in repair, and others for them."""
    before = {"waiting_spare": 10.4, "in_repair": 50.4, "slower": 40.4, "missing": 0.0}
    after = {"waiting_spare": 80.0, "in_repair": 30.0, "slower": 25.0, "missing": 1.4, "waiting_technician": 0.3}
    runs = [
        dataclasses.replace(run, bottlenecks=bottlenecks(60.0, *(("tools", "printer", *lost) for lost in by.items())))
        for run, by in ((base, before), (other, after))
    ]
    for one, two in (runs, runs[::-1]):
        lines = next(items for heading, items in words.sections(compare([one, two]).explain()) if "lost, of" in heading)
        (line,) = (item for item in lines if item.startswith("tools "))
        whole, *parts = (int(number) for number in re.findall(r"([+-]\d+) h\b", line))
        assert sum(parts) == whole
        named = parts[:-1] if "all else" in line else parts
        assert [abs(part) for part in named] == sorted((abs(part) for part in named), reverse=True)
        assert line.split(": ")[1].startswith(words.cause_phrase("printer", "waiting_spare"))


def test_roots_told_as_shares_add_up_too(base: Result, other: Result) -> None:
    third = bottlenecks(
        60.0, *(("tools", "printer", state, 20 / 3) for state in ("in_repair", "waiting_spare", "ring"))
    )
    why = compare([base, dataclasses.replace(other, until_h=SHORT, bottlenecks=third)]).explain()
    lines = next(items for heading, items in words.sections(why) if "lost, of" in heading)
    (line,) = (item for item in lines if item.startswith("tools "))
    whole, *parts = (round(10 * float(number)) for number in re.findall(r"([+-]\d+\.\d) pt", line))
    assert sum(parts) == whole

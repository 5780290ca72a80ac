"""The time line: milestones where they were reached and where the plan has them, and what flew for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.result import Result, simulate
from sim.result.milestones import milestones
from sim.scenario import load
from sim.view import default_kinds, figure
from sim.view.kit import style
from sim.view.panels.milestones import IN_TIME, LATE, NEVER, colour_of, lanes
from tests.station.stages.gated import GOALS, HOURS, gated
from tests.view.figures.made_milestones import cargo
from tests.view.reading_figures import faults, panels, words


@pytest.fixture(scope="module")
def run() -> Result:
    return cargo()


def long(tmp_path: Path) -> Result:
    """Nineteen years with eleven milestones and forty missions."""
    lines = [
        'title = "Programme"',
        'extends = "ilrs:forerunners"',
        "end = 2046-01-01",
        '[references.plan]\ntitle = "P"',
    ]
    for number in range(35):
        year, month = 2034 + number // 3, 1 + 4 * (number % 3)
        lines.append(f"[campaign.missions.flight-{number:02d}]\ndate = {year}-{month:02d}-01")
        lines.append('launcher = "long-march-10"\nlander = "heavy"')
    for number in range(11):
        lines.append(f'[goals.bricks-{number}]\nkind = "measure"\nmeasure = "bricks.printed"')
        lines.append(f'title = "Milestone number {number} of the whole"\npublished = {2030 + number}-06-01')
        lines.append(f'source = "plan"\nat_least = {{ value = {4**number}, unit = "1", basis = "design" }}')
    path = tmp_path / "programme.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return simulate(load(path))


def test_a_run_with_milestones_has_it_and_one_without_has_not(run: Result, baseline_run: Result) -> None:
    assert "timeline" in default_kinds(run)
    assert "timeline" not in default_kinds(baseline_run)
    with pytest.raises(ValueError, match="no goal has a published date"):
        figure("timeline", baseline_run)


@pytest.fixture(scope="module")
def baseline_run() -> Result:
    return simulate(load("ilrs:baseline"), until=24.0)


def test_full_marks_are_where_milestones_were_reached_and_open_ones_where_the_plan_has_them(run: Result) -> None:
    ax = panels(figure("timeline", run))["milestones"]
    found = milestones(run)
    rows = {len(found) - 1 - place: one for place, one in enumerate(found)}
    start = (run.start.toordinal() - 719163) * 1.0
    marks = [line for line in ax.lines if line.get_marker() == "D"]
    for y, one in rows.items():
        at = [line for line in marks if line.get_ydata()[0] == y]
        full = [line.get_xdata()[0] - start for line in at if line.get_color() != style.PAPER]
        hollow = [line.get_xdata()[0] - start for line in at if line.get_color() == style.PAPER]
        assert full == ([] if one.reached is None else [pytest.approx(one.reached / 24.0)])
        assert hollow == [pytest.approx(h / 24.0) for h in one.planned.plan if h <= run.until_h]


def test_what_is_not_reached_by_the_end_has_an_arrow_and_says_so(run: Result) -> None:
    drawn = figure("timeline", run)
    missing = [one for one in milestones(run) if one.reached is None]
    arrows = [line for line in panels(drawn)["milestones"].lines if line.get_marker() == ">"]
    assert len(arrows) == len(missing) == 1
    assert "not by 1 Jan 2036" in words(drawn)
    assert missing[0].late_words == "12 months after the first plan by then"


def test_dates_lateness_and_what_held_it_back_are_written(run: Result) -> None:
    text = words(figure("timeline", run))
    for one in milestones(run):
        assert one.planned.title in text
        assert one.late_words in text
        assert one.held[:20] in text


def test_the_title_says_what_became_of_the_chief_milestone(run: Result) -> None:
    assert "2 of 3 milestones by January 2036; not among them:" in words(figure("timeline", run)).replace("\n", " ")
    short = simulate(run.scenario, until=24.0 * 800)
    assert "milestones by March 2033" in words(figure("timeline", short)).replace("\n", " ")


def test_colours_say_how_a_milestone_lies_to_the_last_of_its_plans(run: Result) -> None:
    colours = {one.planned.name: colour_of(one) for one in milestones(run)}
    assert colours["wall"] == NEVER
    assert {colours["pad"], colours["first"]} <= {IN_TIME, LATE}
    for one in milestones(run):
        late = one.reached is not None and one.reached > one.planned.plan[-1] + 24.0
        assert (colour_of(one) == LATE) == late


def test_missions_have_a_lane_for_each_lander_and_what_was_lost_is_named(run: Result) -> None:
    (lane,) = lanes(run)
    landed = next(event for event in run.events if event.event == "landed")
    lost = replace(landed, event="lost", time_h=landed.time_h - 3.0)
    drawn = figure("timeline", replace(run, events=(lost, *run.events)))
    assert f"{landed.subject} lost" in words(drawn)
    before = sum(len(one.losses) for one in lane.flights)
    assert f"of {len(lane.flights)} landed, {before + 1} lost" in words(drawn)


def test_titles_are_no_formulas_and_long_ones_have_room(tmp_path: Path) -> None:
    titled = GOALS.replace("[goals.ground]", '[goals.ground]\ntitle = "$5 and $6 for <ground>"', 1)
    more = f'[stages.first]\ntitle = "{"A very long name of a stage " * 4}"\ngoals = ["ground", "pad"]\n'
    staged = simulate(gated(tmp_path, more + '[stages.second]\ngoals = ["ground"]\n', head=titled), until=HOURS)
    drawn = figure("timeline", staged)
    assert faults(drawn) == []
    assert "$5 and $6 for <ground> came last" in words(drawn)


def test_stages_are_bands_and_their_openings_go_through_all(tmp_path: Path) -> None:
    more = '[stages.ground]\ngoals = ["ground"]\n[stages.bricks]\ngoals = ["bricks"]\nafter = ["ground"]\n'
    staged = simulate(gated(tmp_path, more), until=HOURS)
    drawn = figure("timeline", staged)
    assert list(panels(drawn)) == ["stages", "milestones"]
    opened = {event.subject: event.time_h / 24.0 for event in staged.events if event.event == "gate_opened"}
    start = staged.start.toordinal() - 719163
    bands = [line.get_xdata() - start for line in panels(drawn)["stages"].lines if line.get_linewidth() > 10]
    assert sorted(map(tuple, bands)) == [
        pytest.approx((0.0, opened["ground"])),
        pytest.approx((opened["ground"], opened["bricks"])),
    ]
    for ax in panels(drawn).values():
        through = [line.get_xdata()[0] - start for line in ax.lines if tuple(line.get_ydata()) == (0, 1)]
        assert sorted(through) == pytest.approx(sorted(opened.values()))
    assert faults(drawn) == []


@pytest.mark.slow
def test_people_and_decisions_have_lanes_of_their_own() -> None:
    names = [lane.name for lane in lanes(simulate(load("ilrs:forerunners"), until=24.0 * 1700))]
    assert names[0] == "decided"
    people = lanes(simulate(load("ilrs:first-crew")))
    assert [lane.name for lane in people] == ["people"]
    assert people[0].stays


def test_its_texts_have_room(run: Result) -> None:
    assert faults(figure("timeline", run)) == []


@pytest.mark.slow
def test_texts_of_a_long_programme_have_room(tmp_path: Path) -> None:
    drawn = figure("timeline", long(tmp_path))
    assert faults(drawn) == []
    assert drawn.get_size_inches()[1] < 10.0

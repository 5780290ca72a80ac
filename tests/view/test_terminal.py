"""The summary of a run on a terminal: fits, says what there is, draws what happened."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest
from rich.cells import cell_len

from sim.engine import Channel
from sim.result import Kpi, Result, simulate
from sim.result.milestones import milestones
from sim.scenario import Scenario
from sim.view.terminal import ASCII, BLOCKS, can_show_blocks, summary
from tests.view.figures.made_milestones import cargo

MONTHS = 30 * 24.0


@pytest.fixture
def result(baseline: Scenario, made_up_station: object) -> Result:
    return simulate(baseline, until=dt.date(2031, 3, 2))


def with_channel(result: Result, channel: Channel) -> Result:
    """The result with this channel alone."""
    return dataclasses.replace(result, channels={channel.name: channel})


def ramp(name: str, top: float, hours: float) -> Channel:
    return Channel(name, "1", "linear", np.array([0.0, hours]), np.array([0.0, top]))


def bars(lines: list[str], label: str) -> tuple[str, str]:
    """The two rows of a chart, without what stands left of them."""
    at = next(index for index, line in enumerate(lines) if line.startswith(label))
    return lines[at][18:], lines[at + 1][18:]


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("blocks", [True, False])
@pytest.mark.parametrize("days", [0.5, 5, 60, 364, 1826])
def test_every_line_fits(result: Result, width: int, blocks: bool, days: float) -> None:
    lines = summary(dataclasses.replace(result, until_h=days * 24), width=width, blocks=blocks)
    assert max(map(len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)
    assert blocks or all(line.isascii() for line in lines)


def test_key_figures_come_by_system(result: Result) -> None:
    text = "\n".join(summary(result))
    places = [text.index(heading) for heading in ("Energy\n", "Tools\n", "Communication\n", "Shelter\n")]
    assert places == sorted(places)
    for name in ("bricks.laid", "tools.failures", "communication.delivered", "shelter.progress"):
        kpi = result.kpis[name]
        assert kpi.label.removeprefix("Tools ") in text or kpi.label[-4:] in text
    assert f"{result.kpis['bricks.laid'].value:,}" in text
    assert "Machine availability" in text
    assert "Lost to" not in text


def test_what_a_run_does_not_have_is_left_out(result: Result) -> None:
    bare = dataclasses.replace(result, kpis={}, channels={})
    assert summary(bare) == ["Baseline: 2031-01-01 to 2031-03-02"]
    zero = Kpi(0.0, "kWh", "Energy unserved, critical", "")
    some = Kpi(5.0, "kWh", "Energy unserved, survival", "")
    kpis = {"energy.unserved.critical": zero, "energy.unserved.survival": some, "energy.lost": Kpi(None, "1", "X", "")}
    lines = summary(dataclasses.replace(bare, kpis=kpis))
    assert lines[2:] == ["Energy", "  Unserved, survival              5 kWh"]


def test_structures_stand_or_are_on_their_way(result: Result) -> None:
    channels = {
        f"shelter.progress.{name}": ramp(f"shelter.progress.{name}", share, result.until_h)
        for name, share in (("road", 0.9999), ("vault", 0.25), ("wall", 0.0))
    }
    kpis = {"shelter.pad.complete": Kpi("2031-02-03", "UTC date", "pad stands", "")}
    text = " ".join(" ".join(summary(dataclasses.replace(result, channels=channels, kpis=kpis))).split())
    assert "pad stands 2031-02-03, road 99.9 % laid, vault 25 % laid, wall not begun" in text


def test_a_title_cannot_take_over_the_terminal(result: Result) -> None:
    scenario = result.scenario.model_copy(update={"title": "Bad\x1b[2J\ntitle " + "x" * 100})
    lines = summary(dataclasses.replace(result, scenario=scenario))
    assert lines[0].startswith("Bad [2J title")
    assert "\x1b" not in "".join(lines)
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("width", [40, 80])
def test_letters_as_wide_as_two_fit(result: Result, width: int) -> None:
    scenario = result.scenario.model_copy(update={"title": "月面科研站" * 20 + " base " * 5})
    kpis = {**result.kpis, "shelter.wide.complete": Kpi("2031-02-03", "UTC date", "月面掩体" * 6 + " stands", "")}
    lines = summary(dataclasses.replace(result, scenario=scenario, kpis=kpis), width=width)
    assert max(map(cell_len, lines)) <= width
    assert "月面科研站" in lines[0]


def test_a_run_without_batteries_has_no_chart_of_the_charge(result: Result) -> None:
    kpis = {**result.kpis, "energy.lowest_state_of_charge": Kpi(None, "1", "Lowest state of charge", "")}
    assert "low charge" in "\n".join(summary(result))
    text = "\n".join(summary(dataclasses.replace(result, kpis=kpis)))
    assert "low charge" not in text
    assert "of the charge" not in text


@pytest.mark.parametrize("levels", [BLOCKS, ASCII])
def test_a_ramp_is_drawn_as_a_ramp(result: Result, levels: str) -> None:
    channel = ramp("communication.buffer", 1234.0, MONTHS)
    short = dataclasses.replace(with_channel(result, channel), until_h=MONTHS)
    lines = summary(short, blocks=levels == BLOCKS)
    upper, lower = bars(lines, "buffer Gbit")
    heights = [levels.index(a) + levels.index(b) for a, b in zip(upper.rjust(len(lower)), lower, strict=True)]
    assert heights == sorted(heights)
    assert heights[0] == 1
    assert heights[-1] == 2 * (len(levels) - 1)
    assert "1234" in lines[-3]
    # The highest value of the first column is not nothing.
    assert lines[-2].startswith("21-1234") or lines[-2].startswith("20.6-1234")


def test_shares_are_drawn_on_the_whole_scale(result: Result) -> None:
    half = Channel("sunlight.lit_fraction", "1", "step", np.array([0.0, MONTHS]), np.array([0.5, 0.5]))
    lines = summary(dataclasses.replace(with_channel(result, half), until_h=MONTHS))
    upper, lower = bars(lines, "sunlight")
    assert upper.strip() == ""
    assert set(lower) == {"█"}
    assert any(line.startswith("sunlight    100 %") for line in lines)
    assert any(line.startswith("50-50 %       0 %") for line in lines)


def test_bricks_are_drawn_as_what_was_laid_in_each_column(result: Result) -> None:
    times = np.array([0.0, 245.0, 485.0, MONTHS])
    laid = Channel("bricks.laid", "1", "step", times, np.array([0.0, 300.0, 400.0, 400.0]))
    lines = summary(dataclasses.replace(with_channel(result, laid), until_h=MONTHS))
    upper, lower = bars(lines, "bricks laid")
    assert [column for column, char in enumerate(lower) if char != " "] == [20, 40]
    assert upper.strip() == "█"
    assert "A column is 12 hours" in " ".join(lines)


def test_years_stand_under_their_columns(result: Result) -> None:
    full = dataclasses.replace(result, until_h=5 * 8766.0)
    *_, axis = summary(full)
    assert axis.split() == ["2031", "2032", "2033", "2034", "2035"]
    assert axis.index("2031") == 18
    assert abs(axis.index("2033") - 18 - 2 * 365.25 / 29.53) <= 1


@pytest.mark.parametrize(
    ("encoding", "terminal", "blocks"),
    [
        ("utf-8", "xterm-256color", True),
        ("utf-8", "", True),
        ("utf-8", "dumb", False),
        ("ascii", "xterm", False),
        ("latin-1", "xterm", False),
        (None, "", False),
        ("nonsense", "", False),
    ],
)
def test_block_characters_are_for_those_who_can_show_them(encoding: str | None, terminal: str, blocks: bool) -> None:
    assert can_show_blocks(encoding, terminal) is blocks


@pytest.mark.parametrize("width", [40, 80])
def test_milestones_come_first_and_are_no_goals_beside_that(width: int) -> None:
    run = cargo()
    lines = summary(run, width=width)
    assert max(map(len, lines)) <= width
    assert lines.index("Milestones") < lines.index("Energy")
    assert "Goals" not in lines
    text = " ".join(line.strip() for line in lines)
    for one in milestones(run):
        assert one.sentence in text


def test_a_run_without_milestones_says_nothing_of_them(result: Result) -> None:
    assert "Milestones" not in summary(result)

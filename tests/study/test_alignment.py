"""Histories of several runs at the same moments, and refusals that name what does not fit."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest

from sim.engine import Channel
from sim.result import Result, simulate
from sim.scenario import Scenario, load
from sim.study import ComparisonError, UnknownNameError, compare
from tests.result import made_up_outcomes

pytestmark = pytest.mark.usefixtures("made_up_station")

LATER = ["start=2031-01-11"]


def with_channel(result: Result, channel: Channel) -> Result:
    return dataclasses.replace(result, channels={**result.channels, channel.name: channel})


def test_values_of_all_runs_at_the_same_hours_or_dates(first: Result, second: Result) -> None:
    c = compare([first, second])
    hours = np.array([0.0, 10.5, 1000.0])
    values = c.at("sunlight.lit_fraction", hours)
    assert values.shape == (2, 3)
    for row, result in zip(values, (first, second), strict=True):
        assert np.array_equal(row, result.channels["sunlight.lit_fraction"].at(hours))
    dates = [dt.datetime(2031, 1, 1), dt.datetime(2031, 1, 1, 10, 30), dt.datetime(2031, 2, 11, 16, tzinfo=dt.UTC)]
    assert np.allclose(c.at("sunlight.lit_fraction", dates), values)
    assert np.allclose(c.at("sunlight.lit_fraction", first.utc(hours)), values)
    assert c.at("bricks.heat", 500.0).shape == (2,)
    assert c.at("bricks.heat", [[1.0, 2.0]]).shape == (2, 1, 2)


def test_aligned_histories_wear_unit_labels_and_states(first: Result, second: Result) -> None:
    c = compare([first, second])
    aligned = c.align("bricks.heat", every=300.0)
    assert (aligned.unit, aligned.labels, aligned.states, aligned.remarks) == ("kWh", c.labels, (), ())
    assert np.allclose(aligned["One technician"], [0, 270, 540, 810, 900])
    assert aligned.utc[-1] == np.datetime64(first.end)
    assert c.align("tools.state.digger").states == made_up_outcomes.STATES
    with pytest.raises(UnknownNameError, match="no run 'two'"):
        aligned["two"]


def test_spans_that_differ_are_aligned_over_what_they_share_and_it_is_said(first: Result, baseline: Scenario) -> None:
    later = simulate(load("ilrs:one-technician", LATER), until=1000.0)
    c = compare([first, later])
    assert c.common_span == (dt.datetime(2031, 1, 11), first.end)
    aligned = c.align("bricks.heat", every=1e4)
    assert aligned.utc.astype("datetime64[D]").astype(str).tolist() == ["2031-01-11", "2031-02-11"]
    assert np.allclose(aligned.values, [[216, 900], [0, 684]])
    (remark,) = aligned.remarks
    assert remark.startswith("spans differ: Baseline: 2031-01-01 to")
    assert "aligned over what they share, 2031-01-11 to" in remark
    with pytest.raises(ComparisonError, match=r"starts differ: Baseline: 2031-01-01.*One technician.*give UTC times"):
        c.at("bricks.heat", [1.0])
    with pytest.raises(ComparisonError, match="2031-01-02T00:00:00 lies outside the time that all runs"):
        c.at("bricks.heat", [dt.date(2031, 1, 2)])


def test_what_cannot_be_aligned_is_refused_by_name(first: Result, second: Result) -> None:
    odd = with_channel(first, made_up_outcomes.step("energy.unserved", "MW", [0, 1000], [0, 0]))
    odd = with_channel(odd, made_up_outcomes.step("bricks.heat", "kWh", [0, 1000], [0, 0]))
    only = with_channel(odd, made_up_outcomes.step("a.only", "kW", [0, 1000], [1, 1]))
    c = compare([only, second])
    assert "units of history energy.unserved differ: Baseline: MW; One technician: kW" in c.remarks
    cases = {
        "energy.unserved": "units differ: Baseline: MW; One technician: kW",
        "bricks.heat": "kinds differ: Baseline: step; One technician: linear",
        "a.only": "One technician has none",
        "energy.unservd": r"no history 'energy.unservd'; did you mean energy.unserved",
    }
    for name, message in cases.items():
        with pytest.raises(ComparisonError, match=message):
            c.at(name, [1.0])
    for times in ([2000.0], [-1.0], [np.nan], ["noon"]):
        with pytest.raises(ComparisonError):
            c.at("bricks.electricity", times)
    for every in (0.0, -1.0, 1e-6):
        with pytest.raises(ComparisonError, match="step of"):
            c.align("bricks.electricity", every=every)


def test_runs_without_common_time_cannot_be_aligned(first: Result) -> None:
    later = simulate(load("ilrs:one-technician", ["start=2032-01-01"]), until=100.0)
    c = compare([first, later])
    assert len(c.events) == len(first.events) + len(later.events)
    with pytest.raises(ComparisonError, match=r"no time in common: spans differ: Baseline: 2031-01-01 to .*2032"):
        c.align("bricks.heat")


def test_before_and_after_its_recording_a_history_has_no_value(first: Result, second: Result) -> None:
    arrived = made_up_outcomes.step("energy.unserved", "kW", [100.0, 900.0], [1.0, 1.0])
    values = compare([with_channel(first, arrived), second]).at("energy.unserved", [0.0, 100.0, 900.0, 950.0])
    assert np.isnan(values[0]).tolist() == [True, False, False, True]
    assert not np.isnan(values[1]).any()


def test_what_a_result_has_a_comparison_has_by_label(first: Result, second: Result) -> None:
    c = compare([first, second])
    public = {name for name in dir(first) if not name.startswith("_")}
    assert public <= {name for name in dir(c) if not name.startswith("_")} | {"utc"}
    for name in ("scenario", "name", "seed", "replicate", "until_h", "start", "end", "info", "bottlenecks"):
        assert getattr(c, name) == {label: getattr(result, name) for label, result in c.items()}
    assert c.kpis["bricks.laid"]["One technician"] == second.kpis["bricks.laid"].value
    assert c.ledgers["energy"]["Baseline"] is first.ledgers["energy"]
    assert [(e.label, e.time_h) for e in c.events[:2]] == [("Baseline", 0.1 + 0.2), ("One technician", 0.1 + 0.2)]
    assert [e.utc for e in c.events] == sorted(e.utc for e in c.events)
    with pytest.raises(KeyError):
        c["three"]
    with pytest.raises(UnknownNameError, match="did you mean One technician"):
        c["One techician"]
    with pytest.raises(ComparisonError):
        c.kpis["bricks.laid"]["three"]
    assert repr(c).startswith("<Comparison of Baseline, One technician: ")
    assert repr(c).endswith("like for like>")

"""A run at one moment: what the histories say, since when, and why."""

from __future__ import annotations

import datetime as dt

import pytest

from sim.export import ExportError
from sim.export.moment import HEADERS, moment_table
from sim.result import Result, simulate
from sim.scenario import load
from sim.station.states import OWN_CAUSE

HOURS = 24.0 * 100


@pytest.fixture(scope="module")
def run() -> Result:
    return simulate(load("ilrs:baseline"), until=HOURS)


def rows_at(run: Result, hour: float) -> dict[str, dict[str, str]]:
    table = moment_table(run, run.start + dt.timedelta(hours=hour))
    assert table.headers == HEADERS
    return {row[0]: dict(zip(HEADERS, row, strict=True)) for row in table.rows}


@pytest.mark.parametrize("hour", [0.0, 91.0, 1500.0, 1777.7, 2200.0, HOURS])
def test_every_history_has_its_value_and_every_machine_its_cause(run: Result, hour: float) -> None:
    rows = rows_at(run, hour)
    assert set(rows) == set(run.channels)
    for name, row in rows.items():
        channel = run.channels[name]
        if channel.kind == "step":
            since = (dt.datetime.fromisoformat(row["since (UTC)"]) - run.start) / dt.timedelta(hours=1)
            # Written to the minute, downwards.
            assert since <= hour + 1e-9
            assert float(channel.at(since + 1 / 60)) == float(channel.at(hour)) or hour - since < 1 / 60
        if not channel.labels:
            continue
        state = channel.labels[int(channel.at(hour))]
        assert row["at that moment"] == state
        if state in OWN_CAUSE:
            assert row["counts for"] == OWN_CAUSE[state]
        elif state == "out_of_service":
            assert row["cause or last event"] == "not there"
        else:
            assert row["counts for"]


def test_a_machine_that_waits_names_what_it_waits_for(run: Result) -> None:
    """The root is not its own: the sieve has no room since the printers have no sunlight."""
    sieve = run.channels["tools.state.sieve"]
    printers = [run.channels[f"tools.state.solar-{number}"] for number in (1, 2)]
    for hour in range(1500, int(HOURS)):
        if sieve.labels[int(sieve.at(hour))] == "no_room" and all(
            channel.labels[int(channel.at(hour))] == "no_sunlight" for channel in printers
        ):
            row = rows_at(run, hour)["tools.state.sieve"]
            assert row["counts for"] == "energy"
            assert row["cause or last event"] == "printers without sunlight"
            return
    pytest.fail("no such hour")


def test_what_was_shed_says_when_and_why(run: Result) -> None:
    shed = next(event for event in run.events if event.event == "shed")
    row = rows_at(run, shed.time_h + 0.1)["energy.unserved.deferrable"]
    assert row["at that moment"].endswith(" kW")
    assert row["cause or last event"].startswith(f"shed {run.start + dt.timedelta(hours=shed.time_h):%Y-%m-%d %H:%M} (")
    before = rows_at(run, shed.time_h - 0.1)["energy.unserved.deferrable"]
    assert (before["at that moment"], before["cause or last event"]) == ("0 kW", "")


def test_units_are_those_of_people(run: Result) -> None:
    rows = rows_at(run, 2000.0)
    assert rows["sunlight.lit_fraction"]["at that moment"].endswith(" %")
    assert rows["communication.link_up"]["at that moment"] in {"yes", "no"}
    laid = run.channels["bricks.laid"].at(2000.0)
    assert rows["bricks.laid"]["at that moment"] == f"{float(laid):,.0f}"


@pytest.mark.parametrize("date", [dt.date(2030, 12, 31), dt.datetime(2031, 4, 11, 0, 1)])
def test_a_moment_outside_the_run_is_refused(run: Result, date: dt.date) -> None:
    with pytest.raises(ExportError, match=r"is outside the run, 2031-01-01 to 2031-04-11"):
        moment_table(run, date)

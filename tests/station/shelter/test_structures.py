"""Structures: how many bricks they take, and in which order they rise."""

from __future__ import annotations

from pathlib import Path

from sim.scenario import Scenario
from sim.scenario.brickwork import bricks_needed
from sim.station import Outcome
from tests.station.small_stations import (
    building,
    end,
    events,
    line,
    make,
    times_of,
    wall,
)


def test_brick_counts_by_hand(tmp_path: Path) -> None:
    structures = {
        "wall": {"kind": "wall", "length": (40, "m"), "height": (2, "m"), "thickness": (0.5, "m")},
        "road": {"kind": "road", "length": (100, "m"), "width": (4, "m"), "thickness": (0.06, "m")},
        "pad": {"kind": "pad", "diameter": (20, "m"), "thickness": (0.06, "m")},
        "open": {
            "kind": "vault",
            "inner_radius": (3, "m"),
            "length": (12, "m"),
            "thickness": (0.3, "m"),
            "ends": False,
        },
        "closed": {
            "kind": "vault",
            "inner_radius": (3, "m"),
            "length": (12, "m"),
            "thickness": (0.3, "m"),
            "ends": True,
        },
    }
    shelter = {"joint_fraction": (0.1, "1"), "structures": structures}
    # Volume [m^3] x 0.9 / 0.0006 m^3, rounded up: 40, 24, 18.8496, 35.6257, and 10.2637 more for both ends.
    expected = {"wall": 60_000, "road": 36_000, "pad": 28_275, "open": 53_439, "closed": 68_834}
    assert bricks_needed(make(tmp_path, 5, tools=line(), shelter=shelter)) == expected


def test_brick_counts_of_the_baseline(baseline: Scenario, five_years: Outcome) -> None:
    assert bricks_needed(baseline) == {"pad": 28_275, "road": 36_000, "vault": 68_834, "wall": 60_000}
    details = {one.subject: one.detail for one in events(five_years, "structure_complete")}
    assert details["pad"] == "28275 bricks"
    assert end(five_years, "bricks.laid") == 28_275 + 36_000 + 68_834 + 60_000


def test_structures_rise_one_after_the_other(baseline: Scenario, five_years: Outcome) -> None:
    order = list(bricks_needed(baseline))
    started, done = (
        [times_of(five_years, event, name) for name in order] for event in ("structure_started", "structure_complete")
    )
    assert all(len(one) == 1 for one in started + done)
    for (finished,), (begun,) in zip(done[:-1], started[1:], strict=True):
        assert begun >= finished
    assert five_years.facts["shelter.first_complete"] == done[0][0]
    for name, (finished,) in zip(order, done, strict=True):
        progress = five_years.channels[f"shelter.progress.{name}"]
        assert float(progress.at(finished)) == 1
        assert float(progress.at(finished - 0.01)) < 1


def test_the_order_is_that_of_after_and_else_of_the_names(tmp_path: Path) -> None:
    structures = {"a": wall(20, "c"), "b": wall(20), "c": wall(20), "d": wall(20, "a", "b")}
    outcome = building(tmp_path, 2, structures)
    assert [one.subject for one in events(outcome, "structure_complete")] == ["b", "c", "a", "d"]


def test_shelter_progress_never_falls(five_years: Outcome) -> None:
    for name in ("pad", "road", "vault", "wall"):
        steps = five_years.channels[f"shelter.progress.{name}"].values
        assert (steps[1:] >= steps[:-1]).all()
        assert steps[-1] <= 1

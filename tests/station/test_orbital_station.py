"""What a station in orbit brings is what the same ground lacks without it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sim.result import Result, simulate
from sim.scenario import load

YEAR = 365 * 24.0


LINK = "communication.orbital_stations.gateway"


def run(changes: Mapping[str, int] | None = None) -> Result:
    """The first year and a half of the shipped scenario with other settings."""
    return simulate(load("ilrs:orbital-station", changes or {}), until=1.5 * YEAR)


@pytest.mark.slow
def test_without_it_the_ground_has_less_link_and_makes_less_oxygen() -> None:
    whole = run()
    nobody = run({f"{LINK}.operators": 0})
    without = run({f"{LINK}.count": 0})
    made = [one.kpis["resources.liquid-oxygen.made"].value for one in (whole, nobody, without)]
    link = [one.kpis["communication.link_availability"].value for one in (whole, nobody, without)]
    # People there bring most of it, for one operator is little; the link is that of the station either way.
    assert made[0] > 1.5 * made[2]  # type: ignore[operator]
    assert made[0] > made[1] > made[2]  # type: ignore[operator]
    assert link[0] == pytest.approx(link[1])
    assert link[0] > link[2] + 0.2  # type: ignore[operator]
    assert all(balance.closes for one in (whole, nobody, without) for balance in one.ledgers.values())


@pytest.mark.slow
def test_what_is_carried_up_lies_in_orbit_and_not_on_the_ground() -> None:
    whole, without = run(), run({"transfers.vehicles.tug.count": 0})
    trips = whole.kpis["transfers.tug.trips"].value
    assert trips
    up = whole.channels["gateway/resources.stock.liquid-oxygen"].values
    assert float(max(up)) > 0.0
    ground = "resources.stock.liquid-oxygen"
    assert whole.channels[ground].last < without.channels[ground].last

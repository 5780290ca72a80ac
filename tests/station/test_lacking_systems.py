"""Stations that lack whole systems still run, and their books close."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.station.small_stations import end, hours_in, make, run, shipped

SHORT = "end=2031-04-01"
ASSETS = {
    "printers": ["tools.printers.solar"],
    "excavators": ["tools.excavators.digger"],
    "sieves": ["tools.sieves.sieve"],
    "layers": ["tools.layers.mason"],
    "technicians": ["tools.technicians.repair"],
    "machines": [f"tools.{k}" for k in ("printers.solar", "excavators.digger", "sieves.sieve", "layers.mason")],
    "arrays": ["energy.arrays.modules"],
    "batteries": ["energy.batteries.main"],
    "loads": [f"energy.loads.{name}" for name in ("keep-warm", "core", "experiments")],
    "instruments": [f"communication.instruments.{n}" for n in ("seismometer", "spectrometer", "telescope")],
    "direct links": ["communication.direct.x-band"],
    "relays": ["communication.relays.queqiao"],
    "links": ["communication.direct.x-band", "communication.relays.queqiao"],
}
STRUCTURES = [f"shelter.structures.{name}.remove=true" for name in ("pad", "road", "vault", "wall")]


@pytest.mark.parametrize("lacking", ASSETS)
def test_without(lacking: str) -> None:
    outcome = run(shipped(SHORT, *STRUCTURES, *(f"{key}.remove=true" for key in ASSETS[lacking])))
    assert all(balance.closes for balance in outcome.balances.values())
    assert end(outcome, "shelter.progress") == 0
    if lacking == "machines":
        assert not [name for name in outcome.channels if name.startswith("tools.state.")]
    elif lacking in ("printers", "excavators", "sieves", "arrays", "links"):
        assert end(outcome, "bricks.laid") == 0
        assert (end(outcome, "bricks.printed") > 0) == (
            lacking == "links" and hours_in(outcome, "digger", "working") > 0
        )


def test_without_structures_robots_are_idle() -> None:
    outcome = run(shipped(SHORT, *STRUCTURES))
    assert hours_in(outcome, "mason-1", "idle") > 400
    assert end(outcome, "bricks.printed") > 0
    assert end(outcome, "bricks.laid") == 0
    assert outcome.facts["shelter.first_complete"] is None


def test_nothing_at_all(tmp_path: Path) -> None:
    outcome = run(make(tmp_path, 10))
    assert outcome.events == ()
    assert all(balance.throughput == 0 for balance in outcome.balances.values())
    assert outcome.facts["energy.lowest_state_of_charge"] is None
    assert outcome.facts["energy.longest_dark"] == 0
    for name, channel in outcome.channels.items():
        assert channel.times[0] == 0, name
        assert channel.times[-1] == 240, name

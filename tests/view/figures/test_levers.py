"""The figure of levers: a panel for each sort of them that makes a difference."""

from __future__ import annotations

from dataclasses import replace

from sim.station.states import TRANSPORT
from sim.study.levers.findings import Levers, as_record
from sim.study.levers.lever import LOSS, Lever
from sim.view.figures.levers import differ, levers
from tests.study.levers.made_up import made_up
from tests.view.reading_figures import panels


def _only(lever: Lever) -> Levers:
    """A study of a single lever, which brings what the first of the made-up ones does."""
    every = made_up()
    settings = {**every.header.settings, "levers": [as_record(lever)], "pairs": []}
    header = replace(every.header, settings=settings, variants=every.header.variants[:2])
    return Levers(header, every.samples[:2])


def test_missions_whose_loss_alone_costs_something_are_drawn() -> None:
    found = _only(Lever("mission supply lost", LOSS, TRANSPORT, "campaign.missions.supply.lost"))
    assert differ(found)
    assert list(panels(levers(found))) == ["losses"]

"""Missions among the levers: each earlier, each lost, and which loss costs most."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.scenario import load
from sim.station.states import TRANSPORT
from sim.study.findings import Header
from sim.study.levers.catalogue import catalogue
from sim.study.levers.findings import Levers, as_record
from sim.study.levers.lever import LOSS, Lever
from sim.study.replicates.measures import CHIEF, DATE, Measure
from sim.study.replicates.sample import Sample
from sim.study.replicates.task import Record
from sim.study.replicates.variants import Drawing, Variant
from sim.view.figures.levers import levers as levers_figure
from tests.study.levers.made_up import made_up

pytestmark = pytest.mark.slow

HOURS = 43_824.0


def test_each_mission_is_lost_in_turn_and_flies_earlier() -> None:
    scenario = load("ilrs:cargo-campaign")
    assert scenario.campaign is not None
    found = {lever.label: (lever, variant.scenario) for lever, variant in catalogue(scenario, scenario.hours).levers}
    for name in scenario.campaign.missions:
        lever, changed = found[f"mission {name} lost"]
        assert (lever.sort, lever.must_have, lever.buyable) == (LOSS, TRANSPORT, False)
        assert changed.campaign is not None
        assert [each.name for each in changed.campaign.missions.values() if each.lost] == [name]
    _, early = found["mission supply-2033 180 days earlier"]
    assert early.campaign is not None
    assert str(early.campaign.missions["supply-2033"].date) == "2032-07-14"
    assert "no limit of transport" in found
    late = catalogue(scenario, 365 * 24.0).levers
    assert not [lever for lever, _ in late if "supply-2033" in lever.label]


def test_what_a_lander_does_not_lift_is_not_tried() -> None:
    scenario = load("ilrs:cargo-campaign", ["campaign.cargo_landers.heavy.payload=5910 kg"])
    skipped = dict(catalogue(scenario, scenario.hours).skipped)
    assert "campaign.missions.energy carries" in skipped["one more array"]


def losing(**days: float) -> Levers:
    """Levers that lose a mission each, so many days on average."""
    rng = np.random.default_rng(2)
    base = 24.0 * rng.normal(1_200.0, 60.0, 20)
    levers = [Lever(f"mission {name} lost", LOSS, TRANSPORT, name) for name in days]
    shifts = [np.zeros(20), *(24.0 * rng.normal(mean, 9.0, 20) for mean in days.values())]
    measure = Measure(CHIEF, DATE, "Last structure stands", "When it was reached")
    samples = []
    for place, (label, shift) in enumerate(zip(["Baseline", *(one.label for one in levers)], shifts, strict=True)):
        variant = Variant(label, load("ilrs:baseline", [f"seed={place + 1}"]))
        records = tuple(Record(variant.key, n, {CHIEF: float(value)}) for n, value in enumerate(base + shift))
        samples.append(Sample(variant, records, (), {CHIEF: measure}))
    settings = {"n": 20, "levers": [as_record(one) for one in levers], "pairs": [], "skipped": []}
    drawing = Drawing(1, "random", HOURS)
    header = Header("levers", "baseline", "Baseline", drawing, tuple(one.variant for one in samples), settings)
    return Levers(header, tuple(samples))


def test_the_costliest_loss_is_named_first() -> None:
    found = losing(first=30.0, second=200.0, third=0.0)
    assert [one.lever.subject for one in found.losses] == ["second", "first", "third"]
    said = next(text for text in found.sentences if "may be lost" in text)
    assert said.startswith("What costs most of what may be lost is mission second lost: the last structure stands ")
    assert "days later (95 % interval" in said
    assert "Next comes mission first lost" in said
    table = found.table("losses")
    assert [row[0] for row in table.rows] == ["mission second lost", "mission first lost", "mission third lost"]
    assert table.faint == {2}
    drawn = levers_figure(found)
    assert [ax.get_label() for ax in drawn.axes] == ["losses"]
    written = {text.get_text() for ax in drawn.axes for text in ax.texts}
    assert "transport" in written
    assert "campaign" not in written


def test_where_no_loss_shows_that_is_said() -> None:
    assert "Of 2 missions lost one by one, none costs anything beyond noise." in losing(a=0.0, b=0.0).sentences


def test_without_missions_nothing_of_it_is_said() -> None:
    found = made_up()
    assert found.losses == ()
    assert not [text for text in found.sentences if "lost" in text.split()]
    assert [table.name for table in found.tables] == ["levers", "limits", "pairs"]
    assert replace(found).limits == found.limits

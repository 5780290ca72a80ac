"""Missions that fly or fail: what arrives with them comes when they land, and waiting for it counts for transport."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import Result, simulate
from sim.scenario.assets import landed_mass
from tests.station.campaign.flying import CARGO, SURE, flying

D = 24.0
FIRST, SECOND = 36 * D, 59 * D
"""When both land as planned: five days after 2031-02-01 and 2031-02-24 [h]."""


def run(folder: Path, *overrides: str, more: str = "", hours: float = 200 * D, replicate: int = 0) -> Result:
    return simulate(flying(folder, more, overrides), until=hours, replicate=replicate)


def events(result: Result, *kinds: str) -> list[tuple[float, str, str]]:
    return [(one.time_h, one.subject, one.event) for one in result.events if one.event in kinds]


def test_cargo_enters_service_when_its_mission_lands(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert events(result, "landed") == [(FIRST, "first", "landed"), (SECOND, "second", "landed")]
    arrived = {subject: time for time, subject, _ in events(result, "arrived")}
    assert (arrived["digger"], arrived["sieve"], arrived["solar-1"], arrived["solar-2"]) == (
        FIRST,
        FIRST,
        SECOND,
        SECOND,
    )
    order = [(one.event, one.subject) for one in result.events if one.time_h == FIRST and one.system != "energy"]
    assert order[0] == ("landed", "first")


def test_a_sure_campaign_is_the_station_with_dates_in_its_place(tmp_path: Path) -> None:
    """Nothing but the missions' own figures differs where all comes on the day that dates would say."""
    cargo = '[tools.printers.solar]\narrives_with = "second"\n'
    flown = simulate(flying(tmp_path, cargo=cargo), until=400 * D)
    by_date = cargo.replace('arrives_with = "second"', "from = 2031-03-01")
    dated = simulate(flying(tmp_path, base="", cargo=by_date), until=400 * D)
    assert SECOND == 59 * D
    for name, kpi in dated.kpis.items():
        assert flown.kpis[name].value == kpi.value, name
    own = [event for event in flown.events if event.system != "campaign"]
    assert own == list(dated.events)
    assert {name for name in flown.kpis if name not in dated.kpis} >= {"bottleneck.transport"}
    assert flown.kpis["bottleneck.transport"].value == 0.0


def test_a_lost_mission_flies_again_once_whole_after_its_rebuild_time(tmp_path: Path) -> None:
    result = run(tmp_path, "campaign.missions.second.lost=true")
    again = SECOND + 100 * D
    assert events(result, "lost", "rebuilt", "landed") == [
        (FIRST, "first", "landed"),
        (SECOND, "second", "lost"),
        (again, "second", "rebuilt"),
        (again + 5 * D, "second", "landed"),
    ]
    arrived = {subject: time for time, subject, _ in events(result, "arrived")}
    assert arrived["solar-1"] == again + 5 * D
    # Two printers, due from the planned landing on, waited 105 days.
    assert result.bottlenecks.hours["solar-1"]["transport"] == pytest.approx(105 * D)
    assert result.bottlenecks.worst == "transport"


def test_what_is_lost_twice_never_comes_and_is_no_landed_mass(tmp_path: Path) -> None:
    result = run(tmp_path, "campaign.missions.second.success=0", hours=500 * D)
    assert [what for _, _, what in events(result, "lost", "landed")] == ["landed", "lost", "lost"]
    assert not [one for one in result.events if one.event == "arrived" and one.subject.startswith("solar")]
    scenario = flying(tmp_path)
    tools = scenario.tools
    missing = 2 * float(tools.printers["solar"].mass) + 55 * float(tools.spares["printer-kit"].mass)
    assert result.kpis["station.landed_mass"].value == pytest.approx(landed_mass(scenario, 500 * D) - missing)
    ledger = result.ledgers["cargo"]
    assert ledger.closes
    assert ledger.accounts["out.lost"] == pytest.approx(2 * missing)


def test_neighbours_wait_for_transport_too(tmp_path: Path) -> None:
    """The sieve and the digger fill the store and then wait for printers that have not landed."""
    result = run(tmp_path, "campaign.missions.second.success=0")
    causes = {(one.must_have, one.kind, one.state): one.hours for one in result.bottlenecks.causes}
    printers = 2 * (200 * D - SECOND)
    assert causes["transport", "printer", "awaited"] > printers
    assert result.bottlenecks.hours["sieve"]["transport"] > 0
    # Before the printers were due, it was a matter of tools: none had been planned to be there.
    assert result.bottlenecks.hours["sieve"]["tools"] > 0


def test_an_hour_not_landed_is_none_of_availability(tmp_path: Path) -> None:
    more = '[tools.printers.other]\nmodel = "solar-concentrator"\nfrom = 2031-03-01\n'
    more += 'mirror_area = { value = 4, unit = "m^2", basis = "design" }\n'
    awaited = run(tmp_path, "campaign.missions.second.success=0", more=more, hours=400 * D)
    without = run(
        tmp_path, "campaign.missions.second.success=0", "tools.printers.solar.count=0", more=more, hours=400 * D
    )
    available = awaited.kpis["tools.availability"].value
    assert available == without.kpis["tools.availability"].value
    assert isinstance(available, float)
    assert 0 < available < 1


def test_who_waits_for_late_spare_parts_waits_for_transport(tmp_path: Path) -> None:
    more = '[tools.spares.printer-kit]\ninitial = { value = 0, unit = "1", basis = "design" }\n'
    cargo = CARGO.replace('[tools.printers.solar]\narrives_with = "second"\n', "")
    cargo += '[tools.printers.solar]\nmtbf = { value = 50, unit = "h", basis = "design" }\n' + more
    scenario = flying(tmp_path, cargo=cargo, overrides=["campaign.missions.second.lost=true"])
    result = simulate(scenario, until=300 * D)
    lost = {(one.must_have, one.state): one.hours for one in result.bottlenecks.causes}
    assert lost["transport", "unmended"] > 0
    states = result.bottlenecks.states["solar-1"]
    assert states["unmended"] > 0
    # The delivery came with the second flight: nobody waits for transport any more.
    channel = result.channels["tools.state.solar-1"]
    late = channel.labels[int(channel.at(SECOND + 106 * D))]
    assert late != "unmended"


def test_want_of_power_that_has_not_landed_is_a_matter_of_transport(tmp_path: Path) -> None:
    cargo = '[energy.arrays.modules]\narrives_with = "first"\n[energy.batteries.main]\ncapacity = "700 kWh"\n'
    cargo = cargo.replace('"700 kWh"', '{ value = 700, unit = "kWh", basis = "design" }') + 'arrives_with = "first"\n'
    scenario = flying(tmp_path, cargo=cargo, overrides=["campaign.missions.first.lost=true"])
    result = simulate(scenario, until=200 * D)
    lands = FIRST + 105 * D
    digger = result.channels["tools.state.digger"]
    # It came by date on day 59, froze without heat a day later, and nobody can mend that before there is power.
    assert digger.labels[int(digger.at(61 * D))] == "unmended"
    assert result.bottlenecks.hours["digger"]["transport"] == pytest.approx(lands - 59 * D)
    assert digger.labels[int(digger.at(lands + 1))] in {"frozen", "waiting_spare", "waiting_technician", "in_repair"}
    assert result.bottlenecks.hours["digger"]["energy"] < 20 * D


def test_want_of_a_link_and_of_technicians_too(tmp_path: Path) -> None:
    cargo = '[communication.relays.queqiao]\narrives_with = "first"\n[communication.direct.x-band]\nremove = true\n'
    cargo += '[tools.technicians.repair]\narrives_with = "second"\n'
    overrides = ["campaign.missions.first.lost=true", "campaign.missions.second.success=0"]
    result = simulate(flying(tmp_path, cargo=cargo, overrides=overrides), until=250 * D)
    digger = result.channels["tools.state.digger"]
    assert digger.labels[int(digger.at(80 * D))] == "held_up"
    assert result.bottlenecks.states["digger"]["held_up"] == pytest.approx(FIRST + 105 * D - 59 * D)
    assert sum(states.get("waiting_technician", 0.0) for states in result.bottlenecks.states.values()) == 0.0
    assert sum(states.get("unmended", 0.0) for states in result.bottlenecks.states.values()) > 0.0


@pytest.mark.slow
def test_draws_go_by_the_name_of_the_mission(tmp_path: Path) -> None:
    """Whether another flies, and how likely each lands, leaves the slips of a mission as they are."""
    chance = ["campaign.launchers.rocket.slip_chance=0.5", "campaign.missions.second.success=0.5"]

    def slips(*more: str, cargo: str = CARGO) -> list[tuple[float, str, str]]:
        found: list[tuple[float, str, str]] = []
        for replicate in range(12):
            result = simulate(
                flying(tmp_path, overrides=[*chance, *more], cargo=cargo), until=90 * D, replicate=replicate
            )
            found += [one for one in events(result, "launched", "lost", "landed") if one[1] == "second"]
        return found

    whole = slips()
    assert len({what for _, _, what in whole}) == 3
    alone = CARGO.replace("first", "second")
    assert slips("campaign.missions.first.remove=true", cargo=alone) == whole


def test_losses_and_slips_come_as_often_as_they_say(tmp_path: Path) -> None:
    from sim.engine import Streams
    from sim.station.chance import Drawn

    campaign = flying(tmp_path, overrides=["campaign.launchers.rocket.slip_chance=0.4"]).campaign
    assert campaign is not None
    mission = campaign.missions["first"].model_copy(update={"success": campaign.launchers["rocket"].slip_chance})
    slips, lost = [], 0
    for replicate in range(4000):
        chance = Drawn(campaign, Streams(7, replicate))
        slips.append(chance.slip(mission, 1))
        lost += chance.lost(mission, 1)
    mean = float(campaign.launchers["rocket"].slip_mean)
    assert lost / 4000 == pytest.approx(0.6, abs=0.03)
    assert sum(slip > 0 for slip in slips) / 4000 == pytest.approx(0.4, abs=0.03)
    assert sum(slips) / sum(slip > 0 for slip in slips) == pytest.approx(mean, rel=0.1)


def test_pads_and_several_launches_take_their_time(tmp_path: Path) -> None:
    more = '[campaign.pads.south]\nturnaround = { value = 20, unit = "d", basis = "design" }\n'
    base = SURE.replace("[campaign.cargo_landers", 'pad = "south"\n[campaign.cargo_landers').replace(
        'lander = "heavy"\n[campaign.missions.second]',
        'lander = "heavy"\nlaunches = { value = 2, unit = "1", basis = "design" }\n[campaign.missions.second]',
    )
    scenario = flying(tmp_path, more, base=base)
    # Launches of the first on days 31 and 51; the second is ready on day 54 and has the pad on day 71.
    assert scenario.planned_landings() == {"first": 56 * D, "second": 76 * D}
    assert [note for note in scenario.notes() if "pads and windows" in note] == [
        "campaign.missions.first: pads and windows let it land 20 d late even as planned",
        "campaign.missions.second: pads and windows let it land 17 d late even as planned",
    ]
    launched = events(simulate(scenario, until=100 * D), "launched")
    assert [(time / D, subject) for time, subject, _ in launched] == [(31, "first"), (51, "first"), (71, "second")]


@pytest.mark.slow
def test_a_window_that_is_missed_waits_for_the_next(tmp_path: Path) -> None:
    more = 'window = { value = 3, unit = "d", basis = "design" }\n'
    more += 'window_period = { value = 28, unit = "d", basis = "design" }\n'
    base = SURE.replace("date = 2031-02-24", more + "date = 2031-02-24")
    overrides = ["campaign.launchers.rocket.slip_chance=1", "campaign.launchers.rocket.slip_mean=40 d"]
    launches = []
    for replicate in range(6):
        scenario = flying(tmp_path, base=base, overrides=overrides)
        result = simulate(scenario, until=500 * D, replicate=replicate)
        launches += [time / D for time, subject, _ in events(result, "launched") if subject == "second"]
    assert len(launches) == 6
    assert all((time - 54) % 28 <= 3 + 1e-9 for time in launches)
    assert any((time - 54) % 28 == pytest.approx(0, abs=1e-9) for time in launches)


def test_lifting_transport_lands_every_mission_as_planned(tmp_path: Path) -> None:
    scenario = flying(tmp_path, overrides=["campaign.missions.second.success=0"])
    relieved = simulate(scenario, until=100 * D, relief="transport")
    assert events(relieved, "landed") == [(FIRST, "first", "landed"), (SECOND, "second", "landed")]


def test_a_commodity_may_be_brought(tmp_path: Path) -> None:
    more = """
[resources.stores.water]
model = "water-tank"
capacity = { value = 500, unit = "kg", basis = "design" }
initial = { value = 100, unit = "kg", basis = "design" }
[resources.stores.water.deliveries]
by-mission = { arrives_with = "first", quantity = { value = 300, unit = "kg", basis = "design" } }
by-date = { date = 2031-03-10, quantity = { value = 300, unit = "kg", basis = "design" } }
"""
    result = run(tmp_path, more=more)
    stock = result.channels["resources.stock.water"]
    assert float(stock.at(FIRST + 1)) == pytest.approx(400, abs=1)
    assert float(stock.at(100 * D)) == pytest.approx(500, abs=5)
    books = result.ledgers["resources.water"]
    assert books.closes
    assert books.accounts["in.arrived"] == 600
    assert books.accounts["out.removed"] == pytest.approx(200, abs=5)
    assert all(ledger.closes for ledger in result.ledgers.values())

"""What a user can get wrong in `[campaign]`: each fault is named with its place and its remedy before the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load
from sim.scenario.manifests import by_system, manifest, total_mass
from sim.scenario.scenario import Scenario

FLIES = """title = "Flies"
extends = "ilrs:baseline.toml"
[campaign.launchers.rocket]
model = "long-march-10"
[campaign.cargo_landers.heavy]
model = "heavy-cargo"
[campaign.missions.first]
date = 2031-02-01
launcher = "rocket"
lander = "heavy"
"""


def _load(tmp_path: Path, text: str, *overrides: str, before: str = FLIES) -> Scenario:
    path = tmp_path / "flies.toml"
    path.write_text(before + text)
    return load(path, list(overrides))


def _problems(tmp_path: Path, text: str, before: str = FLIES) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        _load(tmp_path, text, before=before)
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            '[tools.printers.solar]\narrives_with = "frist"\n',
            ':12: tools.printers.solar.arrives_with: there is no mission "frist"; did you mean "first"?',
        ),
        (
            '[tools.printers.solar]\nfrom = 2031-03-01\narrives_with = "first"\n',
            ":13: tools.printers.solar.arrives_with: stands beside from = 2031-03-01; leave one of them out",
        ),
        (
            '[tools.spares.drive-kit.deliveries.early]\nquantity = { value = 1, unit = "1", basis = "design" }\n',
            "tools.spares.drive-kit.deliveries.early.date: is missing: give date, the day on which it arrives, or",
        ),
        (
            '[campaign.missions.second]\ndate = 2031-02-01\nlauncher = "rockt"\nlander = "heavy"\n',
            'second.launcher: there is no launcher "rockt"; did you mean "rocket"?; add campaign.launchers.rockt',
        ),
        (
            '[campaign.missions.second]\ndate = 2030-02-01\nlauncher = "rocket"\nlander = "heavy"\n',
            ":12: campaign.missions.second.date: 2030-02-01 is before the start, 2031-01-01",
        ),
        (
            '[campaign.missions.second]\ndate = 2032-02-01\nlauncher = "rocket"\nlander = "heavy"\nbase = "node"\n',
            ':15: campaign.missions.second.base: there is no base "node"',
        ),
        (
            "[campaign.launchers.small]\nmodel = \"long-march-5\"\n[campaign.missions.second]\ndate = 2032-02-01\n"
            'launcher = "small"\nlander = "heavy"\n',
            "1 of small send 8,200 kg towards the Moon, and heavy leaves with 27,000 kg: it takes 4",
        ),
        (
            '[campaign.launchers.rocket-2]\nmodel = "long-march-10"\npad = "nowhere"\n',
            'campaign.launchers.rocket-2.pad: there is no pad "nowhere"',
        ),
        (
            '[tools.printers.solar]\narrives_with = "first"\nuntil = 2031-01-20\n',
            "tools.printers.solar.until: 2031-01-20 is not after the launch of first, 2031-02-01",
        ),
    ],
)  # fmt: skip
def test_each_fault_is_named(tmp_path: Path, text: str, says: str) -> None:
    assert any(says in problem for problem in _problems(tmp_path, text))


def test_a_mission_without_a_campaign(tmp_path: Path) -> None:
    before = 'title = "None"\nextends = "ilrs:baseline.toml"\n'
    (said,) = _problems(tmp_path, '[tools.printers.solar]\narrives_with = "first"\n', before=before)
    assert "needs a table [campaign.missions.first]; there is no campaign" in said


def test_a_mission_without_a_campaign_is_one_fault_also_of_what_leaves(tmp_path: Path) -> None:
    before = 'title = "None"\nextends = "ilrs:baseline.toml"\n'
    text = '[tools.printers.solar]\narrives_with = "first"\nuntil = 2032-01-01\n'
    (said,) = _problems(tmp_path, text, before=before)
    assert "there is no campaign" in said


def test_over_capacity_says_by_how_much_and_what_is_heaviest(tmp_path: Path) -> None:
    text = '[energy.batteries.main]\narrives_with = "first"\n[tools.printers.solar]\narrives_with = "first"\n'
    (said,) = _problems(tmp_path, text)
    assert "campaign.missions.first: carries 9,550 kg, 3,550 kg more than the 6,000 kg that heavy lands" in said
    assert "the heaviest is energy.batteries.main with 8,750 kg: let it arrive with another mission" in said


def test_the_manifest_is_all_that_rides(tmp_path: Path) -> None:
    text = """[tools.printers.solar]
arrives_with = "first"
[communication.instruments.telescope]
arrives_with = "first"
[tools.spares.drive-kit.deliveries]
cargo-2032 = { arrives_with = "first" }
"""
    scenario = _load(tmp_path, text)
    carried = manifest(scenario, "first")
    assert by_system(carried) == {"communication": 200.0, "tools": 800.0 + 60 * 8.0}
    assert total_mass(carried) == 1480.0
    assert [path[-1] for _, path, _ in carried] == ["solar", "drive-kit", "telescope"]
    said = scenario.overview()
    assert any("first = 2031-02-01 on rocket: 1,480 of 6,000 kg by heavy" in line for line in said)


def test_a_file_that_says_one_of_date_and_mission_leaves_the_other_out(tmp_path: Path) -> None:
    _load(tmp_path, '[tools.printers.solar]\narrives_with = "first"\n')
    (tmp_path / "on.toml").write_text(
        'title = "On"\nextends = "flies.toml"\n[tools.printers.solar]\nfrom = 2032-01-01\n'
    )
    dated = load(tmp_path / "on.toml").tools.printers["solar"]
    assert (str(dated.day), dated.arrives_with) == ("2032-01-01", None)
    changed = load(tmp_path / "on.toml", ["tools.printers.solar.arrives_with=first"]).tools.printers["solar"]
    assert (changed.day, changed.arrives_with) == (None, "first")


def test_a_mission_to_a_base_brings_nothing_to_another(tmp_path: Path) -> None:
    node = """[bases.node.energy.loads.lamp]
class = "critical"
arrives_with = "second"
power_lit = { value = 0, unit = "kW", basis = "design" }
power_dark = { value = 0, unit = "kW", basis = "design" }
[campaign.missions.second]
date = 2031-02-01
launcher = "rocket"
lander = "heavy"
base = "node"
"""
    assert "second" in _load(tmp_path, node).planned_landings()
    (said,) = _problems(tmp_path, node + '[tools.printers.solar]\narrives_with = "second"\n')
    assert "tools.printers.solar.arrives_with: second goes to the base node" in said


def test_other_bases_have_no_campaign(tmp_path: Path) -> None:
    (said,) = _problems(tmp_path, "[bases.node.campaign.missions.x]\ndate = 2031-02-01\n")
    assert "bases.node.campaign: unknown table" in said


def test_masses_that_are_drawn_fly_all_the_same(tmp_path: Path) -> None:
    from sim.scenario.draws import drawn, quantiles

    scenario = _load(tmp_path, "", "campaign.missions.first.success=0.5")
    for replicate in range(5):
        changed = drawn(scenario, quantiles(scenario, 1, replicate))
        assert changed.campaign is not None
        assert changed.campaign.cargo_landers["heavy"].payload.value != 6000.0


def test_the_resolved_file_flies_the_same(tmp_path: Path) -> None:
    from sim.scenario.writing import to_toml

    scenario = _load(tmp_path, '[tools.printers.solar]\narrives_with = "first"\n')
    (tmp_path / "whole.toml").write_text(to_toml(scenario))
    again = load(tmp_path / "whole.toml")
    assert again.content_hash() == scenario.content_hash()
    assert manifest(again, "first") == manifest(scenario, "first")

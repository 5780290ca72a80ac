"""A scenario file becomes a Scenario in base units; files extend files; the catalogue lies beneath."""

from __future__ import annotations

import datetime
import os
import sys
from pathlib import Path

import pytest

from sim.scenario import Quantity, load
from tests.scenario.workshop import Workshop


def test_quantities_arrive_in_base_units_and_remember_what_was_given(workshop: Workshop) -> None:
    scenario = workshop.load()
    battery = scenario.energy.batteries["main"]
    assert battery.discharge_efficiency == Quantity(0.975, "1", 97.5, "%", "design")
    assert battery.unit_mass == 10_000.0
    assert battery.self_discharge.value == pytest.approx(0.02 / 730.5)
    assert battery.self_discharge.unit == "1/h"
    assert scenario.site.solar_irradiance.value == 1.361
    assert scenario.bricks.sinter_temperature.range == (1173.15, 1373.15)
    assert scenario.bricks.sinter_temperature.given_range == (900, 1100)
    assert scenario.communication.relays["bridge"].perilune_altitude.value == 200_000.0
    assert scenario.communication.direct["dish"].rate.value == pytest.approx(36.0)
    assert scenario.energy.loads["core"].power_dark.value == 1.9
    assert int(scenario.energy.arrays["main"].count) == 2


def test_names_dates_and_defaults(workshop: Workshop) -> None:
    scenario = workshop.load()
    assert scenario.name == "base"
    assert scenario.hours == 365 * 24
    assert scenario.tools.excavators["digger"].name == "digger"
    assert scenario.tools.excavators["digger"].from_ == datetime.date(2031, 3, 1)
    assert scenario.energy.reactors["pile"].until == datetime.date(2031, 9, 1)
    assert scenario.tools.technicians["robot"].count.value == 1
    assert scenario.tools.sieves["shaker"].power_class == "operations"
    assert scenario.tools.spares["kit"].deliveries["second"].name == "second"
    assert scenario.energy.loads["core"].class_ == "critical"
    assert scenario.energy.classes["deferrable"].name == "deferrable"
    assert list(scenario.tools.machines()) == ["digger", "mason", "shaker", "sun"]
    assert scenario.shelter.structures["vault"].after == ("pad",)


def test_a_scenario_is_frozen(workshop: Workshop) -> None:
    with pytest.raises(ValueError, match="frozen"):
        workshop.load().seed = 4  # type: ignore[misc]


def test_a_path_object_and_any_working_folder_will_do(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    here = workshop.load().content_hash()
    monkeypatch.chdir("/")
    assert load(workshop.path / "base.toml").content_hash() == here
    assert load(os.path.relpath(workshop.path / "base.toml")).content_hash() == here


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="file names are text there")
def test_a_file_name_that_is_no_text_makes_a_name_that_is(workshop: Workshop) -> None:
    source = os.fsdecode(b"base-\xff.toml")
    (workshop.path / source).write_bytes((workshop.path / "base.toml").read_bytes())
    assert workshop.load(source).name == "base-\ufffd"


def test_horizons_are_inlined_with_their_attribution(workshop: Workshop) -> None:
    horizon = workshop.load().site.horizons["10 m"]
    assert horizon.azimuth_deg[:3] == (0.0, 10.0, 20.0)
    assert horizon.elevation_deg[35] == 3.5
    assert horizon.origin == "A ridge\npublic domain"
    assert horizon.mast == 10.0


def test_the_nearest_horizon_serves_other_masts(workshop: Workshop) -> None:
    name = workshop.changed('{ "10 m" = "ridge.csv" }', '{ "10 m" = "ridge.csv", "200cm" = "ridge.csv" }')
    scenario = workshop.load(name)
    assert list(scenario.site.horizons) == ["10 m", "2 m"]
    nearest = scenario.site.nearest_horizon
    assert [nearest(mast) for mast in (0.0, 2.0, 6.0, 6.1, 50.0)] == ["2 m", "2 m", "2 m", "10 m", "10 m"]
    assert not [note for note in scenario.notes() if "horizon" in note]
    assert workshop.load().notes() == ["tools.printers.sun: no horizon was measured at 2 m; uses the one at 10 m"]
    remarks = {each.key: each.remark for each in workshop.load().parameters() if each.remark}
    assert remarks == {"tools.printers.sun.mast": "no horizon was measured at 2 m; uses the one at 10 m"}


def test_a_note_in_the_header_of_a_horizon_is_shown_where_it_is_used(workshop: Workshop) -> None:
    """It goes with the horizon, not with the site: a scenario that stands elsewhere is rid of it."""
    ridge = workshop.path / "ridge.csv"
    header = "# note: drawn by hand\n#note: and by night\n# a footnote: of no matter\n"
    ridge.with_name("drawn.csv").write_text(header + ridge.read_text(), encoding="utf-8")
    drawn = workshop.load(workshop.changed('"ridge.csv"', '"drawn.csv"'))
    assert drawn.site.horizon(10.0).note == "drawn by hand and by night"
    assert "site.horizons.10 m: drawn by hand and by night" in drawn.notes()
    remarks = {each.key: each.remark for each in drawn.parameters() if each.remark}
    assert remarks["communication.direct.dish.mast"] == "drawn by hand and by night"
    measured = "no horizon was measured at 2 m; uses the one at 10 m"
    assert remarks["tools.printers.sun.mast"] == f"{measured}; drawn by hand and by night"


def test_a_child_replaces_quantities_whole_and_keeps_the_rest(workshop: Workshop) -> None:
    name = workshop.child("""
[energy.batteries.main]
depth_of_discharge = { value = 0.9, basis = "design" }
[shelter.structures.vault]
after = []
""")
    scenario = workshop.load(name)
    changed = scenario.energy.batteries["main"].depth_of_discharge
    assert (changed.value, changed.basis, changed.note, changed.range) == (0.9, "design", None, None)
    assert scenario.energy.batteries["main"].capacity.value == 1250
    assert scenario.shelter.structures["vault"].after == ()
    assert scenario.title == "Child"
    assert scenario.seed == 3


def test_horizons_are_replaced_whole(workshop: Workshop) -> None:
    name = workshop.child('[site]\nhorizons = { "2 m" = "ridge.csv" }\n')
    assert list(workshop.load(name).site.horizons) == ["2 m"]


def test_remove_takes_an_asset_out_and_it_can_come_back(workshop: Workshop) -> None:
    name = workshop.child("[energy.reactors.pile]\nremove = true\n")
    assert workshop.load(name).energy.reactors == {}
    workshop.write("again.toml", f'extends = "{name}"\n[energy.arrays.second]\nmodel = "small"\n')
    workshop.write("third.toml", 'extends = "again.toml"\n[energy.arrays.main]\nremove = true\n')
    assert list(workshop.load("third.toml").energy.arrays) == ["second"]


def test_extended_files_come_in_order_below_the_file_itself(workshop: Workshop) -> None:
    workshop.write("a.toml", "seed = 11\nend = 2031-05-01\n")
    workshop.write("parts/b.toml", "seed = 12\n")
    name = workshop.write("c.toml", 'extends = ["base.toml", "a.toml", "parts/b.toml"]\ntitle = "C"\n')
    scenario = workshop.load(name)
    assert (scenario.seed, scenario.end, scenario.title) == (12, datetime.date(2031, 5, 1), "C")


def test_a_file_that_two_extend_lies_beneath_both(workshop: Workshop) -> None:
    workshop.write("a.toml", 'extends = "base.toml"\nseed = 11\n')
    workshop.write("b.toml", 'extends = "base.toml"\nend = 2031-05-01\n')
    scenario = workshop.load(workshop.write("c.toml", 'extends = ["a.toml", "b.toml"]\n'))
    assert (scenario.seed, scenario.end) == (11, datetime.date(2031, 5, 1))


def test_paths_are_relative_to_the_file_that_names_them(workshop: Workshop) -> None:
    workshop.write("site/ridge2.csv", "azimuth_deg,elevation_deg\n" + "".join(f"{a},1\n" for a in range(0, 360, 30)))
    workshop.write("site/site.toml", '[site]\nname = "Other"\nhorizons = { "10 m" = "ridge2.csv" }\n')
    name = workshop.write("deep/down.toml", 'extends = ["../base.toml", "../site/site.toml"]\n')
    assert len(workshop.load(name).site.horizons["10 m"].azimuth_deg) == 12


def test_a_model_lies_beneath_the_table_that_names_it(workshop: Workshop) -> None:
    array = workshop.load().energy.arrays["main"]
    assert (array.area.value, array.area.source, array.model) == (35.0, "paper", "small")
    bigger = workshop.child('[energy.arrays.main]\narea = { value = 50, unit = "m^2", basis = "design" }\n')
    assert workshop.load(bigger).energy.arrays["main"].area.value == 50
    again = workshop.write("again.toml", f'extends = "{bigger}"\n[energy.arrays.main]\nmodel = "small"\n')
    assert workshop.load(again).energy.arrays["main"].area.value == 50


def test_another_model_brings_its_figures_and_leaves_the_others(workshop: Workshop) -> None:
    array = workshop.load(workshop.child('[energy.arrays.main]\nmodel = "large"\n')).energy.arrays["main"]
    assert (array.area.value, array.areal_mass.value, array.efficiency.value) == (180, pytest.approx(12), 0.21)
    assert workshop.load("base.toml", "energy.arrays.main.model=large").energy.arrays["main"].area.value == 180


def test_only_references_that_are_used_or_the_users_own_stay(workshop: Workshop) -> None:
    assert sorted(workshop.load().references) == ["paper", "sun"]
    name = workshop.child("""
[references.mine]
title = "My notes"
[references.paper]
title = "The same paper, better cited"
[tools.technicians.robot]
mass = { value = 150, unit = "kg", basis = "sourced", source = "mine" }
""")
    references = workshop.load(name).references
    assert sorted(references) == ["mine", "paper", "sun"]
    assert references["paper"].title == "The same paper, better cited"


def test_shipped_names_work_in_extends(workshop: Workshop) -> None:
    workshop.write("../shipped/small.toml", 'seed = 99\nextends = "sites/ridge.toml"\n')
    workshop.write("../shipped/sites/ridge.toml", '[site]\nname = "Shipped ridge"\n')
    name = workshop.write("mine.toml", 'extends = ["base.toml", "ilrs:small.toml", "ilrs:small"]\n')
    scenario = workshop.load(name)
    assert (scenario.seed, scenario.site.name) == (99, "Shipped ridge")


def test_a_file_that_is_edited_between_two_loads_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = "ilrs:baseline.toml"\ntitle = "one"\n', encoding="utf-8")
    first = load(path)
    status = path.stat()
    path.write_text('extends = "ilrs:baseline.toml"\ntitle = "two"\n', encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (first.title, load(path).title) == ("one", "two")


def test_two_loads_share_nothing_that_can_be_changed() -> None:
    first, second = load("ilrs:baseline"), load("ilrs:baseline")
    assert first == second
    first.energy.batteries.clear()
    assert second.energy.batteries
    assert load("ilrs:baseline") == second

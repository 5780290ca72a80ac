"""Places of a base and the cables to them: how they are read, what they weigh, and what is refused."""

from __future__ import annotations

import pytest

from sim.scenario.assets import landed_mass
from sim.scenario.overview import overview
from sim.scenario.writing import to_toml
from tests.scenario.workshop import BASE, Workshop

PLACES = """
[energy.places.crater]
distance = { value = 10, unit = "km", basis = "design" }
latitude = { value = -89.6, unit = "deg", basis = "design" }
horizons = { "2 m" = "ridge.csv" }

[energy.places.ledge]
distance = { value = 500, unit = "m", basis = "design" }

[energy.cables.crater]
capacity = { value = 5, unit = "kW", basis = "design" }
mass_per_length = { value = 80, unit = "kg/km", basis = "design" }
terminal_mass = { value = 30, unit = "kg", basis = "design" }
loss_per_length = { value = 1, unit = "%/km", basis = "design" }
path_efficiency = { value = 0.9, basis = "design" }

[energy.cables.spare-line]
to = "ledge"
count = { value = 2, basis = "design" }
length = { value = 2, unit = "km", basis = "design" }
capacity = { value = 2, unit = "kW", basis = "design" }
mass_per_length = { value = 0.1, unit = "kg/m", basis = "design" }
terminal_mass = { value = 0, unit = "kg", basis = "design" }
loss_per_length = { value = 0.00001, unit = "1/m", basis = "design" }
path_efficiency = { value = 1, basis = "design" }
until = 2031-07-01
"""
DIGGER = "[tools.excavators.digger]\n"
AT = f'{DIGGER}at = "crater"\n'


def _file(workshop: Workshop, places: str = PLACES, digger: str = AT) -> str:
    assert BASE.count(DIGGER) == 1
    return workshop.write("placed.toml", BASE.replace(DIGGER, digger) + places)


def test_a_cable_loses_and_weighs_by_its_length(workshop: Workshop) -> None:
    """0.9 (1 - 0.01 x 10) = 0.81 over the distance of the place; 80 x 10 + 30 = 830 kg. A length of its own counts."""
    energy = workshop.load(_file(workshop)).energy
    one, other = energy.cables["crater"], energy.cables["spare-line"]
    assert one.efficiency(energy.places) == pytest.approx(0.81, rel=1e-12)
    assert one.mass(energy.places) == pytest.approx(830.0, rel=1e-12)
    assert (one.place, other.place) == ("crater", "ledge")
    assert other.efficiency(energy.places) == pytest.approx(0.98, rel=1e-12)
    assert [cable.name for cable in energy.cables_to("ledge")] == ["spare-line"]


def test_landed_mass_counts_cables_with_their_converters(workshop: Workshop) -> None:
    without = landed_mass(workshop.load(_file(workshop, digger=DIGGER)))
    bare = landed_mass(workshop.load())
    assert without - bare == pytest.approx(830.0 + 2 * 200.0, rel=1e-9)


def test_a_cable_that_never_comes_weighs_nothing(workshop: Workshop) -> None:
    late = PLACES.replace("until = 2031-07-01", "from = 2033-01-01")
    placed = landed_mass(workshop.load(_file(workshop, late)))
    assert placed - landed_mass(workshop.load()) == pytest.approx(830.0, rel=1e-9)


def test_a_place_has_its_own_sky_where_horizons_are_given(workshop: Workshop) -> None:
    scenario = workshop.load(_file(workshop))
    crater, ledge = (scenario.site_at(name) for name in ("crater", "ledge"))
    assert (float(crater.latitude), float(crater.longitude)) == (-89.6, 222.7)
    assert list(crater.horizons) == ["2 m"]
    assert ledge is scenario.site


def test_the_resolved_scenario_stands_alone(workshop: Workshop) -> None:
    scenario = workshop.load(_file(workshop))
    again = workshop.load(workshop.write("resolved.toml", to_toml(scenario)))
    assert again.energy.places == scenario.energy.places
    assert again.energy.cables == scenario.energy.cables
    assert again.tools.excavators["digger"].at == "crater"


def test_check_names_places_their_cables_and_what_stands_there(workshop: Workshop) -> None:
    lines = overview(workshop.load(_file(workshop)))
    (crater,) = [line for line in lines if line.startswith("place") and "crater" in line]
    assert "10 km away, horizons at 2 m" in crater
    assert "cable crater of 5 kW over 10 km, 19 % lost, 830 kg; there: digger" in crater
    assert any("ledge, 0.5 km away, the sky of the site" in line and "there: nothing" in line for line in lines)


def test_check_remarks_that_a_cable_cannot_serve_all_at_once(workshop: Workshop) -> None:
    thin = PLACES.replace("value = 5, unit", "value = 0.1, unit")
    found = [line for line in overview(workshop.load(_file(workshop, thin))) if "can reach it at most" in line]
    assert len(found) == 1
    assert "asks for 0.184 kW if all of it is at work, and 0.081 kW" in found[0]
    assert not any("can reach it" in line for line in overview(workshop.load(_file(workshop))))


@pytest.mark.parametrize(
    ("old", "new", "key", "pieces"),
    [
        (AT, f'{DIGGER}at = "creter"\n', "tools.excavators.digger.at", ['"creter"', 'did you mean "crater"?']),
        (AT, f'{DIGGER}at = "summit"\n', "tools.excavators.digger.at", ["crater, ledge", "[energy.places.summit]"]),
        ('to = "ledge"', 'to = "ledgee"', "energy.cables.spare-line.to", ['did you mean "ledge"?']),
        ('to = "ledge"\n', "", "energy.cables.spare-line", ['no place "spare-line"', "to = NAME"]),
        (
            "[energy.cables.crater]",
            '[energy.cables.x]\nto = "ledge"',
            "tools.excavators.digger.at",
            ["[energy.cables.crater]"],
        ),
        (
            'value = 1, unit = "%',
            'value = 12, unit = "%',
            "energy.cables.crater.loss_per_length",
            ["over 10 km lose all"],
        ),
        ('horizons = { "2 m"', '#"', "energy.places.crater.latitude", ["nothing without horizons"]),
        ('"2 m" = "ridge.csv"', '"2 m" = "rigde.csv"', "energy.places.crater.horizons.2 m", ["rigde.csv"]),
    ],
)
def test_what_does_not_fit_is_named(workshop: Workshop, old: str, new: str, key: str, pieces: list[str]) -> None:
    text = BASE.replace(DIGGER, AT) + PLACES
    assert text.count(old) == 1
    problem = workshop.problem(workshop.write("wrong.toml", text.replace(old, new)))
    assert problem.key.replace('"', "") == key
    assert problem.line is not None
    for piece in pieces:
        assert piece in problem.message


def test_a_battery_stands_at_the_main_place(workshop: Workshop) -> None:
    text = BASE.replace("[energy.batteries.main]\n", '[energy.batteries.main]\nat = "crater"\n')
    problem = workshop.problem(workshop.write("wrong.toml", text + PLACES))
    assert problem.key == "energy.batteries.main.at"
    assert "leave it out" in problem.message


def test_who_needs_no_power_may_stand_where_there_is_none(workshop: Workshop) -> None:
    load = '[energy.loads.marker]\nclass = "critical"\nat = "hill"\n' + "".join(
        f'power_{when} = {{ value = 0, unit = "kW", basis = "design" }}\n' for when in ("lit", "dark")
    )
    hill = '[energy.places.hill]\ndistance = { value = 1, unit = "km", basis = "design" }\n'
    assert workshop.load(_file(workshop, PLACES + hill + load)).energy.loads["marker"].at == "hill"


def test_another_base_has_places_of_its_own(workshop: Workshop) -> None:
    text = (
        BASE
        + '[bases.node]\n[bases.node.energy.loads.beacon]\nclass = "critical"\nat = "crater"\n'
        + "".join(f'power_{when} = {{ value = 1, unit = "kW", basis = "design" }}\n' for when in ("lit", "dark"))
    )
    problem = workshop.problem(workshop.write("node.toml", text + PLACES))
    assert problem.key == "bases.node.energy.loads.beacon.at"
    there = PLACES.replace("[energy.", "[bases.node.energy.")
    assert "crater" in workshop.load(workshop.write("node.toml", text + there)).bases["node"].energy.places


def test_check_looks_at_the_light_of_the_place(workshop: Workshop) -> None:
    """Printers and arrays in permanent shadow are warned of by name, and no brick is expected of such printers."""
    workshop.write("dark.csv", "azimuth_deg,elevation_deg\n" + "".join(f"{a},60\n" for a in range(0, 360, 10)))
    text = BASE.replace("[tools.printers.sun]\n", '[tools.printers.sun]\nat = "crater"\n')
    places = PLACES.replace('{ "2 m" = "ridge.csv" }', '{ "2 m" = "dark.csv" }')
    lines = overview(workshop.load(workshop.write("dark.toml", text + places)))
    (light,) = [line for line in lines if "the Sun never rises" in line]
    assert light.startswith("warning")
    assert "the printer sun" in light
    assert any("0 from printers" in line for line in lines)


def test_masts_are_judged_by_the_horizons_of_their_place(workshop: Workshop) -> None:
    text = BASE.replace("[energy.arrays.main]\n", '[energy.arrays.main]\nat = "crater"\n')
    lines = overview(workshop.load(workshop.write("masts.toml", text + PLACES)))
    remarks = [line for line in lines if "energy.arrays.main: no horizon was measured at 10 m" in line]
    assert len(remarks) == 1
    assert "uses the one at 2 m" in remarks[0]

"""What `ilrs check` notes: rules without effect or with a perverse one, counts of zero, twins, orbits, latitudes."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.moon.orbit import longest_lasting_axis
from sim.scenario import load
from sim.scenario.files import shipped_names


def notes(folder: Path, text: str) -> str:
    """The notes of the baseline with some changes, without its own."""
    path = folder / "child.toml"
    path.write_text(f'title = "Child"\nextends = "ilrs:baseline"\n{text}', encoding="utf-8")
    own = load("ilrs:baseline").notes()
    return "\n".join(note for note in load(path).notes() if note not in own)


def rule(name: str, below: float, above: float, more: str = "") -> str:
    return f"""
[energy.classes.{name}]
shed_below = {{ value = {below}, unit = "1", basis = "design" }}
restore_above = {{ value = {above}, unit = "1", basis = "design" }}
{more}
"""


def none(*tables: str) -> str:
    return "".join(f'[{table}]\ncount = {{ value = 0, unit = "1", basis = "design" }}\n' for table in tables)


def orbit(low: float, high: float, more: str = "") -> str:
    return f"""
[communication.relays.queqiao]
perilune_altitude = {{ value = {low}, unit = "km", basis = "design" }}
apolune_altitude = {{ value = {high}, unit = "km", basis = "design" }}
{more}
"""


MACHINE_TWIN = '[tools.sieves.Digger]\nmodel = "vibrating"'
RETROGRADE = 'inclination = { value = 150, unit = "deg", basis = "design" }'
LATITUDE = '[site]\nlatitude = { value = -30, unit = "deg", basis = "design" }'
CASES = {
    "heat is cut": (rule("survival", 0.6, 0.8), "energy.classes.survival: to shed this class is an emergency"),
    "wrong order": (
        rule("survival", 0.6, 0.8),
        "energy.classes.survival: is shed at 0.6, but operations, which is served after it, at 0.55",
    ),
    "never shed": (rule("critical", 0.9, 0.95), "but deferrable, which is served after it, at 0.85"),
    "under the floor": (
        rule("operations", 0.1, 0.2),
        "energy.classes.operations.shed_below: has no effect: storage gives the class nothing below "
        "1 - depth_of_discharge, 0.3",
    ),
    "under the last reserve": (rule("survival", 0.04, 0.2), "nothing below last_reserve, 0.05"),
    "no storage": (none("energy.batteries.main"), "energy.classes.operations.shed_below: has no effect"),
    "deep before vital": (
        '[energy.classes.deferrable]\ndraws_to = "last-reserve"',
        "energy.classes.deferrable: draws on the last reserve, but critical",
    ),
    "no source": (none("energy.arrays.modules"), "energy: there is no source of power"),
    "no technician": (none("tools.technicians.repair"), "tools: there is no technician"),
    "no link": (
        none("communication.direct.x-band", "communication.relays.queqiao"),
        "communication: digger, mason, repair cannot work",
    ),
    "twins of a kind": ('[tools.excavators.Digger]\nmodel = "ipex-class"', "differs from tools.excavators.digger"),
    "twins of two kinds": (MACHINE_TWIN, "tools.sieves.Digger: differs from tools.excavators.digger"),
    "relays as one": (
        '[communication.relays.queqiao]\ncount = { value = 3, unit = "1", basis = "design" }',
        "its 3 units fly as one",
    ),
    "beyond the Hill sphere": (orbit(90000, 100000), "leaves the Moon's Hill sphere"),
    "pulled away": (orbit(30000, 31000), "the Earth pulls so high an orbit away"),
    "too low": (orbit(50, 100), "the Moon's uneven field"),
    "arrays at 30 deg": (LATITUDE, "they give 50 % of their power at noon"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_without_effect_or_with_a_perverse_one_is_noted(tmp_path: Path, case: str) -> None:
    text, expected = CASES[case]
    assert expected in notes(tmp_path, text)


FINE = {
    "a rule in order": rule("operations", 0.5, 0.7),
    "a high retrograde orbit": orbit(30000, 31000, RETROGRADE),
    "names of two kinds that share no names": '[energy.loads.Digger]\nclass = "deferrable"\n'
    + "".join(f'{key} = {{ value = 0, unit = "kW", basis = "design" }}\n' for key in ("power_lit", "power_dark"))
    + 'mass = { value = 0, unit = "kg", basis = "design" }',
}


@pytest.mark.parametrize("case", FINE)
def test_what_is_in_order_draws_no_note(tmp_path: Path, case: str) -> None:
    assert notes(tmp_path, FINE[case]) == ""


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_scenarios_draw_no_note_of_a_rule(name: str) -> None:
    found = load(f"ilrs:{name}").notes()
    assert not [note for note in found if "no horizon was measured" not in note and "not reproduced" not in note]


def test_orbits_last_as_far_out_as_is_published() -> None:
    """Circular orbits about a moon on a circle: 0.4895 and 0.9309 Hill radii, less 5.7 and 5.9 % for the Moon's way."""
    assert longest_lasting_axis(0.0, 0.0) == pytest.approx(28_400, rel=0.005)
    assert longest_lasting_axis(0.0, 180.0) == pytest.approx(53_870, rel=0.005)
    assert longest_lasting_axis(0.5, 0.0) < longest_lasting_axis(0.0, 0.0)

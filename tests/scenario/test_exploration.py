"""Wrong forerunners are refused with key and remedy; what is no error but worth knowing is noted."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load
from sim.scenario.assets import landed

HEAD = 'title = "Changed"\nextends = "ilrs:change-7"\n'
AT = "bases.lander.exploration"


def table(path: str, *lines: str) -> str:
    return "\n".join([f"[{AT}.{path}]" if path else f"[{AT}]", *lines])


def quantity(key: str, value: float, unit: str) -> str:
    return f'{key} = {{ value = {value}, unit = "{unit}", basis = "design" }}'


ICE = 'ice = { value = 2, unit = "%", basis = "assumption", note = "a test"'
WRONG = {
    "triangular": (
        table("craters.near", ICE + ", range = [1, 3] }"),
        "craters.near.ice",
        ["is triangular", 'distribution = "uniform" or "log-uniform"'],
    ),
    "no range": (table("craters.near", ICE + " }"), "craters.near.ice", ["has no range", "give it a range"]),
    "decided": (
        table("craters.near", 'ice = { value = 2, unit = "%", basis = "design" }'),
        "craters.near.ice",
        ["has no range", 'basis other than "design"'],
    ),
    "two skylines": (
        table("craters.shackleton", quantity("skyline", 10, "deg")),
        "craters.shackleton.skyline",
        ["beside horizons", "one of the two must go"],
    ),
    "no crater": (
        table("hoppers.hopper", 'plan = ["nera", "home"]'),
        "hoppers.hopper.plan",
        ['no crater "nera"', 'did you mean "near"?'],
    ),
    "nowhere": (table("hoppers.hopper", 'plan = ["home"]'), "hoppers.hopper.plan", ["goes to no crater"]),
    "on the spot": (
        table("hoppers.hopper", 'plan = ["near", "near", "home"]'),
        "hoppers.hopper.plan",
        ['from "near" to "near"', "must differ"],
    ),
    "two of them": (
        table("hoppers.hopper", quantity("count", 2, "1")),
        "hoppers.hopper.count",
        ["2 would do the same", "a name of its own"],
    ),
    "could not leave": (
        table("hoppers.hopper", quantity("leave_charge", 0.05, "1")),
        "hoppers.hopper.leave_charge",
        ["0.05 of 3 kWh is less than a hop takes, 0.25 kWh", "raise it or the battery"],
    ),
    "would leave at once": (
        table("hoppers.hopper", quantity("depart_charge", 0.3, "1")),
        "hoppers.hopper.depart_charge",
        ["below leave_charge, 0.25", "raise it"],
    ),
    "never warm": (
        table("hoppers.hopper", quantity("depart_temperature", 300, "K")),
        "hoppers.hopper.depart_temperature",
        ["300 K is not below warm_temperature, 293 K", "would never leave"],
    ),
    "cold from the start": (
        table("hoppers.hopper", quantity("leave_margin", 60, "K")),
        "hoppers.hopper.depart_temperature",
        ["285 K is not above least_temperature and leave_margin, 293 K"],
    ),
    "nobody carries it": (
        table("payloads.seismometer", 'carrier = "rovr"'),
        "payloads.seismometer.carrier",
        ['no carrier "rovr"', 'did you mean "rover"?'],
    ),
    "a probe that stays": (
        table("probes.water-analyser", 'carrier = "lander"'),
        "probes.water-analyser.carrier",
        ['no hopper "lander"'],
    ),
    "too heavy": (
        table("payloads.telescope", quantity("mass", 16, "kg")),
        "payload_capacity",
        ["all payloads weigh 425 kg, 10 kg more than 415 kg", "the heaviest is radar-sar", "lighter"],
    ),
    "scale below the limit": (
        table("probes.water-analyser", quantity("full_scale", 0.2, "%")),
        "probes.water-analyser.full_scale",
        ["0.2 % is not above its limit, 0.3 %"],
    ),
    "a name that is taken": (
        table("hoppers.home", 'model = "change-7-class"', 'plan = ["near", "home"]'),
        "hoppers.home",
        ['"home" means something else here'],
    ),
    "a wrong truth": (table("craters.near", 'truth = "wet"'), "craters.near.truth", ["dry"]),
    "a horizon that is not there": (
        table("craters.near", 'horizons = { "2 m" = "nowhere.csv" }'),
        "craters.near.horizons.2 m",
        ["nowhere.csv"],
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_fit_is_refused_with_key_line_and_remedy(case: str, tmp_path: Path) -> None:
    text, key, told = WRONG[case]
    path = tmp_path / "changed.toml"
    path.write_text(HEAD + text + "\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    found = [each for each in caught.value.problems if each.key.replace('"', "") == f"{AT}.{key}"]
    assert found, [(each.key, each.message) for each in caught.value.problems]
    for words in told:
        assert any(words in each.message for each in found), (words, [each.message for each in found])
    if case not in {"too heavy", "cold from the start"}:  # what these keys say stands in another file
        assert any(each.line for each in found)


def test_a_crater_needs_a_skyline_of_some_kind(tmp_path: Path) -> None:
    lines = [quantity(key, value, "deg") for key, value in (("latitude", -89), ("longitude", 0))]
    lines += [quantity("elevation", 0, "m"), quantity("temperature", 90, "K"), quantity("dry_chance", 0.5, "1")]
    crater = table("craters.pit", *lines, ICE + ', range = [1, 3], distribution = "uniform" }')
    path = tmp_path / "pit.toml"
    path.write_text(HEAD + crater, encoding="utf-8")
    with pytest.raises(ScenarioError, match="needs horizons, or a skyline where none was measured"):
        load(path)
    path.write_text(HEAD + crater + "\n" + quantity("skyline", 9, "deg"), encoding="utf-8")
    assert "exploration.craters: nothing goes to pit" in " ".join(load(path).notes())


@pytest.mark.parametrize(
    ("settings", "note"),
    [
        (["hoppers.hopper.propellant=50 kg"], "its plan takes"),
        (['hoppers.hopper.plan=["near", "home", "west"]'], "its plan ends in west, where its battery runs down"),
        (["probes.water-analyser.remove=true"], "it carries no probe and finds nothing out"),
    ],
)
def test_what_is_worth_knowing_is_noted(settings: list[str], note: str) -> None:
    found = load("ilrs:change-7", [f"{AT}.{each}" for each in settings]).notes()
    assert any(note in each and each.startswith("bases.lander.exploration.hoppers.hopper") for each in found)


def test_check_says_what_a_plan_takes_and_how_long_the_dark_may_last() -> None:
    lines = load("ilrs:change-7").overview()
    (hopper,) = (line for line in lines if line.startswith("hoppers"))
    assert "6 hops, 1820 m/s, 91.3 kg of 100 kg; 37.5 h of charge in the dark" in hopper
    assert any("shackleton: ice 0.5 to 10 %, log-uniform, or dry with 0.4" in line for line in lines)
    assert any("18, 6 of them of partners: 415 of 415 kg" in line for line in lines)


def test_what_stays_in_orbit_does_not_land() -> None:
    masses = {path[-1]: mass for base, path, mass in landed(load("ilrs:change-7")) if base == "lander"}
    assert masses["hopper"] == 175.0
    assert masses["radar-sar"] == 0.0
    assert masses["seismometer"] == 25.0


def test_horizons_of_craters_go_into_the_resolved_file(tmp_path: Path) -> None:
    scenario = load("ilrs:change-7")
    crater = scenario.bases["lander"].exploration.craters["shackleton"]  # type: ignore[union-attr]
    assert crater.horizons is not None
    assert len(crater.horizons["2 m"].azimuth_deg) == 180
    path = tmp_path / "resolved.toml"
    path.write_text(scenario.to_toml(), encoding="utf-8")
    assert load(path).content_hash() == scenario.content_hash()

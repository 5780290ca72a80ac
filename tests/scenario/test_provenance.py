"""How well a parameter is known, and choices among words that say where they come from."""

from __future__ import annotations

import pytest

from sim.scenario import KNOWN, Choice, Parameter, Quantity, assumed, diff, known, known_text
from sim.scenario.brickwork import heat_per_kg
from sim.scenario.choice import Words
from sim.scenario.provenance import Basis, Known
from tests.scenario.workshop import Workshop

FORM = "bricks.heat_capacity_model"
DEPTH = 'depth_of_discharge = { value = 0.7, basis = "assumption", range = [0.5, 0.8], note = "class value" }'
MEASURED = DEPTH.replace('basis = "assumption"', 'basis = "assumption", known = "measured"')


def parameter(basis: Basis, given: Known | None = None) -> Parameter:
    return Parameter("a.key", "A label.", Quantity(1.0, "1", 1, "1", basis, note="why", given_known=given))


@pytest.mark.parametrize(
    ("basis", "follows"),
    [("sourced", "published"), ("derived", "estimated"), ("assumption", "guessed"), ("design", None)],
)
def test_how_well_it_is_known_follows_from_the_basis(basis: Basis, follows: Known | None) -> None:
    quantity = parameter(basis).quantity
    assert quantity.known == follows
    assert "known" not in quantity.given()
    assert quantity.origin == (basis if follows is None else f"{basis}, {follows}")


def test_a_file_may_say_it_and_it_travels(workshop: Workshop) -> None:
    scenario = workshop.load(workshop.changed(DEPTH, MEASURED))
    depth = scenario.energy.batteries["main"].depth_of_discharge
    assert (depth.basis, depth.known) == ("assumption", "measured")
    workshop.write("resolved.toml", scenario.to_toml())
    again = workshop.load("resolved.toml")
    assert again.energy.batteries["main"].depth_of_discharge == depth
    assert again.content_hash() == scenario.content_hash() != workshop.load().content_hash()
    (change,) = diff(workshop.load(), scenario)
    assert (change.key, change.a.origin, change.b.origin) == (
        "energy.batteries.main.depth_of_discharge",
        "assumption, guessed",
        "assumption, measured",
    )


def test_saying_what_follows_anyway_is_the_same_scenario(workshop: Workshop) -> None:
    same = workshop.load(workshop.changed(DEPTH, MEASURED.replace("measured", "guessed")))
    assert same.content_hash() == workshop.load().content_hash()
    assert diff(same, workshop.load()) == []


def test_what_is_set_is_guessed(workshop: Workshop) -> None:
    name = workshop.changed(DEPTH, MEASURED)
    depth = workshop.load(name, "energy.batteries.main.depth_of_discharge=0.6").energy.batteries["main"]
    assert depth.depth_of_discharge.known == "guessed"


def test_shares_are_of_what_is_no_decision() -> None:
    register = [
        parameter("design"),
        parameter("sourced", "measured"),
        parameter("sourced"),
        parameter("derived"),
        *[parameter("assumption")] * 3,
    ]
    assert known(register) == {"measured": 1, "published": 1, "estimated": 1, "guessed": 3}
    # 1/6 is 16.7 %, 3/6 is 50 %: three of 17 would make 101.
    assert known_text(register) == "known: 17 % measured, 17 % published, 16 % estimated, 50 % guessed"
    assert assumed(register) == f"3 of 7 parameters are assumptions ({known_text(register)})"
    assert assumed(register, register) == assumed(register)


@pytest.mark.parametrize("numbers", [(1, 1, 1, 0), (1, 0, 0, 0), (3, 5, 7, 11), (1, 1, 1, 997), (2, 2, 2, 1)])
def test_shares_add_up_to_all(numbers: tuple[int, ...]) -> None:
    register = [parameter("assumption", word) for word, n in zip(KNOWN, numbers, strict=True) for _ in range(n)]
    text = known_text(register).removeprefix("known: ")
    shares = {part.split(" % ")[1]: int(part.split(" % ")[0]) for part in text.split(", ")}
    assert sum(shares.values()) == 100
    for word, number in zip(KNOWN, numbers, strict=True):
        assert abs(shares[word] - 100 * number / sum(numbers)) < 1


def test_of_several_scenarios_the_least_and_the_most_are_said() -> None:
    one, other = [parameter("assumption")], [parameter("assumption"), parameter("sourced")]
    assert assumed(one, other) == (
        "1 of 1 to 2 parameters are assumptions "
        "(known: 0 % measured, 0 to 50 % published, 0 % estimated, 50 to 100 % guessed)"
    )
    assert assumed([parameter("design")]) == "0 of 1 parameters are assumptions"


def test_a_choice_says_where_it_comes_from(workshop: Workshop) -> None:
    own = '{ value = "colozza-1991", basis = "assumption", note = "fits better", known = "estimated" }'
    name = workshop.child(f"[bricks]\nheat_capacity_model = {own}\n")
    scenario = workshop.load(name)
    assert scenario.bricks.heat_capacity_model == Choice(
        "colozza-1991", "assumption", note="fits better", given_known="estimated"
    )
    line = next(each for each in scenario.parameters() if each.key == FORM)
    assert (line.label, line.quantity.text(), line.given_range) == (
        "Form of the heat capacity of regolith at high temperature.",
        "colozza-1991",
        None,
    )
    assert f"heat_capacity_model = {own}\n" in scenario.to_toml()
    workshop.write("resolved.toml", scenario.to_toml())
    assert workshop.load("resolved.toml").content_hash() == scenario.content_hash()
    (change,) = diff(workshop.load(), scenario)
    assert (change.key, change.a_text, change.b_text) == (FORM, "ledlow-1992", "colozza-1991")
    assert len(scenario.parameters()) == len(workshop.load().parameters())
    # To 1000 degC 0.322 and 0.276 kWh/kg, and a tenth of 479 kJ/kg for what melts.
    melts = 0.1 * 479 / 3600
    assert heat_per_kg(scenario.bricks) == pytest.approx(0.322 + melts, abs=5e-4)
    assert heat_per_kg(workshop.load().bricks) == pytest.approx(0.276 + melts, abs=5e-4)


def test_a_choice_that_is_set_owns_up(workshop: Workshop) -> None:
    for text in ("colozza-1991", '"colozza-1991"'):
        decided = workshop.load("base.toml", f"{FORM}={text}").bricks.heat_capacity_model
        assert decided == Choice("colozza-1991", "design")
    sourced = '{ value = "ledlow-1992", basis = "sourced", source = "sun" }'
    name = workshop.child(f"[bricks]\nheat_capacity_model = {sourced}\n")
    choice = workshop.load(name, f"{FORM}=colozza-1991").bricks.heat_capacity_model
    assert (choice.basis, choice.known, choice.source) == ("assumption", "guessed", None)
    assert choice.note == "set by --set; the files say ledlow-1992 (sourced)"
    whole = workshop.load(name, f'{FORM}={{ value = "colozza-1991", basis = "derived", note = "n" }}')
    assert whole.bricks.heat_capacity_model.known == "estimated"


WRONG = {
    '"colozza-1991"': (FORM, 'bare word, but a choice says where it comes from; write { value = "colozza-1991", basis'),
    '"coloza"': (FORM, 'write { value = "colozza-1991", basis = "assumption", note = "why" }'),
    "3": (FORM, "3 is not a choice"),
    '{ basis = "design" }': (FORM, "has no value"),
    '{ value = "colozza", basis = "design" }': (
        f"{FORM}.value",
        "'colozza' is not one of ledlow-1992, colozza-1991; did you mean \"colozza-1991\"?",
    ),
    '{ value = "ledlow-1992" }': (FORM, "has no basis"),
    '{ value = "ledlow-1992", basis = "assumption" }': (FORM, "without a note"),
    '{ value = "ledlow-1992", basis = "sourced", source = "papr" }': (f"{FORM}.source", 'did you mean "paper"?'),
    '{ value = "ledlow-1992", basis = "design", unit = "1" }': (f"{FORM}.unit", "unknown key of a choice"),
    '{ value = "ledlow-1992", basis = "design", known = "guessed" }': (f"{FORM}.known", "leave known out"),
}


@pytest.mark.parametrize("text", WRONG)
def test_one_clear_message_a_mistake_in_a_choice(workshop: Workshop, text: str) -> None:
    key, piece = WRONG[text]
    problem = workshop.problem(workshop.child(f"[bricks]\nheat_capacity_model = {text}\n"))
    assert problem.key == key
    assert piece in problem.message
    assert problem.line == 4


def test_a_choice_that_is_missing_is_explained(workshop: Workshop) -> None:
    text = workshop.load().to_toml()
    line = next(line for line in text.splitlines() if line.startswith("heat_capacity_model"))
    problem = workshop.problem(workshop.write("lacking.toml", text.replace(f"{line}\n", "")))
    assert problem.key == FORM
    assert f"write heat_capacity_model = {Words(('ledlow-1992',)).example()}" in problem.message


def test_words_say_what_they_allow() -> None:
    words = Words(("age", "work"))
    assert words.limits() == "age, work"
    assert words.read({"value": "work", "basis": "design"}) == (Choice("work", "design"), [])
    assert words.read(Choice("work", "design"))[0] == Choice("work", "design")

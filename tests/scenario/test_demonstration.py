"""What a user can get wrong in `[demonstration]`: each fault is named with its place and its remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load

AREA = '{ value = 4, unit = "m^2", basis = "design" }'
RATE = "bases.change-8.demonstration.measurements.print-rate"


def problems(folder: Path, text: str) -> list[str]:
    path = folder / "tried.toml"
    path.write_text('title = "Tried"\nextends = "ilrs:change-8"\n' + text)
    with pytest.raises(ScenarioError) as error:
        load(path)
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('of = "tools.printers.head.haed_rate"', '"tools.printers.head.haed_rate" is no quantity of this base'),
        ('of = "nights"', '"nights" is no quantity of this base; write SYSTEM.KIND.NAME.KEY'),
        ('of = "cabin.oxygen"', '"cabin.oxygen" is no quantity of this base'),
        ('of = "tools.technicians.arm.mass"\nmethod = "failures"', "failures tell the mtbf of a machine"),
        ('of = "bricks.reject_fraction"', "is no figure of a machine"),
        ('of = "tools.printers.head.mirror_area"', "has no range, so that nothing can be believed of it beforehand"),
        ('method = "failures"', "readings: stands beside method = failures, which counts; leave it out"),
    ],
)
def test_what_is_measured_can_be(tmp_path: Path, text: str, says: str) -> None:
    assert any(
        says in one and "tried.toml:" in one
        for one in problems(tmp_path, f"[{RATE}]\n{text}\n[bases.change-8.tools.printers.head]\nmirror_area = {AREA}")
    )


def test_a_reading_says_how_good_it_is(tmp_path: Path) -> None:
    text = (
        '[bases.change-8.demonstration.measurements.other]\nof = "tools.printers.head.head_rate"\nmethod = "reading"\n'
    )
    found = problems(tmp_path, text + 'every = { value = 1, unit = "d", basis = "design" }')
    assert any("other.noise: is missing, and what reads needs it" in one for one in found)


def test_what_is_wrong_elsewhere_brings_no_further_faults(tmp_path: Path) -> None:
    """With one key that cannot be read, what is measured is not said to be missing."""
    for key in ("rate", "yield"):
        (only,) = problems(tmp_path, f'[bases.change-8.tools.sieves.sieve]\n{key} = "much"')
        assert f"sieve.{key}" in only


def test_what_is_measured_is_said_with_its_range_and_its_unit() -> None:
    said = [line for line in load("ilrs:change-8").overview() if line.startswith("measurements")]
    assert any("printer-life: tools.printers.head.mtbf, 100 to 1500 h; failures counted" in line for line in said)
    assert any("rejects: bricks.reject_fraction, 0.02 to 0.3; rejects counted" in line for line in said)

"""Horizon files and tables with something wrong in them."""

from __future__ import annotations

import pytest

from tests.scenario.workshop import Workshop

HORIZONS = {
    "no rows": ("# nothing\n", None, "has no rows"),
    "no header": ("0,1\n30,1\n", 1, "must name the columns"),
    "other columns": ("azimuth,elevation\n0,1\n", 1, "must name the columns azimuth_deg,elevation_deg"),
    "gap": ("azimuth_deg,elevation_deg\n0,1\n30,1\n61,1\n", 4, "gap from azimuth 30 to 61"),
    "gap over north": (
        "azimuth_deg,elevation_deg\n" + "".join(f"{a},0\n" for a in range(0, 330, 30)),
        12,
        "over north",
    ),
    "text": ("# c\nazimuth_deg,elevation_deg\n0,1\n30,high\n", 4, '"30,high" is not two numbers'),
    "missing": ("azimuth_deg,elevation_deg\n0,1\n30\n", 3, "1 values where 2 are due"),
    "empty cell": ("azimuth_deg,elevation_deg\n0,1\n30,\n", 3, "not two numbers"),
    "nan": ("azimuth_deg,elevation_deg\n0,1\n30,nan\n", 3, "not a finite number"),
    "unsorted": ("azimuth_deg,elevation_deg\n0,1\n30,1\n20,1\n", 4, "azimuths must rise"),
    "twice": ("azimuth_deg,elevation_deg\n0,1\n\n0,1\n", 4, "is there twice"),
    "azimuth": ("azimuth_deg,elevation_deg\n0,1\n360,1\n", 3, "outside [0, 360)"),
    "elevation": ("azimuth_deg,elevation_deg\n0,91\n30,1\n", 2, "outside [-90, 90]"),
    "single": ("azimuth_deg,elevation_deg\n0,1\n", 2, "two azimuths"),
    "binary": ("azimuth_deg\0", 1, "binary"),
}


def test_all_that_is_wrong_with_a_horizon_at_once(workshop: Workshop) -> None:
    rows = ["0,1", "10,abc", "20,nan", "15,2", "400,3", "40", "50,91", "50,1", "90,1", "100,1"]
    workshop.write("ridge.csv", "\n".join(["azimuth_deg,elevation_deg", *rows]))
    found = [(problem.line, problem.message) for problem in workshop.problems()]
    assert [line for line, _ in found] == [3, 4, 5, 6, 7, 8, 9, 10]
    words = ["two numbers", "finite", "after 20", "[0, 360)", "2 are due", "[-90, 90]", "there twice", "gap from"]
    for piece, (_, message) in zip(words, found, strict=True):
        assert piece in message
    columns = "azimuth_deg = [0, 1e999, 5, 360], elevation_deg = [-91, 0, 0, 99]"
    name = workshop.changed('"ridge.csv"', f"{{ {columns} }}")
    assert [problem.key[-3:] for problem in workshop.problems(name)] == ["[0]", "[1]", "[3]", "[3]"]


@pytest.mark.parametrize("case", HORIZONS)
def test_wrong_horizon_files(workshop: Workshop, case: str) -> None:
    text, line, piece = HORIZONS[case]
    workshop.write("ridge.csv", text)
    problem = workshop.problems()[0]
    assert piece in problem.message
    assert problem.key == 'site.horizons."10 m"'
    if line is None:
        assert (problem.file, problem.line) == ("base.toml", 11)
    else:
        assert (problem.file, problem.line) == ("ridge.csv", line)

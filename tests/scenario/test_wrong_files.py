"""Files that are none, that are missing, that name what is not there or extend each other."""

from __future__ import annotations

import os

import pytest

from tests.scenario.mistakes import Blamed, Mistake, assert_one_clear_message
from tests.scenario.workshop import Workshop

WRONG: dict[str, Mistake] = {
    "mast height": ('"10 m" =', '"high" =', "site.horizons", ['"high" is not a mast height']),
    "no horizon": (
        'horizons = { "10 m" = "ridge.csv" }',
        "horizons = {}",
        "site.horizons",
        ['a table from mast height to file, such as { "10 m" = "horizon.csv" }'],
    ),
    "missing horizon": ("ridge.csv", "rigde.csv", 'site.horizons."10 m"', ["no such file", '"ridge.csv"']),
    "number for a horizon": ('"ridge.csv"', "5", 'site.horizons."10 m"', ["neither a file name nor a table"]),
    "inline horizon with a gap": (
        '"ridge.csv"',
        "{ azimuth_deg = [0, 30, 61, 90, 120, 150, 180, 210, 240, 270, 300, 330], "
        "elevation_deg = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }",
        'site.horizons."10 m".azimuth_deg[2]',
        ["gap from azimuth 30 to 61"],
    ),
    "extends nothing": ("seed = 3", 'seed = 3\nextends = "none.toml"', "extends", ['"none.toml": no such file']),
    "extends a number": ("seed = 3", "seed = 3\nextends = 5", "extends", ["neither a file name nor a list"]),
    "extends a folder": ("seed = 3", 'seed = 3\nextends = "."', "extends", ["is a folder"]),
    "unknown shipped file": ("seed = 3", 'seed = 3\nextends = "ilrs:no"', "extends", ["no such file comes with"]),
    "remove nothing": (
        "[site]",
        "[energy.loads.pump]\nremove = true\n[site]",
        "energy.loads.pump.remove",
        ['no "pump"'],
    ),
    "broken toml": ("seed = 3", "seed = = 3", "", ["not valid TOML"]),
    "backslashes for folders": (
        "seed = 3",
        "seed = 3\nextends = 'parts\\night.toml'",
        "extends",
        ["no such file; folders are parted by /, not by"],
    ),
    "backslash in a text": ("seed = 3", 'seed = 3\nextends = "parts\\dark.toml"', "", ["part folders by /"]),
    "inline table over lines": ("seed = 3", "seed = 3\nsite = {\n}", "", ["stands on one line"]),
    "impossible date": ("end = 2032-01-01", "end = 2032-02-31", "", ["not valid TOML"]),
}
BLAMED: Blamed = {
    "inline table over lines": "site = {",
    "number for a horizon": "horizons =",
    "remove nothing": "remove = true",
}


@pytest.mark.parametrize("case", WRONG)
def test_one_clear_message_with_its_line(workshop: Workshop, case: str) -> None:
    workshop.write("parts/night.toml", "seed = 4")
    assert_one_clear_message(workshop, WRONG, BLAMED, case)


def test_a_link_extends_what_lies_beside_it_or_beside_its_target(workshop: Workshop) -> None:
    workshop.write("parts/high.toml", 'title = "High"\nextends = ["../base.toml", "low.toml"]\n')
    workshop.write("parts/low.toml", "seed = 4\n")
    (workshop.path / "deep").mkdir()
    (workshop.path / "deep" / "link.toml").symlink_to(workshop.path / "parts" / "high.toml")
    assert workshop.load("deep/link.toml").seed == 4
    workshop.write("deep/low.toml", "seed = 5\n")
    assert workshop.load("deep/link.toml").seed == 5


def test_circles_in_extends_show_the_chain(workshop: Workshop) -> None:
    workshop.write("a.toml", 'title = "A"\nextends = "b.toml"\n')
    workshop.write("b.toml", 'extends = "sub/c.toml"\n')
    workshop.write("sub/c.toml", 'extends = "../a.toml"\n')
    problem = workshop.problem("a.toml")
    assert (problem.file, problem.line, problem.key) == ("sub/c.toml", 1, "extends")
    assert problem.message == "extends in a circle: a.toml -> b.toml -> sub/c.toml -> a.toml"
    workshop.write("self.toml", 'extends = ["base.toml", "self.toml"]\n')
    assert "self.toml -> self.toml" in workshop.problem("self.toml").message


def test_what_a_missing_file_would_have_said_is_not_missed(workshop: Workshop) -> None:
    name = workshop.write(
        "top.toml",
        """\
title = "Top"
extends = ["gone.toml", "broken.toml"]
[energy.batteries.main]
initial_charge = { value = 0, basis = "sourced", source = "gone" }
[energy.loads.pump]
remove = true
[shelter.structures.tower]
after = ["gone"]
[tools.printers.sun]
model = "sun"
spare = "gone"
""",
    )
    workshop.write("broken.toml", "[site\n")
    problems = workshop.problems(name, "energy.reactors.gone.power=1 kW")
    assert [(problem.file, problem.line) for problem in problems] == [("top.toml", 2), ("broken.toml", 1)]
    assert "no such file" in problems[0].message


def test_what_is_wrong_whatever_a_missing_file_says_is_said_too(workshop: Workshop) -> None:
    text = 'title = "Top"\nextends = "gone.toml"\nsed = 3\n[energy.batteries.main]\ncapacity = 600\n'
    problems = workshop.problems(workshop.write("top.toml", text), "foo=1", "seed=one")
    assert [(problem.file, problem.line, problem.key) for problem in problems] == [
        ("top.toml", 2, "extends"),
        ("top.toml", 3, "sed"),
        ("top.toml", 5, "energy.batteries.main.capacity"),
        ("--set", None, "foo"),
        ("--set", None, "seed"),
    ]


def test_files_that_are_none(workshop: Workshop) -> None:
    workshop.write("empty.toml", "")
    workshop.write("comment.toml", "# nothing\n\n")
    (workshop.path / "binary.toml").write_bytes(b"title = 1\n\xff\xfe\x00\x01")
    (workshop.path / "zeros.toml").write_bytes(b"\0" * 100)
    (workshop.path / "deep.toml").write_text("a = " + "[" * 100_000, encoding="utf-8")
    deep = ".".join(["a"] * 2000)
    workshop.write("header.toml", f'title = "Deep"\n[{deep}]\n')
    workshop.write("dotted.toml", f'title = "Deep"\n[energy.loads.core]\n{deep} = 1\n')
    os.mkfifo(workshop.path / "pipe.toml")
    cases = {
        "missing.toml": "no such file",
        "bas.toml": 'did you mean "base.toml"?',
        ".": "is a folder",
        "empty.toml": "is empty",
        "comment.toml": "is empty",
        "binary.toml": "not a text file",
        "zeros.toml": "binary",
        "pipe.toml": "is not a file",
        "deep.toml": "nested too deeply",
        "header.toml": "nested too deeply",
        "dotted.toml": "nested too deeply",
        "base.toml/inside": "cannot be read",
        "x" * 5000: "cannot be read",
        "nul\0byte": "cannot be read",
        "": "empty",
        "ilrs:nothing": "no such file comes with the program",
        "ilrs:../../etc/passwd": "no such file comes with the program",
        "~nobody-of-that-name/x": "",
    }
    for name, piece in cases.items():
        problem = workshop.problem(name)
        assert piece in problem.message, name
        assert str(problem).count(problem.file or "the name") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file(workshop: Workshop) -> None:
    (workshop.path / "base.toml").chmod(0)
    assert "permission denied" in workshop.problem().message


def test_a_byte_order_mark_and_carriage_returns_are_no_mistake(workshop: Workshop) -> None:
    text = (workshop.path / "base.toml").read_text(encoding="utf-8")
    (workshop.path / "windows.toml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert workshop.load("windows.toml").content_hash() == workshop.load().content_hash()

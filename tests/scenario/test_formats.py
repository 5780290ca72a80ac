"""The version of the format: which are read, and what is said of files of older and newer programs."""

from __future__ import annotations

import re

import pytest

from sim.scenario.formats import PRESENT
from tests.scenario.workshop import Workshop


def test_a_resolved_file_says_its_format_and_is_read_again(workshop: Workshop) -> None:
    scenario = workshop.load()
    text = scenario.to_toml()
    assert f"\nformat = {PRESENT}\n" in text
    workshop.write("resolved.toml", text)
    workshop.write("without.toml", text.replace(f"format = {PRESENT}\n", ""))
    for name in ("resolved.toml", "without.toml"):
        assert workshop.load(name).content_hash() == scenario.content_hash()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (str(PRESENT + 1), "take a newer ilrs-sim"),
        ("0x" + "f" * 5000, "is a number too large"),
        ("0", "whole number"),
        ("true", "whole number"),
        ('"2"', "whole number"),
    ],
)
def test_a_format_that_is_not_read_is_refused(workshop: Workshop, given: str, words: str) -> None:
    problem = workshop.problem(workshop.child(f"format = {given}\n"))
    assert (problem.file, problem.line, problem.key) == ("child.toml", 3, "format")
    assert words in problem.message


def test_an_older_file_that_lacks_nothing_is_read(workshop: Workshop) -> None:
    assert workshop.load(workshop.child("format = 1\n")).title == "Child"


@pytest.mark.parametrize("said", ["", "format = 1\n"])
def test_an_older_resolved_file_is_refused_with_what_to_change(workshop: Workshop, said: str) -> None:
    text = re.sub(r"format = \d+\n", said, workshop.load().to_toml())
    older = re.sub(r"path_efficiency = .*\n", "", text)
    older = re.sub(r"heat_capacity_model = .*\n", 'heat_capacity_model = "ledlow-1992"\n', older)
    workshop.write("old.toml", older)
    by_key = {each.key: each.message for each in workshop.problems("old.toml")}
    assert "is missing" in by_key["energy.batteries.main.path_efficiency"]
    assert '{ value = "ledlow-1992", basis =' in by_key["bricks.heat_capacity_model"]
    assert "path_efficiency = 1 leaves it as it was" in by_key["format"]
    assert f"format = {PRESENT}" in by_key["format"]


def test_a_file_of_today_that_lacks_a_key_is_not_called_old(workshop: Workshop) -> None:
    text = re.sub(r"path_efficiency = .*\n", "", workshop.load().to_toml())
    workshop.write("today.toml", text)
    assert not any(each.key == "format" for each in workshop.problems("today.toml"))

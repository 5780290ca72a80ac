"""Libraries that come with an extra."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from sim.export import MissingExtraError as MissingForExport
from sim.extras import MissingExtraError, need

PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def test_a_missing_library_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.analyze.morris", None)
    with pytest.raises(MissingExtraError) as caught:
        need("SALib.analyze.morris", "study")
    text = "SALib is not installed; it comes with the extra study: python -m pip install 'ilrs-sim[study]'"
    assert str(caught.value) == text


def test_what_exports_miss_is_caught_as_any_other() -> None:
    assert issubclass(MissingForExport, MissingExtraError)


def test_the_tests_have_every_extra_that_the_program_uses() -> None:
    extras = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    (own,) = (line for line in extras["test"] if line.startswith("ilrs-sim"))
    assert {*own.removeprefix("ilrs-sim[").removesuffix("]").split(",")} == {*extras} - {"test"}

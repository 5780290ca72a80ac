"""What the library says of radiation is what was published, and what cannot be is refused."""

from __future__ import annotations

import tomllib
from types import SimpleNamespace
from typing import Any

import pytest

from sim.moon.radiation import yearly
from sim.scenario.files import shipped_folder
from sim.scenario.layers import REFERENCES
from sim.scenario.quantity import Quantity
from sim.scenario.schema.crew_radiation import AGENCIES, Radiation, check_radiation
from sim.scenario.schema.fields import fields_of, leaves
from sim.scenario.schema.system import Span


def _library(name: str) -> dict[str, Any]:
    return tomllib.loads((shipped_folder() / name).read_text(encoding="utf-8"))


def _shipped(**changed: dict[str, Any]) -> Radiation:
    raw = {**_library("library/radiation.toml")["crew"]["radiation"], **changed}
    return Radiation.model_validate(raw, context={"references": set(_library(REFERENCES))})


def test_the_library_gives_every_key() -> None:
    raw = _library("library/radiation.toml")["crew"]["radiation"]
    assert set(raw) == set(fields_of(Radiation))
    for path, _, quantity in leaves(_shipped()):
        if path == ("agency",):
            continue
        assert isinstance(quantity, Quantity)
        assert quantity.note or quantity.source
        # Decisions and rules are what they are; all else is known within a range.
        assert quantity.basis == "design" or quantity.range or "limit" in " ".join(path)


def test_rates_and_limits_are_the_published_ones() -> None:
    table = _shipped()
    assert yearly(float(table.quiet_rate)) == pytest.approx(380)
    assert yearly(float(table.active_rate)) == pytest.approx(110)
    limits = {agency: _shipped(agency={"value": agency, "basis": "design"}).career_limit for agency in AGENCIES}
    assert limits == {"nasa": 600, "esa": 1000, "roscosmos": 1000, "csa": 1000, "jaxa": 500}
    assert table.career_limits.jaxa.range == (500, 1000)
    assert (float(table.event_limit), float(table.month_limit)) == (250, 250)


def _said(**changed: dict[str, Any]) -> list[tuple[Any, str]]:
    """What is wrong with the library's table with some keys changed."""
    found: list[tuple[Any, str]] = []
    here = SimpleNamespace(crew=SimpleNamespace(radiation=_shipped(**changed)))
    check_radiation(here, Span(here), lambda path, message: found.append((path, message)))
    return found


@pytest.mark.parametrize(
    ("less", "more", "low", "high", "unit"),
    [
        ("active_rate", "quiet_rate", 100, 120, "mSv/yr"),
        ("storms_quiet", "storms_active", 1, 5, "1/yr"),
        ("smallest_storm", "largest_storm", 1, 100, "mSv"),
        ("shortest_storm", "longest_storm", 5, 50, "h"),
    ],
)
def test_what_is_the_wrong_way_round_is_refused_with_the_remedy(
    less: str, more: str, low: float, high: float, unit: str
) -> None:
    def said(first: float, second: float) -> list[tuple[Any, str]]:
        return _said(
            **{key: {"value": value, "unit": unit, "basis": "design"} for key, value in ((less, first), (more, second))}
        )

    assert said(low, high) == said(low, low) == []
    [(path, message)] = said(high, low)
    assert path == ("crew", "radiation", less)
    assert message.startswith(f"{high} {unit} is more than {more}, {low} {unit}")
    assert message.endswith(f"give {less} less, or {more} more")


def test_nobody_goes_with_his_career_behind_him() -> None:
    def prior(dose: float, agency: str) -> list[tuple[Any, str]]:
        prior_dose = {"value": dose, "unit": "mSv", "basis": "design"}
        return _said(prior_dose=prior_dose, agency={"value": agency, "basis": "design"})

    assert prior(599.0, "nasa") == prior(600.0, "esa") == []
    [(path, message)] = prior(600.0, "nasa")
    assert path == ("crew", "radiation", "prior_dose")
    assert "600 mSv is no less than the career limit of nasa, 600 mSv" in message
    assert message.endswith("give it less, or name another agency")

"""Any name that the schema allows runs, also those that the program uses inside."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sim.result import Result, simulate
from sim.scenario import Scenario, load
from sim.scenario.assets import kinds
from sim.scenario.schema.base import NAME
from sim.station import topology
from sim.station.relief import RELIEFS, Relief

pytestmark = pytest.mark.slow


def inner_words(result: Result) -> list[str]:
    """Every part of a name of a channel, an account of a ledger and a subject of an event that an asset may bear."""
    names = [*result.channels, *(event.subject for event in result.events), *RELIEFS, "relief", "base", "total"]
    for commodity, ledger in result.ledgers.items():
        names += [commodity, *ledger.accounts]
    words = {word for name in names for word in re.split(r"[./ ]", name)}
    return sorted(word for word in words if re.fullmatch(NAME, word))


def with_all_names(scenario: Scenario, words: list[str]) -> Scenario:
    """A scenario that has of each kind one asset more by every word; machines, whose names are unique, share them."""
    changed: dict[str, dict[str, Any]] = {}
    assert scenario.tools is not None
    taken, machines = {*topology(scenario).kinds, *scenario.tools.machines()}, 0
    for kind in kinds():
        if getattr(scenario, kind.system) is None:
            continue
        named = dict(
            changed.setdefault(kind.system, {}).get(kind.attribute)
            or getattr(getattr(scenario, kind.system), kind.attribute)
        )
        if not named or kind.key == "structures":
            continue
        mine = words
        if kind.tables[0].namespace == "machine":
            mine, machines = [word for word in words if word not in taken][machines::4], machines + 1
        for word in mine:
            asset = next(iter(named.values())).model_copy()
            asset._name = word
            named.setdefault(word, asset)
        changed[kind.system][kind.attribute] = named
    return scenario.model_copy(
        update={key: getattr(scenario, key).model_copy(update=tables) for key, tables in changed.items()}
    )


@pytest.mark.parametrize("relief", [None, *RELIEFS])
def test_assets_may_bear_the_names_that_the_program_uses_inside(relief: Relief | None) -> None:
    scenario = load("ilrs:baseline")
    words = inner_words(simulate(scenario, until=24.0 * 90, relief=relief))
    assert len(words) > 30
    result = simulate(with_all_names(scenario, words), until=24.0 * 5, relief=relief)
    assert all(ledger.closes for ledger in result.ledgers.values())

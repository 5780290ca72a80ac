"""What lifting a limit brought in one draw, seen against how far apart draws lie."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sim.result.goals import LAST_STRUCTURE
from sim.result.relieved import Came, Relieved
from sim.study.noise import Noise, Spread
from sim.study.pairs import cached
from sim.study.replicates.measures import CHIEF


def lifted(days: float) -> Any:
    """A run whose last structure would stand so many days sooner without communication's limits."""
    came = [Came(24.0 * day, 1.0, 100.0, "wall", "tools", {}) for day in (1600.0, 1600.0 - days)]
    brought = Relieved("communication", LAST_STRUCTURE, dt.datetime(2031, 1, 1), *came)
    return SimpleNamespace(name="a", without_worst=None, relieved={"communication": brought})


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = Noise("studies/x", {CHIEF: Spread(28.0, 30)})
    monkeypatch.setattr(cached, "find", lambda *_: noise)


@pytest.mark.usefixtures("known")
def test_less_than_two_standard_deviations_may_be_luck() -> None:
    words = cached.relief_words(lifted(-22.0), "communication", Path("results"))
    assert words == ("That date has a standard deviation of 28 d over 30 draws (studies/x): 22 days later may be luck.")
    assert cached.relief_words(lifted(57.0), "communication", Path("results")) is None
    assert cached.relief_words(lifted(-22.0), "tools", Path("results")) is None


def test_nothing_is_said_where_no_draws_are_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached, "find", lambda *_: None)
    assert cached.relief_words(lifted(-22.0), "communication", tmp_path) is None

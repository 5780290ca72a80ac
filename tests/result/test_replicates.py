"""Another replicate in the same process costs its simulation only."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import simulate
from sim.scenario import Scenario


def test_a_second_replicate_looks_up_and_reads_nothing_again(
    baseline: Scenario, made_up_station: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    simulate(baseline, until=100.0)
    digests: list[str] = []
    content_hash = Scenario.content_hash

    def counted(self: Scenario) -> str:
        digests.append(content_hash(self))
        return digests[-1]

    def refused(*_args: object, **_options: object) -> None:
        raise AssertionError("looked up again")

    monkeypatch.setattr(Scenario, "content_hash", counted)
    monkeypatch.setattr("importlib.metadata.version", refused)
    monkeypatch.setattr(Path, "read_bytes", refused)
    second = simulate(baseline, until=100.0, replicate=1)
    assert second.replicate == 1
    assert len(digests) == 1

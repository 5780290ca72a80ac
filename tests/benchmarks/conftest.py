"""Benchmarks run only when asked for: ``pytest tests/benchmarks --benchmark-only``."""

from __future__ import annotations

import pytest

RATIOS = pytest.StashKey[dict[str, float]]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("benchmark_only"):
        return
    measured = [item for item in items if "benchmark" in getattr(item, "fixturenames", ())]
    if measured:
        items[:] = [item for item in items if item not in measured]
        config.hook.pytest_deselected(items=measured)


@pytest.fixture
def ratios(request: pytest.FixtureRequest) -> dict[str, float]:
    """Where a benchmark leaves its cost per SimPy event as a multiple of the bare timeout loop's."""
    return request.config.stash.setdefault(RATIOS, {})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    ratios = config.stash.get(RATIOS, {})
    if ratios:
        terminalreporter.section("cost per SimPy event as a multiple of a bare timeout loop")
        for name, ratio in ratios.items():
            terminalreporter.write_line(f"{name:30s} {ratio:6.1f}")

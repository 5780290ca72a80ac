"""Invented runs that the tests of figures share."""

from __future__ import annotations

from typing import Any

import pytest

from tests.view.fake_comparisons import fake_comparison
from tests.view.fake_runs import VARIANTS, FakeRun, fake_run


@pytest.fixture(scope="session")
def five_years() -> FakeRun:
    return fake_run()


@pytest.fixture(scope="session")
def month() -> FakeRun:
    return fake_run(days=30)


@pytest.fixture(scope="session")
def three() -> Any:
    return fake_comparison([fake_run(days=500, **v) for v in VARIANTS[:3]])


@pytest.fixture(scope="session")
def six() -> Any:
    return fake_comparison([fake_run(days=450, **v) for v in VARIANTS])

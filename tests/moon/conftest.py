"""The site that the tests of the sky share."""

from __future__ import annotations

import pytest

from sim.moon import SiteSky
from tests.moon.invented_site import site_sky


@pytest.fixture(scope="session")
def rim() -> SiteSky:
    return site_sky()

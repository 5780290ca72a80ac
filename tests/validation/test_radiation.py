"""Radiation against what was measured and computed on the Moon."""

import numpy as np
import pytest

from sim.moon.radiation import areal_density, galactic_share, yearly
from tests.station.crew.fakes import STEADY, Place, radiation


def test_the_rate_that_change_4_measured_a_year() -> None:
    # Zhang et al. 2020, Sci. Adv. 6, eaaz1334: 1,369 uSv a day is 500 mSv a year, and 600 mSv take 438 days.
    daily = 1.369
    assert yearly(daily / 24.0) == pytest.approx(500.0, rel=1e-3)
    assert 600.0 / daily == pytest.approx(438.0, abs=0.5)


def test_shielding_as_transport_has_it() -> None:
    # REDMoon, Nature Astronomy 2024: a small rise under the surface, negligible at three metres.
    depth = areal_density(np.linspace(0.0, 4.0, 401), 1600.0)
    left = galactic_share(depth)
    assert left.max() < 1.15
    assert np.argmax(left) * 0.01 < 0.5
    beyond = left[np.argmax(left) :]
    assert np.all(np.diff(beyond) < 0)
    assert float(galactic_share(areal_density(3.0, 1600.0))) < 0.05


def test_a_person_reaches_600_msv_on_the_438th_day_unshielded() -> None:
    place = Place({"bare": 0.0}, radiation(**STEADY | dict.fromkeys(("quiet_rate", "active_rate"), (1369.0, "uSv/d"))))
    person = place.arrive("ann", "bare")
    place.run(438.0 * 24.0)
    place.dose.close()
    assert person.dose == pytest.approx(600.0, rel=1e-3)


def test_a_person_under_three_metres_of_regolith_takes_a_twentieth() -> None:
    place = Place({"bare": 0.0, "vault": float(areal_density(3.0, 1600.0))}, radiation())
    above, below = place.arrive("ann", "bare"), place.arrive("ben", "vault")
    place.end()
    assert 0.0 < below.dose < 0.05 * above.dose

"""A site with two invented skylines, behind which the Sun and the Earth come and go."""

from __future__ import annotations

from datetime import date

import numpy as np

from sim.moon import Horizon, SiteSky

YEAR_H = 400 * 24.0


def site_sky(hours: float = YEAR_H, computed: float = 0.0, start: date = date(2031, 1, 1)) -> SiteSky:
    """The De Gerlache rim with invented hills, lower ones from the higher mast."""
    azimuth = np.arange(0.0, 360.0, 4.0)
    hills = 2.6 * np.exp(-(((azimuth - 20) / 25) ** 2)) + 1.9 * np.exp(-(((azimuth - 200) / 18) ** 2))
    horizons = {mast: Horizon(azimuth, factor * hills - 2.0) for mast, factor in ((10.0, 1.0), (2.0, 1.3))}
    return SiteSky(
        latitude=-88.70486,
        longitude=291.66596,
        elevation=1777.2,
        horizons=horizons,
        start=start,
        hours=hours,
        tolerance=0.05,
        computed=computed,
    )

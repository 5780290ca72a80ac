"""Invented scenarios for tests of figures: as much of one as figures see."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.scenario import Choice


def site(name: str) -> Any:
    """A place near the pole with an invented skyline, from two masts."""
    azimuth = np.arange(0.0, 360.0, 4.0)
    hills = np.exp(-(((azimuth - 20) / 25) ** 2)) * 2.6 + np.exp(-(((azimuth - 200) / 18) ** 2)) * 1.9
    horizons = {
        f"{mast:g} m": SimpleNamespace(
            mast=mast,
            azimuth_deg=tuple(azimuth),
            elevation_deg=tuple(hills * (1.3 if mast < 5 else 1.0) - 2.0 + (0.5 if mast < 5 else 0.0)),
            origin="Invented hills\nmast_m 10\nHorizon made up for tests, not of any place",
        )
        for mast in (2.0, 10.0)
    }
    return SimpleNamespace(
        name=name,
        latitude=-88.70486,
        longitude=291.66596,
        elevation=1777.2,
        sunlight_tolerance=0.05,
        horizons=horizons,
        horizon=lambda mast: min(horizons.values(), key=lambda h: abs(h.mast - mast)),
    )


def scenario(name: str, title: str, *, place: str, arrays: float, reactor: float, days: int, start: datetime) -> Any:
    """A scenario as figures see it."""
    bases = ["assumption"] * 47 + ["sourced"] * 18 + ["derived"] * 9 + ["design"] * 16
    parameters = [SimpleNamespace(key=f"p{i}", quantity=Choice("", b)) for i, b in enumerate(bases)]
    classes = {
        "survival": SimpleNamespace(shed_below=None, restore_above=None),
        "operations": SimpleNamespace(shed_below=0.6, restore_above=0.7),
        "deferrable": SimpleNamespace(shed_below=0.85, restore_above=0.95),
    }
    batteries = {"main": SimpleNamespace(capacity=1250.0, count=1, depth_of_discharge=0.7, last_reserve=0.05)}
    rim = SimpleNamespace(area=arrays, mast=10.0, at=None, count=SimpleNamespace(value=1))
    energy = SimpleNamespace(
        classes=classes,
        batteries=batteries,
        storages=lambda: batteries,
        arrays={"rim": rim} if arrays else {},
        reactors={"kilopower": SimpleNamespace(power=reactor)} if reactor else {},
    )
    tools = SimpleNamespace(
        excavators={"digger": SimpleNamespace(count=2)},
        sieves={"sieve": SimpleNamespace(count=1)},
        printers={"printer": SimpleNamespace(count=2)},
        layers={"layer": SimpleNamespace(count=2)},
    )
    shelter = SimpleNamespace(structures={"pad": None, "road": None, "vault": None, "wall": None})
    return SimpleNamespace(
        name=name,
        title=title,
        summary="",
        start=start.date(),
        end=(start + timedelta(days=days)).date(),
        seed=1,
        site=site(place),
        hours=24.0 * days,
        energy=energy,
        tools=tools,
        shelter=shelter,
        communication=SimpleNamespace(buffer=900.0),
        goals={},
        stages={},
        parameters=lambda: parameters,
    )

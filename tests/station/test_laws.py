"""Laws of the whole station that no single part can promise."""

from __future__ import annotations

import math
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.station.small_stations import layer, line, make, printer, reactor, run, stores, times_of, wall

pytestmark = pytest.mark.slow

DAYS = 45


def completed(skyline: list[float], machines: dict[str, Any]) -> list[float]:
    """When each of two walls stands under a skyline [h]; infinity for not at all."""
    horizon = {"azimuth_deg": list(range(0, 360, 20)), "elevation_deg": skyline}
    tools = line(
        printers={"solar": printer(machines["head"], machines["mirror"], count=(machines["printers"], "1"))},
        layers={"mason": layer(machines["lays"], machines["pallet"], count=(machines["layers"], "1"))},
    )
    with TemporaryDirectory() as folder:
        scenario = make(
            Path(folder),
            DAYS,
            horizon,
            energy={"reactors": {"ample": reactor(1000)}},
            tools=tools | {"stores": stores(bricks=machines["store"])},
            shelter={"structures": {"first": wall(machines["bricks"]), "second": wall(machines["bricks"], "first")}},
        )
        outcome = run(scenario)
    return [next(iter(times_of(outcome, "structure_complete", name)), math.inf) for name in ("first", "second")]


@settings(max_examples=60)
@given(
    skyline=st.lists(st.floats(-3.0, 3.0), min_size=18, max_size=18),
    lowered=st.lists(st.floats(0.0, 3.0), min_size=18, max_size=18),
    machines=st.fixed_dictionaries(
        {
            "head": st.floats(2.0, 40.0),
            "mirror": st.floats(1.0, 30.0),
            "printers": st.integers(1, 3),
            "lays": st.floats(2.0, 60.0),
            "pallet": st.integers(1, 60),
            "layers": st.integers(1, 3),
            "store": st.integers(80, 400),
            "bricks": st.integers(50, 3000),
        }
    ),
)
def test_more_sunlight_never_delays_a_structure(
    skyline: list[float], lowered: list[float], machines: dict[str, Any]
) -> None:
    """Without failures, rejects or want of power: a skyline that is nowhere higher lets each structure stand no later.

    But for the segments of sunlight, each of which has the mean light of up to an hour and more: what is done within
    one may come that much later.
    """
    darker = completed(skyline, machines)
    lighter = completed([high - less for high, less in zip(skyline, lowered, strict=True)], machines)
    for later, sooner in zip(darker, lighter, strict=True):
        assert sooner <= later + 1.0

"""The sentences, on runs that are bent to have something to say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.result import Result
from sim.result import load as load_result
from sim.study import compare
from sim.view import run_facts
from sim.view.report import numbers, subject_of, summary
from sim.view.report.vital_power import lights
from tests.view.report.made_report import Made


@pytest.fixture(scope="module")
def run(made: Made) -> Result:
    return load_result(made.folders[0])


def bent(run: Result, name: str = "other", **values: Any) -> Result:
    """A run with other values of some KPIs; dots are written as two underscores."""
    kpis = {
        key: replace(kpi, value=values[key.replace(".", "__")]) if key.replace(".", "__") in values else kpi
        for key, kpi in run.kpis.items()
    }
    return replace(run, name=name, kpis=kpis, info=replace(run.info, run_id=name))


@pytest.fixture(scope="module")
def kept(run: Result) -> Result:
    """The run with nothing amiss."""
    return bent(
        run,
        "kept",
        energy__unserved=0.0,
        energy__unserved__survival=0.0,
        energy__unserved__critical=0.0,
        energy__lowest_state_of_charge=0.401,
    )


def test_lights_that_stayed_on(kept: Result) -> None:
    text = lights(kept)
    assert text.startswith("Yes: all power for survival and critical loads was served")
    assert "the charge never fell below 40 % stored, " in text
    assert text.endswith("; all demand was served.")


def test_lights_that_went_out(kept: Result) -> None:
    demand = kept.channels["energy.demand.survival"].integral(0.0, kept.until_h)
    text = lights(bent(kept, energy__unserved__survival=0.044 * demand, energy__unserved=0.044 * demand))
    assert text.startswith("No: 4.4 % of the energy for survival (")
    assert "kWh) was not served" in text


def test_critical_loads_count_too(kept: Result) -> None:
    channel = kept.channels["energy.unserved.critical"]
    missing = replace(channel, times=np.array([0.0, 48.0, 72.0, kept.until_h]), values=np.array([0.0, 1.0, 0.0, 0.0]))
    dark = replace(
        bent(kept, "dark", energy__unserved__critical=24.0, energy__unserved=24.0),
        channels={**kept.channels, "energy.unserved.critical": missing},
    )
    share = 24 / kept.channels["energy.demand.critical"].integral(0.0, kept.until_h)
    told = f"{100 * share:.1f} % of the critical demand (24.0 kWh) was not served, in one spell, on 3 Jan 2031"
    assert lights(dark).startswith(f"Survival yes, but {told}")
    both = subject_of(compare([kept, dark]))
    told = f"survival, but not all critical loads: dark (not served: {100 * share:.1f} % of critical"
    assert told in summary.together(both)[0].text
    first, second = (glance.cells[1] for glance in numbers.glances(both))
    assert (first.text, first.tone) == ("100 %", "")
    assert (second.text, second.tone) == (f"{100 * (1 - share):.1f} %", "worse")


def test_critical_loads_are_what_must_stay_on_where_nothing_must_survive(bare: Result) -> None:
    text = lights(bare)
    assert re.match(
        r"No: \d+\.\d % of the critical demand \([\d,]+ kWh\) was not served, in \d+ spells, first on", text
    )
    assert "batter" not in text
    assert "charge" not in text


def test_a_station_without_loads(bare: Result) -> None:
    without = replace(bare, channels={k: v for k, v in bare.channels.items() if not k.startswith("energy.demand.")})
    assert "needs power to survive" in lights(without)


@pytest.mark.parametrize(
    ("lowest", "told"),
    [
        (1.0, "the batteries stayed full"),
        (0.612, "the charge never fell below 61 % stored, 45 % usable"),
        (0.3, "the usable charge ran out (0 % usable is 30 % stored)"),
    ],
)
def test_how_near_the_batteries_came_to_empty(kept: Result, lowest: float, told: str) -> None:
    assert told in lights(
        bent(kept, energy__lowest_state_of_charge=lowest, energy__lowest_usable_charge=(lowest - 0.3) / 0.7)
    )


def test_what_was_built(run: Result) -> None:
    text = summary.built(run)
    assert text.startswith(f"{run.kpis['bricks.laid'].value:,} bricks were laid; unfinished on 17 Mar 2031: pad ")
    assert text.endswith("; not begun: road, vault and wall.")


def test_one_structure_was_built(run: Result) -> None:
    pad = next(build for build in run_facts.builds(run) if build.name == "pad").channel
    stands = replace(pad, values=np.where(pad.values > 0, 1.0, 0.0))
    built = replace(run, channels={**run.channels, "shelter.progress.pad": stands})
    assert "; complete was pad on " in summary.built(built)


def test_two_runs_in_one_sentence_each(run: Result) -> None:
    both = subject_of(compare([bent(run, "one", bricks__laid=1000), bent(run, "two", bricks__laid=1500)]))
    lit, built, held = (sentence.text for sentence in summary.together(both))
    assert "one" in lit
    assert "of all demand not served" in lit
    assert "Most bricks, 1,500, were laid in two (+50.0 % against one), fewest, 1,000, in one" in built
    assert held.endswith(".")


def test_how_much_earlier_everything_stood(run: Result) -> None:
    early, late = (_standing(run, name, hours) for name, hours in (("early", 240.0), ("late", 600.0)))
    built = summary.together(subject_of(compare([late, bent(early, "early", station__landed_mass=1.0)])))[1].text
    assert "; everything stood in early on 11 Jan 2031 (15 days before late) and late on 26 Jan 2031" in built
    assert re.search(r"; early took [\d.]+ t less to be landed\.$", built)


def _standing(run: Result, name: str, hours: float) -> Result:
    """The run with all structures complete at a moment."""
    stood = {
        key: replace(channel, kind="step", times=np.array([0.0, hours, run.until_h]), values=np.array([0.0, 1.0, 1.0]))
        for key, channel in run.channels.items()
        if key.startswith("shelter.progress.")
    }
    return replace(bent(run, name), channels={**run.channels, **stood})

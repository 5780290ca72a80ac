"""Who joins: the published points, the curve of Bass, and what the station's data do for it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine import Ahead, Environment
from sim.result import simulate
from sim.scenario import Scenario, load
from sim.scenario.schema.partners import Partners
from sim.station.partners.diffusion import Arrivals, countries_of, joined_after, joining_rate, saturating
from tests.station.small_stations import direct, instrument, make, reactor, run

APRIL_2025 = dt.date(2025, 4, 24)
YEAR = 8766.0


@pytest.fixture(scope="module")
def table() -> Partners:
    found = load("ilrs:partners").partners
    assert found is not None
    return found


def joined_by(table: Partners, day: dt.date) -> float:
    spec = table.institutions
    hours = (day - spec.since).days * 24.0
    return joined_after(hours, float(spec.joined), float(spec.potential), float(spec.innovation), float(spec.imitation))


def countries_by(table: Partners, institutions: float) -> float:
    of, since = table.countries, float(table.institutions.joined)
    return countries_of(institutions, since, float(of.joined), float(of.potential), float(of.novelty))


def test_the_curve_passes_both_published_points(table: Partners) -> None:
    """Nearly 30 institutions of over 10 countries in July 2024, over 50 of 17 in April 2025."""
    assert (table.institutions.since.year, table.institutions.since.month) == (2024, 7)
    assert 27 <= float(table.institutions.joined) < 30
    assert 10 < float(table.countries.joined) <= 12
    institutions = joined_by(table, APRIL_2025)
    assert 50.0 < institutions < 53.0
    assert countries_by(table, institutions) == pytest.approx(17.0, abs=0.5)


def test_a_scenario_may_start_from_the_number_of_april_2025(table: Partners) -> None:
    """Over 50 institutions of 17 countries then: it goes on as from July 2024."""
    later = load(
        "ilrs:partners",
        [
            f"partners.institutions.since={APRIL_2025}",
            "partners.institutions.joined=51",
            "partners.countries.joined=17",
        ],
    )
    assert later.partners is not None
    for year in (2026, 2031, 2041):
        day = dt.date(year, 1, 1)
        institutions = joined_by(table, day)
        assert joined_by(later.partners, day) == pytest.approx(institutions, abs=0.7)
        assert countries_by(later.partners, joined_by(later.partners, day)) == pytest.approx(
            countries_by(table, institutions), abs=0.5
        )
    first = [run(one, hours=24.0).channels["partners.institutions"].values[0] for one in (load("ilrs:partners"), later)]
    assert first == [round(joined_by(one, dt.date(2031, 1, 1))) for one in (table, later.partners)]


def test_the_curve_is_the_one_that_bass_gives() -> None:
    """From nothing, F = (1 - e^-(p+q)t) / (1 + q/p e^-(p+q)t); in parts, the same as at once."""
    p, q, m = 0.03, 0.38, 1000.0
    for t in (0.5, 3.0, 12.0):
        fading = math.exp(-(p + q) * t)
        assert joined_after(t, 0.0, m, p, q) == pytest.approx(m * (1 - fading) / (1 + q / p * fading))
    half = joined_after(3.0, 40.0, m, p, q)
    assert joined_after(2.0, half, m, p, q) == pytest.approx(joined_after(5.0, 40.0, m, p, q))
    assert joined_after(1e6, 40.0, m, p, q) == pytest.approx(m)
    assert joined_after(9.0, 40.0, m, 0.0, 0.0) == 40.0
    slope = (joined_after(1e-6, 40.0, m, p, q) - 40.0) / 1e-6
    assert slope == pytest.approx(joining_rate(40.0, m, p, q), rel=1e-6)


def test_limits_of_the_rate() -> None:
    assert joining_rate(100.0, 100.0, 1.0, 1.0) == 0.0
    assert joining_rate(101.0, 100.0, 1.0, 1.0) == 0.0
    assert joining_rate(0.0, 100.0, 0.0, 5.0) == 0.0
    assert saturating(10.0, 4.0, 10.0) == 2.0
    assert saturating(0.0, 4.0, 10.0) == 0.0


def joinings(seed: int, factor: float, until: float = 8.0) -> list[float]:
    """Times at which others join 50 of 400 [yr]."""
    env, times = Environment(), []
    arrivals = Arrivals(env, Ahead(np.random.default_rng(seed).standard_exponential))

    def join() -> None:
        times.append(env.now)
        arrivals.set_rate(joining_rate(50.0 + len(times), 400.0, 0.02, 0.2 * factor))

    arrivals.on_arrival = join
    arrivals.set_rate(joining_rate(50.0, 400.0, 0.02, 0.2 * factor))
    env.run(until=until)
    return times


def test_joinings_follow_the_curve_on_the_mean() -> None:
    numbers = np.array([50 + len(joinings(seed, 1.0)) for seed in range(400)])
    curve = joined_after(8.0, 50.0, 400.0, 0.02, 0.2)
    error = numbers.std(ddof=1) / math.sqrt(len(numbers))
    # The curve leaves out what chance does to the product of N and M - N: half a per cent here.
    assert abs(numbers.mean() - curve) < 3.29 * error + 0.005 * curve


def test_where_more_joins_each_comes_earlier_in_every_draw() -> None:
    for seed in range(30):
        slow, quick = joinings(seed, 1.0), joinings(seed, 1.3)
        assert len(quick) >= len(slow)
        assert all(early < late for early, late in zip(quick[1:], slow[1:], strict=False))


def test_joinings_without_any_law_of_others_are_a_poisson_process() -> None:
    env, times = Environment(), []
    arrivals = Arrivals(env, Ahead(np.random.default_rng(3).standard_exponential))
    arrivals.on_arrival = lambda: times.append(env.now)
    arrivals.set_rate(2.0)
    env.run(until=2000.0)
    gaps = np.diff(times)
    assert gaps.mean() == pytest.approx(0.5, rel=0.05)
    assert gaps.std() == pytest.approx(0.5, rel=0.05)


def station(folder: Path, rate: float, link: float = 100.0, **changes: Any) -> Scenario:
    """Twelve years of nothing but an instrument, its link and partners who see its data."""
    partners = {
        "institutions": {"joined": (300, "1"), "potential": (1200, "1"), "since": dt.date(2031, 1, 1)},
        "countries": {"joined": (40, "1")},
        "researchers": {"founders": (8, "1")},
        "calls": {"proposals": (0, "1/yr")},
    }
    return make(
        folder,
        365 * 12,
        energy={"reactors": {"plant": reactor(10)}},
        communication={"direct": {"dish": direct(link)}, "instruments": {"eye": instrument(rate)}},
        partners=partners | changes,
    )


GOALS = (("partners.institutions", 500.0), ("partners.researchers", 5000.0))


def reached(scenario: Scenario, seed: int) -> Iterator[float]:
    outcome = run(scenario, seed=seed)
    for name, level in GOALS:
        channel = outcome.channels[name]
        assert channel.values[-1] >= level
        yield float(channel.times[np.argmax(channel.values >= level)])


def test_half_of_the_data_delays_both_goals(tmp_path: Path) -> None:
    whole, half = station(tmp_path, 20.0), station(tmp_path, 10.0)
    for seed in (1, 2, 3):
        dates, later = list(reached(whole, seed)), list(reached(half, seed))
        assert all(b > a + 24.0 * 30 for a, b in zip(dates, later, strict=True)), seed


def test_half_of_the_link_delays_both_goals_where_it_is_full(tmp_path: Path) -> None:
    """It is data delivered that count: of the same data made, half of them arrive."""
    whole, half = station(tmp_path, 40.0, link=20.0), station(tmp_path, 40.0, link=10.0)
    dates, later = list(reached(whole, 1)), list(reached(half, 1))
    assert all(b > a + 24.0 * 30 for a, b in zip(dates, later, strict=True))
    # What arrives of twice as much is what arrives of so much.
    assert dates == list(reached(station(tmp_path, 20.0), 1))


def test_the_factor_of_a_steady_rate_settles_at_that_of_the_rate(tmp_path: Path) -> None:
    outcome = run(station(tmp_path, 10.0))
    factor = outcome.channels["partners.attraction"].values
    assert factor[0] == 1.0
    assert (np.diff(factor[:-1]) > 0.0).all()  # the last value holds to the end
    # Half of the gain of 2 at the rate of data_half.
    assert factor[-1] == pytest.approx(2.0, rel=0.01)


def test_nobody_sends_nothing_and_countries_are_never_more_than_institutions(tmp_path: Path) -> None:
    outcome = run(station(tmp_path, 0.0))
    assert (outcome.channels["partners.attraction"].values == 1.0).all()
    for name in ("institutions", "countries", "researchers"):
        values = outcome.channels[f"partners.{name}"].values
        assert (np.diff(values) >= 0).all()
        assert (values == np.round(values)).all()
    assert outcome.channels["partners.countries"].values[-1] <= 60
    assert (
        outcome.channels["partners.researchers"].values[-1] <= 15 * outcome.channels["partners.institutions"].values[-1]
    )


def test_histories_do_not_move_who_joins(tmp_path: Path) -> None:
    scenario = station(tmp_path, 10.0)
    kept, summed = simulate(scenario), simulate(scenario, histories=False)
    for name, _ in GOALS:
        assert kept.kpis[name].value == summed.kpis[name].value

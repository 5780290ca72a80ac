"""What tests of several packages share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

from sim.result import Case, Result, simulate
from sim.scenario import Scenario, load
from sim.station import Outcome, topology
from sim.study import default_workers, run_all
from sim.view import gallery
from tests.result import made_up_outcomes

# Property tests draw the same histories every time: a failure is a change of the program, not of the dice.
settings.register_profile(
    "stable",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("stable")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How many scenarios a campaign of the fuzz draws, and from which seed."""
    fuzz = parser.getgroup("fuzz", "campaigns of tests/fuzz")
    fuzz.addoption("--fuzz-cases", type=int, default=10_000, help="number of scenarios (default: %(default)s)")
    fuzz.addoption("--fuzz-seed", type=int, default=7, help="seed that they are drawn from (default: %(default)s)")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """One process where single files are asked for, which is sooner there; else as many as there are cores."""
    return 0 if config.args_source is pytest.Config.ArgsSource.ARGS else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave campaigns out unless they are asked for; what needs a fixture that takes long is slow.

    Processes that run tests side by side share nothing: tests of a file go to one, so that they set up once what they
    share, and so do all that need the shipped runs.
    """
    for item in items:
        needs = set(getattr(item, "fixturenames", ()))
        if {"shipped_runs", "made"} & needs:
            item.add_marker(pytest.mark.slow)
        if config.pluginmanager.hasplugin("xdist"):
            group = "shipped_runs" if "shipped_runs" in needs else item.nodeid.partition("::")[0]
            item.add_marker(pytest.mark.xdist_group(group))
    if "campaign" in (config.option.markexpr or ""):
        return
    left_out = [item for item in items if item.get_closest_marker("campaign")]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    return load("ilrs:baseline")


@pytest.fixture(scope="session")
def shipped_runs(tmp_path_factory: pytest.TempPathFactory) -> list[Result]:
    """Every shipped scenario of the gallery, by name, run as `ilrs run` does: some twenty seconds, once."""
    cases = [Case(load(f"ilrs:{name}"), reliefs=(None,)) for name in gallery.scenarios()]
    produced = run_all(cases, tmp_path_factory.mktemp("shipped"), workers=default_workers())
    return [each.result for each in produced]


@pytest.fixture
def made_up_station(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """In place of the station's simulation: made-up outcomes at once. The list tells how it was called."""
    calls: list[dict[str, object]] = []

    def run_station(
        scenario: Scenario,
        *,
        seed: int,
        replicate: int,
        hours: float,
        relief: object = None,
        progress: Callable[[float], None] | None = None,
        sums: object = None,
    ) -> Outcome:
        calls.append({"scenario": scenario.name, "seed": seed, "replicate": replicate, "hours": hours})
        if progress is not None:
            progress(0.5)
        return made_up_outcomes.outcome(seed + 1000 * replicate, hours, tuple(topology(scenario).kinds))

    monkeypatch.setattr("sim.result.simulation.run_station", run_station)
    return calls


@pytest.fixture
def first(made_up_station: object, baseline: Scenario) -> Result:
    """A made-up run, to be compared or exported."""
    return simulate(baseline, until=1000.0)


@pytest.fixture
def second(made_up_station: object) -> Result:
    """A made-up run of another scenario, of the same length and seed as the first."""
    return simulate(load("ilrs:one-technician"), until=1000.0)

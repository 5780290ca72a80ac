"""Forerunners for tests: the shipped one with a plan of one crater and no surprises, and what is changed of it."""

from __future__ import annotations

from functools import cache

from sim.scenario import Scenario, load
from sim.station import Event, Outcome, run_station

BASE = "bases.lander.exploration"
HOPPER = f"{BASE}.hoppers.hopper"
CALM = {
    f"{HOPPER}.plan": '["near", "home"]',
    f"{HOPPER}.turnaround": "0 h",
    f"{HOPPER}.burn_spread": "0",
    f"{HOPPER}.hop_failure": "0",
}
"""One outing at once, on which nothing is left to chance."""


NO_RELAY = "bases.lander.communication.relays.queqiao.remove"


@cache
def _loaded(settings: tuple[tuple[str, str], ...]) -> Scenario:
    return load("ilrs:change-7", [f"{key}={value}" for key, value in settings])


def forerunner(changes: dict[str, str] | None = None, *, relay: bool = True) -> Scenario:
    """The shipped forerunner with some keys of its exploration set; keys that begin with a dot are the hopper's."""
    full = {(HOPPER + key if key.startswith(".") else f"{BASE}.{key}"): value for key, value in (changes or {}).items()}
    return _loaded(tuple((CALM | full | ({} if relay else {NO_RELAY: "true"})).items()))


def flown(scenario: Scenario, *, hours: float = 240.0, replicate: int = 0) -> Outcome:
    """A run of its first days; its ledgers close, or it fails."""
    return run_station(scenario, seed=7, replicate=replicate, hours=hours)


def events(run: Outcome, *kinds: str) -> list[Event]:
    """What happened of some kinds, or of all, in the exploration."""
    own = [event for event in run.events if event.system.endswith("exploration")]
    return [event for event in own if event.event in kinds] if kinds else own

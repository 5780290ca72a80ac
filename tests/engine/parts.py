"""What the engine's tests are built from."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine import Environment, LoadClass, PowerBus, Storage

CLASSES = ("survival", "critical", "operations", "deferrable")
"""Load classes by priority."""


def at(env: Environment, time: float, action: Callable[[], object]) -> None:
    """Call ``action`` at ``time`` [h], before whatever is scheduled later for the same instant."""
    env.timeout(time - env.now).callbacks.append(lambda _event: action())


def make_bus(env: Environment, **thresholds: tuple[float, float]) -> PowerBus:
    """A bus with the four classes; ``thresholds`` give (shed_below, restore_above) of some."""
    return PowerBus(
        env,
        [
            LoadClass(name, shed_below=below, restore_above=above)
            for name in CLASSES
            for below, above in [thresholds.get(name, (None, None))]
        ],
    )


def make_storage(env: Environment, name: str = "battery", **changes: float) -> Storage:
    """100 kWh without losses or limits, half full, unless ``changes`` say otherwise."""
    values = {
        "capacity": 100.0, "level": 50.0, "charge_power": 1000.0, "discharge_power": 1000.0, "charge_efficiency": 1.0,
        "discharge_efficiency": 1.0, "floor": 0.0, "resume": 10.0, "self_discharge": 0.0,
    } | changes  # fmt: skip
    return Storage(env, name, **values)  # type: ignore[arg-type]

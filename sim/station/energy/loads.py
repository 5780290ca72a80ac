"""Loads that ask for one power by day and another by night, and loads that let something run."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine import Load
from sim.station.sky import Light


class Days:
    """Day and night at a place.

    Args:
        light: Sunlight there.
    """

    def __init__(self, light: Light) -> None:
        self._light = light
        self._on_dark: list[Callable[[bool], None]] = []
        self._dark = light.is_dark
        light.when_dark_changes(self._light_changed)

    @property
    def dark(self) -> bool:
        """Whether less than half of the solar disc is in view."""
        return bool(self._dark)

    def when_dark_changes(self, callback: Callable[[bool], None]) -> None:
        """Call ``callback`` with True at nightfall and with False at daybreak."""
        self._on_dark.append(callback)

    def _light_changed(self) -> None:
        dark = self._light.is_dark
        if dark != self._dark:
            self._dark = dark
            for callback in self._on_dark:
                callback(dark)


class DayNightLoad:
    """A load with one demand by day and another by night [kW].

    Args:
        days: Day and night where it stands.
        load: The load on its bus.
        lit: Demand with at least half of the solar disc in view [kW].
        dark: Demand with less [kW].
    """

    def __init__(self, days: Days, load: Load, lit: float, dark: float) -> None:
        self.load = load
        self._days = days
        self._lit = lit
        self._dark = dark
        self._on = False
        days.when_dark_changes(self._update)

    def start(self) -> None:
        """Ask for power from now on."""
        self._on = True
        self._update(self._days.dark)

    def stop(self) -> None:
        """Ask for no power any more."""
        self._on = False
        self._update(self._days.dark)

    def _update(self, dark: bool) -> None:
        self.load.request((self._dark if dark else self._lit) if self._on else 0.0)


class RunningLoad:
    """A load that asks for power while what it feeds is in service, and lets that run while it gets all of it.

    Args:
        load: The load on its bus.
        power: What it asks for [kW].
        on_turn: Called with whether it runs from now on.
    """

    def __init__(self, load: Load, power: float, on_turn: Callable[[bool], None]) -> None:
        self._load = load
        self._power = power
        self._on_turn = on_turn
        self._serving = False
        self._runs = False
        load.on_grant = self._look

    def start(self) -> None:
        """Be in service from now on."""
        self._serve(True)

    def stop(self) -> None:
        """Be out of service from now on."""
        self._serve(False)

    def _serve(self, serving: bool) -> None:
        self._serving = serving
        self._load.request(self._power if serving else 0.0)
        # What needs no power runs at once, and what leaves stops at once; else the grant says it.
        if self._load.demand == 0 or not serving:
            self._look()

    def _look(self, _granted: float = 0.0) -> None:
        runs = self._serving and self._load.served
        if runs != self._runs:
            self._runs = runs
            self._on_turn(runs)

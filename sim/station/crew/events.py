"""What people and their habitats write into the log, apart from what writes it: most stations do without that."""

from __future__ import annotations

from sim.station.events import EventKind

LOST = "crew_lost"
"""The event of a loss of people; its detail says how many they were and, after a semicolon, why."""

FLIGHT_STEP, FLIGHT_WAITS, FLIGHT_FAILED = "flight_step", "flight_waits", "flight_failed"
FLIGHT_ABORTED, CAME_HOME = "flight_aborted", "came_home"

EVENTS = (
    EventKind("rotation_arrived", follows="plan"),
    EventKind("rotation_postponed"),
    EventKind("rotation_cancelled"),
    EventKind("rotation_left", follows="plan"),
    EventKind("departure_held"),
    EventKind("condition_lost"),
    EventKind("condition_restored", follows="event"),
    EventKind("module_shut"),
    EventKind("puncture", chance=True),
    EventKind("lander_not_ready", chance=True),
    EventKind("lander_ready", follows="event"),
    EventKind(LOST),
    EventKind("limit_lethal"),
    EventKind("limit_abort"),
    EventKind("limit_warning"),
    EventKind("limit_cleared", follows="event"),
    EventKind("evacuated", follows="event"),
    EventKind("evacuation_held"),
    EventKind("evacuation_over", follows="event"),
    EventKind("haven_over", follows="event"),
    EventKind("rescue_launched", follows="event"),
    EventKind("rescue_called_off", follows="event"),
    EventKind("rescued", follows="event"),
    EventKind("emergency", follows="plan"),
    EventKind("emergency_over", follows="plan"),
    EventKind("storm_warning", chance=True),
    EventKind("storm", chance=True),
    EventKind("storm_over", follows="event", chance=True),
    EventKind("dose_warning", chance=True),
    EventKind("dose_limit", chance=True),
    EventKind("eva_started", follows="event"),
    EventKind("eva_ended", follows="event"),
    EventKind("eva_broken_off"),
    EventKind("assembled"),
    EventKind(FLIGHT_STEP, follows="plan"),
    EventKind(FLIGHT_WAITS),
    EventKind(FLIGHT_FAILED, chance=True),
    EventKind(FLIGHT_ABORTED, follows="event"),
    EventKind(CAME_HOME, follows="plan"),
)

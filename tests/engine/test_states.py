"""States are data: the order is the caller's, and a wrong one is refused."""

from __future__ import annotations

from enum import IntEnum

import pytest

from sim.engine.states import States


class Pump(IntEnum):
    """States of a pump, which is no machine of a station."""

    GONE = 0
    NO_SPARE = 1
    NO_HAND = 2
    UNDER_REPAIR = 3
    UNWATCHED = 4
    FLOODED = 5
    UNPOWERED = 6
    HELD_BACK = 7
    PUMPING = 8
    UNFINISHED = 9


def states(order: list[Pump]) -> States[Pump]:
    return States(
        order,
        failures=(Pump.NO_SPARE, Pump.NO_HAND, Pump.UNDER_REPAIR),
        waiting_spare=Pump.NO_SPARE,
        waiting_technician=Pump.NO_HAND,
        in_repair=Pump.UNDER_REPAIR,
        repair_halted=Pump.UNFINISHED,
        no_operator=Pump.UNWATCHED,
        no_power=Pump.UNPOWERED,
        withheld=Pump.HELD_BACK,
        working=Pump.PUMPING,
        out_of_service=Pump.GONE,
    )


def test_names_and_bits_follow_the_order_that_is_given() -> None:
    pump = states(list(Pump))
    assert pump.names[Pump.FLOODED] == "flooded"
    assert pump.by_bit[1 << Pump.FLOODED] == Pump.FLOODED
    assert pump.by_bit[0] == Pump.PUMPING


def test_only_what_the_engine_does_not_find_out_can_be_held() -> None:
    pump = states(list(Pump))
    held = {state for state in Pump if not pump.found_out & 1 << state}
    assert held == {Pump.NO_SPARE, Pump.NO_HAND, Pump.UNDER_REPAIR, Pump.FLOODED, Pump.UNFINISHED}


def test_an_order_that_is_not_that_of_the_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="numbered from 0"):
        states(list(reversed(Pump)))

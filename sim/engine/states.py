"""The states of machines as data: the engine knows the order in which they are looked for, not what they mean."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import IntEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=IntEnum)


class States(Generic[S]):
    """The states that machines can be in, and which of them the engine enters by itself.

    A machine is in the first state of the order whose cause holds. The engine finds out by itself whether an operator
    or power is missing, walks a machine through its repair, and knows when it works and when it is out of service; all
    other causes are held and cleared from outside.

    Args:
        order: All states in the order in which they are looked for, numbered from 0.
        failures: The states of a machine that has failed.
        waiting_spare: It waits for a spare part.
        waiting_technician: It waits for a technician.
        in_repair: It is being repaired.
        repair_halted: Its repair has begun and waits for a link or an operator.
        no_operator: It waits for somebody to watch over it.
        no_power: It is not served the power of its work.
        withheld: The same, although the sources could feed it: its load is withheld.
        working: Nothing keeps it from working.
        out_of_service: It is not there.
        awaited: It is not there although it should be, where that is told apart, by what it waits for.

    Raises:
        ValueError: The states are not numbered in their order, from 0.
    """

    def __init__(
        self,
        order: Sequence[S],
        *,
        failures: Collection[S],
        waiting_spare: S,
        waiting_technician: S,
        in_repair: S,
        repair_halted: S,
        no_operator: S,
        no_power: S,
        withheld: S,
        working: S,
        out_of_service: S,
        awaited: Collection[S] = (),
    ) -> None:
        if [int(state) for state in order] != list(range(len(order))):
            raise ValueError("states are numbered from 0 in the order in which they are looked for")
        self.order = tuple(order)
        self.names = tuple(state.name.lower() for state in order)
        """Names of the states by number: the labels of a channel of states."""
        self.failures = frozenset(failures)
        self.waiting_spare = waiting_spare
        self.waiting_technician = waiting_technician
        self.in_repair = in_repair
        self.repair_halted = repair_halted
        self.working = working
        self.out_of_service = out_of_service
        self.absent = frozenset({out_of_service, *awaited})
        """The states of a machine that is out of service."""
        self.no_operator_bit = 1 << no_operator
        self.no_power_bit = 1 << no_power
        self.withheld_bit = 1 << withheld
        self.granted_last = self.no_operator_bit | self.no_power_bit | self.withheld_bit
        """Bits of the causes that a machine asks about last, once no other holds."""
        self.found_out = self.granted_last | 1 << working | sum(1 << state for state in self.absent)
        """Bits of the states that cannot be held from outside."""
        self.by_bit = {1 << int(state): int(state) for state in order}
        """Numbers of the states by their bits; of the one of working also where no cause holds."""
        self.by_bit[0] = int(working)

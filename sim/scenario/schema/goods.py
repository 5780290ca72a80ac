"""What machines hand on from one to the next, from the ground to the wall."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goods:
    """What machines take and give: a commodity or counted thing, in a store. Who feeds whom follows from it.

    Attributes:
        commodity: What it is, as in the ledgers.
        store: Where it lies between the machine that gives it and the one that takes it.
        channel: The history that shows how much there is.
        unit: Unit of that.
    """

    commodity: str
    store: str
    channel: str
    unit: str


RAW = Goods("regolith", "raw", "regolith.raw", "kg")
FEEDSTOCK = Goods("regolith", "feedstock", "regolith.feedstock", "kg")
BRICKS = Goods("bricks", "bricks", "bricks.in_store", "1")
BUILT = Goods("bricks", "structures", "bricks.laid", "1")
"""Bricks in their place: what the brick line is there for."""

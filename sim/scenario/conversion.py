"""From the unit that a scenario names to the base unit: by the table, or through pint where the table has it not."""

from __future__ import annotations

from functools import lru_cache

from sim.scenario.units import TABLE, Conversion


@lru_cache(maxsize=4096)
def conversion(unit: str, base: str) -> Conversion:
    """Return how to get from `unit` to `base`, which must be a base unit of the table.

    Raises:
        UnitError: the text is no unit, is not known, or is of another dimension than `base`.
    """
    text = unit.strip()
    known = TABLE[base].get(text)
    if known is not None:
        return known
    # Importing pint takes longer than loading a scenario that does not need it.
    from sim.scenario import registry

    return registry.conversion(text, base)

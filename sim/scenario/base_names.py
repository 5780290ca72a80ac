"""How names say at which base something is: ``node/digger`` at the base ``node``, ``digger`` at the main one."""

from __future__ import annotations


def at_base(base: str, name: str) -> str:
    """Return a name with that of its base before it; the main base, whose name is empty, has none."""
    return f"{base}/{name}" if base else name


def split_base(name: str) -> tuple[str, str]:
    """Return the base of a name, empty for the main one, and the name there."""
    base, _, own = name.rpartition("/")
    return base, own

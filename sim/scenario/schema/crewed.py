"""What it means for the rest of a base whether people ever come to it."""

from typing import Any


def people_come(tables: Any) -> bool:
    """Return whether people ever come to a base, who repair machines and watch over them."""
    crew = getattr(tables, "crew", None)
    return crew is not None and bool(crew.rotations)


def without_technicians(tables: Any) -> str:
    """Return what it means that a base has no technician."""
    if people_come(tables):
        return "there is no technician, so nothing is repaired while nobody is at the station"
    return "there is no technician, so nothing is ever repaired"

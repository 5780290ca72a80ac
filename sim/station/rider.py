"""What rides a mission beside its manifest: known only when the mission leaves."""

from __future__ import annotations

from typing import Protocol


class Rider(Protocol):
    """Cargo of which nobody knows before the launch how much of it is ready.

    Attributes:
        system: The system that its mass is counted with.
        room: Mass that is kept for it aboard [kg]; None where it takes what the manifest leaves.
    """

    system: str
    room: float | None

    def leave(self, room: float) -> float:
        """Go aboard as the mission leaves with its last launch, and return the mass that did [kg].

        Args:
            room: Mass that there is room for [kg].
        """

    def arrive(self, lost: bool) -> None:
        """Come to the base, or be lost with the mission."""

"""Who is told how a search of sizes goes on."""

from __future__ import annotations

from sim.study.replicates.study import Watch


class SizingWatch(Watch):
    """Is told how the search goes on, too; this one says nothing."""

    def searching(self, designs: int, runs: int) -> None:
        """About so many designs will be tried, with so many replicates each."""

    def tried(self, designs: int) -> None:
        """So many designs have been tried."""

    def checking(self, label: str, runs: int) -> None:
        """A design is tried with so many fresh draws."""

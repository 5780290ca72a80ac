"""What several scenarios under the same draws differ in, and how sure that is: a kind of study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from sim.study.ensembles.ensemble import failed_words
from sim.study.findings import Header, TextTable
from sim.study.pairs import sentences, tables
from sim.study.pairs.pairing import Pairing
from sim.study.replicates.sample import paired, sample
from sim.study.replicates.store import Store
from sim.study.wording import counted

ALIKE = "alike"
"""Among the settings: what keeps the scenarios from being like for like, in sentences."""


@dataclass(frozen=True, eq=False, repr=False)
class Pairs(Pairing):
    """Several scenarios under the same draws, each compared with the first."""

    kind: ClassVar[str] = "compare"

    @classmethod
    def read(cls, header: Header, store: Store) -> Self:
        """What it found, from its replicates.

        Raises:
            StoreError: They cannot be read.
        """
        numbers = range(header.settings["n"])
        return cls(header, paired(*(sample(store, variant, numbers) for variant in header.variants)))

    @property
    def sentences(self) -> tuple[str, ...]:
        """What differs beyond the noise, what the goal gains, what is within the noise, and what pairing saved."""
        failures = [record for one in self.samples for record in one.failures]
        if not len(self):
            return (f"No pair ended well: {counted(len(failures), 'replicate')} failed.",)
        return tuple(sentences.of(self))

    @property
    def tables(self) -> Sequence[TextTable]:
        """Differences, then goals with their chances."""
        if not len(self):
            return ()
        return tuple(table for table in (tables.differences(self), tables.goals(self)) if table.rows)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What keeps the scenarios from being like for like, and the replicates that failed."""
        failures = [record for one in self.samples for record in one.failures]
        return (*self.header.settings.get(ALIKE, ()), *failed_words(failures, self.header))

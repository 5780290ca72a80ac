"""What a sweep finds: which variant is best, in how many draws, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from sim.study.findings import Findings, Header, TextTable
from sim.study.replicates.sample import sample
from sim.study.replicates.store import Store
from sim.study.sweeps.contest import Contest
from sim.study.sweeps.sentences import sentences
from sim.study.sweeps.tables import tables
from sim.study.wording import counted


@dataclass(frozen=True, eq=False)
class Sweep(Contest, Findings):
    """Several variants under the same draws, and what is said of them."""

    kind: ClassVar[str] = "sweep"

    @classmethod
    def read(cls, header: Header, store: Store) -> Self:
        """What it found, from its replicates.

        Raises:
            StoreError: They cannot be read.
        """
        numbers = range(header.settings["n"])
        return cls(header, tuple(sample(store, variant, numbers) for variant in header.variants))

    @property
    def sentences(self) -> Sequence[str]:
        """Which is best and how sure that is, at each point of the last axis too, and which do not qualify."""
        return sentences(self)

    @property
    def tables(self) -> Sequence[TextTable]:
        """The variants ranked, the best by each measure, outcomes, and differences to the first."""
        return tables(self)

    @property
    def remarks(self) -> Sequence[str]:
        """Replicates that failed, and variants that have another span."""
        found = []
        for place, one in enumerate(self.samples):
            if one.failures:
                first, variant = one.failures[0], self.header.variants[place]
                drawing = self.header.drawing
                found.append(
                    f"of {variant.label}, {counted(len(one.failures), 'replicate')} failed and count for nothing, such "
                    f"as {first.number}: {first.error}. Alone, in the study's folder: ilrs run "
                    f"scenarios/{variant.key}/{variant.scenario.name}.toml --seed {drawing.seed} --replicate "
                    f"{first.number} --vary {drawing.vary}"
                )
        if len({variant.scenario.hours for variant in self.header.variants}) > 1:
            span = self.header.drawing.until_h / 24.0
            found.append(
                f"the scenarios are not equally long: each is run for {span:,.0f} d, as long as all of them last"
            )
        most = max((len(one) for one in self.samples), default=0)
        if self.n < most:
            found.append(f"compared are the {counted(self.n, 'draw')} that ended well in all variants")
        return tuple(found)

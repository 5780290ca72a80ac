"""How large it must be, as a study: what a search of sizes found, in sentences and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from sim.study.findings import Findings, Header, TextTable
from sim.study.replicates.sample import sample
from sim.study.replicates.store import Store
from sim.study.sizing import sentences, tables
from sim.study.sizing.asked import Asked
from sim.study.sizing.found import Found
from sim.study.sizing.tried import read_tried
from sim.study.sizing.variables import Variable


@dataclass(frozen=True, eq=False)
class Sizing(Found, Findings):
    """How large it must be: the designs that were tried, the best of them, and how surely it meets what is asked."""

    kind: ClassVar[str] = "size"

    header: Header

    @classmethod
    def read(cls, header: Header, store: Store) -> Self:
        """What it found, from its replicates.

        Raises:
            StoreError: They cannot be read.
        """
        settings: Mapping[str, Any] = header.settings
        n, more = settings["n"], settings["fresh"]
        asked = Asked.from_json(settings["asked"])
        names = asked.measures
        tried = tuple(
            read_tried(store, names, tuple(one["point"]), one["key"], one["error"], range(n))
            for one in settings["tried"]
        )
        keys = {one.point: one.key for one in tried}
        checked = [tuple(point) for point in settings["checked"]]
        return cls(
            header,
            tuple(Variable(**{**one, "sizes": tuple(one["sizes"])}) for one in settings["variables"]),
            asked,
            tried,
            read_tried(store, names, None, settings["written"], None, range(n)),
            {point: read_tried(store, names, point, keys[point], None, range(n, n + more)) for point in checked},
            store.measures(),
            {variant.key: sample(store, variant, range(n)) for variant in header.variants},
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it found, what matters most first."""
        return sentences.of(self)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to mind: how far the search went, where larger is worse, replicates that failed."""
        return sentences.remarks_of(self)

    @property
    def tables(self) -> Sequence[TextTable]:
        """The sizes or the front, what comes of the chosen design, and all designs that were tried."""
        return [table for table in tables.of(self) if table.rows]

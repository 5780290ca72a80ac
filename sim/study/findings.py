"""What every kind of study finds: sentences that answer, tables behind them, and what it takes to repeat it."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from sim.presenting import Presented
from sim.study.replicates.sample import Sample
from sim.study.replicates.store import Store
from sim.study.replicates.variants import Drawing, Variant


@dataclass(frozen=True)
class Header:
    """What a study was asked, as it lies beside its replicates.

    Attributes:
        kind: What kind of study.
        name: What it is about, as its folder says.
        title: The same for people.
        drawing: How replicates are drawn.
        variants: What was run; the first is what others are compared with.
        settings: What else was asked, as JSON can hold it.
        command: The command that repeats it.
    """

    kind: str
    name: str
    title: str
    drawing: Drawing
    variants: tuple[Variant, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    command: str = ""

    @property
    def start(self) -> dt.datetime:
        """First moment of the first variant (UTC)."""
        return dt.datetime.combine(self.variants[0].scenario.start, dt.time())

    @property
    def end(self) -> dt.datetime:
        """Last moment of its runs (UTC)."""
        return self.start + dt.timedelta(hours=self.drawing.until_h)


@dataclass(frozen=True)
class TextTable:
    """A table of a study.

    Attributes:
        name: Name of its file and frame.
        title: What it shows.
        heads: Names of its columns for people.
        rows: Its cells for people.
        records: The same rows for programs: values in base units by name of the column, None where there is none.
        right: Columns that are numbers, by place.
        faint: Rows that are printed in grey, by place.
        grey: What rows in grey are; empty where the note says it.
        chief: The rows that are shown where there is no room for all, by place; None for all of them.
        note: How to read it.
    """

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    records: tuple[Mapping[str, object], ...]
    right: tuple[int, ...] = ()
    faint: frozenset[int] = frozenset()
    grey: str = "within its noise"
    chief: frozenset[int] | None = None
    note: str = ""


class Findings(Presented):
    """What came of a study. It draws and exports itself as a result does (:mod:`sim.presenting`)."""

    kind: ClassVar[str]
    """Name of the verb that makes it."""

    header: Header

    @classmethod
    @abstractmethod
    def read(cls, header: Header, store: Store) -> Self:
        """What a study found, from its replicates."""

    @property
    @abstractmethod
    def sentences(self) -> Sequence[str]:
        """What it found, in sentences, what matters most first."""

    @property
    @abstractmethod
    def tables(self) -> Sequence[TextTable]:
        """What it found, in tables, what matters most first."""

    @property
    def held(self) -> tuple[Sample, ...]:
        """The replicates that it rests on, a sample a variant: those that its own fields hold."""
        found: list[Sample] = []
        for name in getattr(self, "__dataclass_fields__", ()):
            value = getattr(self, name)
            held = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else (value,)
            found += [each for each in held if isinstance(each, Sample)]
        return tuple(found)

    @property
    def title(self) -> str:
        """What it is about, for people."""
        return self.header.title

    @property
    def variants(self) -> tuple[Variant, ...]:
        """What was run."""
        return self.header.variants

    @property
    def remarks(self) -> Sequence[str]:
        """What to mind when reading it: replicates that failed, inputs that are not alike."""
        return ()

    def table(self, name: str) -> TextTable:
        """One of its tables.

        Raises:
            KeyError: It has no such table.
        """
        found = {one.name: one for one in self.tables}
        if name not in found:
            raise KeyError(f"no table '{name}' of this study; there are: {', '.join(found)}")
        return found[name]

    def to_frame(self, what: str = "replicates", **options: Any) -> Any:
        """Its ``replicates`` or one of its tables as a pandas DataFrame; see :func:`sim.export.to_frame`."""
        return super().to_frame(what, **options)

    def plot(self, kind: str | None = None, **options: Any) -> Any:
        """Its figure, or another one of it, as a Matplotlib figure; see :func:`sim.view.figure`."""
        return self._presenter.figure(kind or self.kind, self, **options)

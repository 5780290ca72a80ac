"""What the table of every system can do: check its keys together, describe itself, remark what is worth knowing."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from sim.scenario.schema.base import Named, Table
from sim.scenario.schema.fields import FieldSpec, fields_of

N = TypeVar("N", bound=Named)

Report = Callable[[tuple[str | int, ...], str], None]
"""Takes a problem: the path of a key within the base, and what is wrong with it."""

ROUNDING = 1e-9
"""Shares and amounts nearer to each other than this (relative) are the same to the engine."""
QUICKEST_H = 5.0 / 3600.0
"""Least time between two marks of a battery or a store [h]: a run of years with hundreds of turns an hour is slow."""
SMALL_H = 1.0 / 60.0
"""What is full or empty sooner than this [h] is too small as a whole; else its marks are too near each other."""


def seconds(hours: float) -> str:
    """Return a short time in seconds, as text."""
    return f"{hours * 3600:.2g} s"


class MissingError(AttributeError):
    """A part of the scenario that could not be read, so that what depends on it cannot be checked."""


@dataclass(frozen=True)
class Holding:
    """What a system holds of a commodity itself, without a store of `[resources]`.

    Attributes:
        capacity: What it holds when full [kg].
    """

    capacity: float


class System(Table):
    """The table of one system: what it checks, describes and remarks beyond the limits of its single keys.

    Checks run on tables that validated, and on what can be read of ones that did not, so that all problems come at
    once: a part that could not be read raises :class:`MissingError`, and its check is passed over.
    """

    needs: ClassVar[tuple[str, ...]] = ()
    """Systems without which this one cannot run, by the keys of their tables."""

    def assets(self, kind: type[N]) -> dict[str, N]:
        """Return the assets of a kind by name, in the order of the schema, then by name."""
        return {name: table[name] for _, table in self.kinds(kind) for name in sorted(table)}

    def kinds(self, kind: type[N]) -> Iterator[tuple[str, dict[str, N]]]:
        """Yield the keys that hold assets of a kind, with these by name, in the order of the schema; none is empty."""
        for spec in _keyed(type(self), kind):
            table = getattr(self, spec.attribute)
            if table:
                yield spec.key, table

    @property
    def stands(self) -> bool:
        """Whether there is anything of it at a base that has its table: nothing of what stands nowhere runs."""
        return True

    @property
    def gives(self) -> frozenset[str]:
        """Commodities that it gives to stores while there is anybody or anything that does."""
        return frozenset()

    @property
    def takes(self) -> frozenset[str]:
        """Commodities that it takes from stores."""
        return frozenset()

    def holdings(self) -> Mapping[str, Holding]:
        """What it holds of commodities itself, for processes to take from and give to as to a store."""
        return {}

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """What must hold between keys: small functions, each of which reports what does not fit."""
        return ()

    def overview(self, here: Any) -> Iterator[tuple[str, str]]:  # noqa: ARG002
        """What the table describes, for `ilrs check`: a word and a line of text for each matter.

        Args:
            here: All tables of the base.
        """
        return iter(())

    def notes(self, here: Any) -> Iterator[str]:  # noqa: ARG002
        """What is no error but worth knowing when reading results, one sentence each."""
        return iter(())


@dataclass(frozen=True)
class Span:
    """Dates of a scenario, for checks; either may be unreadable.

    Attributes:
        scenario: The scenario, or what could be read of it.
    """

    scenario: Any

    @property
    def start(self) -> datetime.date:
        """First day."""
        return self.scenario.start  # type: ignore[no-any-return]

    @property
    def end(self) -> datetime.date:
        """Day at whose 00:00 UTC it ends."""
        return self.scenario.end  # type: ignore[no-any-return]

    def serves(self, asset: Any) -> bool:
        """Whether an asset is there at some time; yes where that cannot be read."""
        try:
            day = asset.from_
            if asset.arrives_with is not None:
                day = self.scenario.campaign.missions[asset.arrives_with].date
            arrives = day is None or day < self.end
            stays = asset.until is None or asset.until > self.start
            return bool(asset.count.value >= 1 and arrives and stays)
        except (AttributeError, KeyError):
            # What cannot be read is a missing attribute too; of a mission that there is not, another check speaks.
            return True


Check = Callable[[Any, Span, Report], None]
"""A check: of the tables of a base, over a span, reporting what does not fit."""


def items(tables: Any, *path: str) -> Iterator[tuple[str, Any]]:
    """Yield name and table of the assets under a path such as `energy`, `arrays`, as far as they can be read."""
    with suppress(MissingError):
        for key in path:
            tables = getattr(tables, key)
        yield from tables.items()


def readable(
    tables: Any, key: str, system: type[Table], kind: type[N]
) -> Iterator[tuple[tuple[str, ...], Any, type[N]]]:
    """Yield path, table and class of the assets of a kind in a system, as far as they can be read.

    What could not be read whole is no instance of its class, so the class comes along: its methods serve either.
    """
    for spec in _keyed(system, kind):
        cls = next(item for item in spec.tables if issubclass(item, kind))
        for name, asset in items(tables, key, spec.attribute):
            yield (key, spec.key, name), asset, cls


def _keyed(system: type[Table], kind: type[Table]) -> Iterator[FieldSpec]:
    """Yield the keys of a system's table that hold assets of a kind by name."""
    for spec in fields_of(system).values():
        if spec.kind == "keyed" and any(issubclass(item, kind) for item in spec.tables):
            yield spec

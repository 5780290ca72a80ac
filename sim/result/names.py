"""What a result has by name: it says what there is, and what is near a name that it has not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from sim.engine import Channel
from sim.result.number_text import number
from sim.scenario.problems import suggestion
from sim.station import Kpi

V = TypeVar("V")


class NoSuchNameError(KeyError):
    """A result has nothing of this name; its text says what is near."""

    def __str__(self) -> str:
        """The text, without the quotes that a KeyError puts around it."""
        return str(self.args[0])


class Names(dict[str, V]):
    """Things by name, sorted as they were given.

    Attributes:
        what: What one of them is called.
    """

    what: ClassVar[str] = "entry"

    def __missing__(self, name: object) -> V:
        """Say what is near.

        Raises:
            NoSuchNameError: Always.
        """
        raise NoSuchNameError(f"no {self.what} '{name}'{suggestion(str(name), self, what='there are')}")

    def __repr__(self) -> str:
        """A line for each, in columns."""
        rows = [(name, *self._told(value)) for name, value in self.items()]
        if not rows:
            return f"no {self.what}"
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        )

    def _told(self, value: Any) -> tuple[str, ...]:
        """What is told of one of them beside its name."""
        return (repr(value),)


class Kpis(Names[Kpi]):
    """KPIs by name."""

    what = "KPI"

    def _told(self, value: Any) -> tuple[str, ...]:
        return number(value.value, value.unit), value.label


class Channels(Names[Channel]):
    """Histories by name."""

    what = "history"

    def _told(self, value: Any) -> tuple[str, ...]:
        if value.labels:
            return "state", value.kind, f"{len(value.times)} points", ", ".join(value.labels)
        limits = f"{value.values.min():.4g} to {value.values.max():.4g}"
        return value.unit, value.kind, f"{len(value.times)} points", limits


def kpis(found: Mapping[str, Kpi]) -> Kpis:
    """KPIs by name, as such."""
    return found if isinstance(found, Kpis) else Kpis(found)


def channels(found: Mapping[str, Channel]) -> Channels:
    """Histories by name, as such."""
    return found if isinstance(found, Channels) else Channels(found)

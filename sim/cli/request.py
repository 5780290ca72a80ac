"""What ``ilrs compare`` is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.verbs import cases

if TYPE_CHECKING:
    from sim.cli.progress import Progress
    from sim.result import Case
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Request:
    """What is to be compared, and how what has not been run is to be run.

    Attributes:
        items: Scenarios and run folders, in their order.
        labels: What each run is called; empty: its title, or what was changed.
        overrides: Changes of the scenarios.
        seed: Seed of the scenarios' runs (None: their own).
        until: Where these stop (None: at their ends).
        out: Folder under which results go.
        relief: Whether each is run again without the must-have that cost it most.
    """

    items: tuple[str, ...]
    labels: tuple[str, ...]
    overrides: tuple[str, ...]
    seed: int | None
    until: dt.datetime | None
    out: Path
    relief: bool

    @cached_property
    def folders(self) -> dict[str, Path]:
        """The run folders among the items; for these, nothing that changes a scenario may be asked for."""
        from sim import study

        found = {item: folder for item in self.items if (folder := study.run_folder(item))}
        if found and (self.overrides or self.seed is not None or self.until is not None):
            done = next(iter(found.values()))
            raise click.UsageError(f"{done} has been run already: --set, --seed and --until are for scenarios only")
        return found

    @cached_property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios among the items, each once."""
        return tuple(dict.fromkeys(item for item in self.items if item not in self.folders))

    @cached_property
    def cases(self) -> list[Case]:
        """What is to be run for the scenarios, in their order."""
        reliefs = (None,) if self.relief else ()
        return cases(self.scenarios, self.overrides, seed=self.seed, until=self.until, reliefs=reliefs)


def tell_notes(scenarios: Iterable[Scenario], progress: Progress) -> None:
    """Say what to know about the scenarios: each note once, with the names of those that it is about."""
    from sim.study.wording import listed

    found: dict[str, list[str]] = {}
    for scenario in scenarios:
        for note in scenario.notes():
            found.setdefault(note, []).append(scenario.name)
    for note, names in found.items():
        progress.say(f"note: {listed(names, 4)}: {note}")

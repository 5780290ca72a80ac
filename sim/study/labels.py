"""What the runs of a comparison are called: each by a label of its own, in the order given."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sim.scenario import Difference, Scenario, diff
from sim.scenario.schema.base import Asset, Table
from sim.scenario.schema.fields import fields_of
from sim.study.errors import ComparisonError

NAMED = 2
"""Changes that a label names; of more it says how many there are, unless it takes more to tell two runs apart."""


class Named(Protocol):
    """What a label is made from: a result, or a scenario that is to be run."""

    @property
    def scenario(self) -> Scenario:
        """What is run."""

    @property
    def name(self) -> str:
        """Name of its scenario."""

    @property
    def seed(self) -> int:
        """Seed of its random streams."""

    @property
    def replicate(self) -> int:
        """Number of its replicate."""

    @property
    def end(self) -> dt.datetime:
        """Where it ends (UTC)."""


@dataclass(frozen=True)
class _Many:
    """A scenario of which many draws are run, the same of all others that it is compared with."""

    scenario: Scenario
    seed: int = 0
    replicate: int = 0

    @property
    def name(self) -> str:
        return self.scenario.name

    @property
    def end(self) -> dt.datetime:
        return dt.datetime.combine(self.scenario.end, dt.time())


def checked(given: Sequence[str], number: int) -> tuple[str, ...]:
    """The labels that somebody gives to ``number`` runs, on one line each.

    Raises:
        ComparisonError: There is not one for each, one is empty, or two are the same.
    """
    if isinstance(given, str) or len(given) != number:
        count = 1 if isinstance(given, str) else len(given)
        raise ComparisonError(
            f"{count} label{'' if count == 1 else 's'} for {number} runs: give each run one, in order"
        )
    found = tuple(_line(label) for label in given)
    for place, label in enumerate(found, 1):
        if not label:
            raise ComparisonError(f"label {place} is empty: give each run a text to call it by")
        if label in found[: place - 1]:
            raise ComparisonError(f"labels {found.index(label) + 1} and {place} are both '{label}': labels must differ")
    return found


def scenario_labels(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """A label for each scenario, as of :func:`labels`."""
    return labels([_Many(scenario) for scenario in scenarios])


def labels(results: Sequence[Named]) -> tuple[str, ...]:
    """A label for each result: the title of its scenario, or where others bear that, what tells it apart from them.

    Runs of files that share a title, such as one that extends the other, go by the names of the files. Of runs of one
    file, the first keeps the title and the others are called by what they change of it: ``capacity = 900 kWh``.
    """
    titles = _told_apart([_line(result.scenario.title) or result.name for result in results], results)
    alone = len(set(titles)) == 1
    found = list(titles)
    for title in dict.fromkeys(titles):
        places = [place for place, other in enumerate(titles) if other == title]
        if len(places) > 1:
            for place, label in zip(places, _twins(title, [results[p] for p in places], alone), strict=True):
                found[place] = label
    return _numbered(found)


def _told_apart(titles: Sequence[str], results: Sequence[Named]) -> list[str]:
    """The titles; the name of the file in place of one that files of several names bear."""
    names: dict[str, set[str]] = {}
    for title, result in zip(titles, results, strict=True):
        names.setdefault(title, set()).add(result.name)
    return [r.name if len(names[title]) > 1 else title for title, r in zip(titles, results, strict=True)]


def _twins(title: str, twins: Sequence[Named], alone: bool) -> list[str]:
    """Labels of runs of one title and one name, by what they change of the first of them.

    Args:
        title: What they share.
        twins: Those runs.
        alone: Whether there are no others, so that what is changed needs no title before it.
    """
    changes = [_changed(diff(twins[0].scenario, twin.scenario)) for twin in twins]
    draws = _draws(twins)
    named = NAMED
    while True:
        found = [
            _label(title, texts[:named], len(texts), draw, alone) for texts, draw in zip(changes, draws, strict=True)
        ]
        if len(set(found)) == len(found) or named >= max(len(texts) for texts in changes):
            return found
        named += 1


def _label(title: str, changes: Sequence[str], number: int, draw: str, alone: bool) -> str:
    more = [f"{number - len(changes)} more"] if number > len(changes) else []
    parts = [*changes, *more]
    if not parts:
        return f"{title} {draw}".strip()
    said = " and ".join([*parts, draw] if draw else parts)
    return said if alone else f"{title}: {said}"


def _draws(twins: Sequence[Named]) -> list[str]:
    """Seed, replicate and end of each run, as far as they tell the runs apart."""
    aspects: tuple[Callable[[Named], str], ...] = (
        lambda run: f"seed {run.seed}",
        lambda run: f"replicate {run.replicate}",
        lambda run: f"to {run.end:%Y-%m-%d}",
    )
    telling = [aspect for aspect in aspects if len({aspect(twin) for twin in twins}) > 1]
    return [" ".join(aspect(twin) for aspect in telling) for twin in twins]


def _changed(changes: Sequence[Difference]) -> list[str]:
    """What was changed, an item a key: the last part of the key, and as much before it as tells keys apart.

    The seed that a file gives is that of the run, unless the run was given another.
    """
    paths = [tuple(change.key.split(".")) for change in changes]
    shared = fields_of(Asset)
    found = []
    for change, path in zip(changes, paths, strict=True):
        if change.key == "seed":
            continue
        # Every asset has a count and dates: they say nothing without its name.
        length = 2 if path[-1] in shared else 1
        while length < len(path) and sum(other[-length:] == path[-length:] for other in paths) > 1:
            length += 1
        key = ".".join(path[-length:])
        if change.b is None:
            found.append(f"without {key}")
        elif change.a is None and isinstance(change.b, Table):
            found.append(f"with {key}")
        else:
            found.append(f"{key} = {_line(change.b_text)}")
    return found


def _numbered(labels: Sequence[str]) -> tuple[str, ...]:
    """The labels; those that come again are numbered, for runs that nothing in their inputs tells apart."""
    counts = Counter(labels)
    found: list[str] = []
    for label in labels:
        number, unique = 1, label
        while unique in found or (number > 1 and unique in counts):
            number += 1
            unique = f"{label} ({number})"
        found.append(unique)
    return tuple(found)


def _line(text: str) -> str:
    """A text on one line, with nothing in it that steers a terminal."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())

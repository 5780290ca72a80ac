"""Scenarios from dice: a shipped one, changed here and there by what the schema says may stand there.

Which keys, kinds of assets, limits and units there are is read from the schema, so that a new system is fuzzed as soon
as it is declared. A case is decided by its seed and its number alone.
"""

from __future__ import annotations

import copy
import datetime
import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from sim.scenario import load, shipped_names
from sim.scenario.assets import kinds, systems
from sim.scenario.schema.fields import PARAMETERS, FieldSpec, fields_of
from sim.scenario.schema.scenario import ScenarioTable
from sim.scenario.writing import as_table
from tests.fuzz import values
from tests.fuzz.written import damaged, setting, toml

Path = tuple[str, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class FuzzCase:
    """A scenario file and the settings that lie over it."""

    seed: int
    number: int
    text: str
    settings: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spot:
    """A table of a scenario.

    Attributes:
        path: Where it stands.
        specs: Its keys.
        keyed: The key of the tables by name that it is one of; None if it has no name.
        sort: Its path without the names: the same for all tables of a sort.
    """

    path: Path
    specs: dict[str, FieldSpec]
    keyed: FieldSpec | None
    sort: Path


@dataclass
class Draft:
    """A scenario that is being changed: its table, the paths that were, and the dice."""

    tree: dict[str, Any]
    dice: random.Random
    touched: list[Path] = field(default_factory=list)

    @property
    def names(self) -> dict[str, list[str]]:
        """The names of everything that has one, by the sort of it: `energy.arrays`."""
        found: dict[str, set[str]] = {}
        for spot in self.tables():
            if spot.keyed is not None:
                found.setdefault(".".join(spot.sort), set()).add(spot.path[-1])
        return {sort: sorted(names) for sort, names in found.items()}

    def tables(self) -> Iterator[Spot]:
        """Every table of the scenario."""
        yield from _tables(self.tree)

    def at(self, path: Path) -> Any:
        """What stands at a path; None where nothing does."""
        found: Any = self.tree
        for part in path:
            found = found.get(part) if isinstance(found, dict) else None
        return found

    def put(self, path: Path, value: Any) -> None:
        """Write a value at a path, making the tables on the way."""
        table = self.tree
        for part in path[:-1]:
            inner = table.get(part)
            if not isinstance(inner, dict):
                inner = table[part] = {}
            table = inner
        table[path[-1]] = value
        self.touched.append(path)

    def take(self, path: Path) -> None:
        """Take out what stands at a path."""
        self.at(path[:-1]).pop(path[-1], None)
        self.touched.append(path)


def _tables(
    tree: dict[str, Any],
    path: Path = (),
    sort: Path = (),
    types: tuple[type, ...] = (ScenarioTable,),
    keyed: FieldSpec | None = None,
) -> Iterator[Spot]:
    specs = fields_of(*types)
    yield Spot(path, specs, keyed, sort)
    for key, spec in specs.items():
        inner = tree.get(key)
        if not isinstance(inner, dict):
            continue
        if spec.kind == "table":
            yield from _tables(inner, (*path, key), (*sort, key), spec.tables)
        for name, each in inner.items() if spec.kind == "keyed" else ():
            if isinstance(each, dict):
                yield from _tables(each, (*path, key, name), (*sort, key), spec.tables, spec)


@cache
def _shipped(name: str) -> dict[str, Any]:
    return as_table(load(f"ilrs:{name}"))


def make(seed: int, number: int) -> FuzzCase:
    """Draw a case."""
    draft, name, changes = _drawn(seed, number)
    return _written(draft, name, seed, number, changes)


def touched(seed: int, number: int) -> list[Path]:
    """The keys that a case changes."""
    return _drawn(seed, number)[0].touched


def _drawn(seed: int, number: int) -> tuple[Draft, str, list[str]]:
    """A changed scenario, the shipped one that it was, and what was done to it."""
    dice = random.Random(f"{seed}/{number}")
    # By a system that it has: what few of the shipped scenarios have is looked into as often as what all have.
    system = dice.choice(list(systems()))
    name = dice.choice([each for each in shipped_names() if system in _shipped(each)] or shipped_names())
    draft = Draft(copy.deepcopy(_shipped(name)), dice)
    _squeeze(draft, values.day(dice), dice.choice([1, 2, 5, 10, 20, 30, 30]))
    # Coarse steps of sunlight: it is not the sky that is looked into.
    draft.put(("site", "sunlight_tolerance"), {"value": 0.2, "unit": "1", "basis": "design"})
    # Most change only what cannot be wrong by itself, so that half of them run.
    ways = SOUND if dice.random() < 0.75 else SOUND + WILD
    changes = []
    for _ in range(dice.choice([0, 1, 1, 2, 2, 3, 5, 10])):
        way = dice.choice(ways)
        way(draft)
        changes.append(way.__name__.lstrip("_"))
    return draft, name, changes


def _squeeze(draft: Draft, start: datetime.date, days: int) -> None:
    """Move the scenario to another start, and all its dates nearer to each other, so that a few days hold them all."""
    first, last = draft.tree["start"], draft.tree["end"]
    share = days / (last - first).days
    for spot in list(draft.tables()):
        for key, spec in spot.specs.items():
            day = draft.at((*spot.path, key))
            if values.is_date(spec) and isinstance(day, datetime.date) and spot.path[:1] != ("references",):
                draft.put((*spot.path, key), values.later(start, math.floor((day - first).days * share)))
        # What lands starts before, and not before the start.
        time = draft.at((*spot.path, "time"))
        if spot.sort[-3:-1] == ("crew", "flights") and isinstance(time, dict):
            draft.put((*spot.path, "time"), {**_design(time), "value": share * time["value"]})
    draft.put(("start",), start)
    draft.put(("end",), values.later(start, days))


def _design(quantity: dict[str, Any]) -> dict[str, Any]:
    """A quantity that somebody decided on, and that has no range."""
    return {"value": quantity["value"], "unit": quantity["unit"], "basis": "design"}


def _written(draft: Draft, name: str, seed: int, number: int, changes: list[str]) -> FuzzCase:
    """Write a draft in one of three ways: as a whole, as what extends a shipped file, as settings over one."""
    dice, settings = draft.dice, []
    form = dice.choice(["whole", "whole", "extends", "settings"])
    if form == "whole":
        if dice.random() < 0.8:
            draft.tree.setdefault("standalone", True)
        text = toml(draft.tree)
    else:
        child = Draft({"extends": f"ilrs:{name}"}, dice)
        for path in draft.touched:
            value = draft.at(path)
            table = isinstance(value, dict) and "basis" not in value
            if form == "settings" and value is not None and not table and path[0] != "references":
                settings.append(setting(path, value))
            elif value is not None:
                child.put(path, value)
            elif draft.at(path[:-1]) is not None:
                child.put(path, {"remove": True})
        text = toml(child.tree)
    if dice.random() < 0.12:
        text = damaged(text, dice)
        changes.append("damaged")
    return FuzzCase(seed, number, text, tuple(settings), (form, *changes))


def _fairly(draft: Draft, found: Iterable[tuple[Path, T]]) -> T | None:
    """Choose one of what is found, each with its sort: the sort first, so that what there is little of comes up too."""
    by_sort: dict[Path, list[T]] = {}
    for sort, one in found:
        by_sort.setdefault(sort, []).append(one)
    return draft.dice.choice(by_sort[draft.dice.choice(list(by_sort))]) if by_sort else None


def _pick(draft: Draft, *, there: bool, kinds: frozenset[str]) -> tuple[Path, FieldSpec] | None:
    """Choose a key of some kinds that is there, or one that is not."""
    return _fairly(
        draft,
        (
            (spot.sort, ((*spot.path, key), spec))
            for spot in draft.tables()
            for key, spec in spot.specs.items()
            if spec.kind in kinds and (draft.at((*spot.path, key)) is not None) == there
        ),
    )


def _asset(draft: Draft) -> Path | None:
    return _fairly(draft, ((spot.sort, spot.path) for spot in draft.tables() if spot.keyed is not None))


def _other_number(draft: Draft) -> None:
    """Another number or word of the same kind, in any of its units."""
    place = _pick(draft, there=True, kinds=PARAMETERS)
    if place is not None:
        path, spec = place
        draft.put(path, values.within(spec, draft.dice, draft.at(path)))


def _other_value(draft: Draft) -> None:
    """Another date, flag or name."""
    place = _pick(draft, there=True, kinds=frozenset({"value"}))
    if place is not None and place[0] not in {("start",), ("end",)}:
        path, spec = place
        draft.put(path, values.plain(spec, draft.dice, _known(draft, path), draft.tree["start"]))


def _known(draft: Draft, path: Path) -> dict[str, list[str]]:
    """Names that a text at a path may mean: models of the catalogue, or whatever is there."""
    return {"": values.models(path[-3])} if path[-1] == "model" else draft.names


def _one_more_key(draft: Draft) -> None:
    """A key that may lack."""
    place = _pick(draft, there=False, kinds=PARAMETERS | {"value"})
    if place is not None:
        path, spec = place
        draft.put(path, values.invented(spec, draft.dice, _known(draft, path), draft.tree["start"]))


def _dated(draft: Draft) -> None:
    """Something comes or goes within the span, or about it."""
    path = _fairly(
        draft,
        (
            (spot.sort, (*spot.path, key))
            for spot in draft.tables()
            for key, spec in spot.specs.items()
            if spot.keyed is not None and values.is_date(spec)
        ),
    )
    if path is not None:
        draft.put(path, values.near(draft.tree["start"], draft.dice))


def _copied(draft: Draft) -> None:
    """A second one like one that is there."""
    path = _asset(draft)
    if path is not None:
        draft.put((*path[:-1], values.name(draft.dice, draft.names)), copy.deepcopy(draft.at(path)))


def _taken(draft: Draft) -> None:
    """One fewer."""
    path = _asset(draft)
    if path is not None:
        draft.take(path)


def _based(draft: Draft) -> None:
    """Another base with some of the systems of the first."""
    systems = [key for key, spec in fields_of(ScenarioTable).items() if spec.kind == "table" and key in draft.tree]
    chosen = draft.dice.sample(systems, draft.dice.randint(1, len(systems)))
    base = {key: copy.deepcopy(draft.tree[key]) for key in chosen}
    draft.put(("bases", values.name(draft.dice, draft.names)), base)


def _new(draft: Draft) -> None:
    """One of a kind of which there may be none: with what it must have, or like one of the catalogue."""
    dice, start = draft.dice, draft.tree["start"]
    lacking = [kind for kind in kinds() if not draft.at((kind.system, kind.key))]
    kind = dice.choice(lacking if lacking and dice.random() < 0.5 else kinds())
    if kind.system not in draft.tree:
        draft.put((kind.system,), values.table((systems()[kind.system],), dice, draft.names, start, more=0.1))
    made = values.table(kind.tables, dice, draft.names, start, kind.key, more=0.1)
    draft.put((kind.system, kind.key, values.name(dice, draft.names)), made)


def _invented(draft: Draft) -> None:
    """One more of any kind, made up from its keys."""
    found = _fairly(
        draft,
        (
            (spot.sort, ((*spot.path, key), spec))
            for spot in draft.tables()
            for key, spec in spot.specs.items()
            if spec.kind == "keyed" and not spec.choices
        ),
    )
    assert found is not None  # every scenario may have references
    path, spec = found
    made = values.table(spec.tables, draft.dice, draft.names, draft.tree["start"], spec.key)
    draft.put((*path, values.name(draft.dice, draft.names)), made)


def _renamed(draft: Draft) -> None:
    """Another name, perhaps one that somebody else has or that cannot be one."""
    path = _asset(draft)
    if path is not None:
        table = draft.at(path)
        draft.take(path)
        draft.put((*path[:-1], values.odd_name(draft.dice, draft.names)), table)


def _odd_number(draft: Draft) -> None:
    """A number that is none, or is out of range."""
    place = _pick(draft, there=True, kinds=PARAMETERS)
    if place is not None:
        path, spec = place
        given = draft.at(path)
        part = draft.dice.choice(["value", "value", "value", "unit", "basis", "range", "note", "known", "source"])
        beyond = values.beyond(spec, draft.dice) if part == "value" else values.odd(draft.dice)
        draft.put(path, {**given, part: beyond} if isinstance(given, dict) else beyond)


def _odd_value(draft: Draft) -> None:
    """Something of another type in the place of any key."""
    place = _pick(draft, there=True, kinds=PARAMETERS | {"value", "table", "keyed"})
    if place is not None and place[0] not in {("start",), ("end",)}:
        draft.put(place[0], values.odd(draft.dice))


def _lacking(draft: Draft) -> None:
    """A key taken out."""
    place = _pick(draft, there=True, kinds=PARAMETERS | {"value", "table", "keyed"})
    if place is not None and place[0] != ("start",):
        draft.take(place[0])


def _unknown(draft: Draft) -> None:
    """A key that there is not, or that is misspelt."""
    spot = _fairly(draft, ((each.sort, each) for each in draft.tables()))
    assert spot is not None  # a scenario is a table
    key = draft.dice.choice(list(spot.specs))
    cut = draft.dice.randrange(len(key))
    word = draft.dice.choice([key[:cut] + key[cut + 1 :] or "x", f"{key}s", values.odd_name(draft.dice, draft.names)])
    draft.put((*spot.path, word), values.odd(draft.dice))


def _odd_span(draft: Draft) -> None:
    """A start or an end that is no day, or not after the other."""
    key = draft.dice.choice(["start", "end"])
    if key == "start":
        # What else is dated is drawn about it, so it comes back as a date.
        draft.put(("end",), values.later(draft.tree["start"], draft.dice.choice([0, -1, -4000])))
    else:
        draft.put(("end",), values.odd(draft.dice))


SOUND = [_other_number] * 9 + [_other_value, _one_more_key, _dated, _dated, _copied, _taken, _based, _new, _new]
WILD = [_invented, _invented, _renamed, _odd_number, _odd_number, _odd_value, _lacking, _unknown, _odd_span]

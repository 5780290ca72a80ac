"""Study files: what is asked of which scenario, or of which variants of it, in TOML; see the page of the package."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.scenario import Problem, ScenarioError, files
from sim.scenario.files import Source
from sim.scenario.loading import is_study
from sim.scenario.problems import dotted, suggestion
from sim.study.kinds import KINDS
from sim.study.replicates.variants import VARY, Vary

KeyPath = tuple[str | int, ...]

FOLDER = "studies"
"""Where shipped studies lie among shipped scenarios."""
USUAL = "sweep"
"""The kind of a study file that names none."""
LISTED = "variant"
"""Name of the axis of a study whose variants are listed."""

_POINT = ("scenario", "extends", "set")
_COMMON = ("kind", "title", "summary", "scenario", "n", "vary", "seed", "until", "set")
_GRID = ("axes", "variants", "where", "require", "by", "worst")
_MOST_POINTS = 10_000


@dataclass(frozen=True)
class Setting:
    """A key of a scenario that a study sets.

    Attributes:
        key: The dotted key.
        value: Its value, as a scenario file or ``--set`` gives it.
        place: Where the study file has it; empty for one from elsewhere.
    """

    key: str
    value: object
    place: KeyPath = ()


@dataclass(frozen=True)
class Point:
    """A value of an axis: what it lays over the scenario and sets in it.

    Attributes:
        label: What it is called.
        place: Where the study file has it; empty for one from elsewhere.
        scenario: The scenario in place of that of the study.
        extends: Files that are laid over it.
        settings: What is set.
    """

    label: str
    place: KeyPath = ()
    scenario: str | None = None
    extends: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()


@dataclass(frozen=True)
class Axis:
    """What varies in one direction.

    Attributes:
        name: What it is called; of one that is a key of the scenario, the dotted key.
        points: Its values.
        key: Whether it is a key of the scenario.
    """

    name: str
    points: tuple[Point, ...]
    key: bool = False


@dataclass(frozen=True)
class Where:
    """What only some combinations of named points have.

    Attributes:
        labels: Labels of points by name of their axis: it holds where each axis is at one of them.
        point: What they lay over and set.
    """

    labels: Mapping[str, tuple[str, ...]]
    point: Point


@dataclass(frozen=True)
class StudyFile:
    """What a study file asks for.

    Attributes:
        source: The file.
        path: Its path.
        kind: What kind of study.
        title: What it is about.
        summary: What it shows.
        scenario: The scenario, if it names one for all.
        n: How many replicates, if it says so.
        vary: What each draws anew.
        seed: Seed of the random streams.
        until: Where each run stops.
        settings: What is set in all variants.
        axes: What varies, the grid of it; one axis where variants are listed.
        wheres: What only some combinations have.
        require: What a variant must meet, as text with its place.
        by: Measure by which variants are ranked.
        worst: Whether it asks above all which variant is worst, against the first.
        more: Values of the keys that only its kind has.
    """

    source: Source
    path: Path
    kind: str
    title: str
    summary: str = ""
    scenario: str | None = None
    n: int | None = None
    vary: Vary | None = None
    seed: int | None = None
    until: dt.date | None = None
    settings: tuple[Setting, ...] = ()
    axes: tuple[Axis, ...] = ()
    wheres: tuple[Where, ...] = ()
    require: tuple[tuple[str, KeyPath], ...] = ()
    by: str | None = None
    worst: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the folder of its results is called."""
        return self.path.stem

    def problem(self, place: KeyPath, message: str) -> Problem:
        """A problem of one of its keys."""
        return Problem(self.source.shown, self.source.line(place), dotted(place), message)


def study_at(name: str) -> tuple[Source, Path] | None:
    """The study file of a name: a path, or ``ilrs:NAME`` for one that is shipped; None where it is no study file.

    Raises:
        ScenarioError: There is no such file, or it is not TOML.
    """
    if name.startswith(files.PREFIX):
        folder = files.shipped_folder() / FOLDER
        short = folder / f"{name.removeprefix(files.PREFIX)}.toml"
        inside = short.parent == folder and short.is_file()
        path = short if inside else files.shipped(name)
        source = files.read_toml(path)
    else:
        path = Path(name).expanduser()
        if path.is_dir():
            return None
        source = files.read_toml(path, shown=name)
    return (source, path) if is_study(source.table) else None


def read_study(name: str, kind: str = USUAL, more: Sequence[str] = ()) -> StudyFile:
    """Read a study file.

    Args:
        name: A path, or ``ilrs:NAME`` for a study that is shipped.
        kind: Kind of study that is run by the verb that reads it.
        more: Keys that only this kind has; their values are given as they stand.

    Raises:
        ScenarioError: Whatever is wrong with it, each with file, line and key.
    """
    found = study_at(name)
    if found is None:
        raise ScenarioError([Problem(name, None, "", 'is no study file: it has no "scenario", "axes" or "variants"')])
    return read_table(*found, kind=kind, more=more)


def read_table(source: Source, path: Path, *, kind: str = USUAL, more: Sequence[str] = ()) -> StudyFile:
    """What a study file asks for; as :func:`read_study`, of a file that has been read."""
    reader = _Reader(source)
    found = reader.study(path, kind, more)
    if reader.problems:
        raise ScenarioError(sorted(reader.problems, key=lambda one: one.line or 0))
    return found


class _Reader:
    """Reads the table of a study file, and notes whatever is wrong with it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._table = source.table
        self.problems: list[Problem] = []

    def _wrong(self, place: KeyPath, message: str) -> None:
        self.problems.append(Problem(self._source.shown, self._source.line(place), dotted(place), message))

    def study(self, path: Path, kind: str, more: Sequence[str]) -> StudyFile:
        """All of it."""
        table = self._table
        stated = table.get("kind", USUAL)
        if stated != kind:
            if stated in KINDS:
                self._wrong(("kind",), f'is a study of kind "{stated}"; run it by: ilrs {stated} {self._source.shown}')
            else:
                self._wrong(("kind",), f"there is no kind of study {stated!r}{suggestion(str(stated), KINDS)}")
            raise ScenarioError(self.problems)
        self._known(table, (), (*_COMMON, *(_GRID if kind == USUAL else ()), *more))
        axes = self._axes() if kind == USUAL else ()
        return StudyFile(
            source=self._source,
            path=path,
            kind=kind,
            title=self._text(table, (), "title") or path.stem,
            summary=" ".join((self._text(table, (), "summary") or "").split()),
            scenario=self._text(table, (), "scenario"),
            n=self._whole("n", 1, 1_000_000),
            vary=self._one_of("vary", VARY),
            seed=self._whole("seed", 0, 2**63 - 1),
            until=self._date("until"),
            settings=self._settings(table, ()),
            axes=axes,
            wheres=tuple(self._wheres(axes)),
            require=tuple(self._requirements()),
            by=self._text(table, (), "by"),
            worst=self._flag("worst"),
            more={key: table[key] for key in more if key in table},
        )

    def _known(self, table: Mapping[str, Any], place: KeyPath, keys: Sequence[str]) -> None:
        for key in table:
            if key not in keys:
                where = f" in {dotted(place)}" if place else " in a study"
                self._wrong((*place, key), f'unknown key "{key}"{where}{suggestion(key, keys)}')

    def _text(self, table: Mapping[str, Any], place: KeyPath, key: str) -> str | None:
        value = table.get(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        self._wrong((*place, key), f"{value!r} is not a text")
        return None

    def _whole(self, key: str, least: int, most: int) -> int | None:
        value = self._table.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and least <= value <= most):
            return value
        self._wrong((key,), f"{value!r} is not a whole number from {least} to {most:,d}")
        return None

    def _one_of(self, key: str, words: Sequence[Vary]) -> Vary | None:
        value = self._table.get(key)
        if value is None or value in words:
            return value
        self._wrong((key,), f"{value!r} is none of {', '.join(words)}")
        return None

    def _flag(self, key: str) -> bool:
        value = self._table.get(key, False)
        if isinstance(value, bool):
            return value
        self._wrong((key,), f"{value!r} is not true or false")
        return False

    def _date(self, key: str) -> dt.date | None:
        value = self._table.get(key)
        if value is None or isinstance(value, dt.date):
            return value
        self._wrong((key,), f"{value!r} is not a date; write it without quotes, such as 2034-01-01")
        return None

    def _settings(self, table: Mapping[str, Any], place: KeyPath) -> tuple[Setting, ...]:
        given = table.get("set", {})
        place = (*place, "set")
        if not isinstance(given, Mapping):
            self._wrong(place, 'is no table of settings; write { "KEY" = VALUE }, such as { "seed" = 2 }')
            return ()
        return tuple(_leaves(given, "", place))

    def _point(self, label: str, table: Any, place: KeyPath, more: Sequence[str] = ()) -> Point:
        if not isinstance(table, Mapping):
            self._wrong(place, f"is no table; write what it sets, such as {{ set = {{ ... }} }}, not {table!r}")
            return Point(label, place)
        self._known(table, place, (*more, *_POINT))
        named = table.get("extends", [])
        names = [named] if isinstance(named, str) else named
        if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
            self._wrong((*place, "extends"), f"{named!r} is neither a file name nor a list of file names")
            names = []
        return Point(label, place, self._text(table, place, "scenario"), tuple(names), self._settings(table, place))

    def _axes(self) -> tuple[Axis, ...]:
        if "axes" in self._table and "variants" in self._table:
            self._wrong(("variants",), "a study has either [axes] or a list of [[variants]]: leave one out")
            return ()
        found = self._listed() if "variants" in self._table else self._grid()
        if not self.problems and sum(len(axis.points) for axis in found) < 1:
            self._wrong((), "nothing varies: give [axes] or a list of [[variants]]")
        count = 1
        for axis in found:
            count *= len(axis.points)
        if count > _MOST_POINTS:
            self._wrong(("axes",), f"makes {count:,d} variants; at most {_MOST_POINTS:,d}")
        return found

    def _listed(self) -> tuple[Axis, ...]:
        listed = self._table["variants"]
        if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
            self._wrong(("variants",), "is no list of tables; write each under [[variants]]")
            return ()
        points: list[Point] = []
        for place, one in enumerate(listed):
            label = self._text(one, ("variants", place), "label")
            if label is None:
                self._wrong(("variants", place), 'has no label; give it one: label = "..."')
                continue
            if any(label == point.label for point in points):
                self._wrong(("variants", place, "label"), f'is "{label}" as of another one; labels must differ')
            points.append(self._point(label, one, ("variants", place), ("label",)))
        return (Axis(LISTED, tuple(points)),)

    def _grid(self) -> tuple[Axis, ...]:
        axes = self._table.get("axes", {})
        if not isinstance(axes, Mapping):
            self._wrong(("axes",), "is no table; write [axes], and under it KEY = [VALUE, VALUE, ...]")
            return ()
        found: list[Axis] = []
        for name, inner in axes.items():
            if isinstance(inner, list) or _ends_in_lists(inner):
                found += self._key_axes(name, inner, ("axes", name))
            elif isinstance(inner, Mapping) and inner:
                points = (self._point(label, table, ("axes", name, label)) for label, table in inner.items())
                found.append(Axis(name, tuple(points)))
            else:
                self._wrong(("axes", name), f"has no points; write each as a table [axes.{name}.LABEL]")
        return tuple(found)

    def _key_axes(self, key: str, inner: Any, place: KeyPath) -> Iterator[Axis]:
        """The axes at or below a key of the scenario: dots in it may be quoted, or be tables of TOML."""
        if isinstance(inner, Mapping) and inner:
            for part, more in inner.items():
                yield from self._key_axes(f"{key}.{part}", more, (*place, part))
            return
        if not isinstance(inner, list) or not inner:
            self._wrong(place, f'is no list of values; write for instance {dotted(place[-1:])} = ["1 kW", "2 kW"]')
            return
        points: list[Point] = []
        for number, value in enumerate(inner):
            here = (*place, number)
            label = str(value["value"]) if isinstance(value, Mapping) and "value" in value else _shown(value)
            if any(label == point.label for point in points):
                self._wrong(here, f"is {label} as another value of the same axis")
            points.append(Point(label, here, settings=(Setting(key, value, here),)))
        yield Axis(key, tuple(points), key=True)

    def _wheres(self, axes: Sequence[Axis]) -> Iterator[Where]:
        listed = self._table.get("where", [])
        if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
            self._wrong(("where",), "is no list of tables; write each under [[where]]")
            return
        named = {axis.name: [point.label for point in axis.points] for axis in axes if not axis.key}
        for number, one in enumerate(listed):
            place = ("where", number)
            labels: dict[str, tuple[str, ...]] = {}
            for name in named.keys() & one.keys():
                given = one[name] if isinstance(one[name], list) else [one[name]]
                for label in given:
                    if label not in named[name]:
                        self._wrong(
                            (*place, name), f'there is no "{label}" in {name}{suggestion(str(label), named[name])}'
                        )
                labels[name] = tuple(given)
            if not labels:
                self._wrong(place, f"does not say where it holds; name points of an axis{suggestion('', named)}")
            yield Where(labels, self._point("", one, place, tuple(named)))

    def _requirements(self) -> Iterator[tuple[str, KeyPath]]:
        given = self._table.get("require", [])
        texts = [given] if isinstance(given, str) else given
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            self._wrong(("require",), 'is no list of requirements such as ["bricks.laid >= 1000 in 90 %"]')
            return
        for number, text in enumerate(texts):
            yield text, ("require",) if isinstance(given, str) else ("require", number)


def _ends_in_lists(table: Any) -> bool:
    """Whether a table below ``[axes]`` is the parts of dotted keys down to lists, and none of named points."""
    if not isinstance(table, Mapping) or not table:
        return False
    return all(key not in _POINT and (isinstance(inner, list) or _ends_in_lists(inner)) for key, inner in table.items())


def _leaves(table: Mapping[str, Any], before: str, place: KeyPath) -> Iterator[Setting]:
    """Settings of a table in which keys may be dotted, quoted or tables; a quantity given in full is one value."""
    for key, value in table.items():
        # A key that is quoted is a dotted one already.
        dotted_key = f"{before}.{key}" if before else key
        if isinstance(value, Mapping) and "value" not in value:
            yield from _leaves(value, dotted_key, (*place, key))
        else:
            yield Setting(dotted_key, value, (*place, key))


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

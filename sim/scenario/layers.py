"""Laying files over each other: what `extends` names, the library beneath, and where each key came from.

Tables merge key by key, assets by their names; a quantity, and anything else that is no table of the schema, is
replaced as a whole. Every file is one layer. One that several others extend is laid once, beneath the first of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.scenario import files, limits
from sim.scenario.files import Source
from sim.scenario.problems import Problem, ScenarioError, dotted, suggestion
from sim.scenario.schema.base import Arriving, Catalogued, Table
from sim.scenario.schema.fields import FieldSpec, fields_of
from sim.scenario.schema.scenario import ScenarioTable
from sim.scenario.short import BASIS, DESIGN, ShortError, expanded
from sim.texts import as_given

KeyPath = tuple[str | int, ...]

CATALOGUE = "library/machines.toml"
COMMODITIES = "library/commodities.toml"
DEFAULTS = "library/defaults.toml"
REFERENCES = "library/references.toml"

OF_FILE = frozenset({"extends", "library", "format"})
"""Keys that speak of a file and not of the station."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a key came from: a file, and the path under which that file has it."""

    source: Source
    path: KeyPath = ()

    def __truediv__(self, key: str) -> Origin:
        return Origin(self.source, (*self.path, key))


def library(name: str) -> Source:
    """Return a file of the shipped library, read; an empty one where there is none.

    Raises:
        ScenarioError: the file is there but cannot be read.
    """
    path = files.shipped_folder() / name
    if not path.is_file():
        return Source(files.PREFIX + name, path.parent, library=True)
    return files.read_toml(path, shown=files.PREFIX + name, library=True)


_TOO_MANY = f"a scenario extends at most {limits.MOST_FILES} files, those that these extend among them"


def gather(main: Source, path: Path, problems: list[Problem]) -> list[Source]:
    """Return the files that make up a scenario, lowest first: what `main` extends, in order, then `main`."""
    layers: list[Source] = []
    done: set[Path] = set()

    def add(source: Source, here: Path, chain: tuple[tuple[Path, str], ...]) -> None:
        chain = (*chain, (here, source.shown))
        for name in named_files(source, "extends", _ALONE, problems):
            if len(done) > limits.MOST_FILES:
                return
            try:
                there = files.find_beside(name, source, here.parent)
                resolved = there.resolve()
                names = dict(chain)
                if resolved in names:
                    circle = [*names.values(), names[resolved]]
                    raise _at(source, f"extends in a circle: {' -> '.join(circle)}")
                if resolved in done:
                    continue
                done.add(resolved)
                if len(done) > limits.MOST_FILES:
                    raise _at(source, _TOO_MANY)
                within = None if name.startswith(files.PREFIX) else source.within
                add(files.read_toml(there, within=within), resolved, chain)
            except ScenarioError as error:
                problems.extend(_blame(problem, source, name) for problem in error.problems)
            except (OSError, ValueError, RuntimeError) as error:
                # A name that is no path: NUL bytes, an unknown ~user, a loop of links.
                problems.extend(_at(source, f'"{name}" cannot be read: {error}').problems)
        layers.append(source)

    add(main, path.resolve(), ())
    return layers


_ALONE = "a scenario that says standalone = true extends nothing"


def named_files(source: Source, key: str, alone: str, problems: list[Problem]) -> list[str]:
    """Return the file names that a file has under a key, one or a list; `alone` says that it may have none."""
    named = source.table.get(key, [])
    names = [named] if isinstance(named, str) else named
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        problems.append(at_key(source, key, f"{as_given(named, 60)} is neither a file name nor a list of file names"))
        return []
    if len(names) > limits.MOST_FILES:
        problems.append(at_key(source, key, _TOO_MANY))
        return []
    if names and source.table.get("standalone") is True:
        problems.append(at_key(source, key, alone))
        return []
    return names


def at_key(source: Source, key: str, message: str, within: Problem | None = None) -> Problem:
    """Return a problem with a file that is named under a key: where that file has it if it has a line, else here."""
    if within is not None and (within.line is not None or within.key):
        return within
    return Problem(source.shown, source.line((key,)), key, message)


def _at(source: Source, message: str) -> ScenarioError:
    return ScenarioError([at_key(source, "extends", message)])


def _blame(problem: Problem, source: Source, name: str) -> Problem:
    """Return a problem of an extended file as a problem of the line that names it, unless it has a line of its own."""
    return at_key(source, "extends", f'"{name}": {problem.message}', problem)


@dataclass
class Merged:
    """The layers laid over each other: one table, and for each key the file it came from.

    `gaps` says that a file is missing which could not be read: what is not here may be there. `catalogues` are the
    user's own, the last of which wins over the others and over the library. `wrong` are the keys with problems,
    `broken` those at or below which nothing more is worth saying, `incomplete` the tables whose missing keys
    are not worth naming, because their model is unknown.
    """

    main: Source
    gaps: bool = False
    catalogues: list[Source] = field(default_factory=list)
    tree: dict[str, Any] = field(default_factory=dict)
    origins: dict[KeyPath, Origin] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    wrong: set[KeyPath] = field(default_factory=set)
    broken: set[KeyPath] = field(default_factory=set)
    incomplete: set[KeyPath] = field(default_factory=set)
    _tables: set[KeyPath] = field(default_factory=set)
    _catalogue: Source | None = None

    def lay(self, source: Source) -> None:
        """Lay a file over what is there."""
        table = {key: value for key, value in source.table.items() if key not in OF_FILE}
        if source is not self.main:
            # It speaks of that file alone, not of one that extends it.
            table.pop("standalone", None)
        expand = source.table.get("standalone") is not True
        self._lay_table((), self.tree, table, (ScenarioTable,), Origin(source), expand)

    def lay_references(self, source: Source, found: dict[str, tuple[KeyPath, Any]] | None = None) -> None:
        """Lay the references of a library beneath the scenario's own: all that is in it, or those found."""
        spec = fields_of(ScenarioTable)["references"]
        at = {name: ((name,), table) for name, table in source.table.items()} if found is None else found
        for name, (path, table) in at.items():
            origin = Origin(source, path[:-1])
            self._lay_keyed(("references",), self.tree, {name: table}, spec, origin, False)

    def lay_defaults_of_base(self, source: Source, base: str, keys: Iterable[str]) -> None:
        """Lay the library's defaults of some systems beneath what is said of another base."""
        bases = self._open(self.tree, "bases", ("bases",))
        table = {key: source.table[key] for key in keys if key in source.table}
        spec = fields_of(ScenarioTable)["bases"]
        inner = self._open(bases, base, ("bases", base))
        self._lay_table(("bases", base), inner, table, spec.tables, Origin(source), False)

    def locate(self, path: KeyPath) -> tuple[Source, int | None]:
        """Return the file and the line where a key is written, or the table around it."""
        for length in range(len(path), 0, -1):
            origin = self.origins.get(path[:length])
            if origin is not None:
                return origin.source, origin.source.line((*origin.path, *path[length:]))
        return self.main, None

    def locate_cause(self, path: KeyPath) -> tuple[Source, int | None]:
        """Return the file and the line to blame for a key that is missing or does not fit others.

        The files that come with the program are complete and fit together, so it is the user's file that wrote last in
        the table; where none did, the file that was asked for.
        """
        blamed: tuple[Source, int | None] = (self.main, None)
        for length in range(len(path), 0, -1):
            origin = self.origins.get(path[:length])
            if origin is None:
                continue
            place = origin.source, origin.source.line((*origin.path, *path[length:]))
            if not origin.source.shipped:
                return place
            if origin.source is self.main and blamed[1] is None:
                blamed = place
            if path[:length] in self._tables and not self._is_laid_by_itself(path[:length]):
                break
        above = self.origins.get(())
        if self.main.shipped and above is not None and not above.source.shipped:
            # A shipped scenario can only have been spoilt by overrides.
            return above.source, None
        return blamed

    def _is_laid_by_itself(self, path: KeyPath) -> bool:
        """Whether a table of another base is there only because a system that the user wrote needs it."""
        return path[:1] == ("bases",) and len(path) > 2

    def report(self, path: KeyPath, message: str) -> None:
        """Add a problem with the value of a key, unless something at or above it is known to be broken already."""
        self._report(path, message, self.locate)

    def report_misfit(self, path: KeyPath, message: str) -> None:
        """Add a problem with a key that is missing or does not fit others; as :meth:`report` otherwise."""
        self._report(path, message, self.locate_cause)

    def _report(self, path: KeyPath, message: str, locate: Callable[[KeyPath], tuple[Source, int | None]]) -> None:
        if any(path[:length] in self.broken for length in range(len(path) + 1)):
            return
        self.wrong.add(path)
        source, line = locate(path)
        self.problems.append(Problem(source.shown, line, dotted(path), message))

    def blame(self, path: KeyPath, message: str) -> None:
        """Add a problem with a key and pass over whatever else is wrong at or below it."""
        self.report(path, message)
        self.broken.add(path)

    def known_models(self, kind: str) -> dict[str, Any]:
        """Return the entries of a kind such as "arrays" in all catalogues."""
        return {model: source.table[kind][model] for model, source in self._models(kind).items()}

    def _models(self, kind: str) -> dict[str, Source]:
        """Return the catalogue of each model of a kind."""
        if self._catalogue is None:
            self._catalogue = library(CATALOGUE)
        found = {}
        for source in (self._catalogue, *self.catalogues):
            entries = source.table.get(kind)
            found.update(dict.fromkeys(entries if isinstance(entries, dict) else (), source))
        return found

    def _lay_table(
        self,
        path: KeyPath,
        into: dict[str, Any],
        table: dict[str, Any],
        types: tuple[type[Table], ...],
        origin: Origin,
        expand: bool,
        decided: bool = False,
    ) -> None:
        """Lay a table of a file over what is there.

        Args:
            path: Where it is.
            into: What is there.
            table: What the file says.
            types: The classes that it may be of.
            origin: The file.
            expand: Whether models of the catalogue are laid beneath.
            decided: Whether a table around it says that its parameters are decisions, which may be written in short.
        """
        self._touch(path, origin)
        self._make_way(path, into, table, types)
        specs = fields_of(*types)
        if BASIS in table and BASIS not in specs:
            decided = table[BASIS] == DESIGN
            if not decided:
                self._replace((*path, BASIS), {}, BASIS, table[BASIS], origin / BASIS)
                self.report((*path, BASIS), f'of a whole table may only be "{DESIGN}"; give others with each number')
            table = {key: value for key, value in table.items() if key != BASIS}
        for key, value in table.items():
            spec = specs.get(key)
            here = (*path, key)
            if spec is not None and spec.kind == "table" and isinstance(value, dict):
                self._lay_table(here, self._open(into, key, here), value, spec.tables, origin / key, expand, decided)
            elif spec is not None and spec.kind == "keyed" and isinstance(value, dict):
                self._lay_keyed(here, into, value, spec, origin / key, expand, decided)
            else:
                self._replace(here, into, key, value, origin / key)
                if decided:
                    try:
                        into[key] = expanded(spec, value)
                    except ShortError as error:
                        self.blame(here, str(error))

    def _make_way(
        self, path: KeyPath, into: dict[str, Any], table: dict[str, Any], types: tuple[type[Table], ...]
    ) -> None:
        """Take out of what is there the keys in whose place the file gives another."""
        for keys in {pair for item in types if issubclass(item, Arriving) for pair in item.instead()}:
            for key in keys if not table.keys().isdisjoint(keys) else ():
                if key in into and key not in table:
                    del into[key]
                    self._forget((*path, key))

    def _lay_keyed(
        self,
        path: KeyPath,
        into: dict[str, Any],
        tables: dict[str, Any],
        spec: FieldSpec,
        origin: Origin,
        expand: bool,
        decided: bool = False,
    ) -> None:
        named = self._open(into, str(path[-1]), path)
        self._touch(path, origin)
        for name, table in tables.items():
            here = (*path, name)
            if not isinstance(table, dict):
                self._replace(here, named, name, table, origin / name)
            elif "remove" in table:
                self._remove(here, named, table, origin / name)
            else:
                inner = self._open(named, name, here)
                if expand:
                    self._lay_model(here, inner, table, spec, origin / name)
                self._lay_table(here, inner, table, spec.tables, origin / name, expand, decided)

    def _lay_model(
        self, path: KeyPath, into: dict[str, Any], table: dict[str, Any], spec: FieldSpec, origin: Origin
    ) -> None:
        """Lay the catalogue's entry beneath the table that names it, but over what earlier files say of the asset."""
        if not any(issubclass(item, Catalogued) for item in spec.tables):
            return
        model = table.get("model")
        if not isinstance(model, str):
            self._lay_kind(path, into, table, spec)
            return
        if into.get("model") == model:
            return
        kind = str(path[-2])
        entries = self.known_models(kind)
        entry = entries.get(model)
        if not isinstance(entry, dict):
            # Laid first, so that the message finds the line.
            self._replace((*path, "model"), into, "model", model, origin / "model")
            message = f'no model "{model}" among the {kind} of the catalogue'
            self.report((*path, "model"), message + suggestion(model, entries, what="models"))
            self.incomplete.add(path)
            return
        origin = Origin(self._models(kind)[model], (kind, model))
        self._lay_table(path, into, entry, spec.tables, origin, False)

    def _lay_kind(self, path: KeyPath, into: dict[str, Any], table: dict[str, Any], spec: FieldSpec) -> None:
        """Lay what the catalogue says of a `kind` beneath an asset that says its kind and names no model.

        It is beneath all that files say of the asset: what it gives is for keys that nobody gives.
        """
        kind = table.get("kind")
        if not isinstance(kind, str) or into.get("kind") == kind or "model" in into or "model" in table:
            return
        entry = self.known_models(str(path[-2])).get(kind)
        if not isinstance(entry, dict):
            return
        assert self._catalogue is not None
        missing = {key: value for key, value in entry.items() if key not in into}
        self._lay_table(path, into, missing, spec.tables, Origin(self._catalogue, (str(path[-2]), kind)), False)

    def _remove(self, path: KeyPath, named: dict[str, Any], table: dict[str, Any], origin: Origin) -> None:
        name = str(path[-1])
        line = origin.source.line((*origin.path, "remove"))
        message = None
        if table["remove"] is not True:
            message = "remove may only be true"
        elif len(table) > 1:
            message = "remove = true takes the whole table out and stands alone in it"
        elif name not in named and not self.gaps:
            message = f'there is no "{name}" to remove{suggestion(name, named)}'
        if message is not None:
            self.problems.append(Problem(origin.source.shown, line, dotted((*path, "remove")), message))
            return
        named.pop(name, None)
        self._forget(path)

    def _open(self, into: dict[str, Any], key: str, path: KeyPath) -> dict[str, Any]:
        """Return the table at a key, a new one where there is none."""
        inner = into.get(key)
        if not isinstance(inner, dict):
            self._forget(path)
            inner = into[key] = {}
        return inner

    def _replace(self, path: KeyPath, into: dict[str, Any], key: str, value: Any, origin: Origin) -> None:
        self._forget(path)
        into[key] = value
        self.origins[path] = origin

    def _touch(self, path: KeyPath, origin: Origin) -> None:
        """Remember the last file that wrote in a table, a user's rather than a shipped one."""
        self._tables.add(path)
        known = self.origins.get(path)
        if known is None or known.source.shipped or not origin.source.shipped:
            self.origins[path] = origin

    def _forget(self, path: KeyPath) -> None:
        if path in self.origins:
            for below in [known for known in self.origins if known[: len(path)] == path]:
                del self.origins[below]
                self._tables.discard(below)


def walk_tables(value: Any) -> Iterator[dict[str, Any]]:
    """Yield a table and all tables in it."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk_tables(inner)

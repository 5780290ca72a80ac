"""The reference page of scenario files, made from the classes and the library: every key, every catalogue entry.

``python -m sim.scenario.reference`` writes it again as `REFERENCE.md` in the folder of the shipped scenarios.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sim.scenario import files, formats
from sim.scenario.layers import CATALOGUE, DEFAULTS, REFERENCES, library
from sim.scenario.provenance import Provenance
from sim.scenario.quantity import FreeDim, Quantity
from sim.scenario.schema.base import Asset, Catalogued, Dated, Table
from sim.scenario.schema.fields import PARAMETERS, FieldSpec, fields_of
from sim.scenario.schema.places import Placed
from sim.scenario.schema.scenario import Reference, ScenarioTable
from sim.scenario.schema.shelter import StructureBase
from sim.scenario.schema.tools import Machine

FILE = "REFERENCE.md"
COMMAND = "python -m sim.scenario.reference"

#: Keys that several kinds have are explained once, under these headings.
_SHARED: dict[type[Table], str] = {
    Dated: "What comes and goes",
    Catalogued: "What may come from the catalogue",
    Asset: "Every asset",
    Placed: "What may stand at a place",
    Machine: "Every machine",
    StructureBase: "Every structure",
}

_INTRODUCTION = f"""\
# Reference of scenario files

Every key that a scenario may have, made from the program's own classes and from `scenarios/library/`; written by
`{COMMAND}`. How scenarios build on each other is said in the project's README.

A number is never bare: it says its unit and where it comes from.

```toml
area = {{ value = 35, unit = "m^2", basis = "sourced", source = "nasa-vsat", range = [30, 40] }}
```

| part | meaning |
|---|---|
| `value`, `unit` | the number as you like to give it; any unit of the right kind will do ("kWh", "MJ", "%/yr"), and `"1"` may be left out |
| `basis` | `assumption`: illustrative, `note` says why; `sourced`: `source` names one of the [references](#references); `derived`: `note` names the formula; `design`: the analyst's decision |
| `known` | how well: `measured`, `published`, `estimated` or `guessed`; without it `sourced` is published, `derived` estimated, `assumption` guessed; a `design` is a decision and says nothing |
| `range` | lowest and highest plausible value, in the same unit; studies draw from it |
| `distribution` | how they draw: `triangular` with the value as its mode, which holds where nothing is said, `uniform` or `log-uniform`; a `design` is never drawn |

In a table that says `basis = "design"`, and in the tables in it, decisions may be written in short; anything else keeps
its value, basis and note. What the program writes is always long.

```toml
[energy.batteries.main]
basis = "design"
capacity = "900 kWh"
count = 2
```

A choice among words that moves results says where it comes from in the same way, without unit and range:

```toml
heat_capacity_model = {{ value = "ledlow-1992", basis = "assumption", note = "why" }}
```

In the tables, *unit* is the customary one. *Default* is what holds where no file says anything: a value of the library,
**required** where there is none, or *model* where the catalogue's entry gives it that the asset names as its `model`.
NAME stands for a name of your choosing of letters, digits, `-` and `_`. `remove = true` in the table of a NAME takes out
what an extended file says of it.
"""  # noqa: E501


def text() -> str:
    """Return the page."""
    return "\n".join([_INTRODUCTION, *_Page().lines()]) + "\n"


class _Page:
    """Collects the page from the schema; knows the library's defaults and the catalogue."""

    def __init__(self) -> None:
        self._defaults = library(DEFAULTS).table
        self._catalogue = library(CATALOGUE).table
        self._references = library(REFERENCES).table

    def lines(self) -> Iterator[str]:
        """Yield the lines of the page after the introduction."""
        specs = fields_of(ScenarioTable)
        systems = [spec for spec in specs.values() if spec.kind == "table"]
        shared = [(title, f"[{title.lower()}](#{_anchor(title)})") for title in _SHARED.values()]
        named = [f"[`[{spec.key}]`](#{spec.key})" for spec in systems]
        yield (
            "Contents: [top level](#top-level), "
            + ", ".join(
                [
                    *named,
                    "[other bases](#other-bases)",
                    "[goals](#goals)",
                    "[decisions](#decisions)",
                    "[stages](#stages)",
                    *(link for _, link in shared),
                ]
            )
            + (", [references](#references).")
        )
        yield from ("", "## Top level", "")
        plain = [spec for spec in specs.values() if spec.kind == "value"]
        yield from _table(_KEYS, [_row(spec, "") for spec in [*_OF_FILE, *plain]])
        for spec in systems:
            yield from self._section((spec.key,), spec, 2)
        yield from self._bases(specs["bases"], named)
        yield from ("", "## Goals", "", f"{specs['goals'].meaning} Without any, that the last structure stands.")
        yield from self._section(("goals",), specs["goals"], 3)
        yield from ("", "## Decisions", "", f"{specs['decisions'].meaning}")
        yield from self._section(("decisions",), specs["decisions"], 3)
        yield from ("", "## Stages", "", f"{specs['stages'].meaning}")
        yield from self._section(("stages",), specs["stages"], 3)
        yield from ("", "## What several kinds have in common")
        for table, title in _SHARED.items():
            yield from ("", f"### {title}", "", f"{_sentence(table)}{_also(table)}", "")
            plain = [spec for spec in _own(table) if spec.kind not in {"table", "keyed"}]
            yield from _table(_KEYS, [self._row(spec, table) for spec in plain])
            for spec in _own(table):
                if spec.kind in {"table", "keyed"}:
                    yield from self._section(("SYSTEM", "KIND", "NAME", spec.key), spec, 4)
        yield from self._reference_section()

    def _bases(self, spec: FieldSpec, named: Sequence[str]) -> Iterator[str]:
        """Other bases: the same tables once more, which need no second explanation."""
        yield from ("", "## Other bases", "", f"`[bases.NAME]`: {_sentence(spec.tables[0])}")
        yield f"Its tables are {', '.join(named)}, such as `[bases.NAME.energy]`."
        main = fields_of(ScenarioTable)
        for key, own in fields_of(*spec.tables).items():
            if own.kind == "table" and key not in main:
                yield from self._section(("bases", "NAME", key), own, 3)

    def _section(self, path: tuple[str, ...], spec: FieldSpec, level: int) -> Iterator[str]:
        """A table, or tables by name, with all that is in it."""
        if spec.kind == "table":
            yield from self._one(path, spec.tables[0], level, spec)
            return
        name = "|".join(spec.choices) or "NAME"
        if len(spec.tables) == 1:
            yield from self._one((*path, name), spec.tables[0], level, spec)
        for table in spec.tables if len(spec.tables) > 1 else ():
            kind = fields_of(table)["kind"].choices[0]
            yield from self._one((*path, name), table, level, spec, f' with `kind = "{kind}"`')
        yield from self._catalogue_table(spec)

    def _one(
        self, path: tuple[str, ...], table: type[Table], level: int, holder: FieldSpec, suffix: str = ""
    ) -> Iterator[str]:
        title = path[0] if level == 2 else f"`[{'.'.join(path)}]`{suffix}"
        yield from ("", f"{'#' * level} {title}", "", f"{_sentence(table)}{_also(table)}")
        specs = _own(table)
        rows = []
        for spec in specs:
            if (spec.kind == "value" or spec.kind in PARAMETERS) and spec.key != "kind":
                default = self._default(path, spec)
                rows.append(_row(spec, default or self._by_model(holder, spec)))
        if rows:
            yield ""
            yield from _table(_KEYS, rows)
        for spec in specs:
            if spec.kind in {"table", "keyed"}:
                yield from self._section((*path, spec.key), spec, min(level + 1, 4))

    def _row(self, spec: FieldSpec, table: type[Table]) -> list[str]:
        """A row of keys that several kinds share: most of them are given by the catalogue."""
        return _row(spec, _MODEL if spec.required and issubclass(table, Catalogued) else "")

    def _default(self, path: tuple[str, ...], spec: FieldSpec) -> str:
        """What the library says of a key; "" where it says nothing."""
        table: Any = self._defaults
        for part in (*path, spec.key):
            table = table.get(part) if isinstance(table, dict) else None
        return "" if table is None else _given(table, spec)

    def _by_model(self, holder: FieldSpec, spec: FieldSpec) -> str:
        """That the catalogue gives a key, if it does."""
        entries = self._catalogue.get(holder.key, {}).values()
        return _MODEL if spec.required and any(spec.key in entry for entry in entries) else ""

    def _catalogue_table(self, holder: FieldSpec) -> Iterator[str]:
        """The entries of the catalogue that an asset may name as its model."""
        specs = fields_of(*holder.tables)
        for model, entry in self._catalogue.get(holder.key, {}).items():
            yield from ("", f'Catalogue: `model = "{model}"`', "")
            rows = []
            for key, raw in entry.items():
                found = _parameter(raw, specs[key])
                if found is None:
                    rows.append([f"`{key}`", f"`{_plain(raw)}`", "", "", "", ""])
                else:
                    origin = (found.basis, found.known or "-", _origin(found))
                    rows.append([f"`{key}`", found.text(), _range(found), *origin])
            yield from _table(("key", "value", "range", "basis", "known", "source or note"), rows)

    def _reference_section(self) -> Iterator[str]:
        yield from ("", "## References", "", f"{_sentence(Reference)} A scenario may bring its own, as tables")
        yield "`[references.NAME]`, and name them as `source`."
        yield ""
        yield from _table(_KEYS, [_row(spec, "") for spec in fields_of(Reference).values()])
        yield from ("", "The library has these:", "")
        rows = []
        for key, entry in sorted(self._references.items()):
            about = [
                str(entry[part]) for part in ("authors", "year", "publisher", "journal", "report") if part in entry
            ]
            link = entry.get("url") or (f"https://doi.org/{entry['doi']}" if "doi" in entry else "")
            what = f"[{_cell(entry['title'])}]({link})" if link else _cell(entry["title"])
            rows.append([f'<a id="{key}"></a>`{key}`', what, _cell(", ".join(about)), _cell(entry.get("note", ""))])
        yield from _table(("key", "title", "by", "note"), rows)


_KEYS = ("key", "meaning", "unit", "allowed", "default")
_MODEL = "*model*"
_OF_FILE = (
    FieldSpec(
        "extends", "", "value", False, text="File or list of files that this one builds on; later lie over earlier."
    ),
    FieldSpec(
        "library",
        "",
        "value",
        False,
        text="Catalogue or list of catalogues of one's own, relative to this file: models as `[arrays.NAME]`, named as "
        "`model`; references as `[references.NAME]`. Later ones win over earlier and over the library. "
        "`ilrs check` takes such a file alone.",
    ),
    FieldSpec(
        "format",
        "",
        "value",
        False,
        text="Version of the format of this file; one that does not say it is of the present format.",
        type=int,
    ),
)


def _own(table: type[Table]) -> list[FieldSpec]:
    """The keys of a class but for those that its shared bases explain."""
    inherited = {key for base in table.__mro__[1:] if base in _SHARED for key in fields_of(base)}
    return [spec for key, spec in fields_of(table).items() if key not in inherited]


def _also(table: type[Table]) -> str:
    """Where the keys are explained that a class shares with others."""
    bases = [base for base in table.__mro__[1:] if base in _SHARED]
    nearest = [base for base in bases if not any(base is not other and issubclass(other, base) for other in bases)]
    links = [f"[{_SHARED[base].lower()}](#{_anchor(_SHARED[base])})" for base in nearest]
    return f" Keys besides: those of {' and '.join(links)}." if links else ""


def _row(spec: FieldSpec, default: str) -> list[str]:
    unit = spec.dim.unit if spec.dim is not None else _type_name(spec)
    if isinstance(spec.dim, FreeDim):
        unit = "its own"
    allowed = spec.allowed
    if spec.choices:
        allowed = ", ".join(f"`{choice}`" for choice in spec.choices)
    elif spec.dim is not None and spec.dim.whole:
        allowed = f"whole, {allowed}" if allowed else "whole"
    shown = default or ("**required**" if spec.required else _class_default(spec))
    return [f"`{spec.key}`", _cell(spec.meaning), unit, allowed, shown]


def _type_name(spec: FieldSpec) -> str:
    names = {"str": "text", "int": "whole number", "bool": "true or false", "date": "date"}
    if spec.key == "horizons":
        return "files"
    if spec.kind == "choice":
        return "choice"
    if spec.choices:
        return "text"
    return names.get(getattr(spec.type, "__name__", ""), "text or list" if spec in _OF_FILE else "list")


def _class_default(spec: FieldSpec) -> str:
    if spec.key == "count":
        return "1"
    if spec.key == formats.KEY:
        return f"`{formats.PRESENT}`"
    default = _DEFAULTS.get((spec.key, spec.label))
    return "-" if default in (None, "", (), {}) else f"`{_plain(default)}`"


def _all_tables(types: Iterable[type[Table]]) -> Iterator[type[Table]]:
    for table in types:
        yield table
        for spec in fields_of(table).values():
            yield from _all_tables(spec.tables)


_DEFAULTS: dict[tuple[str, str], Any] = {
    (spec.key, spec.label): table.model_fields[spec.attribute].default
    for table in _all_tables([ScenarioTable])
    for spec in fields_of(table).values()
    if not (spec.required or table.model_fields[spec.attribute].default_factory)
}


def _parameter(raw: Any, spec: FieldSpec) -> Provenance | None:
    return spec.form.read(raw)[0] if spec.form is not None else None


def _given(raw: Any, spec: FieldSpec) -> str:
    found = _parameter(raw, spec)
    if found is None:
        return f"`{_plain(raw)}`"
    basis = found.basis if found.known is None else f"{found.basis}, {found.known}"
    parts = [f"**{found.text()}**", _range(found), basis, _origin(found)]
    return "; ".join(part for part in parts if part)


def _range(found: Provenance) -> str:
    return found.range_text() if isinstance(found, Quantity) else ""


def _origin(found: Provenance) -> str:
    source = f"[{found.source}](#{found.source})" if found.source else ""
    return "; ".join(part for part in (source, _cell(found.note or "")) if part)


def _plain(raw: Any) -> str:
    return str(raw).lower() if isinstance(raw, bool) else str(raw)


def _sentence(table: type[Table]) -> str:
    return " ".join((table.__doc__ or "").split("\n\n", maxsplit=1)[0].split())


def _anchor(title: str) -> str:
    return re.sub(r"[^\w-]", "", title.lower().replace(" ", "-"))


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|").replace("<", "&lt;")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def write(folder: Path) -> Path:
    """Write the page into a folder; return the file."""
    path = folder / FILE
    path.write_text(text(), encoding="utf-8", newline="\n")
    return path


def main() -> None:
    """Write the page and say where it is."""
    sys.stdout.write(f"{write(files.shipped_folder())}\n")


if __name__ == "__main__":
    main()

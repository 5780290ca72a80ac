"""New scenario files, for `ilrs new`: commented, valid as they are, and made from the schema and the baseline.

Prose stands behind "# "; a line that begins with "#" and goes on at once is TOML that takes effect without the "#".
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.scenario import files, formats, json_schema
from sim.scenario.layers import gather
from sim.scenario.loading import load
from sim.scenario.problems import dotted
from sim.scenario.provenance import BASES, KNOWN, Provenance
from sim.scenario.schema.base import Table
from sim.scenario.schema.fields import PARAMETERS, FieldSpec, fields_of
from sim.scenario.schema.scenario import ScenarioTable
from sim.scenario.writing import toml_value

BASELINE = "ilrs:baseline.toml"


@dataclass(frozen=True)
class _Knobs:
    """Keys of one table of the baseline that are worth turning: written out, or `tried` by taking away the "#"."""

    heading: str  # of the system that begins with this table
    table: str
    written: Sequence[str] = ()
    tried: Sequence[str] = ()


_SHORT = (
    _Knobs(
        "energy: how much power there is, and how long the batteries carry the nights",
        "energy.arrays.modules",
        ("count",),
    ),
    _Knobs("", "energy.batteries.main", ("capacity",), ("specific_energy",)),
    _Knobs("", "energy.classes.operations", ("shed_below",)),
    _Knobs(
        "tools: the chain from the ground to the wall, and who repairs it",
        "tools.printers.solar",
        ("count", "mirror_area"),
        ("mtbf", "dust_factor"),
    ),
    _Knobs("", "tools.layers.mason", ("count",)),
    _Knobs("", "tools.technicians.repair", ("count",)),
    _Knobs("communication: the links to Earth, and who watches the machines", "communication", ("operators", "buffer")),
    _Knobs("bricks: what one is and how it is heated", "bricks", (), ("sinter_temperature", "reject_fraction")),
    _Knobs("shelter: what is built, in which order", "shelter.structures.vault", ("thickness", "length")),
)

#: What is no change of a number; each piece is valid on top of the rest.
_PIECES = (
    (
        "Something more: a reactor from the catalogue. REFERENCE.md, beside the shipped scenarios, lists all there is.",
        """\
[energy.reactors.fission]
model = "fission-10kwe"
from = {middle}
first_outage = {{ value = 4383, unit = "h", basis = "design" }}
""",
    ),
    (
        "Something less: what the baseline has by this name is taken out.",
        """\
[communication.instruments.telescope]
remove = true
""",
    ),
    (
        "Something lost on a day: the relay satellite.",
        """\
[communication.relays.queqiao]
until = {middle}
""",
    ),
    (
        "One more structure, begun when another stands.",
        """\
[shelter.structures.second-road]
kind = "road"
length = {{ value = 50, unit = "m", basis = "design" }}
width = {{ value = 4, unit = "m", basis = "design" }}
thickness = {{ value = 0.06, unit = "m", basis = "design" }}
after = ["vault"]
""",
    ),
)


def short(title: str, schema: str) -> str:
    """Return a scenario that extends the baseline, with the knobs that are turned most often.

    Args:
        title: title of the scenario.
        schema: path or URL of the JSON Schema for the editor.
    """
    base, top = load(BASELINE), fields_of(ScenarioTable)
    lines = [
        f"#:schema {schema}",
        f"# A lunar station: what is not said here is as in the baseline (ilrs show {BASELINE} prints all of it).",
        *_bases(),
        "# A key with # right before it can be switched on by taking the # away.",
        "",
        *_key("title", title),
        *_key("summary", "What is different here, and what it is to show."),
        *_key("extends", BASELINE),
        "# To stand elsewhere: extends = [" + f'"{BASELINE}", "{files.PREFIX}sites/NAME.toml"], with NAME one of',
        f"# {', '.join(_sites())}.",
        "",
        *(line for key in ("start", "end", "seed") for line in _key(key, getattr(base, key), top[key].label, off=True)),
    ]
    seen: set[str] = set()
    for knobs in _SHORT:
        lines += _knob_lines(knobs, base, seen)
    lines += ["", "# ---- and more than numbers ----"]
    middle = base.start + (base.end - base.start) / 2
    for prose, piece in _PIECES:
        filled = piece.format(middle=middle.isoformat())
        lines += ["", f"# {prose}"]
        lines += ["#" + line for line in filled.splitlines()]
    return "\n".join(lines) + "\n"


def full(title: str, schema: str) -> str:
    """Return the baseline as a scenario that stands alone: every key with its meaning, nothing from elsewhere.

    Only the measured horizons stay in their shipped files. Arguments as in `short`.
    """
    base = load(BASELINE)
    lines = [
        f"#:schema {schema}",
        "# A complete lunar station: the baseline, written out. It builds on no other file and on no catalogue.",
        *_bases(),
        "# Keys are explained where they first appear.",
        "",
        *_key(formats.KEY, formats.PRESENT, "Version of the format of this file."),
    ]
    replaced = {"title": title, "standalone": True, "site.horizons": _horizon_files()}
    lines += _whole((), base, replaced, set())
    return "\n".join(lines) + "\n"


def new(path: Path, *, complete: bool = False) -> None:
    """Write a new scenario file: `short`, or `full` where it is to be complete.

    Raises:
        FileExistsError: there is something of that name already; it is left as it is.
        OSError: the file cannot be written.
    """
    title = path.stem.replace("-", " ").replace("_", " ").strip() or "New station"
    title = title[:1].upper() + title[1:]
    name = json_schema.COMPLETE if complete else json_schema.EXTENDS
    text = (full if complete else short)(title, schema_link(path, name))
    with path.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def schema_link(path: Path, name: str) -> str:
    """Return how an editor finds a shipped JSON Schema, without a network, from the file at `path`.

    Relative where both lie in one checkout, so that the file can be passed on with it; else the file URL of this
    installation. An editor that does not find it, on another machine say, only does without.
    """
    schema = files.shipped_folder().resolve() / json_schema.FOLDER / name
    folder = path.resolve().parent
    checkout = schema.parents[2]
    if (checkout / "pyproject.toml").is_file() and folder.is_relative_to(checkout):
        there = Path(os.path.relpath(schema, folder)).as_posix()
        return there if there.startswith("../") else f"./{there}"
    return schema.as_uri()


def _bases() -> list[str]:
    said = {
        "assumption": "with a note that says why",
        "sourced": "from the reference it names",
        "derived": "by the formula in its note",
        "design": "your decision",
    }
    lines = ["# Every number says where it comes from, its basis:"]
    lines += [f"#   {basis:<10} {said[basis]}" for basis in BASES]
    return [*lines, f"# and may say how well it is known: {', '.join(KNOWN)}. Without, that follows from the basis."]


def _sites() -> list[str]:
    return sorted(path.stem for path in (files.shipped_folder() / "sites").glob("*.toml"))


def _key(key: str, value: Any, prose: str = "", *, off: bool = False) -> list[str]:
    """A key with what it means above it; `off` puts it behind a "#"."""
    given = value.given() if isinstance(value, Provenance) else list(value) if isinstance(value, tuple) else value
    line = f"{'#' if off else ''}{dotted((key,))} = {toml_value(given)}"
    return [f"# {prose}", line] if prose else [line]


def _prose(spec: FieldSpec, seen: set[str]) -> str:
    """What a key means and may hold; nothing where that was said before."""
    meaning = spec.meaning.rstrip(".")
    if spec.key == "kind":
        return ""
    prose = f"{meaning} ({spec.allowed})." if spec.form is not None and spec.allowed else f"{meaning}."
    if prose in seen:
        return ""
    seen.add(prose)
    return prose


def _knob_lines(knobs: _Knobs, base: ScenarioTable, seen: set[str]) -> Iterator[str]:
    if knobs.heading:
        yield from ("", f"# ---- {knobs.heading} ----")
    table: Any = base
    for part in knobs.table.split("."):
        table = table[part] if isinstance(table, dict) else getattr(table, part)
    kind: type[Table] = type(table)
    specs = fields_of(kind)
    yield from ("", f"[{knobs.table}]")
    for key in (*knobs.written, *knobs.tried):
        spec = specs[key]
        yield from _key(key, getattr(table, spec.attribute), _prose(spec, seen), off=key in knobs.tried)


def _whole(path: tuple[str, ...], table: Table, replaced: dict[str, Any], seen: set[str]) -> Iterator[str]:
    """The lines of a table and of all tables in it; `replaced` are other values by dotted key."""
    specs = fields_of(type(table))
    present: dict[str, Any] = {}
    for key, spec in specs.items():
        value = replaced.get(dotted((*path, key)), getattr(table, spec.attribute))
        if spec.required or not (value is None or value in ({}, (), "")):
            present[key] = value
    plain = [key for key in present if specs[key].kind == "value" or specs[key].kind in PARAMETERS]
    if path and (plain or not present):
        yield from ("", f"[{dotted(path)}]")
    for key in plain:
        yield from _key(key, present[key], _prose(specs[key], seen))
    for key, value in present.items():
        if specs[key].kind == "table":
            if not path:
                yield from ("", f"# ---- {key}: {specs[key].meaning} ----")
            yield from _whole((*path, key), value, replaced, seen)
        elif specs[key].kind == "keyed":
            for name, inner in value.items():
                yield from _whole((*path, key, name), inner, replaced, seen)


def _horizon_files() -> dict[str, str]:
    """The shipped files with the horizons of the baseline's site, by mast height."""
    path = files.shipped(BASELINE)
    layers = gather(files.read_toml(path), path, [])
    source, named = next(
        (source, horizons)
        for source in reversed(layers)
        if (horizons := source.table.get("site", {}).get("horizons")) is not None
    )
    return {mast: files.shown_path(files.find(name, source)) for mast, name in named.items()}

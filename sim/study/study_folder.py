"""The folder of a study on disk: what was asked, what was run, its replicates, tables and figures."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from sim.result.files import write_json
from sim.result.folder import PLOTS
from sim.scenario import load
from sim.study.findings import Findings, Header, TextTable
from sim.study.folder import STUDY, holder
from sim.study.kinds import KINDS
from sim.study.replicates.store import STORE, Store, StoreError
from sim.study.replicates.variants import Drawing, Variant
from sim.study.writing import write_text
from sim.texts import cell

if TYPE_CHECKING:
    # Whoever reads studies runs none.
    from sim.study.replicates.study import Study

F = TypeVar("F", bound=Findings)

FORMAT = 1
SCENARIOS = "scenarios"
REPLICATES = "replicates.csv"

Figures = Callable[[Findings, Path], object]
"""Draws the figures of a study into a folder."""


def save(findings: Findings, folder: Path, store: Store, *, figures: Figures | None = None) -> None:
    """Write all that a study found beside its replicates; what stood there is replaced, file by file.

    Args:
        findings: What it found.
        folder: Its folder.
        store: Its replicates.
        figures: Draws its figures; none are drawn without it.

    Raises:
        OSError: A file cannot be written.
    """
    header = findings.header
    for variant in header.variants:
        path, text = folder / _file(variant), variant.scenario.to_toml()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, partial(_write, text=text))
    for table in findings.tables:
        write_text(folder / f"{table.name}.csv", partial(write_table, table=table))
    write_text(folder / REPLICATES, lambda stream: write_replicates(stream, header, store))
    write_json(folder / STUDY, as_json(findings))
    if figures is not None:
        (folder / PLOTS).mkdir(exist_ok=True)
        figures(findings, folder / PLOTS)


def conclude(kind: type[F], header: Header, study: Study, figures: Figures | None) -> tuple[F, Path | None]:
    """What a study found whose replicates have been run, and its folder, in which all of it is written.

    Args:
        kind: Class of its findings.
        header: What it was asked.
        study: The study.
        figures: Draws its figures into its folder; none are drawn without it.

    Returns:
        Both; no folder where all is in memory.

    Raises:
        StoreError: Its replicates cannot be read.
        OSError: A file cannot be written.
    """
    found = kind.read(header, study.store)
    if study.folder is not None:
        save(found, study.folder, study.store, figures=figures)
    return found, study.folder


def as_json(findings: Findings) -> dict[str, Any]:
    """``study.json``."""
    header = findings.header
    return {
        "format": FORMAT,
        "kind": header.kind,
        "name": header.name,
        "title": header.title,
        "command": header.command,
        "sentences": list(findings.sentences),
        "remarks": list(findings.remarks),
        "seed": header.drawing.seed,
        "vary": header.drawing.vary,
        "until_h": header.drawing.until_h,
        "settings": dict(header.settings),
        "variants": [
            {
                "key": variant.key,
                "label": variant.label,
                "relief": variant.relief,
                "file": _file(variant),
            }
            for variant in header.variants
        ],
    }


def is_study(path: Path) -> bool:
    """Whether a path is the folder of a study, or its ``study.json``."""
    return holder(path, STUDY) is not None


def open_study(path: Path | str) -> Findings:
    """What the study in a folder found.

    Raises:
        StoreError: It cannot be read, or is of another format.
    """
    folder = holder(Path(path), STUDY) or Path(path)
    header = read_header(folder)
    with Store(folder / STORE, write=False) as store:
        return KINDS[header.kind].load().read(header, store)


def read_header(folder: Path) -> Header:
    """What the study in a folder was asked.

    Raises:
        StoreError: That cannot be read, or is of another format.
    """
    path = folder / STUDY
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found.get("format") != FORMAT or found.get("kind") not in KINDS:
            raise StoreError(
                f"{path}: its format is {found.get('format')} and its kind '{found.get('kind')}', which this program "
                f"does not read (format {FORMAT}; {', '.join(KINDS)}): read it with the program that wrote it"
            )
        variants = tuple(
            Variant(one["label"], load(_inside(folder, one["file"])), one["relief"]) for one in found["variants"]
        )
        for variant, one in zip(variants, found["variants"], strict=True):
            if variant.key != one["key"]:
                raise StoreError(f"{folder / one['file']}: was changed after the study had been run: run it again")
        return Header(
            kind=found["kind"],
            name=found["name"],
            title=found["title"],
            drawing=Drawing(found["seed"], found["vary"], found["until_h"]),
            variants=variants,
            settings=found["settings"],
            command=found["command"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"{path}: cannot be read: {' '.join(str(error).split())}; run the study again") from error


def _file(variant: Variant) -> str:
    """Where a variant's scenario lies in the folder; the file bears its name, which no file says itself."""
    return f"{SCENARIOS}/{variant.key}/{variant.scenario.name}.toml"


def _write(stream: TextIO, text: str) -> None:
    stream.write(text)


def _inside(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise StoreError(f"{folder / STUDY}: names a file outside its folder")
    return path


def write_table(stream: TextIO, table: TextTable) -> None:
    """Write a table as CSV, values as programs read them."""
    heads = list(dict.fromkeys(name for record in table.records for name in record))
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(heads)
    for record in table.records:
        writer.writerow([_value(record.get(name)) for name in heads])


def write_replicates(stream: TextIO, header: Header, store: Store) -> None:
    """Write every replicate as a row: label of its variant, number, error, then its measures.

    Dates are hours since the start, ``inf`` for those after the end. The rows are the same however they were run.
    """
    measures = sorted(store.measures())
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["variant", "replicate", "error", *measures])
    for row in replicate_rows(header, store, measures):
        writer.writerow([_value(value) for value in row])


def replicate_rows(header: Header, store: Store, measures: list[str]) -> Iterator[list[object]]:
    """Every replicate as a row: label, number, error, values of the measures."""
    for variant in header.variants:
        for record in store.records(variant.key):
            values = (record.values.get(name) for name in measures)
            yield [
                variant.label,
                record.number,
                record.error,
                *(None if value is None or math.isnan(value) else value for value in values),
            ]


def _value(value: object) -> object:
    return "" if value is None else cell(value)

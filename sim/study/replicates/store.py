"""The replicates of a study in one file: each is committed once, as it comes, and nothing that was is lost.

SQLite with a write-ahead log and one writer, which holds the file for itself until it closes it: a second one is told
so. A process that is killed frees it; what it had committed is there. Closed, the file stands alone.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from sim.study.errors import StudyError
from sim.study.replicates.measures import FloatArray, Measure
from sim.study.replicates.task import Record
from sim.texts import visible_line

VERSION = 1
"""Version of the tables: a file of another one is refused."""
STORE = "study.sqlite"

_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE measures (
    place INTEGER PRIMARY KEY, name TEXT UNIQUE, unit TEXT, label TEXT, definition TEXT, counts INTEGER
);
CREATE TABLE replicates (
    variant TEXT NOT NULL, number INTEGER NOT NULL, data TEXT NOT NULL, bands BLOB, seconds REAL NOT NULL,
    error TEXT, lost INTEGER NOT NULL, PRIMARY KEY (variant, number)
) WITHOUT ROWID;
"""


class StoreError(StudyError):
    """The replicates of a study cannot be read or kept; the text says why and what to do."""


class Store:
    """The file of a study's replicates.

    Args:
        path: Where it is; None keeps all in memory.
        about: What decides the outcomes, as texts: a file about anything else is refused.
        write: Whether replicates are added; else the file must be there.

    Raises:
        StoreError: It cannot be opened, is of another version, or is about something else.
    """

    def __init__(self, path: Path | None, about: Mapping[str, str] | None = None, *, write: bool = True) -> None:
        self._path = path
        self._write = write
        if path is not None and not write and not path.is_file():
            raise StoreError(f"{path}: there is no such file")
        with self._told():
            self._database = _connect(path, write)
        try:
            with self._told():
                self._begin(about, write)
            self._measures = self.measures()
        except BaseException:
            self._database.close()
            raise

    def _begin(self, about: Mapping[str, str] | None, write: bool) -> None:
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        fresh = version == 0 and not self._database.execute("SELECT name FROM sqlite_master").fetchone()
        if fresh and write:
            with self._database:
                self._database.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
                self._database.executemany("INSERT INTO about VALUES (?, ?)", (about or {}).items())
        elif version != VERSION:
            raise StoreError(
                f"{self._path}: its format is {version or 'none of ours'}, and this program reads {VERSION}: read it "
                "with the program that wrote it, or remove it and run the study again"
            )
        found = dict(self._database.execute("SELECT name, value FROM about"))
        if about is not None and found != dict(about):
            names = sorted(name for name in {*found, *about} if found.get(name) != about.get(name))
            raise StoreError(
                f"{self._path}: holds another study ({', '.join(names)} differ); remove it or give another --out"
            )
        self.about: dict[str, str] = found

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let it stand alone: nothing beside it, and for anybody to read."""
        if self._write and self._path is not None:
            # Where the disk is full, the log stays beside it: what is in there is read all the same.
            with contextlib.suppress(sqlite3.Error):
                self._database.execute("PRAGMA journal_mode = DELETE")
        self._database.close()

    def add(self, record: Record) -> None:
        """Keep a replicate; one that is there already stays as it is, unless its worker had died.

        Raises:
            StoreError: It cannot be written.
        """
        bands = {name: len(values) for name, values in record.bands.items()}
        data = json.dumps({"values": record.values, "bands": bands}, separators=(",", ":"))
        blob = b"".join(np.asarray(values, dtype="<f4").tobytes() for values in record.bands.values())
        row = (record.variant, record.number, data, blob, record.seconds, record.error, int(record.lost))
        fresh = [one for one in record.measures if one.name not in self._measures]
        with self._told(), self._database:
            for one in fresh:
                place = len(self._measures)
                self._database.execute(
                    "INSERT INTO measures VALUES (?, ?, ?, ?, ?, ?)",
                    (place, one.name, one.unit, one.label, one.definition, int(one.count)),
                )
                self._measures[one.name] = one
            self._database.execute("DELETE FROM replicates WHERE variant = ? AND number = ? AND lost", row[:2])
            self._database.execute("INSERT OR IGNORE INTO replicates VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def take_in(self, path: Path) -> int:
        """Take in what another file about the same study holds, such as that of a shard; how many replicates it has.

        Raises:
            StoreError: It is about another study, or cannot be read.
        """
        with Store(path, self.about, write=False) as other:
            records = list(other.records())
            measures = tuple(other.measures().values())
        for record in records:
            self.add(Record(**{**record.__dict__, "measures": measures}))
        return len(records)

    def measures(self) -> dict[str, Measure]:
        """What its values are, by name, in the order in which they came up."""
        with self._told():
            rows = self._database.execute("SELECT name, unit, label, definition, counts FROM measures ORDER BY place")
            return {
                name: Measure(name, unit, label, definition, bool(count))
                for name, unit, label, definition, count in rows
            }

    def known(self, variant: str) -> set[int]:
        """Numbers of the replicates of a variant that need not be run: done, or failed by themselves."""
        with self._told():
            rows = self._database.execute("SELECT number FROM replicates WHERE variant = ? AND NOT lost", (variant,))
            return {number for (number,) in rows}

    def records(self, variant: str | None = None) -> Iterator[Record]:
        """The replicates of a variant, or of all, by number."""
        where, given = ("", ()) if variant is None else ("WHERE variant = ?", (variant,))
        query = "SELECT variant, number, data, bands, seconds, error, lost FROM replicates"
        with self._told():
            for row in self._database.execute(f"{query} {where} ORDER BY variant, number", given):
                name, number, data, blob, seconds, error, lost = row
                content = json.loads(data)
                yield Record(
                    name, number, content["values"], _bands(content["bands"], blob), seconds, error, bool(lost)
                )

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Say what SQLite says in our words."""
        try:
            yield
        except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
            raise StoreError(_words(error, self._path)) from error


def _connect(path: Path | None, write: bool) -> sqlite3.Connection:
    if path is None:
        return sqlite3.connect(":memory:")
    if not write:
        # A log beside it holds what a killed writer had committed; only where there is none, nothing need be written.
        alone = not path.with_name(path.name + "-wal").exists()
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if alone else ''}", uri=True)
    database = sqlite3.connect(path, timeout=1.0)
    try:
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        # With the mode alone, the lock is taken at the first write only.
        database.execute("BEGIN EXCLUSIVE")
        database.execute("COMMIT")
    except sqlite3.Error:
        database.close()
        raise
    return database


def _words(error: Exception, path: Path | None) -> str:
    place = "the study" if path is None else str(path)
    text = " ".join(str(error).split())
    if "locked" in text:
        return f"{place}: another process is running this study: wait until it is done, or stop it"
    if "full" in text:
        return f"{place}: the disk is full; what is there stays, and the same command goes on when there is room"
    if "readonly" in text or "unable to open" in text:
        return f"{place}: cannot be written; give another folder with --out"
    if (isinstance(error, sqlite3.DatabaseError) and "malformed" in text) or "not a database" in text:
        return f"{place}: is damaged or no study; remove it and run the study again"
    return f"{place}: cannot be used: {visible_line(text)}"


def _bands(lengths: Mapping[str, int], blob: bytes | None) -> dict[str, FloatArray]:
    values = np.frombuffer(blob or b"", dtype="<f4").astype(float)
    found = {}
    begin = 0
    for name, length in lengths.items():
        found[name] = values[begin : begin + length]
        begin += length
    return found


def shard_name(number: int, of: int) -> str:
    """Name of the file of a shard."""
    return f"shard-{number}-of-{of}.sqlite"


def shards(folder: Path) -> Iterable[Path]:
    """The files of shards in a study's folder, by name."""
    return sorted(folder.glob("shard-*-of-*.sqlite"))

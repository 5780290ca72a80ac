"""The replicates of a study in one file: each is committed once, as it comes, and nothing that was is lost.

SQLite with a write-ahead log and one writer, which holds the file for itself until it closes it: a second one is told
so. A process that is killed frees it; what it had committed is there. Closed, the file stands alone.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import shutil
import sqlite3
import tempfile
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

_TABLES = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE measures (
        place INTEGER PRIMARY KEY, name TEXT UNIQUE, unit TEXT, label TEXT, definition TEXT, counts INTEGER
    )""",
    """CREATE TABLE replicates (
        variant TEXT NOT NULL, number INTEGER NOT NULL, data TEXT NOT NULL, bands BLOB, seconds REAL NOT NULL,
        error TEXT, lost INTEGER NOT NULL, PRIMARY KEY (variant, number)
    ) WITHOUT ROWID""",
)
_LOGS = ("-wal", "-journal")
"""Endings of the files in which SQLite keeps what is not yet in the file itself."""


class StoreError(StudyError):
    """The replicates of a study cannot be read or kept; the text says why and what to do."""


class BusyError(StoreError):
    """Another process is writing it."""


class EmptyError(StoreError):
    """There is nothing in it: whoever made it was killed before that."""


class ReadOnlyError(StoreError):
    """It cannot be written, whatever is in it."""


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
        self.write = write
        if path is not None and not write and not path.is_file():
            raise StoreError(f"{path}: there is no such file")
        with self._told():
            self._database = _connect(path) if write else _reading(path)
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
        if fresh and not write:
            raise EmptyError(f"{self._path}: holds nothing yet; run the study first")
        if fresh:
            # All or nothing: a file that has its tables says what it is about.
            with self._database:
                self._database.execute("BEGIN")
                for table in _TABLES:
                    self._database.execute(table)
                self._database.executemany("INSERT INTO about VALUES (?, ?)", (about or {}).items())
                self._database.execute(f"PRAGMA user_version = {VERSION}")
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
        if self._path is not None:
            # Where the disk is full, the log stays beside it: what is in there is read all the same.
            with contextlib.suppress(sqlite3.Error):
                self._database.execute("PRAGMA journal_mode = DELETE")
        self._database.close()

    def require_writable(self) -> None:
        """See that replicates can be added.

        Raises:
            ReadOnlyError: They cannot.
        """
        if not self.write:
            raise ReadOnlyError(_UNWRITABLE.format(self._path))

    def add(self, record: Record) -> None:
        """Keep a replicate; one that is there already stays as it is, unless its worker had died.

        Raises:
            StoreError: It cannot be written.
        """
        self.require_writable()
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

    def take_in(self, path: Path) -> None:
        """Take in what another file about the same study holds, such as that of a shard, and remove it.

        Raises:
            BusyError: Somebody is still writing it.
            StoreError: It is about another study, or cannot be read.
        """
        # As one who writes: nobody else begins to until it is gone.
        with Store(path, self.about) as other:
            measures = tuple(other.measures().values())
            for record in other.records():
                self.add(dataclasses.replace(record, measures=measures))
            with self._told():
                for one in (*_logs(path), path):
                    one.unlink()

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

    def known_by_variant(self) -> dict[str, set[int]]:
        """Numbers of the replicates that need not be run, by key of their variant."""
        with self._told():
            variants = [key for (key,) in self._database.execute("SELECT DISTINCT variant FROM replicates")]
        return {key: self.known(key) for key in variants}

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
        except StoreError:
            raise
        except (sqlite3.Error, OSError, ValueError, KeyError, TypeError) as error:
            raise _in_words(error, self._path) from error


def _connect(path: Path | None) -> sqlite3.Connection:
    """The file for one who writes it, and nobody else does."""
    if path is None:
        return sqlite3.connect(":memory:")
    while True:
        database = sqlite3.connect(path, timeout=_WAITS_S)
        try:
            there = _identity(path)
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            # With the mode alone, the lock is taken at the first write only.
            database.execute("BEGIN EXCLUSIVE")
            database.execute("COMMIT")
            # Whoever had it until now may have removed it, as one who takes in a shard does.
            if there is not None and there == _identity(path):
                return database
        except BaseException:
            database.close()
            raise
        database.close()


_WAITS_S = 1.0
"""How long to wait for another process that is about to close the file [s]."""


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one of its name; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _reading(path: Path | None) -> sqlite3.Connection:
    """The file for one who reads it, wherever it lies."""
    if path is None:
        return sqlite3.connect(":memory:")
    logs = _logs(path)
    if not logs:
        # Nothing need be written beside it, not even a lock.
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        # A log holds what a killed writer had committed, or one whose disk was full: read as a writer would go on.
        return _connect(path)
    except sqlite3.Error as error:
        if _code(error) == "SQLITE_BUSY":
            raise
        # SQLite cannot read a log where it cannot write.
        return _copied(path, logs)


def _logs(path: Path) -> list[Path]:
    """The logs that are beside a file."""
    return [log for log in (path.with_name(path.name + ending) for ending in _LOGS) if log.exists()]


def _copied(path: Path, logs: Iterable[Path]) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    with tempfile.TemporaryDirectory(prefix="ilrs-") as folder:
        for one in (path, *logs):
            shutil.copyfile(one, Path(folder) / one.name)
        with contextlib.closing(sqlite3.connect(Path(folder) / path.name)) as copy:
            copy.backup(database)
    return database


def _code(error: Exception) -> str:
    """SQLite's name of what went wrong."""
    return str(getattr(error, "sqlite_errorname", ""))


def _in_words(error: Exception, path: Path | None) -> StoreError:
    place = "the study" if path is None else str(path)
    text, code = visible_line(" ".join(str(error).split())), _code(error)
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return BusyError(f"{place}: another process is running this study: wait until it is done, or stop it")
    if code == "SQLITE_FULL":
        return StoreError(f"{place}: the disk is full; {_GOES_ON}")
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return ReadOnlyError(_UNWRITABLE.format(place))
    if code.startswith("SQLITE_IOERR"):
        return StoreError(f"{place}: cannot be written or read ({text}): see to its disk; {_GOES_ON}")
    if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return StoreError(f"{place}: is damaged or no study; remove it and run the study again")
    return StoreError(f"{place}: cannot be used: {text}")


_UNWRITABLE = "{}: cannot be written; give another folder with --out"
_GOES_ON = "what is there stays, and the same command goes on when there is room"


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

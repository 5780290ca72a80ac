"""Reading text and TOML files that users name, and finding the files that come with the program."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from sim.scenario.lines import key_lines
from sim.scenario.problems import Problem, ScenarioError, nearest, suggestion

PREFIX = "ilrs:"

_PACKAGE = Path(__file__).resolve().parents[1]
#: Far more than any scenario; protects against reading a disk image by mistake.
_LARGEST = 16 * 1024 * 1024
#: Longest text whose table is kept for the next who reads it: the library's files are much shorter.
_KEPT = 256 * 1024
#: Far more tables in each other than any scenario has; what reads them calls itself for each.
_DEEPEST = 50
_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True)
class Source:
    """A file that keys come from: its name for people, its text, its table."""

    shown: str
    folder: Path
    text: str = field(repr=False, default="")
    table: dict[str, Any] = field(repr=False, default_factory=dict)
    library: bool = False

    @property
    def shipped(self) -> bool:
        """Whether the file comes with the program."""
        return self.shown.startswith(PREFIX)

    @cached_property
    def _lines(self) -> dict[tuple[str | int, ...], int]:
        return key_lines(self.text)

    def line(self, path: tuple[str | int, ...]) -> int | None:
        """Return the line of a key, or of the innermost table around it that is written there; None without a text."""
        if not self.text:
            return None
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path)


def shipped_folder() -> Path:
    """Return the folder of the shipped scenarios: inside the installed package, or beside it in a checkout."""
    installed = _PACKAGE / "_shipped"
    return installed if installed.is_dir() else _PACKAGE.parent / "scenarios"


def shipped_names() -> list[str]:
    """Return the names of the shipped scenarios, sorted; each can be loaded as "ilrs:<name>"."""
    return sorted(path.name for path in shipped_folder().glob("*.toml"))


def shipped(name: str) -> Path:
    """Return the path of a shipped file, such as "baseline.toml", "baseline" or "sites/de-gerlache-rim-2.toml".

    Raises:
        ScenarioError: there is no such file.
    """
    wanted = name.removeprefix(PREFIX)
    folder = shipped_folder()
    for candidate in (wanted, wanted + ".toml"):
        path = (folder / candidate).resolve()
        if path.is_file() and path.is_relative_to(folder.resolve()):
            return path
    known = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in {".toml", ".csv"}]
    near = suggestion(wanted, known)
    tail = near if near.startswith("; did") else suggestion("", shipped_names(), what="shipped scenarios")
    raise ScenarioError([Problem(PREFIX + wanted, None, "", f"no such file comes with the program{tail}")])


def find(name: str, folder: Path) -> Path:
    """Return the path that `name` means to a file in `folder`: "ilrs:..." is a shipped file, others are relative to it.

    Raises:
        ScenarioError: there is no such shipped file.
    """
    return shipped(name) if name.startswith(PREFIX) else folder / Path(name).expanduser()


def shown_path(path: Path) -> str:
    """Return a path as people see it: shipped files by their short name, others relative to where they are if below."""
    absolute = path.resolve()
    library = shipped_folder().resolve()
    if absolute.is_relative_to(library):
        return PREFIX + absolute.relative_to(library).as_posix()
    here = Path.cwd().resolve()
    return absolute.relative_to(here).as_posix() if absolute.is_relative_to(here) else str(absolute)


def read_text(path: Path, shown: str) -> str:
    """Return the text of a file that a user named.

    Raises:
        ScenarioError: it is missing, not a file, not readable, not text or far too large.
    """
    try:
        status = path.stat()
        unfit = _unfit(status)
        content = path.read_bytes() if unfit is None else b""
    except FileNotFoundError:
        raise _wrong(shown, f"no such file{_neighbour(path)}") from None
    except (OSError, ValueError) as error:
        # ValueError: a name with a NUL byte in it.
        reason = getattr(error, "strerror", None) or str(error)
        raise _wrong(shown, f"cannot be read: {reason.lower()}") from None
    if unfit is not None:
        raise _wrong(shown, unfit)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _wrong(shown, "is not a text file in UTF-8", line) from None
    if "\0" in text:
        raise _wrong(shown, "is a binary file, not a text", text[: text.index("\0")].count("\n") + 1)
    return text


def read_toml(path: Path, *, shown: str | None = None, library: bool = False) -> Source:
    """Return a TOML file, read and parsed.

    Raises:
        ScenarioError: it cannot be read, is empty or is not TOML.
    """
    name = shown or shown_path(path)
    text = read_text(path, name)
    try:
        table: dict[str, Any] = _copied(_parsed(text)) if len(text) <= _KEPT else tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _AT_LINE.search(message)
        line = int(place[1]) if place else text.count("\n") + 1
        detail = _AT_LINE.sub(f" (column {place[2]})" if place else "", message)
        raise _wrong(name, f"is not valid TOML: {detail[:1].lower()}{detail[1:]}", line) from None
    except RecursionError:
        raise _wrong(name, "is nested too deeply") from None
    except ValueError as error:
        # A date such as 2031-02-30 or an integer of thousands of digits.
        raise _wrong(name, f"is not valid TOML: {error}") from None
    if too_deep(table):
        raise _wrong(name, "is nested too deeply")
    if not table and not library:
        raise _wrong(name, "is empty: there is no key in it")
    return Source(name, path.parent, text, table, library)


@lru_cache(maxsize=32)
def _parsed(text: str) -> dict[str, Any]:
    """Return the table of a TOML file, kept: whoever loads a second scenario reads the library's files again.

    Kept by the text and not by the file, so that a file that is edited meanwhile is seen.
    """
    return tomllib.loads(text)


def _copied(value: Any) -> Any:
    """Return a copy whose tables and arrays are its own."""
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def too_deep(value: Any) -> bool:
    """Return whether a value of a TOML file has more tables and arrays in each other than can be read."""
    layer = [value] if isinstance(value, dict | list) else []
    for _ in range(_DEEPEST):
        layer = [
            inner
            for outer in layer
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not layer:
            return False
    return True


def _unfit(status: os.stat_result) -> str | None:
    """Return why a file is none to be read, or None."""
    if stat.S_ISDIR(status.st_mode):
        return "is a folder, not a file"
    if not stat.S_ISREG(status.st_mode):
        return "is not a file"
    if status.st_size > _LARGEST:
        return f"is too large to be read ({status.st_size / 1e6:.0f} MB)"
    return None


def _neighbour(path: Path) -> str:
    """Return the tail of a message about a file that is not there: one of nearly its name, or a shipped one of it."""
    shipped_stems = {Path(name).stem for name in shipped_names()} if path.suffix in {"", ".toml"} else set()
    if path.stem in shipped_stems:
        return f'; did you mean "{PREFIX}{path.stem}"?'
    try:
        names = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    except OSError:
        return ""
    near = suggestion(path.name, names)
    if near.startswith("; did"):
        return near
    shipped_one = nearest(path.stem, shipped_stems)
    return "" if shipped_one is None else f'; did you mean "{PREFIX}{shipped_one}"?'


def _wrong(shown: str, message: str, line: int | None = None) -> ScenarioError:
    return ScenarioError([Problem(shown, line, "", message)])

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

from sim.scenario import limits
from sim.scenario.lines import inline_table_problem, key_lines
from sim.scenario.problems import Problem, ScenarioError, dotted, nearest, suggestion
from sim.texts import visible_all, visible_line

PREFIX = "ilrs:"
#: The file by which the folder of a run is known.
RUN = "run.json"

_PACKAGE = Path(__file__).resolve().parents[1]
#: Longest text whose table is kept for the next who reads it: the library's files are much shorter.
_KEPT = 256 * 1024
_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True)
class Source:
    """A file that keys come from: its name for people, its text, its table, the folder that it may not leave."""

    shown: str
    folder: Path
    text: str = field(repr=False, default="")
    table: dict[str, Any] = field(repr=False, default_factory=dict)
    library: bool = False
    within: Path | None = None

    @property
    def shipped(self) -> bool:
        """Whether the file comes with the program."""
        return self.shown.startswith(PREFIX)

    @cached_property
    def _lines(self) -> dict[tuple[str | int, ...], int]:
        lines = key_lines(self.text)
        # As the table has them.
        return {
            tuple(visible_line(part) if isinstance(part, str) else part for part in path): line
            for path, line in lines.items()
        }

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


def find(name: str, source: Source) -> Path:
    """Return the path that `name` means in a file: "ilrs:..." is a shipped file, others are relative to its folder.

    Raises:
        ScenarioError: there is no such shipped file, or the file may not name one outside its folder.
    """
    if name.startswith(PREFIX):
        return shipped(name)
    path = source.folder / Path(name).expanduser()
    if source.within is not None and not path.resolve().is_relative_to(source.within.resolve()):
        # Without a word on what is there: a run folder may come from anybody.
        raise _wrong(name, "lies outside the run folder, which its scenario may not leave; copy the scenario out of it")
    return path


def confines(path: Path) -> Path | None:
    """Return the folder that a scenario may not leave: that of a run, which may come from anybody; else None."""
    return path.parent if (path.parent / RUN).is_file() else None


def find_beside(name: str, source: Source, real: Path) -> Path:
    """Return the path that `name` means in a file; of a link, also beside the file that it points to.

    Args:
        name: What the file names.
        source: The file, as it was named.
        real: The folder where it lies without links.

    Raises:
        ScenarioError: there is no such shipped file, or the file may not name one outside its folder.
    """
    path = find(name, source)
    if path.exists() or source.within is not None:
        return path
    beside = real / Path(name).expanduser()
    return beside if beside.exists() else path


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


def read_toml(path: Path, *, shown: str | None = None, library: bool = False, within: Path | None = None) -> Source:
    """Return a TOML file, read and parsed; control characters in its keys and texts are shown as what they are.

    Raises:
        ScenarioError: it cannot be read, is empty or is not TOML.
    """
    name = visible_line(shown or shown_path(path))
    text = read_text(path, name)
    if (fault := limits.text_fault(text)) is not None:
        raise _wrong(name, fault[1], fault[0])
    try:
        parsed = _parsed(text) if len(text) <= _KEPT else tomllib.loads(text)
        if limits.too_deep(parsed):
            raise RecursionError
        table: dict[str, Any] = visible_all(parsed)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _AT_LINE.search(message)
        line = int(place[1]) if place else text.count("\n") + 1
        detail = _AT_LINE.sub(f" (column {place[2]})" if place else "", message)
        why = inline_table_problem(text, line)
        if "\\" in detail:
            why = f"{detail[:1].lower()}{detail[1:]}; part folders by /, or put the text into single quotes"
        raise _wrong(name, f"is not valid TOML: {why or detail[:1].lower() + detail[1:]}", line) from None
    except RecursionError:
        raise _wrong(name, limits.TOO_DEEP) from None
    except ValueError as error:
        # A date such as 2031-02-30 or an integer of thousands of digits.
        raise _wrong(name, f"is not valid TOML: {error}") from None
    if not table and not library:
        raise _wrong(name, "is empty: there is no key in it")
    source = Source(name, path.parent, text, table, library, within)
    if (large := limits.too_large(table)) is not None:
        message = f"is a number too large: a whole number is at most {limits.LARGEST_INTEGER:,}"
        raise ScenarioError([Problem(name, source.line(large), dotted(large), message)])
    return source


@lru_cache(maxsize=32)
def _parsed(text: str) -> dict[str, Any]:
    """Return the table of a TOML file, kept: whoever loads a second scenario reads the library's files again.

    Kept by the text and not by the file, so that a file that is edited meanwhile is seen.
    """
    return tomllib.loads(text)


def _unfit(status: os.stat_result) -> str | None:
    """Return why a file is none to be read, or None."""
    if stat.S_ISDIR(status.st_mode):
        return "is a folder, not a file"
    if not stat.S_ISREG(status.st_mode):
        return "is not a file"
    if status.st_size > limits.LARGEST_FILE:
        most = limits.LARGEST_FILE / 1e6
        return f"is too large to be read ({status.st_size / 1e6:.0f} MB; at most {most:.0f} MB)"
    return None


def _neighbour(path: Path) -> str:
    """Return the tail of a message about a file that is not there: one of nearly its name, or a shipped one of it."""
    if "\\" in path.name and (path.parent / path.name.replace("\\", "/")).exists():
        return "; folders are parted by /, not by \\"
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

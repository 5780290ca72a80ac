"""What is wrong with an input, said once and completely: `Problem`, `ScenarioError` and the nearest known name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from sim.texts import visible_line


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what the user gave.

    `file` is the file as shown to the user ("--set" for an override), `line` its line from 1 (None where no single
    line is to blame), `key` the dotted key ("" for the file as a whole), `message` what was given and what is allowed.
    """

    file: str
    line: int | None
    key: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return visible_line(": ".join(part for part in (place, self.key, self.message) if part))


class ScenarioError(ValueError):
    """The input is wrong. `problems` holds what was found, by file and line; str() is one line each.

    Of very many it holds the first `MOST`, and one more that says how many others there are.
    """

    MOST: ClassVar[int] = 100

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = tuple(dict.fromkeys(problems))
        more = len(found) - self.MOST
        if more > 1:
            last = Problem(found[0].file, None, "", f"{more:,} more problems are not shown; mend these first")
            found = (*found[: self.MOST], last)
        self.problems: tuple[Problem, ...] = found
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def dotted(path: Iterable[str | int]) -> str:
    """Return a path as a dotted key; parts that are not bare TOML keys are quoted, list positions are in brackets."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            bare = part.replace("-", "a").replace("_", "a")
            shown = part if bare.isalnum() and bare.isascii() else '"' + part.replace('"', '\\"') + '"'
            text += f".{shown}" if text else shown
    return text


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `name`, or None if none is near."""
    names = sorted(set(known))
    folded: dict[str, str] = {}
    for known_name in names:
        folded.setdefault(known_name.casefold(), known_name)
    close = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def suggestion(name: str, known: Iterable[str], *, what: str = "known") -> str:
    """Return the tail of a message about an unknown name: the nearest known one, or all of them where they are few."""
    names = sorted(set(known))
    near = nearest(name, names)
    if near is not None:
        return f'; did you mean "{near}"?'
    if not names:
        return f"; there is no {what} name here"
    if len(names) <= 16:
        return f"; {what}: {', '.join(names)}"
    return ""

"""On which line each key of a TOML file stands. tomllib does not say, and errors should.

The scanner reads text that tomllib has accepted already, so it need not find mistakes; it walks over strings, arrays
and inline tables and notes where each key begins.
"""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_SPACE = " \t"
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPE = re.compile(r'\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|["\\bfnrt])')
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def key_lines(text: str) -> dict[Path, int]:
    """Return the line (from 1) on which each key is first written; positions in arrays are ints in the path."""
    return _Scanner(text).scan()


_STRING_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*')


def inline_table_problem(text: str, line: int) -> str | None:
    """Return what is wrong with an inline table in a text that is no TOML, or None if that is not the matter.

    Args:
        text: The text, which tomllib does not accept.
        line: The line that tomllib finds fault with, from 1.
    """
    lines = text.splitlines()
    for written in lines[max(0, line - 2) : line]:
        bare = _STRING_OR_COMMENT.sub(lambda match: "" if match[0].startswith("#") else "x", written)
        if bare.count("{") > bare.count("}"):
            return "an inline table { ... } stands on one line; join its lines, or write a table [...] of its own"
        if re.search(r",\s*\}", bare):
            return "an inline table { ... } has no comma behind its last key"
    return None


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.counted = (0, 1)
        self.repeated: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip(" \t\n"):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.lines

    def _line(self) -> int:
        position, line = self.counted
        line += self.text.count("\n", position, self.at)
        self.counted = (self.at, line)
        return line

    def _note(self, path: Path) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], self._line())

    def _skip(self, blank: str) -> bool:
        """Go over blanks and comments; False at the end of the text."""
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif char in blank:
                self.at += 1
            else:
                return True
        return False

    def _header(self) -> Path:
        several = self.text.startswith("[[", self.at)
        start = self.at
        self.at += 2 if several else 1
        keys = self._dotted()
        self.at = self.text.index("]", self.at) + (2 if several else 1)
        end, self.at = self.at, start
        path: Path = ()
        for part in keys[:-1]:
            path = self._inside((*path, part))
        path = (*path, keys[-1])
        if several:
            self._note(path)
            self.repeated[path] = self.repeated.get(path, -1) + 1
        path = self._inside(path)
        self._note(path)
        self.at = end
        return path

    def _inside(self, path: Path) -> Path:
        """Return the path of the table itself: of an array of tables, its last one."""
        return (*path, self.repeated[path]) if path in self.repeated else path

    def _pair(self, table: Path) -> None:
        start = self.at
        path = (*table, *self._dotted())
        end, self.at = self.at, start
        self._note(path)
        self.at = self.text.index("=", end) + 1
        self._value(path)

    def _dotted(self) -> list[str]:
        keys = []
        while True:
            self._skip(_SPACE)
            if self.text[self.at] in "\"'":
                keys.append(self._string())
            else:
                match = _BARE.match(self.text, self.at)
                if match is None:
                    raise ValueError(f"no key at offset {self.at}")
                keys.append(match[0])
                self.at = match.end()
            self._skip(_SPACE)
            if self.at >= len(self.text) or self.text[self.at] != ".":
                return keys
            self.at += 1

    def _value(self, path: Path) -> None:
        self._skip(_SPACE)
        char = self.text[self.at]
        if char in "\"'":
            self._string()
        elif char == "[":
            self._array(path)
        elif char == "{":
            self._inline(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}#\n":
                self.at += 1

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self._skip(" \t\n,") and self.text[self.at] != "]":
            self._note((*path, index))
            self._value((*path, index))
            index += 1
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        while self._skip(" \t\n,") and self.text[self.at] != "}":
            self._pair(path)
        self.at += 1

    def _string(self) -> str:
        quote = self.text[self.at]
        fence = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.at += len(fence)
        start = self.at
        while not self.text.startswith(fence, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        # A multi-line string may end in up to two quotes of its own before the fence.
        while len(fence) == 3 and self.text.startswith(quote, self.at + 3):
            self.at += 1
        content = self.text[start : self.at]
        self.at += len(fence)
        return content if quote == "'" else _ESCAPE.sub(_unescape, content)


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    return _ESCAPED[code] if code in _ESCAPED else chr(int(code[1:], 16))

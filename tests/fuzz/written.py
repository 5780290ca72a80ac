"""Tables as TOML, valid whatever they hold, and text that was damaged on its way."""

from __future__ import annotations

import random
from typing import Any

from sim.scenario.writing import toml_value

_CHARS = "\"'[]{}=.,#\n\\ -0é\x1b\x00"


class Raw:
    """A value that is written as it stands, such as a number too large for Python's own text of it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text

    def __deepcopy__(self, _memo: object) -> Raw:
        return self


def toml(table: dict[str, Any], path: tuple[str, ...] = ()) -> str:
    """A table as TOML, with headers for the tables in it."""
    inner = {key: value for key, value in table.items() if isinstance(value, dict) and "value" not in value}
    lines = [f"{toml_value(key)} = {_value(value)}" for key, value in table.items() if key not in inner]
    if path:
        lines.insert(0, f"\n[{_dotted(path)}]")
    return "\n".join(lines) + "\n" + "".join(toml(value, (*path, key)) for key, value in inner.items())


def setting(path: tuple[str, ...], value: Any) -> str:
    """What `--set` takes to write a value at a path."""
    return f"{_dotted(path)}={_value(value)}"


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(toml_value(part) for part in path)


def _value(value: Any) -> str:
    """As :func:`toml_value`, but for any key."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml_value(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
    return "[" + ", ".join(map(_value, value)) + "]" if isinstance(value, list) else toml_value(value)


def damaged(text: str, dice: random.Random) -> str:
    """Text with a few characters or lines lost, doubled, changed or swapped."""
    for _ in range(dice.randint(1, 3)):
        lines = text.split("\n")
        line, place = dice.randrange(len(lines)), dice.randrange(len(text) + 1)
        text = dice.choice(
            [
                text[:place] + dice.choice(_CHARS) + text[place:],
                text[:place] + text[place + 1 :],
                text[:place] + dice.choice(_CHARS) + text[place + 1 :],
                text[:place] if dice.random() < 0.2 else text,
                "\n".join(lines[:line] + lines[line + 1 :]),
                "\n".join(lines[: line + 1] + lines[line:]),
                "\n".join([*lines[:line], *lines[line:][::-1]]),
            ]
        )
    return text

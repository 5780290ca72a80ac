"""Text and data inside HTML, such that no name in a scenario can become markup."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from importlib import resources

_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
STYLES = ("tokens.css", "page.css", "tables.css", "charts.css", "print.css")
OF_MILESTONES = "milestones.css"
"""Styles of pages that open with milestones."""
SCRIPTS = (
    "util.js",
    "decode.js",
    "state.js",
    "time.js",
    "bins.js",
    "plot.js",
    "gestures.js",
    "chart.js",
    "charts.js",
    "tables.js",
    "events.js",
    "scenarios.js",
    "theme.js",
    "main.js",
)
"""Parts of the program of the page, in the order in which they need each other."""
WITHOUT_CHARTS = ("util.js", "state.js", "tables.js", "scenarios.js", "theme.js", "main.js")
"""Those of a page that has neither charts nor events."""


def data(content: object) -> str:
    """JSON that may stand inside a ``script`` element: nothing in it can end that element.

    Raises:
        ValueError: A number is not finite.
    """
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    for letter, escape in _ESCAPES.items():
        text = text.replace(letter, escape)
    # Half of a surrogate pair, from a name that is not text, cannot be written as UTF-8.
    return text.encode("utf-8", "replace").decode("utf-8")


def styles(extra: str) -> str:
    """The style sheet of the page, with ``extra`` rules at its end."""
    return "".join(part("style", name) for name in STYLES) + extra


def script(names: Sequence[str] = SCRIPTS) -> str:
    """The program of the page: its parts in one function, so that nothing is global."""
    parts = "".join(part("script", name) for name in names)
    return f'(function () {{\n"use strict";\n{parts}}})();\n'


def part(folder: str, name: str) -> str:
    """A file of this package as text."""
    return (resources.files(__package__) / folder / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def policy(style: str, program: str) -> str:
    """Content security policy of a page that asks for nothing: this style sheet, this program, pictures held inside."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(program)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

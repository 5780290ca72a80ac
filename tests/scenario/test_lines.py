"""The scanner finds each key that tomllib reads, on the line where it stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import files
from sim.scenario.lines import inline_table_problem, key_lines

TEXT = '''\
# comment = 1
title = "a # b = [ { \\" "  # trailing
"quoted key" = 'C:\\'
a.b."c d" = 1

[ table . 'sub' ]  # comment
inline = { x = 1, y.z = { w = [1, 2] }, "k=" = "}" }
list = [
  1,  # [
  { p = 2,
    }, "]",
]
text = """
[no.header]
no = "key" \\
""""
raw = \'\'\'
it's = 'x'
\'\'\'\'
after = 2031-01-01T00:00:00Z
[[many]]
n = 1
[[many]]
n = 2
[many.inner]
m = 3
'''


def test_every_kind_of_key() -> None:
    text = TEXT.replace("p = 2,\n    }", "p = 2 }")
    lines = key_lines(text)
    rows = text.splitlines()
    assert tomllib.loads(text)["many"][1]["inner"] == {"m": 3}
    expected = {
        ("title",): 'title = "a',
        ("quoted key",): '"quoted key"',
        ("a",): "a.b",
        ("a", "b", "c d"): "a.b",
        ("table", "sub"): "[ table",
        ("table", "sub", "inline", "y", "z", "w", 1): "inline",
        ("table", "sub", "inline", "k="): "inline",
        ("table", "sub", "list", 1, "p"): "  { p",
        ("table", "sub", "list", 0): "  1,",
        ("table", "sub", "raw"): "raw",
        ("table", "sub", "after"): "after",
        ("many",): "[[many]]",
        ("many", 0, "n"): "n = 1",
        ("many", 1, "n"): "n = 2",
        ("many", 1, "inner", "m"): "m = 3",
    }
    for path, start in expected.items():
        assert rows[lines[path] - 1].startswith(start), path
    assert ("table", "sub", "no") not in lines
    assert ("no",) not in lines


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))


@pytest.mark.parametrize("path", sorted(files.shipped_folder().rglob("*.toml")), ids=lambda path: path.name)
def test_shipped_files_are_mapped_whole(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = key_lines(text)
    rows = text.splitlines()
    assert set(lines) == set(_paths(tomllib.loads(text)))
    for key, line in lines.items():
        name = key[-1]
        assert isinstance(name, int) or name in rows[line - 1]


KEYS = st.one_of(st.sampled_from(["a", "b-c", "d_1", "7"]), st.text(min_size=1, max_size=4))
SCALARS = st.one_of(st.integers(-9, 9), st.booleans(), st.text(max_size=8))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


def _quoted(text: str) -> str:
    escaped = "".join(
        f"\\U{ord(char):08x}" if char in '"\\' or ord(char) < 32 or ord(char) == 127 else char for char in text
    )
    return f'"{escaped}"'


def _toml(value: Any, gap: str) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_quoted(key)} = {_toml(inner, ' ')}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + gap + ",".join(_toml(inner, " ") + gap for inner in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return _quoted(value) if isinstance(value, str) else str(value)


SAFE = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8)


@pytest.mark.slow
@given(st.dictionaries(KEYS, VALUES, max_size=4), st.sampled_from([" ", "\n", "\n # ] }\n"]))
def test_any_document_is_mapped_whole(table: dict[str, Any], gap: str) -> None:
    rows, expected = [], {}
    for key, value in table.items():
        rows.append("# = [ comment")
        expected[(key,)] = "\n".join(rows).count("\n") + 2
        rows.append(f"{_quoted(key)} = {_toml(value, gap)}")
    text = "\n".join(rows) + "\n"
    if any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        return
    lines = key_lines(text)
    assert set(lines) == set(_paths(tomllib.loads(text)))
    assert {path: line for path, line in lines.items() if len(path) == 1} == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = {\n  x = 1,\n}", "stands on one line"),
        ("a = { x = 1,\n y = 2 }", "stands on one line"),
        ("a = { x = '}', # {\n }", "stands on one line"),
        ("a = { x = 1, }", "no comma behind its last key"),
        ('a = "{"\nb == 1', None),
        ("a = 1 # {\nb == 1", None),
    ],
)
def test_what_is_wrong_with_an_inline_table_is_said(text: str, said: str | None) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    place = re.search(r"at line (\d+)", str(caught.value))
    found = inline_table_problem(text, int(place[1]) if place else 1)
    assert found is None if said is None else found is not None and said in found

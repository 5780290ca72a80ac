"""The texts under the fields of the schema, read from its source when the first of them is asked for.

pydantic reads them too, class by class while classes are made: that takes longer than all else in loading a scenario,
which needs none of them unless something is wrong with it.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

Texts = dict[str, str]


def text_under(table: type, attribute: str) -> str:
    """Return the text under a field where the class, or the nearest above it that has the field, declares it."""
    for owner in table.__mro__:
        if attribute in inspect.get_annotations(owner):
            return _texts(owner.__module__).get(owner.__qualname__, {}).get(attribute, "")
    return ""


@lru_cache(maxsize=64)
def _texts(module: str) -> dict[str, Texts]:
    """Return the texts under the fields of all classes of a module, by the qualified names of the classes."""
    try:
        source = inspect.getsource(sys.modules[module])
    except (OSError, TypeError):
        # An interactive session has no file.
        return {}
    return dict(_classes(ast.parse(source).body, ""))


def _classes(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, Texts]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield prefix + node.name, _fields(node.body)
            yield from _classes(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield from _classes(node.body, f"{prefix}{node.name}.<locals>.")


def _fields(body: list[ast.stmt]) -> Texts:
    found: Texts = {}
    for field, text in pairwise(body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
            and isinstance(text.value.value, str)
        ):
            found[field.target.id] = " ".join(text.value.value.split())
    return found

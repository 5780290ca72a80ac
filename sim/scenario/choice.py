"""A choice of a scenario among words, with where it comes from, and the annotation that says which words there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from sim.scenario.problems import nearest
from sim.scenario.provenance import (
    KEYS,
    Basis,
    Form,
    Found,
    Known,
    Provenance,
    check_keys,
    one_of,
    properties,
    read_provenance,
    shown,
)

_KEYS = ("value", *KEYS)


@dataclass(frozen=True, slots=True)
class Choice(Provenance):
    """A parameter that is a word, such as the name of a formula: `value`, and its provenance."""

    value: str
    basis: Basis
    source: str | None = None
    note: str | None = None
    given_known: Known | None = None

    def __str__(self) -> str:
        return self.value

    def text(self) -> str:
        """Return the word."""
        return self.value

    def given(self) -> dict[str, object]:
        """Return the choice as a scenario file writes it, without the keys that are not there."""
        return self._written({"value": self.value})


@dataclass(frozen=True, slots=True)
class Words(Form[Choice]):
    """What a field of a choice may hold: one of `words`.

    Used as ``form: Annotated[Choice, Words(("one", "other"))]``.
    """

    words: tuple[str, ...]

    def limits(self) -> str:
        """Return the words."""
        return ", ".join(self.words)

    def example(self, word: str = "") -> str:
        """Return how such a choice is written in a file."""
        return f'{{ value = "{word or self.words[0]}", basis = "assumption", note = "why" }}'

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the JSON Schema of the inline table."""
        return {
            "type": "object",
            "properties": {"value": {"enum": list(self.words)}, **properties()},
            "required": ["value", "basis"],
            "additionalProperties": False,
        }

    def read(self, raw: object, references: Collection[str] | None = None) -> tuple[Choice | None, Found]:
        """Read a choice from its table; as :meth:`Form.read`."""
        if isinstance(raw, Choice):
            return raw, []
        if not isinstance(raw, dict):
            word = nearest(raw, self.words) if isinstance(raw, str) else None
            given = f'"{raw}" is a bare word' if isinstance(raw, str) else f"{shown(raw)} is not a choice"
            return None, [(None, f"{given}, but a choice says where it comes from; write {self.example(word or '')}")]
        found: Found = []
        check_keys(raw, _KEYS, "choice", found)
        value = raw.get("value")
        if value is None:
            found.append((None, f"has no value; write {self.example()}"))
        elif value not in self.words:
            found.append(("value", f"{shown(value)} is not {one_of(value, self.words)}"))
        provenance = read_provenance(raw, references, found)
        return (None, found) if found else (Choice(str(value), **provenance), [])

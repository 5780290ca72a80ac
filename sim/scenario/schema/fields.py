"""The schema as data: which keys a table has and what each holds, for merging, overriding, writing and listing."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from sim.scenario.choice import Words
from sim.scenario.provenance import Form, Provenance
from sim.scenario.quantity import Dim
from sim.scenario.schema.base import Table
from sim.scenario.schema.site import HorizonTable
from sim.scenario.schema.texts import text_under

Kind = Literal["quantity", "choice", "table", "keyed", "value"]

PARAMETERS = frozenset({"quantity", "choice"})
"""Kinds of keys whose value says where it comes from."""

_BASE_UNIT = re.compile(r" \[[^\]]+\](?=[.;]|$)")


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One key of a table.

    `kind` is "quantity" or "choice" (parameters, which say where they come from; `form` says what they may hold),
    "table" (one of `tables`), "keyed" (tables by name, each one of `tables`) or "value" (anything that is replaced as a
    whole: texts, dates, flags, lists, horizons; `type` is its type).
    `attribute` is the Python name where the key is a word of the language. `owner` is the table that has it; `text` is
    what is said of the key elsewhere than under the field.
    """

    key: str
    attribute: str
    kind: Kind
    required: bool
    owner: type[Table] | None = None
    text: str = ""
    form: Form[Any] | None = None
    tables: tuple[type[Table], ...] = ()
    type: Any = None
    choices: tuple[str, ...] = ()

    @property
    def dim(self) -> Dim | None:
        """What a quantity may hold; None for anything else."""
        return self.form if isinstance(self.form, Dim) else None

    @property
    def label(self) -> str:
        """The text under the field."""
        if self.text or self.owner is None:
            return self.text
        return text_under(self.owner, self.attribute)

    @property
    def meaning(self) -> str:
        """What the key means, without the base unit: for those who write files, in whatever unit they like."""
        return _BASE_UNIT.sub("", self.label)

    @property
    def allowed(self) -> str:
        """What the key may hold, as text: limits of a quantity, or the words to choose from; "" if there are none."""
        return self.form.limits() if self.form is not None else ", ".join(self.choices)


@lru_cache(maxsize=256)
def fields_of(*tables: type[Table]) -> dict[str, FieldSpec]:
    """Return the keys of a table, in schema order; of several alternative tables, all the keys of any."""
    specs: dict[str, FieldSpec] = {}
    for table in tables:
        for attribute, field in table.model_fields.items():
            key = field.alias or attribute
            specs.setdefault(key, _spec(key, attribute, field, table))
    return specs


def _spec(key: str, attribute: str, field: FieldInfo, owner: type[Table]) -> FieldSpec:
    required, text = field.is_required(), field.description or ""
    forms = [item for item in field.metadata if isinstance(item, Form)]
    members = list(_members(field.annotation))
    forms += [item for member in members for item in getattr(member, "__metadata__", ()) if isinstance(item, Form)]
    plain = [_bare(member) for member in members]
    if forms and any(isinstance(item, type) and issubclass(item, Provenance) for item in plain):
        words = forms[0].words if isinstance(forms[0], Words) else ()
        kind: Kind = "choice" if words else "quantity"
        return FieldSpec(key, attribute, kind, required, owner, text, form=forms[0], choices=words)
    if get_origin(plain[0]) is dict:
        name, value = get_args(plain[0])
        inner = tuple(_bare(member) for member in _members(value))
        # Horizons are one value although they look like a table: half of one place's horizons and half of another's
        # would make no sense.
        if all(_is_table(item) for item in inner) and HorizonTable not in inner:
            return FieldSpec(key, attribute, "keyed", required, owner, text, tables=inner, choices=_choices(name))
    if len(plain) == 1 and _is_table(plain[0]):
        return FieldSpec(key, attribute, "table", required, owner, text, tables=(plain[0],))
    named = tuple(choice for member in plain for choice in _choices(member))
    return FieldSpec(key, attribute, "value", required, owner, text, type=plain[0], choices=named)


def _is_table(item: Any) -> bool:
    return isinstance(item, type) and issubclass(item, Table)


def _bare(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _members(annotation: Any) -> Iterator[Any]:
    """Yield the members of a union other than None, looking through annotations that wrap a union."""
    inner = _bare(annotation)
    if get_origin(inner) in {Union, types.UnionType}:
        for member in get_args(inner):
            if member is not type(None):
                yield from _members(member)
    else:
        yield annotation


def _choices(annotation: Any) -> tuple[str, ...]:
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def leaves(
    table: Table, path: tuple[str, ...] = (), *, ordered: bool = False
) -> Iterator[tuple[tuple[str, ...], FieldSpec, Any]]:
    """Yield (path, spec, value) of every parameter and value that is set in a table and the tables in it.

    Schema order; tables by name in their own order, or sorted by name where `ordered`.
    """
    for spec in fields_of(type(table)).values():
        value = getattr(table, spec.attribute)
        if value is None:
            continue
        here = (*path, spec.key)
        if spec.kind == "table":
            yield from leaves(value, here, ordered=ordered)
        elif spec.kind == "keyed":
            for name in sorted(value) if ordered else value:
                yield from leaves(value[name], (*here, name), ordered=ordered)
        else:
            yield here, spec, value

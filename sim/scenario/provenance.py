"""Where a parameter comes from and how well it is known: what quantities and choices share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Generic, Literal, TypeVar, cast, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.scenario.problems import suggestion
from sim.texts import as_given

Basis = Literal["assumption", "sourced", "derived", "design"]
Known = Literal["measured", "published", "estimated", "guessed"]

#: In the order in which counts and tables name them.
BASES: tuple[Basis, ...] = get_args(Basis)
#: From the best known to the least.
KNOWN: tuple[Known, ...] = get_args(Known)

KEYS = ("basis", "source", "note", "known")
"""Keys that every parameter may have beside what it says."""

_FOLLOWS: Mapping[Basis, Known | None] = {
    "sourced": "published",
    "derived": "estimated",
    "assumption": "guessed",
    "design": None,
}
"""How well a parameter is known that does not say it itself; a decision is neither known nor unknown."""

Found = list[tuple[str | None, str]]
"""All that is wrong with a parameter: key inside its table, or None for the whole, and message."""


class Provenance:
    """A parameter that says where it comes from.

    `basis` is "assumption" (ours; the note says why), "sourced" (`source` is a key of the references), "derived" (the
    note names the formula or ephemeris) or "design" (the analyst's decision). `given_known` is how well it is known
    where the file says so.
    """

    __slots__ = ()

    basis: Basis
    source: str | None
    note: str | None
    given_known: Known | None

    @property
    def known(self) -> Known | None:
        """How well it is known: as given, else as follows from the basis; None for a decision."""
        return self.given_known or _FOLLOWS[self.basis]

    @property
    def origin(self) -> str:
        """Basis, source and how well it is known, for people: "sourced: nasa-vsat, published"."""
        basis = self.basis if self.source is None else f"{self.basis}: {self.source}"
        return basis if self.known is None else f"{basis}, {self.known}"

    def text(self) -> str:
        """Return what it says, as given, for people."""
        raise NotImplementedError(f"{type(self).__name__} does not say what it says")

    def given(self) -> dict[str, object]:
        """Return the parameter as a scenario file writes it, without the keys that are not there."""
        raise NotImplementedError(f"{type(self).__name__} does not say how it is written")

    def _written(self, before: Mapping[str, object], after: Mapping[str, object] | None = None) -> dict[str, object]:
        """Return a table of the provenance with other keys before and after it, without those that are not there."""
        own = {"basis": self.basis, "source": self.source, "note": self.note, "known": self.given_known}
        return {key: value for key, value in {**before, **own, **(after or {})}.items() if value is not None}


P = TypeVar("P", bound=Provenance)


class Form(Generic[P]):
    """What a field may hold whose value says where it comes from; stands in the annotation of the field."""

    __slots__ = ()

    def limits(self) -> str:
        """Return what is allowed, as text; "" if everything is."""
        raise NotImplementedError

    def example(self) -> str:
        """Return how such a parameter is written in a file."""
        raise NotImplementedError

    def read(self, raw: object, references: Collection[str] | None = None) -> tuple[P | None, Found]:
        """Read a parameter from its table.

        Args:
            raw: What the file says, normally a dict; what was read before is taken as it is.
            references: The keys that `source` may name; None leaves `source` unchecked.

        Returns:
            The parameter, or None and all that is wrong.
        """
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the pydantic schema: a plain validator that knows the references through the context."""
        return core_schema.with_info_plain_validator_function(self._validate)

    def _validate(self, raw: Any, info: core_schema.ValidationInfo[Any]) -> P:
        context = info.context if isinstance(info.context, Mapping) else {}
        parameter, problems = self.read(raw, context.get("references"))
        if parameter is None:
            # pydantic carries one error a field; the list travels in its context and is taken apart again later.
            raise PydanticCustomError("parameter", "{text}", {"text": problems[0][1], "problems": problems})
        return parameter


def properties() -> dict[str, Any]:
    """Return the JSON Schema of the keys that say where a parameter comes from."""
    text = {"type": "string", "minLength": 1}
    return {
        "basis": {
            "description": "Where it comes from: assumption (ours, the note says why), sourced (from the named "
            "source), derived (by the formula that the note names), design (a decision).",
            "enum": list(BASES),
        },
        "source": {**text, "description": "Key of the reference that says so."},
        "note": {**text, "description": "Why this, or how it was derived."},
        "known": {
            "description": "How well it is known; without it sourced is published, derived estimated, assumption "
            "guessed. A design says nothing: it is a decision.",
            "enum": list(KNOWN),
        },
    }


def shown(raw: object) -> str:
    """Return what a file says as it would write it, cut where it is long."""
    return str(raw).lower() if isinstance(raw, bool) else as_given(raw, 60)


def check_keys(raw: Mapping[str, Any], known: Collection[str], what: str, found: Found) -> None:
    """Report the keys of a parameter's table that it does not have."""
    for key in raw:
        if key not in known:
            found.append((key, f"unknown key of a {what}{suggestion(key, known, what='allowed')}"))


def read_provenance(raw: Mapping[str, Any], references: Collection[str] | None, found: Found) -> dict[str, Any]:
    """Read where a parameter comes from; return it by attribute, and report what is wrong."""
    basis, source, note, known = (raw.get(key) for key in KEYS)
    for key, text in (("source", source), ("note", note)):
        if text is not None and (not isinstance(text, str) or not text.strip()):
            found.append((key, f"{shown(text)} is not a text"))
    if basis is None:
        found.append((None, f"has no basis; one of {', '.join(BASES)}"))
    elif basis not in BASES:
        found.append(("basis", f"{shown(basis)} is not a basis; {one_of(basis, BASES)}"))
    if basis == "sourced" and source is None:
        found.append((None, "is sourced but names no source: a key of the references"))
    if basis == "assumption" and note is None:
        found.append((None, "is an assumption without a note that says why this number"))
    if basis == "derived" and note is None:
        found.append((None, "is derived without a note that names the formula or the ephemeris"))
    if isinstance(source, str) and references is not None and source not in references:
        found.append(("source", f'"{source}" is not in the references{suggestion(source, references)}'))
    if known is not None and known not in KNOWN:
        found.append(("known", f"{shown(known)} does not say how well it is known; {one_of(known, KNOWN)}"))
    elif known is not None and basis == "design":
        found.append(("known", "a decision (design) is not known better or worse; leave known out"))
    return {"basis": cast("Basis", basis), "source": source, "note": note, "given_known": cast("Known | None", known)}


def one_of(given: object, allowed: Collection[str]) -> str:
    """Return the allowed words, and the nearest of them if one is near."""
    near = suggestion(given, allowed) if isinstance(given, str) else ""
    return f"one of {', '.join(allowed)}{near if near.startswith('; did') else ''}"

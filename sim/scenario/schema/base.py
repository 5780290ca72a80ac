"""What every table of a scenario is (frozen, closed to unknown keys, explained by field) and what assets share."""

import datetime
import math
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PrivateAttr,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import with_info_plain_validator_function

from sim.scenario.quantity import Dim, Quantity, one_unit
from sim.texts import as_given

LoadClass = Literal["survival", "critical", "operations", "deferrable"]

LOAD_CLASSES: tuple[LoadClass, ...] = get_args(LoadClass)
"""Load classes in the order in which they are served."""
VITAL_CLASSES: tuple[LoadClass, ...] = ("survival", "critical")
"""Load classes that must not go dark, the first of them first."""

#: What a name of an asset looks like: a regular expression.
NAME = r"[A-Za-z0-9][A-Za-z0-9_-]*"


class Table(BaseModel):
    """A table of a scenario file. The text under each field says what the key means, with its unit in brackets.

    The modules of the schema do not import annotations from the future: pydantic compiles each that is a text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True)

    refused: ClassVar[Mapping[str, str]] = {}
    """Keys that others have and it has not, with what to do instead."""


class Named(Table):
    """A table that the scenario names by its key, such as `main` in `[energy.batteries.main]`."""

    word: ClassVar[str] = ""
    """What one is called in a text: "laying robot"."""
    namespace: ClassVar[str] = ""
    """Tables of one name space bear different names, for these become names of channels; "" where names may repeat."""

    _name: str = PrivateAttr(default="")

    @property
    def name(self) -> str:
        """The key of this table."""
        return self._name


N = TypeVar("N", bound=Named)


def put_names(tables: dict[str, N]) -> dict[str, N]:
    """Tell each table the key it stands under."""
    for name, table in tables.items():
        table._name = name
    return tables


class _Apart:
    """Lets pydantic compile a table where one is read, not where the table is declared that may have it."""

    def __get_pydantic_core_schema__(self, source: type[Table], handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(given: Any, info: ValidationInfo) -> Table:
            return source.model_validate(given, context=info.context)

        return with_info_plain_validator_function(read)


T = TypeVar("T", bound=Table)

#: A table that a scenario may do without: what it does not have costs no time.
Apart = Annotated[T, _Apart()]


def _check_name(name: str) -> str:
    # A name becomes part of the names of channels and events, whose parts are separated by dots.
    if not re.fullmatch(NAME, name):
        raise PydanticCustomError("asset_name", 'a name may have letters, digits, "-" and "_" only')
    return name


#: Tables by name, in the order of the file. Iterate in sorted order wherever a result could depend on it.
Keyed = Annotated[dict[Annotated[str, AfterValidator(_check_name)], N], AfterValidator(put_names)]


def _plain_date(raw: Any) -> Any:
    if isinstance(raw, datetime.date) and not isinstance(raw, datetime.datetime):
        return raw
    if isinstance(raw, datetime.datetime):
        raise PydanticCustomError(
            "date", "{given} has a time of day; a date alone is due, such as 2031-01-01", {"given": raw.isoformat(" ")}
        )
    raise PydanticCustomError(
        "date", "{given} is not a date; write it without quotes, such as 2031-01-01", {"given": as_given(raw)}
    )


#: A day; it begins at 00:00 UTC.
Date = Annotated[datetime.date, BeforeValidator(_plain_date)]


def _several(raw: Any) -> Any:
    return raw if isinstance(raw, list | tuple) else [raw]


_A_DAY = {"type": "string", "format": "date"}

#: A day, or several of them where plans differ.
Dates = Annotated[
    tuple[Date, ...],
    BeforeValidator(_several),
    WithJsonSchema({"anyOf": [_A_DAY, {"type": "array", "items": _A_DAY}]}),
]

Text = Annotated[str, Field(min_length=1, strict=True)]
Flag = Annotated[bool, Field(strict=True)]

Count = Annotated[Quantity, Dim("1", ge=0, le=1e6, whole=True)]
#: Every unit of a machine is simulated one by one.
Units = Annotated[Quantity, Dim("1", ge=0, le=1000, whole=True)]
Positive = Annotated[Quantity, Dim("1", ge=1, le=1e9, whole=True)]
Fraction = Annotated[Quantity, Dim("1", ge=0, le=1)]
Efficiency = Annotated[Quantity, Dim("1", gt=0, le=1)]
Kilograms = Annotated[Quantity, Dim("kg", ge=0, le=1e7)]
Kilowatts = Annotated[Quantity, Dim("kW", ge=0, le=1e4)]
Height = Annotated[Quantity, Dim("m", ge=0, le=1000)]
DataRate = Annotated[Quantity, Dim("Mbit/s", ge=0, le=1e5)]


Provides = Literal["power", "link", "technician", "spare"]
"""What machines lack while something that provides it has not landed."""


class Milestone(Named):
    """Something that a programme is measured by, and of which a published plan may say when it is to be."""

    title: Text | None = None
    """What it is called in figures and tables; its name, if not given."""
    published: Dates = ()
    """Day on which the published plan has it (00:00 UTC), or several where plans that were published differ."""
    source: Text | None = None
    """Which of the references says so."""

    @property
    def shown(self) -> str:
        """What it is called in figures and tables."""
        return self.title or self.name

    @property
    def published_words(self) -> str:
        """When a published plan has it and which document says so, as the end of a line; empty for none."""
        days = " or ".join(str(day) for day in self.published)
        return f", published {days} ({self.source})" if days else ""


class Chosen(Named):
    """Something that comes only where a decision has chosen it, or once a gate has opened, if it says so."""

    if_chosen: tuple[Annotated[str, Field(strict=True, min_length=1)], ...] = ()
    """Alternatives, each written DECISION:ALTERNATIVE, with any of which it comes; with none of them it never does."""
    behind: str | None = Field(default=None, strict=True, min_length=1)
    """Which of `stages` must have opened its gate: it comes no sooner than that."""

    @property
    def deciders(self) -> set[str]:
        """Decisions that it waits for."""
        return {one.partition(CHOICE_COLON)[0] for one in self.if_chosen}


CHOICE_COLON = ":"
"""What stands between a decision and its alternative where both are named."""


def alternative_text(decision: str, alternative: str) -> str:
    """Return an alternative as `if_chosen` names it."""
    return f"{decision}{CHOICE_COLON}{alternative}"


Choices = Mapping[str, tuple[str, float]]
"""What was chosen by each decision that was taken, and when [h]."""
Openings = Mapping[str, float]
"""When the gate of each stage opened [h], by its name; those that did not are missing."""


def chosen_at(part: Table, choices: Choices) -> float:
    """Return from when on something may come [h]: infinity for what nothing that was chosen brings.

    What waits for no decision may always come.
    """
    if not isinstance(part, Chosen) or not part.if_chosen:
        return -math.inf
    taken = {alternative_text(name, alternative): time for name, (alternative, time) in choices.items()}
    return min((taken[each] for each in part.if_chosen if each in taken), default=math.inf)


def may_come(part: Table, choices: Choices) -> bool:
    """Return whether something waits for no decision, or was chosen."""
    return chosen_at(part, choices) < math.inf


class Arriving(Chosen):
    """Something that comes on a day of its own, or with a mission."""

    day_key: ClassVar[str]
    """Key of its day."""
    provides: ClassVar[Provides | None] = None
    """What machines lack without it."""

    arrives_with: str | None = Field(default=None, strict=True, min_length=1)
    """Mission of `campaign.missions` that brings it; in place of a date."""

    @classmethod
    def instead(cls) -> tuple[tuple[str, str], ...]:
        """Pairs of keys that stand in for each other: a file that gives one takes the other out of those beneath it."""
        return ((cls.day_key, "arrives_with"),)

    @property
    def reserved(self) -> float:
        """Mass that it keeps aboard its mission for what is known only when that leaves [kg]."""
        return 0.0

    @property
    def day(self) -> datetime.date | None:
        """Day on which it comes (00:00 UTC), where it comes on one."""
        raise NotImplementedError(f"{type(self).__name__} does not say its day")


class Dated(Arriving):
    """Something that may arrive after the start and leave before the end."""

    day_key: ClassVar[str] = "from"

    from_: Date | None = Field(default=None, alias="from")
    """Day on which it starts to serve (00:00 UTC); without it, it is there from the start."""
    until: Date | None = None
    """Day on which it is lost or retired (00:00 UTC); without it, it stays to the end."""

    @property
    def day(self) -> datetime.date | None:
        """Day on which it starts to serve (00:00 UTC)."""
        return self.from_


class Consignment(Arriving):
    """Goods that come at once, on a day or with a mission."""

    day_key: ClassVar[str] = "date"

    date: Date | None = None
    """Day on which they arrive (00:00 UTC); or say which mission brings them."""

    @property
    def day(self) -> datetime.date | None:
        """Day on which they arrive (00:00 UTC)."""
        return self.date


class Catalogued(Named):
    """Something whose figures may come from the catalogue of machines."""

    model: str | None = Field(default=None, min_length=1, strict=True)
    """Entry of the catalogue whose figures lie beneath the keys given here."""


class Asset(Catalogued, Dated):
    """Something that stands at the station, or serves it, in a number of equal units."""

    count: Units = Field(default_factory=one_unit)
    """Number of equal units [1]; one, if not given."""


A = TypeVar("A", bound=Asset)


def standing(assets: Mapping[str, A]) -> dict[str, A]:
    """Return the assets of which there is at least one unit, by name: one of no units changes no figure."""
    return {name: asset for name, asset in assets.items() if asset.count.value >= 1}


Arrives = Callable[[Table], bool]
"""Whether something is there at some time of a span; what gives neither date nor mission is there from the start."""


class Standing(Asset):
    """An asset that lands on the Moon and stands there, whatever its mass follows from."""

    @property
    def unit_mass(self) -> float:
        """Mass of one unit as landed [kg]."""
        raise NotImplementedError(f"{type(self).__name__} does not say its mass")

    def landed_mass(self, arrives: Arrives) -> float:
        """Mass that lands within a span, or stands there from its start [kg].

        Args:
            arrives: Whether something is there at some time of the span.
        """
        return int(self.count) * self.unit_mass if arrives(self) else 0.0


class Landed(Standing):
    """An asset that lands on the Moon."""

    mass: Kilograms
    """Mass of one unit as landed [kg]."""

    @property
    def unit_mass(self) -> float:
        """Mass of one unit as landed [kg]."""
        return float(self.mass)


class Fixture(Table):
    """A part of a system that the scenario does not name: it stands there from the start to the end."""

    mass: Kilograms
    """Mass as landed [kg]."""

    def landed_mass(self, arrives: Arrives) -> float:
        """Mass that stands there within a span [kg]; as of :meth:`Standing.landed_mass`."""
        return float(self.mass) if arrives(self) else 0.0


def kind_name(table: type[Table]) -> str:
    """Return the name of a kind of assets, which its class gives: ``fuel cell`` for ``FuelCell``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", table.__name__).lower()


def asset_text(table: Table) -> str:
    """Return an asset in a few words: `2 x printer (solar-concentrator) from 2031-03-01`."""
    model = getattr(table, "model", None)
    words = [kind_name(type(table)), f"({model})" if model else ""]
    quantity = getattr(table, "count", None)
    if quantity is not None and quantity.value != 1:
        words.insert(0, f"{quantity.value:g} x")
    since, until = getattr(table, "from_", None), getattr(table, "until", None)
    mission = getattr(table, "arrives_with", None)
    words += [f"with {mission}" if mission else "", f"from {since}" if since else "", f"until {until}" if until else ""]
    gate = getattr(table, "behind", None)
    words.append(f"behind {gate}" if gate else "")
    return " ".join(word for word in words if word)


def listed(assets: Mapping[str, Table]) -> str:
    """Return assets by name with a few words on each."""
    return "; ".join(f"{name} = {asset_text(asset)}" for name, asset in assets.items())


def total(assets: Mapping[str, Any], each: Callable[[Any], float]) -> float:
    """Return the sum of a figure over all units of all assets, added up by name."""
    return float(sum(assets[name].count.value * each(assets[name]) for name in sorted(assets)))

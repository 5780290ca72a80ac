"""What is sized: numbers of the scenario that are decisions, each with the sizes that it may have."""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.scenario import Quantity, Scenario, load
from sim.scenario.conversion import conversion
from sim.scenario.problems import Problem, ScenarioError, dotted, suggestion
from sim.scenario.quantity import Dim
from sim.scenario.schema.fields import FieldSpec, leaves
from sim.scenario.short import ShortError, value_and_unit
from sim.scenario.units import UnitError
from sim.study.sizing.trials import Point

OPTION = "--vary"
PARTS = 100
"""Into so many parts at least a range is divided that says no step."""
_NICE = (5.0, 2.0, 1.0)
_MOST = 100_000
"""Most sizes of a variable."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_EXAMPLE = "energy.batteries.main.capacity='600 kWh:3000 kWh'"


@dataclass(frozen=True)
class Variable:
    """A number of the scenario that is to be sized.

    Attributes:
        key: Its dotted key.
        label: What it means.
        unit: Unit of its sizes, as the range gives it.
        sizes: The sizes that it may have, from the smallest [unit].
        whole: Whether it is a count.
        written: What the scenario says [unit].
        basis: What that rests on.
    """

    key: str
    label: str
    unit: str
    sizes: tuple[float, ...]
    whole: bool
    written: float
    basis: str

    @property
    def short(self) -> str:
        """The last two parts of the key, for heads of tables."""
        return ".".join(self.key.split(".")[-2:])

    @property
    def step(self) -> float:
        """How far its sizes lie apart [unit]; 0 where there is one."""
        return self.sizes[1] - self.sizes[0] if len(self.sizes) > 1 else 0.0

    def text(self, size: float, *, unit: bool = True) -> str:
        """A size for people: ``620 kWh``, ``1,400 kWh``, ``3``."""
        number = f"{size:,.10g}"
        return number if self.unit == "1" or not unit else f"{number} {self.unit}"

    def setting(self, place: int) -> str:
        """What sets it to one of its sizes, as ``--set`` takes it: a decision, whatever it was before."""
        size = self.sizes[place]
        number = f"{round(size)}" if self.whole and size == round(size) else repr(size)
        return f'{self.key}={{ value = {number}, unit = "{self.unit}", basis = "design" }}'

    @property
    def as_json(self) -> dict[str, object]:
        """All of it, as JSON can hold it."""
        return {**self.__dict__, "sizes": list(self.sizes)}


def variable_of(scenario: Scenario, text: str) -> Variable:
    """Read what is sized and within which range: ``KEY=LOW:HIGH`` or ``KEY=LOW:HIGH:STEP``, with units as ``--set``.

    A unit at the end counts for all. Without a step a count goes by ones, and anything else by the nicest number (1, 2
    or 5 times a power of ten) that divides the range into a hundred parts or more.

    Raises:
        ScenarioError: It says no such thing, or the scenario has no such number.
    """
    key, _, limits = (part.strip() for part in text.partition("="))
    if not key or not limits:
        raise _wrong(
            text, f"does not say what is sized and from where to where; write KEY=LOW:HIGH, such as {_EXAMPLE}"
        )
    key, spec, quantity = _number(scenario, key)
    assert spec.dim is not None
    unit, numbers = _limits(key, spec.dim, limits, quantity)
    sizes = _sizes(key, spec.dim, unit, numbers)
    to_base = conversion(unit, spec.dim.base)
    written = (quantity.value - to_base(0.0)) / (to_base(1.0) - to_base(0.0))
    written = quantity.given_value if quantity.given_unit == unit else float(f"{written:.12g}")
    return Variable(key, spec.label, unit, sizes, spec.dim.whole, float(written), quantity.basis)


def _wrong(key: str, message: str) -> ScenarioError:
    return ScenarioError([Problem(OPTION, None, key, message)])


def _number(scenario: Scenario, key: str) -> tuple[str, FieldSpec, Quantity]:
    found: dict[str, tuple[FieldSpec, object]] = {dotted(path): (spec, value) for path, spec, value in leaves(scenario)}
    plain = key.replace('"', "").replace("'", "")
    name = next((one for one in found if one.replace('"', "") == plain), None)
    numbers = [one for one, (_, value) in found.items() if isinstance(value, Quantity)]
    if name is None:
        raise _wrong(key, f"the scenario has no such number{suggestion(key, numbers)}")
    spec, value = found[name]
    if not isinstance(value, Quantity):
        raise _wrong(key, "is no number: only numbers can be sized")
    return name, spec, value


def _limits(key: str, dim: Dim, text: str, quantity: Quantity) -> tuple[str, list[float]]:
    """Unit and numbers of a range: lowest, highest and, if it is given, step [unit]."""
    parts = [part.strip() for part in text.split(":")]
    if len(parts) not in {2, 3} or not all(parts):
        raise _wrong(key, f'"{text}" is no range; write LOW:HIGH or LOW:HIGH:STEP, such as {_EXAMPLE}')
    example = quantity.given_value
    try:
        last = value_and_unit(parts[-1], dim, example)["unit"]
        read = [value_and_unit(f"{part} {last}" if _NUMBER.fullmatch(part) else part, dim, example) for part in parts]
        scales = [conversion(one["unit"], dim.base) for one in read]
    except (ShortError, UnitError) as error:
        raise _wrong(key, str(error)) from None
    unit, numbers = last, []
    to_base = conversion(last, dim.base)
    for place, (one, scale) in enumerate(zip(read, scales, strict=True)):
        value = float(one["value"])
        if one["unit"] != unit:
            # A step is a difference: what a unit such as degC is shifted by does not count in it.
            shift, origin = (scale(0.0), to_base(0.0)) if place < 2 else (0.0, 0.0)
            slope = to_base(1.0) - to_base(0.0)
            value = float(f"{((scale(1.0) - scale(0.0)) * value + shift - origin) / slope:.12g}")
        numbers.append(value)
    return unit, numbers


def _sizes(key: str, dim: Dim, unit: str, numbers: Sequence[float]) -> tuple[float, ...]:
    low, high = numbers[:2]
    to_base = conversion(unit, dim.base)
    for limit in (low, high):
        breach = dim.breach(to_base(limit))
        if breach is not None:
            raise _wrong(key, f"{limit:g}{'' if unit == '1' else f' {unit}'} {breach}")
    if not low < high:
        raise _wrong(
            key, f"the range goes from {low:g} to {high:g} {unit}: the smallest comes first, a larger one follows"
        )
    step = numbers[2] if len(numbers) > 2 else 1.0 if dim.whole and unit == "1" else _nice((high - low) / PARTS)
    if not (math.isfinite(step) and step > 0):
        raise _wrong(key, f"a step of {step:g} leads nowhere; give one that is more than 0")
    if dim.whole and to_base(step) - to_base(0.0) != round(to_base(step) - to_base(0.0)):
        raise _wrong(key, f"is a count: a step of {step:g} is none")
    if (high - low) / step > _MOST:
        raise _wrong(key, f"a step of {step:g} makes more than {_MOST:,d} sizes; give a larger one")
    count = math.floor((high - low) / step * (1 + 1e-12) + 1e-9)
    sizes = [float(f"{low + i * step:.12g}") for i in range(count + 1)]
    return tuple(sizes if math.isclose(sizes[-1], high, rel_tol=1e-9) else [*sizes, high])


def _nice(least: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is no more than so much."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(float(f"{nice * power:.12g}") for nice in _NICE if nice * power <= least * (1 + 1e-9))


def label_of(variables: Sequence[Variable], point: Point) -> str:
    """What a design is called: ``main.capacity = 620 kWh``."""
    return ", ".join(
        f"{variable.short} = {variable.text(variable.sizes[place])}"
        for variable, place in zip(variables, point, strict=True)
    )


class Designs:
    """The scenarios of designs.

    Args:
        scenario: As it was written.
        variables: What is sized.
    """

    def __init__(self, scenario: Scenario, variables: Sequence[Variable]) -> None:
        self._text = scenario.to_toml()
        self._name = scenario.name
        self.variables = tuple(variables)

    def scenario(self, point: Point) -> Scenario:
        """The scenario of a design.

        Raises:
            ScenarioError: Its sizes do not go together with the rest.
        """
        settings = [variable.setting(place) for variable, place in zip(self.variables, point, strict=True)]
        # What is loaded already may come from Python and lie in no file: it is written, with all that it says.
        with tempfile.TemporaryDirectory(prefix="ilrs-size-") as folder:
            path = Path(folder) / f"{self._name}.toml"
            path.write_text(self._text, encoding="utf-8")
            return load(path, settings)

"""`[demonstration]`: what is measured of machines while they work, so that people believe something better of them."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, Law, Quantity
from sim.scenario.schema.base import Keyed, Named, Table, Text
from sim.scenario.schema.fields import fields_of
from sim.scenario.schema.machines import machines_at
from sim.scenario.schema.system import Check, MissingError, Report, Span, System, items

REJECTS = "bricks.reject_fraction"
"""Key of a base that counted rejects tell."""
LIFE = "mtbf"
"""Last word of the key of a machine that counted failures tell."""


class Measurement(Named):
    """One figure of a machine or of the recipe that is measured; its range is what is believed beforehand."""

    word: ClassVar[str] = "measurement"
    namespace: ClassVar[str] = "measurement"

    of: Text
    """Key of the base that is measured, such as `tools.printers.demo.head_rate`."""
    method: Literal["reading", "failures", "rejects"]
    """Whether an instrument reads it while its machine works, or failures or rejects are counted."""
    law: Law = "uniform"
    """How it lies in its range, as believed beforehand."""
    every: Annotated[Quantity, Dim("h", gt=0, le=1e6)]
    """Time at work between two readings, or time between two reports of what was counted [h]."""
    readings: Annotated[Quantity, Dim("1", ge=1, le=1e5, whole=True)] | None = None
    """Readings that are taken in all [1]."""
    noise: Annotated[Quantity, Dim("1", gt=0, lt=1)] | None = None
    """Standard deviation of one reading, as a share of what is true [1]."""

    @property
    def machine(self) -> str:
        """Name of the machine that it is a figure of; empty where it is none of a machine."""
        parts = self.of.split(".")
        return parts[2] if len(parts) == 4 else ""


class Demonstration(System):
    """What is tried out on the spot, for people to know better what to send later."""

    needs: ClassVar[tuple[str, ...]] = ("energy", "communication", "tools")

    measurements: Keyed[Measurement] = Field(default_factory=dict)
    """Measurements by name."""

    @classmethod
    def checks(cls) -> tuple[Check, ...]:
        """What must hold between keys."""
        return (_measured, _kinds)

    def overview(self, here: Any) -> Iterator[tuple[str, str]]:
        """What is measured, in what range it is believed to lie, and how."""
        for name, one in self.measurements.items():
            found = quantity_at(here, one.of)
            assert found is not None  # the checks of the scenario see to it
            how = f"{one.method} counted"
            if one.readings is not None and one.noise is not None:
                how = f"{int(one.readings)} readings, each good to {float(one.noise):.3g} of it"
            unit = "" if found.given_unit == "1" else f" {found.given_unit}"
            yield "measurements", f"{name}: {one.of}, {found.range_text()}{unit}; {how}"


def quantity_at(tables: Any, key: str) -> Quantity | None:
    """Return the quantity at a dotted key of a base; None where there is none.

    Raises:
        MissingError: It could not be read.
    """
    found: Any = tables
    for part in key.split("."):
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, Table):
            spec = fields_of(type(found)).get(part)
            found = None if spec is None else getattr(found, spec.attribute)
        elif found is not None:
            # What could not be read whole raises for what it lacks; words of the language have another attribute.
            try:
                found = getattr(found, part) if hasattr(found, part) else getattr(found, f"{part}_")
            except MissingError:
                raise
            except AttributeError:
                # Of what was read whole, it is a key that there is not.
                found = None
    return found if isinstance(found, Quantity) else None


def _measured(here: Any, _span: Span, report: Report) -> None:
    """What is measured is there, of a machine or the recipe, and has a range to be believed in."""
    for name, one in items(here, "demonstration", "measurements"):
        path = ("demonstration", "measurements", name, "of")
        with suppress(MissingError):
            found = quantity_at(here, one.of)
            if found is None:
                report(path, f'"{one.of}" is no quantity of this base; write SYSTEM.KIND.NAME.KEY')
                continue
            if found.range is None or found.range[0] >= found.range[1]:
                text = f"{one.of} has no range, so that nothing can be believed of it beforehand"
                report(path, f"{text}: give it one")
            elif one.law == "log-uniform" and found.range[0] <= 0.0:
                report((*path[:-1], "law"), f"the range of {one.of} begins at {found.range[0]:g}; take uniform")


def _kinds(here: Any, _span: Span, report: Report) -> None:
    """Who counts counts what can be counted, and who reads says how well."""
    for name, one in items(here, "demonstration", "measurements"):
        path = ("demonstration", "measurements", name)
        with suppress(MissingError):
            last = one.of.rpartition(".")[2]
            if one.method == "rejects" and one.of != REJECTS:
                report((*path, "of"), f"rejects tell {REJECTS}, not {one.of}")
            elif one.method == "failures" and last != LIFE:
                report((*path, "of"), f"failures tell the {LIFE} of a machine, not {one.of}")
            if one.method != "rejects":
                machines = machines_at(here)
                if one.machine not in machines:
                    text = f"{one.of} is no figure of a machine{suggestion(one.machine, machines)}"
                    report((*path, "of"), f"{text}; write SYSTEM.KIND.NAME.KEY")
            for key in ("readings", "noise"):
                given = getattr(one, key)
                if one.method == "reading" and given is None:
                    report((*path, key), "is missing, and what reads needs it")
                elif one.method != "reading" and given is not None:
                    report((*path, key), f"stands beside method = {one.method}, which counts; leave it out")

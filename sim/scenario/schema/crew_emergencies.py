"""`[crew.emergencies]`: what is to go wrong on a day, so that it shows what becomes of people then."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.scenario.problems import suggestion
from sim.scenario.quantity import Dim, Quantity
from sim.scenario.schema.base import Date, Named, Text
from sim.scenario.schema.energy import Energy, Source
from sim.scenario.schema.machines import machines_at
from sim.scenario.schema.system import MissingError, Report, Span, items, readable

_LISTED = 8
"""As many names as are listed where none is near to what was written."""

Spell = Annotated[Quantity, Dim("h", gt=0, le=1e6)]


class EmergencyBase(Named):
    """What all emergencies have."""

    word: ClassVar[str] = "emergency"

    date: Date
    """Day on which it happens (UTC)."""
    hour: Annotated[Quantity, Dim("h", ge=0, lt=24)] | None = None
    """Time of that day at which it happens [h]; its beginning, if not given."""

    @property
    def hours(self) -> float:
        """Hours after 00:00 UTC of its day at which it happens [h]."""
        return 0.0 if self.hour is None else float(self.hour)


class Leak(EmergencyBase):
    """A hole in the wall of a module."""

    kind: Literal["leak"]
    """leak: a hole in the wall of a module"""
    module: Text
    """Which module: a name of `crew.habitats`, with its number where there are several of it."""
    rate: Annotated[Quantity, Dim("kg/h", gt=0, le=1e4)]
    """Air that is lost through it while the pressure is what is kept up [kg/h]."""
    duration: Spell | None = None
    """Time until it is patched [h]; without it, it stays open until the module is shut off."""


class LanderFailure(EmergencyBase):
    """A failure that forbids a lander to leave."""

    kind: Literal["lander"]
    """lander: a lander is not ready"""
    lander: Text
    """Which of `crew.landers`: all that stand there of it."""
    duration: Spell | None = None
    """Time until it is ready again [h]; without it, it is drawn as that of any failure."""


class MachineFailure(EmergencyBase):
    """A failure of a machine."""

    kind: Literal["machine"]
    """machine: a machine fails"""
    machine: Text
    """Which machine or process: all units of it, or the one whose number is given."""
    duration: Spell
    """Time until it is in order again, whoever repairs [h]."""


class Blackout(EmergencyBase):
    """A failure of the supply of power."""

    kind: Literal["blackout"]
    """blackout: a source, or all that there is, gives no power"""
    source: Text | None = None
    """Which array or reactor; without it nothing is fed by any source or storage."""
    duration: Spell
    """Time until there is power again [h]."""


class Storm(EmergencyBase):
    """A solar particle event, beside those that are drawn."""

    kind: Literal["storm"]
    """storm: a solar particle event"""
    dose: Annotated[Quantity, Dim("mSv", gt=0, le=1e5)]
    """Dose on the surface without any shielding [mSv]."""
    duration: Annotated[Quantity, Dim("h", gt=0, le=1000)]
    """Time that it lasts [h]."""


class Spill(EmergencyBase):
    """The loss of what is in a store."""

    kind: Literal["spill"]
    """spill: all that is in a store is lost"""
    store: Text
    """Which of `resources.stores`."""


Emergency = Leak | LanderFailure | MachineFailure | Blackout | Storm | Spill
AnyEmergency = Annotated[Emergency, Field(discriminator="kind")]


def unit_targets(assets: Any) -> Iterator[str]:
    """Names by which units of assets can be meant: all of one by its key, or single ones by their number."""
    for key, asset in assets.items():
        yield key
        if asset.count.value > 1:
            yield from (f"{key}-{number}" for number in range(1, int(asset.count.value) + 1))


def check_emergencies(here: Any, span: Span, report: Report) -> None:
    """Emergencies happen within the span, to something that is there."""
    for name, one in items(here, "crew", "emergencies"):
        path = ("crew", "emergencies", name)
        with suppress(MissingError):
            if not span.start <= one.date < span.end:
                report((*path, "date"), f"{one.date} is not between start and end")
        with suppress(MissingError):
            if isinstance(one, Leak):
                modules = set(unit_targets(here.crew.habitats))
                modules -= {key for key, asset in here.crew.habitats.items() if asset.count.value > 1}
                _known(report, (*path, "module"), one.module, "habitat", modules)
            elif isinstance(one, LanderFailure):
                _known(report, (*path, "lander"), one.lander, "lander", here.crew.landers)
            elif isinstance(one, MachineFailure):
                _known(report, (*path, "machine"), one.machine, "machine", unit_targets(machines_at(here)))
            elif isinstance(one, Blackout) and one.source is not None:
                sources = (each[-1] for each, _, _ in readable(here, "energy", Energy, Source))
                _known(report, (*path, "source"), one.source, "array or reactor", sources)
            elif isinstance(one, Spill):
                _known(report, (*path, "store"), one.store, "store", here.resources.stores)


def _known(report: Report, path: tuple[str, ...], name: str, what: str, known: Iterable[str]) -> None:
    known = sorted(known)
    if name not in known:
        units = [one for one in known if one.startswith(f"{name}-")]
        which = f"; name one of {', '.join(units)}" if units else suggestion(name, known)
        listed = f"; there are {', '.join(known)}" if 0 < len(known) <= _LISTED else ""
        report(path, f'there is no {what} "{name}"{which or listed}')

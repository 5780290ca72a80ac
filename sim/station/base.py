"""A base: a place with its own sky, power bus and links. Most scenarios have one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from sim.engine import Meter, Recorder, Rows
from sim.engine.channel import Kind
from sim.moon import SiteSky, Sky
from sim.scenario.base_names import at_base
from sim.scenario.schema.base import Asset, Dated
from sim.scenario.schema.scenario import Tables
from sim.scenario.schema.site import Site
from sim.scenario.sky import base_sky, sky_of
from sim.station.context import Context, Overdue
from sim.station.events import ARRIVED, RETIRED
from sim.station.outcome import Event
from sim.station.relief import Lift
from sim.station.sky import Light, full_light
from sim.station.states import HOLD_BACK

S = TypeVar("S")


class Base:
    """A place of the station, with the systems that stand there.

    Time, random streams, log and histories are the run's; the sky, the bus and the links are the base's own. What
    another base than the main one records or logs carries its name: ``node/energy.used``, system ``node/energy``.

    Args:
        context: The run.
        name: Name of the base, empty for the main one.
        tables: What the scenario says of it.
    """

    def __init__(self, context: Context, name: str, tables: Tables) -> None:
        self.context = context
        self.name = name
        self.tables = tables
        self.env = context.env
        self.hours = context.hours
        self.lifts = context.lifts
        """Limits that are lifted."""
        self.prefix = at_base(name, "")
        """What stands before the names of its channels, events and ledgers."""
        scenario = context.scenario
        self.sky = base_sky(tables, scenario.start, context.hours, scenario.hours)
        self.meters: dict[str, Meter] = {}
        """Integrals that several add to, by the names of their channels."""
        self._lights: dict[tuple[str | None, float], Light] = {}
        self._systems: dict[type, object] = {}
        self._lacking: Counter[tuple[str, str]] = Counter()
        self._on_overdue: list[Callable[[], None]] = []

    def sky_at(self, at: str | None) -> Sky:
        """The sky over a place of the base; None for the main one, whose sky is that of places without horizons."""
        site = self.tables.site_at(at)
        return self.sky if site is self.tables.site else self.sky_over(site)

    def light(self, mast: float, at: str | None = None) -> Light:
        """Sunlight at the measured mast nearest to ``mast`` [m], as the run goes by, at the main place or another."""
        sky = self.sky_at(at)
        place = None if sky is self.sky else at
        mast = sky.nearest_mast(mast)
        if (place, mast) not in self._lights:
            where = "" if place is None else f"{place}."
            recorder = self.recorder(f"sunlight.lit_fraction.{where}{mast:g} m", "1")
            irradiance = float(self.tables.site.solar_irradiance)
            sunlight = full_light(self.hours) if Lift.SUNLIGHT in self.lifts else sky.sunlight(mast)
            self._lights[place, mast] = Light(self.context, sunlight, irradiance, recorder)
        return self._lights[place, mast]

    def sky_over(self, site: Site) -> SiteSky:
        """The sky over a site as the run goes by."""
        return sky_of(site, self.context.scenario.start, self.context.hours, self.context.scenario.hours)

    def put(self, system: object) -> None:
        """Let a system stand here, for others to find by its class."""
        self._systems[type(system)] = system

    def __getitem__(self, kind: type[S]) -> S:
        """The system of a class that stands here.

        Raises:
            KeyError: There is none.
        """
        system = self._systems[kind]
        assert isinstance(system, kind)
        return system

    def systems(self) -> Iterator[object]:
        """The systems that stand here, in the order in which they were put."""
        yield from self._systems.values()

    def recorder(self, name: str, unit: str, kind: Kind = "step", labels: Iterable[str] = ()) -> Recorder:
        """A new channel of this base.

        Raises:
            ValueError: The name is taken.
        """
        return self.context.trace.recorder(self.prefix + name, unit, kind, labels)

    def rows(
        self,
        names: Iterable[str],
        unit: str,
        kind: Kind = "step",
        *,
        width: int | None = None,
        derive: Callable[[NDArray[np.float64]], Sequence[NDArray[np.float64]]] | None = None,
    ) -> Rows:
        """New channels of this base that are recorded together, see :class:`~sim.engine.recorder.Rows`."""
        recorders = [self.recorder(name, unit, kind) for name in names]
        return self.context.trace.spread(Rows(recorders, width, derive))

    def asks(self, name: str) -> bool:
        """Whether a goal measures a history of this base that is kept only then."""
        return self.context.asks(self.prefix + name)

    def meter(self, name: str, unit: str) -> Meter:
        """The running integral of a rate under the name of its channel, which several may add to."""
        if name not in self.meters:
            self.meters[name] = Meter(self.env, self.recorder(name, unit, "linear"))
        return self.meters[name]

    def stream(self, name: str) -> Generator:
        """The random numbers that go by ``name`` at this base."""
        return self.context.streams[self.prefix + name]

    def log(self, system: str, subject: str, event: str, detail: str = "", *, time: float | None = None) -> None:
        """Write an event of this moment, or of an earlier ``time`` [h], into the log."""
        when = self.env.now if time is None else time
        self.context.events.append(Event(when, self.prefix + system, subject, event, detail))

    def misses(self, what: str | None, overdue: Iterable[Overdue], last: float = math.inf) -> None:
        """Have machines lack something while what provides it is overdue.

        Args:
            what: What they lack; nothing where that is None.
            overdue: When it is overdue.
            last: When it is waited for no longer [h].
        """
        for one in overdue if what is not None else ():
            until = min(one.end, last)
            if one.begin < until:
                self._note(one)
                self.context.at(one.begin, partial(self._lack, (str(what), one.blame), 1))
                self.context.at(until, partial(self._lack, (str(what), one.blame), -1))

    def lacks(self, what: str) -> str | None:
        """What hours count for that are lost for want of something that is overdue; None where nothing of it is."""
        return next((blame for blame in HOLD_BACK[::-1] if self._lacking[what, blame] > 0), None)

    def when_overdue(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` whenever something is overdue from then on, or no longer."""
        self._on_overdue.append(callback)

    def _note(self, overdue: Overdue) -> None:
        if overdue.gate and overdue.begin < self.hours:
            self.context.waited.add(overdue.gate)

    def _lack(self, what: tuple[str, str], change: int) -> None:
        self._lacking[what] += change
        for callback in self._on_overdue:
            callback()

    def schedule_service(
        self,
        asset: Dated,
        system: str,
        subject: str,
        arrive: Callable[[], None],
        retire: Callable[[], None],
        wait: Callable[[str | None], None] | None = None,
    ) -> None:
        """Call ``arrive`` and ``retire`` at the asset's dates, or when its mission lands, and log them.

        What is there from the start arrives at once, without an entry in the log. An asset of no units never comes, nor
        does one whose mission lands when it should be gone.

        Args:
            asset: What arrives.
            system: Its system.
            subject: What it is called in the log.
            arrive: Called when it arrives.
            retire: Called when it is lost or retired.
            wait: Called with what it waits for when it should have come and has not, transport or the must-have that
                keeps its gate shut, and with None where it is waited for no longer although it never came.
        """
        if isinstance(asset, Asset) and int(asset.count) == 0:
            return
        first, last = self.context.service_span(asset)
        overdue = self.context.overdue(asset)
        self.misses(asset.provides, overdue, last)
        if wait is not None:
            begun = [one for one in overdue if max(one.begin, 0.0) < last]
            for one in begun:
                self._note(one)
                self.context.at(one.begin, partial(wait, one.blame))
            if begun and first >= last:
                self.context.at(last, partial(wait, None))
        if first >= last:
            return

        def arrived() -> None:
            self.log(system, subject, ARRIVED.name)
            arrive()

        def retired() -> None:
            self.log(system, subject, RETIRED.name)
            retire()

        if last <= 0.0:
            return
        if first <= 0.0:
            arrive()
        else:
            self.context.at(first, arrived)
        self.context.at(last, retired)


def unit_names(key: str, count: int) -> list[str]:
    """Names of the single units of an asset: its key, numbered if there are several."""
    return [key] if count == 1 else [f"{key}-{number}" for number in range(1, count + 1)]

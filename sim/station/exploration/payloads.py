"""Payloads of the lander, the orbiter and rovers: power and data, and how long they have run."""

from __future__ import annotations

from collections.abc import Mapping

from sim.engine import Meter
from sim.scenario.schema.exploration import Exploration
from sim.scenario.schema.explorers import LANDER, ORBITER, Payload
from sim.station.base import Base
from sim.station.communication.system import Communication
from sim.station.energy.loads import RunningLoad
from sim.station.energy.system import Energy
from sim.station.exploration.instruments import Observation
from sim.station.exploration.rover import Rover


class Payloads:
    """All payloads but those of hoppers, which the hoppers switch themselves.

    What stands at the base takes power of its bus and sends its data over its links; so do a rover's data, while it has
    power of its own. The orbiter has both of its own: what its payloads make is home at once.

    Args:
        base: The base.
        table: What the scenario says of the exploration.
        rovers: Rovers by name.
    """

    def __init__(self, base: Base, table: Exploration, rovers: Mapping[str, Rover]) -> None:
        self._base = base
        self.observations = {name: Observation(base, name, each) for name, each in table.cargo.items()}
        """How long each payload has run, by name."""
        self.orbit = Meter(base.env)
        """Data of the orbiter's payloads [Gbit]."""
        for name, payload in table.payloads.items():
            if int(payload.count) == 0:
                continue
            if payload.carrier == LANDER:
                self._stand(name, payload)
            elif payload.carrier == ORBITER:
                self._orbit(name, payload)
            elif payload.carrier in rovers:
                self._ride(name, payload, rovers[payload.carrier])

    def _stand(self, name: str, payload: Payload) -> None:
        power = int(payload.count) * float(payload.power)
        load = self._base[Energy].bus.add_load(f"{name} payload", payload.power_class)
        running = RunningLoad(load, power, self._maker(name, payload))
        self._base.schedule_service(payload, "exploration", name, running.start, running.stop)

    def _ride(self, name: str, payload: Payload, rover: Rover) -> None:
        switch = self._maker(name, payload)
        serving = awake = False

        def serve(now_serving: bool) -> None:
            nonlocal serving
            serving = now_serving
            switch(serving and awake)

        def wake(now_awake: bool) -> None:
            nonlocal awake
            awake = now_awake
            switch(serving and awake)

        self._base.schedule_service(payload, "exploration", name, lambda: serve(True), lambda: serve(False))
        rover.when_awake_changes(wake)

    def _orbit(self, name: str, payload: Payload) -> None:
        rate = int(payload.count) * float(payload.data_rate)

        def serve(serving: bool) -> None:
            self.orbit.set_rate(self.orbit.rate + (rate if serving else -rate))
            self.observations[name].run(serving)

        self._base.schedule_service(payload, "exploration", name, lambda: serve(True), lambda: serve(False))

    def _maker(self, name: str, payload: Payload) -> _Maker:
        return _Maker(self._base, name, payload, self.observations[name])


class _Maker:
    """Switches a payload whose data go over the links of the base."""

    def __init__(self, base: Base, name: str, payload: Payload, observation: Observation) -> None:
        producer = base[Communication].data.producer(f"{name} payload")
        rate = int(payload.count) * float(payload.data_rate)
        self._begin, self._end = producer.changer(rate), producer.changer(-rate)
        self._observation = observation
        self._on = False

    def __call__(self, on: bool) -> None:
        if on != self._on:
            self._on = on
            (self._begin if on else self._end)()
            self._observation.run(on)

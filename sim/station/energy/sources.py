"""What gives power: arrays that age, reactors with planned outages."""

from __future__ import annotations

import numpy as np

from sim.engine import PowerBus
from sim.scenario.schema.energy import Array, Reactor
from sim.station.base import Base
from sim.station.energy.places import add_source


def add_array(base: Base, bus: PowerBus, name: str, array: Array) -> None:
    """Let arrays give what sunlight, dust, wear and the way to the bus leave of their power."""
    source = add_source(bus, name, array.at)
    recorder = base.recorder(f"energy.offered.{name}", "kW")
    light = base.light(float(array.mast), array.at)
    # Area that would give the power, before dust and wear, if all the sunlight on it were electricity at the bus.
    effective = int(array.count) * float(array.area) * float(array.efficiency) * float(array.path_efficiency)
    loss_rate = float(array.dust_loss) + float(array.wear_loss)
    env, add_point = base.env, recorder.add
    powers: list[float] | None = None  # in every segment of the light, while the arrays are there

    def update() -> None:
        source.set_power(0.0 if powers is None else powers[light.segment])
        add_point((env.now, source.power))

    def arrive() -> None:
        nonlocal powers
        # Dust and wear step with the light: what each segment will bring is known when the arrays arrive.
        begins = np.maximum(light.begins, env.now)
        powers = (effective * light.upright_irradiances * np.exp(-loss_rate * (begins - env.now))).tolist()
        update()

    def retire() -> None:
        nonlocal powers
        powers = None
        update()

    source.on_cut = lambda: add_point((env.now, source.power))
    light.listen(update)
    update()
    base.schedule_service(array, "energy", name, arrive, retire)


def add_reactor(base: Base, bus: PowerBus, name: str, reactor: Reactor) -> None:
    """Let reactors give constant power but for their planned outages."""
    source = add_source(bus, name, reactor.at)
    recorder = base.recorder(f"energy.offered.{name}", "kW")
    recorder.record(0.0, 0.0)
    context = base.context
    power = int(reactor.count) * float(reactor.power) * float(reactor.path_efficiency)
    interval, duration = float(reactor.outage_interval), float(reactor.outage_duration)
    first, last = context.service_span(reactor)
    if power == 0:
        return

    def run(at: float) -> None:
        source.set_power(at)
        recorder.record(base.env.now, source.power)

    def start_outage() -> None:
        base.log("energy", name, "outage_started", f"planned, {duration:g} h")
        run(0.0)

    def end_outage() -> None:
        base.log("energy", name, "outage_ended")
        run(power)

    source.on_cut = lambda: recorder.record(base.env.now, source.power)
    base.schedule_service(reactor, "energy", name, lambda: run(power), lambda: run(0.0))
    begin = first + float(reactor.first_outage)
    while duration > 0 and begin < min(last, base.hours):
        context.at(begin, start_outage)
        if begin + duration < last:
            context.at(begin + duration, end_outage)
        begin += interval

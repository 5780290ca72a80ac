"""What gives power: arrays that age, reactors with planned outages."""

from __future__ import annotations

import math

from sim.engine import PowerBus
from sim.scenario.schema.energy import Array, Reactor
from sim.station.base import Base


def add_array(base: Base, bus: PowerBus, name: str, array: Array) -> None:
    """Let arrays give what sunlight, dust and wear leave of their power."""
    source = bus.add_source(name)
    recorder = base.recorder(f"energy.offered.{name}", "kW")
    light = base.light(float(array.mast))
    # Area that would give the power, before dust and wear, if all the sunlight on it were electricity.
    effective = int(array.count) * float(array.area) * float(array.efficiency)
    loss_rate = float(array.dust_loss) + float(array.wear_loss)
    env = base.env
    since = math.inf

    def update() -> None:
        age = env.now - since
        power = effective * light.irradiance * math.exp(-loss_rate * age) if age >= 0 else 0.0
        source.set_power(power)
        recorder.record(env.now, source.power)

    def arrive() -> None:
        nonlocal since
        since = env.now
        update()

    def retire() -> None:
        nonlocal since
        since = math.inf
        update()

    light.listen(update)
    update()
    base.schedule_service(array, "energy", name, arrive, retire)


def add_reactor(base: Base, bus: PowerBus, name: str, reactor: Reactor) -> None:
    """Let reactors give constant power but for their planned outages."""
    source = bus.add_source(name)
    recorder = base.recorder(f"energy.offered.{name}", "kW")
    recorder.record(0.0, 0.0)
    context, power = base.context, int(reactor.count) * float(reactor.power)
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

    base.schedule_service(reactor, "energy", name, lambda: run(power), lambda: run(0.0))
    begin = first + float(reactor.first_outage)
    while duration > 0 and begin < min(last, base.hours):
        context.at(begin, start_outage)
        if begin + duration < last:
            context.at(begin + duration, end_outage)
        begin += interval

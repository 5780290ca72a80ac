"""Desks of the data centre: projects take one each for their time of computing, by their priority."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import simpy

from sim.moon import Spans


@dataclass(frozen=True)
class Job:
    """What a project asks of a desk.

    Attributes:
        name: The project.
        priority: Who is served first where several wait: 1 before 2.
        ready: When it has its data and its samples [h].
        hours: For how long it takes a desk while the centre works [h].
    """

    name: str
    priority: int
    ready: float
    hours: float


def finished(jobs: Sequence[Job], desks: int, outages: Spans) -> dict[str, float]:
    """When each project is done [h], if nothing ends before.

    A desk that is free goes to the first that waits, by priority, then by who came first, then by name; nobody gives
    one back before the time is over. In an outage of the centre all stand still. Nothing at the station waits for a
    desk, and what a project waits for is known when a run is over: therefore this has a clock of its own, which stands
    still in outages.

    Args:
        jobs: Who asks.
        desks: How many there are.
        outages: Of the centre, in order [h].
    """
    env = simpy.Environment()
    resource = simpy.PriorityResource(env, desks)
    done: dict[str, float] = {}

    def takes(job: Job) -> Generator[simpy.Event, Any, None]:
        yield env.timeout(_worked(job.ready, outages))
        with resource.request(priority=job.priority) as turn:
            yield turn
            yield env.timeout(job.hours)
        done[job.name] = _moment(env.now, outages)

    for job in sorted(jobs, key=lambda each: (each.priority, each.name)):
        if job.hours > 0.0:
            env.process(takes(job))
        else:
            done[job.name] = job.ready
    env.run()
    return done


def _worked(time: float, outages: Spans) -> float:
    """How long the centre has worked by a time [h]."""
    return time - sum(min(end, time) - begin for begin, end in outages if begin < time)


def _moment(worked: float, outages: Spans) -> float:
    """When the centre has worked so long [h]: the first such moment."""
    time = worked
    for begin, end in outages:
        if begin >= time:
            break
        time += end - begin
    return time

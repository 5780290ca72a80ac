"""Projects: who gets a desk, who gets a sample, and when each is done."""

from __future__ import annotations

import datetime as dt

from sim.engine import Environment
from sim.scenario.quantity import Quantity
from sim.scenario.schema.ground import Project
from sim.station.ground.desks import Job, finished
from sim.station.ground.projects import Projects


def test_one_desk_goes_to_the_first_by_priority() -> None:
    """The later comer of priority 1 goes before the one of priority 2 who waits; nobody gives a desk back."""
    jobs = [Job("b", 2, 0.0, 10.0), Job("a", 2, 1.0, 5.0), Job("urgent", 1, 2.0, 3.0)]
    assert finished(jobs, 1, []) == {"b": 10.0, "urgent": 13.0, "a": 18.0}
    assert finished(jobs, 3, []) == {"b": 10.0, "a": 6.0, "urgent": 5.0}


def test_those_who_come_at_once_are_served_by_priority_then_by_name() -> None:
    jobs = [Job("z", 1, 4.0, 1.0), Job("b", 2, 4.0, 1.0), Job("a", 2, 4.0, 1.0)]
    assert finished(jobs, 1, []) == {"z": 5.0, "a": 6.0, "b": 7.0}


def test_in_an_outage_all_stand_still() -> None:
    """Ready in the middle of an outage from 5 to 9 h, and 10 h at the desk with another from 12 to 14 h: 21 h."""
    assert finished([Job("one", 1, 6.0, 10.0)], 1, [(5.0, 9.0), (12.0, 14.0)]) == {"one": 21.0}
    assert finished([Job("ends", 1, 1.0, 4.0)], 1, [(5.0, 9.0)]) == {"ends": 5.0}


def test_who_needs_no_desk_is_done_when_all_is_there() -> None:
    assert finished([Job("one", 1, 6.0, 0.0)], 1, [(5.0, 9.0)]) == {"one": 6.0}


def project(priority: int, samples: int, hours: float | None = None) -> Project:
    def number(value: float, unit: str = "1") -> Quantity:
        return Quantity(value, unit, value, unit, "design")

    processing = None if hours is None else number(hours, "h")
    return Project.model_construct(
        date=dt.date(2031, 1, 1),
        priority=number(priority),
        samples=number(samples),
        processing=processing,
        instrument=None,
        volume=None,
    )


def test_samples_go_to_the_first_by_priority_that_has_begun() -> None:
    env = Environment()
    known = {"late": project(1, 2), "early": project(2, 3), "none": project(3, 9)}
    projects = Projects(env, known, {"late": 10.0, "early": 0.0, "none": 0.0})
    for moment in (1.0, 2.0):
        env.run(moment)
        projects.result()
    env.run(10.0)
    for _ in range(3):
        projects.result()
    env.run(20.0)
    projects.result()
    assert projects.done(lambda *_: None, 1, []) == {"late": 10.0, "early": 10.0}
    assert projects.free == 0


def test_results_that_nobody_needs_wait_for_the_next_project() -> None:
    env = Environment()
    projects = Projects(env, {"one": project(1, 2, 5.0)}, {"one": 8.0})
    env.run(1.0)
    for _ in range(3):
        projects.result()
    assert projects.free == 3
    env.run(8.0)
    projects.share()
    assert projects.free == 1
    assert projects.done(lambda *_: None, 1, []) == {"one": 13.0}

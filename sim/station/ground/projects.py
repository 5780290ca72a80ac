"""Projects: what each still waits for, who gets results of samples, and when each is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.engine import Environment
from sim.moon import Spans
from sim.scenario.schema.ground import Project
from sim.station.ground.desks import Job, finished


class Projects:
    """All projects of the facility.

    A result of a sample goes to the first project that has begun and needs one, by priority, then by name; one that
    nobody needs waits. Data are for all alike.

    Args:
        env: The environment, time in h.
        projects: The projects by name.
        begins: When each begins [h since the start].
    """

    def __init__(self, env: Environment, projects: Mapping[str, Project], begins: Mapping[str, float]) -> None:
        self._env = env
        self._projects = projects
        self.begins = begins
        self._order = sorted(projects, key=lambda name: (int(projects[name].priority), name))
        self._free = 0
        self._has = dict.fromkeys(projects, 0)
        self._sampled: dict[str, float] = {}

    @property
    def free(self) -> int:
        """Results that nobody needs yet."""
        return self._free

    def result(self) -> None:
        """Take a result of a sample."""
        self._free += 1
        self.share()

    def share(self) -> None:
        """Give results to who needs them now."""
        now = self._env.now
        for name in self._order:
            needed = self._projects[name].samples
            if needed is None or name in self._sampled or self.begins[name] > now:
                continue
            given = min(self._free, int(needed) - self._has[name])
            self._free -= given
            self._has[name] += given
            if self._has[name] == int(needed):
                self._sampled[name] = now

    def done(self, archived: Callable[[str, float], float | None], desks: int, outages: Spans) -> dict[str, float]:
        """When each is done [h], of those whose data and samples are there; it may lie ahead.

        Args:
            archived: When so much of an instrument's data [Gbit] lay in the archive [h]; None where it does not.
            desks: Desks of the data centre.
            outages: Of the data centre, in order [h].
        """
        jobs = []
        for name in self._order:
            project, ready = self._projects[name], [max(0.0, self.begins[name])]
            if project.volume is not None:
                assert project.instrument is not None  # the checks see to that
                at = archived(project.instrument, float(project.volume))
                if at is None:
                    continue
                ready.append(at)
            if project.samples is not None:
                if name not in self._sampled:
                    continue
                ready.append(self._sampled[name])
            hours = 0.0 if project.processing is None else float(project.processing)
            jobs.append(Job(name, int(project.priority), max(ready), hours))
        return finished(jobs, desks, outages)

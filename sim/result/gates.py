"""Gates of stages in words: when each opened, what kept it shut until then, and what that cost machines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from sim.engine import Channel
from sim.result.bottlenecks import Bottlenecks
from sim.result.lacks import lacks_of
from sim.scenario import Scenario
from sim.scenario.base_names import at_base
from sim.scenario.schema.machines import machines_at
from sim.scenario.schema.stages import gates_of_missions
from sim.station import Event, Kpi
from sim.station.base import unit_names
from sim.station.goals import Goal, goals_of
from sim.station.stages.events import EVENTS
from sim.station.states import MUST_HAVES, State, waiting_for

(_OPENED,) = EVENTS
_WAITS = {waiting_for(State.AWAITED, name).label: waiting_for(State.AWAITED, name) for name in MUST_HAVES}
"""States of a machine that should be there and waits behind a gate."""
_LATEST = "at its latest, without "


class Gates:
    """The gates of a run in words.

    Args:
        scenario: What was run.
        events: What happened.
        kpis: Its KPIs, which say when goals were reached.
        channels: Its histories, as far as they are kept.
        bottlenecks: What held its machines back.
    """

    def __init__(
        self,
        scenario: Scenario,
        events: tuple[Event, ...],
        kpis: Mapping[str, Kpi],
        channels: Mapping[str, Channel],
        bottlenecks: Bottlenecks,
    ) -> None:
        self._scenario = scenario
        self._kpis = kpis
        self._channels = channels
        self._bottlenecks = bottlenecks
        self._opened = {event.subject: event for event in events if event.event == _OPENED.name}
        self._goals = {goal.name: goal for goal in goals_of(scenario)} if scenario.stages else {}
        self._start = dt.datetime.combine(scenario.start, dt.time())

    def sentences(self) -> Iterator[str]:
        """Yield a sentence on each gate, in the order of the scenario."""
        for name, stage in self._scenario.stages.items():
            said = self._open(name) if name in self._opened else self._shut(name)
            hours = self._hours(name)
            waited = f" Machines waited {hours:,.0f} h for gate {name}." if hours > 0.0 else ""
            title = f" ({stage.title})" if stage.title else ""
            yield self.named(f"Gate {name}{title} {said}.{waited}")

    def named(self, sentence: str) -> str:
        """The same sentence with the gates that machines wait for, and their goals, in place of "behind a gate"."""
        waits: dict[str, list[str]] = {}
        for name in self._scenario.stages:
            for state in self._states(name):
                waits.setdefault(state, []).append(f"{name}: {self._reason(name)}")
        for state, gates in waits.items():
            somewhere = _WAITS[state].words.partition(" wait ")[2]
            sentence = sentence.replace(somewhere, f"for gate{'s' * (len(gates) > 1)} {' and '.join(gates)}")
        return sentence

    def _reason(self, name: str) -> str:
        """The goal that a gate waited for last, or those that were missing."""
        if name in self._opened:
            said = self._opened[name].detail.partition(";")[0]
            return said.removesuffix(" came last").removeprefix(_LATEST)
        missing = self._missing(name)
        shut = [one for one in self._scenario.stages[name].after if one not in self._opened]
        return ", ".join(missing) if missing or not shut else self._reason(shut[0])

    def _missing(self, name: str) -> list[str]:
        """The goals of a gate that were not reached."""
        goals = self._scenario.stages[name].goals
        return [one for one in goals if self._kpis[f"goal.{one}.reached"].value is None]

    def _open(self, name: str) -> str:
        event = self._opened[name]
        day = self._start + dt.timedelta(hours=event.time_h)
        last = self._last_goal(name, event)
        held = "" if last is None else self._held_back(last)
        return f"opened on {day:%Y-%m-%d}: {event.detail}{held}"

    def _shut(self, name: str) -> str:
        stage = self._scenario.stages[name]
        said = [f"{one} ({self._goals[one].what}) is missing{self._held_back(one)}" for one in self._missing(name)]
        said += [f"gate {one} is shut" for one in stage.after if one not in self._opened]
        return f"stays shut: {'; '.join(said)}"

    def _last_goal(self, name: str, event: Event) -> str | None:
        """The goal of a gate that came last; None where none did, or one of a gate before it."""
        return next((one for one in self._scenario.stages[name].goals if event.detail.startswith(f"{one} came")), None)

    def _held_back(self, name: str) -> str:
        """What held a goal back, to follow its name: its machines, or conditions that people need."""
        goal: Goal = self._goals[name]
        pace = self._bottlenecks.paces.get(name)
        if pace is not None and pace.worst is not None:
            return f"; held back most by {pace.worst}: {pace.limit(pace.worst).chief}"
        lacks = None if goal.goods is not None else lacks_of(goal.channel, self._channels)
        return "" if lacks is None else f"; {lacks.words(self._start)}"

    def _hours(self, stage: str) -> float:
        """Hours for which machines that were due waited behind a gate [h]."""
        return sum(self._states(stage).values())

    def _states(self, stage: str) -> dict[str, float]:
        """The same by the state of these machines, which says what the hours count for [h]."""
        missions = gates_of_missions(self._scenario)
        found: dict[str, float] = {}
        for base, tables in self._scenario.all_bases():
            for key, machine in machines_at(tables).items():
                if stage not in {machine.behind, *missions.get(machine.arrives_with or "", ())}:
                    continue
                for unit in unit_names(key, int(machine.count)):
                    for state, hours in self._bottlenecks.states.get(at_base(base, unit), {}).items():
                        if state in _WAITS:
                            found[state] = found.get(state, 0.0) + hours
        return found

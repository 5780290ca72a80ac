"""Everything of a run at one moment: what each history says, since when, and what keeps each machine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np

from sim.engine import Channel
from sim.export.errors import ExportError
from sim.export.layout import Table
from sim.export.sampling import is_share
from sim.result import Result, wording
from sim.result.attribution import WANT_LABELS, Tally, history
from sim.result.number_text import amount, percent, whole_percent
from sim.result.waiting import Root
from sim.scenario.base_names import split_base
from sim.station import Event
from sim.station.states import AT_WORK, CHANNEL, NOTHING_TO_DO, OUT_OF_SERVICE, STATES, state_channel
from sim.station.topology import topology
from sim.study.wording import naive, span

HEADERS = ("what", "at that moment", "since (UTC)", "counts for", "cause or last event")
ORDER = ("sunlight", "energy", "communication", "tools", "regolith", "bricks", "shelter")
"""First words of histories in the order of the table; others follow by name."""
FLAGS = ("link_up", "earth_visible", "relay_visible")
"""Histories that are 1 or 0 for yes or no."""
HOUR = 1.0
"""For how long a moment is held to find what it counts for [h]; only shares of it are told."""


def moment_table(run: Result, at: dt.date) -> Table:
    """What every history of a run says at a moment, a row each.

    A machine's row has its state, the must-have that an hour in it counts for, and the root of what keeps it. Other
    rows have the last event of what they are about.

    Args:
        run: The run.
        at: UTC date (its midnight) or time.

    Raises:
        ExportError: The moment is outside the run.
    """
    moment = naive(at)
    if not run.start <= moment <= run.end:
        raise ExportError(f"{moment.isoformat()} is outside the run, {span(run.start, run.end)}")
    hour = (moment - run.start) / dt.timedelta(hours=1)
    causes = _causes(run, hour)
    events = _last_events(run.events, hour)
    rows = []
    for name in sorted(run.channels, key=_place):
        channel = run.channels[name]
        counts_for, cause = causes.get(name, ("", ""))
        rows.append(
            (
                name,
                _value(channel, hour),
                _since(run, channel, hour),
                counts_for,
                cause or _event_text(run, events, name),
            )
        )
    return Table(
        title=f"{run.name} at {moment:%Y-%m-%d %H:%M} UTC, hour {hour:,.2f} of {run.until_h:,.0f}",
        headers=HEADERS,
        rows=tuple(rows),
        right=(1,),
    )


def _place(name: str) -> tuple[str, int, str]:
    """Where a history stands: base by base, system by system, machines' states before what else there is of tools."""
    base, own = split_base(name)
    system = own.partition(".")[0]
    rank = ORDER.index(system) if system in ORDER else len(ORDER)
    return base, rank, own


def _value(channel: Channel, hour: float) -> str:
    """What a history says, with its unit."""
    value = float(channel.at(hour))
    if channel.labels:
        return channel.labels[int(value)]
    if channel.unit != "1":
        return f"{amount(value)} {channel.unit}"
    own = split_base(channel.name)[1]
    if own.rpartition(".")[2] in FLAGS:
        return "yes" if value else "no"
    return percent(value, 1) if is_share(own) else f"{value:,.0f}"


def _since(run: Result, channel: Channel, hour: float) -> str:
    """Since when a history that goes in steps has said so; nothing where it flows."""
    if channel.kind != "step":
        return ""
    last = int(np.searchsorted(channel.times, hour, side="right")) - 1
    other = np.flatnonzero(channel.values[: max(last, 0)] != channel.values[max(last, 0)])
    first = channel.times[int(other[-1]) + 1 if len(other) else 0]
    return f"{run.start + dt.timedelta(hours=float(first)):%Y-%m-%d %H:%M}"


def _causes(run: Result, hour: float) -> dict[str, tuple[str, str]]:
    """What the state of each machine counts for and the root of it, by the name of its history.

    The machines are held for an hour in the states that they are in: what that hour is put down to is the cause.
    """
    machines = topology(run.scenario).with_wants(run.channels)
    wants = machines.all_wants
    units = [unit for unit in machines.kinds if history(unit, wants) in run.channels]
    states = {
        unit: WANT_LABELS[int(run.channels[unit].at(hour))]
        if unit in wants
        else _value(run.channels[state_channel(unit)], hour)
        for unit in units
    }
    tally = Tally(machines, units, tuple(dict.fromkeys((*STATES.names, *states.values()))))
    codes = [tally.labels.index(states[unit]) for unit in tally.units]
    tally.add(np.zeros(len(codes)), np.arange(len(codes)), codes)
    found = tally.until(HOUR).roots if units else {}
    return {
        state_channel(unit): ("", "not there") if states[unit] == OUT_OF_SERVICE else _roots(found[unit])
        for unit in units
        if unit not in wants
    }


def _roots(shares: Mapping[Root, float]) -> tuple[str, str]:
    """The must-haves that an hour counts for, and its roots in words, the largest share first."""
    ordered = sorted(shares.items(), key=lambda entry: -entry[1])
    names = list(dict.fromkeys(root[0] for root, _ in ordered))
    if names in ([AT_WORK], [NOTHING_TO_DO]):
        return names[0], ""
    texts = []
    for (_, kind, state), share in ordered:
        phrase = wording.cause_phrase(kind, state)
        texts.append(phrase if len(ordered) == 1 else f"{phrase} ({whole_percent(share / HOUR)})")
    return ", ".join(names), ", ".join(texts)


def _last_events(events: Sequence[Event], hour: float) -> dict[tuple[str, str], Event]:
    """The last event of each subject of a system at or before a moment."""
    return {(event.system, event.subject): event for event in events if event.time_h <= hour}


def _event_text(run: Result, events: Mapping[tuple[str, str], Event], name: str) -> str:
    """The last event of what a history is about: what happened, when, and its detail."""
    base, own = split_base(name)
    system, _, rest = own.partition(".")
    if own.startswith(CHANNEL) or "." not in rest:
        return ""
    here = f"{base}/{system}" if base else system
    event = events.get((here, rest.rpartition(".")[2]))
    if event is None:
        return ""
    when = run.start + dt.timedelta(hours=event.time_h)
    detail = f" ({event.detail})" if event.detail else ""
    return f"{event.event.replace('_', ' ')} {when:%Y-%m-%d %H:%M}{detail}"

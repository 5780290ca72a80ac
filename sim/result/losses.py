"""Losses of people in words: what comes first in whatever is said of a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sim.result.number_text import spelt
from sim.scenario.base_names import split_base
from sim.station import Event
from sim.station.crew.events import LOST


def loss_sentence(events: Iterable[Event], start: dt.datetime) -> str | None:
    """Who died when, and why, with the chain of causes; None where nobody did.

    Args:
        events: What happened in a run.
        start: First moment of the run (UTC).
    """
    said = [_one(event, start) for event in events if event.event == LOST and split_base(event.system)[1] == "crew"]
    return " ".join(said) or None


def lost_people(event: Event) -> int:
    """How many people an event of a loss is of."""
    return int(event.detail.partition(" ")[0])


def _one(event: Event, start: dt.datetime) -> str:
    number = lost_people(event)
    who = spelt(number).capitalize()
    people = "person" if number == 1 else "people"
    base = split_base(event.system)[0]
    where = f" at {base}" if base else ""
    why = event.detail.partition("; ")[2]
    return f"{who} {people} died{where} on {start + dt.timedelta(hours=event.time_h):%Y-%m-%d}: {why}."

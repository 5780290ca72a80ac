"""People: whether all live and what was missing, what came back of what they used, their hours and their dose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.result import Result
from sim.result.number_text import amount, percent, said_percent
from sim.scenario.schema.crew_people import VITAL
from sim.study.wording import counted, few, joined
from sim.view import crew_facts, run_facts
from sim.view.figures import crew_flight
from sim.view.figures.crew_time import use_text, uses
from sim.view.figures.dose import exposed
from sim.view.flown_people import flown
from sim.view.kit.text import day, length_text
from sim.view.report.phrases import Pairs, sentence

CLOSURES = ("water", "oxygen", "mass")
"""Shares won back, in the order of the table."""


@dataclass(frozen=True)
class Table:
    """A table about people: its caption, the heads of its columns with their units, and rows of text."""

    title: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PeopleOf:
    """What a report says of the people of a run.

    Attributes:
        number: The run.
        lost: Whether anybody died.
        sentences: Whether all live and came home, what was missing, who was put off.
        tables: Closure, margins, hours and doses.
    """

    number: int
    lost: bool
    sentences: tuple[str, ...]
    tables: tuple[Table, ...]


def people_of(runs: Sequence[Result]) -> tuple[PeopleOf, ...]:
    """What is to be said of the people of each run that has habitats."""
    found = []
    for number, run in enumerate(runs):
        if crew_facts.crewed(run) is not None:
            sentences = (lives(run), flights(run), missing(run), put_off(run))
            tables = (_closure(run), _margins(run), _hours(run), _doses(run))
            lost = bool(crew_facts.kpi_value(run, "crew.lost"))
            kept = tuple(text for text in sentences if text)
            found.append(PeopleOf(number, lost, kept, tuple(table for table in tables if table.rows)))
    return tuple(found)


def lives(run: Result) -> str:
    """Whether all live who came, how many they were, and of what they died who did not."""
    stays = crew_facts.stays(run)
    came = sum(stay.people for stay in stays)
    died = crew_facts.died_text(run)
    if not stays:
        return f"{died}. {run.losses or ''}".rstrip() if died else "Nobody came."
    days = f"{crew_facts.person_days(run, 0.0, run.until_h):,.0f} person-days"
    rotations = counted(len(stays), "rotation")
    if not died:
        who = "The one who came lives" if came == 1 else f"All {came:,} who came live"
        return f"{who}: {rotations}, {days}."
    return f"{died} ({rotations}, {days}). {run.losses or ''}".rstrip()


def flights(run: Result) -> str:
    """What came of flights of people; empty where nobody flies step by step, or who died is said already."""
    return sentence(crew_flight.answer(run)) if flown(run) and not crew_facts.died_text(run) else ""


def missing(run: Result) -> str:
    """What was missing while people were there, the longest first; empty where nobody came."""
    if not crew_facts.most_people(run):
        return ""
    found = sorted(crew_facts.missing_while_there(run).items(), key=lambda entry: -entry[1])
    if not found:
        return "All that they need held for as long as they were there."
    parts = [f"{crew_facts.lack_text(name)} for {length_text(hours)}" for name, hours in found]
    return sentence(f"while they were there, there was {joined(parts)}")


def put_off(run: Result) -> str:
    """How often a landing was put off or given up, and for want of what the last time."""
    kinds = {"rotation_postponed": "put off", "rotation_cancelled": "given up"}
    events = crew_facts.events(run, *kinds)
    if not events:
        return ""
    counts = {kind: sum(event.event == kind for event in events) for kind in kinds}
    parts = [f"{counted(number, 'landing')} {kinds[kind]}" for kind, number in counts.items() if number]
    last = events[-1]
    return sentence(
        f"{joined(parts)}, the last one on {day(run_facts.utc(run, last.time_h))}, of {last.subject}: {last.detail}"
    )


def lives_of(pairs: Pairs) -> str:
    """Whether all live, of several runs."""
    groups: dict[str, list[str]] = {}
    for label, run in pairs:
        lost = round(crew_facts.kpi_value(run, "crew.lost") or 0.0)
        if crew_facts.crewed(run) is None:
            text = "nobody lives"
        elif lost:
            text = f"{lost:,} died"
        else:
            text = "all live" if crew_facts.most_people(run) else "nobody came"
        days = crew_facts.person_days(run, 0.0, run.until_h)
        groups.setdefault(text, []).append(f"{label} ({days:,.0f} person-days)" if days else label)
    # Who died comes first.
    order = sorted(groups, key=lambda text: (not text.endswith("died"), text != "all live"))
    return sentence("; ".join(f"{text} in {joined(few(groups[text]))}" for text in order))


def _closure(run: Result) -> Table:
    rows = []
    for name in CLOSURES:
        share = crew_facts.kpi_value(run, f"crew.closure.{name}")
        if share is not None:
            what = {"mass": "all that they used"}.get(name, name)
            rows.append((what, f"{100 * share:.1f} %"))
    return Table("Won back of what they used", (("", ""), ("Won back", "")), tuple(rows))


def _margins(run: Result) -> Table:
    rows = []
    for name in VITAL:
        hours = crew_facts.kpi_value(run, f"crew.margin.{name}")
        if hours is not None:
            rows.append((name, amount(hours / 24.0)))
    return Table("For how long supplies would have lasted at the least", (("", ""), ("Margin", "d")), tuple(rows))


def _hours(run: Result) -> Table:
    days = crew_facts.person_days(run, 0.0, run.until_h)
    found = uses(run) if days > 0.0 else {}
    whole = sum(one.last for one in found.values())
    rows = tuple(
        (use_text(name), f"{one.last:,.0f}", f"{one.last / days:.2f}", percent(one.last / whole, 1))
        for name, one in found.items()
    )
    return Table("Hours by use", (("", ""), ("In all", "h"), ("A person and day", "h"), ("Share", "")), rows)


def _doses(run: Result) -> Table:
    found = crew_facts.crewed(run)
    there = exposed(run)
    if found is None or not there:
        return Table("Dose", (), ())
    career = found[1].radiation.career_limit
    rows = []
    for stay in crew_facts.stays(run):
        own = [one for one in there if one.stay == stay]
        if own:
            most = max(own, key=lambda one: one.gained)
            rows.append(
                (
                    stay.name,
                    f"{stay.people}",
                    day(run_facts.utc(run, stay.arrived)),
                    f"{(stay.left - stay.arrived) / 24.0:,.0f}",
                    amount(most.gained),
                    said_percent(most.channel.last / career),
                )
            )
    heads = (
        ("", ""),
        ("People", ""),
        ("Landed", ""),
        ("Stay", "d"),
        ("Highest dose there", "mSv"),
        ("Of the career limit", ""),
    )
    return Table("Rotations and their dose", heads, tuple(rows))

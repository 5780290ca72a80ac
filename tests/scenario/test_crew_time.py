"""What the library says of people's day is whole, and a day or an EVA that cannot be is refused where it stands."""

from __future__ import annotations

import datetime
import tomllib
from types import SimpleNamespace
from typing import Any

import pytest

from sim.scenario import load
from sim.scenario.files import shipped_folder
from sim.scenario.quantity import Quantity
from sim.scenario.schema.crew_time import Eva, Time, blocks, check_eva, check_time, outing, time_notes, time_text
from sim.scenario.schema.fields import fields_of, leaves
from sim.scenario.schema.system import MissingError, Span
from sim.station.crew.hours import USES
from tests.station.crew.people_at_work import eva_table, given, library, time_table


def test_the_library_gives_every_key_and_says_what_each_rests_on() -> None:
    tables = library()
    assert set(tables["time"]) == set(fields_of(Time))
    assert set(tables["eva"]) == set(fields_of(Eva)) - {"assemblies"}
    for table in (time_table(), eva_table()):
        for _, spec, quantity in leaves(table):
            if spec.kind == "quantity":
                assert isinstance(quantity, Quantity)
                assert quantity.basis == "design" or (quantity.note and quantity.range)


def test_the_day_of_the_library_takes_the_metabolic_heat_of_a_mean_day() -> None:
    crew = tomllib.loads((shipped_folder() / "library/crew.toml").read_text(encoding="utf-8"))["crew"]
    watts = {name: one["power"]["value"] for name, one in crew["activities"].items()}
    heat = sum((end - begin) * watts[USES.get(part, part)] for begin, end, part in blocks(time_table()))
    # Megajoules a day, as BVAD Rev 2 gives them.
    assert heat * 3600 / 1e6 == pytest.approx(crew["metabolic_rate"]["value"], rel=0.01)


def _said(time: Any = None, eva: Any = None) -> list[tuple[str, str]]:
    """What is wrong with the tables: dotted keys and messages."""
    found: list[tuple[str, str]] = []
    crew = SimpleNamespace(time=time or time_table(), eva=eva or eva_table())
    here = SimpleNamespace(crew=crew)
    span = Span(SimpleNamespace(start=datetime.date(2031, 1, 1), end=datetime.date(2032, 1, 1)))
    for check in (check_time, check_eva):
        check(here, span, lambda path, message: found.append((".".join(map(str, path)), message)))
    return found


def test_the_day_of_the_library() -> None:
    assert _said() == []
    assert blocks(time_table()) == [
        (0.0, 1.5, "housekeeping"),
        (1.5, 8.5, "work"),
        (8.5, 10.5, "exercise"),
        (10.5, 15.5, "rest"),
        (15.5, 24.0, "sleep"),
    ]
    assert outing(time_table()) == (0.0, 10.5)
    assert outing(time_table(order=["sleep", "rest", "work", "exercise", "housekeeping"])) == (13.5, 24.0)
    assert outing(time_table(order=["exercise", "sleep", "work", "rest", "housekeeping"])) == (10.5, 17.5)


@pytest.mark.parametrize(
    ("changes", "key", "message"),
    [
        ({"sleep": 16}, "crew.time.sleep", "leaves no time for work: with sleep they are 24.5 h a day; shorten one"),
        (
            {"order": ["work", "sleep", "rest", "exercise"]},
            "crew.time.order",
            "housekeeping is missing; name each once",
        ),
        (
            {"order": ["work", "sleep", "rest", "exercise", "housekeeping", "sleep"]},
            "crew.time.order",
            "sleep is there twice; name each once",
        ),
        ({"urgency": ["repair", "eva"]}, "crew.time.urgency", "supervise is missing; name each once"),
        (
            {"urgency": ["repair", "supervise", "evas"]},
            "crew.time.urgency",
            '"evas" is none of repair, supervise, eva; did you mean "eva"?',
        ),
    ],
)
def test_a_day_that_cannot_be_is_refused(changes: dict[str, Any], key: str, message: str) -> None:
    assert (key, message) in _said(time_table(**changes))


@pytest.mark.parametrize(
    ("changes", "key", "message"),
    [
        ({"science": 25}, "crew.eva.science", "25 h is more than the cap of 24 h in seven days"),
        ({"least": 8}, "crew.eva.least", "8 h is more than anybody is outside: nobody would ever go out"),
        (
            {"pre_breathe": 9},
            "crew.eva.pre_breathe",
            "with suit_up and clean_up takes 11 h, and leaves too little outside of the 10.5 h of work, with exercise "
            "and housekeeping beside it, in a day; shorten them, or crew.time.rest",
        ),
        (
            {"assemblies": {"tower": {"hours": given(10, "h"), "from": datetime.date(2032, 1, 1)}}},
            "crew.eva.assemblies.tower.from",
            "2032-01-01 is not before the end, 2032-01-01",
        ),
    ],
)
def test_an_eva_that_cannot_be_is_refused(changes: dict[str, Any], key: str, message: str) -> None:
    assert _said(eva=eva_table(**changes)) == [(key, message)]


class _Unreadable:
    def __getattr__(self, name: str) -> Any:
        raise MissingError(name)


def test_what_cannot_be_read_is_passed_over() -> None:
    assert _said(time=_Unreadable(), eva=_Unreadable()) == []


@pytest.mark.parametrize(
    ("time", "eva", "people", "notes"),
    [
        ({}, {}, 2, []),
        ({}, {"suits": 1}, 2, ["crew.eva: nobody goes outside, for a team of 2 needs more suits than 1"]),
        ({}, {}, 1, ["crew.eva: nobody goes outside, for a team of 2 needs more people than 1"]),
        ({"supervisors": 0}, {}, 2, ["crew.time: supervisors = 0, so people watch over no machine"]),
    ],
)
def test_what_keeps_people_inside_is_remarked(
    time: dict[str, Any], eva: dict[str, Any], people: int, notes: list[str]
) -> None:
    assert list(time_notes(time_table(**time), eva_table(**eva), people)) == notes
    assert time_text(time_table()) == (
        "housekeeping 1.5 h, work 7 h, exercise 2 h, rest 5 h, sleep 8.5 h; from 6 h UTC"
    )


def test_what_people_do_is_not_said_to_be_done_by_nobody() -> None:
    alone = (
        "tools.technicians.repair.count=0",
        "communication.direct.x-band.count=0",
        "communication.relays.queqiao.count=0",
    )
    said = load("ilrs:resident-crew", alone).notes()
    assert "tools: there is no technician, so nothing is repaired while nobody is at the station" in said
    links = [note for note in said if "no link or no operator to supervise" in note]
    assert len(links) == 1
    assert "work only while people watch on the spot" in links[0]
    links = [
        note for note in load("ilrs:resident-crew", (*alone, "crew.time.supervisors=0")).notes() if "no link" in note
    ]
    assert "cannot work" in links[0]

"""The version of the format of scenario files: which are read, and what is said of those that are not.

A file says `format = 2`; one that does not is taken for the present format. What an older one lacks is said by the
checks of its keys; here is what else helps to bring it up to date.
"""

from __future__ import annotations

from collections.abc import Iterable

from sim.scenario.files import Source
from sim.scenario.problems import Problem

KEY = "format"
PRESENT = 2
"""Raised when a file that was right no longer is."""

_NEUTRAL = {"path_efficiency": "1", "calendar_fade": "0 %/yr", "cabling_mass": "0 kg"}
"""Keys that format 1 had not, with the value that leaves all as it was without them."""


def faults(sources: Iterable[Source]) -> list[Problem]:
    """Return what is wrong with the formats that files name."""
    found = []
    for source in sources:
        given = source.table.get(KEY, PRESENT)
        message = None
        if isinstance(given, bool) or not isinstance(given, int) or given < 1:
            message = f"a format is a whole number such as {PRESENT}, the present one; leave the key out for that"
        elif given > PRESENT:
            # Python refuses to write a number of thousands of digits.
            number = f" {given}," if given < 10**18 else " far newer,"
            remedy = "take a newer ilrs-sim, or the file that this one was resolved from"
            message = f"the file is of format{number} and this program reads up to {PRESENT}: {remedy}"
        if message is not None:
            found.append(Problem(source.shown, source.line((KEY,)), KEY, message))
    return found


def advice(main: Source, problems: Iterable[Problem]) -> list[Problem]:
    """Return what brings a file of an older program up to date, where its problems look like one."""
    given = main.table.get(KEY)
    older = type(given) is int and 1 <= given < PRESENT
    missing = {each.key.rpartition(".")[2] for each in problems if each.message.startswith("is missing")}
    resolved = given is None and main.table.get("standalone") is True and bool(missing)
    if not (older or resolved):
        return []
    words = [f"{key} = {value}" for key, value in _NEUTRAL.items() if key in missing]
    as_was = f"; {', '.join(words)} leaves it as it was" if words else ""
    alone = main.table.get("standalone") is True
    remedy = "without standalone = true the library gives what it has a default for; " if alone else ""
    message = (
        f"the file seems to be of an older program: {remedy}add what is missing here{as_was}, or resolve again the "
        f"file that it was made from; then say format = {PRESENT}"
    )
    return [Problem(main.shown, main.line((KEY,)), KEY, message)]

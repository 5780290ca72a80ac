"""Words of comparisons that tables, figures and the terminal share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sim.result import Result
from sim.result.number_text import percent
from sim.result.wording import cause_phrase

_MOST = 6
"""Most runs, and most values, that are named; of the others it is said how many there are."""


def differ(what: str, labels: Sequence[str], values: Sequence[str]) -> str:
    """That runs differ in something that they should share: ``seeds differ: a 1; b, c 2``."""
    groups: dict[str, list[str]] = {}
    for label, value in zip(labels, values, strict=True):
        groups.setdefault(value, []).append(label)
    groups_text = [f"{listed(names, _MOST)}: {value}" for value, names in groups.items()]
    more = f"; and {len(groups_text) - _MOST} more" if len(groups_text) > _MOST else ""
    return f"{what} differ: " + "; ".join(groups_text[:_MOST]) + more


def held_back(run: Result) -> tuple[str, str, str, str]:
    """What held a run back, in a table's words: the must-have, what was lost to it, what came without, chief cause.

    Hours are those of the machines that set the pace; where none did, it is a share of all machine hours.
    """
    bottlenecks = run.bottlenecks
    worst, pace = bottlenecks.worst, bottlenecks.pace
    if worst is None:
        return "nothing", "", "", ""
    without = "" if run.without_worst is None else run.without_worst.brief
    if pace is None or pace.worst is None:
        chief = next(cause for cause in bottlenecks.causes if cause.must_have == worst)
        cost = f"{percent(bottlenecks.shares[worst], 1)} of machine hours"
        return worst, cost, without, cause_phrase(chief.kind, chief.state)
    limit = pace.limit(worst)
    return worst, f"{limit.hours:,.0f} h ({percent(limit.hours, of=pace.service_hours)})", without, limit.chief


def naive(moment: dt.date) -> dt.datetime:
    """A date or time as UTC without a time zone."""
    if not isinstance(moment, dt.datetime):
        return dt.datetime.combine(moment, dt.time())
    return moment if moment.tzinfo is None else moment.astimezone(dt.UTC).replace(tzinfo=None)


def span(start: dt.datetime, end: dt.datetime) -> str:
    """A span of time: ``2031-01-01 to 2036-01-01``."""
    return f"{_moment(start)} to {_moment(end)}"


def _moment(moment: dt.datetime) -> str:
    whole = moment.time() == dt.time()
    return moment.date().isoformat() if whole else moment.isoformat(sep=" ", timespec="minutes")


def counted(number: int, what: str) -> str:
    """So many of something: ``1 input``, ``3 inputs``."""
    return f"{number:,d} {what}{'' if number == 1 else 's'}"


def listed(names: Sequence[str], most: int) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def joined(words: Sequence[str]) -> str:
    """All of them: ``a``, ``a and b``, ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def few(items: Sequence[str], most: int = _MOST, more: str = "{} more") -> list[str]:
    """All of the items, or the first and how many more there are: at least two, as one takes no more room itself."""
    return [*items[:most], more.format(len(items) - most)] if len(items) > most + 1 else list(items)

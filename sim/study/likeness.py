"""What keeps runs from being like for like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sim.engine import Channel
from sim.result import Kpi, Result
from sim.study import wording


def remarks(results: Sequence[Result], labels: Sequence[str]) -> list[str]:
    """One sentence for each thing that runs should share and do not."""
    facts = {
        "sites": [result.scenario.site.name for result in results],
        "spans": [wording.span(result.start, result.end) for result in results],
        "seeds": [str(result.seed) for result in results],
        "replicates": [str(result.replicate) for result in results],
        "versions of the program": [str(result.info.versions.get("source", "unknown")) for result in results],
    }
    found = [wording.differ(what, labels, values) for what, values in facts.items() if len(set(values)) > 1]
    found += _unlike_units("units of", labels, [result.kpis for result in results])
    found += _unlike_units("units of history", labels, [result.channels for result in results])
    return found


def _unlike_units(what: str, labels: Sequence[str], tables: Sequence[Mapping[str, Kpi | Channel]]) -> Iterator[str]:
    """A sentence for each name, sorted, that not all runs tell in the same unit."""
    for name in sorted({name for table in tables for name in table}):
        if len({table[name].unit for table in tables if name in table}) > 1:
            units = [table[name].unit if name in table else "none" for table in tables]
            yield wording.differ(f"{what} {name}", labels, units)

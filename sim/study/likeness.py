"""What keeps runs from being like for like."""

from __future__ import annotations

from collections.abc import Sequence

from sim.result import Result
from sim.study import wording
from sim.study.rows import unit_conflicts


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
    for name in unit_conflicts(results):
        units = [result.kpis[name].unit if name in result.kpis else "none" for result in results]
        found.append(wording.differ(f"units of {name}", labels, units))
    for name in _unlike_channels(results):
        units = [result.channels[name].unit if name in result.channels else "none" for result in results]
        found.append(wording.differ(f"units of history {name}", labels, units))
    return found


def _unlike_channels(results: Sequence[Result]) -> list[str]:
    """Names of the histories that not all runs tell in the same unit, sorted."""
    units: dict[str, set[str]] = {}
    for result in results:
        for name, channel in result.channels.items():
            units.setdefault(name, set()).add(channel.unit)
    return sorted(name for name, found in units.items() if len(found) > 1)

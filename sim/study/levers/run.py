"""Running levers: each change alone, then pairs of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from sim.scenario import Scenario
from sim.study.findings import Header
from sim.study.levers.asked import USUAL
from sim.study.levers.catalogue import catalogue, pair_variant
from sim.study.levers.findings import Levers, as_record
from sim.study.levers.lever import SINGLE_CAUSES, Lever
from sim.study.replicates.study import Execution, Study, Wanted, Watch, opened
from sim.study.replicates.variants import Drawing, Variant
from sim.study.study_folder import Figures, conclude

FIRST = 5
"""How many of the first ones are all tried in pairs with each other."""


def levers(
    scenario: Scenario,
    drawing: Drawing,
    n: int = USUAL,
    *,
    execution: Execution,
    watch: Watch | None = None,
    command: str = "",
    figures: Figures | None = None,
) -> tuple[Levers | None, Path | None]:
    """Try single changes of a scenario with common random numbers, then pairs of them.

    Args:
        scenario: The scenario.
        drawing: How replicates are drawn: the same way for all changes.
        n: Replicates of each change.
        execution: Where they run.
        watch: Told how it goes on.
        command: The command that repeats it.
        figures: Draws its figures into its folder.

    Returns:
        What it found, and its folder; None of a shard, which runs no pairs as it does not know the first ones, and
        without an ``out``.

    Raises:
        StoreError, PoolError, ProgramError: It cannot go on; what was run is kept.
    """
    base = Variant.of(scenario)
    listed = catalogue(scenario, drawing.until_h)
    tried = [lever for lever, _ in listed.levers]
    variants = [base, *(variant for _, variant in listed.levers)]
    settings = {
        "n": n,
        "levers": [as_record(lever) for lever in tried],
        "pairs": [],
        "skipped": [list(one) for one in listed.skipped],
    }
    with opened("levers", scenario.name, drawing, base.key, execution, watch) as study:
        _need(study, variants, n)
        if execution.shard is not None:
            return None, study.folder
        header = Header("levers", scenario.name, base.label, drawing, tuple(variants), settings, command)
        pairs = _pairs(scenario, Levers.read(header, study.store), tried)
        _need(study, [variant for _, variant in pairs], n)
        header = replace(
            header,
            variants=(*variants, *(variant for _, variant in pairs)),
            settings={**settings, "pairs": [list(places) for places, _ in pairs]},
        )
        return conclude(Levers, header, study, figures)


def _need(study: Study, variants: Sequence[Variant], n: int) -> None:
    # One variant after the other: what a worker has of its scenario and its sky serves all of its replicates.
    study.need([Wanted(variant, number) for variant in variants for number in range(n)])


def _pairs(scenario: Scenario, alone: Levers, tried: Sequence[Lever]) -> list[tuple[tuple[int, int], Variant]]:
    """Pairs of decisions and of single causes by the places of both: of the first ones, and of the best with any other.

    What brings nothing alone may be what holds the best one back, as spare parts do where there are more machines.
    """
    if not len(alone.base):
        return []
    place = {(lever.label, lever.subject): at for at, lever in enumerate(tried)}
    causes = [one for one in alone.limits if one.lever.sort in SINGLE_CAUSES]
    found: list[tuple[tuple[int, int], Variant]] = []
    for group in (alone.decisions, causes):
        ranked: dict[str, int] = {}
        for effect in group:
            # What cannot be pulled together with a better one leaves its place to the next.
            if effect.paired is not None and not effect.same:
                ranked.setdefault(effect.lever.subject, place[effect.lever.label, effect.lever.subject])
        places = list(ranked.values())
        wanted = [*combinations(places[:FIRST], 2), *((places[0], other) for other in places[FIRST:])]
        for one, other in wanted:
            both = pair_variant(scenario, tried[one], tried[other])
            if both is not None:
                found.append(((one, other), both[1]))
    return found

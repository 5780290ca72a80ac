"""What waits for decisions and gates: whether what it names exists, and what missions carry whatever is chosen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice, product
from typing import Any

from sim.scenario.manifests import Manifest, all_of, manifest, total_mass
from sim.scenario.problems import suggestion
from sim.scenario.schema.base import CHOICE_COLON, Arriving, Choices, Chosen, alternative_text
from sim.scenario.schema.scenario import ScenarioTable
from sim.scenario.schema.system import ROUNDING, MissingError, Report, Span

_MOST_WORLDS = 1000
"""Combinations of choices that are tried for the heaviest manifest."""


def worlds(scenario: ScenarioTable, names: set[str]) -> Iterator[Choices]:
    """Yield what may be chosen by some decisions, all combinations of it as far as there are not too many."""
    decisions = {name: scenario.decisions[name] for name in sorted(names)}
    each = [[(name, alternative) for alternative in one.alternatives] for name, one in decisions.items()]
    for combination in islice(product(*each), _MOST_WORLDS):
        yield {name: (alternative, 0.0) for name, alternative in combination}


def decisions_of(scenario: ScenarioTable, mission: str) -> set[str]:
    """Return the decisions that a mission waits for: those that choose it, or something that it carries."""
    assert scenario.campaign is not None  # it has the mission
    waits = scenario.campaign.missions[mission].deciders
    for _, tables in scenario.all_bases() if scenario.decisions else ():
        for _, _, part in all_of(tables, Arriving):
            if part.arrives_with == mission:
                waits |= part.deciders
    return waits


def heaviest_manifest(scenario: ScenarioTable, mission: str) -> tuple[Manifest, str]:
    """Return the heaviest manifest of a mission that choices allow, and what was chosen then in words."""
    found: list[tuple[float, Manifest, str]] = []
    for choices in worlds(scenario, decisions_of(scenario, mission)):
        carried = manifest(scenario, mission, choices)
        words = ", ".join(alternative_text(name, alternative) for name, (alternative, _) in choices.items())
        found.append((total_mass(carried), carried, words))
    _, carried, words = max(found, key=lambda one: one[0])
    return carried, words


def check_chosen(tables: Any, span: Span, report: Report) -> None:
    """What comes only if it is chosen names an alternative that there is, and what waits behind a gate its stage."""
    decisions: Mapping[str, Any] = span.scenario.decisions
    for path, _, part in all_of(tables, Chosen):
        with suppress(MissingError):
            _known(part.if_chosen, decisions, path, report)
        with suppress(MissingError):
            stages = span.scenario.stages
            if part.behind is not None and part.behind not in stages:
                tail = suggestion(part.behind, stages, what="stages")
                report((*path, "behind"), f'there is no stage "{part.behind}"{tail}; add stages.{part.behind}')


def _known(named_ones: Any, decisions: Mapping[str, Any], path: tuple[str, ...], report: Report) -> None:
    for one in named_ones:
        decision, colon, alternative = one.partition(CHOICE_COLON)
        known = [alternative_text(name, each) for name, it in decisions.items() for each in it.alternatives]
        if not colon or decision not in decisions or alternative not in decisions[decision].alternatives:
            tail = suggestion(one, known, what="alternatives") if known else "; there is no [decisions]"
            report((*path, "if_chosen"), f'nothing can be chosen as "{one}"{tail}; write DECISION:ALTERNATIVE')


def check_waits(scenario: ScenarioTable, report: Report) -> None:
    """No decision waits for a mission that waits for it."""
    if scenario.campaign is None:
        return
    waits = {name: decisions_of(scenario, name) for name in scenario.campaign.missions}
    for name, decision in scenario.decisions.items():
        seen: set[str] = set()
        todo = [decision.after] if decision.after in waits else []
        while todo:
            mission = todo.pop()
            for other in waits[mission] - seen:
                seen.add(other)
                after = scenario.decisions[other].after
                if after in waits:
                    todo.append(after)
        if name in seen:
            message = f"{decision.after} waits for what {name} chooses: neither comes; let it be decided before"
            report(("decisions", name, "after"), message)


def check_manifests(scenario: ScenarioTable, report: Report) -> None:
    """No mission carries more than its lander lands, nor more than its launches lift, by the values that are given."""
    campaign = scenario.campaign
    if campaign is None:
        return
    for name, mission in campaign.missions.items():
        path = ("campaign", "missions", name)
        lander, launcher = campaign.lander(mission), campaign.launcher(mission)
        carried, chosen = heaviest_manifest(scenario, name)
        mass, most = total_mass(carried), lander.payload.value
        if mass > most * (1 + ROUNDING):
            base, keys, heaviest = carried[0]
            key = ".".join((*(("bases", base) if base else ()), *keys))
            where = f" where {chosen} is chosen" if chosen else ""
            message = (
                f"carries {mass:,.6g} kg{where}, {mass - most:,.6g} kg more than the {most:,.6g} kg that "
                f"{mission.lander} lands; the heaviest is {key} with {heaviest:,.6g} kg: "
                "let it arrive with another mission"
            )
            report(path, message)
        lift, leaves = launcher.payload.value, lander.launch_mass.value
        if leaves > mission.launches.value * lift * (1 + ROUNDING):
            message = (
                f"{int(mission.launches)} of {mission.launcher} send {mission.launches.value * lift:,.6g} kg towards "
                f"the Moon, and {mission.lander} leaves with {leaves:,.6g} kg: it takes {math.ceil(leaves / lift)}"
            )
            report((*path, "launches"), message)

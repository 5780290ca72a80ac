"""How to get the same outcome again: commands, seed, versions, digests, and the scenario itself."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sim.result import Result
from sim.result.folder import clean_name
from sim.view.kit.text import plain
from sim.view.report.subject import Subject


@dataclass(frozen=True)
class Recipe:
    """What makes a run again.

    Attributes:
        name: File name under which the scenario is saved.
        command: What runs it.
        seed: Seed and replicate.
        span: First and last moment.
        run_id: Digest of everything that decides the outcome.
        scenario_hash: Digest of the scenario.
        versions: Versions of what computed it.
        scenario: The resolved scenario, which stands alone.
    """

    name: str
    command: str
    seed: str
    span: str
    run_id: str
    scenario_hash: str
    versions: tuple[tuple[str, str], ...]
    scenario: str


def recipes(subject: Subject) -> tuple[Recipe, ...]:
    """A recipe for each run."""
    taken: dict[str, int] = {}
    found = []
    for run in subject.runs:
        stem = clean_name(plain(run.name))
        taken[stem] = taken.get(stem, 0) + 1
        name = f"{stem}.toml" if taken[stem] == 1 else f"{stem}-{taken[stem]}.toml"
        found.append(_recipe(run, name))
    return tuple(found)


def compare_command(recipes: tuple[Recipe, ...], subject: Subject) -> str | None:
    """What makes all runs again and compares them; None where each needs its own options."""
    options = {_options(run) for run in subject.runs}
    if len(recipes) < 2 or len({run.seed for run in subject.runs}) > 1 or len(options) > 1:
        return None
    if any(run.replicate for run in subject.runs):
        return None
    return " ".join(["ilrs compare", *(shlex.quote(recipe.name) for recipe in recipes), *options]).strip()


def _recipe(run: Result, name: str) -> Recipe:
    replicate = f" --replicate {run.replicate}" if run.replicate else ""
    return Recipe(
        name=name,
        command=f"ilrs run {shlex.quote(name)} {_options(run)}{replicate}".strip(),
        seed=f"{run.seed}, replicate {run.replicate}",
        span=f"{run.start:%Y-%m-%d %H:%M} to {run.end:%Y-%m-%d %H:%M} UTC ({run.until_h:,.0f} h)",
        run_id=run.info.run_id,
        scenario_hash=run.info.scenario_hash,
        versions=_versions(run.info.versions),
        scenario=run.scenario.to_toml(),
    )


def _options(run: Result) -> str:
    until = "" if run.end == dt.datetime.combine(run.scenario.end, dt.time()) else f" --until {_moment(run.end)}"
    return f"--seed {run.seed}{until}"


def _moment(moment: dt.datetime) -> str:
    whole = moment.replace(microsecond=0) + timedelta(seconds=round(moment.microsecond / 1e6))
    return whole.date().isoformat() if whole.time() == dt.time() else whole.isoformat()


def _versions(versions: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((plain(name), plain(str(text))) for name, text in versions.items()))

"""What studies are asked for: how they draw, checked, and the command that asks for the same."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.result.goal_checks import require_known
from sim.result.simulation import Until, resolve_seed, resolve_until, whole
from sim.scenario import Scenario
from sim.scenario.problems import suggestion
from sim.study.errors import StudyError
from sim.study.replicates.variants import VARY, Drawing

Source = str | Path | Scenario
"""A scenario: its file or ``"ilrs:NAME"``, or as it was loaded."""


def drawing_of(scenarios: Scenario | Sequence[Scenario], vary: str, seed: int | None, until: Until) -> Drawing:
    """How the replicates of a study are drawn: with one seed, and as long as the shortest of its scenarios is.

    Args:
        scenarios: The scenario, or several.
        vary: What each draws anew.
        seed: Seed of all random streams (default: that of the first scenario).
        until: Where each run stops: date, or hours since the start (default: the scenario's end).

    Raises:
        ScenarioError: A goal of a scenario names a figure that there is none of.
        StudyError: There is no such thing to draw.
        CaseError: The seed is no whole number, or the span lies outside that of a scenario.
    """
    several = [scenarios] if isinstance(scenarios, Scenario) else scenarios
    for scenario in several:
        require_known(scenario)
    chosen = next((one for one in VARY if one == vary), None)
    if chosen is None:
        raise StudyError(f"vary '{vary}' is none of what can be drawn{suggestion(str(vary), VARY, what='there are')}")
    return Drawing(resolve_seed(several[0], seed), chosen, min(resolve_until(one, until) for one in several))


def replicates(n: int, least: int = 1) -> int:
    """A number of replicates.

    Raises:
        CaseError: It is no whole number.
        StudyError: It is too small.
    """
    found = whole("n", n)
    if found < least:
        raise StudyError(f"n is {found}: a study takes {least} replicate{'s' if least > 1 else ''} at least")
    return found


def command(verb: str, source: Source | Sequence[Source], options: Mapping[str, object]) -> str:
    """The command that asks for the same.

    Args:
        verb: The verb.
        source: A file or ``"ilrs:NAME"``, of a loaded scenario, where it came from; or several.
        options: Values by option; those that are None are left out, and of a sequence each value is given.
    """
    sources = [source] if isinstance(source, str | Path | Scenario) else source
    parts = ["ilrs", verb, *(one.shown if isinstance(one, Scenario) else str(one) for one in sources)]
    for option, value in options.items():
        several = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
        for one in several:
            if one is not None:
                parts += [option, _moment(one) if isinstance(one, dt.datetime) else str(one)]
    return shlex.join(parts)


def _moment(moment: dt.datetime) -> str:
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat()


def set_options(changes: Mapping[str, object] | Sequence[str]) -> list[str]:
    """Changes of a scenario as ``--set`` takes them."""
    return [f"{key}={value}" for key, value in changes.items()] if isinstance(changes, Mapping) else list(changes)

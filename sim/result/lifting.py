"""Running a result's case again with a limit lifted."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

from sim.result.goals import LAID, PROGRESS, Goal, goals_of, judge
from sim.result.relieved import Came, Relieved
from sim.result.result import Result
from sim.result.simulation import simulate


def lift(
    result: Result, relief: str | None = None, progress: Callable[[float], None] | None = None
) -> tuple[Relieved, Result] | None:
    """Run a result's case again with a limit lifted, all else as it was, same seed and replicate.

    Args:
        result: The run.
        relief: What to lift (default: the must-have that held the run back most).
        progress: Called with the share that is done, 0 to 1.

    Returns:
        Both beside each other, and the run without the limit; None where nothing held the run back.

    Raises:
        CaseError: There is no such relief.
    """
    chosen = relief or result.bottlenecks.worst
    if chosen is None:
        return None
    after = simulate(
        result.scenario,
        seed=result.seed,
        replicate=result.replicate,
        until=result.until_h,
        relief=chosen,
        progress=progress,
    )
    goal = goals_of(result.scenario)[0]
    return Relieved(chosen, goal, result.start, _came(result), _came(after)), after


def with_relief(result: Result, relief: str | None = None, progress: Callable[[float], None] | None = None) -> Result:
    """The result with what lifting a limit brought; as it is where it has that, or nothing held it back.

    Args:
        result: The run.
        relief: As for :func:`lift`.
        progress: As for :func:`lift`.

    Raises:
        CaseError: There is no such relief.
    """
    if has_relief(result, relief):
        return result
    begun = time.perf_counter()
    lifted = lift(result, relief, progress)
    if lifted is None:
        return result
    wall = dict(result.info.wall_s)
    wall["relieve"] = wall.get("relieve", 0.0) + time.perf_counter() - begun
    return dataclasses.replace(
        result,
        relieved={**result.relieved, lifted[0].relief: lifted[0]},
        info=dataclasses.replace(result.info, wall_s=wall),
    )


def has_relief(result: Result, relief: str | None = None) -> bool:
    """Whether nothing is to be run for what lifting a limit brings: it is known, or there is none to lift."""
    chosen = relief or result.bottlenecks.worst
    return chosen is None or chosen in result.relieved


def _came(result: Result) -> Came:
    """What came of a run."""
    judged = judge(goals_of(result.scenario)[0], result.channels, result.kpis, result.until_h)
    laid, totals = result.channels.get(LAID), result.bottlenecks.totals
    return Came(
        reached=judged.reached,
        value=judged.value,
        laid=0.0 if laid is None else float(laid.values[-1]),
        last=_last_structure(result) if judged.reached is not None else None,
        worst=result.bottlenecks.worst,
        lost={name: totals[name] for name in result.bottlenecks.limits},
    )


def _last_structure(result: Result) -> str | None:
    """The structure that stood last, where all stand."""
    stood: dict[str, float] = {}
    for name, channel in result.channels.items():
        if name.startswith(PROGRESS + "."):
            reached = Goal("", name, 1.0).reached({name: channel})
            if reached is None:
                return None
            stood[name.removeprefix(PROGRESS + ".")] = reached
    return max(stood, key=lambda name: stood[name]) if stood else None

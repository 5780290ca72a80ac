"""What is believed of the ice in each crater, before and after, and what is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.result import Result
from sim.study.wording import counted
from sim.view import run_facts
from sim.view.explored import counts
from sim.view.figures.rows_over_time import rows_over_time
from sim.view.panels import Scene, exploration

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def belief_figure(result: Result) -> Figure:
    """Ice contents of craters as believed before and after, with what is true; below, when the belief changed.

    Args:
        result: A run with craters.

    Returns:
        A matplotlib figure; its axes are labelled ``belief`` and ``ice``.
    """
    title = f"{run_facts.title(result)}: {answer(result)}"
    return rows_over_time(Scene.of(result), exploration.BELIEFS, exploration.CHANCES, title=title)


def answer(run: Result) -> str:
    """Where ice was found, in a few words."""
    sure, visited = counts(run, "detections"), counts(run, "craters_visited")
    return f"ice detected in {sure} of {counted(visited, 'visited crater')}" if visited else "no crater was visited"

"""What is believed of machines that were tried out, before and after, and what is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.result import Result
from sim.view import run_facts
from sim.view.figures.rows_over_time import rows_over_time
from sim.view.panels import Scene, demonstration

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def measured_figure(result: Result) -> Figure:
    """Figures of machines as believed before and after, with what is true; below, how doubt shrank.

    Args:
        result: A run that measures something.

    Returns:
        A matplotlib figure; its axes are labelled ``measured`` and ``doubt``.
    """
    title = f"{run_facts.title(result)}: {demonstration.VIEW.answer(result)}"
    return rows_over_time(Scene.of(result), demonstration.MEASURED, demonstration.DOUBT, title=title)

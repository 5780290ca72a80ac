"""What held one run back: machine hours by must-have and cause, and of each machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.result import Result
from sim.view import run_facts
from sim.view.figures import cause_bars
from sim.view.kit import style
from sim.view.kit.axis import AXIS_BAND
from sim.view.kit.labels import chips_height, heading
from sim.view.kit.sheet import Sheet, left_for

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def bottlenecks_figure(result: Result) -> Figure:
    """What each must-have cost a run, by its causes, and where the hours of each machine went."""
    found = result.bottlenecks
    names = [unit for unit in run_facts.units(result) if unit in found.hours]
    rows = [cause_bars.shares_of(found.totals), *(cause_bars.shares_of(found.hours[name]) for name in names)]
    labels = ["all machines", *names]
    raised = chips_height([text for text, _ in cause_bars.chips_of(rows)])
    with style.applied():
        sheet = Sheet(
            [cause_bars.causes_height(found), cause_bars.height(len(rows))],
            gaps=[0.0, raised + AXIS_BAND + 0.12],
            title=f"{run_facts.title(result)}: what held it back",
            subtitle=run_facts.where_text(result),
            footer=[run_facts.footer_text(result)],
            note=result.sentence,
            axis_band=0.42,
            right=0.5,
            left=left_for(labels, least=1.4),
        )
        must_haves, ax = sheet.axes
        must_haves.set_label("must-haves")
        heading(
            must_haves,
            "Machine hours lost to each must-have",
            "by their root: a wait for another machine counts for what stops that one",
        )
        cause_bars.cause_bars(must_haves, found)
        ax.set_label("bottlenecks")
        heading(ax, "Machine hours", "all in service, of all machines and of each", raised=raised)
        cause_bars.named_bars(ax, rows, labels)
    return sheet.figure

"""Water, oxygen and their like from process to process, as wide as their kilograms a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.result import Result
from sim.result.number_text import amount, unfinished_percent
from sim.scenario.base_names import split_base
from sim.view import run_facts
from sim.view.crew_flows import loop
from sim.view.figures.flow_looks import OTHER, band, colour_of, through
from sim.view.figures.loops import loops_figure
from sim.view.flows import Flow, Network, network
from sim.view.kit import style
from sim.view.kit.labels import heading
from sim.view.kit.sheet import Sheet
from sim.view.kit.style import INK, MUTED, text_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 11.3, 3.6
"""Size of the diagram [in]."""
BAR = 0.12
"""Width of a process [in]."""
THICKEST = 0.95
"""Height of the tallest layer [in]."""
THINNEST = 0.012
"""Width of a flow at least [in]."""
SIDE, GAP, STUB = 1.9, 0.55, 0.75
"""Room beside the outer processes, between processes above each other, and length of what comes and goes [in]."""
STEP = 0.42
"""From one to the next of those that leave a process below [in]."""
LOOP = 0.55
"""How far a flow that goes back swings out [in]."""


def flows_figure(result: Result) -> Figure:
    """Liquids and gases of a run from process to process; widths are kilograms a day, with the share that was kept.

    Of a run with people, water and air as they go round through them.
    """
    circle = loop(result)
    if circle is not None:
        return loops_figure(result, circle)
    found = network(result)
    assert found is not None  # it is not asked for where there is none
    with style.applied():
        sheet = Sheet(
            [HEIGHT],
            title=f"{run_facts.title(result)}: water and oxygen",
            subtitle=run_facts.where_text(result, 0.0, result.until_h),
            footer=[_kept_text(result, found), run_facts.footer_text(result)],
            left=0.35,
            right=0.35,
            axis_band=0.05,
        )
        (ax,) = sheet.axes
        ax.set_label("flows")
        heading(ax, "Flows", "mean over the run; width and figure: kilograms a day")
        ax.set_axis_off()
        ax.set_xlim(0, WIDTH)
        ax.set_ylim(0, HEIGHT)
        _Diagram(ax, found).draw()
    return sheet.figure


def _kept_text(run: Result, found: Network) -> str:
    kept = [f"{name} {_percent(share)}" for name, share in found.kept.items()]
    books = [each for name, each in run.ledgers.items() if split_base(name)[1].startswith("elements.")]
    gaps = [abs(each.residual) / max(each.throughput, each.stock_start, each.stock_end, 1e-12) for each in books]
    closes = f"books of all elements close to {max(gaps, default=0.0):.0e} of what passed"
    return f"closure, the share of what was made that was not let go: {', '.join(kept) or 'nothing is kept'}; {closes}"


def _percent(share: float) -> str:
    return "100 %" if share >= 1 - 1e-9 else unfinished_percent(share)


class _Diagram:
    """Places processes and draws the flows between them.

    Args:
        ax: Axes in inches.
        found: The flows.
    """

    def __init__(self, ax: Axes, found: Network) -> None:
        self._ax = ax
        self._flows = found.flows
        self._processes = [name for layer in found.layers for name in layer]
        sizes = {name: through(self._flows, name) for name in self._processes}
        tallest = max(sum(sizes[name] for name in layer) for layer in found.layers)
        self._scale = THICKEST / tallest
        self._high = {name: max(size * self._scale, THINNEST) for name, size in sizes.items()}
        step = (WIDTH - 2 * SIDE) / max(len(found.layers) - 1, 1)
        # The wider above, as the flows leave a process: so they do not cross.
        layers = [sorted(layer, key=lambda name: -sizes[name]) for layer in found.layers]
        self._x = {name: SIDE + step * index for index, layer in enumerate(layers) for name in layer}
        self._top: dict[str, float] = {}
        for layer in layers:
            room = sum(self._high[name] for name in layer) + GAP * (len(layer) - 1)
            y = 0.62 * HEIGHT + room / 2
            for name in layer:
                self._top[name] = y
                y -= self._high[name] + GAP
        self._used = {("giver", name): 0.0 for name in self._processes}
        self._used |= {("taker", name): 0.0 for name in self._processes}
        self._stubs = dict.fromkeys(self._processes, 0)
        leaving = [flow.giver for flow in self._flows if flow.taker not in self._x]
        inner = {flow.giver for flow in self._flows if flow.taker in self._x}
        deepest = max((leaving.count(name) for name in inner), default=0)
        self._inner = inner
        self._lane = min(self._top[name] - self._high[name] for name in self._processes) - 0.8 - STEP * deepest

    def draw(self) -> None:
        """Draw it all."""
        from matplotlib.patches import Rectangle

        for flow in sorted(self._flows, key=self._order):
            self._flow(flow)
        for name in self._processes:
            x, top, high = self._x[name], self._top[name], self._high[name]
            bar = Rectangle((x - BAR / 2, top - high), BAR, high, facecolor=INK, linewidth=0, zorder=4)
            self._ax.add_patch(bar)
            looks = {"ha": "center", "va": "bottom", "fontsize": 9.5, "fontweight": "bold", "zorder": 6}
            self._ax.text(x, top + 0.1, name, parse_math=False, **looks)  # type: ignore[arg-type]

    def _order(self, flow: Flow) -> tuple[int, float]:
        """What goes on before what comes and leaves, and that before what goes back, which swings below the others."""
        inner = flow.giver in self._x and flow.taker in self._x
        return (2 if inner and self._back(flow) else 0 if inner else 1, -flow.per_day)

    def _back(self, flow: Flow) -> bool:
        return self._x[flow.taker] <= self._x[flow.giver]

    def _port(self, side: str, name: str, wide: float) -> float:
        """Height of the next free place at a side of a process."""
        y = self._top[name] - self._used[side, name] - wide / 2
        self._used[side, name] += wide
        return y

    def _flow(self, flow: Flow) -> None:
        wide = max(flow.per_day * self._scale, THINNEST)
        text = f"{flow.commodity} {amount(flow.per_day)}"
        if flow.giver not in self._x:
            x, y = self._x[flow.taker] - BAR / 2, self._port("taker", flow.taker, wide)
            band(self._ax, [(x - STUB, y), (x, y)], "ML", flow, wide)
            self._label(x - STUB - 0.06, y, f"{flow.giver}\n{amount(flow.per_day)}", flow, "right")
        elif flow.taker not in self._x:
            x, y = self._x[flow.giver] + BAR / 2, self._port("giver", flow.giver, wide)
            end = y
            if flow.giver in self._inner:
                # Below those that go on, which it would cross.
                self._stubs[flow.giver] += 1
                end = self._top[flow.giver] - self._high[flow.giver] - STEP * self._stubs[flow.giver]
            half = x + STUB / 2
            band(self._ax, [(x, y), (half, y), (half, end), (x + STUB, end)], "MCCC", flow, wide)
            self._label(x + STUB + 0.06, end, f"{text}\n{flow.taker}", flow, "left")
        else:
            x0, y0 = self._x[flow.giver] + BAR / 2, self._port("giver", flow.giver, wide)
            x1, y1 = self._x[flow.taker] - BAR / 2, self._port("taker", flow.taker, wide)
            if self._back(flow):
                low = self._lane - wide / 2
                self._lane -= wide + 0.3
                swing = LOOP + wide / 2
                points = [(x0, y0), (x0 + swing, y0), (x0 + swing, low), (x0, low), (x1, low)]
                points += [(x1 - swing, low), (x1 - swing, y1), (x1, y1)]
                band(self._ax, points, "MCCCLCCC", flow, wide)
                self._label((x0 + x1) / 2, low + wide / 2 + 0.06, text, flow, "center", "bottom")
            else:
                half = (x0 + x1) / 2
                band(self._ax, [(x0, y0), (half, y0), (half, y1), (x1, y1)], "MCCC", flow, wide)
                self._label(half, (y0 + y1) / 2 - wide / 2 - 0.09, text, flow, "center", "top")

    def _label(self, x: float, y: float, text: str, flow: Flow, ha: str, va: str = "center") -> None:
        colour = colour_of(flow.commodity)
        looks = {"ha": ha, "va": va, "color": MUTED if colour == OTHER else text_colour(colour)}
        self._ax.text(x, y, text, fontsize=8.5, zorder=5, linespacing=1.2, parse_math=False, **looks)  # type: ignore[arg-type]

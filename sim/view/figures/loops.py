"""Water and air as they go round through people: stores at the left, people, and what wins back what they give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.result import Result
from sim.result.number_text import amount
from sim.view import run_facts
from sim.view.crew_flows import PEOPLE, POOLS, Loop
from sim.view.figures.flow_looks import OTHER, band, colour_of, through
from sim.view.flows import Flow
from sim.view.kit import style
from sim.view.kit.labels import heading
from sim.view.kit.sheet import Sheet
from sim.view.kit.style import INK, MUTED, PAPER, system_colour, text_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 11.3
"""Width of the diagram [in]."""
BAR = 0.14
"""Width of a store, of people and of a process [in]."""
THICKEST, THINNEST = 1.1, 0.012
"""Height of the tallest layer, and width of a flow at least [in]."""
LEFT, RIGHT = 2.1, 2.3
"""Room beside the outer layers [in]."""
GAP, STUB, STEP = 0.62, 0.5, 0.4
"""Between nodes above each other, length of what comes and leaves, and from one of these to the next [in]."""
SHORT = 0.25
"""Length of what leaves for good, beside its width [in]."""
DROP = 0.2
"""By how much what leaves is below what goes on [in]."""
WON = 0.16
"""Room of how much was won back, under the name of its store [in]."""
HEAD = 0.4
"""Room above the topmost node for its name [in]."""
SWING, LANE = 0.3, 0.26
"""How far the innermost flow that goes back swings out, and room of its name [in]."""
LETTERS = 0.115
"""Width of a flow from which on its name stands in it [in]."""
LINE = "\n"
"""Between the name of a flow and its figure where there is little room."""
_LITTLE = 0.005
"""What is not a percent of a store."""


def loops_figure(result: Result, found: Loop) -> Figure:
    """Water and air through people and processes; widths are kilograms a day with people there.

    Args:
        result: The run.
        found: Its flows.
    """
    plan = _Plan(found)
    days = f"sums of the run over {found.days:,.0f} d with people; width and figure: kilograms a day"
    with style.applied():
        sheet = Sheet(
            [plan.height],
            title=f"{run_facts.title(result)}: {answer(found)}",
            subtitle=run_facts.where_text(result, 0.0, result.until_h),
            footer=[_closure_text(found), run_facts.footer_text(result)],
            left=0.35,
            right=0.35,
            axis_band=0.05,
        )
        (ax,) = sheet.axes
        ax.set_label("flows")
        heading(ax, "Water and air", days)
        ax.set_axis_off()
        ax.set_xlim(0, WIDTH)
        ax.set_ylim(0, plan.height)
        plan.draw(ax)
    return sheet.figure


def answer(found: Loop) -> str:
    """What was won back, in a few words."""
    if not found.won:
        return "water and oxygen of people"
    if not any(share >= _LITTLE for share in found.won.values()):
        return "people win back neither water nor oxygen"
    parts = [f"{_share(share)} of their {name}" for name, share in found.won.items()]
    return f"people win back {' and '.join(parts)}"


def _share(share: float) -> str:
    return "none" if share < _LITTLE else "all" if share > 1.0 - _LITTLE else f"{100 * share:.0f} %"


def _closure_text(found: Loop) -> str:
    parts = [f"{name} {100 * share:.1f} %" for name, share in found.won.items()]
    return (
        f"closure, the share of what people used that was won back from what they gave: {', '.join(parts)}; of oxygen, "
        "that of their carbon dioxide, as oxygen or water; of water, all other, with that of their food: so it may "
        "pass 100 %"
    )


class _Plan:
    """Where nodes stand and how wide flows are.

    Args:
        found: The flows.
    """

    def __init__(self, found: Loop) -> None:
        self._found = found
        flows = found.flows
        self._nodes = [name for layer in found.layers for name in layer]
        sizes = {name: through(flows, name) for name in self._nodes}
        tallest = max(sum(sizes[name] for name in layer) for layer in found.layers)
        self._scale = THICKEST / tallest
        self._high = {name: max(size * self._scale, 2 * THINNEST) for name, size in sizes.items()}
        step = (WIDTH - LEFT - RIGHT) / max(len(found.layers) - 1, 1)
        self._x = {name: LEFT + step * index for index, layer in enumerate(found.layers) for name in layer}
        self._layer = {name: index for index, layer in enumerate(found.layers) for name in layer}
        rooms = [self._room(layer) for layer in found.layers]
        body = max(rooms) + HEAD
        lanes = sum(self._wide(flow) + LANE for flow in found.back)
        self.height = body + 0.35 + lanes
        """Height of the diagram [in]."""
        self._lane = 0.12
        self._top: dict[str, float] = {}
        for layer, room in zip(found.layers, rooms, strict=True):
            y = self.height - HEAD - (max(rooms) - room) / 2
            for name in self._ordered(layer, sizes):
                self._top[name] = y
                y -= self._high[name] + self._below(name)
        self._used = {(side, name): 0.0 for side in ("giver", "taker") for name in self._nodes}

    def draw(self, ax: Axes) -> None:
        """Draw it all."""
        from matplotlib.patches import Rectangle

        back = set(map(id, self._found.back))
        onward = sorted((flow for flow in self._found.flows if id(flow) not in back), key=lambda one: -one.per_day)
        for flow in onward:
            if flow.giver not in self._x:
                self._comes(ax, flow)
        # From the top down at both ends, so that they cross as little as may be.
        inner = [flow for flow in onward if flow.giver in self._x and flow.taker in self._x]
        inner.sort(key=lambda one: (-self._top[one.giver] - self._top[one.taker], one.commodity))
        for flow in inner:
            self._forward(ax, flow)
        for name in self._nodes:
            self._leave(ax, [flow for flow in onward if flow.giver == name and flow.taker not in self._x])
        self._backward(ax)
        for name in self._nodes:
            x, top, high = self._x[name] - BAR / 2, self._top[name], self._high[name]
            colour = system_colour("crew") if name == PEOPLE else colour_of(name) if name in POOLS else INK
            ax.add_patch(Rectangle((x, top - high), BAR, high, facecolor=colour, linewidth=0, zorder=4))
            looks = {"ha": "left", "va": "bottom", "fontsize": 9.5, "fontweight": "bold", "zorder": 6}
            title = f"{name} store" if name in POOLS else name
            ax.text(x, top + 0.06 + self._won(ax, name), title, parse_math=False, **looks)  # type: ignore[arg-type]

    def _won(self, ax: Axes, name: str) -> float:
        """Write under the name of a store how much was won back; the room that it takes [in]."""
        share = self._found.won.get(name)
        if share is None:
            return 0.0
        looks = {"ha": "left", "va": "bottom", "fontsize": 8.5, "zorder": 6}
        text = f"{100 * share:.0f} % won back"
        ax.text(self._x[name] - BAR / 2, self._top[name] + 0.05, text, parse_math=False, **looks)  # type: ignore[arg-type]
        return WON

    def _wide(self, flow: Flow) -> float:
        return max(flow.per_day * self._scale, THINNEST)

    def _leaving(self, name: str) -> list[Flow]:
        return [flow for flow in self._found.flows if flow.giver == name and flow.taker not in self._x]

    def _below(self, name: str) -> float:
        """Room below a node: for the name of the next, and for what leaves it beside what goes on."""
        leaving = self._leaving(name)
        more = sum(max(0.0, STEP - self._wide(flow)) + 0.08 for flow in leaving)
        return (
            (GAP + WON if name in POOLS else GAP)
            + (more if leaving else 0.0)
            + (DROP if leaving and self._goes_on(name) else 0.0)
        )

    def _goes_on(self, name: str) -> bool:
        return any(flow.giver == name and flow.taker in self._x for flow in self._found.flows)

    def _room(self, layer: list[str]) -> float:
        return sum(self._high[name] + self._below(name) for name in layer) - GAP

    def _ordered(self, layer: list[str], sizes: dict[str, float]) -> list[str]:
        """The widest above, and people above all."""
        return sorted(layer, key=lambda name: (name != PEOPLE, -sizes[name], name))

    def _port(self, side: str, name: str, wide: float) -> float:
        """Height of the next free place at a side of a node."""
        y = self._top[name] - self._used[side, name] - wide / 2
        self._used[side, name] += wide
        return y

    def _forward(self, ax: Axes, flow: Flow) -> None:
        wide = self._wide(flow)
        x0, y0 = self._x[flow.giver] + BAR / 2, self._port("giver", flow.giver, wide)
        x1, y1 = self._x[flow.taker] - BAR / 2, self._port("taker", flow.taker, wide)
        half = (x0 + x1) / 2
        band(ax, [(x0, y0), (half, y0), (half, y1), (x1, y1)], "MCCC", flow, wide)
        # In it where it begins; one that is too narrow above the first and below the last of those that come in.
        first = self._used["taker", flow.taker] <= wide * 1.001
        if wide >= LETTERS:
            _label(ax, x0 + 0.08, y0, _text(flow), flow, "left", inside=True)
        elif first:
            _label(ax, x1 - 0.1, y1 + wide / 2 + 0.02, _text(flow, LINE), flow, "right", "bottom")
        else:
            _label(ax, x1 - 0.1, y1 - wide / 2 - 0.03, _text(flow, LINE), flow, "right", "top")

    def _comes(self, ax: Axes, flow: Flow) -> None:
        wide = self._wide(flow)
        x, y = self._x[flow.taker] - BAR / 2, self._port("taker", flow.taker, wide)
        band(ax, [(x - STUB, y), (x, y)], "ML", flow, wide)
        text = f"{flow.giver} {amount(flow.per_day)}"
        if wide >= LETTERS:
            _label(ax, x - STUB - 0.06, y, text, flow, "right")
        else:
            _label(ax, x - 0.1, y + wide / 2 + 0.02, text, flow, "right", "bottom")

    def _leave(self, ax: Axes, flows: list[Flow]) -> None:
        """What leaves a node for good, fanned out below what goes on."""
        edge: float | None = None
        for flow in flows:
            wide = self._wide(flow)
            x, y = self._x[flow.giver] + BAR / 2, self._port("giver", flow.giver, wide)
            size = max(STEP, wide + 0.08)
            if edge is None:
                edge = y + size / 2 - (DROP if self._goes_on(flow.giver) else 0.0)
            end = min(y, edge - size / 2)
            edge = end - size / 2
            far = x + SHORT + wide
            half = (x + far) / 2
            band(ax, [(x, y), (half, y), (half, end), (far, end)], "MCCC", flow, wide)
            _label(ax, far + 0.06, end, f"{_text(flow, LINE)} {flow.taker}", flow, "left")

    def _backward(self, ax: Axes) -> None:
        """Flows to the stores, nested: who stands further out goes further down and comes in further up."""
        order = sorted(self._found.back, key=lambda flow: (-self._layer[flow.giver], -self._top[flow.giver]))
        widths = [self._wide(flow) for flow in order]
        for index, flow in enumerate(order):
            wide = widths[index]
            inside = sum(each + 0.05 for each in widths[index + 1 :])
            same = [k for k in range(index + 1, len(order)) if self._layer[order[k].giver] == self._layer[flow.giver]]
            out = SWING + wide / 2 + sum(widths[k] + 0.05 for k in same)
            left = SWING + wide / 2 + inside
            x0, y0 = self._x[flow.giver] + BAR / 2, self._port("giver", flow.giver, wide)
            x1, y1 = self._x[flow.taker] - BAR / 2, self._port("taker", flow.taker, wide)
            low = self._lane + wide / 2
            self._lane += wide + LANE
            points = _loop((x0, y0), (x1, y1), low, out, left)
            band(ax, points, "MCCCLCCCLCCCLCCC", flow, wide)
            text = f"{_text(flow)} from {flow.giver}"
            _label(ax, (x0 + x1) / 2, low + wide / 2 + 0.03, text, flow, "center", "bottom")


def _loop(
    begin: tuple[float, float], end: tuple[float, float], low: float, out: float, left: float
) -> list[tuple[float, float]]:
    """Out at the right of its beginning, down to a lane, along it and up to its end, with round corners [in]."""
    (x0, y0), (x1, y1) = begin, end
    right, other = x0 + out, x1 - left
    bend = min(out, left, 0.45)
    return [
        (x0, y0),
        (right, y0),
        (right, y0),
        (right, y0 - bend),
        (right, low + bend),
        (right, low),
        (right, low),
        (right - bend, low),
        (other + bend, low),
        (other, low),
        (other, low),
        (other, low + bend),
        (other, y1 - bend),
        (other, y1),
        (other, y1),
        (x1, y1),
    ]


def _text(flow: Flow, between: str = " ") -> str:
    return f"{flow.commodity.replace('-', ' ')}{between}{amount(flow.per_day)}"


def _label(
    ax: Axes, x: float, y: float, text: str, flow: Flow, ha: str, va: str = "center", *, inside: bool = False
) -> None:
    colour = colour_of(flow.commodity)
    shade = INK if inside else MUTED if colour == OTHER else text_colour(colour)
    looks: dict[str, Any] = {"ha": ha, "va": va, "color": shade}
    if not inside:
        # What is named beside its flow may stand over another.
        looks["bbox"] = {"facecolor": PAPER, "alpha": 0.72, "linewidth": 0, "pad": 0.8}
    ax.text(x, y, text, fontsize=8, zorder=5, linespacing=1.15, parse_math=False, **looks)

"""House style: colours, order, line styles, type and file settings of every figure.

Colours start from two palettes made for colour-blind readers: Okabe and Ito (2008) for systems and machine states,
Tol (2021, "bright" and "vibrant") for scenarios. The tests hold them apart under simulated deuteranopia and
protanopia. Nothing here touches matplotlib's global state: :func:`applied` is a context.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sim.station.states import (
    AT_WORK,
    BY_RULE,
    CATEGORIES,
    HOLD_BACK,
    MUST_HAVES,
    NEIGHBOUR,
    NOTHING_TO_DO,
    TRANSPORT,
    State,
    waiting_for,
)
from sim.view.kit.uncollected import uncollected

INK = "#1b1f24"
"""Text and axes."""
MUTED = "#57606a"
"""Second-rank text: descriptions, ticks, footers."""
RULE = "#d5dae0"
"""Grid lines and frames."""
PAPER = "#ffffff"
"""Background of every figure; print and projector."""
ALARM = "#b3261e"
"""What a station must not have: demand not served, data lost."""

SYSTEMS: Mapping[str, str] = {
    "sunlight": "#f2c230",
    "energy": "#e07b00",
    "tools": "#cc6ea6",
    "communication": "#0072b2",
    "shelter": "#007f5d",
    "bricks": "#6b3f22",
    "resources": "#4fc3e0",
    "crew": "#6b1460",
    "campaign": "#401ec7",
    "partners": "#a3387a",
}
"""Colour of each system; the order is the order in every figure."""

WARNING = SYSTEMS["energy"]
"""What a station should not have: a limit from which on somebody is warned."""


def system_colour(name: str) -> str:
    """Colour of a system; ink for one that has none of its own."""
    return SYSTEMS.get(name, INK)


def held_colour(name: str) -> str:
    """Colour of what holds machines back: that of the system which it is of."""
    return SYSTEMS["campaign" if name == TRANSPORT else name]


@dataclass(frozen=True)
class StateGroup:
    """Machine states that share a cause.

    Attributes:
        name: Key of the group.
        label: What figures call it.
        colour: Its colour; a cause has the colour of its system.
        states: The states in it, each with its own shade where a figure shows states singly.
    """

    name: str
    label: str
    colour: str
    states: Mapping[str, str]


_AWAY = {"awaited": "#401ec7", "held_up": "#825ee8", "unmended": "#1b027a"}
"""Shades of waiting for what is not there: the same behind a gate, for whatever that is shut."""

_BEHIND_GATES: Mapping[str, str] = {
    waiting_for(state, name).label: _AWAY[state.label]
    for name in MUST_HAVES
    for state in (State.AWAITED, State.HELD_UP, State.UNMENDED)
}

_STATE_COLOURS: Mapping[str, str] = {
    "working": "#3f566f",
    "idle": "#c9d1d9",
    "no_sunlight": "#f2c230",
    "no_power": "#e07b00",
    "shed": "#5d7030",
    "blackout": "#fb944d",
    "dormant": "#6f2a06",
    "frozen": "#380d02",
    "charging": "#ecec00",
    "stranded": "#603828",
    "waiting_spare": "#f08aa7",
    "waiting_technician": "#cc6ea6",
    "in_repair": "#4d1636",
    "no_link": "#0072b2",
    "no_operator": "#7db8de",
    "repair_halted": "#004784",
    "no_structure": "#007f5d",
    **_AWAY,
    **_BEHIND_GATES,
    "no_feedstock": "#d9c3a0",
    "no_room": "#b5946a",
    "out_of_service": PAPER,
}
"""Shade of each state where a figure shows states singly, in their stacking order; others have that of their group."""


def _group(name: str, label: str, colour: str, states: Iterable[State]) -> StateGroup:
    """A group of states with their shades, those that have one first."""
    members = {state.label for state in states}
    ordered = [label for label in _STATE_COLOURS if label in members]
    ordered += sorted(members - set(ordered))
    return StateGroup(name, label, colour, {label: _STATE_COLOURS.get(label, colour) for label in ordered})


def _counting_for(name: str) -> list[State]:
    return [state for state in State if state.counts_for == name]


STATE_GROUPS: tuple[StateGroup, ...] = (
    *(
        _group(name, CATEGORIES[name].states, colour, _counting_for(name))
        for name, colour in (
            (AT_WORK, _STATE_COLOURS["working"]),
            (NOTHING_TO_DO, _STATE_COLOURS["idle"]),
            *((name, held_colour(name)) for name in HOLD_BACK),
            (BY_RULE, _STATE_COLOURS["shed"]),
        )
    ),
    _group(
        "material",
        "no feedstock or room",
        _STATE_COLOURS["no_feedstock"],
        [state for state in _counting_for(NEIGHBOUR) if state is not State.OUT_OF_SERVICE],
    ),
    _group("absent", "not there", PAPER, [State.OUT_OF_SERVICE]),
)
"""Groups of machine states in their stacking order, bottom first."""


def _single_label(state: str, group: StateGroup) -> str:
    """What figures call a state by itself: as its group where no other is in that but such behind a gate."""
    others = group.states.keys() - _BEHIND_GATES.keys() - {state}
    return group.label if not others and state not in _BEHIND_GATES else state.replace("_", " ")


SINGLE_STATES: tuple[StateGroup, ...] = tuple(
    StateGroup(state, _single_label(state, group), colour, {state: colour})
    for group in STATE_GROUPS
    for state, colour in group.states.items()
)
"""Every state by itself, in the same order; one that is alone in its group is called as that is."""

LOAD_CLASSES: Mapping[str, str] = {
    "survival": "#123a5c",
    "critical": "#3b6ea5",
    "operations": "#7fa8d1",
    "deferrable": "#bfd5ea",
}
"""Colour of each load class, by falling priority: the darker, the less one can do without."""

SOURCE_KINDS: Mapping[str, str] = {
    "arrays": "#f2c230",
    "reactors": "#8c6bb1",
    "batteries": "#5a9e4b",
}
"""Colour of each kind of power source."""

CURTAILED = "#e9dcae"
"""Power that nobody took."""


@dataclass(frozen=True)
class ScenarioStyle:
    """How one scenario looks in every figure: colour and line style both tell it apart.

    Attributes:
        colour: Line and mark colour.
        dashes: matplotlib line style: ``"solid"`` or an (offset, on-off sequence) pair.
        width: Line width [pt].
    """

    colour: str
    dashes: Any
    width: float


SCENARIOS: tuple[ScenarioStyle, ...] = (
    ScenarioStyle("#22272e", "solid", 1.8),
    ScenarioStyle("#0077bb", (0, (5.0, 1.4)), 1.5),
    ScenarioStyle("#e06c00", "solid", 1.5),
    ScenarioStyle("#6bbf59", (0, (1.6, 1.2)), 1.8),
    ScenarioStyle("#9b1d64", (0, (6.0, 1.4, 1.4, 1.4)), 1.5),
    ScenarioStyle("#a39bb8", (0, (3.0, 1.2)), 1.7),
)
"""Styles of scenarios by their place in a comparison; the first is the reference."""


def scenario_style(index: int) -> ScenarioStyle:
    """Style of the scenario at ``index`` of a comparison; beyond six colours repeat, thinner and otherwise dashed."""
    turn, place = divmod(index, len(SCENARIOS))
    style = SCENARIOS[place]
    if turn == 0:
        return style
    return ScenarioStyle(style.colour, SCENARIOS[(place + turn) % len(SCENARIOS)].dashes, style.width / (1 + turn))


def _channels(colour: str) -> tuple[float, float, float]:
    return (int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` [1], WCAG 2.1 definition."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours [1], 1 to 21, WCAG 2.1 definition."""
    bright, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def text_colour(colour: str) -> str:
    """``colour``, darkened until text in it reads on paper (contrast of 4.5 and more)."""
    shade = colour
    factor = 1.0
    while contrast(shade, PAPER) < 4.5:
        factor -= 0.05
        shade = "#" + "".join(f"{round(255 * c * factor):02x}" for c in _channels(colour))
    return shade


def text_on(colour: str) -> str:
    """Ink or paper, whichever reads better on ``colour``."""
    return INK if contrast(INK, colour) >= contrast(PAPER, colour) else PAPER


def mixed(colour: str, share: float) -> str:
    """A colour on paper: 0 paper, 1 the colour."""
    return "#" + "".join(f"{round(255 + share * (255 * part - 255)):02x}" for part in _channels(colour))


RC: Mapping[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#8b949e",
    "axes.facecolor": PAPER,
    "axes.grid": True,
    "axes.grid.axis": "both",
    "axes.labelcolor": MUTED,
    "axes.labelpad": 5.0,
    "axes.labelsize": 8.5,
    "axes.linewidth": 0.7,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 10.0,
    "axes.unicode_minus": True,
    "figure.dpi": 100.0,
    "figure.facecolor": PAPER,
    # The first ships with matplotlib, so figures measure the same everywhere; the next has nearly its widths.
    "font.sans-serif": ["DejaVu Sans", "Verdana", "sans-serif"],
    "font.size": 9.0,
    "grid.color": RULE,
    "grid.linewidth": 0.5,
    "hatch.linewidth": 0.6,
    "lines.linewidth": 1.4,
    "lines.solid_capstyle": "butt",
    "lines.solid_joinstyle": "round",
    "patch.linewidth": 0.0,
    "path.simplify": True,
    "pdf.fonttype": 42,
    "savefig.dpi": 130.0,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "path",
    "svg.hashsalt": "ilrs-sim",
    "text.color": INK,
    "xtick.color": "#8b949e",
    "xtick.direction": "out",
    "xtick.labelcolor": INK,
    "xtick.labelsize": 8.5,
    "xtick.major.size": 4.0,
    "xtick.major.width": 0.7,
    "xtick.minor.size": 2.0,
    "ytick.color": "#8b949e",
    "ytick.labelcolor": INK,
    "ytick.labelsize": 8.5,
    "ytick.major.size": 0.0,
    "ytick.major.width": 0.7,
}
"""matplotlib settings of the house, on top of matplotlib's own defaults (a user's matplotlibrc does not count)."""

FILE_METADATA: Mapping[str, Mapping[str, Any]] = {
    "svg": {"Date": None, "Creator": "ilrs-sim"},
    "pdf": {"CreationDate": None, "ModDate": None, "Creator": "ilrs-sim", "Producer": None},
    "png": {"Software": "ilrs-sim"},
}
"""Metadata by file format: no dates, no versions, so that the same figure gives the same bytes."""


FALLBACK_FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "Noto Sans",
    "Arial Unicode MS",
)
"""Fonts that lend letters that DejaVu Sans lacks (a title in Chinese), where they are installed."""


_APPLIED: ContextVar[bool] = ContextVar("house style applied", default=False)


@contextmanager
def applied(**extra: Any) -> Iterator[None]:
    """The house style for the time of a ``with`` block, with ``extra`` settings (``svg_fonttype="none"``) on top.

    Within another such block the settings of that one stay, and ``extra`` is added to them.
    """
    import matplotlib
    import matplotlib.style
    from matplotlib.font_manager import fontManager

    more = {key.replace("_", ".", 1): value for key, value in extra.items()}
    if _APPLIED.get() and not more:
        yield
        return
    if _APPLIED.get():
        with matplotlib.style.context([more]):
            yield
        return
    installed = {font.name for font in fontManager.ttflist}
    families = ["sans-serif", *(name for name in FALLBACK_FONTS if name in installed)]
    settings = {**RC, "font.family": families, **more}
    inside = _APPLIED.set(True)
    try:
        with (
            uncollected(),
            matplotlib.rc_context(),
            matplotlib.style.context(["default", settings]),
            warnings.catch_warnings(),
        ):
            # A letter that no font has shows as a box: the figure says so itself (sim.view.kit.fonts).
            warnings.filterwarnings("ignore", message="Glyph .* missing from")
            yield
    finally:
        _APPLIED.reset(inside)

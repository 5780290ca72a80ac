"""A run on a terminal: key figures by system, when structures stood, and the years as small charts of characters.

Lines of plain text without colour, at most `width` characters each; where a terminal cannot show block characters, the
charts are drawn in ASCII.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len, chop_cells, set_cell_size

from sim.result import Result, kpis
from sim.result.goals import goals_of, judge
from sim.result.milestones import milestones, planned
from sim.result.number_text import number, unfinished_percent
from sim.scenario.base_names import split_base
from sim.station.states import HOLD_BACK
from sim.view.kit.binning import LUNAR_DAY_H, bins
from sim.view.panels import VIEWS
from sim.view.panels.system_view import Strip

FloatArray = NDArray[np.float64]

WIDTH = 80
"""Width of a terminal that everything fits [characters]."""

BLOCKS = " ▁▂▃▄▅▆▇█"
ASCII = " .:|"
GLUE = "\u00a0"
"""A space at which no line is broken."""

_LABEL = 11
_AXIS = 6
_MARGIN = _LABEL + _AXIS + 1
#: Widths of a column [h] and their names, narrowest first; then whole numbers of lunar days.
_COLUMNS = (
    (1.0, "hour"),
    (3.0, "3 hours"),
    (6.0, "6 hours"),
    (12.0, "12 hours"),
    (24.0, "day"),
    (48.0, "2 days"),
    (120.0, "5 days"),
    (240.0, "10 days"),
)


def summary(result: Result, *, width: int = WIDTH, blocks: bool = True) -> list[str]:
    """A run in lines of text.

    Args:
        result: The run.
        width: Most characters of a line; not less than 40.
        blocks: Whether the charts may use block characters; else they are drawn in ASCII.
    """
    width = max(width, 40)
    title = "".join(char if char.isprintable() else " " for char in result.scenario.title)
    lines = _wrap(f"{title}: {result.start:%Y-%m-%d} to {result.end:%Y-%m-%d}", width)
    if result.losses is not None:
        lines += ["", *_wrap(result.losses, width)]
    lines += _milestones(result, width)
    for base, _ in result.scenario.all_bases():
        at = f" at {base}" if base else ""
        for must_have in HOLD_BACK:
            cells = _cells(result, must_have, base)
            if cells:
                lines += ["", f"{must_have.capitalize()}{at}", *_columns(cells, width)]
            if must_have == "shelter" and not base:
                lines += _structures(result, width)
    lines += _goals(result, width)
    charts = _charts(result, width, blocks)
    return lines + (["", *charts] if charts else [])


def can_show_blocks(encoding: str | None, terminal: str = "") -> bool:
    """Whether block characters will be seen.

    Args:
        encoding: Encoding of the stream, None if it has none.
        terminal: Kind of the terminal (the variable ``TERM``).
    """
    try:
        BLOCKS.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return terminal != "dumb"


def _cells(result: Result, must_have: str, base: str) -> list[tuple[str, str]]:
    """Labels and values of the key figures of a must-have at a base, in order; structures have lines of their own."""
    cells = []
    for name in kpis.ordered(name for name in result.kpis if split_base(name)[0] == base):
        kpi = result.kpis[name]
        spec = kpis.spec_of(name)
        if spec is None or spec.unit == "UTC date" or kpis.must_have(name) != must_have:
            continue
        if kpi.value is None or (spec.hide_zero and not kpi.value):
            continue
        label = kpi.label.removeprefix(f"{must_have.capitalize()} ").removesuffix(f" at {base}")
        cells.append((label[:1].upper() + label[1:], number(kpi.value, kpi.unit)))
    return cells


def _columns(cells: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Labels and values, in two columns where there is room, read downwards."""
    gap = 4
    room = (width - 2 - gap) // 2
    if max(cell_len(label) + 1 + cell_len(value) for label, value in cells) > room:
        room = width - 2
        return [f"  {_cell(*cell, room)}" for cell in cells]
    half = (len(cells) + 1) // 2
    rows = []
    for index in range(half):
        pair = cells[index : index + half + 1 : half]
        rows.append("  " + (" " * gap).join(_cell(*cell, room) for cell in pair))
    return rows


def _cell(label: str, value: str, room: int) -> str:
    label = set_cell_size(label, min(cell_len(label), max(room - cell_len(value) - 1, 1)))
    return f"{label} {value:>{max(room - cell_len(label) - 1, 0)}}"


def _structures(result: Result, width: int) -> list[str]:
    """When each structure stood, in the order of the scenario; of one that does not, how much of it is laid."""
    said = []
    for name in result.scenario.shelter.structures:
        kpi = result.kpis.get(f"shelter.{name}.complete")
        laid = result.channels.get(f"shelter.progress.{name}")
        if kpi is not None and kpi.value is not None:
            said.append(f"{name} stands {kpi.value}")
        elif laid is not None:
            share = float(laid.values[-1])
            said.append(f"{name} not begun" if share == 0 else f"{name} {unfinished_percent(share)} laid")
    return [f"  {line}" for line in _wrapped(said, width - 2)]


def _milestones(result: Result, width: int) -> list[str]:
    """What came of each milestone, in the order in which they were reached."""
    lines = []
    for one in milestones(result):
        first, *others = _wrap(one.sentence, width - 4)
        lines += [f"  {first}", *(f"    {text}" for text in others)]
    return ["", "Milestones", *lines] if lines else []


def _goals(result: Result, width: int) -> list[str]:
    """What came of each goal that the scenario names and that is no milestone."""
    said = {one.name for one in planned(result.scenario) if one.goal is not None}
    judged = [judge(goal, result.channels, result.kpis, result.until_h) for goal in goals_of(result.scenario)]
    lines = [f"{one.goal.name}: {one.words(result.start)}" for one in judged if one.goal.name not in {"", *said}]
    return ["", "Goals", *(f"  {part}" for line in lines for part in _wrap(line, width - 2))] if lines else []


def _wrapped(parts: Sequence[str], width: int) -> list[str]:
    """Parts with commas between them, none broken over two lines unless it must be."""
    glued = ", ".join(part.replace(" ", GLUE) for part in parts)
    return [line.replace(GLUE, " ") for line in _wrap(glued, width)]


def _wrap(text: str, width: int) -> list[str]:
    """Lines of a text that take up at most ``width`` columns, in which some letters take up two."""
    lines: list[str] = []
    for word in filter(None, text.split(" ")):
        if lines and cell_len(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines += chop_cells(word, width)
    return lines


def _charts(result: Result, width: int, blocks: bool) -> list[str]:
    strips = [strip for view in VIEWS for strip in view.strips]
    drawn = [strip for strip in strips if strip.channel in result.channels and strip.drawn_for(result)]
    if not drawn or result.until_h <= 0:
        return []
    edges, column = _edges(result.until_h, width - _MARGIN)
    hows = sorted({strip.how for strip in drawn}, key=[strip.how for strip in strips].index)
    parts = {how: " and ".join(strip.subject for strip in drawn if strip.how == how) for how in hows}
    parts_text = ", ".join(f"of {subjects} {how}" for how, subjects in parts.items() if subjects)
    lines = _wrap(f"A column is {'one ' if column[0].isalpha() else ''}{column}: {parts_text}.", width)
    for strip in drawn:
        values = strip.reduce(result.channels[strip.channel], edges)
        lines += _rows(strip, values, BLOCKS if blocks else ASCII)
    return [*lines, " " * _MARGIN + _time_axis(result.start, edges)]


def _edges(span: float, columns: int) -> tuple[FloatArray, str]:
    """Edges of the columns [h], at most `columns` of them, and what one is called."""
    for width, name in _COLUMNS:
        if span <= width * columns:
            return bins(0.0, span, width, name).edges, name
    count = int(np.ceil(span / (LUNAR_DAY_H * columns)))
    name = "lunar day (29.5 days)" if count == 1 else f"{count} lunar days ({count * LUNAR_DAY_H / 24:.0f} days)"
    return bins(0.0, span, count * LUNAR_DAY_H, name).edges, name


def _rows(strip: Strip, values: FloatArray, levels: str) -> Iterator[str]:
    """Two rows of characters: bars from zero to the top of the axis, with the range of the values beside them."""
    highest, lowest = float(values.max()), float(values.min())
    top = strip.top or highest or 1.0
    steps = len(levels) - 1
    heights = np.clip(np.rint(values / top * 2 * steps), 0, 2 * steps).astype(int)
    # What is there at all shows: only nothing looks like nothing.
    heights = np.where((values > 0) & (heights == 0), 1, heights)
    upper = "".join(levels[max(height - steps, 0)] for height in heights)
    lower = "".join(levels[min(height, steps)] for height in heights)
    unit = "%" if strip.unit == "1" else ""
    scale = 100 if unit else 1
    span = f"{_short(scale * lowest)}-{_short(scale * highest)}{unit and ' ' + unit}"
    axis = f"{_short(scale * top)}{unit and ' ' + unit}"
    yield f"{strip.label:<{_LABEL}}{axis:>{_AXIS}} {upper}".rstrip()
    yield f"{span:<{_LABEL}}{'0' + (unit and ' ' + unit):>{_AXIS}} {lower}".rstrip()


def _short(value: float) -> str:
    """A number in at most five characters."""
    if abs(value) >= 99_999.5:
        return f"{value / 1e6:.3g}M" if abs(value) >= 999_500 else f"{value / 1e3:.3g}k"
    return f"{value:.0f}" if abs(value) >= 9.95 else f"{value:.2g}"


def _time_axis(start: dt.datetime, edges: FloatArray) -> str:
    """Years, months or days under the columns in which they begin, as far as they do not touch."""
    end = start + dt.timedelta(hours=float(edges[-1]))
    days = (end - start).days
    if days > 400:
        moments = [dt.datetime(year, 1, 1) for year in range(start.year, end.year + 1)]
        form = "%Y"
    elif days > 40:
        months = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
        moments = [dt.datetime(month // 12, month % 12 + 1, 1) for month in months]
        form = "%b"
    else:
        midnight = dt.datetime.combine(start.date(), dt.time())
        moments = [midnight + dt.timedelta(days=day) for day in range(days + 2)]
        form = "%m-%d"
    text = ""
    for moment in moments:
        hours = (moment - start) / dt.timedelta(hours=1)
        if not 0 <= hours < edges[-1]:
            continue
        column = int(np.searchsorted(edges, hours, side="right")) - 1
        word = moment.strftime(form)
        if (not text or column > len(text)) and column + len(word) <= len(edges) - 1:
            text = f"{text:<{column}}{word}"
    return text

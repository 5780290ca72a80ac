"""Colours of scenarios on light and on dark paper, as rules of the page's style sheet."""

from __future__ import annotations

from sim.view.kit.style import SYSTEMS, contrast, scenario_style

LIGHT_PAPER = "#ffffff"
DARK_PAPER = "#161b22"
LEAST_CONTRAST = {LIGHT_PAPER: 3.2, DARK_PAPER: 5.0}
"""Of a line against its paper (WCAG 2.1 asks 3 of graphics)."""
INK = {"#22272e": "#e6e9ed"}
"""What is black on light paper is white on dark."""


def rules(runs: int) -> str:
    """Custom properties ``--run-0`` and so on, and what hides the parts of a scenario that is switched off."""
    light = _properties(runs, LIGHT_PAPER, -1)
    dark = _properties(runs, DARK_PAPER, 1)
    hidden = "".join(f".hide-run-{i} [data-run='{i}']{{display:none}}" for i in range(runs))
    swatches = "".join(f".swatch[data-colour='{i}']{{border-top-color:var(--run-{i})}}" for i in range(runs))
    # A system at another base than the main one has its colour too: node/energy.
    systems = "".join(
        f"[data-system='{name}'],[data-system$='/{name}']{{--system:{colour}}}" for name, colour in SYSTEMS.items()
    )
    return (
        f":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root:not([data-theme='light']){{{dark}}}}}\n"
        f":root[data-theme='dark']{{{dark}}}\n@media print{{:root,:root[data-theme='dark']{{{light}}}}}\n"
        f"{hidden}\n{swatches}\n{systems}\n"
    )


def _properties(runs: int, paper: str, way: int) -> str:
    return "".join(f"--run-{i}:{shaded(scenario_style(i).colour, paper, way)};" for i in range(runs))


def shaded(colour: str, paper: str, way: int) -> str:
    """``colour``, made lighter (``way`` 1) or darker (-1) until a line of it shows on ``paper``."""
    found = colour = INK.get(colour, colour) if way > 0 else colour
    for share in range(0, 100, 5):
        found = _mixed(colour, "#ffffff" if way > 0 else "#000000", share / 100)
        if contrast(found, paper) >= LEAST_CONTRAST[paper]:
            break
    return found


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def dashes(index: int) -> str:
    """``stroke-dasharray`` of a scenario, "" for a solid line."""
    style = scenario_style(index)
    if style.dashes == "solid":
        return ""
    return " ".join(f"{length * style.width:.1f}" for length in style.dashes[1])

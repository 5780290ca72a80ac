"""Figures held against small stored pictures of themselves.

A figure is drawn small and blurred, so that what counts is where things are and what colour they have, not how a
version of matplotlib or of its font renderer smooths a letter. When a figure was changed on purpose, look at the new
one and write the pictures anew, from the top of the repository:

    python -m tests.view.figures.stored_pictures
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.result import Result, simulate
from sim.scenario import load
from sim.study.findings import Findings
from sim.view import comparison_figure, figure
from sim.view.kit import style
from sim.view.save import OF_PEOPLE
from tests.view.fake_comparisons import fake_comparison
from tests.view.fake_runs import VARIANTS, fake_run
from tests.view.figures.made_milestones import cargo
from tests.view.figures.made_studies import STUDIES

FOLDER = Path(__file__).parent / "pictures"
DPI = 30
BLUR = 4
"""Width of the square over which colours are averaged [pixel]."""
WORST = 0.30
"""Largest difference of a blurred pixel's colour, of 0 to 1: a letter moved is less, a bar moved is more."""
MEAN = 0.006
"""Largest mean difference."""


def _run(kind: str, days: int, **more: Any) -> Callable[[], Figure]:
    return lambda: figure(kind, fake_run(days=days, **more))  # type: ignore[arg-type]


def _comparison(count: int, days: int) -> Callable[[], Figure]:
    def draw() -> Figure:
        runs = [
            fake_run(**{**VARIANTS[i % len(VARIANTS)], "name": f"case-{i}", "seed": 1 + i // len(VARIANTS)}, days=days)
            for i in range(count)
        ]
        return comparison_figure(fake_comparison(runs))

    return draw


@cache
def _visit() -> Result:
    """A stay of two people, run once for all figures of people."""
    return simulate(load("ilrs:first-crew"))


def _of_people(kind: str) -> Callable[[], Figure]:
    return lambda: figure(kind, _visit())


def _study(kind: str, make: Callable[[], Findings]) -> Callable[[], Figure]:
    return lambda: figure(kind, make())


FIGURES: dict[str, Callable[[], Figure]] = {
    "overview": _run("overview", 500),
    "overview-month": _run("overview", 30),
    "winter": _run("winter", 120),
    "sky": _run("sky", 30),
    "light_year": _run("light_year", 400),
    "duration": _run("duration", 400),
    "link": _run("link", 120),
    "structures": _run("structures", 500),
    "machines": _run("machines", 120),
    "bottlenecks": _run("bottlenecks", 120),
    "flows": lambda: figure("flows", simulate(load("ilrs:oxygen-from-regolith"), until=2400.0)),
    "campaign": lambda: figure("campaign", simulate(load("ilrs:cargo-campaign"), until=9600.0)),
    "ground": lambda: figure("ground", simulate(load("ilrs:ground"), until=9600.0)),
    **{kind: _of_people(kind) for kind in OF_PEOPLE},
    "partners": lambda: figure("partners", simulate(load("ilrs:partners"), until=8 * 8766.0)),
    "orbit": lambda: figure("orbit", simulate(load("ilrs:orbital-station"), until=9600.0)),
    "crew_flight": lambda: figure("crew_flight", simulate(load("ilrs:first-landing"))),
    "flows-people": lambda: figure("flows", _visit()),
    "hops": lambda: figure("hops", simulate(load("ilrs:change-7"), until=60 * 24.0)),
    "belief": lambda: figure("belief", simulate(load("ilrs:change-7"), until=60 * 24.0)),
    "measured": lambda: figure("measured", simulate(load("ilrs:change-8"), until=120 * 24.0)),
    "decisions": lambda: figure("decisions", simulate(load("ilrs:forerunners"), until=37000.0)),
    "timeline": lambda: figure("timeline", cargo()),
    "comparison-two": _comparison(2, 120),
    "comparison-nine": _comparison(9, 70),
    **{name: _study(name.partition("-")[0], make) for name, make in STUDIES.items()},
}
"""Figures by the names of their pictures."""


def pixels(drawn: Figure) -> np.ndarray:
    """A figure as colours from 0 to 1, shape (height, width, 3)."""
    with style.applied():
        drawn.set_dpi(DPI)
        canvas = FigureCanvasAgg(drawn)
        canvas.draw()
    return np.asarray(canvas.buffer_rgba(), dtype=float)[:, :, :3] / 255


def blurred(picture: np.ndarray) -> np.ndarray:
    """Means over squares of ``BLUR`` pixels; the rest at the right and the bottom is dropped."""
    height, width = (size // BLUR * BLUR for size in picture.shape[:2])
    cells = picture[:height, :width].reshape(height // BLUR, BLUR, width // BLUR, BLUR, 3)
    return np.asarray(cells.mean(axis=(1, 3)))


def difference(first: np.ndarray, second: np.ndarray) -> tuple[float, float]:
    """Largest and mean difference of two pictures' blurred colours; (1, 1) if they are not of one size."""
    if np.abs(np.subtract(first.shape, second.shape)).max() > 1:
        return 1.0, 1.0
    height, width = (min(a, b) for a, b in zip(first.shape[:2], second.shape[:2], strict=True))
    apart = np.abs(blurred(first[:height, :width]) - blurred(second[:height, :width]))
    return float(apart.max()), float(apart.mean())


def read(path: Path) -> np.ndarray:
    """A stored picture as colours from 0 to 1, shape (height, width, 3)."""
    from PIL import Image

    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"), dtype=float) / 255


def write(picture: np.ndarray, path: Path) -> None:
    """Store a picture in few colours: a tenth of the size, and the blur does not see it."""
    from PIL import Image

    image = Image.fromarray(np.round(255 * picture).astype(np.uint8))
    image.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> None:
    """Write all pictures anew."""
    warnings.simplefilter("error")
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    for name, draw in FIGURES.items():
        write(pixels(draw()), FOLDER / f"{name}.png")
    print(f"{len(FIGURES)} pictures in {FOLDER}")  # noqa: T201


if __name__ == "__main__":
    main()

"""Figures look as they did when somebody last looked at them (see :mod:`tests.view.figures.stored_pictures`)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.view import KINDS
from tests.view.figures import stored_pictures


@pytest.mark.slow
@pytest.mark.parametrize("name", stored_pictures.FIGURES)
def test_a_figure_looks_as_before(name: str, tmp_path: Path) -> None:
    now = stored_pictures.pixels(stored_pictures.FIGURES[name]())
    worst, mean = stored_pictures.difference(now, stored_pictures.read(stored_pictures.FOLDER / f"{name}.png"))
    if worst > stored_pictures.WORST or mean > stored_pictures.MEAN:
        stored_pictures.write(now, tmp_path / f"{name}.png")
        pytest.fail(
            f"{name} looks different: a pixel by {worst:.2f} (at most {stored_pictures.WORST}), all by {mean:.4f} (at "
            f"most {stored_pictures.MEAN}) on average. Now: {tmp_path / name}.png; if it is meant to: "
            "python -m tests.view.figures.stored_pictures"
        )


def test_there_is_a_picture_of_every_kind() -> None:
    kinds = {name.partition("-")[0] for name in stored_pictures.FIGURES}
    assert kinds == set(KINDS)
    assert {path.stem for path in stored_pictures.FOLDER.glob("*.png")} == set(stored_pictures.FIGURES)


def test_pictures_are_small() -> None:
    sizes = [path.stat().st_size for path in stored_pictures.FOLDER.glob("*.png")]
    assert sum(sizes) < 11_000 * len(sizes)
    assert max(sizes) < 25_000


def test_a_moved_bar_and_another_colour_are_seen() -> None:
    sheet = np.ones((120, 160, 3))
    bar = sheet.copy()
    bar[40:60, 20:100] = (0.0, 0.4, 0.7)
    moved = sheet.copy()
    moved[40:60, 32:112] = (0.0, 0.4, 0.7)
    recoloured = sheet.copy()
    recoloured[40:60, 20:100] = (0.9, 0.5, 0.0)
    letters = bar.copy()
    letters[80:84, 20:100:3] *= 0.7
    assert stored_pictures.difference(bar, bar) == (0.0, 0.0)
    assert stored_pictures.difference(bar, moved)[0] > stored_pictures.WORST
    assert stored_pictures.difference(bar, recoloured)[0] > stored_pictures.WORST
    assert stored_pictures.difference(bar, letters)[0] < stored_pictures.WORST
    assert stored_pictures.difference(bar, sheet[:100]) == (1.0, 1.0)

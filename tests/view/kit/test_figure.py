"""Figures are in house style wherever they are drawn: a caller's settings do not count."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from sim.view import comparison_figure, figure, save_figure
from sim.view.gallery import INSTEAD, UNSEEN
from sim.view.kit import style
from sim.view.kit.figure import Figure
from sim.view.save import FORMATS, OF_PEOPLE, RUN_KINDS
from tests.view.fake_comparisons import fake_comparison
from tests.view.fake_runs import FakeRun, fake_run

HOSTILE: dict[str, Any] = {
    "axes.facecolor": "black",
    "axes.labelsize": 20.0,
    "axes.unicode_minus": False,
    "figure.dpi": 55.0,
    "figure.facecolor": "black",
    "font.family": ["serif"],
    "font.size": 21.0,
    "font.style": "italic",
    "hatch.linewidth": 4.0,
    "lines.linewidth": 9.0,
    "path.sketch": (3, 100, 2),
    "pdf.fonttype": 3,
    "savefig.bbox": "tight",
    "savefig.dpi": 33.0,
    "savefig.facecolor": "black",
    "savefig.transparent": True,
    "svg.fonttype": "none",
    "svg.hashsalt": None,
    "text.color": "white",
}


@pytest.fixture
def hostile() -> Iterator[None]:
    with matplotlib.rc_context(HOSTILE):
        yield


NOT_OF_A_MONTH = {"winter", "light_year", "flows", *OF_PEOPLE}
"""Figures that an invented month of a brick line has not, or that another test draws."""


def written(run: FakeRun, kind: str, ending: str) -> bytes:
    stream = io.BytesIO()
    figure(kind, run).savefig(stream, format=ending)  # type: ignore[arg-type]
    return stream.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("ending", FORMATS)
def test_files_are_the_same_under_any_settings(ending: str, month: FakeRun, tmp_path: Path) -> None:
    house = save_figure(figure("winter", month), tmp_path / f"house.{ending}").read_bytes()  # type: ignore[arg-type]
    with matplotlib.rc_context(HOSTILE):
        figure("winter", month).savefig(tmp_path / f"other.{ending}")  # type: ignore[arg-type]
        again = written(month, "winter", ending)
    assert (tmp_path / f"other.{ending}").read_bytes() == house
    assert again == house


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in RUN_KINDS if kind not in {*NOT_OF_A_MONTH, *INSTEAD, *UNSEEN}])
def test_every_kind_is_the_same_under_any_settings(kind: str, month: FakeRun) -> None:
    house = written(month, kind, "svg")
    with matplotlib.rc_context(HOSTILE):
        assert written(month, kind, "svg") == house


@pytest.mark.slow
def test_a_comparison_is_the_same_under_any_settings() -> None:
    comparison = fake_comparison([fake_run(days=30), fake_run("other", days=30)])
    pictures = []
    for settings in ({}, HOSTILE):
        with matplotlib.rc_context(settings):
            canvas = FigureCanvasAgg(comparison_figure(comparison))
            canvas.draw()
            pictures.append(np.asarray(canvas.buffer_rgba()))
    assert np.array_equal(*pictures)


def test_settings_change_nothing_of_a_figure_that_was_made_before(month: FakeRun) -> None:
    drawn = figure("structures", month)  # type: ignore[arg-type]
    first, second = io.BytesIO(), io.BytesIO()
    drawn.savefig(first, format="svg")
    with matplotlib.rc_context(HOSTILE):
        drawn.savefig(second, format="svg")
        assert matplotlib.rcParams["svg.hashsalt"] is None
    assert first.getvalue() == second.getvalue()


@pytest.mark.usefixtures("hostile")
def test_a_notebook_shows_a_figure_as_it_is_saved(month: FakeRun) -> None:
    drawn = figure("structures", month)  # type: ignore[arg-type]
    assert isinstance(drawn, Figure)
    with Image.open(io.BytesIO(drawn._repr_png_())) as picture:
        assert picture.size == pytest.approx(drawn.get_size_inches() * style.RC["savefig.dpi"], abs=1)
        assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    assert drawn._repr_png_() == written(month, "structures", "png")


def test_text_of_an_svg_can_be_kept_as_text_inside_the_style(month: FakeRun) -> None:
    drawn = figure("structures", month)  # type: ignore[arg-type]
    with style.applied(svg_fonttype="none"):
        stream = io.BytesIO()
        drawn.savefig(stream, format="svg")
    assert b"not begun</text>" in stream.getvalue()


def test_what_a_caller_says_about_a_file_is_kept(month: FakeRun, tmp_path: Path) -> None:
    path = tmp_path / "told.svg"
    figure("structures", month).savefig(path, metadata={"Title": "Of a month"})  # type: ignore[arg-type]
    assert "Of a month" in path.read_text()
    assert "<dc:date>" not in path.read_text()

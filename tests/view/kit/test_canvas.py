"""Figures as files: one drawing each, whatever they are written to."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import matplotlib.figure
import numpy as np
import pytest
from PIL import Image

from sim.view import figure as draw
from sim.view import save_run_figures
from tests.view.fake_runs import FakeRun


def test_each_file_is_one_drawing(month: FakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawings: list[Any] = []
    real = matplotlib.figure.Figure.draw

    def counted(figure: Any, renderer: Any) -> None:
        drawings.append(renderer)
        real(figure, renderer)

    monkeypatch.setattr(matplotlib.figure.Figure, "draw", counted)
    written = save_run_figures(month, tmp_path)  # type: ignore[arg-type]
    assert len(written) == len(drawings) == 8


def test_a_transparent_picture_stays_transparent(month: FakeRun) -> None:
    stream = io.BytesIO()
    draw("structures", month).savefig(stream, format="png", transparent=True)  # type: ignore[arg-type]
    with Image.open(stream) as picture:
        assert picture.mode == "RGBA"
        assert np.asarray(picture)[0, 0, 3] == 0


def test_pillow_can_be_told_how_to_write(month: FakeRun) -> None:
    sizes = []
    for options in ({}, {"pil_kwargs": {"compress_level": 0}}):
        stream = io.BytesIO()
        draw("structures", month).savefig(stream, format="png", **options)  # type: ignore[arg-type]
        sizes.append(len(stream.getvalue()))
    assert sizes[1] > 5 * sizes[0]


@pytest.mark.parametrize("title", ["Über das Jahr", "月球"])
def test_a_picture_says_what_it_is_told(month: FakeRun, title: str) -> None:
    stream = io.BytesIO()
    told = {"Title": title, "Author": None}
    draw("structures", month).savefig(stream, format="png", metadata=told)  # type: ignore[arg-type]
    with Image.open(stream) as picture:
        assert picture.info["Title"] == title
        assert picture.info["Software"] == "ilrs-sim"
        assert "Author" not in picture.info


def test_an_svg_can_be_written_as_text(month: FakeRun) -> None:
    stream = io.StringIO()
    draw("structures", month).savefig(stream, format="svg")  # type: ignore[arg-type]
    assert stream.getvalue().startswith("<?xml")

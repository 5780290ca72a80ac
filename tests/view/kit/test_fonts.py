"""Letters that the font of figures lacks."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import pytest

from sim.view.kit import fonts, style
from sim.view.kit.axes import SheetAxes
from sim.view.kit.axis import ticks_at
from sim.view.kit.figure import Figure

pytestmark = pytest.mark.slow

Captured = pytest.CaptureFixture[str]
MOON = "\u6708"
"""Moon, in Chinese."""


@pytest.fixture
def no_lender(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with no font but the one that comes with matplotlib."""
    monkeypatch.setattr(fonts, "lender", lambda _: None)
    monkeypatch.setattr(fonts, "_said", set())


def drawn(text: str) -> Figure:
    with style.applied():
        figure = Figure(figsize=(4, 1))
        figure.text(0.1, 0.5, text)
    return figure


def saved(figure: Figure, form: str) -> bytes:
    stream = io.BytesIO()
    figure.savefig(stream, format=form)
    return stream.getvalue()


def notes(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.texts if text.get_label() == fonts.NOTE]


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_boxes_are_never_silent(no_lender: None, capsys: Captured, form: str) -> None:
    figure = drawn(f"{MOON} station")
    first = saved(figure, form)
    (note,) = notes(figure)
    assert "no font on this machine has (CJK)" in note
    assert capsys.readouterr().err == f"note: {note}\n"
    # Neither the note nor the line comes twice, and the figure keeps its bytes.
    assert saved(figure, form) == first
    saved(drawn(f"{MOON}{MOON}"), form)
    assert len(notes(figure)) == 1
    assert capsys.readouterr().err == ""


def test_what_the_font_has_needs_no_note(no_lender: None, capsys: Captured) -> None:
    for text in ("station 10 m²", "Луна", "σελήνη", "≤ 5 °C → −3"):
        figure = drawn(text)
        saved(figure, "png")
        assert notes(figure) == []
    assert capsys.readouterr().err == ""


def test_text_that_stays_text_is_set_by_who_reads_it(no_lender: None, capsys: Captured) -> None:
    figure = drawn(f"{MOON} station")
    with style.applied(svg_fonttype="none"):
        text = saved(figure, "svg").decode()
    assert MOON in "".join(ET.fromstring(text).itertext())
    assert notes(figure) == []
    assert capsys.readouterr().err == ""


def test_an_installed_font_lends_what_is_lacking(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """A modifier letter that matplotlib's serif font has and its sans-serif font has not."""
    letter = "\u02ef"
    monkeypatch.setattr(fonts, "_said", set())
    family = fonts.lender(letter)
    assert family is not None
    assert not family.startswith(fonts.NO_FONTS)
    figure = drawn(f"a{letter}b")
    lent = saved(figure, "png")
    assert family in figure.texts[0].get_fontfamily()
    assert notes(figure) == []
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(fonts, "lender", lambda _: None)
    assert saved(drawn(f"a{letter}b"), "png") != lent


def test_names_beside_rows_and_of_axes_are_looked_at_too(no_lender: None) -> None:
    for place in ("tick", "name", "text"):
        with style.applied():
            figure = Figure(figsize=(4, 2))
            ax = figure.add_axes(SheetAxes(figure, (0.2, 0.2, 0.7, 0.7)))
            if place == "tick":
                ticks_at(ax.yaxis, [0.0, 1.0], ["a", MOON])
            elif place == "name":
                ax.set_ylabel(MOON)
            else:
                ax.text(0.5, 0.5, MOON)
        saved(figure, "png")
        assert len(notes(figure)) == 1, place

"""Texts that are set word by word come out as those that matplotlib sets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from sim.view import figure, save_figure
from sim.view.kit import style
from sim.view.kit.lettering import WordsAsOutlines, WordsAsPixels
from sim.view.kit.letters import LENT, in_words
from tests.view.fake_runs import FakeRun

pytestmark = pytest.mark.skipif(not LENT, reason="this version of matplotlib sets all texts itself")
TEXTS = (
    "share of capacity, as recorded: every dip shows",
    "AVATAR (To) Wave. “Ty” P.A. L'Y 7°",
    "first offer: fluffy affinity",
    "−4.5° … 1,054 Tbit → ≥ 3 × 10 % [kW]",
    "Čeština Ærø ß",
    "two  spaces, one at the end ",
)
TYPES = [FontProperties(size=size, weight=weight) for size in (8, 8.5, 16) for weight in ("normal", "bold")]


def drawn(kind: type[RendererAgg], text: str, prop: FontProperties, angle: float = 0) -> np.ndarray:
    """A text from a whole pixel: how far each pixel is covered, shape (rows, columns)."""
    with style.applied():
        renderer: Any = kind(900, 900, 130)  # type: ignore[no-untyped-call]
        renderer.draw_text(renderer.new_gc(), 40, 860, text, prop, angle)
        return np.asarray(renderer.buffer_rgba())[..., 3].astype(int)


@pytest.mark.parametrize("text", TEXTS)
def test_texts_measure_as_those_of_matplotlib(text: str) -> None:
    with style.applied():
        ours, theirs = WordsAsPixels(10, 10, 130), RendererAgg(10, 10, 130)  # type: ignore[no-untyped-call]
        for prop in TYPES:
            wanted = theirs.get_text_width_height_descent(text, prop, False)  # type: ignore[no-untyped-call]
            # A place is a 64th of a pixel; letters that are moved together are rounded to it one by one.
            assert ours.get_text_width_height_descent(text, prop, False) == pytest.approx(wanted, abs=len(text) / 64)
            wanted = TextToPath().get_text_width_height_descent(text, prop, False)
            assert WordsAsOutlines().get_text_width_height_descent(text, prop, False) == pytest.approx(wanted, abs=0.05)
            assert ours._get_font_height_metrics(prop)[0] == pytest.approx(
                prop.get_size() * 130 / 72 * 0.7598, rel=1e-3
            )


@pytest.mark.parametrize("word", ["Availability", "(quick)", "14.2", "fluffy", "AVATAR", "−4.5°…", "jumping"])
def test_a_word_is_the_same_pixels(word: str) -> None:
    for prop in TYPES:
        assert np.array_equal(*(drawn(kind, word, prop) for kind in (WordsAsPixels, RendererAgg)))


def test_a_text_upwards_is_the_level_one_turned() -> None:
    for prop in TYPES:
        level, upwards = (inked(drawn(WordsAsPixels, "state of charge [%]", prop, angle)) for angle in (0, 90))
        assert np.array_equal(np.rot90(level), upwards)


def inked(picture: np.ndarray) -> np.ndarray:
    """A picture without the empty rows and columns around what is drawn."""
    rows, columns = (np.flatnonzero(picture.any(axis=axis)) for axis in (1, 0))
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@pytest.mark.parametrize("text", TEXTS)
def test_outlines_are_the_same_letters_at_the_same_places(text: str) -> None:
    with style.applied():
        prop = FontProperties(size=9)
        ours, theirs = WordsAsOutlines(), TextToPath()
        mine, paths, _ = ours.get_glyphs_with_font(ours._get_font(prop), text)
        wanted, shapes, _ = theirs.get_glyphs_with_font(theirs._get_font(prop), text)  # type: ignore[attr-defined]
    mine, wanted = ([glyph for glyph in one if not glyph[0].endswith("-3")] for one in (mine, wanted))  # no spaces
    assert [name for name, *_ in mine] == [name for name, *_ in wanted]
    assert [x for _, x, *_ in mine] == pytest.approx([x for _, x, *_ in wanted], abs=len(text) / 64)
    for name in {name for name, *_ in mine}:
        assert np.array_equal(paths[name][0], shapes[name][0])


@pytest.mark.parametrize("text", ["", " ", "שלום", "月球", "سلام", "a\u00adb", "e\u0301", "Ж", "tab\tbed"])
def test_what_is_no_row_of_words_is_left_to_matplotlib(text: str) -> None:
    assert not in_words(text)


def test_every_text_of_an_overview_is_set_word_by_word(
    five_years: FakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow: list[str] = []

    def note(kind: type, name: str, place: int) -> None:
        real = getattr(kind, name)

        def noted(*given: Any, **more: Any) -> Any:
            slow.append(given[place])
            return real(*given, **more)

        monkeypatch.setattr(kind, name, noted)

    note(RendererAgg, "draw_text", 4)
    note(RendererAgg, "get_text_width_height_descent", 1)
    note(TextToPath, "get_glyphs_with_font", 2)
    note(TextToPath, "get_text_width_height_descent", 1)
    overview = figure("overview", five_years)  # type: ignore[arg-type]
    slow.clear()
    for ending in ("png", "svg"):
        save_figure(overview, tmp_path / f"overview.{ending}")
    assert not slow

"""What sets the texts of figures word by word, as pixels and as outlines.

matplotlib lays a text out letter by letter when it asks for its size and again when it draws it, which takes more than
half of the time of a figure. Here a text is a row of words that are known (:mod:`sim.view.kit.letters`). What is no row
of words (a formula, another script) is left to matplotlib.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg, get_hinting_flag
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import TextToPath

from sim.view.kit.letters import (
    OUTLINE,
    Extent,
    Letter,
    Word,
    extent,
    in_words,
    line_height,
    path_of,
    places,
    word_of_glyphs,
    word_of_letters,
)


class Types(dict[FontProperties, str]):
    """The files of the fonts of the types that a figure is set in, each looked up once."""

    def __missing__(self, prop: FontProperties) -> str:
        """Look a type up. What stands for it is a copy: types can be changed."""
        self[prop.copy()] = path_of(prop)
        return self[prop]


class WordsAsPixels(RendererAgg):
    """Draws pixels; a text begins at a whole pixel, so that its letters look the same wherever it stands."""

    def __init__(self, width: float, height: float, dpi: float) -> None:
        super().__init__(width, height, dpi)  # type: ignore[no-untyped-call]
        self._types = Types()

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        """Draw a line of text with its baseline from (x, y) [pixel, from the top left], level or upwards."""
        if ismath or angle not in {0, 90} or not gc.get_antialiased() or not in_words(s):
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)  # type: ignore[no-untyped-call]
            return
        x, y, draw = round(x), round(y), self._renderer.draw_text_image
        for pen, word in places(s, self._words(prop)):
            begin = round(pen)
            for place, letter in word.letters:
                # A picture is placed by its lower left corner.
                along, down = begin + int(place) + letter.left, len(letter.coverage) - letter.top
                if angle:
                    draw(np.rot90(letter.coverage).copy(), x - letter.top, y - along, 0, gc)
                else:
                    draw(letter.coverage, x + along, y + down, 0, gc)

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> Extent:
        """Width, height and descent of a line of text [pixel]."""
        if ismath or not in_words(s):
            found: Extent = super().get_text_width_height_descent(s, prop, ismath)  # type: ignore[no-untyped-call]
            return found
        return extent(s, self._words(prop))

    def _words(self, prop: FontProperties) -> Callable[[str], Word[Letter]]:
        """The words of a type."""
        path, size, dpi = self._types[prop], prop.get_size_in_points(), self.dpi
        hinting = get_hinting_flag()  # type: ignore[no-untyped-call]
        return lambda word: word_of_letters(path, size, dpi, hinting, word)

    def _get_font_height_metrics(self, prop: FontProperties) -> Extent:
        return line_height(self._types[prop], prop.get_size_in_points() * self.dpi / 72)


class WordsAsOutlines(TextToPath):
    """Turns texts into outlines."""

    def __init__(self) -> None:
        super().__init__()
        self._types = Types()
        self._fonts: dict[FontProperties, FT2Font] = {}

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> Extent:
        """Width, height and descent of a line of text [pt]."""
        if ismath or not in_words(s):
            return super().get_text_width_height_descent(s, prop, ismath)
        path, scale = self._types[prop], prop.get_size_in_points() / OUTLINE
        width, height, descent = extent(s, lambda word: word_of_glyphs(path, word))
        return width * scale, height * scale, descent * scale

    def get_glyphs_with_font(
        self,
        font: FT2Font,
        s: str,
        glyph_map: dict[str, Any] | None = None,
        return_new_glyphs_only: bool = False,
        **more: Any,
    ) -> Any:
        """Letters of a line of text, vertices and codes of those (or of the new ones of them), and no rectangles."""
        if any(more.values()) or not in_words(s):
            return super().get_glyphs_with_font(font, s, glyph_map, return_new_glyphs_only, **more)
        known = {} if glyph_map is None else glyph_map
        found = {} if return_new_glyphs_only else known
        path = str(font.fname)
        letters: list[tuple[str, float, float, float]] = []
        for pen, word in places(s, lambda word: word_of_glyphs(path, word)):
            for place, glyph in word.letters:
                letters.append((glyph.name, pen + place, 0.0, 1.0))
                if glyph.name not in known:
                    found[glyph.name] = glyph.path
        return letters, found, []

    def line_height(self, prop: FontProperties) -> Extent:
        """How far lines of a type reach above and below their baselines, and the gap between them [pt]."""
        return line_height(self._types[prop], prop.get_size_in_points())

    def _get_font(self, prop: FontProperties) -> FT2Font:
        found = self._fonts.get(prop)
        if found is None:
            found = self._fonts[prop.copy()] = super()._get_font(prop)  # type: ignore[misc]
        found.set_size(OUTLINE, self.DPI)
        return found

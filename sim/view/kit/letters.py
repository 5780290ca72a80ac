"""Words of plain text as rows of letters, each measured and shaped once for all texts that have it.

A line of plain Latin text is the row of its words: no letter moves for what stands beyond a space. And a letter of the
font that figures are set in has its place from the letter before it. So measures and shapes of letters and words are
kept; they follow from font, size and letters alone.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import quote

import numpy as np
from matplotlib import ft2font
from matplotlib.backends.backend_agg import get_hinting_flag
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import TextToPath, text_to_path
from numpy.typing import NDArray

KEPT = 8192
"""Words, and letters, that are kept of each kind."""
OUTLINE = TextToPath.FONT_SCALE
"""Size of the type of outlines [pt]; they are scaled to any other."""
PLAIN = "DejaVu Sans"
"""The font that comes with matplotlib, in which figures are set."""
JOINED = ("ff", "fi", "fl")
"""Letters that it joins to one; what else it joins is of other scripts."""

Extent = tuple[float, float, float]
"""Width, height and descent of a text."""

_LETTERS = "!-~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2190-\u22ff"
_ROW_OF_WORDS = re.compile(f"[{_LETTERS} ]*[{_LETTERS}][{_LETTERS} ]*")
_UPRIGHT = 0x10000 * np.eye(2, dtype=int)
LENT = hasattr(ft2font, "RenderMode") and all(
    hasattr(ft2font.FT2Font, name) for name in ("_layout", "_render_glyph", "_set_transform")
)
"""Whether matplotlib lends what letters are drawn with, as from 3.11 on; else all texts are left to it."""
if LENT:
    from matplotlib.ft2font import Kerning, LoadFlags, RenderMode


def in_words(text: str) -> bool:
    """Whether a line is the row of its words: letters of Latin scripts, signs and arrows, at least one of them."""
    return LENT and _ROW_OF_WORDS.fullmatch(text) is not None


class Letter(NamedTuple):
    """A letter as pixels.

    Attributes:
        advance: How far it moves the pen [pixel].
        above: Height of its outline above the baseline [pixel].
        below: Depth of its outline below the baseline [pixel].
        left: From the pen to the left edge of its pixels [pixel].
        top: From the baseline up to their upper edge [pixel].
        coverage: How far each pixel is covered, 0 to 255, shape (rows, columns).
    """

    advance: float
    above: float
    below: float
    left: int
    top: int
    coverage: NDArray[np.uint8]


class Glyph(NamedTuple):
    """A letter as an outline in type of the size `OUTLINE`, in its points.

    Attributes:
        advance: How far it moves the pen.
        above: Height above the baseline.
        below: Depth below the baseline.
        name: Its name, the same wherever it is used.
        path: Vertices, shape (n, 2), and codes, shape (n,).
    """

    advance: float
    above: float
    below: float
    name: str
    path: tuple[NDArray[np.float64], NDArray[np.uint8]]


Shape = TypeVar("Shape", Letter, Glyph)


class Word(NamedTuple, Generic[Shape]):
    """Letters in a row, each with the place of its pen from the left, and their extent."""

    letters: tuple[tuple[float, Shape], ...]
    extent: Extent


def _word(letters: list[tuple[float, Shape]], width: float) -> Word[Shape]:
    below = max(letter.below for _, letter in letters)
    return Word(tuple(letters), (width, max(letter.above for _, letter in letters) + below, below))


def places(text: str, of: Callable[[str], Word[Shape]]) -> Iterator[tuple[float, Word[Shape]]]:
    """Words of a line, each with how far from the beginning it stands; spaces are words of one letter."""
    pen = 0.0
    for part in re.split("( )", text):
        if part:
            word = of(part)
            yield pen, word
            pen += word.extent[0]


def extent(text: str, of: Callable[[str], Word[Shape]]) -> Extent:
    """Width, height and descent of a line of words."""
    width = above = below = 0.0
    for pen, word in places(text, of):
        advance, height, descent = word.extent
        width, above, below = pen + advance, max(above, height - descent), max(below, descent)
    return width, above + below, below


@lru_cache(KEPT)
def word_of_letters(path: str, size: float, dpi: float, hinting: Any, word: str) -> Word[Letter]:
    """A word as pixels, in the font of a file in a size [pt] at a resolution [pixel/in]."""
    letters, pen = [], 0.0
    for index, moved in _indices(path, word):
        pen += round(64 * moved * size * dpi / 72) / 64
        # Where letters are moved together, they stand between pixels.
        whole, shift = divmod(round(64 * pen), 64)
        letter = _letter(path, size, dpi, hinting, index, shift)
        letters.append((float(whole), letter))
        pen += letter.advance
    return _word(letters, pen)


@lru_cache(KEPT)
def word_of_glyphs(path: str, word: str) -> Word[Glyph]:
    """A word as outlines, in the font of a file."""
    letters, pen = [], 0.0
    for index, moved in _indices(path, word):
        pen += OUTLINE * moved
        letters.append((pen, _glyph(path, index)))
        pen += letters[-1][1].advance
    return _word(letters, pen)


@lru_cache(KEPT)
def _indices(path: str, word: str) -> tuple[tuple[int, float], ...]:
    """Letters of a word in a font: their indices, and how far each is moved from where the one before it ends [1].

    As a share of the size of the type: letters are moved together alike in any size.
    """
    font = _unhinted(path)
    if font.family_name == PLAIN and not any(pair in word for pair in JOINED):
        return tuple(_after(path, before, letter) for before, letter in pairwise(f" {word}"))
    placed = [(item.glyph_index, item.x) for item in font._layout(word, flags=LoadFlags.NO_HINTING)]
    ends = [0.0, *(x + _glyph(path, index).advance for index, x in placed)]
    return tuple((index, (x - end) / OUTLINE) for (index, x), end in zip(placed, ends, strict=False))


@lru_cache(KEPT)
def _after(path: str, before: str, letter: str) -> tuple[int, float]:
    """Index of a letter in a font, and how far it is moved after another [1]."""
    font = _unhinted(path)
    index = font.get_char_index(ord(letter))
    moved = font.get_kerning(font.get_char_index(ord(before)), index, Kerning.UNFITTED)
    return index, moved / 64 / OUTLINE


@lru_cache(KEPT)
def _letter(path: str, size: float, dpi: float, hinting: Any, index: int, shift: int) -> Letter:
    """A letter by its index in a font, a ``shift`` [1/64 pixel] right of a whole pixel."""
    font: Any = get_font(path)
    font.set_size(size, dpi)
    font._set_transform(_UPRIGHT, [shift, 0])
    bitmap = font._render_glyph(index, hinting, RenderMode.NORMAL)
    if shift:
        font._set_transform(_UPRIGHT, [0, 0])
    outline = font.load_glyph(index, flags=hinting)
    _, low, _, high = outline.bbox
    return Letter(outline.horiAdvance / 64, high / 64, -low / 64, bitmap.left, bitmap.top, np.array(bitmap.buffer))


@lru_cache(KEPT)
def _glyph(path: str, index: int) -> Glyph:
    """A letter by its index in a font, not fitted to pixels: an outline is shown in any size."""
    font = _unhinted(path)
    outline = font.load_glyph(index, flags=LoadFlags.NO_HINTING)
    _, low, _, high = outline.bbox
    name = quote(f"{font.postscript_name}-{index:x}")
    return Glyph(outline.horiAdvance / 64, high / 64, -low / 64, name, font.get_path())


def _unhinted(path: str) -> Any:
    """A font in the size of outlines."""
    font = get_font(path)
    font.set_size(OUTLINE, TextToPath.DPI)
    return font


def pixels(text: str, size: float, dpi: float) -> float:
    """Width of a line of words in the font of figures [pixel]."""
    path, hinting = path_of(_plain(bold=False)), get_hinting_flag()  # type: ignore[no-untyped-call]
    return extent(text, lambda word: word_of_letters(path, size, dpi, hinting, word))[0]


def advance(letter: str, bold: bool) -> float:
    """How far a letter of the font of figures moves the pen where nothing is fitted to pixels, in sizes of the type."""
    font = _plain(bold=bold)
    if in_words(letter):
        return word_of_glyphs(path_of(font), letter).extent[0] / OUTLINE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Between two others, as a space by itself has no width.
        framed, frame = (
            float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])
            for text in (f"|{letter}|", "||")
        )
    return (framed - frame) / float(font.get_size_in_points())


@cache
def _plain(*, bold: bool) -> FontProperties:
    """A type of the font of figures. What is not said here would come from the settings of whoever draws first."""
    weight = "bold" if bold else "normal"
    return FontProperties(family=PLAIN, style="normal", variant="normal", stretch="normal", weight=weight, size=10.0)


def path_of(prop: FontProperties) -> str:
    """The file of the font of a type."""
    return str(get_font(findfont(prop)).fname)


def line_height(path: str, size: float) -> Extent:
    """How far lines of a font reach above and below their baselines, and the gap between them, in the unit of size."""
    above, below, gap = _line(path)
    return above * size, below * size, gap * size


@lru_cache
def _line(path: str) -> Extent:
    font: Any = get_font(path)
    unit, typographic, of_rows = (font.get_sfnt_table(name) for name in ("head", "OS/2", "hhea"))
    keys = ("sTypoAscender", "sTypoDescender", "sTypoLineGap") if typographic else ("ascent", "descent", "lineGap")
    above, below, gap = ((typographic or of_rows)[key] / unit["unitsPerEm"] for key in keys)
    return above, -below, gap

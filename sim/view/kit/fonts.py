"""Letters that the font of figures lacks: which installed font lends them, and what is said where none does."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from sim.view.kit.letters import PLAIN, in_words, path_of
from sim.view.kit.style import ALARM, FALLBACK_FONTS

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure
    from matplotlib.text import Text

NO_FONTS = ("Last Resort", "LastResort")
"""Fonts that have a box for every letter, by how their names begin."""
PLAIN_TYPES = {("normal", "normal", "400"), ("normal", "normal", "normal"), ("normal", "normal", "regular")}
"""Style, stretch and weight of a plain type, as matplotlib writes them."""
NOTE_SIZE = 6.5
"""Type of the note in a figure [pt]."""
NOTE_PLACE = (0.35, 0.04)
"""Where it begins, from the lower left corner [in]."""
NOTE = "missing letters"
"""Label of the note."""

_said: set[str] = set()


def lend(figure: Figure) -> str:
    """Give the texts of a figure the fonts that they need; returns the letters that no installed font has."""
    missing: dict[str, None] = {}
    for words, artists in _texts(figure):
        if not in_words(words):
            families, lacking = _lenders(words)
            missing |= dict.fromkeys(lacking)
            for artist in artists() if families else ():
                there = artist.get_fontfamily()
                artist.set_fontfamily([*there, *(family for family in families if family not in there)])
    return "".join(missing)


def _texts(figure: Figure) -> Iterator[tuple[str, Callable[[], Sequence[Text]]]]:
    """Every text of a figure with the artists that draw it; ticks are not made for being asked."""
    from matplotlib.ticker import FixedFormatter

    for ax in figure.axes:
        for text in (*ax.texts, ax.xaxis.label, ax.yaxis.label, ax.title):
            yield text.get_text(), partial(_alone, text)
        for axis in (ax.xaxis, ax.yaxis):
            formatter = axis.get_major_formatter()
            if isinstance(formatter, FixedFormatter):
                yield "".join(map(str, formatter.seq)), partial(_of_ticks, axis)
    for text in figure.texts:
        if text.get_label() != NOTE:
            yield text.get_text(), partial(_alone, text)


def _alone(text: Text) -> Sequence[Text]:
    return (text,)


def _of_ticks(axis: Axis) -> Sequence[Text]:
    """The labels of the ticks that an axis has made; the first lends its own to all."""
    return [tick.label1 for tick in (axis.get_major_ticks(1)[0], *axis.majorTicks)]


def _lenders(words: str) -> tuple[list[str], list[str]]:
    """Families of fonts that have what the font of figures lacks, and the letters that none has."""
    families: dict[str, None] = {}
    missing = []
    for letter in dict.fromkeys(words):
        if letter.isspace() or unicodedata.category(letter)[0] == "C" or in_font(_own(), letter):
            continue
        family = lender(letter)
        if family is None:
            missing.append(letter)
        else:
            families[family] = None
    return list(families), missing


@cache
def lender(letter: str) -> str | None:
    """Family of an installed font that has a letter, the house's own first; None where there is none."""
    return next((family for family, path in _installed() if in_font(path, letter)), None)


@cache
def _installed() -> tuple[tuple[str, str], ...]:
    """Families that letters may come from, with the file of their plain type, in the order of preference."""
    from matplotlib.font_manager import fontManager

    found: dict[str, str] = {}
    for font in fontManager.ttflist:
        plain = (font.style, font.stretch, str(font.weight)) in PLAIN_TYPES
        if plain and not font.name.startswith(NO_FONTS):
            found.setdefault(font.name, font.fname)
    rank = {name: place for place, name in enumerate(FALLBACK_FONTS)}
    return tuple(sorted(found.items(), key=lambda entry: (rank.get(entry[0], len(rank)), entry[0])))


@cache
def in_font(path: str, letter: str) -> bool:
    """Whether the font of a file has a letter."""
    from matplotlib.font_manager import get_font

    return bool(get_font(path).get_char_index(ord(letter)))


@cache
def _own() -> str:
    """The file of the font of figures."""
    from matplotlib.font_manager import FontProperties

    return path_of(FontProperties(family=PLAIN))


def note_of(letters: Iterable[str]) -> str:
    """What is said of letters that no installed font has."""
    scripts = sorted({_script(letter) for letter in letters})
    return (
        f"Boxes stand for letters that no font on this machine has ({', '.join(scripts)}); "
        f"install one that has them, such as {FALLBACK_FONTS[0]}"
    )


def say(figure: Figure, letters: str) -> None:
    """Say in a figure, and once on standard error, that no font has some letters of it."""
    if any(text.get_label() == NOTE for text in figure.texts):
        return
    note = note_of(letters)
    width, height = figure.get_size_inches()
    x, y = NOTE_PLACE
    figure.text(x / width, y / height, note, fontsize=NOTE_SIZE, color=ALARM, va="baseline", label=NOTE)
    if note not in _said:
        _said.add(note)
        sys.stderr.write(f"note: {note}\n")


def _script(letter: str) -> str:
    """The script of a letter as its name in Unicode begins with: ``CJK``, ``DEVANAGARI``."""
    return unicodedata.name(letter, f"U+{ord(letter):04X}").split()[0]

"""Numbers, amounts and shares as people read them: every way in which the program writes them, one beside the other.

Tables of key figures write values with :func:`number`; labels of figures and sentences write amounts with
:func:`amount`. A share is written in one of six ways, by what a reader may take it for:

- :func:`percent` as it rounds, beside a curve or a bar that shows what is left of it;
- :func:`whole_percent` where it stands alone and large;
- :func:`said_percent` within a sentence;
- :func:`cell_percent` in a column of shares, whose head has the sign;
- :func:`served_percent` where all is the rule, and what is missing matters;
- :func:`unfinished_percent` where all would be another word.

The first says 0 of what is nearly nothing and 100 of what is nearly all; of the others, all that can say 100 say it of
all alone.
"""

from __future__ import annotations

_SPELT = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def spelt(count: int) -> str:
    """A count at the head of a sentence: a small one as a word."""
    return _SPELT[count] if count < len(_SPELT) else f"{count:,}"


def number(value: float | int | str | None, unit: str = "", *, signed: bool = False) -> str:
    """A key figure: thousands grouped, shares in percent; ``-`` for none.

    Four digits are significant, three of a difference.

    Args:
        value: What to write.
        unit: Its unit. With ``"1"``, integers are counts and other numbers shares.
        signed: Whether it is a difference: with its sign, and shares in points.
    """
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    sign = "+" if signed else ""
    if unit == "1" and isinstance(value, float):
        return points(value, 2) if signed else f"{100 * value:.4g} %"
    if isinstance(value, int):
        text = f"{value:{sign},d}"
    elif abs(value) >= 1000:
        text = f"{value:{sign},.0f}"
    else:
        text = f"{value:{sign}.3g}" if signed else f"{value:.4g}"
    return text if unit in {"", "1", "UTC date"} else f"{text} {unit}"


def amount(value: float) -> str:
    """An amount for a label: three significant digits, thousands grouped; of small ones the zeros at the end too."""
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 100:
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    if size >= 1:
        return f"{value:.2f}"
    return f"{value:#.3g}" if size >= 0.001 else f"{value:.3g}"


def data_amount(gigabit: float) -> str:
    """An amount of data with its unit, Gbit or Tbit."""
    return f"{amount(gigabit / 1000)} Tbit" if gigabit >= 1e4 else f"{amount(gigabit)} Gbit"


def typeset(text: str) -> str:
    """A number with a minus sign for its hyphen, as the pages and figures set it."""
    return text.replace("-", "−")


def points(change: float, decimals: int = 1) -> str:
    """A change of a share [1] in points: ``+1.2 pt``."""
    return f"{100 * change:+.{decimals}f} pt"


def percent_change(change: float, *, of: float = 1.0) -> str:
    """A change as a share of what it is a change of: ``+1.2 %``."""
    return f"{100 * change / of:+.1f} %"


def percent(part: float, decimals: int = 0, *, of: float = 1.0) -> str:
    """A share as it rounds: ``57 %``; ``part`` is the share [1], or a part ``of`` a whole in the unit of that."""
    return f"{100 * part / of:.{decimals}f} %"


def whole_percent(share: float) -> str:
    """A share in whole percent: ``<1 %``, ``57 %``, ``99 %`` of all that is not all."""
    return _bounded(share, 0, (0.005, "<1"), (0.99, "99")) + " %"


def said_percent(share: float) -> str:
    """A share in a sentence: ``less than 0.1 %``, ``57.3 %``, ``99.9 %`` of all that is nearly all."""
    return _bounded(share, 1, (0.0005, "less than 0.1"), (0.9995, "99.9")) + " %"


def cell_percent(share: float) -> str:
    """A share in a column, without the sign: ``<0.1``, ``57.3``, ``>99.9``."""
    return _bounded(share, 1, (0.0005, "<0.1"), (0.9995, ">99.9"))


def served_percent(share: float) -> str:
    """A share of which all is the rule: ``57.3 %``, from 99 % on ``99.97 %``, ``99.99 %`` of all that is nearly all."""
    if share >= 1:
        return "100 %"
    return f"{min(100 * share, 99.99):.2f} %" if share > 0.99 else percent(share, 1)


def unfinished_percent(share: float) -> str:
    """A share of what is not whole yet, to three digits: ``57.3 %``, ``99.9 %`` at most."""
    return f"{min(100 * share, 99.9):.3g} %"


def _bounded(share: float, decimals: int, least: tuple[float, str], most: tuple[float, str]) -> str:
    """A share in percent, without the sign; 0 and 100, without decimals, only of nothing and of all.

    Args:
        share: The share [1].
        decimals: Digits after the point.
        least: Share below which all that is not nothing is written as the text beside it.
        most: Share from which on all that is not all is written as the text beside it.
    """
    if 0 < share < least[0]:
        return least[1]
    if most[0] <= share < 1:
        return most[1]
    return f"{100 * share:.{0 if share in {0.0, 1.0} else decimals}f}"

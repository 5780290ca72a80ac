"""Tables in Markdown, LaTeX and HTML. Names are the users': whatever they hold comes out as text."""

from __future__ import annotations

import html
import re
import unicodedata

from sim.export.layout import Table

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "[": r"{[}",
    "]": r"{]}",
}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$&:@])")


def plain(text: str) -> str:
    """A text as one line of visible characters: no line breaks, no control or direction marks."""
    return " ".join("".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text).split())


def latex_text(text: str) -> str:
    """A text for LaTeX (in text mode, with ``textcomp``, which LaTeX has had built in since 2020)."""
    return "".join(_LATEX.get(character, character) for character in plain(text))


def markdown_text(text: str) -> str:
    """A text for Markdown, within a table or without."""
    return _MARKDOWN.sub(r"\\\1", plain(text))


def html_text(text: str) -> str:
    """A text for HTML, within an attribute in double quotes too."""
    return html.escape(plain(text), quote=True)


def markdown(table: Table) -> str:
    """The table as GitHub-flavoured Markdown, its notes below."""
    heads = [markdown_text(head) or " " for head in table.headers]
    rules = ["---:" if index in table.right else "---" for index in range(len(heads))]
    lines = [heads, rules, *([markdown_text(cell) for cell in row] for row in table.rows)]
    text = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return f"**{markdown_text(table.title)}**\n\n{text}\n" + "".join(
        f"\n{markdown_text(note)}\n" for note in table.notes
    )


def latex(table: Table) -> str:
    """The table as a LaTeX ``table`` with a caption; it needs the package ``booktabs``."""
    columns = "".join("r" if index in table.right else "l" for index in range(len(table.headers)))
    lines = [
        "% needs \\usepackage{booktabs}",
        "\\begin{table}",
        "  \\centering",
        f"  \\caption{{{latex_text(table.title)}}}",
        f"  \\begin{{tabular}}{{{columns}}}",
        "    \\toprule",
        f"    {_latex_row(table.headers)}",
        "    \\midrule",
        *(f"    {_latex_row(row)}" for row in table.rows),
        "    \\bottomrule",
        "  \\end{tabular}",
        *(f"  \\par\\smallskip\\footnotesize {latex_text(note)}" for note in table.notes),
        "\\end{table}",
    ]
    return "\n".join(lines) + "\n"


def _latex_row(cells: tuple[str, ...]) -> str:
    # A hyphen before a digit is a minus.
    escaped = [re.sub(r"^-(?=\d)", "$-$", latex_text(cell)) for cell in cells]
    return " & ".join(escaped) + r" \\"


def html_table(table: Table) -> str:
    """The table as an HTML element; the definition of a KPI is the tip of its row."""
    sides = ("right" if index in table.right else "left" for index in range(len(table.headers)))
    align = [f'style="text-align:{side};padding:0 0.6em"' for side in sides]
    heads = "".join(f'<th scope="col" {align[i]}>{html_text(head)}</th>' for i, head in enumerate(table.headers))
    lines = []
    for row, tip in zip(table.rows, table.tips or ("",) * len(table.rows), strict=True):
        first = f'<th scope="row" {align[0]}>{html_text(row[0])}</th>'
        cells = "".join(f"<td {align[i]}>{html_text(cell)}</td>" for i, cell in enumerate(row[1:], 1))
        title = f' title="{html_text(tip)}"' if tip else ""
        lines.append(f"<tr{title}>{first}{cells}</tr>")
    return (
        f'<table><caption style="text-align:left;white-space:nowrap">'
        f"{html_text(table.title)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table>"
    )

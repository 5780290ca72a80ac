"""KPI tables as CSV, Markdown, LaTeX and HTML; names of users come out as text."""

from __future__ import annotations

import csv
import dataclasses
import html
import html.parser
import io
import re

import pytest

from sim.export import ExportError, kpi_table
from sim.export.markup import html_text, latex_text, markdown_text, plain
from sim.result import Kpi, Result, simulate
from sim.result.kpis import ordered
from sim.scenario import KNOWN, Scenario, counts
from sim.study import Comparison, compare

HOSTILE = '<script>alert("x")</script> | a & b_c $x$ 50% #1 {y} ~^ \\input{z} `q` *w* [l](u)\n\u202eend'


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def hostile(first: Result, second: Result) -> Comparison:
    kpis = {"bricks.laid": Kpi(1, "1", HOSTILE, HOSTILE), "station.landed_mass": Kpi(2.5, HOSTILE, "Mass", "M.")}
    return compare([dataclasses.replace(r, name=f"{n}{HOSTILE}", kpis=kpis) for n, r in (("a", first), ("b", second))])


def many(baseline: Scenario, number: int) -> Comparison:
    return compare([simulate(baseline, until=100.0, seed=seed) for seed in range(number)])


def test_csv_of_a_run_reads_back_to_every_digit(first: Result) -> None:
    rows = read(kpi_table(first, "csv"))
    assert list(rows[0]) == ["kpi", "label", "unit", "value", "definition"]
    *kpis, assumed, inputs, measured, published, estimated, guessed = rows
    assert [row["kpi"] for row in kpis] == ordered(first.kpis)
    for row in kpis:
        kpi = first.kpis[row["kpi"]]
        assert (row["label"], row["unit"], row["definition"]) == (kpi.label, kpi.unit, kpi.definition)
        value = row["value"]
        if isinstance(kpi.value, str | None):
            assert value == (kpi.value or "")
        else:
            assert type(kpi.value)(value) == kpi.value
    assert (assumed["kpi"], inputs["kpi"]) == ("inputs.assumptions", "inputs.parameters")
    assert 0 < int(assumed["value"]) < int(inputs["value"])
    known = [measured, published, estimated, guessed]
    assert [row["kpi"] for row in known] == [f"inputs.{word}" for word in KNOWN]
    decisions = counts(first.scenario)["design"]
    assert sum(int(row["value"]) for row in known) == int(inputs["value"]) - decisions


def test_csv_of_several_has_a_column_a_run_and_a_difference(first: Result, second: Result) -> None:
    c = compare([first, second])
    rows = read(c.kpi_table("csv"))
    assert list(rows[0])[3:] == ["Baseline", "One technician", "One technician - Baseline", "difference_unit"]
    assert [row["kpi"] for row in rows[:-6]] == ordered(c.kpis)
    generated = next(row for row in rows if row["kpi"] == "energy.generated")
    values = [first.kpis["energy.generated"].value, second.kpis["energy.generated"].value]
    assert [float(generated["Baseline"]), float(generated["One technician"])] == values
    assert len(read(kpi_table(many(first.scenario, 30), "csv"))[0]) == 3 + 30 + 29 + 1


def test_csv_keeps_hostile_names_as_they_are(first: Result, second: Result) -> None:
    c = hostile(first, second)
    row = read(c.kpi_table("csv", kpis=["bricks.laid"]))[0]
    assert row["label"] == HOSTILE
    assert c.labels[1] in row


def test_markdown_is_one_table_with_notes_below(first: Result, second: Result) -> None:
    text = compare([first, second]).kpi_table("markdown", kpis=["bricks.laid", "station.landed_mass"])
    assert text.splitlines() == [
        "**Key figures of Baseline, One technician**",
        "",
        "| KPI | Baseline | One technician | difference |",
        "| --- | ---: | ---: | ---: |",
        "| Bricks laid | 90 | 90 |  |",
        "| Mass landed | 12,345 kg | 12,345 kg |  |",
        "",
        r"Not like for like\: seeds differ\: Baseline\: 1; One technician\: 5.",
        "",
        text.splitlines()[-1],
    ]
    assert re.search(r"\d+ of \d+ parameters are assumptions .+known.+ guessed.+; each run is one random draw", text)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["markdown", "latex", "html"])
def test_a_table_for_people_of_one_run_of_six_and_of_many(form: str, first: Result, baseline: Scenario) -> None:
    alone = kpi_table(first, form)
    for kpi in first.kpis.values():
        assert kpi.label in alone
    assert "this is one random draw" in alone or form == "html"
    six, thirty = kpi_table(many(baseline, 6), form), kpi_table(many(baseline, 30), form)
    assert "difference" not in six
    assert "Energy curtailed" in six
    assert "Energy curtailed" not in thirty
    assert "Baseline seed 29" in thirty
    assert len(thirty.splitlines()) < 50
    assert "the CSV table has all" in thirty or form == "html"


def test_hostile_names_are_text_in_latex(first: Result, second: Result) -> None:
    text = hostile(first, second).kpi_table("latex")
    body = "\n".join(line for line in text.splitlines() if not line.startswith("%"))
    commands = set(re.findall(r"\\([a-zA-Z]+)", body))
    assert commands <= {
        *("begin", "end", "centering", "caption", "toprule", "midrule", "bottomrule", "par", "smallskip"),
        *("footnotesize", "textbackslash", "textasciicircum", "textasciitilde", "textless", "textgreater", "textbar"),
        *("textquotedbl", "textquotesingle", "textasciigrave"),
    }
    # Every special character that is left is one of the table's own or escaped.
    bare = re.sub(r"\\[\\{}$&#%_]", "", body)
    assert bare.count("{") == bare.count("}")
    assert not set("#%_~^") & set(bare)
    (tabular,) = re.findall(r"\\midrule\n(.*?)\\bottomrule", bare, re.DOTALL)
    assert {line.count("&") for line in tabular.strip().splitlines()} == {3}


def test_hostile_names_are_text_in_markdown(first: Result, second: Result) -> None:
    text = hostile(first, second).kpi_table("markdown")
    unescaped = re.sub(r"\\.", "", text)
    assert "<" not in unescaped
    table = [line for line in unescaped.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in table} == {5}
    assert not set("`[]$&~") & set(unescaped)


class Reader(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_hostile_names_are_text_in_a_notebook(first: Result, second: Result) -> None:
    c = hostile(first, second)
    for shown in (c._repr_html_(), c.results[0]._repr_html_()):
        reader = Reader()
        reader.feed(shown)
        assert reader.tags <= {
            *("div", "table", "caption", "thead", "tbody", "tr", "th", "td", "p"),
            "details",
            "summary",
        }
        assert reader.attributes <= {"scope", "style", "title"}
        assert "\u202e" not in shown


def test_a_notebook_shows_what_matters_first(first: Result, second: Result, baseline: Scenario) -> None:
    shown = first._repr_html_()
    assert html.escape(first.bottlenecks.sentence) in shown
    assert shown.index("Bricks laid") < shown.index("<details>") < shown.index("bricks.laid")
    assert "parameters are assumptions" in shown
    assert "Not like for like: seeds differ" in compare([first, second])._repr_html_()
    thirty = many(baseline, 30)._repr_html_()
    assert "Held back most by" in thirty
    assert "<details>" not in thirty
    assert len(thirty) < 60_000


def test_what_is_not_there_is_refused(first: Result) -> None:
    with pytest.raises(ExportError, match="no form 'xlsx' of KPI tables; there are csv, markdown, latex, html"):
        kpi_table(first, "xlsx")
    for form in ("csv", "markdown"):
        with pytest.raises(ExportError, match=r"no KPI 'bricks.lade'; did you mean bricks.laid"):
            kpi_table(first, form, ["bricks.lade"])


def test_texts() -> None:
    assert plain("a\nb\u202ec\u200bd\x00") == "a b c d"
    assert html_text("\"'<&>") == "&quot;&#x27;&lt;&amp;&gt;"
    assert latex_text("\\{}$") == r"\textbackslash{}\{\}\$"
    assert markdown_text("a|b_c") == r"a\|b\_c"

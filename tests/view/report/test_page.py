"""What is in the page: parts, ids, references, escaping, size."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from sim.result import Result, simulate
from sim.result import load as load_result
from sim.scenario import KNOWN, Scenario, known
from sim.study import KpiRow, compare
from sim.view import save
from sim.view.figures.winter import hardest_month
from sim.view.kit.axis import TimeAxis
from sim.view.report import coding, embed, figures, happenings, numbers, render, subject_of
from tests.view.report import hostile_scenario
from tests.view.report.made_report import Made
from tests.view.report.page_reader import Page

pytestmark = pytest.mark.slow

PARTS = ("answer", "differences", "kpis", "charts", "months", "figures", "events", "register", "ledgers", "reproduce")
MEGABYTE = 1_000_000


def test_it_has_every_part_the_answer_first(made: Made) -> None:
    sections = [attributes.get("id") for attributes in made.page.named("section") if attributes.get("id")]
    assert sections == [*PARTS[:2], *PARTS[2:]]
    words = " ".join(made.page.texts["dd"])
    assert "These did" in words or "Both did" in words
    assert "bricks" in words


def test_every_element_is_closed_and_no_id_is_used_twice(made: Made) -> None:
    assert made.page.unclosed == []
    ids = made.page.ids()
    assert len(ids) == len(set(ids))


def test_every_reference_leads_somewhere_in_the_page(made: Made) -> None:
    known = set(made.page.ids())
    for _, attributes in made.page.elements:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert set((attributes.get(name) or "").split()) <= known
        for value in attributes.values():
            assert set(re.findall(r"url\(#([^)]+)\)", value or "")) <= known
        target = attributes.get("href") or ""
        assert not target.startswith("#") or target[1:] in known


def test_nothing_refers_to_anything_outside(made: Made) -> None:
    for name, attributes in made.page.elements:
        assert name not in {"link", "iframe", "object", "embed", "base", "form", "img"}
        for key in ("src", "href", "xlink:href", "srcset", "action", "poster", "data"):
            value = attributes.get(key) or "#"
            assert value.startswith(("#", "data:image/png;base64,")), (name, key, value)
        assert "style" not in attributes
        assert not any(key.startswith("on") for key in attributes)
    style = "".join(made.page.texts["style"])
    assert "url(" not in style
    assert "@import" not in style
    program = "".join(made.page.texts["script"])
    assert "fetch(" not in program
    assert "XMLHttpRequest" not in program


def test_the_policy_forbids_every_request(made: Made) -> None:
    policy = next(a["content"] for a in made.page.named("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_hostile_names_are_text(made: Made) -> None:
    assert len(made.page.named("script")) == 2
    assert len(made.page.named("style")) == 1
    assert not made.page.named("iframe", "img", "b2")
    assert hostile_scenario.SCRIPT not in made.text
    assert "window.hacked" in "".join(made.page.texts["h1"] + made.page.texts["p"] + made.page.texts["pre"])
    assert "{{ 7*7 }}" in "".join(made.page.texts["p"])
    json.loads(next(text for text in made.page.texts["script"] if text.startswith("{")))
    assert "\u2028" not in next(text for text in made.page.texts["script"] if text.startswith("{"))


@pytest.mark.parametrize("text", ["</script>", "<!--<script>", "\u2028\u2029", "]]>", "&lt;", "\ud800"])
def test_data_cannot_end_its_element(text: str) -> None:
    written = embed.data({"name": text})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"name": text.encode("utf-8", "replace").decode()}


def test_figures_say_what_they_show_and_share_no_ids(made: Made) -> None:
    pictures = [a for a in made.page.named("svg") if a.get("role") == "img"]
    assert len(pictures) >= 5
    assert all(a.get("aria-label") and a.get("aria-describedby") for a in pictures)
    assert len(made.page.named("figcaption")) == len(pictures)


def test_tables_have_captions_and_heads(made: Made) -> None:
    assert len(made.page.named("caption")) == len(made.page.named("table"))
    assert all(a.get("scope") in {"col", "row"} for a in made.page.named("th"))


def test_it_holds_no_time_of_its_making(made: Made) -> None:
    for word in ("wall_s", "peak_memory", str(made.root)):
        assert word not in made.text


def test_it_says_how_to_get_the_same_again(made: Made) -> None:
    marked = re.findall(r'<code class="command">(.*?)</code>', made.text)
    commands = [re.sub("<[^>]+>", "", text) for text in marked]
    assert all(text.count("<span>") == len(command.split(" ")) for text, command in zip(marked, commands, strict=True))
    assert any(text.startswith("ilrs compare baseline.toml") for text in commands)
    assert "ilrs run baseline.toml --seed 1 --until 2031-03-17" in commands


def test_it_says_at_once_how_sure_it_is(made: Made) -> None:
    place = made.text.index('id="caveat"')
    told = "The model is illustrative: .+ parameters are assumptions .known: .+ guessed.; each run is one random draw"
    assert re.match(f'id="caveat">{told}', made.text[place:])
    assert made.text.index("</dl>") < place < made.text.index('<table class="glance">')


def test_the_register_says_how_well_each_parameter_is_known(made: Made) -> None:
    place = made.text.index('<table id="register-table"')
    rows = re.findall(r'<tr data-facet-basis="(\w+)" data-facet-known="([\w-]+)"', made.text[place:])
    assert {known for _, known in rows} == {*KNOWN, "-"}
    assert all((basis == "design") == (known == "-") for basis, known in rows)
    table = made.text[made.text.index("<caption>Parameters by how well they are known") : place]
    run = load_result(made.folders[0])
    for word, number in known(run.scenario.parameters()).items():
        assert re.search(f'<th scope="row">{word}<small>.*?</th><td class="number" data-run="0">{number}</td>', table)


def test_the_hardest_month_is_the_one_that_its_figure_shows(made: Made) -> None:
    run = load_result(made.folders[0])
    first, last = hardest_month(run)
    shown = [float(x) for x in TimeAxis(run.start, first, last).x(np.array([first, last]))]
    assert list(save.figure("winter", run).axes[-1].get_xlim()) == pytest.approx(shown)
    assert f'data-first="{first}" data-last="{last}">hardest month of Baseline<' in made.text


def test_the_search_of_events_proposes_what_there_is(made: Made) -> None:
    proposed = next(a["placeholder"] for a in made.page.named("input") if a.get("id") == "event-search")
    data = json.loads(next(text for text in made.page.texts["script"] if text.startswith("{")))
    words = (proposed or "").removeprefix("such as ").split()
    assert any(all(word in " ".join(kind) for word in words) for kind in data["events"]["kinds"])


def test_events_say_what_an_asset_is_and_group_thousands(made: Made) -> None:
    events = happenings.as_data(subject_of(load_result(made.folders[0])))
    assert ["tools", "solar-1", "arrived", "printer"] in events["kinds"]
    assert "28,275 bricks" in events["details"]
    assert not any(re.search(r"\d{4,} ", detail) for detail in events["details"])


def test_what_a_station_does_not_have_is_left_out(bare: Result) -> None:
    text = render(bare)
    for part in ("charge", "work", "laid", "progress", "store", "feedstock"):
        assert f'data-chart="{part}"' not in text
    for kind in ("bottlenecks", "machines", "structures"):
        assert f'id="run0-{kind}"' not in text
    assert 'data-chart="used"' in text
    assert 'id="run0-winter"' in text
    tiles = text[text.index('<ul class="tiles">') : text.index("</ul>", text.index('<ul class="tiles">'))]
    assert "sunlit" in tiles
    assert "0 of 0" not in tiles


def test_a_difference_has_its_unit(made: Made) -> None:
    row = KpiRow("energy.unserved", "Unserved", "kWh", "", (0.0, 43673.0, 0.0), (0.0, 43673.0, 0.0), "kWh")
    counted = KpiRow("bricks.laid", "Laid", "1", "", (0, 200), (0, 200), "1")
    told = [
        [change.text for change in numbers.kpi_line(one).differences]
        for one in (row, replace(row, values=(10.0, 12.0), differences=(0.0, 2.0)), counted)
    ]
    assert told == [["+43,673 kWh", "="], ["+20.0 %"], ["+200"]]


def test_what_never_changes_is_said_and_not_drawn(made: Made) -> None:
    """A chart of nothing but zero is an empty frame, and on paper half an empty page."""
    run = load_result(made.folders[0])
    lost = run.channels["communication.lost"]
    assert set(lost.values) == {0.0}
    text = render(run)
    assert 'data-chart="lost"' not in text
    assert '<span data-level="lost">Data lost 0 Gbit</span>' in text
    data = json.loads(next(t for t in Page(text).texts["script"] if t.startswith("{")))
    assert "lost" not in {chart["key"] for chart in data["charts"]}
    some = replace(lost, times=np.array([0.0, 10.0, 1800.0]), values=np.array([0.0, 0.0, 5.0]))
    drawn = render(replace(run, channels={**run.channels, "communication.lost": some}))
    assert 'data-chart="lost"' in drawn
    assert "data-level" not in drawn


def test_letters_hold_numbers(baseline: Scenario) -> None:
    numbers = [0, 0, 5, -7, 31, 32, 1023, -100000, 214020, 214020, 0]
    assert coding.decode(coding.encode(np.array(numbers, dtype=np.int64))) == numbers


@pytest.fixture(scope="module")
def five_years(baseline: Scenario) -> Result:
    return simulate(baseline)


def test_five_scenarios_of_five_years_fit_into_five_megabytes(
    five_years: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [
        replace(five_years, name=f"scenario-{i}", info=replace(five_years.info, run_id=f"{i:012d}")) for i in range(5)
    ]
    real, drawn = figures._picture, {}

    def once(figure: object, kind: str, run: int | None, label: str, identity: str) -> figures.Picture:
        if kind not in drawn:
            drawn[kind] = real(figure, kind, run, label, identity)  # type: ignore[arg-type]
        return replace(drawn[kind], id=identity, run=run)

    kinds = figures.save.figure
    made: dict[str, object] = {}
    monkeypatch.setattr(figures, "_picture", once)

    def drawn_once(kind: str, run: object) -> object:
        if kind not in made:
            made[kind] = kinds(kind, run)  # type: ignore[arg-type]
        return made[kind]

    monkeypatch.setattr(figures.save, "figure", drawn_once)
    text = render(compare(runs))
    size = len(text.encode())
    assert MEGABYTE < size < 5 * MEGABYTE
    assert text.count('<select id="bands">') == 1
    # The histories are no part that may be left out.
    data = json.loads(next(t for t in Page(text).texts["script"] if t.startswith("{")))
    assert data["binHours"] <= 24
    assert all(len(chart["series"]) == 5 for chart in data["charts"])


def test_what_the_charts_hold_is_the_history(five_years: Result) -> None:
    from sim.view.report import histories

    width, charts = histories.charts(subject_of(five_years))
    chart = next(c for c in charts if c.quantity.key == "charge")
    series = chart.series[0]
    assert series is not None
    channel = five_years.channels["energy.state_of_charge"]
    low = [series["base"] + series["step"] * n for n in coding.decode(series["low"])]
    mean = [series["base"] + series["step"] * n for n in coding.decode(series["mean"])]
    assert width <= 2
    assert min(low) == pytest.approx(100 * channel.values.min(), abs=0.01)
    assert sum(mean) / len(mean) == pytest.approx(100 * channel.mean(), abs=0.02)
    laid = next(c for c in charts if c.quantity.key == "laid").series[0]
    assert laid is not None
    assert coding.decode(laid["end"])[-1] == five_years.kpis["bricks.laid"].value

"""The committed gallery shows what the program draws of the shipped scenarios today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from sim.result import Result
from sim.view import gallery
from sim.view.gallery_studies import Shipped, found_of, run, shipped
from sim.view.save import COMPARISON_KINDS, RUN_KINDS, STUDY_KINDS
from tests.study.levers.made_up import made_up

FOLDER = Path(__file__).parents[2] / "results" / "gallery"
REDRAW = "the gallery is out of date: run `ilrs gallery`"


def committed() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((FOLDER / gallery.FACTS).read_text(encoding="utf-8"))
    return facts


@pytest.mark.slow
def test_it_shows_what_comes_out_today(shipped_runs: list[Result]) -> None:
    found = gallery.stale(committed(), gallery.facts(shipped_runs))
    assert not found, "\n".join([REDRAW, *found[:50]])
    assert (FOLDER / gallery.PAGE).read_text(encoding="utf-8") == gallery.page(shipped_runs), REDRAW


@pytest.mark.slow
@pytest.mark.parametrize("exhibit", gallery.exhibits(), ids=lambda exhibit: exhibit.kind)
def test_pictures_look_as_they_are_drawn_today(
    exhibit: gallery.Exhibit, shipped_runs: list[Result], tmp_path: Path
) -> None:
    there = FOLDER / exhibit.file
    assert there.is_file(), REDRAW
    drawn = gallery.draw(exhibit, shipped_runs, tmp_path / exhibit.file)
    old, new = (np.asarray(Image.open(path).convert("L")).astype(int) for path in (there, drawn))
    assert old.shape == new.shape, REDRAW
    # A changed word is a few hundred points. Another version of the library sets all letters a little otherwise.
    same = committed()["drawn_with"] == gallery.drawn_with()
    changed = np.abs(old - new) > 40
    assert changed.mean() <= (5e-5 if same else 0.03), f"{REDRAW} ({exhibit.file}: {changed.sum()} points differ)"


def test_it_holds_every_kind_of_figure_and_little_else() -> None:
    files = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    pictures = {one.file for one in (*gallery.exhibits(), *shipped())}
    assert set(files) == pictures | {gallery.PAGE, gallery.FACTS}
    shown = {*(exhibit.kind for exhibit in gallery.exhibits()), *(study.kind for study in shipped())}
    # The others are no part of it, and the gallery says why.
    assert shown | set(gallery.ELSEWHERE) | gallery.UNSEEN == {*RUN_KINDS, *COMPARISON_KINDS, *STUDY_KINDS}
    assert not shown & (set(gallery.ELSEWHERE) | gallery.UNSEEN)
    assert sum(files.values()) < 70_000 * len(files)


@pytest.mark.slow
@pytest.mark.parametrize("study", shipped(), ids=lambda study: study.name)
def test_shipped_studies_ask_what_their_pictures_answer(study: Shipped) -> None:
    asked = study.asked().facts
    there = committed()["shipped"][study.name]["asked"]
    # Of levers, only the scenario as it is stands in the file.
    there["variants"] = there["variants"][: len(asked["variants"])]
    assert there == asked, f"{study.file} is out of date: run `ilrs gallery --with-studies`"
    page = (FOLDER / gallery.PAGE).read_text(encoding="utf-8")
    assert f"![{study.title}]({study.file})" in page
    assert (FOLDER / study.file).stat().st_size < 400_000


@pytest.mark.campaign
@pytest.mark.parametrize("study", shipped(), ids=lambda study: study.name)
def test_shipped_studies_find_what_their_pictures_show(study: Shipped, tmp_path: Path) -> None:
    run(study, tmp_path)
    found = found_of(study, tmp_path)
    assert found is not None
    due = {"studies": {study.name: gallery.facts_of_study(found)}}
    stale = gallery.stale({"studies": {study.name: committed()["shipped"][study.name]}}, due)
    assert not stale, "\n".join(["the gallery is out of date: run `ilrs gallery --with-studies`", *stale[:50]])


def test_studies_that_are_not_given_stay_as_they_are(
    tmp_path: Path, made_up_station: object, first: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery, "exhibits", list)
    levers, sweep = "what-helps", "energy-architectures"
    gallery.write([first], tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {gallery.PAGE, gallery.FACTS}
    assert "## What helps" not in (tmp_path / gallery.PAGE).read_text()
    found = made_up()
    gallery.write([first], tmp_path, studies={levers: found})
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(kept) == {gallery.PAGE, gallery.FACTS, f"{levers}.png"}
    facts = json.loads(kept[gallery.FACTS])
    assert facts["shipped"][levers]["sentences"] == list(found.sentences)
    assert f"({levers}.png)" in kept[gallery.PAGE].decode()
    assert sweep not in kept[gallery.PAGE].decode()
    gallery.write([first], tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept
    # Without the picture there is nothing left to keep.
    (tmp_path / f"{levers}.png").unlink()
    gallery.write([first], tmp_path)
    assert f"({levers}.png)" not in (tmp_path / gallery.PAGE).read_text()


def test_only_results_that_answer_what_a_study_asks_are_drawn(tmp_path: Path) -> None:
    (study,) = [one for one in shipped() if one.kind == "levers"]
    asked = study.asked()
    (key,) = asked.variants.values()
    drawing = asked.drawing
    right = {
        "seed": drawing.seed,
        "vary": drawing.vary,
        "until_h": drawing.until_h,
        "settings": {"n": asked.n},
        "variants": [{"key": key}, {"key": "another"}],
    }
    assert asked.answered_by(right)
    assert not asked.answered_by(right | {"settings": {"n": asked.n + 1}})
    assert not asked.answered_by(right | {"seed": drawing.seed + 1})
    assert not asked.answered_by(right | {"variants": [{"key": "another"}]})
    there = tmp_path / "studies" / "levers-baseline-0"
    there.mkdir(parents=True)
    assert found_of(study, tmp_path) is None
    for text in ("{", "[]", json.dumps(right | {"until_h": 1.0})):
        (there / "study.json").write_text(text)
        assert found_of(study, tmp_path) is None


def test_staleness_is_said_by_key() -> None:
    def scenarios(**kpis: object) -> dict[str, object]:
        return {"figures": {"a.png": "a"}, "scenarios": {"base": {"kpis": kpis}}, "drawn_with": {}}

    due = scenarios(laid=5, power=1.0, date="2031-01-01")
    assert gallery.stale(scenarios(laid=5, power=1.0 + 1e-8, date="2031-01-01"), due) == []
    assert gallery.stale(scenarios(laid=6, power=1.001, date=None), due) == [
        "scenarios.base.kpis.date: None in the gallery, 2031-01-01 now",
        "scenarios.base.kpis.laid: 6 in the gallery, 5 now",
        "scenarios.base.kpis.power: 1.001 in the gallery, 1.0 now",
    ]
    assert gallery.stale({}, due)[0].startswith("figures: None")
    told = {**due, "studies": {"ensemble": {"goals": [{"by_end": 0.5}]}}}
    assert gallery.stale({**due, "studies": {"ensemble": {"goals": [{"by_end": 0.6}]}}}, told) == [
        "studies.ensemble.goals.0.by_end: 0.6 in the gallery, 0.5 now"
    ]

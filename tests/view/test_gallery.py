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
from sim.view.save import COMPARISON_KINDS, RUN_KINDS, STUDY_KINDS

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
    assert set(files) == {exhibit.file for exhibit in gallery.exhibits()} | {gallery.PAGE, gallery.FACTS}
    shown = [kind for kind in STUDY_KINDS if kind.partition("_")[0] in gallery.STUDIES]
    assert {exhibit.kind for exhibit in gallery.exhibits()} == {*RUN_KINDS, *COMPARISON_KINDS, *shown}
    assert sum(files.values()) < 2_000_000


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

"""The committed gallery shows what the program draws of the shipped scenarios today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from sim.cli import main
from sim.result import Result
from sim.view import gallery
from sim.view.kit.png import COLOURS, reduce_colours
from sim.view.save import KINDS

FOLDER = Path(__file__).parents[2] / "results" / "gallery"
REDRAW = "the gallery is out of date: run `ilrs gallery`"


def committed() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((FOLDER / gallery.FACTS).read_text(encoding="utf-8"))
    return facts


def test_it_shows_what_comes_out_today(shipped_runs: list[Result]) -> None:
    found = gallery.stale(committed(), gallery.facts(shipped_runs))
    assert not found, "\n".join([REDRAW, *found[:50]])
    assert (FOLDER / gallery.PAGE).read_text(encoding="utf-8") == gallery.page(shipped_runs), REDRAW


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
    assert {exhibit.kind for exhibit in gallery.exhibits()} == set(KINDS)
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


def test_the_command_writes_whole_files_and_the_same_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, made_up_station: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.study.default_workers", lambda: 1)
    few = [each for each in gallery.exhibits() if each.kind == "bottlenecks"]
    monkeypatch.setattr(gallery, "exhibits", lambda: few)
    monkeypatch.chdir(tmp_path)
    old = tmp_path / "g"
    old.mkdir()
    (old / "gone.png").touch()
    (old / "mine.png").touch()
    (old / gallery.FACTS).write_text('{"figures": {"gone.png": "gone", "../out.png": "no"}}')
    assert main(["gallery", "-o", "g", "--quiet"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines() == ["g/bottlenecks.png", "g/README.md", "g/gallery.json"]
    first = {path.name: path.read_bytes() for path in old.iterdir()}
    assert set(first) == {"bottlenecks.png", "README.md", "gallery.json", "mine.png"}
    assert main(["gallery", "--out", "g", "--quiet"]) == 0
    assert {path.name: path.read_bytes() for path in old.iterdir()} == first
    assert list(tmp_path.iterdir()) == [old]
    (tmp_path / "file").touch()
    assert main(["gallery", "-o", "file"]) == 2


def test_few_colours_lose_none_that_fills_an_area(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (200, 300, 3)).astype(np.uint8)
    pixels[:150] = 255
    for column in range(10):
        pixels[20:32, 20 * column : 20 * column + 12] = (10 * column, 158, 115)
    path = tmp_path / "picture.png"
    Image.fromarray(pixels).save(path, dpi=(130, 130))
    reduce_colours(path)
    reduced = Image.open(path)
    assert reduced.mode == "P"
    assert round(reduced.info["dpi"][0]) == 130
    after = np.asarray(reduced.convert("RGB"))
    assert np.array_equal(after[:150], pixels[:150])
    assert len(np.unique(after.reshape(-1, 3), axis=0)) <= COLOURS
    once = path.read_bytes()
    Image.fromarray(pixels).save(path, dpi=(130, 130))
    reduce_colours(path)
    assert path.read_bytes() == once

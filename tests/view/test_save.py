"""Figures as files: the same bytes each time, small, in every format."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest

from sim.view import (
    DEFAULT_KINDS,
    KINDS,
    default_kinds,
    figure,
    save_comparison_figures,
    save_figure,
    save_run_figures,
    save_study_figures,
)
from sim.view.gallery import INSTEAD, UNSEEN
from sim.view.save import NEEDS, STUDY_KINDS
from tests.study.ensembles.invented import forty
from tests.view.fake_runs import FakeRun, fake_run

CODE = """
import sys
from pathlib import Path
from sim.view import save_run_figures
from tests.view.fake_runs import fake_run
run = fake_run(days=10)
save_run_figures(run, Path(sys.argv[1]), ("svg", "png", "pdf"), ("overview",))
save_run_figures(fake_run(days=70), Path(sys.argv[1]), ("svg",), ("sky", "light_year"))
"""

OF_A_BRICK_LINE = tuple(kind for kind in DEFAULT_KINDS if kind not in {*INSTEAD, *UNSEEN})
"""Figures of a run in which no process moves a liquid or a gas, no mission flies, and nobody lives or explores."""


@pytest.mark.slow
def test_the_same_figure_gives_the_same_bytes(tmp_path: Path) -> None:
    for seed in ("0", "77"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": ""}
        environment.pop("SOURCE_DATE_EPOCH")
        subprocess.run([sys.executable, "-c", CODE, str(tmp_path / seed)], check=True, env=environment)
    names = sorted(p.name for p in (tmp_path / "0").iterdir())
    assert names == ["light_year.svg", "overview.pdf", "overview.png", "overview.svg", "sky.svg"]
    for name in names:
        assert (tmp_path / "0" / name).read_bytes() == (tmp_path / "77" / name).read_bytes(), name


@pytest.mark.slow
def test_drawing_twice_in_one_process_gives_the_same_bytes(tmp_path: Path, month: FakeRun) -> None:
    kinds = ("overview",)
    first, second = (save_run_figures(month, tmp_path / n, ("svg",), kinds)[0] for n in ("a", "b"))  # type: ignore[arg-type]
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.slow
def test_files_of_five_years_are_small(tmp_path: Path, five_years: FakeRun) -> None:
    written = save_run_figures(five_years, tmp_path / "plots")  # type: ignore[arg-type]
    assert [path.name for path in written] == [f"{kind}.{end}" for kind in OF_A_BRICK_LINE for end in ("png", "svg")]
    for png, svg in zip(written[::2], written[1::2], strict=True):
        assert png.stat().st_size < 1_000_000
        assert svg.stat().st_size < 1_500_000
        assert ElementTree.parse(svg).getroot().tag.endswith("svg")
        assert b"<dc:date>" not in svg.read_bytes()


def test_a_run_without_the_histories_goes_without_the_figure(month: FakeRun) -> None:
    poor = replace(month, channels={})
    assert default_kinds(month) == OF_A_BRICK_LINE  # type: ignore[arg-type]
    assert default_kinds(poor) == ("overview", "sky", "bottlenecks")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no figure 'winter' of this run: its sunlight was not recorded"):
        figure("winter", poor)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("machines", "it has none"),
        ("structures", "it builds none"),
        ("link", "its links were not recorded"),
        ("ground", "it has no ground facility"),
        ("light_year", "it is shorter than 59 d"),
    ],
)
def test_figures_of_nothing_are_not_drawn(kind: str, why: str, month: FakeRun) -> None:
    poor = replace(month, channels={n: c for n, c in month.channels.items() if n.startswith("energy")})
    with pytest.raises(ValueError, match=f"no figure '{kind}' of this run: {why}"):
        figure(kind, poor)  # type: ignore[arg-type]


def test_nothing_is_said_to_have_held_back_machines_that_are_not_there(month: FakeRun) -> None:
    idle = SimpleNamespace(**{**vars(month.bottlenecks), "totals": dict.fromkeys(month.bottlenecks.totals, 0.0)})
    poor = replace(month, bottlenecks=idle)
    assert "bottlenecks" not in default_kinds(poor)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no machine was in service"):
        figure("bottlenecks", poor)  # type: ignore[arg-type]


def test_comparison_files(tmp_path: Path, three: Any) -> None:
    (path,) = save_comparison_figures(three, tmp_path, ("svg",))
    assert path == tmp_path / "comparison.svg"
    assert path.stat().st_size < 1_500_000


@pytest.mark.slow
def test_text_can_stay_text(tmp_path: Path) -> None:
    drawn = figure("bottlenecks", fake_run("x", "<b>& title", days=30))
    as_text = save_figure(drawn, tmp_path / "text.svg", svg_text=True).read_text()
    assert "what held it back" in as_text
    assert "&lt;b&gt;&amp; title" in as_text
    assert "what held it back</text>" not in save_figure(drawn, tmp_path / "paths.svg").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_of_what_it_is_for(kind: str, three: Any) -> None:
    run = three.results[0]
    if kind in STUDY_KINDS:
        with pytest.raises(ValueError, match=f"no figure '{kind}' of a run; there are: overview"):
            figure(kind, run)
    elif kind == "comparison":
        assert figure(kind, three).axes
        with pytest.raises(ValueError, match=f"no figure '{kind}' of a run; there are: overview"):
            figure(kind, run)
    elif kind in {*INSTEAD, *UNSEEN}:
        with pytest.raises(ValueError, match=re.escape(NEEDS[kind][1])):
            figure(kind, run)
    else:
        assert figure(kind, run).axes
        with pytest.raises(ValueError, match=f"no figure '{kind}' of a comparison; there are: comparison"):
            figure(kind, three)


@pytest.mark.slow
def test_figures_of_a_study_are_those_of_its_kind(tmp_path: Path) -> None:
    found = forty()
    written = save_study_figures(found, tmp_path / "plots")
    assert [path.name for path in written] == ["ensemble.png", "ensemble.svg"]
    again = save_study_figures(found, tmp_path / "again")
    assert [path.read_bytes() for path in written] == [path.read_bytes() for path in again]
    with pytest.raises(ValueError, match="no figure 'overview' of a study; there are: ensemble"):
        figure("overview", found)


def test_unknown_formats_are_named(tmp_path: Path, month: FakeRun) -> None:
    with pytest.raises(ValueError, match="no figures in format 'bmp'"):
        save_run_figures(month, tmp_path, ("bmp",))  # type: ignore[arg-type]

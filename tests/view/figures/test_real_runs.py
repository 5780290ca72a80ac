"""Figures of real runs: invented ones may drift from what a station gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.result import Result, simulate
from sim.scenario import load
from sim.study import compare
from sim.view import figure, save_comparison_figures
from sim.view.gallery import INSTEAD, UNSEEN
from sim.view.kit import style
from sim.view.save import OF_PEOPLE, RUN_KINDS


@pytest.fixture(scope="module")
def runs() -> list[Result]:
    return [simulate(load(f"ilrs:{name}"), until=90 * 24.0) for name in ("baseline", "nuclear")]


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in RUN_KINDS if kind not in UNSEEN])
def test_every_kind_is_drawn(kind: str, runs: list[Result]) -> None:
    # Of a brick line there are none of some, and none of people.
    other = "first-crew" if kind in OF_PEOPLE else INSTEAD.get(kind)
    drawn = figure(kind, simulate(load(f"ilrs:{other}")) if other else runs[0])
    drawn.canvas.draw()
    texts = [text.get_text() for text in drawn.texts]
    told = r"parameters are assumptions \(known: .+ guessed\); one random draw \(seed "
    assert any(re.search(told, text) for text in texts)


def test_every_panel_of_the_overview_finds_its_channels(runs: list[Result]) -> None:
    keys = [ax.get_label() for ax in runs[0].plot("overview").axes if ax.get_label() != "tile"]
    assert keys == ["sky", "power", "charge", "bricks", "structures", "machines", "data", "buffer"]


def test_states_of_the_machines_are_known_to_the_style(runs: list[Result]) -> None:
    shown = {state for group in style.STATE_GROUPS for state in group.states}
    for name, channel in runs[0].channels.items():
        if name.startswith("tools.state."):
            assert set(channel.labels) <= shown


@pytest.mark.slow
def test_comparison_of_real_runs(runs: list[Result], tmp_path: Path) -> None:
    (path,) = save_comparison_figures(compare(runs), tmp_path, ("png",))
    assert path.stat().st_size > 50_000

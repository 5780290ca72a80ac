"""The house style: colours that hold apart, nothing global, nothing imported too early."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Mapping

import matplotlib
import numpy as np
import pytest

from sim.station.states import AT_WORK, CATEGORIES, MUST_HAVES, NOTHING_TO_DO, State, waiting_for
from sim.view.figures.cause_bars import COLOURS, chips_of
from sim.view.kit import style

# Full deuteranopia and protanopia on linear RGB: Machado, Oliveira and Fernandes (2009), severity 1.
SIGHT = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
BEHIND_GATES = {
    waiting_for(one, name).label for one in (State.AWAITED, State.HELD_UP, State.UNMENDED) for name in MUST_HAVES
}
"""States that look like those of waiting for transport: what differs is where they are stacked."""
PALETTES: Mapping[str, Mapping[str, str]] = {
    "systems": style.SYSTEMS,
    "states": {g.name: g.colour for g in style.STATE_GROUPS},
    "energy states": next(g.states for g in style.STATE_GROUPS if g.name == "energy"),
    "single states": {g.name: g.colour for g in style.SINGLE_STATES if g.name not in BEHIND_GATES},
    "classes": style.LOAD_CLASSES,
    "sources": style.SOURCE_KINDS,
    "scenarios": {str(i): s.colour for i, s in enumerate(style.SCENARIOS)},
}


def linear(colour: str) -> np.ndarray:
    value = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear RGB, white D65."""
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = matrix @ rgb / np.array([0.9505, 1.0, 1.089])
    f = [np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("palette", PALETTES)
def test_colours_hold_apart(palette: str, sight: str) -> None:
    seen = {name: lab(np.clip(SIGHT[sight] @ linear(c), 0, 1)) for name, c in PALETTES[palette].items()}
    for a, b in itertools.combinations(seen, 2):
        assert np.linalg.norm(seen[a] - seen[b]) > 15, (a, b)


def test_scenarios_differ_in_line_style_from_their_neighbours() -> None:
    for a, b in itertools.pairwise(style.SCENARIOS):
        assert a.dashes != b.dashes
    assert style.scenario_style(0).colour == style.scenario_style(6).colour
    assert style.scenario_style(6).width < style.scenario_style(0).width
    for index in range(30):
        assert style.scenario_style(index).dashes != style.scenario_style(index + 6).dashes


@pytest.mark.parametrize("colour", [*style.SYSTEMS.values(), *(s.colour for s in style.SCENARIOS), style.MUTED])
def test_text_reads_on_paper(colour: str) -> None:
    assert style.contrast(style.text_colour(colour), style.PAPER) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert style.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert style.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert style.text_on("#ffffff") == style.INK
    assert style.text_on("#0b1c33") == style.PAPER


def test_a_bars_number_reads_on_its_bar() -> None:
    for group in style.STATE_GROUPS:
        assert style.contrast(style.text_on(group.colour), group.colour) >= 4.5


def test_every_state_of_the_engine_has_a_colour() -> None:
    shown = {state for group in style.STATE_GROUPS for state in group.states}
    assert shown == {state.name.lower() for state in State}
    assert next(g.name for g in style.SINGLE_STATES) == "working"
    assert [g.name for g in style.SINGLE_STATES][-1] == "out_of_service"


def test_a_state_that_is_alone_in_its_group_has_one_name() -> None:
    """The same patch of colour is called the same wherever it stands."""
    single = {g.name: g.label for g in style.SINGLE_STATES}
    for group in style.STATE_GROUPS:
        if len(group.states) == 1:
            assert single[next(iter(group.states))] == group.label
    assert single["shed"] == "shed in the light"


def test_settings_hold_only_inside() -> None:
    before = dict(matplotlib.rcParams)
    with style.applied(svg_fonttype="none"):
        assert matplotlib.rcParams["svg.hashsalt"] == "ilrs-sim"
        assert matplotlib.rcParams["svg.fonttype"] == "none"
    assert dict(matplotlib.rcParams) == before


def test_a_users_settings_do_not_count() -> None:
    with matplotlib.rc_context({"font.size": 31.0, "lines.marker": "x"}), style.applied():
        assert matplotlib.rcParams["lines.marker"] == "None"
        assert matplotlib.rcParams["font.size"] == style.RC["font.size"]


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.slow
def test_importing_the_views_does_not_import_matplotlib() -> None:
    assert run_python("import sys, sim.view; print('matplotlib' in sys.modules)") == "False"


@pytest.mark.slow
def test_drawing_does_not_import_pyplot() -> None:
    code = """
import sys, tempfile
from pathlib import Path
from sim.view import save_run_figures
from tests.view.fake_runs import fake_run
save_run_figures(fake_run(days=10), Path(tempfile.mkdtemp()), ("png", "svg", "pdf"), ("structures", "sky"))
print("matplotlib.pyplot" in sys.modules)
"""
    assert run_python(code) == "False"


def test_legends_of_states_and_of_hours_call_work_and_idleness_alike() -> None:
    for category in (AT_WORK, NOTHING_TO_DO):
        (group,) = (group for group in style.STATE_GROUPS if group.name == category)
        (single,) = (single for single in style.SINGLE_STATES if set(single.states) == set(group.states))
        assert group.label == single.label == CATEGORIES[category].states == CATEGORIES[category].hours
    assert [CATEGORIES[name].hours for name in (AT_WORK, NOTHING_TO_DO, "energy", "policy")] == [
        "at work",
        "nothing to do",
        "lost to energy",
        "lost to policy",
    ]
    every = {name: 1 / len(CATEGORIES) for name in CATEGORIES}
    assert [text for text, _ in chips_of([every])] == [CATEGORIES[name].hours for name in COLOURS]

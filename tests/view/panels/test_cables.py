"""The panel of cables: drawn where there are any, with the mean and the loss of each way."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import Result, simulate
from sim.scenario import load
from sim.view.panels.cables import busiest, ways
from sim.view.panels.energy import CABLES
from sim.view.panels.scene import Scene

HEAD = 'title = "Cabled"\nextends = "ilrs:nuclear.toml"\n'
TEXT = """
[energy.places.crater]
distance = { value = 10, unit = "km", basis = "design" }
[energy.places.peak]
distance = { value = 1, unit = "km", basis = "design" }
[energy.places.unused]
distance = { value = 1, unit = "km", basis = "design" }
[energy.cables.crater]
model = "aluminium-3kv"
[energy.cables.peak]
model = "aluminium-3kv"
path_efficiency = { value = 0.5, unit = "1", basis = "design" }
loss_per_length = { value = 0, unit = "1/km", basis = "design" }
[energy.reactors.far]
model = "fission-10kwe"
at = "peak"
first_outage = { value = 1, unit = "yr", basis = "design" }
[energy.loads.oven]
class = "critical"
at = "crater"
power_lit = { value = 3, unit = "kW", basis = "design" }
power_dark = { value = 3, unit = "kW", basis = "design" }
"""


def _run(folder: Path, text: str) -> Result:
    path = folder / "cabled.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return simulate(load(path), until=20 * 24.0)


@pytest.fixture(scope="module")
def cabled(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return _run(tmp_path_factory.mktemp("cabled"), TEXT)


def test_places_without_a_cable_have_no_row(cabled: Result) -> None:
    """0.92 (1 - 0.006 x 10) of 10 kW arrive at the crater."""
    found = ways(cabled)
    assert [way.place for way in found] == ["crater", "peak"]
    assert [way.arrives for way in found] == pytest.approx([8.648, 5.0])
    assert [way.leaves for way in found] == [10.0, 10.0]


def test_the_overview_has_the_panel_and_the_loss_among_the_uses(cabled: Result) -> None:
    drawn = cabled.plot("overview")
    (panel,) = [ax for ax in drawn.axes if ax.get_label() == "cables"]
    texts = [text.get_text() for text in panel.texts]
    assert any(text.startswith("3.00 of 8.65 kW, 0.469 lost") for text in texts)
    assert "lost in cables" in {text.get_text() for ax in drawn.axes for text in ax.texts} | {
        text.get_text() for text in drawn.texts
    }


def test_power_that_comes_back_is_told_from_power_that_goes_there(cabled: Result) -> None:
    assert "from it" in CABLES.description(Scene.of(cabled))
    assert cabled.channels["energy.cable.peak"].mean() < 0
    flow = busiest(cabled)
    assert flow is not None
    assert flow.name in {"energy.cable.crater", "energy.cable.peak"}


def test_a_run_without_cables_has_no_such_panel(tmp_path: Path) -> None:
    run = _run(tmp_path, "")
    assert not CABLES.drawn_for(Scene.of(run))
    assert busiest(run) is None

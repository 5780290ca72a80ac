"""No search for unreachable objects while figures are drawn."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import matplotlib.figure
import pytest

from sim.view import figure as draw
from sim.view import save_figure
from sim.view.kit import style
from sim.view.kit.uncollected import uncollected
from tests.view.fake_runs import FakeRun


def test_nothing_is_searched_for_while_a_figure_is_drawn(
    month: FakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searching: list[bool] = []
    for name in ("__init__", "draw"):
        real = getattr(matplotlib.figure.Figure, name)

        def noted(*given: Any, real: Any = real, **more: Any) -> Any:
            searching.append(gc.isenabled())
            return real(*given, **more)

        monkeypatch.setattr(matplotlib.figure.Figure, name, noted)
    save_figure(draw("structures", month), tmp_path / "structures.png")  # type: ignore[arg-type]
    assert searching == [False, False]


@pytest.mark.parametrize("searching", [True, False])
def test_the_search_goes_on_as_before(searching: bool) -> None:
    before = gc.isenabled()
    (gc.enable if searching else gc.disable)()
    try:
        with style.applied(), uncollected():
            assert not gc.isenabled()
        assert gc.isenabled() == searching
    finally:
        (gc.enable if before else gc.disable)()

"""The tutorials do what they say, command by command, and end in the figure that they show.

``python -m tests.test_tutorials`` walks them again and stores the figures, small; look at each before it is committed.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from PIL import Image

from tests.test_readme import shell

FOLDER = Path(__file__).parent.parent / "scenarios" / "tutorials"
WALKS = sorted(path.stem for path in FOLDER.glob("*.md"))
WIDTH = 900
"""Width of a stored figure [pixels]: enough to be read on the page."""
GRAIN = (48, 48)
ALIKE = 0.06
"""Largest mean difference of brightness between squares of a figure and of the stored one: fonts may differ."""


def walk(name: str, folder: Path) -> Path:
    """Type the commands of a tutorial in a folder, one block after the other; the figure that comes of it."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        done = shell(block, folder)
        assert done.returncode == 0, block + done.stdout + done.stderr
    shown = re.findall(r"^!\[[^\]]+\]\(([^)]+)\)$", text, flags=re.MULTILINE)
    assert shown == [f"{name}.png"]
    return folder / shown[0]


def squares(figure: Image.Image) -> np.ndarray:
    """Brightness of a figure in few squares, 0 to 1."""
    return np.asarray(figure.convert("L").resize(GRAIN, Image.Resampling.BOX), dtype=float) / 255


@pytest.mark.slow
@pytest.mark.parametrize("name", WALKS)
def test_a_walk_ends_in_the_figure_that_it_shows(name: str, tmp_path: Path) -> None:
    with Image.open(walk(name, tmp_path)) as drawn, Image.open(FOLDER / f"{name}.png") as stored:
        assert drawn.width / drawn.height == pytest.approx(stored.width / stored.height, rel=0.05)
        assert np.abs(squares(drawn) - squares(stored)).mean() < ALIKE
    if name.startswith("3"):
        (found,) = tmp_path.glob("walk/one-technician/*/bottlenecks.json")
        waits = sum(
            each["hours"]
            for each in json.loads(found.read_text())["causes"]
            if (each["kind"], each["state"]) == ("printer", "waiting_technician")
        )
        assert f"{round(waits, -1):,.0f} machine hours" in (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def test_each_walk_is_linked_and_its_figure_is_small() -> None:
    readme = (FOLDER.parent.parent / "README.md").read_text(encoding="utf-8")
    assert len(WALKS) == 3
    for name in WALKS:
        assert f"scenarios/tutorials/{name}.md" in readme
        assert (FOLDER / f"{name}.png").stat().st_size < 150_000


def store() -> None:
    """Walk all tutorials and store their figures."""
    for name in WALKS:
        with TemporaryDirectory() as folder, Image.open(walk(name, Path(folder))) as drawn:
            small = drawn.convert("RGB").resize(
                (WIDTH, round(drawn.height * WIDTH / drawn.width)), Image.Resampling.LANCZOS
            )
            small.quantize(64).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    store()

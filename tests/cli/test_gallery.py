"""``ilrs gallery``: whole files, nothing but its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli import main
from sim.view import gallery
from tests.cli.running import Captured

pytestmark = pytest.mark.slow


def test_the_command_writes_whole_files_and_the_same_again(
    capsys: Captured, tmp_path: Path, made_up_station: object, one_process: None, monkeypatch: pytest.MonkeyPatch
) -> None:
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

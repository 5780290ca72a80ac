"""A file is replaced whole or not at all, and what goes wrong is told of the file that was asked for."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from sim.study.writing import replacing, write_text


def test_a_file_takes_its_place_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("old")
    with replacing(path) as part:
        part.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_what_fails_leaves_what_stood_there(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("old")

    def fail(stream: object) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        write_text(path, fail)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("name", "kind"), [("no/x.csv", FileNotFoundError), ("file/x.csv", NotADirectoryError)])
def test_a_fault_names_the_file_as_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: type[OSError]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(kind) as caught:
        write_text(Path(name), lambda stream: stream.write("x"))
    assert caught.value.filename == name


def test_a_full_disk_names_the_file_too(tmp_path: Path) -> None:
    def fill(stream: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left") as caught:
        write_text(tmp_path / "x.csv", fill)
    assert caught.value.filename == str(tmp_path / "x.csv")


def test_a_fault_of_another_file_keeps_its_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        write_text(tmp_path / "x.csv", lambda stream: stream.write((tmp_path / "font.ttf").read_text()))
    assert str(caught.value.filename) == str(tmp_path / "font.ttf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["plain", "picture.png", f"{'n' * 240}.parquet", f"x.{'e' * 240}"])
def test_what_is_written_to_has_the_ending_of_the_file(tmp_path: Path, name: str) -> None:
    with replacing(tmp_path / name) as part:
        assert part != tmp_path / name
        part.touch()
        assert part.suffix == (".part" if name == "plain" else Path(name).suffix[:20])
    assert list(tmp_path.iterdir()) == [tmp_path / name]


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders")
def test_a_pipe_is_written_to_itself(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write_text(pipe, lambda stream: stream.write("through"))
    reader.join(10)
    assert read == ["through"]
    assert list(tmp_path.iterdir()) == [pipe]

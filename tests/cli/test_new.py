"""``ilrs new``: a file, what to do next, and nothing overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli import main
from tests.cli.running import Captured


@pytest.mark.parametrize("options", [[], ["--full"]])
def test_a_new_file_passes_the_check_that_is_named_next(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "my station.toml", *options]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("my station.toml: ")
    lines = [line.strip() for line in out.splitlines()]
    assert "ilrs check 'my station.toml'" in lines
    assert "ilrs compare ilrs:baseline.toml 'my station.toml'" in lines
    (reference,) = [line.rpartition(" ")[2] for line in lines if line.endswith("REFERENCE.md")]
    assert Path(reference).is_file()
    assert main(["check", "my station.toml"]) == 0
    assert capsys.readouterr().out.startswith("my station: My station\n")
    assert main(["show", "ilrs:baseline", "--diff", "my station.toml"]) == 0
    assert "has the same inputs" in capsys.readouterr().out


def test_what_is_advised_works_for_a_name_that_looks_like_an_option(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "--", "-x.toml"]) == 0
    (advised,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  ilrs check ")]
    assert main(advised.split()[1:]) == 0


def test_a_quiet_one_says_nothing(capsys: Captured, tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "mine.toml"), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert (tmp_path / "mine.toml").is_file()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mine.toml", "is there already"),
        (".", "is there already"),
        ("missing/new.toml", "no such file or directory"),
        ("mine.toml/new.toml", "not a directory"),
        ("ilrs:new.toml", "names that begin with ilrs:"),
        ("", ""),
    ],
)
def test_what_cannot_be_written_is_refused(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    mine = tmp_path / "mine.toml"
    mine.write_text("precious")
    assert main(["new", name]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert said in err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]
    assert mine.read_text() == "precious"

"""Which program computed a result."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.result import program


def _digest_of_a_package(root: Path, monkeypatch: pytest.MonkeyPatch, **files: str) -> str:
    (root / "result").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (root / name.replace("__", ".")).write_text(text)
    monkeypatch.setattr(program, "__file__", str(root / "result" / "program.py"))
    program.source_digest.cache_clear()
    return program.source_digest()


def test_code_counts_and_pages_about_the_model_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _digest_of_a_package(tmp_path, monkeypatch, code__py="x = 1\n", README__md="A page.\n")
    assert _digest_of_a_package(tmp_path, monkeypatch, README__md="A better page.\n") == before
    assert _digest_of_a_package(tmp_path, monkeypatch, code__py="x = 2\n") != before
    program.source_digest.cache_clear()
